"""The bulletins of a city in memory: what the store, the job and `workflow.issuing` do with tables, done with
dictionaries."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Protocol
from uuid import UUID

from models.ledger import Entry
from workflow import bulletin_parts, bulletins, duties, freezing, resolutions
from workflow.bulletin_names import City as Names
from workflow.bulletins import Edition, Issue, Told
from workflow.calendar import Calendar
from workflow.commands import SYSTEM, Actor, Command, Payload
from workflow.directory import Directory
from workflow.effects import BulletinEffects, Outcome
from workflow.errors import NotFound
from workflow.facts import Facts
from workflow.gazette import core
from workflow.identity import Source
from workflow.machines import Move
from workflow.resolutions import in_order
from workflow.rules.language import Rules
from workflow.view import BulletinView, MeetingView, View, Whole


class City(Protocol):
    """What the bulletins ask of the city that they tell of."""

    directory: Directory
    rules: Rules
    calendar: Calendar
    source: Source
    views: dict[UUID, View]
    entries: dict[UUID, list[Entry]]

    @property
    def meetings(self) -> Mapping[UUID, MeetingView]: ...
    def write(self, outcome: Outcome) -> None: ...
    def arm(self, old: Whole | None, view: Whole) -> None: ...
    def pinned(self, view: Whole | None) -> tuple[Rules, Calendar]: ...


class Gazette:
    """`views` are the bulletins' lives by id, `issues` what is in each as it stands."""

    def __init__(self, city: City) -> None:
        self.city = city
        self.views: dict[UUID, BulletinView] = {}
        self.issues: dict[UUID, Issue] = {}
        self._told: dict[str, Told] = {}
        """What the bulletins of a period are made of, once and for all."""

    def draw_up(self, period: str, now: datetime) -> Issue:
        """The drafts of a period that has ended, each drawn up once: the city's, and those of the townships where the
        rules ask for them; the city's is given back. BadInput where it has not ended."""
        townships = []
        telling = self.city.rules.bulletin.of(duties.length(period))
        if telling is not None and telling.townships:
            townships = [grid.code for grid in self.city.directory.townships()]
        for township in (None, *townships):
            self._draw(self._of(period, now), Edition(township), now)
        return self.issues[bulletins.identity(period, self.city.directory.root.code)]

    def _of(self, period: str, now: datetime) -> Told:
        if period not in self._told:
            city = self.city
            span = bulletins.span_of(period, city.calendar, now)
            told = [
                resolutions.of_ledger(city.entries[ref], span, lambda i: city.views[i].incident.number)
                for ref in city.meetings
            ]
            lived = (ref for ref, view in city.views.items() if freezing.matters(view, span))
            rows = (freezing.of_ledger(city.views[ref], city.entries[ref], span.end) for ref in lived)
            parts = bulletin_parts.by_township(row for row in rows if row is not None)
            unheld = resolutions.unheld(self._of_year(span.start.astimezone(city.calendar.tz).year), span.end)
            self._told[period] = Told(period, span, parts, in_order(told), unheld=unheld)
        return self._told[period]

    def _of_year(self, year: int) -> Iterator[list[Entry]]:
        """The ledgers of the meetings of a year's periods."""
        for ref, view in self.city.meetings.items():
            if view.meeting.period.startswith(f"{year:04}-"):
                yield self.city.entries[ref]

    def _draw(self, told: Told, edition: Edition, now: datetime) -> None:
        city = self.city
        issue = bulletins.draw_up(told, Names(city.directory, city.rules, city.calendar), now, edition)
        if issue.bulletin.id in self.views:
            return
        command = Command(Move.DRAW_UP, SYSTEM, context={"bulletin": issue.bulletin})
        self._write(core.decide(None, command, self._facts(now), city.rules, city.calendar, city.source), issue)

    def fire(
        self, actor: Actor, ref: UUID, move: Move, payload: Payload, now: datetime, version: int | None = None
    ) -> BulletinView:
        """One move on one bulletin, and what follows of it."""
        if ref not in self.views:
            raise NotFound()
        view, command = self.views[ref], Command(move, actor, payload, version)
        pinned = self.city.pinned(view)
        for effects in list(core.unfold(view, command, self._facts(now), *pinned, self.city.source)):
            self._write(effects)
            if effects.again:
                self._draw_again(effects.view, now)
        self.settle(now)
        return self.views[ref]

    def _draw_again(self, view: BulletinView, now: datetime) -> None:
        own = view.bulletin
        township = None if own.grid == self.city.directory.root.code else own.grid
        same = [
            v.bulletin for v in self.views.values() if (v.bulletin.period, v.bulletin.grid) == (own.period, own.grid)
        ]
        corrects = next((each.id for each in same if each.correcting), None)
        self._draw(self._of(own.period, now), Edition(township, max(b.edition for b in same) + 1, corrects), now)

    def ring(self, ref: UUID, now: datetime, limit: int) -> int:
        """Fires what is due of one bulletin; how many rungs."""
        view = self.views[ref]
        pinned = self.city.pinned(view)
        rung = list(core.ring_all(view, now, self._facts(now), *pinned, self.city.source, limit))
        for effects in rung:
            self._write(effects)
        return len(rung)

    def settle(self, now: datetime) -> None:
        """What a correction that is out took the place of is marked so."""
        for view in list(self.views.values()):
            own = view.bulletin
            old = self.views.get(own.corrects) if own.corrects and own.state == "sent" else None
            if old is not None and old.bulletin.state == "sent":
                command = Command(Move.SUPERSEDE, SYSTEM, context={"number": own.number})
                pinned = self.city.pinned(old)
                self._write(core.decide(old, command, self._facts(now), *pinned, self.city.source))

    def _facts(self, now: datetime) -> Facts:
        return Facts(self.city.directory, self.city.calendar, now)

    def _write(self, effects: BulletinEffects, issue: Issue | None = None) -> None:
        own = effects.view.bulletin
        self.city.arm(self.views.get(own.id), effects.view)
        self.views[own.id] = effects.view
        known = issue or self.issues[own.id]
        words = known.words if effects.words is None else effects.words
        self.issues[own.id] = replace(known, bulletin=own, words=words)
        self.city.write(effects)
