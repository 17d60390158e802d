"""The one door, with real concurrency on real PostgreSQL."""

import asyncio
import sys
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

import pytest

from models.database import Database
from models.incident import State
from models.notice import NoticeKind
from tests.small import GROUP, INFORMANT, MONDAY, VILLAGE, report, rules, who
from tests.stored import small_engine
from workflow import auditing, ledger, relay, store, versions
from workflow.commands import PAYLOADS, Reporter
from workflow.days import Days, Year, published_days
from workflow.engine import Engine
from workflow.errors import BadInput, Conflict, Forbidden, KeyReused, NotFound, StaleVersion
from workflow.identity import Chance
from workflow.machines import Move
from workflow.view import replay


def at_monday() -> datetime:
    return MONDAY


async def submitted(engine: Engine, key: str = "k", **more: Any) -> UUID:
    answer = await engine.submit(who(INFORMANT), report(**more), None, key, "hash")
    return UUID(answer["id"])


async def fire(engine: Engine, name: str, ref: UUID, move: str, version: int | None = None, **payload: Any) -> Any:
    named = Move(move)
    return await engine.fire(who(name), ref, named, PAYLOADS[named].model_validate(payload), version)


async def test_the_same_key_never_makes_two_incidents(database_url: str) -> None:
    async with small_engine(database_url, Chance(), at_monday) as engine:
        other = Engine(await Database.open(database_url, 4), engine.keys, clock=at_monday)
        try:
            answers = await asyncio.gather(
                *(each.submit(who(INFORMANT), report(), None, "same", "hash") for each in (engine, other) * 10)
            )
        finally:
            await other.database.close()
        assert len({answer["id"] for answer in answers}) == 1
        assert all(answer == answers[0] for answer in answers)
        async with store.transaction(engine.database) as connection:
            assert await connection.fetchval("SELECT count(*) FROM incident") == 1
            assert await connection.fetchval("SELECT count(*) FROM entry WHERE move = 'submit'") == 1
            assert await connection.fetchval("SELECT count(*) FROM wording") == 1


async def test_the_same_key_with_another_request_is_refused(database_url: str) -> None:
    async with small_engine(database_url, Chance(), at_monday) as engine:
        await submitted(engine, "k")
        with pytest.raises(KeyReused):
            await engine.submit(who(INFORMANT), report("06011"), None, "k", "another hash")
        theirs = await engine.submit(who("intake-east"), report(), None, "k", "another hash")
        assert theirs["number"] != "GY-1001"


async def test_a_moves_key_gives_the_same_answer_and_no_second_effect(database_url: str) -> None:
    async with small_engine(database_url, Chance(), at_monday) as engine:
        ref = await submitted(engine)
        payload = PAYLOADS[Move.NOTE].model_validate({"note": "一次"})
        asked = [engine.fire(who(INFORMANT), ref, Move.NOTE, payload, None, "n", "h") for _ in range(6)]
        answers = await asyncio.gather(*asked)
        assert all(answer == answers[0] for answer in answers)
        async with store.transaction(engine.database) as connection:
            assert len(await store.reading.entries(connection, ref)) == 2


async def test_a_moves_twin_in_flight_gets_the_same_answer(database_url: str) -> None:
    async with small_engine(database_url, Chance(), at_monday) as engine:
        for number in range(4):
            ref = await submitted(engine, f"k{number}")
            payload = PAYLOADS[Move.ACCEPT].model_validate({})
            fire_once = partial(engine.fire, who("dispatcher-east"), ref, Move.ACCEPT, payload, 1, f"s{number}", "h")
            answers = await asyncio.gather(*(fire_once() for _ in range(4)))
            assert all(answer == answers[0] for answer in answers)


async def test_every_change_is_in_the_ledger_once_in_order_and_the_state_equals_its_replay(database_url: str) -> None:
    async with small_engine(database_url, Chance(), at_monday) as engine:
        ref = await submitted(engine)
        await fire(engine, "dispatcher-east", ref, "accept")
        notes = [fire(engine, "dispatcher-east", ref, "note", note=f"{number}") for number in range(12)]
        await asyncio.gather(*notes)
        await fire(engine, "dispatcher-east", ref, "dispatch", to={"grid": VILLAGE})
        async with store.transaction(engine.database) as connection:
            chain = await store.reading.entries(connection, ref)
            view = (await store.reading.load_views(connection, [ref]))[ref]
        assert [entry.move for entry in chain] == ["submit", "accept", *["note"] * 12, "dispatch"]
        assert [entry.seq for entry in chain] == list(range(1, 16))
        assert replay(chain) == view


