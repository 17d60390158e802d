"""A motion while one command changes it: what the moves work on."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, cast
from uuid import UUID

from models.clock import Stage
from models.motion import Motion
from models.notice import NoticeKind
from models.people import Role
from workflow.calendar import Calendar
from workflow.clocks import Wanted
from workflow.commands import Command
from workflow.drafting import Drafting
from workflow.facts import Facts
from workflow.identity import Source
from workflow.machines import Kind, Standing
from workflow.rules.language import Rules
from workflow.view import MotionView, assemble


class MotionDraft(Drafting):
    """The hands of the moves of a motion. It has no clocks: a meeting's or a decision's run for it."""

    def __init__(
        self, view: MotionView, command: Command, facts: Facts, rules: Rules, calendar: Calendar, source: Source
    ) -> None:
        super().__init__(view, command, facts, rules, calendar, source)
        self.before = view

    @property
    def motion(self) -> Motion:
        return cast(Motion, self.records[Kind.MOTION][self.root_id])

    @property
    def context(self) -> Mapping[str, Any]:
        """What the engine says with a move."""
        return self.command.context or {}

    @property
    def on(self) -> Mapping[str, Any]:
        return {}

    @property
    def ladders(self) -> Mapping[Stage, str]:
        return {}

    @property
    def urgent(self) -> bool:
        return False

    @property
    def called(self) -> Mapping[str, str]:
        motion = self.motion
        return {"number": motion.number, "kind": "held_back" if motion.held_back else str(motion.state)}

    def view(self) -> MotionView:
        if self._whole is None:
            self._whole = assemble(MotionView, self.root_id, self.records, self.before.seq, self.before.hash)
        return cast(MotionView, self._whole)

    def wanted(self) -> Iterator[Wanted]:
        return iter(())

    def question(self, about: UUID, held: frozenset[Standing]) -> None:
        """No guard holds a motion."""
        return

    def tell_proposer(self) -> None:
        self.tell([self.motion.proposed_by], NoticeKind.MOTION)

    def tell_keepers(self, *others: Role) -> None:
        """Who put it, and everybody who keeps the rules, on duty or not: it is news, and calls for no act tonight.
        Others too where they are named."""
        posted = self.facts.directory.posted(frozenset({Role.CENTRE, Role.ADMIN, *others}), self.now)
        self.tell(dict.fromkeys([self.motion.proposed_by, *posted]), NoticeKind.MOTION)


Act = Callable[[MotionDraft], None]
"""What a move does beside moving the motion."""
