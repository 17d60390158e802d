"""Weights by day: over whichever days, they add up to what counting the cases of those days gives."""

from collections import Counter
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.test_indicators import lived
from workflow import by_day, credit, freezing, patterns
from workflow.by_day import Answers, Place
from workflow.calendar import SHANGHAI
from workflow.credit import Beside
from workflow.memory import World


def beside_of(city: World) -> Beside:
    return Beside(lambda version: city.rules, city.directory.informants_at)


def recounted(city: World, first: date, last: date) -> Answers:
    """By workflow.indicators, from the cases as they stood when the last day ended."""
    span, found, beside = by_day.span(first, last, SHANGHAI), Answers(), beside_of(city)
    for ref, view in city.views.items():
        stood = freezing.as_of(view, city.entries[ref], span.end)
        if stood is None:
            continue
        seen = patterns.seen(stood.view, stood.entries, beside.rules)
        for each in credit.credits(stood, span.end, seen, beside):
            place = Place(each.by, each.key, each.case.township or "")
            found.update((place, mark) for mark in credit.marks(each, span))
    return found


def days(city: World) -> tuple[date, date]:
    """The first and the last on which anything was recorded."""
    at = [entry.recorded_at.astimezone(SHANGHAI).date() for chain in city.entries.values() for entry in chain]
    return min(at), max(at)


def cases(city: World) -> list[tuple[object, object]]:
    return [(view, city.entries[ref]) for ref, view in city.views.items()]


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000), st.data())
def test_the_weights_of_any_days_add_up_to_their_recount(seed: int, data: st.DataObject) -> None:
    city = lived(seed, 60)
    start, end = days(city)
    length = (end - start).days + 3
    drawn = [
        weight
        for ref, view in city.views.items()
        for weight in by_day.weights(
            view, city.entries[ref], start, start + timedelta(days=length), SHANGHAI, beside_of(city)
        )
    ]
    for _ in range(6):
        first, last = sorted(data.draw(st.tuples(st.integers(0, length), st.integers(0, length))))
        asked = start + timedelta(days=first), start + timedelta(days=last)
        summed = Counter({key: weight for key, weight in by_day.total(drawn, *asked).items() if weight})
        assert summed == recounted(city, *asked)
