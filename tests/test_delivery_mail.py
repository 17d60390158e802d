"""E-mail to a real server: up, slow, down, refusing for ever, refusing for now, dying between taking and answering."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from uuid import uuid4

import pytest
import pytest_asyncio

from models.notice import Channel, NoticeKind
from tests.delivering import FROM, Post, address, mail, post
from tests.mailbox import Mailbox, mailbox
from workflow import store
from workflow.delivery import dead
from workflow.delivery.deciding import MOST_ATTEMPTS
from workflow.delivery.letters import Became, Letter, fits
from workflow.delivery.mail import Server
from workflow.delivery.wording import Message
from workflow.errors import BadInput, NotFound, SetUpError
from workflow.store.sending import Lateness

DESK = "dispatcher-east"
SAID = Message("GY-1 waits for you", ("GY-1 waits for you.",), "", "", "")


@pytest_asyncio.fixture
async def box() -> AsyncIterator[Mailbox]:
    async with mailbox() as found:
        yield found


@pytest_asyncio.fixture
async def small(database_url: str) -> AsyncIterator[Post]:
    async with post(database_url) as found:
        await found.reached_by(["email"], DESK, "chief-east")
        yield found


async def test_a_letter_says_what_it_is_about_in_text_and_html(small: Post, box: Mailbox) -> None:
    await small.report()
    await small.delivery(mail(box.url)).once()
    (letter,) = box.to(address(DESK))
    (row,) = await small.rows(f"channel = 'email' AND recipient_id = '{small.id_of(DESK)}'")
    assert letter["Message-ID"] == f"<{row['id']}@example.org>"
    assert letter["From"] == f"Small <{FROM}>"
    assert letter["Subject"] == "A new case: GY-1001 exposed rubbish"
    assert letter["Auto-Submitted"] == "auto-generated"
    text, html = (letter.get_body((kind,)) for kind in ("plain", "html"))
    assert text is not None
    assert html is not None
    for part in (text.get_content(), html.get_content()):
        assert "https://grid.example.org/incidents/GY-1001" in part
        assert "G9001001" in part
    assert row["state"] == "sent"
    assert row["attempts"] == 1


async def test_many_recipients_each_get_theirs_and_nobody_elses(small: Post, box: Mailbox) -> None:
    for name in (DESK, "chief-east"):
        await small.queue(name, 30)
    await small.delivery(mail(box.url)).once()
    assert set(box.ids.values()) == {1}
    assert len(box.ids) == 60
    assert len(box.to(address(DESK))) == 30


async def test_a_server_that_is_down_for_a_day_loses_nothing_and_nothing_comes_twice(small: Post, box: Mailbox) -> None:
    delivery = small.delivery(mail(box.url))
    await box.down()
    for _ in range(24):
        await small.queue(DESK)
        await delivery.once()
        small.wall.wait(hours=1)
    assert await small.states("email") == ["queued"] * 24
    assert max(row["attempts"] for row in await small.rows("channel = 'email'")) == 0
    await box.up()
    small.wall.wait(minutes=2)
    await delivery.once()
    assert await small.states("email") == ["sent"] * 24
    assert sorted(box.ids.values()) == [1] * 24


async def test_while_a_server_is_down_one_letter_finds_that_out_and_not_all(small: Post, box: Mailbox) -> None:
    delivery = small.delivery(mail(box.url), width=1)
    await box.down()
    await small.queue(DESK, 50)
    await delivery.once()
    (lane,) = delivery.lanes
    assert lane.gate.fails == 1
    small.wall.wait(seconds=2)
    await delivery.once()
    assert lane.gate.fails == 2
    assert not lane.held


async def test_what_is_refused_for_ever_is_dead_at_once_and_holds_up_nobody(small: Post, box: Mailbox) -> None:
    box.answers[address(DESK)] = "550 5.1.1 no such mailbox"
    box.after_data[address("chief-east")] = "554 5.7.1 not wanted"
    await small.reached_by(["email"], "supervisor")
    for name in (DESK, "chief-east", "supervisor"):
        await small.queue(name, 3)
    await small.delivery(mail(box.url), width=1).once()
    assert await small.states("email") == ["dead"] * 6 + ["sent"] * 3
    assert {row["last_error"] for row in await small.rows("state = 'dead'")} == {"550", "554"}
    small.wall.wait(days=1)
    asked = box.asked
    await small.delivery(mail(box.url)).once()
    assert box.asked == asked


async def test_what_is_refused_for_now_is_tried_later_and_ever_more_seldom(small: Post, box: Mailbox) -> None:
    box.answers[address(DESK)] = "451 4.7.1 come back later"
    await small.queue(DESK)
    delivery = small.delivery(mail(box.url))
    for minutes, asked in ((0, 1), (0, 1), (1, 2), (0.5, 2), (1, 3), (1, 3)):
        small.wall.wait(minutes=minutes)
        await delivery.once()
        assert box.asked == asked
    (row,) = await small.rows("channel = 'email'")
    assert (row["state"], row["attempts"], row["last_error"]) == ("queued", 3, "451")
    box.answers.clear()
    small.wall.wait(hours=1)
    await delivery.once()
    assert await small.states("email") == ["sent"]


async def test_what_is_given_up_is_listed_and_can_be_sent_again_under_the_same_id(small: Post, box: Mailbox) -> None:
    box.answers[address(DESK)] = "451 4.7.1 come back later"
    await small.queue(DESK)
    delivery = small.delivery(mail(box.url))
    await delivery.once()
    await small.execute("UPDATE notice SET attempts = $1 WHERE channel = 'email'", MOST_ATTEMPTS - 1)
    small.wall.wait(minutes=40)
    await delivery.once()
    (found,) = (await dead.letters(small.engine, None, 50)).people.items
    assert (found.attempts, found.last_error) == (MOST_ATTEMPTS, "451")
    assert (await dead.lines(small.engine, 50))[0].startswith(f"{found.notice.id}  email  bulletin")
    box.answers.clear()
    await delivery.once()
    assert not box.letters
    with pytest.raises(NotFound):
        await dead.resend(small.engine, [small.id_of("no such letter")])
    with pytest.raises(BadInput):
        await dead.resend(small.engine, ["x"])
    assert await dead.resend(small.engine, None) == 1
    assert await dead.resend(small.engine, [found.notice.id]) == 0
    await delivery.once()
    assert box.ids == {f"<{found.notice.id}@example.org>": 1}
    assert (await dead.letters(small.engine, None, 50)).people.items == []


async def test_it_can_be_seen_how_far_behind_delivery_is(small: Post, box: Mailbox) -> None:
    await small.queue(DESK)
    began = small.wall()
    small.wall.wait(minutes=5)
    delivery = small.delivery(mail(box.url))
    assert await lateness(small) == Lateness(began, 0)
    box.answers[address(DESK)] = "550 no"
    await delivery.once()
    assert await lateness(small) == Lateness(None, 1)
    await box.down()
    await small.queue(DESK)
    await delivery.once()
    since = small.wall()
    small.wall.wait(hours=5)
    assert await lateness(small) == Lateness(since, 1)


async def lateness(small: Post) -> Lateness:
    async with store.snapshot(small.engine.database) as connection:
        return await store.sending.lateness(connection, small.wall())


async def test_a_letter_that_cannot_be_written_holds_up_no_other(small: Post, box: Mailbox) -> None:
    await small.queue(DESK, kind=NoticeKind.DIGEST, args={"count": "many"})
    await small.queue(DESK, 2)
    await small.delivery(mail(box.url)).once()
    rows = await small.rows("channel = 'email'")
    assert [row["last_error"] for row in rows if row["state"] == "queued"] == ["fault"]
    assert len(box.letters) == 2


@pytest.mark.parametrize("address", ["a..b@c.example", ".a@b.example", "a.@b.example", "a@b..example", "a@-b.example"])
def test_an_address_must_be_one_that_a_mail_can_be_written_to(address: str) -> None:
    assert not fits(Channel.EMAIL, address)
    assert fits(Channel.EMAIL, "li.lei+grid@mail.example.org")


async def test_what_cannot_be_written_is_refused_before_the_server_hears_of_it(box: Mailbox) -> None:
    courier = mail(box.url)[Channel.EMAIL]
    now = datetime(2026, 6, 8, tzinfo=UTC)
    bad, good = (Letter(uuid4(), to, SAID, now) for to in ("a..b@c.example", "a@c.example"))
    async with courier.round() as send:
        assert (await send(bad)).became == Became.REFUSED
        assert (await send(good)).became == Became.SENT
    assert len(box.letters) == 1


async def test_a_server_that_dies_between_taking_and_answering_gets_the_same_letter_again(
    small: Post, box: Mailbox
) -> None:
    box.dying = 2
    (notice,) = await small.queue(DESK)
    delivery = small.delivery(mail(box.url))
    for _ in range(5):
        await delivery.once()
        small.wall.wait(minutes=10)
    (row,) = await small.rows("channel = 'email'")
    assert (row["state"], row["attempts"], row["parent_id"]) == ("sent", 3, notice.id)
    assert box.ids == {f"<{row['id']}@example.org>": 3}, "a mailbox holds one"
    assert len({letter.as_string() for letter in box.letters}) <= 3


async def test_a_slow_server_is_not_waited_for_longer_than_agreed(small: Post, box: Mailbox) -> None:
    box.slow = 0.4
    await small.queue(DESK)
    await small.delivery(mail(box.url, seconds=0.1)).once()
    (row,) = await small.rows("channel = 'email'")
    assert (row["state"], row["last_error"]) == ("queued", "SMTPReadTimeoutError")
    box.slow = 0
    small.wall.wait(minutes=1)
    await small.delivery(mail(box.url)).once()
    assert await small.states("email") == ["sent"]


async def test_an_address_that_is_none_never_reaches_a_server(small: Post, box: Mailbox) -> None:
    await small.execute("UPDATE person SET email = E'a@b\\r\\nRCPT TO:<c@d>' WHERE email IS NOT NULL")
    await small.queue(DESK)
    await small.delivery(mail(box.url)).once()
    (row,) = await small.rows("channel = 'email'")
    assert (row["state"], row["last_error"], box.asked) == ("dead", "no-address", 0)


def test_a_servers_address_is_read_whole_or_refused_without_repeating_it() -> None:
    found = Server.of("smtp://us%40er:p%3Aw@mail.example.org:587?starttls=1", "Grid <grid@example.org>")
    assert (found.host, found.port, found.username, found.password) == ("mail.example.org", 587, "us@er", "p:w")
    assert (found.starttls, found.tls, found.sender) == (True, False, "grid@example.org")
    assert "p:w" not in repr(found)
    assert Server.of("smtps://mail.example.org", FROM).port == 465
    assert Server.of("smtp://mail.example.org", FROM).starttls is None
    for url in ("http://x", "smtp://", "smtp://h:99999", "smtp://h?tls=1", "mail.example.org"):
        with pytest.raises(SetUpError) as refused:
            Server.of(url, FROM)
        assert url not in str(refused.value)
    with pytest.raises(SetUpError):
        Server.of("smtp://h", "nobody")


async def test_a_channel_that_is_not_set_up_is_left_out(small: Post) -> None:
    await small.report()
    await small.delivery({}).once()
    assert await small.rows("channel <> 'app'") == []
    assert {row["state"] for row in await small.rows("channel = 'app'")} == {"sent"}
    assert Channel.EMAIL not in {lane.channel for lane in small.delivery({}).lanes}
