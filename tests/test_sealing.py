"""A day's entries go under one root, each once; whoever drops, rewrites or back-dates one is found."""

import asyncio
import hashlib
import re
from collections.abc import AsyncIterator
from datetime import UTC, date, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import jwt
import pytest
import pytest_asyncio
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from models.record import JobState
from tests.asking import Town, town
from tests.small import INFORMANT
from workflow import auditing, jobs, ledger, sealing, store
from workflow.errors import BadInput
from workflow.view import GENESIS
from workflow.works import WORKS
from workflow.works.seal import by_hand

ONLY = {"seal": WORKS["seal"]}


@pytest_asyncio.fixture
async def city(database_url: str) -> AsyncIterator[Town]:
    async with town(database_url) as found:
        yield found


async def nights(city: Town, count: int = 1) -> None:
    """So many days later, a clock that looks once."""
    city.wall.wait(days=count)
    await jobs.catch_up(city.engine, ONLY)
    found, _ = await jobs.listing(city.engine, None, None, 10)
    assert {job.state for job in found} == {JobState.DONE}, found


async def report(city: Town) -> dict[str, Any]:
    answer = await city.report(INFORMANT)
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


async def execute(city: Town, statement: str, *values: object) -> Any:
    async with store.transaction(city.engine.database) as connection:
        return await connection.fetchval(statement, *values)


async def sealed(city: Town) -> dict[UUID, int]:
    """How many entries of each subject are sealed."""
    async with store.transaction(city.engine.database) as connection:
        records = await connection.fetch("SELECT subject_id, count(*) AS count FROM seal_leaf GROUP BY 1")
    return {record["subject_id"]: record["count"] for record in records}


async def faults(city: Town) -> str:
    found = await auditing.check_all(city.engine, against_state=False)
    return "" if found.well else "\n".join(found.said)


async def test_each_entry_is_in_one_seal_also_after_days_in_which_nothing_ran(city: Town) -> None:
    first = await report(city)
    await nights(city)
    await report(city)
    await nights(city, 3)
    found = await sealing.listing(city.engine, None, 9)
    assert [each.number for each in found] == [4, 3, 2, 1]
    assert [each.size > 0 for each in found] == [False, False, True, True]
    assert [found[0].day - each.day for each in found] == [timedelta(days=days) for days in range(4)]
    assert sum((await sealed(city)).values()) == await execute(city, "SELECT count(*) FROM entry")
    assert (await sealed(city))[UUID(first["id"])] >= 1
    assert not await faults(city)


async def test_sealed_again_or_by_many_at_once_a_day_has_one_seal(city: Town) -> None:
    await report(city)
    city.wall.wait(days=2)
    last = (city.wall.at - timedelta(days=1)).astimezone(UTC).date()
    made = await asyncio.gather(*(sealing.seal(city.engine, last) for _ in range(4)))
    assert len({each.hash for each in made if each}) == 1
    found = await sealing.listing(city.engine, None, 9)
    assert [each.day for each in found] == [last, last - timedelta(days=1)]
    async with store.snapshot(city.engine.database) as connection:
        roots = await store.seals.roots(connection, last - timedelta(days=30), last)
    assert roots == [(found[1].day, found[1].root)], "what a bulletin of the days before bears"
    assert await sealing.seal(city.engine, last - timedelta(days=1)) == found[1]
    assert await sealing.seal(city.engine, last - timedelta(days=2)) is None, "it is in the first"


