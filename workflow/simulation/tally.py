"""Counting what a simulated life did, from what each step wrote; the summary is made of it."""

from collections import Counter
from dataclasses import dataclass, field

from models.incident import Incident
from models.ledger import ActorKind
from workflow.machines import Move
from workflow.simulation.ground import Touch

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

    def add(self, touch: Touch) -> None:
        for entry in touch.entries:
            self.entries += 1
            if entry.actor_kind != ActorKind.SYSTEM:
                self.moves[entry.move] += 1
            elif entry.move in (Move.RAISE, Move.TABLE, Move.SUPERVISE):
                stages = [str(reason["stage"]) for reason in entry.reasons if reason["code"] == "rung"]
                for stage in stages[:1]:
                    self.rungs[township_of(touch.view.incident), stage, entry.move] += 1
        for notice in touch.notices:
            self.notices[str(notice.kind)] += 1


def township_of(incident: Incident) -> str:
    return incident.township or NOWHERE
