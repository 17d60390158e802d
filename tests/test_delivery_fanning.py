"""From a person's list into the channels: at once, after quiet hours, once a day, again and again, to somebody else."""

import asyncio
from collections.abc import AsyncIterator

import pytest_asyncio

from models.notice import Channel, NoticeKind
from tests.delivering import Post, address, mail, post
from tests.mailbox import Mailbox, mailbox
from tests.small import uid
from workflow import store
from workflow.delivery.fanning import Fanning
from workflow.machines import Move

DESK, CHIEF = "dispatcher-east", "chief-east"
QUIET = {"hours": 14}
"""From the small city's Monday morning to its night."""


@pytest_asyncio.fixture
async def box() -> AsyncIterator[Mailbox]:
    async with mailbox() as found:
        yield found


@pytest_asyncio.fixture
async def small(database_url: str) -> AsyncIterator[Post]:
    async with post(database_url) as found:
        await found.reached_by(["email"], DESK, CHIEF)
        yield found


async def test_a_message_is_never_queued_twice_however_many_fan_it_out(small: Post) -> None:
    await small.queue(DESK, 40)
    several = [Fanning(small.engine, [Channel.EMAIL]) for _ in range(4)]
    for _ in range(2):
        await asyncio.gather(*(each.everything() for each in several))
    rows = await small.rows("channel = 'email'")
    assert len(rows) == len({row["key"] for row in rows}) == 40
    assert {row["key"].removesuffix(":email") for row in rows} == {
        row["key"].removesuffix(":app") for row in await small.rows("channel = 'app'")
    }


async def test_what_is_cancelled_before_it_is_sent_is_not_sent(small: Post, box: Mailbox) -> None:
    ref = await small.report()
    await small.fire(DESK, ref, Move.ACCEPT)
    await small.delivery(mail(box.url)).once()
    assert [row["state"] for row in await small.rows("kind = 'arrived' AND entry = 1")] == ["cancelled"] * 2
    assert all("arrived" not in row["key"] for row in await small.rows("channel = 'email' AND entry = 1"))


async def test_what_was_fanned_out_and_then_lost_its_point_is_not_sent_either(small: Post, box: Mailbox) -> None:
    small.wall.wait(**QUIET)
    ref = await small.report()
    delivery = small.delivery(mail(box.url))
    await delivery.once()
    assert await small.states("email") == ["queued"] * 2
    await small.fire(DESK, ref, Move.ACCEPT)
    small.wall.wait(hours=10)
    await delivery.once()
    assert [row["state"] for row in await small.rows("channel = 'email' AND entry = 1")] == ["cancelled"] * 2


async def test_what_lost_its_point_while_it_was_being_fanned_out_is_cancelled_when_it_is_claimed(
    small: Post, box: Mailbox
) -> None:
    await small.report()
    await Fanning(small.engine, [Channel.EMAIL]).everything()
    await small.execute("UPDATE notice SET calling = false WHERE channel = 'app'")
    await small.delivery(mail(box.url)).once()
    assert await small.states("email") == ["cancelled"] * 2
    assert not box.letters


async def test_in_quiet_hours_only_what_is_urgent_goes_out(small: Post, box: Mailbox) -> None:
    small.wall.wait(**QUIET)
    delivery = small.delivery(mail(box.url))
    await small.queue(DESK)
    await small.queue(DESK, kind=NoticeKind.ALARM, urgent=True)
    await delivery.once()
    assert [letter["Subject"].split("]")[0] for letter in box.letters] == ["[URGENT"]
    small.wall.wait(hours=8)
    await delivery.once()
    assert [letter["Subject"] for letter in box.letters if "URGENT" not in letter["Subject"]] == [
        "The bulletin is out: 2026-05"
    ]


async def test_a_digest_gathers_a_day_into_one_message(small: Post, box: Mailbox) -> None:
    await small.execute("UPDATE preference SET digest = true WHERE person_id = $1", uid(DESK))
    delivery = small.delivery(mail(box.url))
    for _ in range(3):
        await small.queue(DESK)
        small.wall.wait(hours=1)
        await delivery.once()
    (_, _, third) = await small.rows("channel = 'app'")
    async with store.transaction(small.engine.database) as connection:
        await store.outbox.acknowledge(connection, uid(DESK), third["id"], small.wall())
    assert not box.letters
    for _ in range(3):
        small.wall.wait(hours=8)
        await delivery.once()
    (letter,) = box.to(address(DESK))
    assert letter["Subject"] == "2 messages of today"
    body = letter.get_body(("plain",))
    assert body is not None
    assert body.get_content().count("· The bulletin is out: 2026-05") == 2