async def test_a_notice_is_queued_once_per_cause_in_the_transaction_of_its_cause(database_url: str) -> None:
    async with small_engine(database_url, Chance(), at_monday) as engine:
        ref = await submitted(engine)
        count = "SELECT count(*), count(DISTINCT key) FROM notice"
        async with store.transaction(engine.database) as connection:
            before = tuple(await connection.fetchrow(count) or ())
            await connection.execute("ALTER TABLE entry ADD CHECK (move <> 'accept')")
        with pytest.raises(store.Inconsistent):
            await fire(engine, "dispatcher-east", ref, "accept")
        async with store.transaction(engine.database) as connection:
            assert tuple(await connection.fetchrow(count) or ()) == before, "without its cause there is no notice"
            await connection.execute("ALTER TABLE entry DROP CONSTRAINT entry_move_check")
        await fire(engine, "dispatcher-east", ref, "accept")
        await engine.advance(timedelta(days=5))
        async with store.transaction(engine.database) as connection:
            after = tuple(await connection.fetchrow(count) or ())
        assert after[0] == after[1] > before[0]


async def test_of_two_who_act_on_the_same_version_one_gets_through(database_url: str) -> None:
    async with small_engine(database_url, Chance(), at_monday) as engine:
        for number in range(5):
            ref = await submitted(engine, f"k{number}")
            moves = [fire(engine, name, ref, "accept", version=1) for name in ("dispatcher-east", "chief-east")]
            outcomes = await asyncio.gather(*moves, return_exceptions=True)
            assert sum(isinstance(outcome, dict) for outcome in outcomes) == 1
            (refused,) = [outcome for outcome in outcomes if not isinstance(outcome, dict)]
            assert isinstance(refused, StaleVersion)
            assert refused.facts["current"] == 2


async def test_a_bad_report_falls_alone(database_url: str) -> None:
    async with small_engine(database_url, Chance(), at_monday) as engine:
        reports = [report("06010"), report("00000"), report("06010", "nowhere"), report("06011")]
        tasks = [engine.submit(who(INFORMANT), each, None, f"k{i}", "h") for i, each in enumerate(reports)]
        outcomes = await asyncio.gather(*tasks, return_exceptions=True)
        assert [isinstance(outcome, dict) for outcome in outcomes] == [True, False, False, True]
        assert all(isinstance(outcome, BadInput) for outcome in outcomes[1:3])
        async with store.transaction(engine.database) as connection:
            assert await connection.fetchval("SELECT count(*) FROM incident") == 2
            assert await connection.fetchval("SELECT count(*) FROM command") == 2


async def test_the_promise_is_what_the_reporter_was_told(database_url: str) -> None:
    async with small_engine(database_url, Chance(), at_monday) as engine:
        answer = await engine.submit(who(INFORMANT), report(), None, "k", "h")
        seen = await engine.see(who(INFORMANT), answer["number"])
        promised = seen.view.incident.promise_at
        assert promised is not None
        assert datetime.fromisoformat(answer["promise_at"]) == promised


async def test_a_receipt_verifies_and_the_ledger_holds_what_it_says(database_url: str) -> None:
    async with small_engine(database_url, Chance(), at_monday) as engine:
        answer = await engine.submit(who(INFORMANT), report(), None, "k", "h")
        receipt = ledger.read_receipt(answer["receipt"], engine.keys.public)
        assert receipt is not None
        assert receipt.number == answer["number"]
        assert (await auditing.check_receipt(engine, answer["receipt"])).well
        assert not (await auditing.check_receipt(engine, answer["receipt"][:-4] + "AAAA")).well
        async with store.transaction(engine.database) as connection:
            await connection.execute("UPDATE entry SET happened_at = happened_at - interval '1 day'")
        assert not (await auditing.check_receipt(engine, answer["receipt"])).well


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        ("UPDATE incident SET level = 4", "not what its ledger tells"),
        ("UPDATE clock SET used_seconds = 1", "not what its ledger tells"),
        ("UPDATE entry SET standing = 'admin' WHERE seq = 2", "entry-changed"),
        ("UPDATE entry SET facts = '{}' WHERE seq = 2", "facts-changed"),
        ("DELETE FROM entry WHERE seq = 1", "out-of-sequence"),
    ],
)
async def test_the_audit_finds_what_was_rewritten_removed_or_changed(database_url: str, spoil: str, said: str) -> None:
    async with small_engine(database_url, Chance(), at_monday) as engine:
        ref = await submitted(engine)
        await fire(engine, "dispatcher-east", ref, "accept")
        assert (await auditing.check_chains(engine, True)).well
        async with store.transaction(engine.database) as connection:
            await connection.execute(spoil)
        found = await auditing.check_chains(engine, True)
        assert not found.well
        assert said in found.said[0]


