"""What people do about bulletins: somebody writes to a draft, somebody else approves it, and now and then nobody does
anything, so that it comes out by itself. Their dice are their own, so that nobody else's life depends on them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Final

from models.bulletin import BulletinState
from models.ledger import ActorKind
from models.people import Role
from models.territory import CITY
from workflow import rights
from workflow.calendar import Calendar
from workflow.commands import NOTHING, Actor, Reasoned
from workflow.directory import Directory
from workflow.facts import Facts
from workflow.gazette.payloads import Edit, Section
from workflow.machines import Move
from workflow.rights import level_role
from workflow.simulation.minds import Choice, Deed
from workflow.view import BulletinView

LEFT: Final = 0.25
"""Of so many turns nobody takes any notice."""

WORDS: Final = (
    "本期事件办理总体平稳。",
    "超期事件已逐件督促，请有关单位说明原因。",
    "请各地对重复发生的地点开展一次巡查。",
)


@dataclass
class Editors:
    directory: Directory
    calendar: Calendar
    seed: int
    rng: Random = field(init=False)

    def __post_init__(self) -> None:
        self.rng = Random(f"{self.seed}/bulletins")

    def turn(self, view: BulletinView, now: datetime) -> tuple[Actor, datetime] | None:
        """Who takes it up next, and when; nobody where it is left lying, or where there is nothing to be done."""
        own = view.bulletin
        roles: Mapping[str, Role] = {
            BulletinState.DRAFTED: Role.CENTRE if own.level <= CITY else Role.TOWNSHIP_SUPERVISOR,
            BulletinState.EDITED: level_role(own.level) if own.level <= CITY else Role.SUPERVISOR,
            BulletinState.APPROVED: level_role(own.level),
        }
        role = roles.get(own.state)
        if role is None or self.rng.random() < LEFT:
            return None
        at = now + timedelta(minutes=int(self.rng.uniform(20, 300)))
        persons = self.directory.reach(role, own.path, at, self.calendar).persons
        return (Actor(ActorKind.PERSON, persons[0]), at) if persons else None

    def choose(self, view: BulletinView, actor: Actor, now: datetime) -> Choice:
        """What somebody does who looks at it."""
        allowed = rights.bulletin_allowed(view, actor, Facts(self.directory, self.calendar, now))
        for move in (Move.ISSUE, Move.EDIT, Move.APPROVE):
            if str(move) in allowed and self._means(move, view):
                return self._deed(move)
        return None

    def _means(self, move: Move, view: BulletinView) -> bool:
        """Nobody writes to what is written already."""
        return move != Move.EDIT or view.bulletin.state == BulletinState.DRAFTED

    def _deed(self, move: Move) -> Deed:
        if move == Move.EDIT:
            introduction, comment, recommendation = WORDS
            words = Edit(introduction=introduction, comments={Section.LATE: comment}, recommendation=recommendation)
            return Deed(move, words)
        if move == Move.APPROVE and self.rng.random() < 0.1:
            return Deed(Move.HAND_BACK, Reasoned(reason="说明再具体一些"))
        return Deed(move, NOTHING)
