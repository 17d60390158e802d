"""The proof of bulletins' drafts: each defect is found, with a draft that really lies where it is a failure; what is
sound passes, and says how many drafts and periods were gone through."""

from collections import Counter
from dataclasses import replace

import pytest

from models.people import Language
from tests.seeds import Seed, parsed
from tests.small import MONDAY, calendar, directory, rules
from workflow import counter_examples, duties, messages
from workflow.gazette import draft as gazette
from workflow.gazette import moves
from workflow.machines import Move
from workflow.proof import drafts, unapproved
from workflow.proof.findings import Example, Finding, Grade, Subject
from workflow.proof.proving import PARTS
from workflow.proof.replaying import bears_out
from workflow.sentences import Names, finding

BULLETIN = "  bulletin: {level: 1, every: month, day: 5}\n"
LADDERS = """
  to-the-reporter:
    - {at: 100%, do: remind, tell: [reporter], every: 1wd}
  to-the-township:
    - {at: 100%, do: remind, tell: [dispatcher], every: 1wd}
"""


def seed(said: str = "", ladder: str = "plain", city: str = "[]", machine: str = "[]") -> Seed:
    found = parsed(f"{{about: bulletins, city: {city}, machine: {machine}}}")
    edits = [
        {"find": BULLETIN, "put": f"  bulletin: {{level: 1, every: month, day: 5{said}}}\n"},
        {"find": "\nladders:\n", "put": f"\nladders:{LADDERS}"},
        {"find": "  stages:\n", "put": f"  stages:\n    bulletin: {{ladder: {ladder}}}\n"},
    ]
    return replace(found, said={**found.said, "rules": edits})


def proved(subject: Subject) -> list[Finding]:
    return list(drafts.prove(subject, Counter()))


def codes(found: list[Finding], grade: Grade = Grade.FAILURE) -> set[str]:
    return {each.code for each in found if each.grade == grade}


KEPT = ", by_itself: false"
NO_SUPERVISOR = (
    "[{drop_post: {role: supervisor}}, {drop_post: {role: centre}}, {drop_post: {role: duty, grid: '9001'}}]"
)
NEVER_OUT = "[{drop: arrow, of: bulletin, move: issue, by: system}]"
STAYS = "[{redirect: drafted, of: bulletin, move: issue, by: system}]"


@pytest.mark.parametrize(
    ("planted", "code"),
    [
        (seed(KEPT, "to-the-reporter"), "draft-below-top"),
        (seed(machine=NEVER_OUT), "draft-refused"),
        (seed(machine=STAYS), "draft-not-out"),
    ],
    ids=lambda each: each if isinstance(each, str) else "",
)
def test_a_defect_of_bulletins_is_found_with_a_draft_that_lies_at_its_line(planted: Seed, code: str) -> None:
    with planted.machines():
        subject = planted.subject()
        found = [each for each in proved(subject) if each.grade == Grade.FAILURE]
        assert code in codes(found)
        for each in found:
            assert each.line == subject.rules.bulletin.line > 0
            assert each.example is not None
            assert bears_out(Example.from_json(each.example.to_json()), subject), each
        for language in Language:
            names = Names(language, subject.directory, subject.rules)
            assert finding(language, code, found[0].facts, names) != code
            example = found[0].example
            assert example is not None
            assert len(list(counter_examples.told(example, names))) == 2 + len(example.acts)


def test_a_draft_without_a_clock_and_words_that_slip_out_are_known(monkeypatch: pytest.MonkeyPatch) -> None:
    subject = seed().subject()
    with monkeypatch.context() as broken:
        broken.setattr(gazette, "wanted", lambda *_: iter(()))
        assert codes(proved(subject)) == {"draft-no-timer"}
    with monkeypatch.context() as broken:
        broken.setitem(moves.MOVES, Move.ISSUE, lambda draft, _: draft.change(published_at=draft.now))
        assert codes(proved(subject)) == {"draft-unapproved"}


def test_where_nobody_is_awake_a_draft_wakes_nobody() -> None:
    everybody = ", ".join(f"{{drop_post: {{role: {role}}}}}" for role in ("supervisor", "centre", "duty", "admin"))
    towns = ", ".join(f"{{drop_post: {{role: {role}}}}}" for role in ("township_supervisor", "dispatcher", "intake"))
    found = proved(seed(KEPT, city=f"[{everybody}, {towns}]").subject())
    assert "draft-nobody-told" in codes(found)
    assert codes(proved(seed(city=f"[{everybody}, {towns}]").subject())) == set(), "it comes out all the same"
    assert next(each for each in found if each.code == "draft-nobody-told").facts["places"] == "3"


@pytest.mark.parametrize(
    ("said", "city", "code", "grade"),
    [
        (", draft: 40wd", "[]", "draft-overtaken", Grade.WARNING),
        (", year: {of: []}", "[]", "bulletin-none", Grade.NOTE),
        ("", "[{drop_post: {role: centre}}]", "draft-unwritten", Grade.WARNING),
    ],
)
def test_what_comes_out_but_not_as_the_rules_mean_is_told(said: str, city: str, code: str, grade: Grade) -> None:
    found = proved(seed(said, city=city).subject())
    assert code in codes(found, grade)
    assert not codes(found)


def test_a_period_without_its_job_is_a_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    kept = duties.told
    monkeypatch.setattr(duties, "told", lambda *asked: (each for each in kept(*asked) if each.period != "2026-09"))
    (found,) = (each for each in proved(seed().subject()) if each.grade == Grade.FAILURE)
    assert (found.code, found.facts["period"], found.facts["times"]) == ("bulletin-unowed", "2026-09", "1")


@pytest.mark.parametrize("said", ["", KEPT])
def test_the_shipped_rules_and_a_draft_that_is_kept_back_pass(said: str) -> None:
    examined = Counter[str]()
    subject = Subject(rules(), directory(), calendar(), MONDAY) if not said else seed(said).subject()
    assert list(drafts.prove(subject, examined)) == []
    assert examined["drafts"] == 3, "the city's and its two townships'"
    assert examined["periods"] > 12
    assert drafts.prove in PARTS


@pytest.mark.parametrize("language", Language)
def test_every_way_in_which_a_draft_lies_is_said(language: Language) -> None:
    for code in unapproved.LIES:
        assert messages.has(f"proof-{code}", language)
        assert messages.has(f"example-lies-{code}", language)
