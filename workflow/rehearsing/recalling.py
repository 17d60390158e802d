"""The facts of a rehearsed decision: what the recorded one asked has its recorded answer, the rest is asked anew."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from models.people import Role
from models.territory import Unit
from workflow.commands import Receiver
from workflow.directory import Passed, Place, Reached, Target
from workflow.errors import BadInput
from workflow.facts import Facts
from workflow.rehearsing.history import identity


@dataclass
class Recalled(Facts):
    """`known` is what the recorded decision asked and was told; empty where it is not to be believed, since another
    city or another calendar is being tried out."""

    known: Mapping[str, Any] = field(default_factory=dict)

    def named(self, photos: Iterable[UUID]) -> None:
        """Photos decide nothing."""

    def receiver(self, field_: str, receiver: Receiver) -> Target:
        """Whom a person named, whoever is posted there by now."""
        directory, now = self.directory, self.now
        found: Target | None = None
        if receiver.unit is not None:
            found = directory.target_unit(receiver.unit, now)
        elif receiver.grid is not None:
            found = directory.target_grid(receiver.grid, now)
        elif receiver.person is not None:
            found = directory.target_person(receiver.person, now)
        if found is None:
            raise BadInput(field_, "unknown-receiver")
        return found

    def lies(self, grid_id: UUID, path: str) -> Place | None:
        code = self.known.get("lies")
        return self.directory.place(code, self.now) if code else None

    def units(self, kind: str, category: str, path: str) -> tuple[Unit, ...]:
        codes = self.known.get(f"units:{kind}:{path}")
        found = [self.directory.unit(code) for code in codes or ()]
        if codes is None or None in found:
            return super().units(kind, category, path)
        return tuple(unit for unit in found if unit is not None)

    def handlers(self, path: str, specials: Collection[str]) -> Target | None:
        code = self.known.get(f"handlers:{path}", "")
        if code is None:
            return None
        return (self.directory.target_grid(code, self.now) if code else None) or super().handlers(path, specials)

    def informant(self, path: str, exclude: frozenset[UUID]) -> UUID | None:
        answer = self.known.get(f"informant:{path}", "")
        asked = identity(answer) if answer else None
        if answer is None or (asked is not None and asked not in exclude):
            return asked
        return super().informant(path, exclude)

    def in_place_of(self, person: UUID) -> tuple[UUID, ...]:
        answer = self.known.get(f"asked:{person}")
        return tuple(identity(each) for each in answer) if answer else super().in_place_of(person)

    def reach(self, role: Role, path: str, urgent: bool = False) -> Reached:
        return self._recall(f"reach:{role}:{path}", urgent) or super().reach(role, path, urgent)

    def reach_target(self, target: Target, path: str, urgent: bool = False) -> Reached:
        recalled = self._recall(f"reach:{target.kind}:{target.code}", urgent)
        return recalled or super().reach_target(target, path, urgent)

    def _recall(self, question: str, urgent: bool) -> Reached | None:
        """The recorded answer: of the same urgency, or one that urgency does not touch, since somebody was awake."""
        answer = self.known.get(question)
        if answer is None or (answer["passed"] and answer["urgent"] != urgent):
            return None
        return Reached(
            persons=tuple(identity(person) for person in answer["told"]),
            role=None,
            passed=tuple(Passed(Role(each["role"]), each["grid"], each["why"], None) for each in answer["passed"]),
            alarm=answer["alarm"],
            woken=tuple(identity(person) for person in answer["woken"]),
        )

    def _remember(self, question: str, reached: Reached, urgent: bool) -> Reached:
        """A rehearsal records nothing."""
        return reached
