"""What the API shows of rosters: who is on duty, a week, one's own shifts, what a change comes to, hand-over notes."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from api import proofs
from api.documents import Document, Named
from api.proofs import FindingOf
from models.people import Post, Role, Roster, RosterDays, RosterKind
from models.roster import AskedState, ChangeKind, HandOver, RosterChange, RosterRequest
from workflow.directory import Reached
from workflow.in_force import Now
from workflow.roster import seeing
from workflow.roster.coverage import Span, place_of
from workflow.rostering import gap_json
from workflow.sentences import Names


class PlaceOf(Document):
    """A grid or a unit."""

    code: str
    name: str


class PassedOf(Document):
    """A post that was passed over, and when somebody of it is on duty next (none: not within 14 days)."""

    role: Role
    place: PlaceOf
    why: Literal["empty", "asleep"]
    next_at: datetime | None


class ToldOf(Document):
    """Who would be told, as holders of which role, after whom. `woken` are those of `persons` who are off duty."""

    role: Role | None
    persons: list[Named]
    woken: list[Named]
    passed: list[PassedOf]
    alarm: bool


class OnDutyOf(Document):
    """Who is on duty for a post, in whose place if not in their own, and until when (none: a week or more)."""

    post: UUID
    person: Named
    stands_in_for: Named | None
    surge: str | None
    until: datetime | None


class RoleOf(Document):
    """A desk: who is on duty, or when somebody is next; who would be told something there, and if it is urgent."""

    role: Role
    place: PlaceOf
    on_duty: list[OnDutyOf]
    next_at: datetime | None
    told: ToldOf
    urgent: ToldOf


class DutyOf(Document):
    at: datetime
    place: PlaceOf
    roles: list[RoleOf]


class SpanOf(Document):
    """From one instant to another, this person is on duty: as the holder, by a swap, standing in in a leave, or as one
    of a surge team."""

    start: datetime
    end: datetime
    person: Named
    how: Literal["own", "swap", "leave", "surge"]


class DayOf(Document):
    date: date
    workday: bool
    on_leave: bool
    spans: list[SpanOf]


class LineOf(Document):
    """A line of a roster. `weekdays` has Monday as 1."""

    id: UUID
    post: UUID
    kind: RosterKind
    days: RosterDays
    weekdays: list[int]
    begins: str
    ends: str
    starts_on: date
    ends_on: date | None
    substitute: Named | None


class RowOf(Document):
    """A post of a week: who holds it, its lines, its days. `surge` is the name of its team."""

    post: UUID
    person: Named
    role: Role
    chief: bool
    place: PlaceOf
    surge: str | None
    valid_to: datetime | None
    lines: list[LineOf]
    days: list[DayOf]


class PassingOf(Document):
    start: datetime
    end: datetime
    role: Role | None
    persons: list[Named]


class GapOf(Document):
    """Hours at which nobody of a desk is on duty, and who is told meanwhile."""

    role: Role
    place: PlaceOf
    start: datetime
    end: datetime
    passes: list[PassingOf]


class WeekOf(Document):
    place: PlaceOf
    first: date
    posts: list[RowOf]
    uncovered: list[GapOf]


class ShiftOf(Document):
    """A time at which the asker is on duty, and for whom if not for their own post."""

    start: datetime
    end: datetime
    role: Role
    place: PlaceOf
    how: Literal["own", "swap", "leave", "surge"]
    stands_in_for: Named | None


class MineOf(Document):
    shifts: list[ShiftOf]
    lines: list[LineOf]


class Changed(Document):
    """What a change of a roster did, or with `dry_run` would do. `uncovered`: the hours of the four weeks from when it
    begins to matter at which somebody of a desk was on duty before and nobody is now. `findings`: what the proof of
    duty finds from then on and did not find before."""

    id: UUID
    kind: ChangeKind
    dry_run: bool
    lines: list[LineOf]
    posts: list[UUID]
    struck: list[UUID]
    uncovered: list[GapOf]
    findings: list[FindingOf]


class Asked(Document):
    """A request that waits for its answer, and what it would leave uncovered; or one that was answered."""

    id: UUID
    state: AskedState
    uncovered: list[GapOf]


class RequestOf(Document):
    """A request for leave or a swap. `of` is who is asked to do the shift; `wish` is what was asked for."""

    id: UUID
    kind: ChangeKind
    asked_by: Named
    of: Named | None
    wish: dict[str, Any]
    state: AskedState
    asked_at: datetime
    answered_at: datetime | None


class RequestsOf(Document):
    """Those that wait for the asker's answer, and the asker's own."""

    to_answer: list[RequestOf]
    mine: list[RequestOf]


class ChangeOf(Document):
    """A change of rosters as it was written down."""

    id: UUID
    kind: ChangeKind
    by: Named
    at: datetime
    reason: str
    before: dict[str, Any]
    after: dict[str, Any]


class HandOverOf(Document):
    """A hand-over note. `late`: the next shift has begun and nobody has acknowledged it. `text` is none once erased."""

    id: UUID
    role: Role
    place: PlaceOf
    by: Named
    at: datetime
    next_at: datetime | None
    text: str | None
    points: list[str]
    acknowledged_by: Named | None
    acknowledged_at: datetime | None
    late: bool


@dataclass(frozen=True)
class Showing:
    """Rosters in the words of one reader."""

    names: Names
    now: Now

    @property
    def today(self) -> date:
        return self.now.at.astimezone(self.now.calendar.tz).date()

    def named(self, person: UUID) -> Named:
        return Named(id=person, name=self.names.person(person))

    def all_named(self, persons: Iterable[UUID]) -> list[Named]:
        return [self.named(person) for person in persons]

    def place(self, code: str) -> PlaceOf:
        return PlaceOf(code=code, name=self.names.receiver(code) or code)

    def place_of(self, post: Post) -> PlaceOf:
        return self.place(place_of(self.now.directory, post))

    def duty(self, code: str, roles: Sequence[seeing.RoleNow], at: datetime) -> DutyOf:
        return DutyOf(at=at, place=self.place(code), roles=[self._role(each) for each in roles])

    def _role(self, found: seeing.RoleNow) -> RoleOf:
        return RoleOf(
            role=found.role,
            place=self.place_of(found.desk),
            on_duty=[
                OnDutyOf(
                    post=on.post.id,
                    person=self.named(on.person),
                    stands_in_for=self._for(on.post, on.person),
                    surge=on.post.surge,
                    until=on.until,
                )
                for on in found.on_duty
            ],
            next_at=found.next_at,
            told=self._told(found.told),
            urgent=self._told(found.urgent),
        )

    def _for(self, post: Post, person: UUID) -> Named | None:
        return self.named(post.person_id) if post.person_id != person else None

    def _told(self, reached: Reached) -> ToldOf:
        return ToldOf(
            role=reached.role,
            persons=self.all_named(reached.persons),
            woken=self.all_named(reached.woken),
            passed=[
                PassedOf(role=p.role, place=self.place(p.grid), why=p.why, next_at=p.next_at) for p in reached.passed
            ],
            alarm=reached.alarm,
        )

    def week(self, code: str, found: seeing.Week) -> WeekOf:
        return WeekOf(
            place=self.place(code),
            first=found.first,
            posts=[self._row(row) for row in found.rows],
            uncovered=[self.gap(gap_json(gap)) for gap in found.gaps],
        )

    def _row(self, row: seeing.Row) -> RowOf:
        post = row.post
        return RowOf(
            post=post.id,
            person=self.named(post.person_id),
            role=post.role,
            chief=post.chief,
            place=self.place_of(post),
            surge=post.surge,
            valid_to=post.valid_to,
            lines=[self.line(line) for line in row.lines],
            days=[
                DayOf(
                    date=day.date,
                    workday=day.workday,
                    on_leave=day.on_leave,
                    spans=[self._span(post, span) for span in day.spans],
                )
                for day in row.days
            ],
        )

    def _span(self, post: Post, span: Span) -> SpanOf:
        assert span.person is not None
        how: Any = seeing.how(self.now.directory, post, span, self.now.calendar)
        return SpanOf(start=span.start, end=span.end, person=self.named(span.person), how=how)

    def line(self, line: Roster) -> LineOf:
        return LineOf(
            id=line.id,
            post=line.post_id,
            kind=line.kind,
            days=line.days,
            weekdays=[day + 1 for day in range(7) if line.weekdays >> day & 1],
            begins=_hour(line.from_minute),
            ends=_hour(line.to_minute),
            starts_on=line.starts_on,
            ends_on=line.ends_on,
            substitute=self.named(line.substitute_id) if line.substitute_id else None,
        )

    def mine(self, person: UUID, found: Sequence[tuple[Post, Span]]) -> MineOf:
        directory = self.now.directory
        lines = [line for post in directory.held_by(person) for line in directory.lines_of(post.id)]
        return MineOf(
            shifts=[self._shift(post, span) for post, span in found],
            lines=[self.line(line) for line in lines if line.ends_on is None or line.ends_on >= self.today],
        )

    def _shift(self, post: Post, span: Span) -> ShiftOf:
        shown = self._span(post, span)
        whose = self._for(post, shown.person.id)
        place = self.place_of(post)
        return ShiftOf(start=span.start, end=span.end, role=post.role, place=place, how=shown.how, stands_in_for=whose)

    def gap(self, found: Mapping[str, Any]) -> GapOf:
        passes = [{**each, "persons": self.all_named(map(UUID, each["persons"]))} for each in found["passes"]]
        return GapOf.model_validate({**found, "place": self.place(found["place"]), "passes": passes})

    def changed(self, answer: Mapping[str, Any]) -> Changed:
        return Changed(
            id=answer["id"],
            kind=answer["kind"],
            dry_run=answer["dry_run"],
            lines=[self.line(Roster.model_validate(line)) for line in answer["lines"]],
            posts=[post["id"] for post in answer["posts"]],
            struck=answer["struck"],
            uncovered=[self.gap(gap) for gap in answer["uncovered"]],
            findings=[proofs.shown(finding, self.names) for finding in answer.get("findings", ())],
        )

    def asked(self, answer: Mapping[str, Any]) -> Asked:
        gaps = [self.gap(gap) for gap in answer["uncovered"]]
        return Asked(id=answer["id"], state=answer.get("state", AskedState.ASKED), uncovered=gaps)

    def request(self, found: RosterRequest) -> RequestOf:
        return RequestOf(
            id=found.id,
            kind=found.kind,
            asked_by=self.named(found.asked_by),
            of=self.named(found.of_id) if found.of_id else None,
            wish=found.payload,
            state=found.state_on(self.today),
            asked_at=found.asked_at,
            answered_at=found.answered_at,
        )

    def change(self, found: RosterChange) -> ChangeOf:
        return ChangeOf(
            id=found.id,
            kind=found.kind,
            by=self.named(found.by_id),
            at=found.at,
            reason=found.reason,
            before=found.before,
            after=found.after,
        )

    def hand_over(self, note: HandOver) -> HandOverOf:
        unit = self.now.directory.unit_by_id(note.unit_id) if note.unit_id else None
        begun = note.next_at is not None and note.next_at <= self.now.at
        return HandOverOf(
            id=note.id,
            role=note.role,
            place=self.place(unit.code if unit else note.path.rpartition(".")[2]),
            by=self.named(note.by_id),
            at=note.at,
            next_at=note.next_at,
            text=note.text,
            points=note.points,
            acknowledged_by=self.named(note.acknowledged_by) if note.acknowledged_by else None,
            acknowledged_at=note.acknowledged_at,
            late=begun and note.acknowledged_by is None,
        )


def _hour(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"
