"""A spot, a patrol or a campaign while one command changes it: what the moves work on."""

from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from typing import Any, cast
from uuid import UUID

from models.clock import Clock, Stage
from models.notice import Notice, NoticeKind
from models.patrol import Campaign, Patrol, Spot
from models.people import Role
from workflow.clocks import Wanted
from workflow.drafting import Drafting
from workflow.ledger import instant
from workflow.machines import Kind, Standing
from workflow.view import Whole, assemble

FURTHEST = timedelta(days=366)
"""How far ahead the date of a campaign may be."""


class PatrolDraft(Drafting):
    """The hands of the moves of all three kinds of root."""

    def __init__(self, view: Whole, *others: Any) -> None:
        super().__init__(view, *others)
        self.before = view

    @property
    def patrol(self) -> Patrol:
        return cast(Patrol, self.root)

    @property
    def spot(self) -> Spot:
        return cast(Spot, self.root)

    @property
    def campaign(self) -> Campaign:
        return cast(Campaign, self.root)

    @property
    def context(self) -> Mapping[str, Any]:
        """What the engine says with a move."""
        return self.command.context or {}

    @property
    def on(self) -> Mapping[str, Any]:
        column = {Kind.PATROL: "patrol_id", Kind.CAMPAIGN: "campaign_id"}.get(self.root_kind)
        return {column: self.root_id} if column else {}

    @property
    def ladders(self) -> Mapping[Stage, str]:
        patrols = self.rules.patrols
        template = patrols.templates.get(self.patrol.template or "") if self.root_kind == Kind.PATROL else None
        return {
            Stage.PATROL: template.ladder if template else patrols.ladder,
            Stage.CAMPAIGN_PATROL: patrols.ladder,
        }

    @property
    def urgent(self) -> bool:
        return False

    @property
    def called(self) -> Mapping[str, str]:
        return {"number": self.root.number}

    def view(self) -> Whole:
        if self._whole is None:
            self._whole = assemble(type(self.before), self.root_id, self.records, self.before.seq, self.before.hash)
        return self._whole

    def wanted(self) -> Iterator[Wanted]:
        if not self.root.open:
            return
        if self.root_kind == Kind.CAMPAIGN:
            yield Wanted(self.root_id, Stage.CAMPAIGN, until=self.campaign.until)
        elif self.root_kind == Kind.PATROL and self.patrol.until is not None:
            yield Wanted(self.root_id, Stage.CAMPAIGN_PATROL, until=self.patrol.until)
        elif self.root_kind == Kind.PATROL:
            template = self.rules.patrols.templates[self.patrol.template or ""]
            yield Wanted(self.root_id, Stage.PATROL, budget=template.budget)

    def question(self, about: UUID, held: frozenset[Standing]) -> None:
        """No guard holds any of these."""
        return

    def follow_clocks(self) -> None:
        """Lets the clock follow the state, and a patrol's deadline its clock."""
        super().follow_clocks()
        if self.root_kind == Kind.PATROL and self.patrol.open:
            clock = self.alive()
            if clock is not None and clock.due_at != self.patrol.due_at:
                self.change(due_at=clock.due_at)

    def alive(self) -> Clock | None:
        """The clock that is not over."""
        return next((clock for clock in self.view().clocks.values() if not clock.over), None)

    def tell_of_list(self, role: Role, path: str, what: str) -> None:
        """One message a person, list and day, however many spots of the list it is about: its key says which list.
        `path` is where the list lies."""
        reached = self.facts.reach(role, self.patrol.path)
        patrol, clock = self.patrol, self.ringing
        day = patrol.due_at.astimezone(self.calendar.tz).date() if patrol.due_at else ""
        of = f"{patrol.template or patrol.campaign_id}:{path}:{day}:{clock.rung if clock else 0}"
        self.because("told", sought=role, kind=NoticeKind.PATROL, count=len(reached.persons))
        self._tell_each(reached.persons, NoticeKind.PATROL, of, what, path=path, spot=patrol.kind)

    def tell_of_campaign(self, persons: tuple[UUID, ...], what: str, **args: Any) -> None:
        self._tell_each(persons, NoticeKind.CAMPAIGN, f"{self.root_id}:{self.seq}", what, **args)

    def _tell_each(self, persons: tuple[UUID, ...], kind: NoticeKind, of: str, what: str, **args: Any) -> None:
        due = self.root.until if self.root_kind == Kind.CAMPAIGN else self.patrol.due_at
        said = {**self.called, "kind": what, **args, **({"due": instant(due)} if due else {})}
        for person in persons:
            key = f"{kind}:{of}:{what}:{person}:app"
            self.notices[key] = Notice(
                id=self.new_id(),
                key=key,
                about=self.root_id,
                entry=self.seq,
                kind=kind,
                recipient_id=person,
                args=said,
                created_at=self.now,
            )


Act = Callable[[PatrolDraft, Any], None]
"""What a move does beside moving its subject; its second argument is the payload that the move's command carries."""
