"""What happened step by step: each entry with its reasons, who was told by name, who was passed over, and why.

Reminders that say the same to the same people are one step with how often it was taken; nothing is said twice.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from models.ledger import ActorKind, Entry
from models.notice import Channel, Notice, NoticeState
from workflow.explaining.conditions import comma
from workflow.explaining.record import Record
from workflow.ladder import MOVE_OF
from workflow.messages import say
from workflow.rules.language import Audience
from workflow.sentences import Names, instant, reason, word, words

LATER: Final = timedelta(minutes=1)
"""What was recorded so much later than it fell due is told with both instants."""

RUNGS: Final = frozenset(str(move) for move in MOVE_OF.values())
OWN_WORDS: Final = frozenset({"rung", "told", "passed-over", "routed"})
"""Reasons that are said otherwise here: with names, or among the choices of a route."""


@dataclass(frozen=True)
class Step:
    """One entry, or `times` entries that said the same, the last of them `until`. `actor` is none for the system and
    for a receipt."""

    seq: int
    at: datetime
    until: datetime
    times: int
    move: str
    actor: UUID | None
    said: list[str]


def steps(record: Record, names: Names) -> list[Step]:
    """The steps in the order of the ledger."""
    found: list[Step] = []
    running: dict[tuple[str, ...], int] = {}
    notices: dict[int, list[Notice]] = {}
    for notice in record.notices:
        if notice.channel == Channel.APP:
            notices.setdefault(notice.entry, []).append(notice)
    for entry in record.entries:
        told = _Told(entry, notices.get(entry.seq, []), record, replace(names, rules=record.rules[entry.rules_version]))
        step, same = told.step(), told.same()
        if entry.move not in RUNGS or entry.actor_kind != ActorKind.SYSTEM:
            running = {}
        elif same in running:
            before = found[running[same]]
            found[running[same]] = replace(before, until=step.until, times=before.times + 1)
            continue
        else:
            running[same] = len(found)
        found.append(step)
    return found


@dataclass(frozen=True)
class _Told:
    """One entry with the messages of it."""

    entry: Entry
    notices: Sequence[Notice]
    record: Record
    names: Names

    def step(self) -> Step:
        entry = self.entry
        actor = entry.actor_id if entry.actor_kind == ActorKind.PERSON else None
        if actor is not None and actor == self.record.view.incident.reporter_id:
            actor = None
        said = [*self._rung(), *self._later(), *self.lines()]
        return Step(entry.seq, entry.happened_at, entry.happened_at, 1, entry.move, actor, said)

    def same(self) -> tuple[str, ...]:
        """What makes two reminders the same."""
        stages = [each["stage"] for each in self.entry.reasons if each["code"] == "rung"]
        return (self.entry.move, str(self.entry.about), *stages, *self.lines())

    def lines(self) -> list[str]:
        found = [*self._reasons(), *self._sent(), *self._beside(), *self._cancelled()]
        if self.entry.facts is None:
            found.insert(0, say(self.names.language, "explain-erased"))
        return list(dict.fromkeys(found))

    def _later(self) -> Iterator[str]:
        """When it was recorded, where that was not when it fell due: after an outage, or under another deadline."""
        if self.entry.recorded_at - self.entry.happened_at >= LATER:
            at = instant(self.names.language, self.entry.recorded_at)
            yield say(self.names.language, "explain-recorded-later", at=at)

    def _rung(self) -> Iterator[str]:
        yield from (reason(self.names, each) for each in self.entry.reasons if each["code"] == "rung")

    def _reasons(self) -> Iterator[str]:
        """Each once. A rung that a later one overtook told nobody, so it does not say whom it would have."""
        silent = any(each["code"] == "superseded" for each in self.entry.reasons)
        for each in self.entry.reasons:
            if each["code"] not in OWN_WORDS:
                yield reason(self.names, each)
            elif each["code"] == "told" and not silent:
                yield self._told(each)
            elif each["code"] == "passed-over" and not silent:
                yield self._passed(each)

    def _told(self, found: Mapping[str, Any]) -> str:
        """Who was told by name; who would have been but did it themselves needs no message."""
        answer = self._answer(found)
        persons = [UUID(person) for person in answer.get("told", ()) if person != str(self.entry.actor_id)]
        if not persons:
            return self._say("explain-own-doing", found) if answer.get("told") else reason(self.names, found)
        woken = [UUID(person) for person in answer.get("woken", ())]
        said = self._say("explain-told", found, persons=self._list(persons))
        return f"{said} {self._say('why-woken', persons=self._list(woken))}" if woken else said

    def _passed(self, found: Mapping[str, Any]) -> str:
        next_at = next(
            (
                passed["next"]
                for answer in self._answers()
                for passed in answer.get("passed", ())
                if passed["grid"] == found["grid"] and passed["role"] == found["role"]
            ),
            None,
        )
        if next_at is None:
            return reason(self.names, found)
        return self._say("explain-passed-until", found, next=instant(self.names.language, next_at))

    def _answers(self) -> Iterable[Mapping[str, Any]]:
        return (answer for _, answer in self._reached())

    def _answer(self, found: Mapping[str, Any]) -> Mapping[str, Any]:
        """What was answered when somebody was sought: a role at a place, a receiver by code, or whoever had to act
        then, who is the answer of that size that nothing else of the entry was told by."""
        sought, answers = str(found["sought"]), self._reached()
        if sought != str(Audience.RESPONSIBLE):
            return next((answer for names, answer in answers if sought in names), {})
        named = {str(each["sought"]) for each in self.entry.reasons if each["code"] == "told"}
        fitting = [pair for pair in answers if len(pair[1].get("told", ())) == int(found["count"])]
        fitting.sort(key=lambda pair: bool(pair[0] & named))
        return fitting[0][1] if fitting else {}

    def _reached(self) -> list[tuple[set[str], Mapping[str, Any]]]:
        """The parts of each question whom to reach, and its answer."""
        found = ((question.split(":"), answer) for question, answer in self.entry.asked.items())
        return [({*parts[1:]}, answer) for parts, answer in found if parts[0] == "reach"]

    def _sent(self) -> Iterator[str]:
        """Among whom a receiver was chosen, where several could be sent."""
        for question, answer in self.entry.asked.items():
            if question.startswith("units:") and len(answer) > 1:
                units = comma(self.names).join(self.names.receiver(code) or code for code in answer)
                yield self._say("explain-units", units=units)
            elif question == "load":
                each = (f"{self.names.receiver(code) or code} {count}" for code, count in answer.items())
                yield self._say("explain-loads", loads=comma(self.names).join(each))

    def _beside(self) -> Iterator[str]:
        """Who was told without being sought: a checker, a verifier, who asked; the reporter without a name."""
        known = {person for answer in self._answers() for person in answer.get("told", ())}
        for kind in dict.fromkeys(notice.kind for notice in self.notices):
            others = [n.recipient_id for n in self.notices if n.kind == kind and str(n.recipient_id) not in known]
            reporter = self.record.view.incident.reporter_id
            persons = [person for person in others if person != reporter]
            said = word(self.names.language, "notice", str(kind)) or str(kind)
            if persons:
                yield self._say("explain-told-also", persons=self._list(persons), what=said)
            if len(persons) < len(others):
                yield self._say("explain-told-reporter", what=said)

    def _cancelled(self) -> Iterator[str]:
        gone = sum(notice.state == NoticeState.CANCELLED for notice in self.notices)
        if gone:
            yield say(self.names.language, "explain-cancelled", count=gone)

    def _list(self, persons: Iterable[UUID]) -> str:
        reporter = self.record.view.incident.reporter_id
        anonymous = say(self.names.language, "explain-the-reporter")
        return comma(self.names).join(anonymous if p == reporter else self.names.person(p) for p in persons)

    def _say(self, sentence: str, reason: Mapping[str, Any] | None = None, **said: str) -> str:
        """A sentence of the facts of a reason, which become words, and of what is in words already."""
        facts = {name: value for name, value in (reason or {}).items() if name != "code"}
        return say(self.names.language, sentence, **words(self.names.language, facts, "told", self.names), **said)