async def test_erased_facts_leave_the_chain_whole(database_url: str) -> None:
    async with small_engine(database_url, Chance(), at_monday) as engine:
        await submitted(engine)
        async with store.transaction(engine.database) as connection:
            await connection.execute("UPDATE entry SET facts = NULL")
        assert (await auditing.check_chains(engine, True)).well


async def test_a_reporters_name_and_phone_are_encrypted_and_in_no_other_table(database_url: str) -> None:
    async with small_engine(database_url, Chance(), at_monday) as engine:
        person = Reporter(name="王小明", phone="13800138000")
        answer = await engine.submit(who("intake-east"), report(source="hotline"), person, "k", "h")
        async with store.transaction(engine.database) as connection:
            tables = await connection.fetch("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
            for (table,) in tables:
                text = str(await connection.fetch(f'SELECT t::text FROM "{table}" AS t'))  # noqa: S608
                assert "王小明" not in text, table
                assert "13800138000" not in text, table
            sealed = await store.reporters.reporter(connection, UUID(answer["id"]))
        assert sealed is not None
        assert engine.keys.open(sealed.name) == "王小明"
        assert engine.keys.open(sealed.phone) == "13800138000"


async def test_new_rules_hold_for_new_reports_and_open_ones_keep_theirs(database_url: str) -> None:
    async with small_engine(database_url, Chance(), at_monday) as engine:
        old = await submitted(engine, "old")
        number = await versions.propose(engine, rules().text + "\n# amended\n", "rules", "test", "")
        await versions.switch_on(engine, number, "test", "", despite="only a comment is new")
        new = await submitted(engine, "new")
        await fire(engine, "dispatcher-east", old, "accept")
        async with store.transaction(engine.database) as connection:
            views = await store.reading.load_views(connection, [old, new])
        assert views[old].incident.rules_version == 1
        assert views[new].incident.rules_version == number == 2


async def test_nobody_learns_of_a_case_that_is_not_theirs(database_url: str) -> None:
    async with small_engine(database_url, Chance(), at_monday) as engine:
        ref = await submitted(engine)
        for stranger in ("dispatcher-west", "gas-1", "admin"):
            with pytest.raises(NotFound):
                await engine.see(who(stranger), str(ref))
        with pytest.raises(NotFound):
            await engine.see(who("dispatcher-east"), "GY-999999")


def rung_counts(events: list[Any]) -> Counter[tuple[UUID, int]]:
    return Counter((event.clock_id, event.rung) for event in events if event.kind == "rung")


@pytest.mark.parametrize("clocks", [1, 2, 4])
async def test_each_rung_takes_effect_once_with_several_clocks_and_one_killed(database_url: str, clocks: int) -> None:
    began = datetime.now(UTC)
    async with small_engine(database_url, Chance(), lambda: datetime.now(UTC)) as engine:
        ids = [await submitted(engine, f"k{i}") for i in range(30)]
        async with store.transaction(engine.database) as connection:
            await store.seeding.wind_to(connection, 20 * 86400)
        command = [sys.executable, "-m", "tests.sweeping", database_url]
        running = [
            await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE) for _ in range(clocks)
        ]
        for process in running:
            assert process.stdout is not None
            await process.stdout.readline()
        running[0].kill()
        await asyncio.gather(*(process.communicate() for process in running))
        await engine.sweep()
        async with store.transaction(engine.database) as connection:
            events = [e for i in ids for e in await store.reading.clock_events(connection, i)]
            counts = rung_counts(events)
            assert counts
            assert set(counts.values()) == {1}
            for identity in ids:
                chain = await store.reading.entries(connection, identity)
                assert list(ledger.verify(chain)) == []
                fired = [event for event in events if event.incident_id == identity and event.kind == "rung"]
                assert len(chain) == 1 + len(fired)
            notices = await connection.fetchval("SELECT count(*) FROM notice")
            keys_ = await connection.fetchval("SELECT count(DISTINCT key) FROM notice")
            assert notices == keys_ > 0
            assert (await store.audit.standing(connection, began + timedelta(days=20))).unfired == 0


