"""Many cases in sum: how many would go elsewhere, later or earlier, who is told how often, whom it loads when.

A sum is counters alone, so that sums of parts (a township each, a process each) add up to the sum of the whole.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, Self
from uuid import UUID
from zoneinfo import ZoneInfo

from models.clock import Stage
from models.notice import Channel
from workflow.directory import Directory
from workflow.rehearsing.course import Course
from workflow.rehearsing.history import History, Record, recorded
from workflow.rehearsing.outcome import Outcome, differences, of_course, of_record, receiver
from workflow.rehearsing.sketch import Ground
from workflow.rules.calling import Notices
from workflow.rules.language import Rules

LOOKED_AT: Final = (Stage.PROMISE, Stage.HANDLE, Stage.INTAKE, Stage.CHECK, Stage.DISPATCH, Stage.VERIFY)
"""The deadlines by which a case counts as later or earlier: the first of these that moved decides."""


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """One case: as it was and as it would have been. `differs` names what differs."""

    id: UUID
    number: str
    category: str
    township: str
    reported_at: datetime
    before: Outcome
    after: Outcome
    differs: tuple[str, ...]

    @property
    def moved(self) -> int:
        """1 where it would have been due later, -1 where earlier, 0 where at the same time or not at all."""
        for stage in LOOKED_AT:
            was, would = self.before.due(stage), self.after.due(stage)
            if was is not None and would is not None and was != would:
                return 1 if would > was else -1
        return 0


def rehearse(
    history: History, before: Rules, ground: Ground, untouched: Callable[[Record], bool] = lambda record: False
) -> Rehearsed:
    """One case under the rules that it was decided by, and under those that are tried out.

    The same rules, calendar and city give no difference: what is rehearsed is then what is on record. Of which cases
    that is sure beforehand, `untouched` says; they are not lived again.
    """
    record = recorded(history, ground.until)
    case, was = record.incident, of_record(record)
    would = was if ground.recall and untouched(record) else of_course(Course(record, before, ground).live())
    return Rehearsed(
        history.id,
        case["number"],
        case["category"],
        case.get("township") or "",
        datetime.fromisoformat(case["reported_at"]),
        was,
        would,
        () if would is was else differences(was, would),
    )


REPORTER: Final = "reporter"
"""Whoever was told and never held a post: a rehearsal names nobody who only reported."""

COUNTS: Final = (
    "cases", "changed", "elsewhere", "later", "earlier", "late_before", "late_after",
    "escalations_before", "escalations_after", "messages_before", "messages_after",
)  # fmt: skip


@dataclass(slots=True)
class Sum:
    """`counts` by name (`COUNTS`); `messages` by person and channel, `load` by receiver and week, `days` by day of
    report and name, each before and after; `unfit` by move and why."""

    counts: Counter[str] = field(default_factory=Counter)
    messages: Counter[tuple[str, str, bool]] = field(default_factory=Counter)
    load: Counter[tuple[str, str, bool]] = field(default_factory=Counter)
    days: Counter[tuple[str, str]] = field(default_factory=Counter)
    unfit: Counter[tuple[str, str]] = field(default_factory=Counter)

    def add(self, found: Rehearsed, before: Notices, after: Notices, directory: Directory, tz: ZoneInfo) -> None:
        """One case more."""
        self._count(found, found.reported_at.astimezone(tz).date().isoformat())
        for outcome, notices, later in ((found.before, before, False), (found.after, after, True)):
            for message in outcome.messages:
                person = str(message.person) if directory.held_by(message.person) else REPORTER
                for channel in _channels(notices, message.urgent):
                    self.messages[person, str(channel), later] += 1
            for sent in outcome.sent:
                year, week, _ = sent.at.astimezone(tz).isocalendar()
                self.load[receiver(sent, directory), f"{year}-W{week:02}", later] += 1
        for unfit in found.after.unfit:
            self.unfit[str(unfit.move), unfit.why] += 1

    def _count(self, found: Rehearsed, day: str) -> None:
        before, after = found.before, found.after
        for name, number in (
            ("cases", 1),
            ("changed", bool(found.differs)),
            ("elsewhere", "receiver" in found.differs),
            ("later", found.moved > 0),
            ("earlier", found.moved < 0),
            ("late_before", before.late),
            ("late_after", after.late),
            ("escalations_before", before.escalations),
            ("escalations_after", after.escalations),
            ("messages_before", len(before.messages)),
            ("messages_after", len(after.messages)),
        ):
            self.counts[name] += int(number)
            self.days[day, name] += int(number)

    def merge(self, other: Self) -> None:
        """The sum of another part of the cases as well."""
        self.counts.update(other.counts)
        self.messages.update(other.messages)
        self.load.update(other.load)
        self.days.update(other.days)
        self.unfit.update(other.unfit)

    def to_json(self) -> dict[str, Any]:
        """All of it as plain JSON: each pair is before and after."""
        return {
            **{name: self.counts[name] for name in COUNTS if not name.startswith("messages")},
            "messages": {
                "before": self.counts["messages_before"],
                "after": self.counts["messages_after"],
                "people": _pairs(self.messages),
            },
            "load": _pairs(self.load),
            "days": _nested(self.days),
            "unfit": _nested(self.unfit),
        }

    @classmethod
    def from_json(cls, said: Mapping[str, Any]) -> Self:
        """Reads what `to_json` writes."""
        counts = Counter({name: said[name] for name in COUNTS if name in said})
        counts["messages_before"], counts["messages_after"] = said["messages"]["before"], said["messages"]["after"]
        return cls(
            counts,
            _unpaired(said["messages"]["people"]),
            _unpaired(said["load"]),
            Counter({(a, b): number for a, found in said["days"].items() for b, number in found.items()}),
            Counter({(a, b): number for a, found in said["unfit"].items() for b, number in found.items()}),
        )


def _channels(notices: Notices, urgent: bool) -> Iterable[Channel]:
    """Where a message goes by the rules; what somebody has chosen for themselves is left aside."""
    return notices.urgent if urgent else notices.channels


def _pairs(counter: Counter[tuple[str, str, bool]]) -> dict[str, dict[str, list[int]]]:
    found: dict[str, dict[str, list[int]]] = {}
    for (first, second, later), number in sorted(counter.items()):
        found.setdefault(first, {}).setdefault(second, [0, 0])[later] = number
    return found


def _unpaired(said: Mapping[str, Mapping[str, list[int]]]) -> Counter[tuple[str, str, bool]]:
    return Counter(
        {
            (first, second, bool(later)): pair[later]
            for first, found in said.items()
            for second, pair in found.items()
            for later in (0, 1)
        }
    )


def _nested(counter: Counter[tuple[str, str]]) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {}
    for (first, second), number in sorted(counter.items()):
        found.setdefault(first, {})[second] = number
    return found
