"""Nothing of who reported, and nothing that people wrote, is in any message or log line, of any kind, language or
channel."""

from collections.abc import Iterator
from itertools import product
from typing import Any

import pytest

from models.notice import Channel, Notice, NoticeKind
from models.people import Language
from tests.delivering import FROM, SENDER, Post, post
from tests.logged import logged
from tests.small import GROUP, MONDAY, directory, report, rules, uid, who
from workflow import store
from workflow.commands import Reporter
from workflow.delivery import wording
from workflow.delivery.letters import Became, Letter, Outcome, Send
from workflow.delivery.mail import Mail, Server
from workflow.delivery.wording import Message
from workflow.machines import Move
from workflow.sentences import Names

NAME, PHONE, WORDS, ADDRESS, NOTE = "哨兵张三", "13900001111", "哨兵描述", "哨兵地址", "哨兵留言"
SENTINELS = (NAME, PHONE, WORDS, ADDRESS, NOTE)


def found_in(text: str) -> list[str]:
    return [each for each in SENTINELS if each in text]


async def case(small: Post) -> None:
    """A case about which people have written and said who they are."""
    submit = report(description=WORDS, grid=GROUP, location={"address": ADDRESS}, source="resident")
    reporter = Reporter(name=NAME, phone=PHONE)
    answer = await small.engine.submit(who("intake-east"), submit, reporter, "k", "h")
    ref = small.reference(answer)
    await small.fire("dispatcher-east", ref, Move.ACCEPT, note=NOTE)
    await small.fire("dispatcher-east", ref, Move.DISPATCH, to={"unit": "gas"}, note=NOTE)
    await small.fire("gas-1", ref, Move.ACKNOWLEDGE)
    await small.fire("gas-1", ref, Move.RETURN, type="not_ours", reason=NOTE)
    await small.fire("dispatcher-east", ref, Move.NOTE, note=NOTE)
    await small.fire("supervisor", ref, Move.SUPERVISE, reason=NOTE)


async def matters(small: Post) -> list[tuple[Notice, wording.Matter]]:
    """A letter of every kind about the case, as they are claimed."""
    async with store.transaction(small.engine.database) as connection:
        await connection.execute(
            "UPDATE notice SET channel = 'email', state = 'queued', due_at = created_at, not_before = created_at"
        )
        claimed = await store.sending.claim(connection, Channel.EMAIL, small.wall(), uid("token"), 60, 50)
    assert len({each.notice.kind for each in claimed}) >= 4
    args = {name: value for each in claimed for name, value in each.notice.args.items()}
    return [(claimed[0].notice.but(kind=kind, args=args), claimed[0].matter) for kind in NoticeKind]


def said(message: Message, notice: Notice) -> Iterator[tuple[Channel, str]]:
    """Everything that leaves the house by each channel."""
    letter = Letter(notice.id, "a@example.org", message, notice.created_at)
    written = Mail(Server.of("smtp://127.0.0.1", FROM), "Small").written(letter)
    yield Channel.EMAIL, f"{written['Subject']} {written.get_body(('plain',))} {written.get_body(('html',))}"
    for kind in ("plain", "html"):
        part = written.get_body((kind,))
        assert part is not None
        yield Channel.EMAIL, part.get_content()
    yield Channel.CHAT, f"{message.title} {message.brief}"
    yield Channel.SMS, message.short
    yield Channel.APP, f"{message.title} {message.lines[0]}"


async def test_no_message_says_who_reported_or_what_people_wrote(database_url: str) -> None:
    async with post(database_url) as small:
        await case(small)
        letters = await matters(small)
        names = {language: Names(language, directory(), rules()) for language in Language}
        seen = set()
        for (notice, matter), language in product(letters, Language):
            message = wording.message(notice, names[language], matter, SENDER)
            for channel, text in said(message, notice):
                assert not found_in(text), (notice.kind, language, channel)
                seen.add((notice.kind, language, channel))
        assert seen == set(product(NoticeKind, Language, Channel))
        assert not found_in(str(await small.rows()))


class Chatty:
    """A courier to whom everything goes wrong in turn, with all that it had in hand in the error."""

    def __init__(self) -> None:
        self.turn = 0

    def round(self) -> Any:
        return self

    async def __aenter__(self) -> Send:
        return self.send

    async def __aexit__(self, *_: object) -> None:
        return None

    async def send(self, letter: Letter) -> Outcome:
        self.turn += 1
        outcomes = [Outcome(Became.REFUSED, "550"), Outcome(Became.DELAYED, "451"), Outcome(Became.DOWN, "x")]
        if self.turn > len(outcomes):
            raise ValueError("it broke")
        return outcomes[self.turn - 1]


async def test_no_log_line_says_who_a_message_is_to_or_what_it_says(database_url: str) -> None:
    with logged() as lines:
        async with post(database_url) as small:
            await small.reached_by(["email"], "dispatcher-east", "chief-east", "duty-east")
            await case(small)
            delivery = small.delivery({Channel.EMAIL: Chatty()}, width=1)
            for _ in range(6):
                await delivery.once()
                small.wall.wait(minutes=11)
    text = lines.getvalue()
    for event in ("notice_refused", "notice_delayed", "channel_down", "letter_failed"):
        assert event in text
    assert not found_in(text)
    assert "@example.org" not in text
    assert "dispatcher-east" not in text


@pytest.mark.parametrize("language", list(Language))
def test_a_digest_says_nothing_but_numbers_categories_and_outcomes(language: Language) -> None:
    items = [{"notice": "ended", "number": "GY-1", "note": NOTE, "ending": "verified"}]
    notice = Notice(
        id=uid("digest"),
        key="digest:email",
        about=uid("person"),
        entry=0,
        kind=NoticeKind.DIGEST,
        recipient_id=uid("person"),
        args={"count": 1, "items": items},
        created_at=MONDAY,
    )
    message = wording.message(notice, Names(language, directory(), rules()), wording.Matter(), SENDER)
    assert not found_in(message.text)
