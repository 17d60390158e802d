"""What a proof finds: each finding can be said in zh and en, and a failure shows one incident that would lie."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final, Self

from workflow.calendar import Calendar
from workflow.directory import Directory
from workflow.rules.language import Rules

AHEAD: Final = timedelta(days=30)
"""How far ahead posts, units and rosters are looked at."""

PASSING: Final = frozenset({"at", "began", "day", "desks", "due", "person", "times", "until"})
"""The facts of a finding that are others the next day, while it is the same."""


class Grade(StrEnum):
    """How grave a finding is."""

    FAILURE = "failure"
    """An incident can lie; rules with one do not go live unless somebody says why."""
    WARNING = "warning"
    """It reaches somebody all the same, but not whom or when the rules seem to mean."""
    NOTE = "note"
    """Worth knowing."""


@dataclass(frozen=True, slots=True)
class Act:
    """What somebody does in a counter-example: a move with its payload, at an instant. `by` is a person's id, none
    the system, `reporter` whoever holds the receipt."""

    at: datetime
    move: str
    by: str | None = None
    payload: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Example:
    """One incident that would lie, ready to be replayed. `report` is the body of the report (category, severity, grid,
    source, description), `at` when it is reported; then `acts`, and nobody does anything more. At `until` it lies in
    the state `state`; `lies` names how (a code of `replaying`)."""

    report: Mapping[str, Any]
    at: datetime
    until: datetime
    state: str
    lies: str
    acts: tuple[Act, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """The same as plain JSON; instants as RFC 3339."""
        return {
            "report": dict(self.report),
            "at": self.at.isoformat(),
            "acts": [
                {"at": act.at.isoformat(), "move": act.move, "by": act.by, "payload": dict(act.payload)}
                for act in self.acts
            ],
            "until": self.until.isoformat(),
            "state": self.state,
            "lies": self.lies,
        }

    @classmethod
    def from_json(cls, said: Mapping[str, Any]) -> Self:
        """Reads what `to_json` writes."""
        acts = (Act(datetime.fromisoformat(act["at"]), act["move"], act["by"], act["payload"]) for act in said["acts"])
        return cls(
            report=said["report"],
            at=datetime.fromisoformat(said["at"]),
            until=datetime.fromisoformat(said["until"]),
            state=said["state"],
            lies=said["lies"],
            acts=tuple(acts),
        )


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was found. `code` and `facts` make its sentence (messages `proof-CODE`); `line` is a line of the
    rules file, where it has to do with one."""

    code: str
    grade: Grade
    facts: Mapping[str, str] = field(default_factory=dict)
    line: int | None = None
    example: Example | None = None

    @property
    def lasting(self) -> str:
        """What stays the same of it on another day, as long as it is not mended."""
        return lasting(self.code, self.facts)

    def to_json(self) -> dict[str, Any]:
        """The same as plain JSON."""
        return {
            "code": self.code,
            "grade": str(self.grade),
            "facts": dict(self.facts),
            "line": self.line,
            "example": self.example.to_json() if self.example else None,
        }


def lasting(code: str, facts: Mapping[str, str]) -> str:
    """The same of a finding that was stored."""
    return " ".join((code, *(f"{name}={value}" for name, value in sorted(facts.items()) if name not in PASSING)))


def whole(at: datetime) -> datetime:
    """The next whole second. A proof counts in these: at the one before it, who came since is not there yet, and who
    leaves is there still."""
    return at if not at.microsecond else at.replace(microsecond=0) + timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Subject:
    """What is proved, from an instant on."""

    rules: Rules
    directory: Directory
    calendar: Calendar
    now: datetime


@dataclass(frozen=True, slots=True)
class Proof:
    """All that was found, the gravest first, and how much was gone through (numbers by what they count)."""

    findings: tuple[Finding, ...]
    examined: Mapping[str, int] = field(default_factory=dict)

    @property
    def failures(self) -> tuple[Finding, ...]:
        return tuple(finding for finding in self.findings if finding.grade == Grade.FAILURE)

    @property
    def holds(self) -> bool:
        return not self.failures

    @property
    def counted(self) -> dict[Grade, int]:
        """How many findings there are of each grade."""
        return {grade: sum(finding.grade == grade for finding in self.findings) for grade in Grade}
