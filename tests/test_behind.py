"""Whoever tries the demonstration finds something to do, whatever the hour at which it was started."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import pytest

from models.database import Database
from models.ledger import ActorKind
from models.people import Role
from workflow import auditing, keys, rights, setting_up, store, wall
from workflow.commands import Actor
from workflow.days import published_days
from workflow.engine import Engine
from workflow.settings import from_environment
from workflow.simulation import behind, fresh
from workflow.store.queues import Queue

USES: Final[Mapping[Role, tuple[Queue, ...]]] = {
    Role.CENTRE: (Queue.INTAKE, Queue.DISPATCH, Queue.SUPERVISE),
    Role.DISPATCHER: (Queue.INTAKE, Queue.DISPATCH, Queue.VERIFY),
    Role.DUTY: (Queue.INTAKE, Queue.DISPATCH, Queue.VERIFY),
    Role.HANDLER: (Queue.HANDLE,),
    Role.INFORMANT: (Queue.VERIFY,),
    Role.INTAKE: (Queue.INTAKE,),
    Role.SUPERVISOR: (Queue.SUPERVISE,),
    Role.UNIT_MEMBER: (Queue.HANDLE,),
}
"""What a page shows of each role's queues. The administrator has none."""

HOURS: Final = {
    "a workday's morning": "2026-11-26T10:30:00+08:00",
    "a night": "2026-11-25T03:10:00+08:00",
    "a holiday": "2026-10-04T15:00:00+08:00",
}


@pytest.mark.parametrize("hour", HOURS)
async def test_every_printed_sign_in_finds_something_to_do(
    hour: str, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = datetime.fromisoformat(HOURS[hour]).astimezone(UTC)
    monkeypatch.setattr(wall, "now", lambda: now)
    settings = from_environment(
        {"GRIDWARD_DATA": str(tmp_path), "GRIDWARD_DATABASE_URL": database_url, "GRIDWARD_DEMO_DAYS": "1"}
    )
    settings = replace(settings, demo_password="quiet")
    ready = await setting_up.prepare(database_url, settings, None, True, lambda _: None)
    database = await Database.open(database_url, 2)
    try:
        engine = Engine(database, keys.load(settings))
        assert (await auditing.check_chains(engine, True)).well
        assert await idle(engine, ready.names, now) == []
        async with store.snapshot(database) as connection:
            rows = await connection.fetch("SELECT created_at > $1 AS fresh, state FROM notice", now - fresh.STILL)
        assert all(row["state"] != "queued" for row in rows if not row["fresh"])
        assert any(row["state"] == "queued" for row in rows), "the bell rings"
    finally:
        await database.close()


async def idle(engine: Engine, names: Sequence[str], at: datetime) -> list[str]:
    """Whoever has an empty queue, and which."""
    now, found = await engine.now(), []
    async with store.snapshot(engine.database) as connection:
        for name in names:
            account = await store.signing.account(connection, name)
            assert account is not None
            posts = now.directory.posts_of(account.person_id, at)
            scope = rights.scope(Actor(ActorKind.PERSON, account.person_id), posts, now.directory)
            for kind in {kind for post in posts for kind in USES.get(Role(post.role), ())}:
                if not (await store.queues.queue(connection, kind, scope)).items:
                    found.append(f"{name} {kind}")
    return found


async def test_the_past_is_the_same_for_the_same_seed_and_instant(tmp_path: Path) -> None:
    settings = from_environment({"GRIDWARD_DATA": str(tmp_path)})
    tree, rules = setting_up.tree_and_rules(settings, None)
    now = datetime.fromisoformat(HOURS["a night"]).astimezone(UTC)
    asked = tree, rules.numbered(1), published_days(1), setting_up.SEED, now, 1
    once, again = [await behind.lived(*asked, lambda _: None) for _ in range(2)]
    assert [each.entry.hash for each in once.outcomes] == [each.entry.hash for each in again.outcomes]
    assert once.wording == again.wording
    assert all(each.entry.recorded_at <= now for each in once.outcomes)
