"""What is shown to anybody gives no small number away, whatever is added up and subtracted."""

from collections.abc import Mapping
from copy import deepcopy
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from workflow import publicly
from workflow.publicly import LEAST, NOWHERE, OF, Closed, Counted, Row, Shown, Sums

Parts = dict[str, Sums]
Columns = Mapping[str, str | None]


@st.composite
def sums(draw: st.DrawFn, of: Columns = OF) -> Sums:
    """Small numbers mostly, each no greater than the one of which it is a part."""
    found = Sums()
    for name, whole in of.items():
        most = getattr(found, whole) if whole else draw(st.sampled_from((0, 4, 6, 40)))
        setattr(found, name, draw(st.integers(0, most)))
    found.rating = draw(st.integers(found.rated, 5 * found.rated))
    return found


cities = st.dictionaries(st.sampled_from((NOWHERE, *"abcdefg")), sums(), min_size=1)


def hidden(parts: Mapping[str, Sums], rows: list[Row], name: str) -> set[str]:
    told = {row.key for row in rows if getattr(row.shown, name) is not None}
    return set(parts) - told


@given(cities)
def test_every_number_that_is_shown_is_so_and_is_not_small(parts: Parts) -> None:
    rows = publicly.rows(parts)
    for name in OF:
        total = sum(getattr(each, name) for each in parts.values())
        shown = {row.key: getattr(row.shown, name) for row in rows if getattr(row.shown, name) is not None}
        assert all(count >= LEAST for count in shown.values())
        assert not shown or sum(shown.values()) == total, "what is hidden is among the others, all of it"
        assert bool(shown) == (total >= LEAST)
        assert all(shown[key] == getattr(parts[key], name) for key in shown if key is not None)
        assert NOWHERE not in shown


@given(cities)
def test_no_subtraction_tells_a_number_below_five(parts: Parts) -> None:
    """For each number below five, and each zero, there is another city of which all that is shown is as true, and
    there it is five or more. So nothing that can be reckoned from what is shown tells that it is small."""
    assert_nothing_small_is_told(parts, publicly.rows(parts), OF)


def assert_nothing_small_is_told(parts: Parts, rows: list[Row], of: Columns) -> None:
    for name in of:
        if sum(getattr(each, name) for each in parts.values()) < LEAST:
            continue
        for key in parts:
            if getattr(parts[key], name) < LEAST:
                other = deepcopy(parts)
                raised(other, {each: hidden(parts, rows, each) for each in of}, name, key, of)
                assert getattr(other[key], name) >= LEAST
                assert_lawful(other, of)
                assert_looks_the_same(parts, other, rows, of)


def raised(parts: Parts, folded: Mapping[str, set[str]], name: str, key: str, of: Columns) -> None:
    """Until this number is no longer small, takes of what is hidden beside it in the same column."""
    whole = of[name]
    if whole and getattr(parts[key], whole) < LEAST:
        raised(parts, folded, whole, key, of)
    for giver in sorted(folded[name] - {key}):
        while getattr(parts[key], name) < LEAST and getattr(parts[giver], name):
            moved(parts, name, giver, key, of)


def moved(parts: Parts, name: str, giver: str, key: str, of: Columns) -> None:
    """One from here to there, and with it one of its parts where these would be more than it."""
    setattr(parts[giver], name, getattr(parts[giver], name) - 1)
    setattr(parts[key], name, getattr(parts[key], name) + 1)
    for part in (each for each, whole in of.items() if whole == name):
        if getattr(parts[giver], part) > getattr(parts[giver], name):
            moved(parts, part, giver, key, of)


def assert_lawful(parts: Parts, of: Columns) -> None:
    for each in parts.values():
        for name, whole in of.items():
            assert 0 <= getattr(each, name) <= (getattr(each, whole) if whole else 1_000_000)


def assert_looks_the_same(parts: Parts, other: Parts, rows: list[Row], of: Columns) -> None:
    for name in of:
        shown = {row.key: getattr(row.shown, name) for row in rows}
        assert sum(getattr(each, name) for each in other.values()) == sum(
            getattr(each, name) for each in parts.values()
        )
        for key, each in other.items():
            assert shown.get(key) in (None, getattr(each, name))
        rest = sum(getattr(other[key], name) for key in hidden(parts, rows, name))
        assert shown.get(None) in (None, rest)


def test_which_parts_are_hidden_with_a_small_one_does_not_depend_on_their_numbers() -> None:
    """Else whoever knows how it is done learns more: "the least of the others is five, so the small one is four"."""
    assert publicly.hidden({"a": 4, "b": 5, "c": 90, "d": 50}) == {"a", "d"}
    assert publicly.hidden({"a": 4, "b": 90, "c": 5, "d": 6}) == {"a", "d"}
    assert publicly.hidden({"a": 9, "b": 5}) == set()
    assert publicly.hidden({"a": 0, "b": 9, "c": 9}) == {"a", "c"}, "a zero is small too"


def test_a_part_of_which_nothing_is_counted_is_among_the_others_like_any_other() -> None:
    now = datetime(2026, 11, 26, tzinfo=UTC)
    found = publicly.figures(now, [Counted("a", "x", 9, 0)], [Closed(1, "b", "x", 2, 2, 2, 0, 0)], "abc", {"x": "X"})
    assert found.whole == Shown(open=9)
    assert found.townships == [Row(None, Shown(open=9))], "b and c have nothing open; a would tell it"
    assert found.groups == [Row("X", Shown(open=9))]
