"""How each choice of a route fell: replayed under the rules of then, from what the case was seen to be."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from models.ledger import Entry
from workflow.explaining import conditions
from workflow.explaining.record import Record
from workflow.messages import say
from workflow.rules.language import Attribute, Case, Lost
from workflow.sentences import Names


@dataclass(frozen=True)
class NotTaken:
    """An earlier route, the attribute on which it lost, and that as a sentence."""

    route: str
    line: int
    attribute: str
    said: str


@dataclass(frozen=True)
class Choice:
    """One choice. `lost` are the earlier routes that were for such a case and failed on something else; `elsewhere`
    counts those that are for other categories. `line` is 0 where what it was chosen by has been erased."""

    seq: int
    at: datetime
    move: str
    route: str
    line: int
    rules_version: int
    said: str
    fits: list[str]
    lost: list[NotTaken]
    elsewhere: int


def choices(record: Record, names: Names) -> Iterator[Choice]:
    """Every choice of a route, in the order of the ledger."""
    for entry in record.entries:
        route = next((each["route"] for each in entry.reasons if each["code"] == "routed"), None)
        if route is not None:
            rules = record.rules[entry.rules_version]
            yield _choice(entry, route, record, replace(names, rules=rules))


def _choice(entry: Entry, route: str, record: Record, names: Names) -> Choice:
    case = entry.asked.get("case")
    version = str(entry.rules_version)
    if case is None:
        said = say(names.language, "explain-choice-erased", route=route, version=version)
        return Choice(entry.seq, entry.happened_at, entry.move, route, 0, entry.rules_version, said, [], [], 0)
    found = record.rules[entry.rules_version].routing(Case.recalled(case))
    line = found.route.line
    said = say(names.language, "explain-choice", route=found.route.name, line=str(line), version=version)
    near = [lost for lost in found.lost if lost.condition.attribute != Attribute.CATEGORY]
    return Choice(
        seq=entry.seq,
        at=entry.happened_at,
        move=entry.move,
        route=found.route.name,
        line=line,
        rules_version=entry.rules_version,
        said=said,
        fits=conditions.fits(found, names),
        lost=[_not_taken(lost, names) for lost in near],
        elsewhere=len(found.lost) - len(near),
    )


def _not_taken(lost: Lost, names: Names) -> NotTaken:
    return NotTaken(lost.route, lost.line, str(lost.condition.attribute), conditions.lacked(lost, names))
