"""The meetings of a city in memory: what the store and `workflow.convening` do with tables, done with dictionaries."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Protocol
from uuid import UUID

from models.incident import SUPPORTED, Incident
from models.meeting import REGULAR, Meeting, MeetingKind, MeetingState
from workflow.calendar import Calendar
from workflow.commands import SYSTEM, Actor, Command, Payload
from workflow.directory import Directory
from workflow.effects import MeetingEffects, Outcome
from workflow.errors import NotFound
from workflow.facts import Facts
from workflow.identity import Source
from workflow.machines import Move
from workflow.meetings import core, owed
from workflow.meetings.agenda import MOST_DECISIONS, REPEATED, WORST, Gathered, Supported, Tabled, Topic, Worst
from workflow.meetings.naming import Found, found_case, found_decision, of_decision
from workflow.meetings.payloads import AddItem
from workflow.rights import below
from workflow.rules.language import Rules
from workflow.view import MeetingView, View, Whole


class City(Protocol):
    """What the meetings ask of the city that they belong to."""

    directory: Directory
    rules: Rules
    calendar: Calendar
    source: Source
    views: dict[UUID, View]
    supports: dict[UUID, int]

    def write(self, outcome: Outcome) -> None: ...
    def arm(self, old: Whole | None, view: Whole) -> None: ...
    def hear(self, case: UUID, context: Mapping[str, Any], now: datetime) -> None: ...
    def answer(self, case: UUID, text: str, meeting: str, now: datetime) -> None: ...
    def pinned(self, view: Whole | None) -> tuple[Rules, Calendar]: ...


class Meetings:
    """`views` are the meetings by id; `texts` is what people wrote, by the meeting's or the decision's id."""

    def __init__(self, city: City) -> None:
        self.city = city
        self.views: dict[UUID, MeetingView] = {}
        self.texts: dict[UUID, str] = {}
        self._next = 1
        self._since: datetime | None = None

    def convene(self, now: datetime) -> int:
        """Does every duty of the calendar of meetings that is owed by now; how many moves that took."""
        self._since = self._since or now
        city, board = self.city, self.board(now)
        done = 0
        for call in owed.calls(board, now, city.rules, city.calendar, city.directory):
            identity, number = city.source.id(now), owed.number(city.rules, self._next)
            self._next += 1
            self._do(None, call.command(identity, number, city.rules, city.calendar, now), now)
            done += 1
        coming = [view.meeting for view in self.views.values() if view.meeting.coming]
        for step in owed.steps(board, coming, now, city.rules, city.calendar):
            for move in step.moves:
                view = self.views[step.meeting.id]
                context = self._context(view, Command(move, SYSTEM), board.waiting(), now)
                self._do(view, Command(move, SYSTEM, context=context), now)
                done += 1
        return done

    def fire(
        self, actor: Actor, ref: UUID, move: Move, payload: Payload, now: datetime, version: int | None = None
    ) -> MeetingView:
        """One move on one meeting; the cases that its minutes heard say so in their own ledgers."""
        if ref not in self.views:
            raise NotFound()
        view = self.views[ref]
        waiting = self.board(now).waiting() if move == Move.DRAW else ()
        command = Command(move, actor, payload, version)
        command = replace(command, context=self._context(view, command, waiting, now))
        effects = self._do(view, command, now)
        for case in sorted(effects.heard):
            if self.city.views[case].incident.tabled_at is not None:
                self.city.hear(case, effects.heard[case], now)
        for case, text in effects.answered.items():
            self.city.answer(case, text, effects.view.meeting.number, now)
        return self.views[ref]

    def ring(self, ref: UUID, now: datetime, limit: int) -> int:
        """Fires what is due of one meeting; how many rungs."""
        city, facts = self.city, Facts(self.city.directory, self.city.calendar, now)
        view = self.views[ref]
        rung = list(core.ring_all(view, now, facts, *city.pinned(view), city.source, limit))
        for effects in rung:
            self._write(effects)
        return len(rung)

    def migrate(self, view: MeetingView, command: Command, now: datetime) -> None:
        """Moves a meeting to the rules in force."""
        self._decide(view, command, now, (self.city.rules, self.city.calendar))

    def _do(self, view: MeetingView | None, command: Command, now: datetime) -> MeetingEffects:
        return self._decide(view, command, now, self.city.pinned(view))

    def _decide(
        self, view: MeetingView | None, command: Command, now: datetime, under: tuple[Rules, Calendar]
    ) -> MeetingEffects:
        facts = Facts(self.city.directory, self.city.calendar, now)
        effects = core.decide(view, command, facts, *under, self.city.source)
        self._write(effects)
        return effects

    def _write(self, effects: MeetingEffects) -> None:
        self.city.arm(self.views.get(effects.view.meeting.id), effects.view)
        self.views[effects.view.meeting.id] = effects.view
        self.texts |= effects.words
        self.city.write(effects)

    def _context(
        self, view: MeetingView, command: Command, waiting: Collection[UUID], now: datetime
    ) -> Mapping[str, Any] | None:
        """What the engine finds for a move, as `workflow.convening` does with tables."""
        if command.move == Move.DRAW:
            return {"gathered": self.gather(view.meeting, waiting, now)}
        if command.move == Move.PUBLISH_CONCLUSION:
            return {"minutes": self.texts.get(view.meeting.id, "")}
        if isinstance(command.payload, AddItem) and command.payload.subject is None:
            return {"found": self._named(view.meeting, command.payload, command.actor, now)}
        return None

    def _named(self, meeting: Meeting, said: AddItem, actor: Actor, now: datetime) -> Found:
        facts = Facts(self.city.directory, self.city.calendar, now)
        if said.incident is not None:
            cases = (each for each in self.city.views.values() if each.incident.number == said.incident)
            return found_case(meeting, said.incident, next(cases, None), actor, facts)
        number, place = of_decision(said.decision or "")
        views = (each for each in self.views.values() if each.meeting.number == number)
        return found_decision(meeting, said.decision or "", place, next(views, None), actor, facts)

    # What there is to know

    def board(self, now: datetime) -> owed.Board:
        periods: dict[owed.Body, set[str]] = {}
        for view in self.views.values():
            meeting = view.meeting
            if meeting.kind in REGULAR or meeting.planned_at > now - owed.RECENT:
                periods.setdefault((meeting.kind, meeting.path), set()).add(meeting.period)
        return owed.Board(
            meetings={i: view.meeting for i, view in self.views.items() if view.meeting.open},
            periods={body: frozenset(found) for body, found in periods.items()},
            tabled=frozenset(i.id for i in self._open("") if i.tabled_at is not None),
            heaps=tuple(self._heaps(now)),
            hot=tuple(self._hot()),
            called_off=tuple(self._called_off(now)),
            since=self._since,
        )

    def _called_off(self, now: datetime) -> Iterator[Meeting]:
        for _, view in sorted(self.views.items()):
            meeting = view.meeting
            recent = meeting.ended_at is not None and meeting.ended_at > now - owed.RECENT
            if meeting.state == MeetingState.CANCELLED and (recent or meeting.kind in REGULAR):
                yield meeting

    def _open(self, path: str) -> Iterator[Incident]:
        """The open incidents below a path."""
        for view in self.city.views.values():
            incident = view.incident
            if incident.open and (not path or below(incident.path, path)):
                yield incident

    def _heaps(self, now: datetime) -> Iterator[owed.Heap]:
        rule = self.city.rules.meetings[MeetingKind.ROUNDTABLE]
        if rule.repeats is None or rule.days is None:
            return
        since, last, counts = now - timedelta(days=rule.days), self._last_roundtables(), dict[tuple[str, str], int]()
        for view in self.city.views.values():
            incident = view.incident
            topic = (incident.township or "", incident.category)
            if topic[0] and not incident.proposed and incident.reported_at > max(since, last.get(topic, since)):
                counts[topic] = counts.get(topic, 0) + 1
        yield from (owed.Heap(*topic, count) for topic, count in counts.items() if count >= rule.repeats)

    def _hot(self) -> Iterator[owed.Hot]:
        least = self.city.rules.meetings[MeetingKind.ROUNDTABLE].supports
        about = {view.meeting.proposal_id for view in self.views.values()}
        for identity, count in self.city.supports.items():
            case = self.city.views[identity].incident
            waits = case.published_at is not None and case.unanswered and case.state in SUPPORTED
            if least is not None and count >= least and waits and case.township and identity not in about:
                yield owed.Hot(identity, case.number, case.township, case.category, count)

    def _supported(self, meeting: Meeting) -> Supported | None:
        if meeting.proposal_id is None:
            return None
        number = self.city.views[meeting.proposal_id].incident.number
        return Supported(meeting.proposal_id, number, self.city.supports.get(meeting.proposal_id, 0))

    def _last_roundtables(self) -> dict[tuple[str, str], datetime]:
        """Since when reports of a topic have not been before a roundtable of their township."""
        found: dict[tuple[str, str], datetime] = {}
        for view in self.views.values():
            meeting = view.meeting
            at = meeting.held_at or meeting.ended_at
            if meeting.topic is not None and at is not None:
                topic = (meeting.path.rpartition(".")[2], meeting.topic)
                found[topic] = max(at, found.get(topic, at))
        return found

    def gather(self, meeting: Meeting, waiting: Collection[UUID], now: datetime) -> Gathered:
        """What belongs on a meeting's agenda; of the tabled cases those of `waiting`."""
        cases = list(self._open(meeting.path))
        joint = meeting.kind == MeetingKind.JOINT
        return Gathered(
            tabled=tuple(sorted(self._tabled(c) for c in cases if joint and c.id in waiting)),
            topics=self._topics(meeting.path, cases, now),
            decisions=tuple(self._undone(meeting)),
            proposal=self._supported(meeting),
        )

    def _tabled(self, case: Incident) -> Tabled:
        assert case.tabled_at is not None
        tasks = self.city.views[case.id].tasks
        given = tuple(tasks[i].receiver for i in sorted(tasks) if tasks[i].open)
        return Tabled(case.tabled_at, case.id, case.number, case.path, given)

    def _topics(self, path: str, cases: list[Incident], now: datetime) -> dict[Topic, Worst]:
        cap = self.city.rules.limits.returns
        overdue = [c for c in cases if c.due_at is not None and c.due_at < now]
        returned = [c for c in cases if c.returns >= cap and c.returns > 0]
        repeated = [c for c in cases if c.repeats >= REPEATED]
        return {
            "overdue": _worst(overdue, lambda c: (c.due_at, c.id)),
            "returned": _worst(returned, lambda c: (-c.returns, c.id)),
            "disputed": self._disputed(path),
            "repeated": _worst(repeated, lambda c: (-c.repeats, c.id)),
        }

    def _disputed(self, path: str) -> Worst:
        found = [
            (objection.lodged_at, objection.id, view.incident)
            for view in self.city.views.values()
            for objection in view.objections.values()
            if objection.open and below(view.incident.path, path)
        ]
        first = sorted(found, key=lambda each: each[:2])[:WORST]
        return Worst(len(found), tuple((incident.id, incident.number) for _, _, incident in first))

    def _undone(self, meeting: Meeting) -> Iterable[tuple[str, Any]]:
        found = [
            (view.meeting.number, decision)
            for view in self.views.values()
            if view.meeting.path == meeting.path and view.meeting.id != meeting.id
            for decision in view.decisions.values()
            if decision.open
        ]
        return sorted(found, key=lambda pair: (pair[1].due_at, pair[1].id))[:MOST_DECISIONS]


def _worst(cases: list[Incident], order: Callable[[Incident], Any]) -> Worst:
    return Worst(len(cases), tuple((c.id, c.number) for c in sorted(cases, key=order)[:WORST]))
