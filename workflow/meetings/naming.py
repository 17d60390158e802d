"""What somebody names to have it on an agenda: a case or a decision, as far as they may know of it. Pure."""

import re
from dataclasses import dataclass
from typing import Any, Final, Literal
from uuid import UUID

from models.meeting import Meeting
from workflow import rights
from workflow.commands import Actor
from workflow.facts import Facts
from workflow.ledger import instant
from workflow.rights import below
from workflow.view import MeetingView, View

_DECISION: Final = re.compile(r"([^/]{1,60})/([0-9]{1,3})")


@dataclass(frozen=True)
class Found:
    """None in `id` where there is no such thing, or none that the asker may know of, or one of another body."""

    kind: Literal["case", "decision"]
    number: str
    id: UUID | None = None
    due: str | None = None
    late: bool = False

    def item(self) -> dict[str, Any]:
        """As it stands on an agenda."""
        found: dict[str, Any] = {"kind": self.kind, "subject": str(self.id), "number": self.number}
        return found if self.due is None else {**found, "due": self.due, "late": self.late}


def of_decision(written: str) -> tuple[str, int]:
    """The meeting's number and the decision's own, of what people call it (`GY-M3/2`); of anything else nothing."""
    found = _DECISION.fullmatch(written)
    return (found[1], int(found[2])) if found else ("", 0)


def found_case(meeting: Meeting, number: str, view: View | None, actor: Actor, facts: Facts) -> Found:
    """A case at or below the body's grid that the asker knows of."""
    if view is None or not below(view.incident.path, meeting.path) or not rights.knows(view, actor, facts):
        return Found("case", number)
    return Found("case", number, view.incident.id)


def found_decision(
    meeting: Meeting, written: str, place: int, view: MeetingView | None, actor: Actor, facts: Facts
) -> Found:
    """A decision of another meeting of the body, or of one below it, that the asker knows of."""
    if view is None or view.meeting.id == meeting.id or not below(view.meeting.path, meeting.path):
        return Found("decision", written)
    if not rights.meeting_standings(view, view.meeting.id, actor, facts):
        return Found("decision", written)
    for decision in view.decisions.values():
        if decision.number == place:
            return Found("decision", written, decision.id, instant(decision.due_at), decision.late(facts.now))
    return Found("decision", written)
