"""Random people in the small city: what they do next, drawn from a seed, mostly lawful and sometimes not."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from models.task import FigureOf
from tests.small import EAST, GROUP, INFORMANT, OTHER_VILLAGE, VILLAGE, report, staff, who
from workflow import rights
from workflow.commands import PAYLOADS, Payload, Submit
from workflow.facts import Facts
from workflow.guards import Question
from workflow.machines import Move
from workflow.memory import World
from workflow.view import View

NAMES = sorted(staff().persons)
CATEGORIES = ("06010", "06013", "H0502", "08004", "P01001", "99999", "97997", "97996")

QUIET = frozenset({Move.NOTE, Move.ASK, Move.REMIND, Move.VOID, Move.DISPUTE})
"""What says little or ends all: seldom made."""

ONWARD = frozenset(
    {
        Move.ACCEPT,
        Move.DISPATCH,
        Move.ACKNOWLEDGE,
        Move.CHECK_IN,
        Move.REQUEST_SUSPENSION,
        Move.GRANT_SUSPENSION,
        Move.GRANT_EXTENSION,
        Move.RESOLVE,
        Move.VERIFY,
        Move.UPHOLD,
        Move.DISMISS,
        Move.MERGE,
    }
)
"""What brings a case on; chance alone would mostly talk about it."""


@dataclass(frozen=True)
class Act:
    """What somebody does: a report, a move on an incident, or nothing while time passes and clocks ring."""

    now: datetime
    name: str = ""
    submit: Submit | None = None
    on: UUID | None = None
    move: Move | None = None
    payload: Payload | None = None
    version: int | None = None


class People:
    def __init__(self, seed: int, now: datetime) -> None:
        self.random, self.now = Random(seed), now

    def next(self, world: World) -> Act:
        self.now += timedelta(minutes=self.random.choice((1, 7, 45, 180, 1500)))
        if not world.views or self.random.random() < (0.2 if len(world.views) < 4 else 0.03):
            return Act(self.now, self.random.choice((INFORMANT, "intake-east")), self._report())
        if self.random.random() < 0.15:
            return Act(self.now)
        return self._move(world, world.views[self.random.choice(sorted(world.views))])

    def _report(self) -> Submit:
        where = self.random.choice((GROUP, VILLAGE, EAST, f"{OTHER_VILLAGE}01"))
        source = self.random.choice(("informant", "resident", "hotline"))
        return report(self.random.choice(CATEGORIES), where, source=source, severity=self.random.randint(1, 4))

    def _move(self, world: World, view: View) -> Act:
        for _ in range(8):
            name = self.random.choice(NAMES)
            facts = Facts(world.directory, world.calendar, self.now)
            question = Question(
                view, view.incident.id, who(name).id, self.now, world.rules.limits_of(view.incident.route)
            )
            allowed = [Move(each) for each in rights.allowed(view, who(name), facts, question)]
            lively: list[Move] = [move for move in allowed if move not in QUIET]
            onward = [move for move in lively if move in ONWARD]
            if onward and self.random.random() < 0.8:
                lively = onward
            if self.random.random() < 0.1:
                lively = list(PAYLOADS)[1:]
            if lively:
                move = self.random.choice(sorted(lively))
                version = view.incident.version - (self.random.random() < 0.05)
                return Act(self.now, name, None, view.incident.id, move, self._payload(move, world, view), version)
        return Act(self.now)

    def _payload(self, move: Move, world: World, view: View) -> Payload:
        fill = _FILL.get(move)
        said = fill(self, world, view) if fill else {}
        model = PAYLOADS[move]
        for field in ("reason", "note"):
            if field in model.model_fields and model.model_fields[field].is_required():
                said.setdefault(field, "随手写的")
        return model.model_validate(said)

    def receiver(self) -> dict[str, str]:
        return self.random.choice(({"grid": VILLAGE}, {"grid": OTHER_VILLAGE}, {"unit": "gas"}, {"unit": "water"}))

    def _later(self) -> str:
        return (self.now + timedelta(days=self.random.randint(1, 9))).isoformat()

    def _into(self, world: World) -> str:
        return world.views[self.random.choice(sorted(world.views))].incident.number


_FILL: dict[Move, Callable[[People, World, View], dict[str, Any]]] = {
    Move.DISPUTE: lambda p, w, v: {"of": p.random.choice(list(FigureOf)), "figure": "handling_on_time"},
    Move.DISPATCH: lambda p, w, v: {"to": p.receiver(), "co": p.random.choice(([], [p.receiver()]))},
    Move.REDISPATCH: lambda p, w, v: {"to": p.receiver()},
    Move.SPLIT: lambda p, w, v: {"to": p.receiver()},
    Move.WHISTLE: lambda p, w, v: {"units": [p.random.choice(("gas", "water"))]},
    Move.RETURN: lambda p, w, v: {"type": "not_ours"},
    Move.VERIFY: lambda p, w, v: {"satisfied": p.random.random() < 0.6, "note": "看过了"},
    Move.RECLASSIFY: lambda p, w, v: {"category": p.random.choice(CATEGORIES)},
    Move.RELOCATE: lambda p, w, v: {"grid": p.random.choice((GROUP, VILLAGE))},
    Move.REQUEST_EXTENSION: lambda p, w, v: {"budget": p.random.choice(("1wh", "2h", "1wd"))},
    Move.REQUEST_SUSPENSION: lambda p, w, v: {"until": p._later()},
    Move.MERGE: lambda p, w, v: {"into": p._into(w)},
    Move.TAKE_UP: lambda p, w, v: {"to": p.receiver(), "budget": p.random.choice((None, "9wd"))},
    Move.PUBLISH: lambda p, w, v: {"text": "建议增设路灯"},
}


def perform(world: World, act: Act) -> None:
    """Lets it happen in memory."""
    if act.submit is not None:
        world.submit(who(act.name), act.submit, act.now)
    elif act.on is not None and act.move is not None and act.payload is not None:
        world.fire(who(act.name), act.on, act.move, act.payload, act.now, act.version)
    else:
        world.sweep(act.now)
