"""Patterns worth a look: each is seen in the case made for it, at its instant and of whom, and not in a plain one."""

from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import pairwise
from uuid import UUID

import pytest

from tests.small import MONDAY, VILLAGE, uid
from tests.storing import Recorded
from workflow import patterns
from workflow.indicators import Mark
from workflow.machines import Move
from workflow.patterns import Seen

DISPATCHER, CHIEF, HANDLER = "dispatcher-east", "chief-east", f"handler-{VILLAGE}"
GAS, WATER = {"unit": "gas"}, {"unit": "water"}
ROAD = "06010"


def later(hours: float = 0, days: float = 0) -> datetime:
    return MONDAY + timedelta(hours=hours, days=days)


def sent(city: Recorded, to: dict[str, str] = GAS) -> UUID:
    """Filed and sent out at once; a severe one of this category has little time."""
    ref = city.report(category=ROAD)
    if city.views[ref].incident.state == "reported":
        city.do(DISPATCHER, ref, Move.ACCEPT)
    if not city.views[ref].tasks:
        city.do(DISPATCHER, ref, Move.DISPATCH, to=to)
    else:
        city.do(DISPATCHER, ref, Move.REDISPATCH, to=to, reason="他们的")
    return ref


def closed(city: Recorded, ref: UUID, at: datetime, who: str = "gas-1") -> None:
    city.do(who, ref, Move.ACKNOWLEDGE, at)
    city.do(who, ref, Move.RESOLVE, at, note="修好了")
    city.do(DISPATCHER, ref, Move.VERIFY, at, satisfied=True)


def reopened_early(city: Recorded) -> UUID:
    ref = sent(city)
    closed(city, ref, later(1))
    city.do("township-east", ref, Move.REOPEN, later(days=2), reason="又坏了")
    return ref


def reopened_late(city: Recorded) -> UUID:
    ref = sent(city)
    closed(city, ref, later(1))
    city.do("township-east", ref, Move.REOPEN, later(days=40), reason="又坏了")
    return ref


def clock_reset(city: Recorded) -> UUID:
    ref = sent(city)
    city.do(DISPATCHER, ref, Move.REDISPATCH, later(days=9), to=WATER, reason="不是他们的")
    return ref


def sent_on_at_once(city: Recorded) -> UUID:
    ref = sent(city)
    city.do(DISPATCHER, ref, Move.REDISPATCH, later(0.1), to=WATER, reason="不是他们的")
    return ref


def ping_pong(city: Recorded) -> UUID:
    ref = sent_on_at_once(city)
    city.do(DISPATCHER, ref, Move.REDISPATCH, later(0.2), to=GAS, reason="还是他们的")
    return ref


def extended_once(city: Recorded) -> UUID:
    ref = sent(city)
    city.do("gas-1", ref, Move.ACKNOWLEDGE, later(0.1))
    _extended(city, ref, later(0.2))
    return ref


def extended_often(city: Recorded) -> UUID:
    ref = extended_once(city)
    _extended(city, ref, later(0.3))
    return ref


def _extended(city: Recorded, ref: UUID, at: datetime) -> None:
    city.do("gas-1", ref, Move.REQUEST_EXTENSION, at, budget="1wh", reason="等零件")
    city.do(DISPATCHER, ref, Move.GRANT_EXTENSION, at)


@pytest.mark.parametrize(
    ("made", "mark", "units", "by"),
    [
        (reopened_early, Mark.REOPENED_EARLY, {"gas"}, None),
        (reopened_late, None, (), None),
        (clock_reset, Mark.CLOCK_RESET, {"gas", "water"}, DISPATCHER),
        (sent_on_at_once, None, (), None),
        (ping_pong, Mark.PING_PONG, {"gas", "water"}, DISPATCHER),
        (extended_once, None, (), None),
        (extended_often, Mark.EXTENDED_OFTEN, {"gas"}, DISPATCHER),
    ],
)
def test_each_pattern_is_seen_in_the_case_made_for_it(
    made: Callable[[Recorded], UUID], mark: Mark | None, units: set[str], by: str | None
) -> None:
    city = Recorded()
    seen = shown(city, made(city))
    wanted = [] if mark is None else [Seen(mark, seen[-1].at, frozenset(map(uid, units)), uid(by) if by else None)]
    assert [each for each in seen if not each.mark.startswith("tenth_") and each.mark != Mark.JUST_BEFORE] == wanted


def shown(city: Recorded, ref: UUID) -> tuple[Seen, ...]:
    return patterns.seen(city.views[ref], city.entries[ref], lambda _: city.rules)


def test_another_category_is_seen_where_its_time_to_handle_is_longer() -> None:
    city = Recorded()
    ref = sent(city)
    route = city.views[ref].incident.route
    times = {}
    for category in ("06012", "P01011"):
        city.do(DISPATCHER, ref, Move.RECLASSIFY, later(0.1), category=category, severity=3, reason="看错了")
        times[category] = city.views[ref].incident.route
    longer = [each for each in shown(city, ref) if each.mark == Mark.LONGER_CATEGORY]
    names = [route, *times.values()]
    known = [patterns.handling(city.rules, name) or 0 for name in names]
    assert all(known)
    assert len(longer) == sum(after > before for before, after in pairwise(known))


@pytest.mark.parametrize("share", [5, 45, 97])
def test_closings_are_seen_in_the_tenth_of_their_time_and_just_before_its_end(share: int) -> None:
    city = Recorded()
    ref = sent(city)
    promise = next(clock for clock in city.views[ref].clocks.values() if clock.stage == "promise")
    assert promise.due_at is not None
    at = city.calendar.add(promise.started_at, promise.budget_seconds * share // 100, promise.works).at
    closed(city, ref, at)
    marks = [each.mark for each in shown(city, ref)]
    assert marks == [f"tenth_{share // 10 + 1}", *(["just_before"] if share == 97 else [])]
