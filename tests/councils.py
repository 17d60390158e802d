"""Random people who also meet: they table cases, call meetings together, hold them, decide and carry out."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from tests.acting import NAMES, Act, People, perform
from tests.small import who
from workflow import rights
from workflow.commands import PAYLOADS as CASE_PAYLOADS
from workflow.commands import Payload
from workflow.facts import Facts
from workflow.machines import Move
from workflow.meetings import agenda
from workflow.meetings.payloads import PAYLOADS
from workflow.memory import World
from workflow.view import MeetingView

LIVELY = sorted(set(PAYLOADS) - {Move.CANCEL, Move.DROP, Move.DRAW})

ONWARD = frozenset({Move.HOLD, Move.MINUTE, Move.CARRY_OUT, Move.SEND_BACK, Move.SIGN_OFF})
"""What brings a meeting on."""

SOON = timedelta(days=6)


@dataclass(frozen=True)
class Convened(Act):
    """A look at what is due and owed; with `ref` a move on a meeting."""

    ref: UUID | None = None


class Councillors(People):
    def next(self, world: World) -> Act:
        dice = self.random.random()
        if dice < 0.25:
            self.now += timedelta(minutes=self.random.choice((1, 60, 600)))
            return Convened(self.now)
        if dice < 0.35 and world.views:
            return self._table(world)
        if dice < 0.75 and world.meetings:
            return self._meet(world, self._nearest(world))
        return super().next(world)

    def _table(self, world: World) -> Act:
        view = world.views[self.random.choice(sorted(world.views))]
        said = CASE_PAYLOADS[Move.TABLE].model_validate({"reason": "久拖不决"})
        return Act(self.now, "supervisor", None, view.incident.id, Move.TABLE, said)

    def _nearest(self, world: World) -> MeetingView:
        """Mostly what is under way or comes next."""
        alive = sorted((v.meeting.starts_at, i) for i, v in world.meetings.items() if v.meeting.open)
        refs = [identity for _, identity in alive] if self.random.random() < 0.9 else []
        refs = refs or sorted(world.meetings)
        return world.meetings[refs[min(self.random.randrange(len(refs)), self.random.randrange(len(refs)))]]

    def _meet(self, world: World, view: MeetingView) -> Act:
        if view.meeting.coming and view.meeting.starts_at < self.now + SOON and self.random.random() < 0.5:
            self.now = max(self.now, view.meeting.starts_at)
        for _ in range(20):
            name = self.random.choice(NAMES)
            facts = Facts(world.directory, world.calendar, self.now)
            allowed = [Move(each) for each in rights.meeting_allowed(view, who(name), facts)]
            moves = [move for move in allowed if move in LIVELY or self.random.random() < 0.1]
            onward = [move for move in moves if move in ONWARD]
            if onward and self.random.random() < 0.9:
                moves = onward
            if self.random.random() < 0.02:
                moves = LIVELY
            if moves:
                move = self.random.choice(sorted(moves))
                version = view.meeting.version - (self.random.random() < 0.05)
                return Convened(self.now, name, None, None, move, self._said(move, view), version, view.meeting.id)
        return Convened(self.now)

    def _said(self, move: Move, view: MeetingView) -> Payload:
        said: dict[str, Any] = {}
        if move == Move.MINUTE:
            numbers = [item["number"] for item in view.meeting.agenda if item["kind"] == "tabled"]
            said = {"text": "纪要", "decisions": [self._decision(numbers) for _ in range(self.random.randint(0, 3))]}
            said["heard"] = [number for number in numbers if self.random.random() < 0.5]
        said |= self._shaped(move, view)
        if move == Move.POSTPONE:
            said["starts_at"] = self._later()
        if move in (Move.CARRY_OUT, Move.SEND_BACK, Move.SIGN_OFF, Move.DROP) and view.decisions:
            said["decision"] = self.random.choice(sorted(view.decisions))
        if "reason" in PAYLOADS[move].model_fields:
            said["reason"] = "随手写的"
        return PAYLOADS[move].model_validate(said)

    def _shaped(self, move: Move, view: MeetingView) -> dict[str, Any]:
        """What is done to the agenda, to guests and to the link; now and then what cannot be."""
        items, struck = (agenda.keys(each) for each in (view.meeting.agenda, view.meeting.struck))
        if move == Move.ADD_ITEM:
            case = f"GY-{self.random.randint(1000, 1010)}"
            return self.random.choice([{"subject": "停车"}, {"incident": case}, {"decision": "GY-M1/1"}])
        if move == Move.ORDER_ITEMS:
            return {"items": self.random.sample(items, len(items))}
        if move in (Move.STRIKE_ITEM, Move.RESTORE_ITEM):
            return {"item": self.random.choice((items if move == Move.STRIKE_ITEM else struck) or ["case:none"])}
        if move == Move.INVITE_GUEST:
            return {"organisation": "市供电公司", "purpose": "介绍改造计划", "email": "office@example.org"}
        if move == Move.LEAVE_OUT_GUEST:
            return {"guest": self.random.choice(view.meeting.guests or [str(view.meeting.id)])}
        if move == Move.SET_LINK:
            return {"link": self.random.choice([None, "https://meet.example.org/1"])}
        if move == Move.PUBLISH_CONCLUSION:
            return {"text": "已经议定", "decisions": [{"number": 1, "text": "办"}], "names_nobody": True}
        return {}

    def _decision(self, numbers: list[str]) -> dict[str, Any]:
        found: dict[str, Any] = {"text": "办", "owner": self.receiver(), "budget": self.random.choice(("4wh", "2wd"))}
        return found | ({"incident": self.random.choice(numbers)} if numbers and self.random.random() < 0.8 else {})


def convene(world: World, act: Act) -> None:
    """Lets it happen in memory."""
    if not isinstance(act, Convened):
        perform(world, act)
    elif act.ref is not None and act.move is not None and act.payload is not None:
        world.fire_meeting(who(act.name), act.ref, act.move, act.payload, act.now, act.version)
    else:
        world.sweep(act.now)
        world.convene(act.now)
