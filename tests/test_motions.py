"""A change of the rules as a motion: put, discussed, decided in the minutes, switched on under that number."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from models.meeting import DecisionState, Meeting, MeetingKind, MeetingState
from models.motion import MotionState
from models.notice import NoticeKind
from models.record import Switch
from tests.asking import Wall
from tests.small import INFORMANT, report, rules, uid, who
from tests.stored import small_engine
from workflow import enacting, proposing, rights, store, versions
from workflow.auditing import check_chains
from workflow.commands import PAYLOADS as CASE_PAYLOADS
from workflow.commands import SYSTEM
from workflow.engine import Engine
from workflow.errors import BadInput, Blocked, Forbidden, IllegalMove, NotFound, StaleVersion
from workflow.identity import Chance
from workflow.machines import Move
from workflow.meetings.payloads import PAYLOADS
from workflow.motions.payloads import PAYLOADS as OF_MOTIONS
from workflow.proof.findings import Finding, Grade, Proof, Subject
from workflow.proposing import Put, SeenMotion
from workflow.rules.problems import RulesInvalid
from workflow.store.meetings import Wanted

REHEARSED = {
    "since": "2026-03-10T01:00:00Z",
    "until": "2026-06-08T01:00:00Z",
    "seconds": 90 * 86_400,
    "summary": {
        "cases": 900,
        "elsewhere": 30,
        "later": 20,
        "earlier": 10,
        "late_before": 90,
        "late_after": 45,
        "escalations_before": 180,
        "escalations_after": 120,
    },
}


@pytest.fixture
def wall() -> Wall:
    return Wall()


@pytest.fixture
async def engine(database_url: str, wall: Wall) -> AsyncIterator[Engine]:
    async with small_engine(database_url, Chance(), wall) as found:
        yield found


def sound(subject: Subject) -> Proof:
    return Proof(())


def lying(subject: Subject) -> Proof:
    return Proof((Finding("nobody-there", Grade.FAILURE, {"route": "rest"}, 7),))


async def rehearsed(engine: Engine, number: int, days: int) -> dict[str, Any]:
    return REHEARSED


def other(remark: str = "shorter") -> str:
    """Rules that differ from those in force by a remark alone."""
    return f"{rules().text}\n# {remark}\n"


async def put(engine: Engine, remark: str = "shorter", proving: Any = sound, **more: Any) -> UUID:
    what = Put(other(remark), "new.yaml", "夜间时限过长")
    answer = await proposing.propose(engine, who("centre"), what, proving=proving, **{"rehearsing": rehearsed, **more})
    return UUID(answer["id"])


async def see(engine: Engine, ref: UUID) -> SeenMotion:
    return await proposing.see(engine, SYSTEM, str(ref))


async def state(engine: Engine, ref: UUID) -> MotionState:
    return (await see(engine, ref)).motion.state


async def move(engine: Engine, ref: UUID, wanted: Move, name: str = "centre", **said: Any) -> Any:
    payload = OF_MOTIONS[wanted].model_validate({"reason": "改主意了"})
    return await proposing.fire(engine, who(name), ref, wanted, payload, **said)


async def joint(engine: Engine, wall: Wall) -> Meeting:
    """A joint meeting to which people are invited and whose time has come."""
    case = UUID((await engine.submit(who(INFORMANT), report(), None, "k", ""))["id"])
    tabling = CASE_PAYLOADS[Move.TABLE].model_validate({"reason": "久拖不决"})
    await engine.fire(who("supervisor"), case, Move.TABLE, tabling)
    await engine.meetings.convene()
    wall.at = (await _joint(engine)).starts_at
    await engine.meetings.convene()
    return await _joint(engine)


async def _joint(engine: Engine) -> Meeting:
    listed, _ = await engine.meetings.listed(SYSTEM, Wanted(kind=MeetingKind.JOINT), None, 10)
    return listed.items[0].meeting


async def do(engine: Engine, ref: UUID, wanted: Move, **said: Any) -> Any:
    return await engine.meetings.fire(who("supervisor"), ref, wanted, PAYLOADS[wanted].model_validate(said))


async def decide(engine: Engine, meeting: Meeting, *motions: dict[str, Any]) -> Any:
    """The meeting is held, and its minutes say so much of motions."""
    await do(engine, meeting.id, Move.HOLD)
    return await do(engine, meeting.id, Move.MINUTE, text="纪要", motions=list(motions))


async def switches(engine: Engine) -> list[Switch]:
    async with store.snapshot(engine.database) as connection:
        return await store.versions.switches(connection)


async def told(engine: Engine, ref: UUID) -> list[tuple[str, UUID]]:
    async with store.snapshot(engine.database) as connection:
        found = await store.reading.notices_about(connection, ref)
    return [(notice.args["kind"], notice.recipient_id) for notice in found if notice.kind == NoticeKind.MOTION]


async def test_a_motion_is_put_with_its_proof_and_rehearsal_and_switches_nothing_on(engine: Engine) -> None:
    seen = await see(engine, await put(engine, proving=lying))
    motion = seen.motion
    assert (motion.number, motion.state, motion.proposes, motion.against) == ("GY-R1", "proposed", 2, 1)
    assert (motion.failures, motion.rehearsal, seen.why) == (1, REHEARSED, "夜间时限过长")
    assert [each["code"] for each in motion.proof["findings"]] == ["nobody-there"]
    assert [reason["code"] for reason in seen.entries[0].reasons][:3] == [
        "motion-proposed", "motion-proof", "motion-rehearsal",
    ]  # fmt: skip
    assert ("proposed", uid("supervisor")) in await told(engine, motion.id)
    assert (await engine.now()).rules.number == 1
    assert await enacting.carry_out(engine, proving=sound) == 0
    assert await proposing.rules_of(engine, who("supervisor"), "GY-R1") == other()
    assert (await check_chains(engine, against_state=True)).well


async def test_what_is_in_force_or_put_already_or_no_rules_is_not_put(engine: Engine) -> None:
    await put(engine)
    for text, reason in ((other(), "put-already"), (rules().text, "in-force-already")):
        with pytest.raises(BadInput) as refused:
            await proposing.propose(engine, who("centre"), Put(text, "new.yaml", "再提"), proving=sound)
        assert refused.value.reason == reason
    with pytest.raises(RulesInvalid):
        await proposing.propose(engine, who("centre"), Put("routes: []", "new.yaml", "坏的"), proving=sound)


async def test_the_same_key_puts_a_motion_once(engine: Engine) -> None:
    first = await put(engine, key="k", request_hash="h")
    assert await put(engine, key="k", request_hash="h") == first
    found, _ = await proposing.listed(engine, who("supervisor"), False, None, 10)
    assert [motion.number for motion in found.items] == ["GY-R1"]


async def test_a_motion_is_put_and_taken_back_by_who_keeps_the_rules_and_hidden_from_who_has_no_part(
    engine: Engine,
) -> None:
    ref = await put(engine)
    for name in ("dispatcher-east", INFORMANT, "gas-1"):
        with pytest.raises(NotFound):
            await proposing.see(engine, who(name), "GY-R1")
        with pytest.raises(NotFound):
            await move(engine, ref, Move.TAKE_BACK, name)
        with pytest.raises(Forbidden):
            await proposing.listed(engine, who(name), False, None, 10)
    for name in ("supervisor", "township-east"):
        assert (await proposing.see(engine, who(name), "GY-R1")).allowed == ()
        with pytest.raises(Forbidden):
            await move(engine, ref, Move.TAKE_BACK, name)
        with pytest.raises(Forbidden):
            await proposing.propose(engine, who(name), Put(other("x"), "x", "x"), proving=sound)
    with pytest.raises(StaleVersion):
        await move(engine, ref, Move.TAKE_BACK, "admin", version=9)
    await move(engine, ref, Move.TAKE_BACK, "admin", version=1)
    assert await state(engine, ref) == MotionState.WITHDRAWN
    with pytest.raises(IllegalMove):
        await move(engine, ref, Move.TAKE_BACK)


async def test_an_adopted_motion_is_switched_on_under_its_decisions_number_and_the_decision_is_done(
    engine: Engine, wall: Wall
) -> None:
    ref = await put(engine)
    meeting = await joint(engine, wall)
    (item,) = (item for item in meeting.agenda if item["kind"] == "motion")
    assert (item["number"], item["subject"], item["count"]) == ("GY-R1", str(ref), 0)
    assert (await see(engine, ref)).meeting == meeting.number
    await decide(engine, meeting, {"number": "GY-R1", "adopted": True, "text": "自即日起启用"})
    view = (await engine.meetings.see(SYSTEM, str(meeting.id))).view
    (decision,) = view.decisions.values()
    assert (await engine.meetings.see(SYSTEM, str(meeting.id))).numbers == {ref: "GY-R1"}
    assert (await see(engine, ref)).minuted == "自即日起启用"
    assert (decision.state, decision.motion_id, decision.person_id) == (DecisionState.OPEN, ref, uid("centre"))
    assert (await engine.now()).rules.number == 1, "the minutes alone switch nothing on"
    assert view.clock(decision.id, "decision") is not None, "its clock runs until it is in force"  # type: ignore[arg-type]
    with pytest.raises(Blocked):
        await engine.meetings.fire(
            who("centre"), meeting.id, Move.CARRY_OUT, PAYLOADS[Move.CARRY_OUT].model_validate({"reason": "办了"})
        )
    assert await enacting.carry_out(engine, proving=sound) == 1
    assert await enacting.carry_out(engine, proving=sound) == 0
    (switch,) = await switches(engine)
    assert (switch.rules_version, switch.before, switch.decision) == (2, 1, f"{meeting.number}/1")
    assert (await engine.now()).rules.number == 2
    seen = await see(engine, ref)
    assert (seen.motion.state, seen.motion.switched_at) == (MotionState.IN_FORCE, switch.at)
    after = (await engine.meetings.see(SYSTEM, str(meeting.id))).view
    assert after.decisions[decision.id].state == DecisionState.DONE
    assert after.meeting.state == MeetingState.CLOSED
    assert [entry.move for entry in seen.entries] == ["propose", "table", "adopt", "switch_on"]
    assert ("in_force", uid("supervisor")) in await told(engine, ref)
    assert (await check_chains(engine, against_state=True)).well


async def test_what_a_meeting_does_not_decide_on_waits_for_the_next_and_what_it_rejects_has_ended(
    engine: Engine, wall: Wall
) -> None:
    left, rejected = await put(engine, "one"), await put(engine, "two")
    meeting = await joint(engine, wall)
    await decide(engine, meeting, {"number": "GY-R2", "adopted": False, "text": "先不改"})
    assert (await state(engine, left), await state(engine, rejected)) == ("proposed", "rejected")
    assert [entry.move for entry in (await see(engine, left)).entries] == ["propose", "table", "leave"]
    assert (await engine.meetings.see(SYSTEM, str(meeting.id))).words[rejected] == "先不改"
    assert await enacting.carry_out(engine, proving=sound) == 0
    assert (await check_chains(engine, against_state=True)).well


async def test_a_meeting_that_is_called_off_leaves_its_motions_to_the_next(engine: Engine, wall: Wall) -> None:
    ref = await put(engine)
    meeting = await joint(engine, wall)
    assert await state(engine, ref) == MotionState.TABLED
    await do(engine, meeting.id, Move.CANCEL, reason="台风")
    assert (await state(engine, ref), (await see(engine, ref)).meeting) == (MotionState.PROPOSED, None)
    await engine.meetings.convene()
    wall.at = (await _joint(engine)).starts_at
    await engine.meetings.convene()
    assert (await see(engine, ref)).meeting == (await _joint(engine)).number != meeting.number


async def test_a_motion_that_is_put_late_joins_the_agenda_and_one_that_is_taken_back_leaves_it(
    engine: Engine, wall: Wall
) -> None:
    meeting = await joint(engine, wall)
    wall.at = meeting.starts_at - timedelta(hours=1)
    ref = await put(engine)
    await engine.meetings.convene()
    assert [i["number"] for i in (await _joint(engine)).agenda if i["kind"] == "motion"] == ["GY-R1"]
    assert await engine.meetings.convene() == 0
    await move(engine, ref, Move.TAKE_BACK)
    await engine.meetings.convene()
    assert not [i for i in (await _joint(engine)).agenda if i["kind"] == "motion"]
    await do(engine, meeting.id, Move.HOLD)
    with pytest.raises(BadInput) as refused:
        await do(
            engine, meeting.id, Move.MINUTE, text="纪要",
            motions=[{"number": "GY-R1", "adopted": True, "text": "启用"}],
        )  # fmt: skip
    assert refused.value.field == "motions.0.number"


async def test_failures_of_the_proof_are_adopted_only_with_a_word_why_and_switched_on_as_known(
    engine: Engine, wall: Wall
) -> None:
    ref = await put(engine, proving=lying)
    meeting = await joint(engine, wall)
    said = {"number": "GY-R1", "adopted": True, "text": "启用"}
    with pytest.raises(BadInput) as refused:
        await decide(engine, meeting, said)
    assert refused.value.field == "motions.0.despite"
    await do(engine, meeting.id, Move.MINUTE, text="纪要", motions=[{**said, "despite": "有人值守"}])
    assert await enacting.carry_out(engine, proving=lying) == 1
    (switch,) = await switches(engine)
    assert switch.despite is not None
    assert meeting.number in switch.despite
    assert [each["code"] for each in switch.failures] == ["nobody-there"]
    assert await state(engine, ref) == MotionState.IN_FORCE


async def test_a_proof_that_fails_only_by_then_holds_it_back_loudly_until_somebody_insists(
    engine: Engine, wall: Wall
) -> None:
    ref = await put(engine)
    meeting = await joint(engine, wall)
    await decide(engine, meeting, {"number": "GY-R1", "adopted": True, "text": "启用"})
    assert await enacting.carry_out(engine, proving=lying) == 0
    held = (await see(engine, ref)).motion
    assert (held.state, held.held_back) == (MotionState.ADOPTED, "motion-held-unproved")
    assert ("held_back", uid("supervisor")) in await told(engine, ref)
    assert await enacting.carry_out(engine, proving=sound) == 0, "it waits for a person, not for luck"
    await move(engine, ref, Move.INSIST)
    (switch,) = await switches(engine)
    assert (switch.by, switch.decision) == (str(uid("centre")), f"{meeting.number}/1")
    assert "改主意了" in switch.why
    assert await state(engine, ref) == MotionState.IN_FORCE
    assert (await check_chains(engine, against_state=True)).well


async def test_a_failure_that_the_meeting_knew_is_no_new_one_on_another_day(engine: Engine, wall: Wall) -> None:
    def failing(day: str, at: str) -> Any:
        facts = {"sought": "gas", "grid": "9001001", "day": day, "time": "22:40", "began": at, "at": at, "times": "4"}
        return lambda subject: Proof((Finding("duty-late", Grade.FAILURE, facts),))

    ref = await put(engine, proving=failing("thu", "2026-06-11T22:40:00+08:00"))
    meeting = await joint(engine, wall)
    adopted = {"number": "GY-R1", "adopted": True, "text": "启用", "despite": "下周才有夜班"}
    await decide(engine, meeting, adopted)
    assert await enacting.carry_out(engine, proving=failing("mon", "2026-06-15T22:40:00+08:00")) == 1
    assert await state(engine, ref) == MotionState.IN_FORCE


async def test_a_motion_against_rules_that_are_not_in_force_any_more_would_undo_others_and_is_held_back(
    engine: Engine, wall: Wall
) -> None:
    ref = await put(engine)
    meeting = await joint(engine, wall)
    await decide(engine, meeting, {"number": "GY-R1", "adopted": True, "text": "启用"})
    urgent = await versions.propose(engine, other("urgent"), "u.yaml", "admin", "")
    await versions.switch_on(engine, urgent, "admin", "台风", proving=sound)
    assert await enacting.carry_out(engine, proving=sound) == 0
    assert (await see(engine, ref)).motion.held_back == "motion-held-moved-on"
    assert (await engine.now()).rules.number == urgent


async def test_dropping_the_decision_takes_the_adopted_motion_back(engine: Engine, wall: Wall) -> None:
    ref = await put(engine)
    meeting = await joint(engine, wall)
    await decide(engine, meeting, {"number": "GY-R1", "adopted": True, "text": "启用"})
    with pytest.raises(Blocked):
        await move(engine, ref, Move.TAKE_BACK)
    await do(engine, meeting.id, Move.DROP, reason="情况有变")
    assert await state(engine, ref) == MotionState.WITHDRAWN
    assert await enacting.carry_out(engine, proving=sound) == 0
    assert await switches(engine) == []


async def test_a_switch_whose_writer_died_is_written_down_at_the_next_turn_and_not_made_twice(
    engine: Engine, wall: Wall
) -> None:
    ref = await put(engine)
    meeting = await joint(engine, wall)
    await decide(engine, meeting, {"number": "GY-R1", "adopted": True, "text": "启用"})
    switch = await versions.switch_on(engine, 2, "GY-R1", "", decision=f"{meeting.number}/1", proving=sound)
    wall.wait(hours=1)
    assert await enacting.carry_out(engine, proving=sound) == 1
    assert (await see(engine, ref)).motion.switched_at == switch.at
    assert await switches(engine) == [switch]


async def test_another_version_that_is_switched_on_under_a_motions_decision_does_not_pass_for_it(
    engine: Engine, wall: Wall
) -> None:
    ref = await put(engine)
    meeting = await joint(engine, wall)
    await decide(engine, meeting, {"number": "GY-R1", "adopted": True, "text": "启用"})
    forged = await versions.propose(engine, other("forged"), "rules", "admin", "")
    await versions.switch_on(engine, forged, "admin", "", decision=f"{meeting.number}/1", proving=sound)
    assert await enacting.carry_out(engine, proving=sound) == 0
    assert (await see(engine, ref)).motion.state == MotionState.ADOPTED
    assert (await see(engine, ref)).motion.held_back is not None, "other rules came into force meanwhile"


async def test_a_standing_is_by_post_alone(engine: Engine) -> None:
    facts = (await engine.now()).facts()
    assert rights.motion_standings(replace(who("centre"), id=uid("nobody")), facts) == frozenset()
    assert rights.motion_standings(who("centre"), facts) == rights.motion_standings(who("admin"), facts) == {"keeper"}


async def test_however_many_clocks_look_an_adopted_motion_is_switched_on_once(engine: Engine, wall: Wall) -> None:
    await put(engine)
    meeting = await joint(engine, wall)
    await decide(engine, meeting, {"number": "GY-R1", "adopted": True, "text": "启用"})
    done = await asyncio.gather(*(enacting.carry_out(engine, proving=sound) for _ in range(4)))
    assert sum(done) == 1
    assert len(await switches(engine)) == 1


async def test_of_two_meetings_that_draw_their_agendas_at_once_one_hears_a_motion(engine: Engine, wall: Wall) -> None:
    wall.at = datetime(2026, 7, 9, 1, tzinfo=UTC)
    ref = await put(engine)
    await joint(engine, wall)
    listed, _ = await engine.meetings.listed(SYSTEM, Wanted(open=True), None, 50)
    city = [each.meeting for each in listed.items if each.meeting.kind in (MeetingKind.JOINT, MeetingKind.SPECIAL)]
    assert len([meeting for meeting in city if meeting.state == MeetingState.INVITED]) == 2
    naming = [meeting for meeting in city if any(item["number"] == "GY-R1" for item in meeting.agenda)]
    assert [meeting.number for meeting in naming] == [(await see(engine, ref)).meeting]
    assert await engine.meetings.convene() == 0


async def test_two_adopted_motions_are_switched_on_in_the_order_decided_and_the_second_is_held_back(
    engine: Engine, wall: Wall
) -> None:
    first, second = await put(engine, "one"), await put(engine, "two")
    meeting = await joint(engine, wall)
    said = {"adopted": True, "text": "启用"}
    await decide(engine, meeting, {"number": "GY-R2", **said}, {"number": "GY-R1", **said})
    assert await enacting.carry_out(engine, proving=sound) == 1
    assert (await state(engine, second), await state(engine, first)) == ("in_force", "adopted")
    assert (await see(engine, first)).motion.held_back == "motion-held-moved-on", "it would undo the other unseen"
