"""A case that differs, as a line of JSON or CSV: numbers, codes and instants; nobody who reported, no person."""

import csv
import io
import zlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

import orjson

from models.clock import Stage
from models.task import TaskKind
from workflow import ledger
from workflow.directory import Directory
from workflow.rehearsing.outcome import Deadline, Outcome, receiver
from workflow.rehearsing.summing import Rehearsed

Json = Mapping[str, Any]

COLUMNS: Final = (
    "number", "category", "township", "reported_at", "differs", "route_before", "route_after", "receiver_before",
    "receiver_after", "promise_before", "promise_after", "handle_before", "handle_after", "late_before", "late_after",
    "escalations_before", "escalations_after", "messages_before", "messages_after", "state_before", "state_after",
    "unfit",
)  # fmt: skip


def line_of(found: Rehearsed, directory: Directory) -> dict[str, Any]:
    """What differs of one case. `before` and `after` have the same members; deadlines are those that differ."""
    keys = [key for key, due in found.before.deadlines.items() if found.after.deadlines.get(key) != due]
    keys += [key for key in found.after.deadlines if key not in found.before.deadlines]
    return {
        "number": found.number,
        "category": found.category,
        "township": found.township,
        "reported_at": ledger.instant(found.reported_at),
        "differs": list(found.differs),
        "before": _outcome(found.before, directory),
        "after": _outcome(found.after, directory),
        "deadlines": [
            {
                "stage": key.stage,
                "round": key.round,
                "before": _deadline(found.before.deadlines.get(key)),
                "after": _deadline(found.after.deadlines.get(key)),
            }
            for key in keys
        ],
        "unfit": [
            {"move": unfit.move, "at": ledger.instant(unfit.at), "why": unfit.why} for unfit in found.after.unfit
        ],
    }


def _outcome(outcome: Outcome, directory: Directory) -> dict[str, Any]:
    sent = [(each.kind, receiver(each, directory)) for each in outcome.sent]
    return {
        "route": outcome.route,
        "state": outcome.state,
        "ended_at": _said(outcome.ended_at),
        "lead": [who for kind, who in sent if kind in (TaskKind.LEAD, TaskKind.SELF)],
        "co": [who for kind, who in sent if kind not in (TaskKind.LEAD, TaskKind.SELF)],
        "promise": _said(outcome.due(Stage.PROMISE)),
        "handle": _said(outcome.due(Stage.HANDLE)),
        "late": outcome.late,
        "escalations": outcome.escalations,
        "messages": len(outcome.messages),
    }


def _deadline(found: Deadline | None) -> dict[str, Any] | None:
    return None if found is None else {"due_at": _said(found.due_at), "late": found.late, "rungs": found.rungs}


def _said(at: datetime | None) -> str | None:
    return ledger.instant(at) if at else None


def as_csv(lines: Iterable[Json]) -> str:
    """A line a case under a line of names, in UTF-8, the ends of lines as RFC 4180 wants them."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for line in lines:
        writer.writerow(_cells(line))
    return out.getvalue()


def _cells(line: Json) -> Sequence[Any]:
    pairs = ("route", "lead", "promise", "handle", "late", "escalations", "messages", "state")
    told = [_cell(line[side][name]) for name in pairs for side in ("before", "after")]
    unfit = "; ".join(f"{each['move']}: {each['why']}" for each in line["unfit"])
    head = [line["number"], line["category"], line["township"], line["reported_at"], " ".join(line["differs"])]
    return [*head, *told, unfit]


def _cell(value: Any) -> Any:
    if isinstance(value, list):
        return "; ".join(value)
    return "" if value is None else str(value).lower() if isinstance(value, bool) else value


def packed(lines: Sequence[Json]) -> bytes:
    return zlib.compress(orjson.dumps(list(lines)), level=1)  # where every case differs, packing tight would be felt


def unpacked(kept: bytes) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = orjson.loads(zlib.decompress(kept))
    return found
