"""Long counting is done one at a time beside the loop, a few wait, and nobody's requests stand still for it."""

import asyncio
import threading
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio

from tests.asking import Town, town
from tests.small import EAST, rules, uid
from workflow import checking, posts, rostering
from workflow.aside import Aside
from workflow.errors import Overworked
from workflow.proof.findings import Proof, Subject


@pytest_asyncio.fixture
async def gaoyou(database_url: str) -> AsyncIterator[Town]:
    async with town(database_url) as found:
        yield found


async def test_one_is_counted_at_a_time_a_few_wait_and_more_are_refused() -> None:
    aside, held, inside = Aside(waiting=1), threading.Event(), []

    def count(name: str) -> str:
        inside.append(name)
        held.wait(30)
        return name

    tasks = [asyncio.create_task(aside.do(count, name)) for name in ("first", "second")]
    while not inside:  # noqa: ASYNC110 - until the thread has begun
        await asyncio.sleep(0.001)
    with pytest.raises(Overworked):
        await aside.do(count, "third")
    assert list(inside) == ["first"]
    held.set()
    assert await asyncio.gather(*tasks) == ["first", "second"]
    assert await aside.do(count, "third") == "third"


async def test_what_fails_or_is_given_up_leaves_its_turn_to_the_next() -> None:
    aside = Aside(waiting=1)

    for _ in range(3):
        with pytest.raises(ZeroDivisionError):
            await aside.do(divmod, 1, 0)
    async with aside.turn():
        waiting = asyncio.create_task(aside.do(int))
        await asyncio.sleep(0)
        waiting.cancel()
        await asyncio.wait([waiting])
    assert await aside.do(int) == 0


async def ended(asking: set[asyncio.Task[Any]], number: int) -> set[asyncio.Task[Any]]:
    """The first so many that come to an end."""
    found = set[asyncio.Task[Any]]()
    async with asyncio.timeout(60):
        while len(found) < number:
            done, _ = await asyncio.wait(asking - found, return_when=asyncio.FIRST_COMPLETED)
            found |= done
    return found


async def test_while_a_proof_is_counted_everybody_else_is_answered_and_a_crowd_of_askers_is_refused(
    gaoyou: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, held = threading.Event(), threading.Event()

    def prove(subject: Subject) -> Proof:
        begun.set()
        held.wait(60)
        return Proof(())

    monkeypatch.setattr(checking, "prove", prove)
    monkeypatch.setattr(checking, "read", lambda text, name: rules())
    await gaoyou.headers("admin")

    async def ask() -> Any:
        return await gaoyou.post("admin", "/api/v1/rules/check", {"rules": "…"})

    asking = {asyncio.create_task(ask()) for _ in range(12)}
    refused = await ended(asking, 7)
    answers = [task.result() for task in refused]
    assert [answer.status_code for answer in answers] == [503] * 7, "one is counted, four wait"
    assert all(answer.headers["Retry-After"] for answer in answers)
    assert (await gaoyou.get("admin", "/api/v1/rules/versions")).status_code == 200
    assert (await gaoyou.get("supervisor", "/api/v1/incidents")).status_code == 200
    held.set()
    assert [(await task).status_code for task in asking - refused] == [200] * 5
    assert begun.is_set()


async def test_rosters_are_counted_one_at_a_time_and_who_waits_holds_no_connection(
    gaoyou: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = threading.Event()

    def left(*_: Any) -> Any:
        held.wait(60)
        return [], ()

    monkeypatch.setattr(rostering, "_left", left)
    line = uid(f"roster:{uid(f'duty-east:duty:{EAST}')}")
    await gaoyou.headers("chief-east")

    async def end() -> Any:
        path = f"/api/v1/duty/lines/{line}/end?dry_run=true"
        return await gaoyou.post("chief-east", path, {"ends_on": "2026-06-20", "reason": "试试"})

    asking = {asyncio.create_task(end()) for _ in range(12)}
    refused = await ended(asking, 3)
    assert [task.result().status_code for task in refused] == [503] * 3, "one is counted, eight wait"
    assert (await gaoyou.get("supervisor", "/api/v1/incidents")).status_code == 200
    held.set()
    assert [(await task).status_code for task in asking - refused] == [200] * 9


async def test_who_changes_no_roster_asks_for_no_counting_and_learns_of_no_post(
    gaoyou: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    def after(*_: Any) -> Any:
        raise AssertionError("counted")

    monkeypatch.setattr(posts, "after", after)
    for post in (str(uid("duty-east:duty:9001001")), str(uid("no such post"))):
        answer = await gaoyou.post("handler-9001001001", "/api/v1/posts/check", {"post": post})
        assert answer.status_code == 403
