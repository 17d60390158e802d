"""Photos in the store: memory and database decide alike, and what nobody names is forgotten, whoever names it then."""

import asyncio
import os
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from models.photo import MediaType, Photo
from tests.asking import Wall
from tests.pictured import photo
from tests.small import INFORMANT, MONDAY, report, uid, who, world
from tests.stored import small_engine
from tests.storing import count
from workflow import store
from workflow.commands import PAYLOADS, Submit
from workflow.engine import Engine
from workflow.errors import GridwardError
from workflow.identity import Seeded
from workflow.machines import Move
from workflow.memory import World
from workflow.photos import KEPT_UNUSED
from workflow.pictures import made

HANDLER = "handler-9001001001"


class City:
    """An engine whose clock a test moves on."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    async def upload(self, name: str = INFORMANT, seed: int = 1) -> UUID:
        answer = await self.engine.photos.take(who(name), photo(seed=seed), None, "")
        return UUID(answer["id"])

    async def report(self, submit: Submit, key: str = "k") -> UUID:
        return UUID((await self.engine.submit(who(INFORMANT), submit, None, key, ""))["id"])


@pytest.fixture
def hand() -> Wall:
    return Wall()


@pytest.fixture
async def city(database_url: str, tmp_path: Path, hand: Wall) -> AsyncIterator[City]:
    async with small_engine(database_url, Seeded(3), hand, media=tmp_path) as engine:
        yield City(engine)


def files(engine: Engine) -> int:
    return sum(path.is_file() for path in engine.photos.media.folder.rglob("*"))


NAMES = (INFORMANT, HANDLER, "centre")


async def outcome(act: Any) -> str:
    """How it ended: what is refused is refused in the same words."""
    try:
        await act
    except GridwardError as refused:
        return str(refused)
    return ""


async def both(memory: World, engine: Engine, number: int, named: list[UUID]) -> None:
    """A report with these photos, in memory and in the database."""
    submit = report("06010", photos=named)

    async def remembered() -> None:
        memory.submit(who(INFORMANT), submit, MONDAY)

    stored = engine.submit(who(INFORMANT), submit, None, f"k{number}", "")
    assert await outcome(remembered()) == await outcome(stored)


async def both_move(memory: World, engine: Engine, ref: UUID, named: list[UUID]) -> None:
    payload = PAYLOADS[Move.HANDLE_HERE].model_validate({"photos": named})

    async def remembered() -> None:
        memory.fire(who(HANDLER), ref, Move.HANDLE_HERE, payload, MONDAY)

    assert await outcome(remembered()) == await outcome(engine.fire(who(HANDLER), ref, Move.HANDLE_HERE, payload))


async def test_memory_and_database_decide_alike_on_photos(database_url: str, tmp_path: Path) -> None:
    """The same uploads, reports and moves, some of them with photos that are not theirs to name."""
    memory = world(5)
    async with small_engine(database_url, Seeded(5), lambda: MONDAY, media=tmp_path) as engine:
        for name in NAMES:
            memory.upload(_known(name))
            async with store.transaction(engine.database) as connection:
                await store.photos.add(connection, _known(name))
        own, handlers, foreign = (_known(name).id for name in NAMES)
        for number, named in enumerate(([own], [foreign], [own, handlers], [own, own], [uid("none")])):
            await both(memory, engine, number, named)
        assert len(memory.views) == 2
        for ref, named in zip(memory.views, ([foreign], [handlers, own]), strict=True):
            await both_move(memory, engine, ref, named)
        async with store.snapshot(engine.database) as connection:
            assert await store.reading.load_views(connection, list(memory.views)) == memory.views
            for identity in memory.views:
                assert await store.reading.entries(connection, identity) == memory.entries[identity]
                uses = [use for use in memory.photo_uses if use.incident_id == identity]
                assert sorted(await store.photos.uses(connection, identity), key=str) == sorted(uses, key=str)
            for each in memory.photos.values():
                assert await store.photos.find(connection, each.id) == each


def _known(name: str) -> Photo:
    return Photo(
        id=uid(f"photo:{name}"),
        sha256=made(photo()).sha256,
        media_type=MediaType.JPEG,
        width=64,
        height=48,
        bytes=100,
        uploaded_by=uid(name),
        uploaded_at=MONDAY,
    )


async def test_what_nobody_names_within_a_day_is_forgotten(city: City, hand: Wall) -> None:
    named = await city.upload(seed=1)
    await city.upload(seed=2)
    await city.upload(name="centre", seed=2)
    await city.report(report(photos=[named]))
    hand.at += KEPT_UNUSED
    assert await city.engine.photos.tidy() == 0
    hand.at += timedelta(seconds=1)
    await city.upload(seed=3)
    assert await city.engine.photos.tidy() == 2
    assert await count(city.engine.database, "photo") == 2
    assert files(city.engine) == 4


async def test_a_file_that_another_photo_is_of_stays(city: City, hand: Wall) -> None:
    await city.upload(seed=1)
    hand.at += timedelta(hours=20)
    later = await city.upload(name="centre", seed=1)
    hand.at += timedelta(hours=5)
    assert await city.engine.photos.tidy() == 1
    assert files(city.engine) == 2
    assert (await city.engine.photos.look(who("centre"), later)).id == later


async def test_a_photo_that_a_report_is_about_to_name_is_not_forgotten(city: City, hand: Wall) -> None:
    own = await city.upload()
    hand.at += timedelta(days=2)
    async with store.transaction(city.engine.database) as connection:
        assert await store.photos.held(connection, [own])
        assert await city.engine.photos.tidy() == 0
    ref = await city.report(report(photos=[own]))
    assert await city.engine.photos.tidy() == 0
    async with store.snapshot(city.engine.database) as connection:
        assert [use.photo_id for use in await store.photos.uses(connection, ref)] == [own]


async def test_reports_and_the_sweep_at_once_leave_each_photo_used_or_gone(city: City, hand: Wall) -> None:
    owns = [await city.upload(seed=number) for number in range(6)]
    hand.at += timedelta(days=2)

    async def named(number: int) -> bool:
        told = await outcome(city.report(report(photos=[owns[number]]), f"k{number}"))
        assert told == "" or "unknown-photo" in told
        return not told

    *went, forgotten = await asyncio.gather(*(named(number) for number in range(6)), city.engine.photos.tidy())
    assert sum(went) + forgotten == 6
    assert await count(city.engine.database, "photo", "used_at IS NOT NULL") == sum(went)
    assert await count(city.engine.database, "photo_use") == await count(city.engine.database, "photo") == sum(went)
    assert files(city.engine) == 2 * sum(went)


async def test_uploads_and_the_sweep_of_the_same_content_at_once_lose_no_file(city: City, hand: Wall) -> None:
    for _ in range(5):
        await city.upload()
        hand.at += timedelta(days=2)
        identity, _ = await asyncio.gather(city.upload(), city.engine.photos.tidy())
        shown = await city.engine.photos.look(who(INFORMANT), identity)
        assert city.engine.photos.media.intact(shown.sha256)


async def test_what_a_process_left_that_died_is_cleared_away(city: City, hand: Wall) -> None:
    kept, lost, media = await city.upload(), made(photo(seed=9)), city.engine.photos.media
    await city.report(report(photos=[kept]))
    media.keep(lost)
    (media.folder / "incoming" / "half").write_bytes(b"\xff\xd8")
    hand.at = datetime.fromtimestamp((2000 * 256 + int(lost.sha256[:2], 16)) * 3600, UTC)
    for path in media.folder.rglob("*"):
        os.utime(path, (hand.at.timestamp(),) * 2)
    await city.engine.photos.tidy()
    assert files(city.engine) == 5, "each may be just about to get its row"
    hand.wait(hours=256)
    await city.engine.photos.tidy()
    assert files(city.engine) == 2
    assert not media.intact(lost.sha256)
