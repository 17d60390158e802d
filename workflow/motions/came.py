"""What came of changes of the rules in a period, beside what was predicted when they were put. Pure.

Predicted is what the rehearsal found, came is counted of the frozen rows: of the cases that were reported in the period
while the motion's rules were in force, and that go by them. Both are the same measures, brought to the same length: so
many a day, so many a case. A motion is followed for as long as it was rehearsed.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise, takewhile
from typing import Any, Final

from models.ledger import Entry
from models.motion import Motion, MotionState
from models.record import Switch
from workflow.indicators import CaseFacts, Span
from workflow.ledger import instant
from workflow.view import MotionView, replay

Json = dict[str, Any]

MEASURES: Final[Mapping[str, tuple[str, str]]] = {
    "cases": ("cases", "cases"),
    "late": ("late_before", "late_after"),
    "escalations": ("escalations_before", "escalations_after"),
}
"""What is predicted and can be counted, and what it is called in a rehearsal's sum before and after."""


@dataclass(frozen=True)
class Changes:
    """The motions as their ledgers told them when a period ended, in the order in which they were put, and the log of
    switches."""

    motions: Sequence[Motion] = ()
    log: Sequence[Switch] = ()


NOTHING_CHANGED: Final = Changes()


def of_ledger(entries: Sequence[Entry], span: Span) -> Motion | None:
    """A motion as its ledger told it when a period ended; none of one that was put later."""
    view = replay(takewhile(lambda entry: entry.recorded_at < span.end, entries))
    return view.motion if isinstance(view, MotionView) else None


def tell(changes: Changes, cases: Sequence[CaseFacts], span: Span) -> Json:
    """What a bulletin says of the rules: what was switched on in the period, and each motion that has to do with it."""
    log = [each for each in changes.log if each.at < span.end]
    telling = [each for each in changes.motions if _belongs(each, log, span)]
    theirs = _by_rules(cases, {each.proposes for each in telling if each.rehearsal})
    return {
        "switches": [_switched(each) for each in log if span.has(each.at) and each.before is not None],
        "motions": [_motion(each, log, theirs.get(each.proposes, ()), span) for each in telling],
    }


def _by_rules(cases: Sequence[CaseFacts], versions: Collection[int]) -> dict[int, list[CaseFacts]]:
    """The cases that go by any of these versions, by it: looked through once, and not at all where nothing was
    predicted."""
    found: dict[int, list[CaseFacts]] = {}
    for case in cases if versions else ():
        if case.rules in versions:
            found.setdefault(case.rules, []).append(case)
    return found


def _switched(switch: Switch) -> Json:
    """Nobody is named, and nothing that anybody wrote."""
    return {
        "at": instant(switch.at),
        "version": switch.rules_version,
        "before": switch.before,
        "decision": switch.decision,
        "undoes": switch.undoes,
        "failures": len(switch.failures),
    }


def _belongs(motion: Motion, log: Sequence[Switch], span: Span) -> bool:
    """It waited when the period ended, or something became of it in the period, or it is still followed."""
    if motion.open or any(map(span.has, (motion.proposed_at, motion.tabled_at, motion.decided_at, motion.ended_at))):
        return True
    return bool(_followed(motion, log, span)) or any(span.has(stay.end) for stay in _stays(motion, log, span.end))


def _motion(motion: Motion, log: Sequence[Switch], cases: Sequence[CaseFacts], span: Span) -> Json:
    stays = _stays(motion, log, span.end)
    ended = bool(stays) and stays[-1].end < span.end
    return {
        "number": motion.number,
        "state": _state(motion, log, stays, ended),
        "proposes": motion.proposes,
        "against": motion.against,
        "proposed_at": instant(motion.proposed_at),
        "decision": motion.decision,
        "failures": motion.failures,
        "in_force_from": instant(stays[0].start) if stays else None,
        "in_force_to": instant(stays[-1].end) if ended else None,
        "prediction": _prediction(motion, log, cases, span) if motion.rehearsal else None,
    }


def _state(motion: Motion, log: Sequence[Switch], stays: Sequence[Span], ended: bool) -> str:
    """Its own, or what became of its rules after they were switched on."""
    if ended:
        after = next(each for each in log if each.at >= stays[-1].end and each.rules_version != motion.proposes)
        return "replaced" if after.undoes is None else "rolled_back"
    if stays:
        return str(MotionState.IN_FORCE)
    return "held_back" if motion.held_back else str(motion.state)


def _stays(motion: Motion, log: Sequence[Switch], end: datetime) -> list[Span]:
    """When its rules were in force since they were switched on under its decision's number; the last stay goes on to
    the end where nothing else was switched on by then."""
    since = next((each.number for each in log if motion.decision and each.decision == motion.decision), None)
    if since is None:
        return []
    turns = [(each.at, each.rules_version) for each in log if each.number >= since]
    found: list[Span] = []
    for (at, version), (until, _) in pairwise([*turns, (end, 0)]):
        if version != motion.proposes:
            continue
        if found and found[-1].end == at:
            found[-1] = Span(found[-1].start, until)
        else:
            found.append(Span(at, until))
    return found


def _followed(motion: Motion, log: Sequence[Switch], span: Span) -> list[Span]:
    """The parts of a period in which its rules were in force and that are looked at."""
    stays = _stays(motion, log, span.end)
    if not stays or not motion.rehearsal:
        return []
    last = min(span.end, stays[0].start + timedelta(seconds=motion.rehearsal["seconds"]))
    within = (Span(max(stay.start, span.start), min(stay.end, last)) for stay in stays)
    return [part for part in within if part.start < part.end]


def _prediction(motion: Motion, log: Sequence[Switch], cases: Sequence[CaseFacts], span: Span) -> Json:
    """Each measure as it was of the cases that were rehearsed, as it was predicted of them, and as it came: a count
    and that over which it is counted, seconds or cases. `cases` are those that go by its rules."""
    followed, summary = _followed(motion, log, span), motion.rehearsal["summary"]
    rehearsed = motion.rehearsal["seconds"]
    theirs = [case for case in cases if any(part.has(case.reported_at) for part in followed)]
    came, counted = dict(_came(theirs)), _seconds(followed)
    whole = {name: (summary[was], summary[will], came[name]) for name, (was, will) in MEASURES.items()}
    return {
        "rehearsed_seconds": rehearsed,
        "counted_seconds": counted,
        "elsewhere": summary["elsewhere"],
        "open": sum(case.open for case in theirs),
        "a_day": {name: _over(found, (rehearsed, rehearsed, counted)) for name, found in whole.items()},
        "a_case": {name: _over(found, whole["cases"]) for name, found in whole.items() if name != "cases"},
    }


def _over(counts: Sequence[int], over: Sequence[int]) -> Json:
    pairs = [list(pair) for pair in zip(counts, over, strict=True)]
    return dict(zip(("before", "predicted", "came"), pairs, strict=True))


def _came(cases: Sequence[CaseFacts]) -> Iterator[tuple[str, int]]:
    """As a rehearsal counts: a case is late if any of its clocks was stopped late."""
    yield "cases", len(cases)
    yield "late", sum(case.overran for case in cases)
    yield "escalations", sum(case.escalations for case in cases)


def _seconds(parts: Iterable[Span]) -> int:
    return sum(int((part.end - part.start).total_seconds()) for part in parts)
