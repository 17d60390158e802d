"""When somebody is on duty, as spans of whole seconds: exact, by the instants at which a roster turns, never sampled.

Posts with the same lines are counted once: a city has thousands of informants and a dozen sorts of hours.
"""

from bisect import bisect_right
from collections.abc import Hashable, Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Final, TypeAlias
from uuid import UUID

from models.people import Post, RosterKind
from workflow.calendar import Calendar
from workflow.directory import Directory

Span: TypeAlias = tuple[int, int]
Spans: TypeAlias = tuple[Span, ...]
"""In order and apart, each from its first second to the one after its last, in seconds since 1970 (UTC)."""

_ALWAYS: Final = datetime(1970, 1, 2, tzinfo=UTC)


def second(at: datetime) -> int:
    return int(at.timestamp())


def instant(second: int) -> datetime:
    return datetime.fromtimestamp(second, UTC)


def union(many: Iterable[Spans]) -> Spans:
    """What lies in any of them."""
    found: list[Span] = []
    for start, end in sorted(span for spans in many for span in spans):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return tuple(found)


def minus(spans: Spans, cut: Spans) -> Spans:
    """What of the first lies in none of the second."""
    return tuple(piece for span in spans for piece in _left(span, cut))


def _left(span: Span, cut: Spans) -> Iterator[Span]:
    start, end = span
    first = max(0, bisect_right(cut, (start, start)) - 1)
    for begin, finish in cut[first:]:
        if begin >= end:
            break
        if finish <= start:
            continue
        if begin > start:
            yield start, begin
        start = finish
    if start < end:
        yield start, end


def clipped(spans: Spans, start: int, end: int) -> Spans:
    """What of them lies between two seconds."""
    return tuple((max(begin, start), min(finish, end)) for begin, finish in spans if begin < end and finish > start)


def after(spans: Spans, at: int) -> int | None:
    """The first second of the spans that is not before `at`; none where they are over."""
    place = bisect_right(spans, (at, at)) - 1
    if place >= 0 and spans[place][1] > at:
        return max(at, spans[place][0])
    return spans[place + 1][0] if place + 1 < len(spans) else None


class Hours:
    """When each post of a city is on duty, from one second to another. What was counted once is kept."""

    def __init__(self, directory: Directory, calendar: Calendar, start: datetime, end: datetime) -> None:
        self._directory, self._calendar = directory, calendar
        self.start: Final = second(start)
        self.end: Final = second(end)
        self.whole: Final[Spans] = ((self.start, self.end),)
        self._of_sheet: Final[dict[Hashable, Spans]] = {}
        self._in_period: Final[dict[tuple[Hashable, Span], tuple[Spans, Spans]]] = {}
        self._together: Final[dict[tuple[UUID, ...], tuple[Spans, Spans]]] = {}

    @property
    def sheets(self) -> int:
        """How many sorts of hours were counted."""
        return len(self._of_sheet)

    def of(self, posts: tuple[Post, ...]) -> tuple[Spans, Spans]:
        """When anybody is on duty for any of these posts, and when any of them is held."""
        key = tuple(post.id for post in posts)
        if key not in self._together:
            held = [self._one(post) for post in posts]
            self._together[key] = (
                held[0] if len(held) == 1 else (union(on for on, _ in held), union(period for _, period in held))
            )
        return self._together[key]

    def _one(self, post: Post) -> tuple[Spans, Spans]:
        """When a post is on duty, and when it is held."""
        sheet, period = self._sheet(post), self._period(post)
        if (sheet, period) not in self._in_period:
            on = clipped(self._on_duty(sheet, post), *period)
            self._in_period[sheet, period] = on, ((period,) if period[0] < period[1] else ())
        return self._in_period[sheet, period]

    def _period(self, post: Post) -> Span:
        end = self.end if post.valid_to is None else min(self.end, second(post.valid_to))
        return max(self.start, second(post.valid_from)), end

    def _on_duty(self, key: Hashable, post: Post) -> Spans:
        if key not in self._of_sheet:
            self._of_sheet[key] = self._counted(post.but(valid_from=_ALWAYS, valid_to=None))
        return self._of_sheet[key]

    def _sheet(self, post: Post) -> Hashable:
        """The same for posts that are on duty at the same hours."""
        lines = self._directory.lines_of(post.id)
        if any(line.kind == RosterKind.LEAVE or line.substitute_id is not None for line in lines):
            return post.id
        return frozenset(
            (line.days, line.weekdays, line.from_minute, line.to_minute, line.starts_on, line.ends_on or date.max)
            for line in lines
        )

    def _counted(self, post: Post) -> Spans:
        start, end = instant(self.start), instant(self.end)
        turns = [*self._directory.turns([post], start, end, self._calendar), end]
        return union(
            (((second(begin), second(finish)),))
            for begin, finish in pairwise(turns)
            if begin < finish and self._directory.is_on_duty(post, begin, self._calendar)
        )


def window(now: datetime, length: timedelta) -> tuple[datetime, datetime]:
    """From the beginning of a minute, as rosters count, so far on."""
    start = now.replace(second=0, microsecond=0)
    return start, start + length