async def test_what_another_transaction_still_writes_is_not_passed_over(city: Town) -> None:
    """An entry whose transaction began before the day was sealed and ends after it goes under the next seal."""
    await report(city)
    async with city.engine.database.pool.acquire() as slow:
        doing = slow.transaction()
        await doing.start()
        await slow.execute("SELECT pg_current_xact_id()")
        await nights(city)
        await slow.execute(
            "INSERT INTO entry (subject_id, seq, happened_at, recorded_at, actor_kind, standing, move, about, changes,"
            " reasons, rules_version, calendar_version, salt, facts_hash, prev_hash, hash) SELECT gen_random_uuid(), 1,"
            " $1, $1, actor_kind, standing, move, about, changes, reasons, rules_version, calendar_version, salt,"
            " facts_hash, prev_hash, repeat('ab', 32) FROM entry LIMIT 1",
            city.wall.at,
        )
        await doing.commit()
    await nights(city)
    assert sum((await sealed(city)).values()) == await execute(city, "SELECT count(*) FROM entry")


async def test_a_restored_city_whose_transactions_are_numbered_anew_is_sealed_on(city: Town) -> None:
    await report(city)
    await nights(city)
    await execute(city, "UPDATE entry SET xid = '900000000'")
    await execute(city, "UPDATE seal SET next_xid = '900000001'")
    await report(city)
    for _ in range(2):
        await nights(city)
        assert sum((await sealed(city)).values()) == await execute(city, "SELECT count(*) FROM entry")
        await report(city)
    assert not await faults(city)


async def test_only_what_was_written_since_is_read(city: Town) -> None:
    """An entry that is below the number which stands with the last seal is not even looked at: had it been, the one
    that lost its place would be sealed a second time."""
    await report(city)
    await nights(city)
    await execute(
        city,
        "UPDATE seal SET next_xid = (SELECT (xid::text::bigint + 1)::text::xid8 FROM entry ORDER BY xid DESC LIMIT 1)",
    )
    await execute(city, "DELETE FROM seal_leaf")
    fresh = await report(city)
    await nights(city)
    assert list(await sealed(city)) == [UUID(fresh["id"])]


@pytest.mark.parametrize(
    ("tampering", "told"),
    [
        ("DELETE FROM entry WHERE subject_id = $1", "dropped"),
        ("UPDATE entry SET hash = repeat('0', 64) WHERE subject_id = $1 AND seq = 1", "rewritten"),
        ("UPDATE entry SET recorded_at = recorded_at - interval '9 days' WHERE subject_id = $1", "entry-changed"),
        ("DELETE FROM seal_leaf WHERE subject_id = $1", "leaves-changed"),
        ("UPDATE seal_leaf SET hash = decode(repeat('0', 64), 'hex') WHERE subject_id = $1", "leaves-changed"),
        (
            "UPDATE seal SET root = repeat('0', 64) FROM seal_leaf WHERE subject_id = $1 AND number = seal",
            "seal-changed",
        ),
        ("DELETE FROM seal USING seal_leaf WHERE subject_id = $1 AND number = seal", "chain-broken"),
    ],
)
async def test_whatever_is_changed_of_what_was_sealed_is_found(city: Town, tampering: str, told: str) -> None:
    found = await report(city)
    await nights(city)
    await report(city)
    await nights(city)
    assert not await faults(city)
    await execute(city, tampering, UUID(found["id"]))
    assert told in await faults(city)


async def test_an_entry_that_is_put_in_later_with_an_earlier_day_is_found_before_and_after_it_is_sealed(
    city: Town,
) -> None:
    """Even one that is chained and hashed as it should be, by whoever has all keys and the database."""
    found = await report(city)
    await nights(city, 2)
    later = await report(city)
    async with store.transaction(city.engine.database) as connection:
        chain = await store.reading.entries(connection, UUID(later["id"]))
        prev = GENESIS
        for entry in chain:
            moved = entry.but(recorded_at=entry.recorded_at - timedelta(days=2), prev_hash=prev)
            prev = ledger.entry_hash(moved)
            await connection.execute(
                "UPDATE entry SET recorded_at = $3, prev_hash = $4, hash = $5 WHERE subject_id = $1 AND seq = $2",
                moved.subject_id, moved.seq, moved.recorded_at, moved.prev_hash, prev,
            )  # fmt: skip
    assert f"{later['id']} entry 1: unsealed" in await faults(city)
    await nights(city)
    told = await faults(city)
    assert f"{later['id']} entry 1: back-dated" in told
    assert found["id"] not in told


