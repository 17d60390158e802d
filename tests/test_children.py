"""The processes that `gridward up` keeps: one that is hung is ended and started again, one that is only slow is not."""

import asyncio
import socket
import sys
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from tests.test_api_body import served
from workflow import supervising
from workflow.children import MOST_MISSES, Child
from workflow.settings import from_environment

SLEEPS = (sys.executable, "-c", "import time; time.sleep(600)")


class Asked:
    """Answers as it is told to, then always well; `over` when everything was asked."""

    def __init__(self, answers: Iterable[bool]) -> None:
        self.left, self.over = list(answers), asyncio.Event()

    async def __call__(self) -> bool:
        if not self.left:
            self.over.set()
            return True
        return self.left.pop(0)


@asynccontextmanager
async def kept(asked: Asked) -> AsyncIterator[Child]:
    child = Child(["sleeper"], {}, answers=asked, pause=0.0, program=SLEEPS)
    keeping = asyncio.create_task(child.keep())
    yield child
    child.stop.set()
    await asyncio.wait_for(keeping, 20)


async def test_a_child_that_no_longer_answers_is_ended_and_started_again() -> None:
    asked = Asked([True] + [False] * MOST_MISSES)
    with capture_logs() as logs:
        async with kept(asked) as child:
            await asyncio.wait_for(asked.over.wait(), 30)
            assert child.starts == 2
    assert [line["child"] for line in logs if line["event"] == "child_hung"] == ["sleeper"]


async def test_a_child_that_is_slow_to_begin_or_misses_now_and_then_is_left_alone() -> None:
    nearly = [False] * (MOST_MISSES - 1) + [True]
    asked = Asked([False] * 100 + [True] + nearly * 20)
    async with kept(asked) as child:
        await asyncio.wait_for(asked.over.wait(), 30)
        assert child.starts == 1


async def test_the_api_is_asked_whether_it_lives(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supervising, "ANSWER_SECONDS", 2.0)
    async with served() as url:
        silent = socket.socket()
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        for port, answers in ((int(url.rpartition(":")[2]), True), (silent.getsockname()[1], False)):
            settings = from_environment({"GRIDWARD_DATA": str(tmp_path), "GRIDWARD_PORT": str(port)})
            ((serve,), *_) = supervising.children_of(settings)
            assert serve.answers is not None
            assert await serve.answers() is answers
        silent.close()