async def test_an_urgent_message_is_said_again_until_it_is_acknowledged(small: Post, box: Mailbox) -> None:
    (notice,) = await small.queue(DESK, kind=NoticeKind.ALARM, urgent=True)
    delivery = small.delivery(mail(box.url))
    for times in (1, 2):
        await delivery.once()
        await delivery.once()
        assert len(box.letters) == times
        small.wall.wait(minutes=10)
    async with store.transaction(small.engine.database) as connection:
        await store.outbox.acknowledge(connection, uid(DESK), notice.id, small.wall())
    for _ in range(5):
        await delivery.once()
        small.wall.wait(minutes=10)
    assert len(box.letters) == 2
    assert len(set(box.ids)) == 2


async def test_an_urgent_message_goes_to_the_substitute_once_and_that_is_recorded(small: Post, box: Mailbox) -> None:
    (notice,) = await small.queue(DESK, kind=NoticeKind.ALARM, urgent=True)
    delivery = small.delivery(mail(box.url))
    for _ in range(12):
        await delivery.once()
        small.wall.wait(minutes=10)
    assert len(box.to(address(DESK))) == 3
    (passed,) = await small.rows("key LIKE 'passed:%' AND channel = 'app'")
    (row,) = await small.rows(f"id = '{notice.id}'")
    assert row["passed_to"] == passed["recipient_id"] == uid(CHIEF), "the other of the same desk"
    letters = box.to(address(CHIEF))
    assert len(letters) == 3
    body = letters[0].get_body(("plain",))
    assert body is not None
    assert "nobody has confirmed it there" in body.get_content()
    assert not await small.rows("repeat_at IS NOT NULL")
    assert {str(uid(DESK)), str(uid(CHIEF))} <= await small.heard(), "so that their lists are asked anew"


async def test_who_acts_on_a_case_has_acknowledged_what_was_urgent_about_it(small: Post, box: Mailbox) -> None:
    ref = await small.report()
    await small.execute("UPDATE notice SET urgent = true, kind = 'alarm'")
    delivery = small.delivery(mail(box.url))
    await delivery.once()
    await small.fire(DESK, ref, Move.NOTE, note="知道了")
    small.wall.wait(minutes=11)
    await delivery.once()
    assert len(box.to(address(DESK))) == 1
    assert len(box.to(address(CHIEF))) == 2
    (row,) = await small.rows(f"channel = 'app' AND recipient_id = '{uid(DESK)}' AND entry = 1")
    assert row["acknowledged_at"] is not None


async def test_the_alarm_that_nobody_was_there_ends_when_somebody_takes_the_case_up(small: Post, box: Mailbox) -> None:
    ref = await small.report()
    await small.execute("UPDATE notice SET urgent = true, kind = 'alarm'")
    delivery = small.delivery(mail(box.url))
    await delivery.once()
    await small.fire("duty-east", ref, Move.CLAIM)
    for _ in range(6):
        small.wall.wait(minutes=11)
        await delivery.once()
    assert len(box.to(address(DESK))) == len(box.to(address(CHIEF))) == 1


async def test_what_is_urgent_about_a_case_that_has_moved_on_or_ended_is_not_said_again(
    small: Post, box: Mailbox
) -> None:
    ref = await small.report()
    await small.execute("UPDATE notice SET urgent = true")
    delivery = small.delivery(mail(box.url))
    await delivery.once()
    assert len(await small.rows("repeat_at IS NOT NULL")) == 2
    await small.fire("chief-east", ref, Move.VOID, reason="测试")
    assert not await small.rows("repeat_at IS NOT NULL AND entry = 1")
    for _ in range(6):
        small.wall.wait(minutes=10)
        await delivery.once()
    assert len(await small.rows("channel = 'email' AND entry = 1")) == 2


async def test_nothing_is_said_again_by_a_channel_on_which_the_first_still_waits(small: Post, box: Mailbox) -> None:
    await box.down()
    await small.queue(DESK, kind=NoticeKind.ALARM, urgent=True)
    delivery = small.delivery(mail(box.url))
    for _ in range(2):
        await delivery.once()
        small.wall.wait(minutes=11)
    await delivery.once()
    assert await small.states("email") == ["queued"]
