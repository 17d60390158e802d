"""Drives a counter-example of a bulletin's draft through the core: it is drawn up, somebody may write to it and approve
it, and from then on nobody does anything.

As `replaying` does for incidents, it believes no finding: clocks ring at their own instants, and the predicates here
look at what came of it.

draft-no-timer       it is not out, and no clock of it is armed
draft-refused        its clock rang, and what was to follow is not allowed
draft-nobody-told    of those who may write to it or approve it nobody was told and awake before it came out, or before
                     its ladder ended
draft-below-top      it waits for ever: its ladder is climbed to the end, and nobody of the city was told
draft-not-out        by the rules it comes out by itself; its time is over, and it has not
draft-unapproved     it came out with words that nobody approved
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from models.bulletin import DRAFTS, Bulletin
from models.clock import Stage
from models.ledger import ActorKind
from workflow import bulletins, rights
from workflow.bulletin_names import City
from workflow.bulletins import Edition, Told
from workflow.commands import SYSTEM, Actor, Command
from workflow.effects import BulletinEffects
from workflow.errors import GridwardError
from workflow.facts import Facts
from workflow.gazette import core
from workflow.gazette.payloads import PAYLOADS
from workflow.identity import Seeded
from workflow.machines import Move
from workflow.proof import patience
from workflow.proof.findings import Act, Example, Subject
from workflow.proof.looks import of_the_city
from workflow.proof.lying import awake
from workflow.view import BulletinView

MOST_RUNGS: Final = 60
"""So many rungs of one draft ring at most: more than any ladder has."""


@dataclass(frozen=True)
class Played:
    """What came of a draft: each step with who was told, and why a clock that rang had no effect."""

    subject: Subject
    steps: tuple[BulletinEffects, ...]
    refusal: GridwardError | None = None

    @property
    def view(self) -> BulletinView:
        return self.steps[-1].view


def of_it(example: Example) -> bool:
    """Whether an example is one of a bulletin."""
    return "bulletin" in example.report


def said(period: str, grid: str) -> dict[str, Any]:
    """The body of such an example: of which period, and of the city or which township."""
    return {"bulletin": {"period": period, "grid": grid}}


def play(example: Example, subject: Subject, rungs: int = MOST_RUNGS) -> Played:
    """What comes of it until the end, or until so many rungs have rung. GridwardError where an act of the example is
    refused: then it is no example."""
    patience.go_on()
    steps = list(_acted(example, subject))
    rules, calendar = subject.rules, subject.calendar
    facts, source = Facts(subject.directory, calendar, example.until), Seeded(2)
    refusal = None
    try:
        steps += core.ring_all(steps[-1].view, example.until, facts, rules, calendar, source, rungs, own_time=True)
    except GridwardError as why:
        refusal = why
    return Played(subject, tuple(steps), refusal)


def _acted(example: Example, subject: Subject) -> Iterator[BulletinEffects]:
    """It is drawn up, and people do to it what the example says."""
    rules, calendar, source = subject.rules, subject.calendar, Seeded(1)
    drawn = Command(Move.DRAW_UP, SYSTEM, context={"bulletin": _drawn(example, subject)})
    last = core.decide(None, drawn, Facts(subject.directory, calendar, example.at), rules, calendar, source)
    yield last
    for act in example.acts:
        facts = Facts(subject.directory, calendar, act.at)
        done = list(core.unfold(last.view, _command(act), facts, rules, calendar, source))
        yield from done
        last = done[-1]


def _drawn(example: Example, subject: Subject) -> Bulletin:
    asked, directory = example.report["bulletin"], subject.directory
    span = bulletins.span_of(asked["period"], subject.calendar, example.at)
    township = None if asked["grid"] == directory.root.code else asked["grid"]
    city = City(directory, subject.rules, subject.calendar)
    return bulletins.draw_up(Told(asked["period"], span, {}), city, example.at, Edition(township)).bulletin


def _command(act: Act) -> Command:
    move = Move(act.move)
    by = Actor(ActorKind.PERSON, UUID(act.by)) if act.by else SYSTEM
    return Command(move, by, PAYLOADS[move].model_validate(act.payload))


def without_timer(played: Played) -> bool:
    return played.view.bulletin.open and all(clock.next_at is None for clock in played.view.clocks.values())


def refused(played: Played) -> bool:
    return played.refusal is not None


def nobody_told(played: Played) -> bool:
    last = played.steps[-1].entry.recorded_at
    if not _climbed(played) and not played.view.bulletin.out:
        return False
    return not any(
        awake(person, step.entry.recorded_at, last, played.subject)
        for step in played.steps
        for person in _concerned(step, played.subject)
    )


def _concerned(step: BulletinEffects, subject: Subject) -> Iterator[UUID]:
    """Who was told of the draft, of those who may do something about it."""
    facts = Facts(subject.directory, subject.calendar, step.entry.recorded_at)
    for notice in step.notices if not step.view.bulletin.out else ():
        who = Actor(ActorKind.PERSON, notice.recipient_id)
        if rights.bulletin_standings(step.view.bulletin, who, facts):
            yield notice.recipient_id


def below_top(played: Played) -> bool:
    told = ((notice.recipient_id, step.entry.recorded_at) for step in played.steps for notice in step.notices)
    return _climbed(played) and not any(of_the_city(person, at, played.subject.directory) for person, at in told)


def _climbed(played: Played) -> bool:
    """Whether it waits for ever: nothing but the last rung of its ladder is to come."""
    rules, armed = played.subject.rules, [c for c in played.view.clocks.values() if c.next_at is not None]
    if not played.view.bulletin.open or not armed or any(clock.stage == Stage.RELEASE for clock in armed):
        return False
    return all(clock.rung >= len(rules.ladders[clock.ladder].rungs) for clock in armed)


def not_out(played: Played) -> bool:
    rule, draft = played.subject.rules.bulletin, played.view.bulletin
    if not rule.by_itself or draft.state not in DRAFTS or played.refusal:
        return False
    due = played.subject.calendar.due(played.steps[0].entry.recorded_at, rule.draft).at
    return played.steps[-1].entry.recorded_at >= due


def unapproved(played: Played) -> bool:
    out = played.view.bulletin
    return out.out and out.worded and out.approved_by is None


LIES: Final[Mapping[str, Callable[[Played], bool]]] = {
    "draft-no-timer": without_timer,
    "draft-refused": refused,
    "draft-nobody-told": nobody_told,
    "draft-below-top": below_top,
    "draft-not-out": not_out,
    "draft-unapproved": unapproved,
}
"""Every way in which a draft can lie, by its code."""


def lying_in(example: Example, subject: Subject, code: str) -> str | None:
    """The state in which the draft lies in the way of one code; None if it does not."""
    played = play(example, subject)
    return str(played.view.bulletin.state) if LIES[code](played) else None