async def test_winding_the_clock_on_fires_everything_at_its_own_instant(database_url: str) -> None:
    async with small_engine(database_url, Chance(), at_monday) as engine:
        ref = await submitted(engine)
        fired = await engine.advance(timedelta(days=30))
        assert (await engine.now()).at == MONDAY + timedelta(days=30)
        async with store.transaction(engine.database) as connection:
            chain = await store.reading.entries(connection, ref)
            view = (await store.reading.load_views(connection, [ref]))[ref]
            notices = await store.reading.notices_of(connection, ref)
        assert fired >= len(chain) - 1 == sum(clock.rung for clock in view.clocks.values())
        assert [e.happened_at for e in chain] == sorted(e.happened_at for e in chain)
        assert all(entry.recorded_at == entry.happened_at for entry in chain)
        assert {"remind", "warn", "raise", "supervise", "table"} <= {entry.move for entry in chain}
        assert (view.incident.level, view.incident.state) == (1, State.REPORTED)
        assert any(notice.kind == NoticeKind.TABLED for notice in notices)


async def test_a_real_citys_clock_is_never_wound_on(database_url: str) -> None:
    async with small_engine(database_url, Chance(), at_monday) as engine:
        async with store.transaction(engine.database) as connection:
            await connection.execute("UPDATE city SET demonstration = false")
        with pytest.raises(BadInput):
            await engine.advance(timedelta(days=1))


async def test_reports_and_moves_at_once_leave_every_chain_whole(database_url: str) -> None:
    async with small_engine(database_url, Chance(), at_monday) as engine:
        ids = await asyncio.gather(*(submitted(engine, f"k{i}", where=GROUP) for i in range(40)))
        into = (await engine.see(who("dispatcher-east"), str(ids[0]))).view.incident.number
        moves = [fire(engine, "dispatcher-east", ref, "accept") for ref in ids[1:20]]
        moves += [fire(engine, "dispatcher-east", ref, "merge", into=into) for ref in ids[10:30]]
        moves += [fire(engine, "dispatcher-east", ref, "note", note="x") for ref in ids]
        outcomes = await asyncio.gather(*moves, return_exceptions=True)
        assert all(isinstance(outcome, dict | Conflict) for outcome in outcomes)
        assert (await auditing.check_chains(engine, True)).well


async def test_merging_two_into_each_other_at_once_ends_with_one_of_them_open(database_url: str) -> None:
    async with small_engine(database_url, Chance(), at_monday) as engine:
        for number in range(5):
            one, two = await submitted(engine, f"a{number}"), await submitted(engine, f"b{number}")
            moves = [
                fire(engine, "dispatcher-east", one, "merge", into=str(two)),
                fire(engine, "dispatcher-east", two, "merge", into=str(one)),
            ]
            await asyncio.gather(*moves, return_exceptions=True)
            async with store.transaction(engine.database) as connection:
                views = await store.reading.load_views(connection, [one, two])
            assert sum(view.incident.open for view in views.values()) == 1


async def test_a_published_calendar_moves_provisional_deadlines_and_the_reporter_is_told(database_url: str) -> None:
    """2027's calendar is not there yet in December 2026: the promise is provisional until it is."""
    eve = datetime(2026, 12, 30, 2, 0, tzinfo=UTC)
    async with small_engine(database_url, Chance(), lambda: eve) as engine:
        ref = await submitted(engine, category="06013")
        before = (await engine.see(who(INFORMANT), str(ref))).view
        assert any(clock.provisional for clock in before.clocks.values())
        known = published_days(1)
        first_week = frozenset(date(2027, 1, day) for day in range(1, 9))
        days = Days(2, {**known.years, 2027: Year(off=first_week, on=frozenset())})
        assert (await engine.timekeeping.amend_calendar(days, "centre", "2027 published")).counted == 1
        after = (await engine.see(who(INFORMANT), str(ref))).view
        assert before.incident.promise_at is not None
        assert after.incident.promise_at is not None
        assert after.incident.promise_at > before.incident.promise_at
        assert not any(clock.provisional for clock in after.clocks.values())
        async with store.transaction(engine.database) as connection:
            chain = await store.reading.entries(connection, ref)
            told = await store.reading.notices_of(connection, ref)
        assert chain[-1].move == "retime"
        assert any(notice.kind == NoticeKind.PROMISE_MOVED for notice in told)
        assert (await auditing.check_chains(engine, True)).well