async def test_the_nightly_audit_tells_what_the_seals_no_longer_agree_with(city: Town) -> None:
    found = await report(city)
    await nights(city)
    await execute(city, "DELETE FROM entry WHERE subject_id = $1", UUID(found["id"]))
    await execute(city, "UPDATE seal SET size = 99")
    city.wall.wait(days=1)
    await jobs.catch_up(city.engine, {"audit": WORKS["audit"]})
    (job, *_), _ = await jobs.listing(city.engine, None, None, 1)
    assert job.result is not None
    assert "dropped" in str(job.result["first"])
    assert "leaves-changed" in str(job.result["first"])


@pytest.mark.parametrize("day", ["yesterday", "2030-01-01", "2020-01-01"])
async def test_a_day_that_is_none_of_the_citys_is_not_sealed(city: Town, day: str) -> None:
    with pytest.raises(BadInput, match="period"):
        await by_hand(city.engine, day)


async def test_sealed_by_hand_without_a_day_it_is_the_last_that_has_ended(city: Town) -> None:
    await report(city)
    city.wall.wait(days=1)
    made = await by_hand(city.engine, None)
    assert made is not None
    assert made.through <= city.wall.at
    assert made.size > 0


async def followed(city: Town, receipt: str) -> httpx.Response:
    return await city.client.get("/api/v1/receipt", headers={"Authorization": f"Receipt {receipt}"})


async def test_the_few_lines_of_the_docs_hold_a_receipt_against_a_published_root(city: Town) -> None:
    """The lines themselves are run, with what anybody gets over HTTP."""
    found = [await report(city) for _ in range(5)]
    receipt = found[2]["receipt"]
    assert (await followed(city, receipt)).json()["proof"]["seal"] is None, "not before the day is over"
    await nights(city)
    answer = (await followed(city, receipt)).json()["proof"]
    published = (await city.client.get("/api/v1/seals")).json()
    assert published["items"][0]["root"] == answer["seal"]["seal"]["root"]
    text = (Path(__file__).parents[1] / "docs" / "resident.md").read_text()
    lines = next(each for each in re.findall(r"```python\n(.*?)```", text, re.S) if "def sealed(" in each)
    known: dict[str, Any] = {}
    exec(compile(lines, "docs/resident.md", "exec"), known)  # noqa: S102 - our own page
    pem = city.engine.keys.public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    claims = jwt.decode(receipt, pem, algorithms=["EdDSA"])
    assert known["sealed"](claims["hash"], answer["seal"])
    assert known["chained"](published["items"])
    assert not known["sealed"](hashlib.sha256(b"another").hexdigest(), answer["seal"])
    forged = answer["seal"] | {"path": [*answer["seal"]["path"], "ab" * 32]}
    assert not known["sealed"](claims["hash"], forged)
    published["items"][0]["size"] += 1
    assert not known["chained"](published["items"])


async def test_seals_are_listed_page_by_page_and_say_nothing_but_hashes(city: Town) -> None:
    await report(city)
    await nights(city, 5)
    seen: list[str] = []
    cursor: int | None = None
    while True:
        asked = {"limit": "2"} | ({"cursor": str(cursor)} if cursor else {})
        page = (await city.client.get("/api/v1/seals", params=asked)).json()
        seen += [each["day"] for each in page["items"]]
        if (cursor := page["next"]) is None:
            break
    assert seen == sorted(set(seen), reverse=True)
    assert date.fromisoformat(seen[0]) - date.fromisoformat(seen[-1]) == timedelta(days=4)
    assert set(page["items"][0]) == {"number", "day", "size", "root", "prev", "hash", "sealed_at"}
    assert (await city.client.get("/api/v1/seals", params={"cursor": "x"})).status_code == 400
