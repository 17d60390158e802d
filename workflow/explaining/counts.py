"""How each deadline was counted, stretch by stretch: what counted, what did not and why, pauses, extensions, and every
time that it was counted anew. The amounts of the stretches add up to what was used."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from models.clock import Clock, ClockEvent, ClockEventKind, Outcome, Stage
from workflow import course
from workflow.calendar import Calendar, Segment
from workflow.clocks import BY_ITSELF, DATED
from workflow.course import Turn
from workflow.explaining.record import Record
from workflow.messages import say
from workflow.rules.language import Rules
from workflow.sentences import Names, amount, instant, word

Stretch = tuple[datetime, datetime, bool]
"""Start, end, and whether the clock ran in between."""


@dataclass(frozen=True)
class Count:
    """One clock. `used` is the sum of the amounts that `said` names: seconds of the clock's own kind of time."""

    id: UUID
    subject: UUID
    stage: str
    round: int
    due_at: datetime | None
    rules_version: int
    calendar_version: int
    used: int
    said: list[str]


def counts(record: Record, names: Names) -> Iterator[Count]:
    """Every clock that the case ever had, in the order in which they began; a reminder by hand is no deadline."""
    for clock in sorted(record.view.clocks.values(), key=lambda clock: (clock.started_at, clock.id)):
        if clock.stage == Stage.REMINDER:
            continue
        yield _Counted(clock, record, names).count()


