"""Composites by hand and by their laws, and that what the rules may name is what is counted."""

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from workflow import composites
from workflow.credit import COUNTED, By
from workflow.indicators import FORMULAS, Mark, Ratio
from workflow.rules.measuring import COMPOSITES, COUNTS_OF, GRADES, RATES_OF, Band, Measures, Part, Whose

USUAL = Measures()
BY = {
    Whose.TOWNSHIP: By.TOWNSHIP,
    Whose.UNIT: By.UNIT,
    Whose.INFORMANT: By.INFORMANT,
    Whose.INTAKE: By.INTAKE,
    Whose.DUTY_CHIEF: By.TOWNSHIP,
    Whose.DISPATCHER: By.DISPATCHER,
}


def test_a_published_month_gives_its_closing_rate_and_a_unit_its_composite_by_hand() -> None:
    """972 due, 911 closed: 93.72 %; 972 cases are in the band up to 1000: 40 points; 900 of 950 handled in time, 19 of
    911 looked at were not fixed."""
    found = {
        Mark.CLOSING_DUE: 972,
        Mark.CLOSED_OF_DUE: 911,
        Mark.HANDLE_DUE: 972,
        Mark.HANDLED_ON_TIME: 900,
        Mark.LOOKED_AT: 911,
        Mark.REWORKED: 19,
    }
    assert Ratio(911, 972).percent == "93.72\u00a0%"
    whole = composites.reckon(USUAL, Whose.UNIT, found, 30)
    exact = 4 + Fraction(30 * 911, 972) + Fraction(30 * 900, 972) + 30 * (1 - Fraction(19, 911))
    assert [each.adds for each in whole.parts] == [
        Fraction(4), Fraction(30 * 911, 972), Fraction(30 * 900, 972), 30 * (1 - Fraction(19, 911))
    ]  # fmt: skip
    assert composites.rounded(exact) == whole.score == Decimal("89.27")
    assert whole.grade is not None
    assert whole.grade.name == "B"


def test_a_part_of_which_nothing_was_due_is_left_out_and_the_others_weigh_more() -> None:
    found = {Mark.REPORTED: 4, Mark.FILED_OF_REPORTED: 3, Mark.FILED: 5, Mark.MISSED: 1}
    whole = composites.reckon(USUAL, Whose.INFORMANT, found, 30)
    assert [(each.points, each.weight) for each in whole.parts] == [
        (75, Fraction(4000, 60)),
        (80, Fraction(2000, 60)),
        (None, 0),
        (None, 0),
    ]
    assert whole.score == Decimal("76.67")


def test_a_number_of_cases_alone_makes_no_composite() -> None:
    whole = composites.reckon(USUAL, Whose.UNIT, {}, 30)
    assert (whole.score, whole.grade) == (None, None)
    assert whole.parts[0].points == 100


def test_bands_are_of_thirty_days() -> None:
    part = Part(100, count="filed", bands=(Band(100, 50), Band(0)))
    rules = Measures(composites={**COMPOSITES, Whose.INTAKE: (part, Part(1, "filing_on_time"))})
    points = [
        composites.reckon(rules, Whose.INTAKE, {Mark.FILED: cases, Mark.FILED_ON_TIME: 1}, days).parts[0].points
        for cases, days in ((50, 30), (51, 30), (100, 60), (101, 60), (600, 360))
    ]
    assert points == [100, 0, 100, 0, 100]


def test_what_the_rules_may_name_is_what_is_counted_of_each() -> None:
    for whose, by in BY.items():
        assert set(RATES_OF[whose]) == {name for name, each in FORMULAS.items() if each.marks <= COUNTED[by]}, whose
        assert {Mark(name) for name in COUNTS_OF[whose]} <= COUNTED[by]
        assert {part.rate for part in COMPOSITES[whose] if part.rate} <= set(RATES_OF[whose])


MARKS = st.dictionaries(st.sampled_from(list(Mark)), st.integers(0, 5_000))


@given(st.sampled_from(list(Whose)), MARKS, st.integers(1, 4_000))
def test_a_composite_is_its_parts_within_bounds_whatever_was_counted(
    whose: Whose, found: dict[Mark, int], days: int
) -> None:
    for formula in FORMULAS.values():  # a numerator counts cases of its denominator
        found[formula.over] = min(found.get(formula.over, 0), found.get(formula.under, 0))
        if formula.less:
            found[formula.less] = min(found.get(formula.less, 0), found.get(formula.over, 0))
    whole = composites.reckon(USUAL, whose, found, days)
    assert all(each.points is None or 0 <= each.points <= 100 for each in whole.parts)
    if whole.score is None:
        assert whole.grade is None
        return
    assert sum(each.weight for each in whole.parts) == 100
    exact = sum(each.points * each.weight / 100 for each in whole.parts if each.points is not None)
    assert abs(Fraction(whole.score) - exact) <= Fraction(1, 200)
    assert whole.grade == max((g for g in GRADES if whole.score >= g.at_least), key=lambda g: g.at_least)


@given(st.fractions(0, 100, max_denominator=9_999))
def test_rounding_is_half_up_as_by_decimal(value: Fraction) -> None:
    plain = Decimal(value.numerator) / Decimal(value.denominator)
    assert composites.rounded(value) == plain.quantize(Decimal("0.01"), ROUND_HALF_UP)
