"""The facts of a decision: the questions that deciding may ask, and a record of what it asked and was told.

Answers come from the directory (who there is and who is on duty) and from what the engine loaded beforehand (repeats
nearby, the other incident of a merge). The record goes into the ledger, so that a decision can be explained and
replayed from what it saw.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from models.incident import Incident
from models.patrol import Patrol
from models.people import Post, Role
from models.territory import Unit
from workflow.calendar import Calendar
from workflow.commands import Location, Receiver
from workflow.directory import Directory, Place, Reached, Target, nearness
from workflow.errors import BadInput
from workflow.ledger import instant


def repeated(measures: Sequence[tuple[int, int]], counts: Sequence[int], place: int = 0) -> dict[str, Any]:
    """What was counted by each measure of the rules, the usual one first, as the facts have it: `counts` of several
    reports one after the other, of which the one at `place` is meant."""
    usual, *others = counts[place * len(measures) : (place + 1) * len(measures)]
    nearby = tuple((*measure, count) for measure, count in zip(measures[1:], others, strict=True))
    return {"repeats": usual, "nearby": nearby}


@dataclass
class Facts:
    """`repeats` counts open reports of the kind nearby, as `limits.duplicates` measures it, `nearby` by the other
    measures that the rules ask for (metres, days, count); `other` is the incident that a merge names, or that a report
    says it is the same as; `patrol` is the patrol that found what is reported; `photos` are those that the actor may
    name, with the SHA-256 of each; `followers` reported what was merged into this incident; `loads` are the open tasks
    of those among whom the rules choose by it (`receivers.rivals`). `asked` is what the ledger records."""

    directory: Directory
    calendar: Calendar
    now: datetime
    repeats: int = 0
    nearby: tuple[tuple[int, int, int], ...] = ()
    other: Incident | None = None
    patrol: Patrol | None = None
    photos: Mapping[UUID, str] = field(default_factory=dict)
    followers: tuple[UUID, ...] = ()
    loads: Mapping[UUID, int] = field(default_factory=dict)
    asked: dict[str, Any] = field(default_factory=dict)

    def posts(self, person_id: UUID) -> tuple[Post, ...]:
        """The posts that somebody holds now, and those that they stand in for."""
        standing_in = self.directory.standing_in(person_id, self.now, self.calendar)
        return self.directory.posts_of(person_id, self.now) + standing_in

    def place(self, field_: str, grid: str | None, location: Location | None) -> Place | None:
        """Where a report lies: its grid by code, else by the boundaries; None where only the intake desk can tell.
        A grid that is no longer in use and a point outside the city are BadInput."""
        if grid is not None:
            found = self.directory.place(grid, self.now)
            if found is None:
                raise BadInput(f"{field_}grid", "unknown-grid", value=grid)
            self._check_point(field_, location)
            return found
        if location is None or location.lat is None or location.lon is None:
            return None
        self._check_point(field_, location)
        return self.directory.locate(location.lat, location.lon, self.now)

    def lies(self, grid_id: UUID, path: str) -> Place | None:
        """Where what was placed in a grid at a path lies by now; None where that is the same place still."""
        grid = self.directory.follow_id(grid_id, self.now)
        place = self.directory.place(grid.code, self.now) if grid else None
        if place is None or place.path == path:
            return None
        self.asked["lies"] = place.grid
        return place

    def _check_point(self, field_: str, location: Location | None) -> None:
        if location is None or location.lat is None or location.lon is None:
            return
        if self.directory.inside(location.lat, location.lon) is False:
            raise BadInput(f"{field_}location", "outside-city", lat=str(location.lat), lon=str(location.lon))

    def receiver(self, field_: str, receiver: Receiver) -> Target:
        """The receiver that a person named; BadInput where there is none such now."""
        directory, now = self.directory, self.now
        if receiver.unit is not None:
            found, named = directory.target_unit(receiver.unit, now), f"{field_}.unit"
        elif receiver.grid is not None:
            found, named = directory.target_grid(receiver.grid, now), f"{field_}.grid"
        elif receiver.person is not None:
            found, named = directory.target_person(receiver.person, now), f"{field_}.person"
        else:
            raise BadInput(field_, "receiver-needed")
        if found is None or not directory.members(found, now):
            raise BadInput(named, "unknown-receiver")
        return found

    def named(self, photos: Iterable[UUID]) -> None:
        """Records the photos that a payload names, each with the hash of its file; BadInput for one that there is not
        or that is not this actor's to name."""
        found: dict[str, str] = {}
        for photo in photos:
            if photo not in self.photos:
                raise BadInput("photos", "unknown-photo", value=str(photo))
            found[str(photo)] = self.photos[photo]
        if found:
            self.asked["photos"] = found

    def units(self, kind: str, category: str, path: str) -> tuple[Unit, ...]:
        """The units that could be sent, in the order in which they should: of those equally near, one that somebody
        is on duty of goes first."""
        found = self.directory.units_for(kind, category, path, self.now)
        manned = {
            unit.code for unit in found if len(found) == 1 or self._manned(self.directory.target("unit", unit.id))
        }
        found = tuple(sorted(found, key=lambda unit: (-nearness(unit, path), unit.code not in manned)))
        self.asked[f"units:{kind}:{path}"] = [unit.code for unit in found]
        return found

    def equals(self, kind: str, category: str, path: str) -> tuple[Unit, ...]:
        """Those of `units` that are as good as the first: as near, and with somebody on duty if it has."""
        found = self.units(kind, category, path)

        def rank(unit: Unit) -> tuple[int, bool]:
            return nearness(unit, path), self._manned(self.directory.target("unit", unit.id))

        best = rank(found[0]) if len(found) > 1 else None
        return found if best is None else tuple(unit for unit in found if rank(unit) == best)

    def load(self, targets: Iterable[Target]) -> dict[UUID, int]:
        """How many open tasks each has."""
        found = {target: self.loads.get(target.id, 0) for target in targets}
        self.asked["load"] = {target.code: count for target, count in found.items()}
        return {target.id: count for target, count in found.items()}

    def substitutes(self, role: Role, path: str) -> tuple[UUID, ...]:
        """Who stands in now for those of a role at a grid who are on leave, by id; nobody where nobody is."""
        held = self.directory.holders(role, path, self.now)
        asked = (self.directory.in_place_of(person, self.now, self.calendar) for person in held)
        found = tuple(sorted({person for each in asked for person in each} - {*held}))
        self.asked[f"substitutes:{role}:{path}"] = [str(person) for person in found]
        return found

    def others(self, role: Role, path: str, but: UUID | None) -> tuple[UUID, ...]:
        """Who else holds a role at the township of a place, beside somebody."""
        around = self.directory.township_path(path)
        found = tuple(each for each in self.directory.holders(role, around, self.now) if each != but)
        self.asked[f"others:{role}:{path}"] = [str(each) for each in found]
        return found

    def handlers(self, path: str, specials: Collection[str]) -> Target | None:
        """Whose handlers handle there; of several special grids, one that somebody is on duty of goes first."""
        over = tuple(specials)
        if len(over) > 1:
            grids = {code: self.directory.target_grid(code, self.now) for code in over}
            over = tuple(sorted(over, key=lambda code: not ((at := grids[code]) and self._manned(at))))
        found = self.directory.handlers_grid(path, self.now, specials=over)
        self.asked[f"handlers:{path}"] = found.code if found else None
        return found

    def _manned(self, target: Target) -> bool:
        return self.directory.manned(target, self.now, self.calendar)

    def informant(self, path: str, exclude: frozenset[UUID]) -> UUID | None:
        found = self.directory.informant(path, self.now, self.calendar, exclude)
        self.asked[f"informant:{path}"] = str(found) if found else None
        return found

    def in_place_of(self, person: UUID) -> tuple[UUID, ...]:
        found = self.directory.in_place_of(person, self.now, self.calendar)
        self.asked[f"asked:{person}"] = [str(each) for each in found]
        return found

    def reach(self, role: Role, path: str, urgent: bool = False) -> Reached:
        path_ = path or self.directory.root.path
        reached = self.directory.reach(role, path_, self.now, self.calendar, urgent=urgent)
        return self._remember(f"reach:{role}:{path}", reached, urgent)

    def reach_target(self, target: Target, path: str, urgent: bool = False) -> Reached:
        reached = self.directory.reach_target(target, path, self.now, self.calendar, urgent)
        return self._remember(f"reach:{target.kind}:{target.code}", reached, urgent)

    def _remember(self, question: str, reached: Reached, urgent: bool) -> Reached:
        self.asked[question] = {
            "urgent": urgent,
            "told": [str(person) for person in reached.persons],
            "woken": [str(person) for person in reached.woken],
            "passed": [
                {"role": str(p.role), "grid": p.grid, "why": p.why, "next": instant(p.next_at) if p.next_at else None}
                for p in reached.passed
            ],
            "alarm": reached.alarm,
        }
        return reached
