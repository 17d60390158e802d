"""What a message says, in every language and of every kind; and what none of them may ever say."""

import pytest

from models.notice import Notice, NoticeKind
from models.people import Language
from tests.small import GROUP, MONDAY, VILLAGE, directory, rules, uid
from workflow.delivery import wording
from workflow.delivery.wording import Matter, Message, Sender
from workflow.sentences import Names

SENDER = Sender("Small", "https://grid.example.org")
ARGS = {"number": "GY-1001", "category": "06010", "kind": "joint", "at": "2026-06-08T01:00:00+00:00", "count": 2}


def notice(kind: NoticeKind, urgent: bool = False, **args: object) -> Notice:
    return Notice(
        id=uid("notice"),
        key="cause:email",
        incident_id=uid("case"),
        about=uid("case"),
        entry=1,
        kind=kind,
        recipient_id=uid("person"),
        urgent=urgent,
        args={**ARGS, **args},
        created_at=MONDAY,
    )


def said(language: Language, found: Notice, matter: Matter) -> Message:
    return wording.message(found, Names(language, directory(), rules()), matter, SENDER)


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("kind", list(NoticeKind))
def test_every_kind_of_message_is_said_in_every_language(kind: NoticeKind, language: Language) -> None:
    items: object = [{"notice": "arrived", "number": "GY-1001", "category": "06010"}]
    lacking: dict[str, object] = {"items": [], "number": None, "category": "99999", "ending": "verified"}
    for args in ({"items": items}, lacking):
        found = said(language, notice(kind, True, **args, times=2), Matter(f"9001.9001001.{VILLAGE}", MONDAY))
        for part in (found.title, found.text, found.brief, found.short):
            assert part.strip()
            assert not set("{}$") & set(part), part


def test_a_message_says_what_where_and_until_when_and_how_to_get_there() -> None:
    matter = Matter(f"9001.9001001.{VILLAGE}.{GROUP}", MONDAY)
    found = said(Language.EN, notice(NoticeKind.ASSIGNED), matter)
    assert found.title == "A task for you: GY-1001 exposed rubbish"
    assert f"Place: G9001001 G{VILLAGE} G{GROUP}" in found.lines
    assert "Due: 8 Jun 2026 09:00" in found.lines
    assert found.link == "https://grid.example.org/incidents/GY-1001"
    chinese = said(Language.ZH, notice(NoticeKind.ASSIGNED), matter)
    assert chinese.title == "派给您的任务：GY-1001 暴露垃圾"
    assert "时限：2026年6月8日 09:00" in chinese.lines


def test_an_urgent_message_says_so_and_how_often_it_was_said_and_for_whom() -> None:
    found = said(Language.EN, notice(NoticeKind.ALARM, True, passed=True, times=2), Matter())
    assert found.title.startswith("[URGENT] ")
    assert any("time 2" in line for line in found.lines)
    assert any("nobody has confirmed it there" in line for line in found.lines)


def test_a_digest_names_each_of_its_messages_and_how_many_more_there_are() -> None:
    items = [{"notice": "arrived", "number": "GY-1", "category": "06010"}, {"notice": "ended", "number": "GY-2"}]
    found = said(Language.EN, notice(NoticeKind.DIGEST, count=9, items=items), Matter())
    assert found.title == "9 messages of today"
    assert found.lines[1:] == (
        "· A new case: GY-1 exposed rubbish",
        "· The outcome: GY-2",
        "… and 7 more, in your list.",
    )


def test_the_deadline_of_a_case_that_has_ended_is_not_told() -> None:
    found = said(Language.EN, notice(NoticeKind.ENDED, ending="verified"), Matter("", MONDAY, open=False))
    assert not any(line.startswith("Due") for line in found.lines)
    assert "Outcome: closed after verification" in found.lines
