"""Proof of bulletins: every period has its job, and a draft has a clock at every instant, wakes somebody, and comes out
as it was drawn up where nobody approves it; where the rules keep it back, its ladder ends at somebody of the city.

A draft waits in three states, and where nobody acts nothing but its clocks moves it. So each is played out from end to
end by the core itself: of the city and of every township that has bulletins, when its next one is drawn up.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cached_property
from itertools import pairwise
from typing import Final
from uuid import UUID

from models.bulletin import BulletinState
from models.clock import Stage
from models.ledger import ActorKind
from workflow import duties, rights
from workflow.calendar import CalendarError
from workflow.commands import Actor
from workflow.errors import GridwardError
from workflow.facts import Facts
from workflow.machines import Move
from workflow.proof import patience, unapproved
from workflow.proof.findings import Act, Example, Finding, Grade, Subject
from workflow.proof.unapproved import Played
from workflow.view import BulletinView

AHEAD: Final = timedelta(days=370)
"""Every period that ends within it must have its job; the bulletin of one comes out within as long again."""

FAR: Final = timedelta(days=1_500)
"""So long nobody acts, in an example that is played to the end of its ladder."""

HEARD: Final = "draft-nobody-told"
"""Of what comes out all the same it is a warning."""

LENGTHS: Final = ("month", "quarter", "year")
TICK: Final = timedelta(minutes=1)


@dataclass(frozen=True)
class _Draft:
    """The next draft of the city or of a township, with who may write to it and approve it then."""

    subject: Subject
    grid: str
    period: str
    at: datetime

    @cached_property
    def drawn(self) -> Played:
        """With nobody acting, to the first rung that comes again if it does not come out before."""
        return self.played(())

    def played(self, acts: tuple[Act, ...]) -> Played:
        rules = self.subject.rules
        rungs = rules.ladders[rules.limits.ladders[Stage.BULLETIN]].rungs
        return unapproved.play(self.example("", "", acts), self.subject, len(rungs) + 2)

    def example(self, lies: str, state: str, acts: tuple[Act, ...]) -> Example:
        return Example(unapproved.said(self.period, self.grid), self.at, self.at + FAR, state, lies, acts)

    def may(self, move: Move, view: BulletinView) -> list[UUID]:
        """Who may make a move on it."""
        facts = Facts(self.subject.directory, self.subject.calendar, self.at)
        posted = self.subject.directory.posted(rights.DRAFTED_FOR, self.at)
        return [each for each in posted if move in rights.bulletin_allowed(view, Actor(ActorKind.PERSON, each), facts)]

    @cached_property
    def hands(self) -> list[tuple[UUID, UUID | None]]:
        """Whoever may write to it, each with somebody who may approve that."""
        view = self.drawn.steps[0].view
        found: list[tuple[UUID, UUID | None]] = []
        for writer in self.may(Move.EDIT, view):
            edited = view.bulletin.but(state=BulletinState.EDITED, edited_by=writer)
            found.append((writer, next(iter(self.may(Move.APPROVE, replace(view, bulletin=edited))), None)))
        return found


def prove(subject: Subject, examined: Counter[str]) -> Iterator[Finding]:
    yield from _owed(subject, examined)
    found: dict[str, list[Finding]] = {}
    for draft in _next(subject):
        patience.go_on()
        examined["drafts"] += 1
        try:
            for finding in (*_lying(draft), *_without_hands(draft)):
                found.setdefault(finding.code, []).append(finding)
        except CalendarError:  # it reaches into a year whose holidays are not published, which is told elsewhere
            continue
    for same in found.values():
        yield replace(same[0], facts={**same[0].facts, "places": str(len({each.facts["grid"] for each in same}))})


# Every period has its job


def _owed(subject: Subject, examined: Counter[str]) -> Iterator[Finding]:
    rule = subject.rules.bulletin
    for length in LENGTHS:
        if rule.of(length) is None:
            yield Finding("bulletin-none", Grade.NOTE, {"length": length}, rule.line)
            continue
        try:
            owed = _occasions(subject, length)
            expected = _ending(subject, length)
            late = _overtaken(subject, owed)
        except CalendarError:
            continue
        examined["periods"] += len(expected)
        jobs = Counter(period for period, _ in owed)
        if wrong := [period for period in expected if jobs[period] != 1]:
            yield Finding("bulletin-unowed", Grade.FAILURE, {"period": wrong[0], "times": str(len(wrong))}, rule.line)
        if late:
            yield Finding("draft-overtaken", Grade.WARNING, {"period": late, "budget": str(rule.draft)}, rule.line)


def _occasions(subject: Subject, length: str) -> list[tuple[str, datetime]]:
    """For which periods of a length bulletins are owed from now on, and when."""
    found = duties.told(subject.rules.bulletin, subject.calendar, subject.now, subject.now + 2 * AHEAD, subject.now)
    return [(each.period, each.at) for each in found if duties.length(each.period) == length]


def _ending(subject: Subject, length: str) -> list[str]:
    """The periods of a length that end from now on."""
    days = range(0, AHEAD.days, 27)
    names = dict.fromkeys(duties.last(length, subject.now + timedelta(days=day), subject.calendar) for day in days)
    return [name for name in names if duties.span(name, subject.calendar)[1] > subject.now]


def _overtaken(subject: Subject, owed: list[tuple[str, datetime]]) -> str | None:
    """The first period whose draft may wait until after the next of its kind is drawn up."""
    rule, calendar = subject.rules.bulletin, subject.calendar
    waits = ((period, calendar.due(at, rule.draft).at, after) for (period, at), (_, after) in pairwise(owed))
    return next((period for period, due, after in waits if due > after), None)


# A draft that nobody approves


def _next(subject: Subject) -> Iterator[_Draft]:
    """The next draft of the city, and of each township that has any."""
    rule, directory = subject.rules.bulletin, subject.directory
    known = set[str]()
    try:
        for occasion in duties.told(rule, subject.calendar, subject.now, subject.now + AHEAD, subject.now - AHEAD):
            telling = rule.of(duties.length(occasion.period))
            towns = [town.code for town in directory.townships(occasion.at)] if telling and telling.townships else []
            for code in (directory.root.code, *towns):
                if code not in known:
                    known.add(code)
                    yield _Draft(subject, code, occasion.period, occasion.at)
    except CalendarError:
        return


def _lying(draft: _Draft) -> Iterator[Finding]:
    for acts in _ways(draft):
        try:
            played = draft.played(acts) if acts else draft.drawn
        except GridwardError:
            continue
        state, line = str(played.view.bulletin.state), draft.subject.rules.bulletin.line
        for code, lies in unapproved.LIES.items():
            if lies(played):
                example = draft.example(code, state, acts)
                if not played.refusal:
                    example = replace(example, until=played.steps[-1].entry.recorded_at + timedelta(seconds=1))
                facts = {"grid": draft.grid, "period": draft.period, "state": state, "kind": "bulletin-state"}
                grade = Grade.WARNING if played.view.bulletin.out and code == HEARD else Grade.FAILURE
                yield Finding(code, grade, facts, line, example)


def _ways(draft: _Draft) -> Iterator[tuple[Act, ...]]:
    """What people do to it before nobody does anything more: nothing; and where there are hands for it, of the city's,
    it is written to, or approved as well."""
    yield ()
    if draft.grid != draft.subject.directory.root.code:
        return
    writer, approver = next(iter(draft.hands), (None, None))
    if writer is not None:
        written = Act(draft.at + TICK, Move.EDIT, str(writer), {"introduction": "?"})
        yield (written,)
        if approver is not None:
            yield written, Act(draft.at + 2 * TICK, Move.APPROVE, str(approver))


def _without_hands(draft: _Draft) -> Iterator[Finding]:
    """Nobody who may write to it; or what the only ones who may would write, nobody else may approve."""
    facts, line = {"grid": draft.grid, "period": draft.period}, draft.subject.rules.bulletin.line
    if not draft.hands:
        yield Finding("draft-unwritten", Grade.WARNING, facts, line)
    elif not any(approver for _, approver in draft.hands):
        yield Finding("draft-of-one-hand", Grade.WARNING, facts, line)