async def test_an_incident_that_cannot_be_decided_stops_nobody_elses_clock(database_url: str) -> None:
    now = [MONDAY]
    async with small_engine(database_url, Chance(), lambda: now[0]) as engine:
        spoilt, sound = await submitted(engine, "a"), await submitted(engine, "b")
        async with store.transaction(engine.database) as connection:
            await connection.execute("UPDATE incident SET route = 'gone' WHERE id = $1", spoilt)
        now[0] = MONDAY + timedelta(days=10)
        assert await engine.sweep() > 0
        async with store.transaction(engine.database) as connection:
            assert len(await store.reading.entries(connection, spoilt)) == 1
            assert len(await store.reading.entries(connection, sound)) > 3
            assert (await store.audit.standing(connection, now[0])).unfired > 0


async def test_winding_on_ends_though_one_incident_cannot_be_swept(database_url: str) -> None:
    async with small_engine(database_url, Chance(), at_monday) as engine:
        spoilt, sound = await submitted(engine, "a"), await submitted(engine, "b")
        async with store.transaction(engine.database) as connection:
            await connection.execute("UPDATE incident SET route = 'gone' WHERE id = $1", spoilt)
        assert await engine.advance(timedelta(days=3)) > 0
        assert (await engine.now()).at == MONDAY + timedelta(days=3)
        assert len((await engine.see(who(INFORMANT), str(sound))).entries) > 3


async def test_an_incident_that_cannot_be_written_stops_nobody_elses_clock(database_url: str) -> None:
    now = [MONDAY]
    async with small_engine(database_url, Chance(), lambda: now[0]) as engine:
        spoilt, sound = await submitted(engine, "a"), await submitted(engine, "b")
        async with store.transaction(engine.database) as connection:
            await connection.execute(f"ALTER TABLE entry ADD CHECK (seq < 2 OR subject_id <> '{spoilt}')")
        now[0] = MONDAY + timedelta(days=10)
        assert await engine.sweep() > 0
        async with store.transaction(engine.database) as connection:
            assert len(await store.reading.entries(connection, spoilt)) == 1
            assert len(await store.reading.entries(connection, sound)) > 3
        assert (await auditing.check_chains(engine, True)).well


async def test_who_reported_what_was_merged_hears_of_the_end(database_url: str) -> None:
    async with small_engine(database_url, Chance(), at_monday) as engine:
        main = await submitted(engine, "main")
        twin = await engine.submit(who("intake-east"), report(), None, "twin", "h")
        await fire(engine, "dispatcher-east", UUID(twin["id"]), "merge", into=str(main))
        await fire(engine, "dispatcher-east", main, "decline", reason="不属实")
        async with store.transaction(engine.database) as connection:
            told = await store.reading.notices_of(connection, main)
        ended = {notice.recipient_id for notice in told if notice.kind == NoticeKind.ENDED}
        assert ended == {who(INFORMANT).id, who("intake-east").id}


async def test_a_look_at_the_reporter_is_for_those_who_call_back_and_leaves_its_trace(database_url: str) -> None:
    async with small_engine(database_url, Chance(), at_monday) as engine:
        person = Reporter(name="王小明", phone="13800138000")
        answer = await engine.submit(who("intake-east"), report(source="hotline"), person, "k", "h")
        ref = answer["number"]
        await fire(engine, "dispatcher-east", UUID(answer["id"]), "accept")
        await fire(engine, "dispatcher-east", UUID(answer["id"]), "dispatch", to={"unit": "gas"})
        with pytest.raises(Forbidden):
            await relay.look(engine, who("gas-1"), ref, "好奇")
        with pytest.raises(NotFound):
            await relay.look(engine, who("dispatcher-west"), ref, "好奇")
        seen = await relay.look(engine, who("dispatcher-east"), ref, "回访")
        assert (seen.name, seen.phone) == (person.name, person.phone)
        async with store.transaction(engine.database) as connection:
            looks = await connection.fetch("SELECT person_id, reason FROM reporter_look")
        assert [tuple(each) for each in looks] == [(who("dispatcher-east").id, "回访")]
