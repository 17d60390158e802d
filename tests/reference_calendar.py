"""Working time counted minute by minute, in plain local time: slow, obvious, and without any of the
calendar's code. The zone is a fixed offset from UTC, so this holds for places without summer time.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from functools import cached_property

MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class World:
    """What the calendar is told, as plain values; `seasons` are (from, to, hours), days (month, day)."""

    off: frozenset[date]
    on: frozenset[date]
    seasons: tuple[tuple[tuple[int, int] | None, tuple[int, int] | None, tuple[tuple[int, int], ...]], ...]
    known: frozenset[int]
    workday_minutes: int
    zone: timezone

    @cached_property
    def opened(self) -> dict[date, frozenset[int]]:
        """Filled as it is asked: the minutes from midnight at which a date works."""
        return {}

    def is_workday(self, day: date) -> bool:
        if day in self.on:
            return True
        if day in self.off:
            return False
        return day.isoweekday() <= 5

    def minutes_of(self, day: date) -> frozenset[int]:
        if day not in self.opened:
            minutes: set[int] = set()
            if self.is_workday(day):
                for start, end in self.hours_of(day):
                    minutes.update(range(start, end))
            self.opened[day] = frozenset(minutes)
        return self.opened[day]

    def hours_of(self, day: date) -> tuple[tuple[int, int], ...]:
        here = (day.month, day.day)
        for first, last, hours in self.seasons:
            if first is None or last is None:
                return hours
            wraps = first > last
            inside = (here >= first or here <= last) if wraps else (first <= here <= last)
            if inside:
                return hours
        raise AssertionError(f"no season for {day}")

    def works_at(self, local: datetime) -> bool:
        return local.hour * 60 + local.minute in self.minutes_of(local.date())


def minutes_from(world: World, start: datetime) -> Iterator[datetime]:
    local = start.astimezone(world.zone).replace(tzinfo=None)
    while True:
        yield local
        local += MINUTE


def between(world: World, start: datetime, end: datetime, works: bool) -> int:
    """Whole minutes that count from one whole minute to another."""
    stop = end.astimezone(world.zone).replace(tzinfo=None)
    total = 0
    for local in minutes_from(world, start):
        if local >= stop:
            return total
        total += not works or world.works_at(local)
    raise AssertionError("unreachable")


def add(world: World, start: datetime, minutes: int, works: bool) -> tuple[datetime, bool]:
    """The instant at which they are used up, and whether a minute passed over was in an unknown year."""
    left, provisional = minutes, False
    for local in minutes_from(world, start):
        if left == 0:
            return local.replace(tzinfo=world.zone), provisional
        if works and local.year not in world.known:
            provisional = True
        if not works or world.works_at(local):
            left -= 1
    raise AssertionError("unreachable")


def due(world: World, start: datetime, amount: int, unit: str) -> tuple[datetime, bool]:
    running = {"m": 1, "h": 60, "d": 24 * 60}
    working = {"wm": 1, "wh": 60, "wd": world.workday_minutes}
    if unit in running:
        return add(world, start, amount * running[unit], works=False)
    if unit in working:
        return add(world, start, amount * working[unit], works=True)
    return close_of_day(world, start, amount)


def close_of_day(world: World, start: datetime, number: int) -> tuple[datetime, bool]:
    """The last working minute's end of the working day `number`, the day after `start` being day 1."""
    day = start.astimezone(world.zone).date()
    passed = {day.year}
    while number:
        day += timedelta(days=1)
        passed.add(day.year)
        number -= world.is_workday(day)
    midnight = datetime(day.year, day.month, day.day, tzinfo=world.zone)
    close = midnight + (max(world.minutes_of(day)) + 1) * MINUTE
    return close, not passed <= world.known


@dataclass(frozen=True)
class Turn:
    """What happens to a clock at a whole minute: it rests, it runs again, or an extension is granted."""

    at: datetime
    what: str
    amount: int = 0
    unit: str = ""


@dataclass(frozen=True)
class Count:
    """Where a clock stands: the minutes of its own kind that it has used, and when it is due (if it runs on)."""

    used: int
    due: datetime | None
    runs: bool


def is_working(unit: str) -> bool:
    return unit.startswith("w") or unit == "sd"


def budget_minutes(world: World, start: datetime, amount: int, unit: str) -> int:
    """How many minutes of its kind a budget that begins there has."""
    end, _ = due(world, start, amount, unit)
    return between(world, start, end, is_working(unit))


def count(world: World, start: datetime, amount: int, unit: str, turns: list[Turn], until: datetime) -> Count:
    """A clock that began at `start`, minute by minute up to `until`.

    Every minute that counts while it runs is written down by its end; with a total of N minutes the deadline is the
    end of the N-th one, or is counted on from now as if nothing more happened. An extension makes the total longer by
    what lies between the deadline as it stood and that plus the extension. What ends with statutory days gets, when
    it runs again, what is left of the day on which its minutes would be used up.
    """
    works, total, last = is_working(unit), budget_minutes(world, start, amount, unit), unit
    ends: list[datetime] = []
    runs = True
    waiting = list(turns)
    for local in minutes_from(world, start):
        now = local.replace(tzinfo=world.zone)
        while waiting and waiting[0].at <= now:
            turn = waiting.pop(0)
            if turn.what == "grant":
                deadline = deadline_of(world, ends, total, now, works)
                longer, _ = due(world, deadline, turn.amount, turn.unit)
                total, last = total + between(world, deadline, longer, works), turn.unit
            elif turn.what == "run":
                runs = True
                if last == "sd" and total > len(ends):
                    total += rest_of_day(world, deadline_of(world, ends, total, now, works))
            else:
                runs = False
        if now >= until:
            passed = len(ends) >= total
            known = deadline_of(world, ends, total, now, works) if runs or passed else None
            return Count(len(ends), known, runs)
        if runs and (not works or world.works_at(local)):
            ends.append(now + MINUTE)
    raise AssertionError("unreachable")


def deadline_of(world: World, ends: list[datetime], total: int, now: datetime, works: bool) -> datetime:
    """The end of the minute with which the total is used up: one that is past, or one to come."""
    if total <= len(ends):
        return ends[total - 1]
    return add(world, now, total - len(ends), works)[0]


def rest_of_day(world: World, at: datetime) -> int:
    """The working minutes that the day still has at an instant up to which it worked."""
    local = (at - MINUTE).astimezone(world.zone)
    return sum(1 for minute in world.minutes_of(local.date()) if minute > local.hour * 60 + local.minute)
