"""The proof of patrols: each defect is found, with a look that really lies where it is a failure; what is sound
passes."""

from collections import Counter
from dataclasses import replace

import pytest

from models.people import Language
from tests.seeds import Seed, parsed
from tests.small import GROUP, MONDAY, calendar, directory, rules
from workflow import counter_examples, messages
from workflow.proof import looks, patrols
from workflow.proof.findings import Example, Finding, Grade, Subject
from workflow.proof.proving import PARTS
from workflow.proof.replaying import bears_out, replay
from workflow.sentences import Names, finding

PATROLS = """
patrols:
  ladder: {ladder}
  kinds: {{hydrant: {{zh: 消火栓, en: hydrant}}}}
  templates:
    hydrants: {{zh: 消火栓, en: hydrants, kind: hydrant, every: {every}, who: {who}}}
"""
LADDERS = """
  to-the-reporter:
    - {at: 100%, do: warn, tell: [responsible, supervisor]}
    - {after: 1wd, do: remind, tell: [reporter], every: 1wd}
  late:
    - {at: 100%, do: warn, tell: [responsible]}
    - {after: 5wd, do: raise, level: 1, tell: [responsible, supervisor]}
    - {after: 6wd, do: remind, tell: [responsible], every: 5wd}
  to-others:
    - {at: 100%, do: warn, tell: [supervisor], every: 1wd}
"""
NOBODY_ABOVE = "[{drop_post: {role: supervisor}}, {drop_post: {role: centre}}, {drop_post: {role: duty, grid: '9001'}}]"
NEVER_MISSED = "[{drop: arrow, of: patrol, move: miss}]"
NEVER_DONE = "[{drop: arrow, of: patrol, move: check_off}]"
NO_HANDLER = "[{drop_post: {role: handler}}]"


def seed(
    ladder: str = "plain", every: str = "5wd", who: str = "informant", city: str = "[]", machine: str = "[]"
) -> Seed:
    found = parsed(f"{{about: patrols, city: {city}, machine: {machine}}}")
    said = PATROLS.format(ladder=ladder, every=every, who=who)
    edits = [{"find": "\nladders:\n", "put": f"{said}ladders:{LADDERS}"}]
    return replace(found, said={**found.said, "rules": edits})


def proved(subject: Subject) -> list[Finding]:
    return list(patrols.prove(subject, Counter()))


def codes(found: list[Finding], grade: Grade = Grade.FAILURE) -> set[str]:
    return {each.code for each in found if each.grade == grade}


@pytest.mark.parametrize(
    ("planted", "code"),
    [
        (seed(ladder="slow"), "patrol-below-top"),
        (seed(ladder="to-the-reporter"), "patrol-rung-to-nobody"),
        (seed(city=NOBODY_ABOVE), "patrol-to-nobody"),
        (seed(machine=NEVER_MISSED), "patrol-refused"),
    ],
    ids=lambda each: each if isinstance(each, str) else "",
)
def test_a_defect_of_patrols_is_found_with_a_look_that_lies_at_its_line(planted: Seed, code: str) -> None:
    with planted.machines():
        subject = planted.subject()
        found = [each for each in proved(subject) if each.grade == Grade.FAILURE]
        assert code in codes(found)
        for each in found:
            assert each.example is not None
            assert bears_out(Example.from_json(each.example.to_json()), subject), each
            assert each.line in _lines(subject)


def _lines(subject: Subject) -> set[int]:
    """Where the file speaks of patrols: the part itself, and each standing patrol."""
    text = subject.rules.text.splitlines()
    return {number for number, line in enumerate(text, 1) if line.startswith(("patrols:", "    hydrants:"))}


@pytest.mark.parametrize(
    ("planted", "code"),
    [
        (seed(ladder="to-others"), "patrol-doer-untold"),
        (seed(ladder="late", every="1wd"), "patrol-climbs-late"),
        (seed(city=NO_HANDLER, who="handler"), "patrol-on-no-list"),
        (seed(machine=NEVER_DONE), "patrol-undone"),
    ],
    ids=lambda each: each if isinstance(each, str) else "",
)
def test_what_reaches_somebody_but_not_whom_the_rules_mean_is_a_warning(planted: Seed, code: str) -> None:
    with planted.machines():
        found = proved(planted.subject())
        assert code in codes(found, Grade.WARNING)
        assert not codes(found)


def test_the_shipped_patrols_pass_and_those_that_fit_their_ladder() -> None:
    shipped = Subject(rules(), directory(), calendar(), MONDAY)
    assert proved(shipped) == []
    assert proved(seed().subject()) == []
    assert patrols.prove in PARTS


def test_a_look_without_a_clock_is_known_as_one() -> None:
    subject = seed().subject()
    example = Example(looks.said("hydrant", GROUP, "hydrants"), MONDAY, MONDAY, "due", "patrol-no-timer")
    played = looks.play(example, subject)
    assert not looks.without_timer(played)
    (planned,) = played.steps
    bare = replace(planned, view=replace(planned.view, clocks={}))
    assert looks.without_timer(replace(played, steps=(bare,)))
    assert replay(example, subject) is None


@pytest.mark.parametrize("language", Language)
def test_what_is_found_of_patrols_and_how_a_look_lies_is_said_in_whole(language: Language) -> None:
    subject = seed(ladder="slow").subject()
    names = Names(language, subject.directory, subject.rules)
    found = proved(subject)
    assert len(found) == 2, "of the standing patrol, and of campaigns"
    for each in found:
        said = finding(language, each.code, each.facts, names)
        assert messages.has(f"proof-{each.code}", language)
        assert ("hydrants" in said) == (each.facts["of"] == "template")
        assert each.example is not None
        told = list(counter_examples.told(each.example, names))
        assert len(told) == 2
        assert names.of("spot", "hydrant") in told[0]  # type: ignore[operator]
