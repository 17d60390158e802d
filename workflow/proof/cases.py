"""Counter-examples of what a route does with a case: from a state of the space to a report that can be made."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from models.people import Role
from workflow.directory.places import upward
from workflow.errors import GridwardError
from workflow.machines import Move
from workflow.proof.findings import Act, Example, Subject
from workflow.proof.places import Ground, grounds
from workflow.proof.replaying import lying_in
from workflow.rules.dimensions import bits
from workflow.rules.language import Route
from workflow.rules.space import Day, Space, State, space

AHEAD: Final = 366
"""Days ahead that are looked at, so that each day of the year is among them."""

SOON: Final = timedelta(minutes=1)
SAID: Final = "…"
TRIED: Final = 4
"""At how many places of a state it is tried."""

DESK: Final = (Role.INTAKE, Role.DISPATCHER, Role.DUTY)
"""Who may accept a report."""


class Cases:
    """All cases that there can be in a city from an instant on, each day of the year once and worked as the calendar
    has it, and how to report one of them."""

    def __init__(self, subject: Subject) -> None:
        rules, zone = subject.rules, subject.calendar.tz
        today = subject.now.astimezone(zone).date()
        self._subject: Final = subject
        self._dates: Final = [today + timedelta(days=ahead) for ahead in range(1, AHEAD + 1)]
        self.grounds: Final[Sequence[Ground]] = grounds(subject.directory, subject.now)
        spots = [ground.spot for ground in self.grounds]
        self.space: Final[Space] = space(rules.catalogue, rules.routes, spots, map(self._day, self._dates))
        self.settled: Final = sum(1 << place for place, ground in enumerate(self.grounds) if self._settled(ground))
        """The places of a village or below one. What names only a township, or nothing, waits for the desk to put it
        where it belongs."""

    def _day(self, day: date) -> Day:
        return Day(f"{day:%m-%d}", self._subject.calendar.is_workday(day))

    def _settled(self, ground: Ground) -> bool:
        place = self._subject.directory.place(ground.grid, self._subject.now) if ground.grid else None
        return place is not None and place.village is not None

    def example(
        self, state: State, lies: str, route: Route | None = None, since: datetime | None = None
    ) -> Example | None:
        """A report of a state that lies in a way, once it is accepted if it won a `route`, made after `since`; played
        out, it does. None where it does not come to that."""
        for ground in self._grounds(state):
            found = self._reported(state, ground, since or self._subject.now)
            if route is not None and not route.accepts(found.report["source"]):
                desk = self._desk(ground, found.at)
                found = replace(found, acts=(*found.acts, Act(found.at, Move.ACCEPT, desk))) if desk else found
            try:
                lying = lying_in(found, self._subject, lies)
            except GridwardError:
                continue
            if lying is not None:
                return replace(found, state=lying, lies=lies)
        return None

    def _grounds(self, state: State) -> Iterator[Ground]:
        """A few of the places of a state, what a report can name before what needs a point."""
        possible = [self.grounds[place] for place in bits(state[Space.PLACE])]
        return iter(sorted(possible[:TRIED], key=lambda ground: "grid" not in ground.says))

    def _reported(self, state: State, ground: Ground, since: datetime) -> Example:
        at = self._instant(state, since)
        case = self.space.case(state)
        report: dict[str, Any] = {
            "category": case.category,
            "severity": case.severity,
            "source": case.source,
            "description": case.words if any(each.isalnum() for each in case.words) else SAID,
            **ground.says,
        }
        others = max((count for _, _, count in case.nearby), default=0)
        acts = (Act(at, Move.SUBMIT, payload=report),) * others
        return Example(report, at, at + SOON, "", "", acts)

    def _instant(self, state: State, since: datetime) -> datetime:
        """The first day of a state that comes after an instant, at the state's time."""
        minute, zone = self.space.minute(state), self._subject.calendar.tz
        days = set(self.space.days.of(state[Space.DAY]))
        after = since.astimezone(zone).date()
        possible = [day for day in self._dates if self._day(day) in days]
        day = next((day for day in possible if day > after), possible[0])
        return datetime.combine(day, time(minute // 60, minute % 60), zone)

    def _desk(self, ground: Ground, at: datetime) -> str | None:
        """Somebody who may accept a report there."""
        directory = self._subject.directory
        held = (directory.holders(role, here, at) for here in upward(ground.spot.path) for role in DESK)
        return next((str(people[0]) for people in held if people), None)
