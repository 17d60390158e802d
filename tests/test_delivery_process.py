"""The delivery process itself: several at once, killed in the middle, told to stop."""

import asyncio
import os
import signal
import sys
from asyncio.subprocess import Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest_asyncio

from models.notice import Channel
from tests.delivering import FROM, Post, mail, post
from tests.mailbox import Mailbox, mailbox
from workflow import store, wall
from workflow.delivery.process import Delivery

DESK = "dispatcher-east"
LETTERS = 40


@pytest_asyncio.fixture
async def box() -> AsyncIterator[Mailbox]:
    async with mailbox() as found:
        yield found


@pytest_asyncio.fixture
async def small(database_url: str) -> AsyncIterator[Post]:
    async with post(database_url) as found:
        await found.reached_by(["email"], DESK)
        await found.execute("UPDATE preference SET quiet_from = 0, quiet_to = 0")
        found.wall.at = wall.now()  # the processes' own time
        yield found


@asynccontextmanager
async def delivering(database_url: str, box: Mailbox, data: Path) -> AsyncIterator[Process]:
    """`gridward deliver` as it is started, ended at the latest with the block."""
    environment = {
        **os.environ,
        "GRIDWARD_DATABASE_URL": database_url,
        "GRIDWARD_DATA": str(data),
        "GRIDWARD_SMTP_URL": box.url,
        "GRIDWARD_MAIL_FROM": FROM,
    }
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "gridward", "deliver", env=environment, stderr=asyncio.subprocess.DEVNULL
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def all_sent(small: Post, seconds: float = 60) -> None:
    """Waits until another process has written that nothing is left to be sent."""
    async with asyncio.timeout(seconds):
        while True:
            if set(await small.states("email")) == {"sent"}:
                return
            await asyncio.sleep(0.1)


async def test_two_processes_send_each_message_once(
    small: Post, box: Mailbox, database_url: str, tmp_path: Path
) -> None:
    await small.queue(DESK, LETTERS)
    async with delivering(database_url, box, tmp_path), delivering(database_url, box, tmp_path):
        await box.holding(LETTERS)
        await all_sent(small)
        await small.queue(DESK, LETTERS)
        await box.holding(2 * LETTERS)
        await all_sent(small)
    assert len(box.ids) == 2 * LETTERS
    assert set(box.ids.values()) == {1}


async def test_of_a_process_that_is_killed_in_the_middle_everything_arrives_and_a_mailbox_holds_it_once(
    small: Post, box: Mailbox, database_url: str, tmp_path: Path
) -> None:
    """Only what it was handing over when it died may come a second time: at most one letter a connection."""
    box.slow = 0.05
    await small.queue(DESK, LETTERS)
    async with delivering(database_url, box, tmp_path) as first, delivering(database_url, box, tmp_path):
        await box.holding(LETTERS // 3)
        first.kill()
        await first.wait()
        box.slow = 0
        await all_sent(small)
    assert len(box.ids) == LETTERS
    assert sum(box.ids.values()) - LETTERS <= 4


async def test_a_process_that_is_told_to_stop_finishes_its_letter_and_leaves_the_rest_to_others(
    small: Post, box: Mailbox, database_url: str, tmp_path: Path
) -> None:
    box.slow = 0.2
    await small.queue(DESK, LETTERS)
    async with delivering(database_url, box, tmp_path) as process:
        await box.holding(5)
        process.send_signal(signal.SIGTERM)
        async with asyncio.timeout(6):
            assert await process.wait() == 0
    states = await small.states("email")
    assert states.count("sent") == len(box.letters) < LETTERS
    assert not await small.rows("lease_token IS NOT NULL AND state = 'queued'")
    box.slow = 0
    small.wall.at = wall.now()
    await small.delivery(mail(box.url)).once()
    assert set(box.ids.values()) == {1}
    assert len(box.ids) == LETTERS


async def test_a_lease_that_ran_out_is_taken_over_and_whoever_lost_it_writes_nothing(small: Post, box: Mailbox) -> None:
    await small.queue(DESK)
    delivery = small.delivery(mail(box.url))
    await delivery.fanning.everything()
    lost, found = small.id_of("lost"), small.id_of("found")
    async with store.transaction(small.engine.database) as connection:
        (letter,) = await store.sending.claim(connection, Channel.EMAIL, small.wall(), lost, 60, 9)
        assert await store.sending.claim(connection, Channel.EMAIL, small.wall(), found, 60, 9) == []
    async with store.transaction(small.engine.database) as connection:
        await store.sending.renew(connection, {letter.notice.id: lost}, -1)
        (again,) = await store.sending.claim(connection, Channel.EMAIL, small.wall(), found, 60, 9)
        assert again.notice == letter.notice
        assert not await store.sending.sent(connection, letter.notice.id, lost, small.wall())
        assert not await store.sending.dead(connection, letter.notice.id, lost, "550")
        await store.sending.renew(connection, {letter.notice.id: lost}, 60)
    (row,) = await small.rows("channel = 'email'")
    assert (row["state"], row["lease_token"], row["attempts"]) == ("queued", found, 0)


async def test_leases_are_renewed_while_their_holder_lives(small: Post, box: Mailbox) -> None:
    box.slow = 1.5
    await small.queue(DESK)
    stop = asyncio.Event()
    several = [small.delivery(mail(box.url), lease=0.6) for _ in range(2)]
    running = [asyncio.create_task(each.run(stop)) for each in several]
    await box.holding(1)
    await all_sent(small)
    stop.set()
    await asyncio.gather(*running)
    assert list(box.ids.values()) == [1]


async def test_it_is_woken_by_the_bell_and_stops_when_it_is_told(small: Post, box: Mailbox) -> None:
    stop = asyncio.Event()
    delivery: Delivery = small.delivery(mail(box.url))
    running = asyncio.create_task(delivery.run(stop))
    for number in (1, 2, 3):
        await small.report()
        await box.holding(number)
    stop.set()
    await asyncio.wait_for(running, 6)
