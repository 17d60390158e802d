"""Composites: what several indicators come to together, part by part, and the grade of it. Pure, in exact fractions;
rounded once, half up to two digits, where something is shown.

A part of which nothing was due in the period has no value: it is left out and the others' weights are scaled up to
100, which is told beside each. A composite of which no rate has a value has none itself: a number of cases alone says
nothing of how well they went.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from workflow.indicators import FORMULAS, Mark, Ratio
from workflow.rules.measuring import WHOLE, Grade, Measures, Part, Whose

MONTH = 30
"""The days that the bands of a number of cases are for."""

HUNDREDTH = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Reckoned:
    """One part: of a rate what it is made of, of a number of cases that number (`cases`) and what it comes to in 30
    days; its points of 100, and what it adds to the composite with the weight that it has in the end. Without a value
    it has neither points nor weight."""

    part: Part
    ratio: Ratio | None
    cases: int | None
    monthly: Fraction | None
    points: Fraction | None
    weight: Fraction
    adds: Fraction | None


@dataclass(frozen=True, slots=True)
class Composite:
    """`score` of 100 and its grade; none where nothing was due."""

    whose: Whose
    parts: tuple[Reckoned, ...]
    score: Decimal | None
    grade: Grade | None


def reckon(measures: Measures, whose: Whose, found: Mapping[Mark, int], days: int) -> Composite:
    """What the figures of so many days come to for one of those whose they are."""
    parts = measures.composites[whose]
    valued = [_valued(part, found, max(1, days)) for part in parts]
    whole = sum(each.part.weight for each in valued if each.points is not None)
    if not any(each.part.rate and each.points is not None for each in valued):
        return Composite(whose, tuple(valued), None, None)
    reckoned = tuple(_weighed(each, whole) for each in valued)
    score = rounded(sum((each.adds for each in reckoned if each.adds is not None), Fraction(0)))
    return Composite(whose, reckoned, score, graded(measures.grades, score))


def _valued(part: Part, found: Mapping[Mark, int], days: int) -> Reckoned:
    if part.count is not None:
        cases = found.get(Mark(part.count), 0)
        monthly = Fraction(cases * MONTH, days)
        return Reckoned(part, None, cases, monthly, Fraction(_banded(part, monthly)), Fraction(0), None)
    ratio = FORMULAS[part.rate or ""].of(found)
    points = Fraction(WHOLE * ratio.numerator, ratio.denominator) if ratio.denominator else None
    if points is not None and part.inverted:
        points = max(Fraction(0), WHOLE - points)
    return Reckoned(part, ratio, None, None, points, Fraction(0), None)


def _banded(part: Part, monthly: Fraction) -> int:
    return next(band.points for band in part.bands if band.up_to is None or monthly <= band.up_to)


def _weighed(each: Reckoned, whole: int) -> Reckoned:
    if each.points is None:
        return each
    weight = Fraction(WHOLE * each.part.weight, whole)
    adds = each.points * weight / WHOLE
    return Reckoned(each.part, each.ratio, each.cases, each.monthly, each.points, weight, adds)


def graded(grades: Sequence[Grade], score: Decimal) -> Grade:
    """By the score as it is shown, so that nobody reads 90.00 beside the grade below it."""
    return next(grade for grade in grades if score >= grade.at_least)


def rounded(value: Fraction) -> Decimal:
    """To two digits, half up."""
    hundredths, rest = divmod(value.numerator * WHOLE, value.denominator)
    return Decimal(hundredths + (2 * rest >= value.denominator)) * HUNDREDTH
