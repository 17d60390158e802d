"""Chat and SMS through Apprise to a real receiver: up, answering 500, slow, down; and no way to another host."""

import asyncio
from collections.abc import AsyncIterator, Mapping

import pytest
import pytest_asyncio

from models.notice import Channel, NoticeKind
from tests.delivering import Post, mail, post
from tests.mailbox import Receiver, mailbox, receiver
from workflow.delivery.gateways import Gateway
from workflow.delivery.letters import Courier, fits
from workflow.errors import SetUpError

DESK = "dispatcher-east"


@pytest_asyncio.fixture
async def there() -> AsyncIterator[Receiver]:
    async with receiver() as found:
        yield found


@pytest_asyncio.fixture
async def small(database_url: str) -> AsyncIterator[Post]:
    async with post(database_url) as found:
        await found.reached_by(["chat"], DESK)
        yield found


def chat(url: str, seconds: float = 10.0) -> Mapping[Channel, Courier]:
    return {Channel.CHAT: Gateway(Channel.CHAT, url, 2, seconds)}


async def test_a_message_reaches_the_persons_handle(small: Post, there: Receiver) -> None:
    await small.report()
    await small.delivery(chat(there.url)).once()
    ((path, said),) = there.posts
    assert path == f"/{DESK}"
    assert said["title"] == "A new case: GY-1001 exposed rubbish"
    assert "https://grid.example.org/incidents/GY-1001" in said["message"]
    assert await small.states("chat") == ["sent"]


async def test_an_sms_is_short_and_goes_to_the_phone(small: Post, there: Receiver) -> None:
    await small.queue(DESK, kind=NoticeKind.ALARM, urgent=True, args={"number": "GY-7", "category": "06010"})
    await small.delivery({Channel.SMS: Gateway(Channel.SMS, there.url, 2)}).once()
    ((path, said),) = there.posts
    assert path == "/10086"
    assert said["message"].startswith("[URGENT] Nobody on duty: GY-7 exposed rubbish\nhttps://")
    assert len(said["message"]) < 140


async def test_a_failure_is_a_delay_until_the_service_is_back(small: Post, there: Receiver) -> None:
    await small.queue(DESK)
    delivery = small.delivery(chat(there.url))
    there.status = 500
    await delivery.once()
    (row,) = await small.rows("channel = 'chat'")
    assert (row["state"], row["attempts"], row["last_error"]) == ("queued", 1, "gateway")
    there.status = 200
    await there.down()
    small.wall.wait(minutes=1)
    await delivery.once()
    await there.up()
    small.wall.wait(minutes=5)
    await delivery.once()
    (row,) = await small.rows("channel = 'chat'")
    assert (row["state"], row["attempts"], len(there.posts)) == ("sent", 3, 1)


async def test_a_slow_service_holds_up_no_other_channel(small: Post, there: Receiver) -> None:
    await small.reached_by(["chat", "email"], DESK)
    await small.queue(DESK, 6)
    there.slow = 0.5
    async with mailbox() as box:
        delivery = small.delivery({**chat(there.url), **mail(box.url)})
        going = asyncio.create_task(delivery.once())
        await box.holding(6)
        assert len(there.posts) < 6
        assert not going.done()
        await going
    assert len(there.posts) == 6


async def test_a_service_that_takes_too_long_is_no_longer_waited_for(small: Post, there: Receiver) -> None:
    there.slow = 0.3
    await small.queue(DESK)
    await small.delivery(chat(there.url, seconds=0.05)).once()
    (row,) = await small.rows("channel = 'chat'")
    assert (row["state"], row["last_error"]) == ("queued", "timeout")


async def test_a_handle_can_lead_nowhere_else(small: Post, there: Receiver) -> None:
    for handle in ("../admin", "@evil.example.org/", "x?to=y", "x#y", "x y", "evil.example.org:80/x", ""):
        assert not fits(Channel.CHAT, handle)
        await small.execute("UPDATE person SET chat = $1 WHERE chat IS NOT NULL", handle or " ")
        await small.queue(DESK)
        await small.delivery(chat(there.url)).once()
    assert there.posts == []
    assert await small.states("chat") == ["dead"] * 7


def test_a_services_url_must_say_where_the_address_goes_and_never_let_it_choose_the_host() -> None:
    for url in (
        "json://127.0.0.1/x",
        "json://{to}/x",
        "json://{to}.example.org/",
        "json://u:{to}@h/",
        "nonsense://h/{to}",
        "json:///{to}",
        "mailtos://u:p@example.org/?smtp={to}",
        "{to}",
    ):
        with pytest.raises(SetUpError) as refused:
            Gateway(Channel.CHAT, url, 1)
        assert url not in str(refused.value)
    Gateway(Channel.SMS, "json://127.0.0.1/{to}", 1)
