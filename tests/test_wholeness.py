"""A rules file whose routes are not whole is refused: a case without a route, a route that nothing reaches."""

import pytest

from models.people import Language
from tests.small_rules import SMALL, with_routes
from workflow.rules.problems import RulesInvalid
from workflow.rules.reading import read, recall

LAST = "  - name: rest\n    to: grid\n"


def refused(text: str) -> list[tuple[str, dict[str, str]]]:
    with pytest.raises(RulesInvalid) as caught:
        read(text)
    return [(problem.code, dict(problem.facts)) for problem in caught.value.problems]


def test_a_case_that_no_route_takes_is_shown() -> None:
    code, facts = refused(SMALL.replace(LAST, LAST + "    when: {severity: [1, 2, 3]}\n"))[0]
    assert code == "rules-not-total"
    assert facts["case"] == "category: P01011, severity: 4"


def test_routes_that_take_every_case_between_them_need_no_last_one_for_the_rest() -> None:
    halves = (
        "  - {name: day, when: {time: 06:00-22:00}, to: grid}\n"
        "  - {name: night-shift, when: {time: 22:00-06:00}, to: grid}\n"
    )
    assert len(read(SMALL.replace(LAST, halves)).routes) == 4
    gap = halves.replace("22:00-06:00", "22:00-05:59")
    assert [facts["case"] for _, facts in refused(SMALL.replace(LAST, gap))] == [
        "category: 06010, source: informant, time: 05:59"
    ]


def test_a_not_and_what_it_leaves_out_are_together_whole() -> None:
    halves = (
        "  - {name: here, when: {grid: ['9001001']}, to: grid}\n"
        "  - {name: there, when: {not: {grid: ['9001001']}}, to: grid}\n"
    )
    assert len(read(SMALL.replace(LAST, halves)).routes) == 4


def test_the_routes_that_together_shadow_one_are_named() -> None:
    with pytest.raises(RulesInvalid) as caught:
        with_routes(
            "{name: unrelated, when: {category: [P01*]}, to: grid}\n"
            "{name: grave, when: {category: [06*], severity: [1, 2]}, to: grid}\n"
            "{name: other, when: {severity: [3, 4]}, to: grid}\n"
            "{name: rubbish, when: {category: [06010], time: 08:00-12:00}, to: grid}"
        )
    (problem,) = caught.value.problems
    assert (problem.code, problem.facts["by"]) == ("rules-shadowed", "grave, other")
    assert problem.say(Language.EN).startswith("no case ever reaches the route “rubbish”: grave, other (line ")


def test_a_last_route_for_the_rest_may_have_nothing_left() -> None:
    assert with_routes("{name: all, when: {severity: [1, 2, 3, 4]}, to: grid}").routes[-1].name == "rest"


def test_what_was_stored_before_is_still_read() -> None:
    text = SMALL.replace(LAST, LAST + "    when: {severity: [1, 2, 3]}\n")
    assert recall(text).routes[-1].name == "rest"
