"""Counting what a simulated life did, from what each step wrote; the summary is made of it."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from models.incident import Incident
from models.ledger import ActorKind
from models.notice import Notice
from workflow.machines import Move
from workflow.simulation.ground import Touch
from workflow.view import MeetingView, View

NOWHERE = ""
"""The township of what has no place yet."""


@dataclass
class Tally:
    """`rungs` counts (township, stage, move) of what ladders did, `moves` what people did, `notices` messages by
    kind."""

    rungs: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    moves: Counter[str] = field(default_factory=Counter)
    notices: Counter[str] = field(default_factory=Counter)
    entries: int = 0
    """`meetings` counts (kind of meeting, move) of what was done to meetings."""
    meetings: Counter[tuple[str, str]] = field(default_factory=Counter)

    def add(self, touch: Touch) -> None:
        self.told(touch.notices)
        for entry in touch.entries:
            self.entries += 1
            if isinstance(touch.view, MeetingView):
                self.meetings[touch.view.meeting.kind, entry.move] += 1
            elif entry.actor_kind != ActorKind.SYSTEM:
                self.moves[entry.move] += 1
            elif isinstance(touch.view, View) and entry.move in (Move.RAISE, Move.TABLE):
                stages = [str(reason["stage"]) for reason in entry.reasons if reason["code"] == "rung"]
                for stage in stages[:1]:
                    self.rungs[township_of(touch.view.incident), stage, entry.move] += 1

    def told(self, notices: Iterable[Notice]) -> None:
        self.notices.update(str(notice.kind) for notice in notices)


def township_of(incident: Incident) -> str:
    return incident.township or NOWHERE
