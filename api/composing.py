"""Composites as documents: what they come to, part by part."""

from collections.abc import Mapping
from fractions import Fraction

from api.counted import CompositeOf, CompositePartOf, GradeOf, ScoreOf, WatchedOf
from workflow import composites
from workflow.composites import Composite, Reckoned
from workflow.credit import By
from workflow.indicators import Mark
from workflow.rules.language import Rules
from workflow.rules.measuring import Grade, Whose

OF = {
    By.TOWNSHIP: Whose.TOWNSHIP,
    By.UNIT: Whose.UNIT,
    By.INFORMANT: Whose.INFORMANT,
    By.INTAKE: Whose.INTAKE,
    By.DISPATCHER: Whose.DISPATCHER,
}
"""Which composite is of whom; of a category there is none."""


def scores(rules: Rules, by: By, marks: Mapping[Mark, int], days: int) -> list[ScoreOf]:
    return [_score(composites.reckon(rules.indicators, OF[by], marks, days))] if by in OF else []


def whole(rules: Rules, whose: Whose, marks: Mapping[Mark, int], days: int) -> CompositeOf:
    found = composites.reckon(rules.indicators, whose, marks, days)
    return CompositeOf(**dict(_score(found)), days=days, parts=[_part(each) for each in found.parts])


def watched(rules: Rules) -> WatchedOf:
    found = rules.indicators.patterns
    return WatchedOf(
        reopened=str(found.reopened),
        reset=float(found.reset * 100),
        extensions=found.extensions,
        back=found.back,
        longer=float(found.longer * 100),
        before_limit=float(found.before_limit * 100),
    )


def _score(found: Composite) -> ScoreOf:
    score = None if found.score is None else str(found.score)
    return ScoreOf(whose=found.whose, score=score, grade=_grade(found.grade))


def _grade(grade: Grade | None) -> GradeOf | None:
    return GradeOf(name=grade.name, colour=grade.colour) if grade else None


def _part(each: Reckoned) -> CompositePartOf:
    return CompositePartOf(
        rate=each.part.rate,
        count=Mark(each.part.count) if each.part.count else None,
        inverted=each.part.inverted,
        weight=each.part.weight,
        weighs=_digits(each.weight) or "0.00",
        over=each.ratio.numerator if each.ratio else None,
        under=each.ratio.denominator if each.ratio else None,
        cases=each.cases,
        monthly=_digits(each.monthly),
        points=_digits(each.points),
        adds=_digits(each.adds),
    )


def _digits(value: Fraction | None) -> str | None:
    return None if value is None else str(composites.rounded(value))
