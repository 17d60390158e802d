"""A bulletin while one command changes it: what its moves work on."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final, cast
from uuid import UUID

from models.bulletin import DRAFTS, Bulletin, BulletinState
from models.clock import Stage
from models.notice import NoticeKind
from models.people import Role
from models.territory import CITY
from workflow.calendar import Calendar
from workflow.clocks import Wanted
from workflow.commands import Command
from workflow.directory import Directory
from workflow.drafting import Drafting
from workflow.facts import Facts
from workflow.gazette.guards import Question
from workflow.identity import Source
from workflow.ledger import instant
from workflow.machines import Kind, Standing
from workflow.rights import level_role
from workflow.rules.language import Rules
from workflow.view import BulletinView, assemble

CITYS: Final = frozenset({Role.SUPERVISOR, Role.TOWNSHIP_SUPERVISOR, Role.CENTRE})
TOWNSHIPS: Final = frozenset({Role.TOWNSHIP_SUPERVISOR, Role.DISPATCHER, Role.INTAKE})
"""Who is told that a bulletin is out: of the city's whoever supervises and the centre, of a township's its own desk and
those who supervise it there."""


class BulletinDraft(Drafting):
    """The hands of the moves of a bulletin."""

    def __init__(
        self, view: BulletinView, command: Command, facts: Facts, rules: Rules, calendar: Calendar, source: Source
    ) -> None:
        super().__init__(view, command, facts, rules, calendar, source)
        self.before = view
        self.words: Mapping[str, Any] | None = None
        self.again = False
        self.what = ""

    @property
    def bulletin(self) -> Bulletin:
        return cast(Bulletin, self.records[Kind.BULLETIN][self.root_id])

    @property
    def on(self) -> Mapping[str, Any]:
        return {"bulletin_id": self.root_id}

    @property
    def told_on(self) -> Mapping[str, Any]:
        """A bulletin's notices are about it, and hang on no case."""
        return {}

    @property
    def ladders(self) -> Mapping[Stage, str]:
        return self.rules.limits.ladders

    @property
    def urgent(self) -> bool:
        return False

    @property
    def called(self) -> Mapping[str, str]:
        bulletin = self.bulletin
        return {"number": bulletin.number, "period": bulletin.period, "kind": self.what}

    def view(self) -> BulletinView:
        if self._whole is None:
            self._whole = assemble(BulletinView, self.root_id, self.records, self.before.seq, self.before.hash)
        return cast(BulletinView, self._whole)

    def wanted(self) -> Iterator[Wanted]:
        return wanted(self.bulletin, self.rules)

    def question(self, about: UUID, held: frozenset[Standing]) -> Question:
        return Question(self.view(), self.actor_id)

    # Telling: `what` has come of the draft, or is to be done

    def tell_editors(self, what: str) -> None:
        """Whoever writes to it: of the city's the centre, of a township's who supervises it."""
        self.what = what
        self.tell_role(
            Role.CENTRE if self.bulletin.level <= CITY else Role.TOWNSHIP_SUPERVISOR, NoticeKind.BULLETIN_DRAFT
        )

    def tell_approvers(self, what: str) -> None:
        self.what = what
        self.tell_role(level_role(self.bulletin.level), NoticeKind.BULLETIN_DRAFT)

    def tell_turn(self, what: str) -> None:
        """Whose turn it is: who approves what was written, who writes to or publishes the rest."""
        (self.tell_approvers if self.bulletin.state == BulletinState.EDITED else self.tell_editors)(what)

    def tell_above(self, what: str) -> None:
        """The city's supervisors of a township's; of the city's own the centre, above which there is nobody."""
        self.what = what
        self.tell_role(Role.SUPERVISOR if self.bulletin.level > CITY else Role.CENTRE, NoticeKind.BULLETIN_DRAFT)

    def tell_person(self, person: UUID, what: str) -> None:
        self.what = what
        self.tell([person], NoticeKind.BULLETIN_DRAFT)

    def tell_readers(self, persons: Iterable[UUID], what: str) -> None:
        self.what = what
        self.tell(persons, NoticeKind.BULLETIN, at=instant(self.now))


Act = Callable[[BulletinDraft, Any], None]
"""What a move does beside moving the bulletin; its second argument is the payload that the move's command carries."""


def wanted(bulletin: Bulletin, rules: Rules) -> Iterator[Wanted]:
    """The clocks that a bulletin's state asks for: one that climbs a ladder until it is out, and one that publishes it
    where nobody does and the rules have it so."""
    rule = rules.bulletin
    if bulletin.open:
        yield Wanted(bulletin.id, Stage.BULLETIN, budget=rule.draft)
    if bulletin.state in DRAFTS and rule.by_itself:
        yield Wanted(bulletin.id, Stage.RELEASE, budget=rule.draft)


def readers(bulletin: Bulletin, facts: Facts) -> Iterable[UUID]:
    """Who is told that it is out, on duty or not: it is news, and calls for no act tonight."""
    directory: Directory = facts.directory
    if bulletin.level <= CITY:
        return directory.posted(CITYS, facts.now)
    return directory.posted_at(TOWNSHIPS, bulletin.path, facts.now)
