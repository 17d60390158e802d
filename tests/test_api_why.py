"""Why a case is where it is, said so that nobody has to know a code."""

from datetime import UTC, datetime

import pytest

from models.people import Language
from tests.small import INFORMANT, calendar, directory, report, rules, who, world
from workflow import responsible
from workflow.engine import Seen
from workflow.explaining import why
from workflow.in_force import Now
from workflow.sentences import Names

SUNDAY = datetime(2026, 6, 7, 2, 0, tzinfo=UTC)
"""10:00 in Beijing; without rosters nobody is on duty."""


def seen_on_a_sunday() -> Seen:
    asleep = directory(rosters=[])
    view = world(found=asleep).submit(who(INFORMANT), report(), SUNDAY)
    now = Now(SUNDAY, rules(), calendar(), asleep)
    reached = responsible.of_incident(view, now.facts())
    return Seen(
        view=view,
        description="",
        address=None,
        entries=(),
        events=(),
        allowed=(),
        responsible=reached,
        suggestion=None,
        load=0,
        routing=None,
        now=now,
    )


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (Language.ZH, "G9001001的派遣员不在班，最早 2026年6月8日 08:00 有人，在此之前由别人代办。"),
        (Language.EN, "dispatcher of G9001001: nobody is on duty before 8 Jun 2026 08:00; others stand in until then."),
    ],
)
def test_who_sleeps_who_stands_in_and_when_that_ends(language: Language, said: str) -> None:
    seen = seen_on_a_sunday()
    sentences = list(why(seen, Names(language, seen.now.directory, seen.now.rules), public=False))
    assert said in sentences
    assert all("$" not in each and "{" not in each for each in sentences)


def test_who_holds_a_receipt_is_told_by_when_and_nobodys_name() -> None:
    seen = seen_on_a_sunday()
    sentences = list(why(seen, Names(Language.EN, seen.now.directory, seen.now.rules), public=True))
    assert sentences == ["The deadline for intake is 8 Jun 2026 08:15 (within 15 working min)."]
