"""Whatever a new rules file adds, takes away, changes or puts elsewhere is told, and nothing else."""

from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.small import rules
from tests.small_rules import SMALL
from workflow.rules.differing import Difference, How, differences


def told(*edits: tuple[str, str]) -> list[tuple[str, str, str, str]]:
    text = SMALL
    for find, put in edits:
        assert text.count(find) == 1, find
        text = text.replace(find, put)
    return [(each.how, ".".join(each.path), each.before, each.after) for each in differences(SMALL, text)]


def test_a_deadline_that_is_changed_is_told_with_both() -> None:
    assert told(("budgets: {handle: 1h}", "budgets: {handle: 2h}")) == [
        ("changed", "routes.gas.budgets.handle", "1h", "2h")
    ]


def test_what_is_added_and_what_is_taken_away_are_one_line_each() -> None:
    night = SMALL[SMALL.index("  - name: night") : SMALL.index("  - name: rest")]
    assert told((night, "  - {name: day, to: grid, when: {category: [06*]}}\n")) == [
        ("added", "routes.day", "", "{name: day, to: grid, when: {category: [06*]}}"),
        (
            "removed",
            "routes.night",
            "{name: night, when: {category: [06*], time: 22:00-06:00, source: [resident], words: [Noise, 噪声],"
            " repeats: >=3}, to: unit sanitation, co: [grid], ladders: {handle: slow}}",
            "",
        ),
    ]


@pytest.mark.parametrize(
    ("find", "put", "path"),
    [
        (
            "            06012: {zh: 道路不洁, en: dirty road}\n",
            "",
            "catalogue.families.matters.groups.06.categories.06012",
        ),
        ("    automatic: [accept, dispatch]\n", "", "routes.gas.automatic"),
        ("  returns: 2\n", "", "limits.returns"),
        ("  categories: {06*: 90d}\n", "", "retention.categories"),
        ("  sanitation: {zh: 环卫, en: sanitation}\n", "", "units.sanitation"),
    ],
)
def test_nothing_vanishes_untold(find: str, put: str, path: str) -> None:
    assert [each[:2] for each in told((find, put))] == [("removed", path)]


def test_a_condition_that_is_narrowed_is_told() -> None:
    assert told(("severity: [1, 2]", "severity: [1]")) == [("changed", "routes.gas.when.severity", "[1, 2]", "[1]")]


def test_a_rung_that_is_changed_is_told_with_its_ladder() -> None:
    found = told(
        (
            "    - {at: 100%, do: warn, tell: [responsible], every: 1d}\n",
            "    - {at: 90%, do: warn, tell: [responsible], every: 1d}\n",
        )
    )
    assert found == [
        (
            "changed",
            "ladders.slow",
            "[{at: 100%, do: warn, tell: [responsible], every: 1d}]",
            "[{at: 90%, do: warn, tell: [responsible], every: 1d}]",
        )
    ]


def in_order(names: Iterable[str]) -> str:
    return "routes:\n" + "".join(f"  - {{name: {name}}}\n" for name in names)


def test_a_route_that_is_put_elsewhere_is_told_and_those_that_stay_are_not() -> None:
    found = differences(in_order("abcd"), in_order("bcad"))
    assert found == (Difference(How.MOVED, ("routes", "a"), "", "c", 4),)


def test_how_it_is_written_makes_no_difference() -> None:
    assert (
        told(
            ("    budgets: {handle: 1h}\n", "    # an hour, no more\n    budgets:\n      handle: '1h'\n"),
            ("words: [Noise, 噪声]", 'words: ["Noise", 噪声]'),
        )
        == []
    )


def test_a_line_is_where_it_stands() -> None:
    text = SMALL.replace("handle: 1h", "handle: 2h").replace("  returns: 2\n", "")
    changed, removed = differences(SMALL, text)
    assert text.splitlines()[changed.line - 1].strip() == "budgets: {handle: 2h}"
    assert SMALL.splitlines()[removed.line - 1].strip() == "returns: 2"
    assert changed.to_json()["path"] == ["routes", "gas", "budgets", "handle"]


def test_the_shipped_rules_do_not_differ_from_themselves() -> None:
    assert differences(rules().text, rules().text) == ()


@given(st.permutations(list("abcdef")), st.permutations(list("abcdef")))
def test_what_has_moved_put_back_gives_the_old_order(old: list[str], new: list[str]) -> None:
    found: tuple[Difference, ...] = differences(in_order(old), in_order(new))
    assert {each.how for each in found} <= {How.MOVED}
    moved = {each.path[-1] for each in found}
    assert [name for name in old if name not in moved] == [name for name in new if name not in moved]
    assert bool(moved) == (old != new)