@dataclass(frozen=True)
class _Counted:
    clock: Clock
    record: Record
    names: Names

    def count(self) -> Count:
        clock = self.clock
        told, used = list(self._told()), self.used()
        return Count(
            id=clock.id,
            subject=clock.subject_id,
            stage=str(clock.stage),
            round=clock.round,
            due_at=clock.due_at,
            rules_version=clock.rules_version,
            calendar_version=clock.calendar_version,
            used=used,
            said=[self._head(), *told, self._total(used), *self._end()],
        )

    @property
    def calendar(self) -> Calendar:
        return self.record.calendar(self.clock)

    @property
    def rules(self) -> Rules:
        return self.record.rules[self.clock.rules_version]

    @property
    def kept(self) -> bool:
        """Whether the row tells all of its course."""
        return bool(self.clock.course) or not self.clock.over

    def used(self) -> int:
        """Seconds of its own kind, by what is told of it."""
        if not self.kept:
            return self.clock.used_seconds
        ran = (self.calendar.between(a, b, self.clock.works) for a, b, running in self.stretches() if running)
        return course.carried(self.clock) + sum(ran)

    def stretches(self) -> Iterator[Stretch]:
        """From its first run to its end, to now, or to the deadline that lies ahead."""
        if not self.kept:
            yield self.clock.started_at, self.clock.stopped_at or self.record.at, True
            return
        start: datetime | None = None
        rested: datetime | None = None
        for step in course.steps(self.clock):
            if step.turn == Turn.RUN:
                if rested is not None and step.at > rested:
                    yield rested, step.at, False
                start = step.at
            elif step.turn == Turn.REST and start is not None:
                yield start, step.at, True
                start, rested = None, step.at
        until = self.record.at
        if start is not None and until > start:
            yield start, until, True
        elif start is None and rested is not None and not self.clock.over and until > rested:
            yield rested, until, False

    # In words

    def _say(self, code: str, **facts: object) -> str:
        return say(self.names.language, code, **facts)

    def _head(self) -> str:
        clock, language = self.clock, self.names.language
        stage = word(language, "stage", str(clock.stage)) or str(clock.stage)
        facts = {"stage": stage, "round": str(clock.round), "start": instant(language, course.began(clock))}
        if clock.stage in DATED:
            return self._say("explain-dated", until=instant(language, clock.budget), **facts)
        versions = {"rules": str(clock.rules_version), "calendar": str(clock.calendar_version)}
        return self._say("explain-clock", budget=amount(language, clock.budget), **facts, **versions)

    def _told(self) -> Iterator[str]:
        """Stretches and what moved the deadline, in the order of time."""
        if course.carried(self.clock) and self.kept:
            yield self._say("explain-carried", amount=self._span(course.carried(self.clock)))
        moved = [*self._moved()]
        for start, end, running in self.stretches():
            while moved and moved[0][0] < start:
                yield moved.pop(0)[1]
            yield from self._stretch(start, end, running)
        yield from (said for _, said in moved)

    def _stretch(self, start: datetime, end: datetime, running: bool) -> Iterator[str]:
        """Day by day up to the deadline; what ran on after it in one sentence."""
        language = self.names.language
        if not running:
            yield self._say("explain-paused", start=instant(language, start), end=instant(language, end))
            return
        due = min(max(self.clock.due_at or end, start), end)
        segments = self.calendar.segments(start, due, self.clock.works)
        yield from (self._segment(segment) for segment in segments if segment.kind != "night")
        if due < end:
            more = self._span(self.calendar.between(due, end, self.clock.works))
            yield self._say("explain-over", start=instant(language, due), end=instant(language, end), amount=more)

    def _segment(self, segment: Segment) -> str:
        language = self.names.language
        said = {
            "start": instant(language, segment.start),
            "end": self._until(segment),
            "amount": self._span(segment.seconds),
            "name": segment.name,
            "day": self._day(segment.start),
        }
        paid_for = segment.kind == "work" and segment.name
        return self._say("explain-make-up" if paid_for else f"explain-{segment.kind}", **said)

    def _until(self, segment: Segment) -> str:
        same = segment.start.date() == segment.end.date()
        return f"{segment.end:%H:%M}" if same else instant(self.names.language, segment.end)

    def _day(self, at: datetime) -> str:
        return self._say(f"explain-day-{at.isoweekday()}")

    def _moved(self) -> Iterator[tuple[datetime, str]]:
        """Extensions, other calendars, other budgets: what each made of the deadline."""
        granted = iter([step.granted for step in course.steps(self.clock) if step.granted])
        moves = {entry.seq: entry.move for entry in self.record.entries}
        for event in self._events():
            facts = {"at": instant(self.names.language, event.at), "due": self._due(event.due_at)}
            if event.kind == ClockEventKind.EXTENDED:
                budget = next(granted, None)
                by = amount(self.names.language, str(budget)) if budget else self._span(event.seconds)
                yield event.at, self._say("explain-extended", by=by, **facts)
            elif event.kind in (ClockEventKind.AMENDED, ClockEventKind.MIGRATED):
                code = _ANEW.get(moves.get(event.entry, ""), "explain-anew")
                yield event.at, self._say(code, **facts)

    def _events(self) -> Sequence[ClockEvent]:
        return [event for event in self.record.events if event.clock_id == self.clock.id]

    def _due(self, at: datetime | None) -> str:
        return instant(self.names.language, at) if at else self._say("explain-no-deadline")

    def _total(self, used: int) -> str:
        total = self.clock.budget_seconds + self.clock.extended_seconds
        return self._say("explain-total", used=self._span(used), total=self._span(total))

    def _end(self) -> Iterator[str]:
        clock = self.clock
        due = self._due(clock.due_at)
        if clock.stopped_at is not None:
            code = "explain-late" if clock.outcome == Outcome.LATE else "explain-met"
            yield self._say(code, due=due, at=instant(self.names.language, clock.stopped_at))
        elif not clock.running:
            yield self._say("explain-stands")
        else:
            yield self._say("explain-provisional" if clock.provisional else "explain-due", due=due)
            yield from self._next()

    def _next(self) -> Iterator[str]:
        """What its ladder does next, and when."""
        clock = self.clock
        if clock.next_at is None or clock.stage in BY_ITSELF:
            return
        rungs = self.rules.ladders[clock.ladder].rungs
        move = word(self.names.language, "move", str(rungs[min(clock.rung, len(rungs) - 1)].do))
        facts = {"at": instant(self.names.language, clock.next_at), "rung": str(clock.rung + 1)}
        yield self._say("explain-next", move=move or "", ladder=clock.ladder, **facts)

    def _span(self, seconds: int) -> str:
        """Seconds in hours and minutes, as people say them."""
        hours, rest = divmod(max(0, seconds), 3_600)
        minutes, left = divmod(rest, 60)
        parts = [(hours, "h"), (minutes, "m"), (left, "s")]
        return " ".join(self._say(f"explain-span-{unit}", count=count) for count, unit in parts if count) or self._say(
            "explain-span-m", count=0
        )


_ANEW = {
    "retime": "explain-anew-calendar",
    "migrate": "explain-anew-rules",
    "reclassify": "explain-anew-budget",
    "relocate": "explain-anew-budget",
}
