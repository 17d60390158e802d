"""The city's record as tables that anybody can count again, made of the ledgers alone.

A file a kind of record, and a row for each time that one changed: the last row of an `id` is how it stands, the last
before an instant how it stood then. `at` is when the ledger recorded the change, `move` and `by` what made it and what
kind of actor. Beside them what codes and ids mean, and the figures of the bulletins as they were published.

Which fields are in them is one closed list: nothing that people wrote, nobody's name or id, and no point on a map.
"""

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

from models.ledger import Entry
from models.territory import Grid, Unit
from workflow.machines.language import Kind
from workflow.view import CLOCK, RECORDS

FIELDS: Final[Mapping[str, tuple[str, ...]]] = {
    Kind.INCIDENT: (
        "state", "category", "severity", "source", "township", "village", "grid", "level", "urgent", "route",
        "rules_version", "calendar_version", "reported_at", "ended_at", "ending", "ended_level", "verify_by", "checked",
        "returns", "reworks", "reopens", "hand_downs", "objections", "repeats", "unserved", "exempt", "raised_at",
        "tabled_at", "reminders", "reminders_by_hand", "due_at", "promise_at", "merged_into", "caused_by",
        "flow", "answered_at", "taken_up_at", "published_at",
    ),
    Kind.TASK: (
        "kind", "state", "unit_id", "grid_id", "assigned_at", "taken_at", "ended_at", "extensions", "suspensions",
    ),
    Kind.REQUEST: ("task_id", "kind", "state", "budget", "until", "asked_at", "decided_at"),
    Kind.ORDER: (
        "state", "kind", "level", "by_ladder", "budget", "issued_at", "due_at", "answered_at", "refusals", "reminders",
        "raised_at", "decided_at",
    ),
    Kind.OBJECTION: ("kind", "state", "level", "figure_of", "figure", "lodged_at", "decided_at"),
    Kind.INSPECTION: (
        "state", "life", "period", "sample", "lot", "township", "category", "unit_id", "drawn_at", "sent_at",
        "decided_at",
    ),
    Kind.MEETING: (
        "kind", "state", "level", "path", "period", "topic", "starts_at", "held_at", "ended_at", "postponed",
    ),
    Kind.DECISION: (
        "number", "state", "incident_id", "unit_id", "grid_id", "due_at", "decided_at", "carried_at", "sent_back",
        "ended_at",
    ),
    Kind.SPOT: ("state", "kind", "grid_id", "township", "made_up", "added_at", "ended_at"),
    Kind.PATROL: (
        "state", "spot_id", "template", "campaign_id", "kind", "role", "grid_id", "township", "level", "made_at",
        "due_at", "missed_at", "ended_at", "incident_id",
    ),
    Kind.CAMPAIGN: ("state", "kinds", "role", "level", "path", "until", "started_at", "ended_at", "left"),
    CLOCK: (
        "subject_id", "stage", "round", "budget", "works", "started_at", "running_since", "due_at", "provisional",
        "ladder", "rung", "stopped_at", "outcome",
    ),
}  # fmt: skip
"""Every field of every kind of record that leaves the city's own system in a table."""

HEAD: Final = ("id", "subject", "seq", "at", "move", "by")
"""What stands before the fields: the record's id, the number of the case or meeting that it hangs on, and the entry."""

GRIDS: Final = ("id", "code", "name", "level", "parent", "kind")
UNITS: Final = ("id", "code", "name", "kind")
BULLETINS: Final = "bulletins"
"""The folder of the bulletins' figures."""

Row = Sequence[Any]


def name_of(kind: str) -> str:
    """The file of a kind of record."""
    return f"{kind}s.csv"


def rows(entries: Sequence[Entry]) -> Iterator[tuple[str, Row]]:
    """What the whole ledger of one subject says, change by change: of which kind, and the row."""
    known: dict[str, dict[str, Any]] = {}
    number = entries[0].changes[0]["set"]["number"]
    for entry in entries:
        for change in entry.changes:
            kind, identity = change["kind"], change["id"]
            if kind not in FIELDS:
                continue
            record = known.setdefault(identity, _defaults(kind))
            record |= change["set"]
            head = (identity, number, entry.seq, entry.recorded_at.isoformat(), entry.move, entry.actor_kind)
            yield kind, (*head, *(record[name] for name in FIELDS[kind]))


def _defaults(kind: str) -> dict[str, Any]:
    """What a new record's entry leaves out, since it is what every record begins with."""
    fields = RECORDS[kind].model_fields
    return {name: None if fields[name].is_required() else fields[name].get_default() for name in FIELDS[kind]}


@dataclass
class Tables(AbstractContextManager["Tables"]):
    """The files in a folder, opened and closed together. UTF-8 with a mark, so that spreadsheets read Chinese."""

    folder: Path
    _open: ExitStack = field(default_factory=ExitStack)
    _writers: dict[str, Any] = field(default_factory=dict)

    def __enter__(self) -> Self:
        self.folder.mkdir(parents=True, exist_ok=True)
        for kind, fields in FIELDS.items():
            self._writers[kind] = self._begin(name_of(kind), (*HEAD, *fields))
        return self

    def _begin(self, name: str, heads: Sequence[str]) -> Any:
        file = self._open.enter_context((self.folder / name).open("w", encoding="utf-8-sig", newline=""))
        writer = csv.writer(file)
        writer.writerow(heads)
        return writer

    def subject(self, entries: Sequence[Entry]) -> None:
        """One case or meeting, whole; nothing of what is no kind of these."""
        for kind, row in rows(entries):
            self._writers[kind].writerow(row)

    def places(self, grids: Iterable[Grid], units: Iterable[Unit]) -> None:
        """What the codes and ids mean."""
        writer = self._begin("grids.csv", GRIDS)
        writer.writerows((grid.id, grid.code, grid.name, grid.level, grid.parent_id, grid.kind) for grid in grids)
        writer = self._begin("units.csv", UNITS)
        writer.writerows((unit.id, unit.code, unit.name, unit.kind) for unit in units)

    def bulletin(self, number: str, figures: str) -> None:
        """The figures of a bulletin, as they were frozen."""
        folder = self.folder / BULLETINS
        folder.mkdir(exist_ok=True)
        (folder / f"{number}.json").write_text(figures, encoding="utf-8")

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._open.close()
