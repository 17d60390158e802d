"""What makes a ladder a ladder: it rises in time and in level, and its last rung repeats."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from workflow.calendar import Budget, Unit
from workflow.rules import shapes
from workflow.rules.document import Node
from workflow.rules.language import Action
from workflow.rules.problems import Findings

_SECONDS: Final = {Unit.MINUTE: 60, Unit.HOUR: 3_600, Unit.DAY: 86_400, Unit.WORK_MINUTE: 60, Unit.WORK_HOUR: 3_600}


def check(rungs: Sequence[shapes.Rung], node: Node, workday: int, findings: Findings) -> None:
    """Adds what is wrong with a ladder to the findings."""
    for place, rung in enumerate(rungs):
        _rung(rung, node.at([place]), findings)
        if rung.every and place < len(rungs) - 1:
            findings.add(node.at([place]).key(["every"]), "rules-repeat-early")
    if not rungs[-1].every:
        findings.add(node.at([len(rungs) - 1]).place, "rules-ladder-silent")
    timed = all((rung.at is None) != (rung.after is None) for rung in rungs)
    if timed and _one_kind_of_time(rungs, node, findings):
        _rises(rungs, node, workday, findings)
    _levels(rungs, node, findings)


def _rung(rung: shapes.Rung, node: Node, findings: Findings) -> None:
    if (rung.at is None) == (rung.after is None):
        findings.add(node.place, "rules-rung-when")
    if (rung.do == Action.RAISE) != (rung.level is not None):
        findings.add(node.place, "rules-rung-level")
    for key, budget in (("after", rung.after), ("every", rung.every)):
        if budget and budget.unit is Unit.STATUTORY_DAY:
            findings.add(node.at([key]).place, "rules-rung-statutory", seen=budget)


def _rises(rungs: Sequence[shapes.Rung], node: Node, workday: int, findings: Findings) -> None:
    """Each rung is later than the one before it: shares of the budget first, then offsets from its end."""
    for place, (lower, higher) in enumerate(pairwise(rungs), 1):
        if _moment(higher, workday) <= _moment(lower, workday):
            key = "after" if higher.after else "at"
            findings.add(node.at([place, key]).place, "rules-ladder-falls")


def _moment(rung: shapes.Rung, workday: int) -> float:
    """In the order of time: up to 1 a share of the budget, beyond it 1 and the seconds after the end."""
    return 1 + _seconds(rung.after, workday) if rung.after else float(rung.at or 0)


def _seconds(budget: Budget, workday: int) -> int:
    return budget.amount * _SECONDS.get(budget.unit, workday)


def _one_kind_of_time(rungs: Sequence[shapes.Rung], node: Node, findings: Findings) -> bool:
    """Working and running offsets cannot be put in order without a date."""
    timed = [(place, rung.after) for place, rung in enumerate(rungs) if rung.after]
    mixed = [(place, after) for place, after in timed if after.works != timed[0][1].works]
    for place, after in mixed:
        findings.add(node.at([place, "after"]).place, "rules-ladder-mixes", seen=after, first=timed[0][1])
    return not mixed


def _levels(rungs: Sequence[shapes.Rung], node: Node, findings: Findings) -> None:
    raises = [(place, rung.level) for place, rung in enumerate(rungs) if rung.level and rung.do == Action.RAISE]
    for (_, lower), (place, higher) in pairwise(raises):
        if higher >= lower:
            findings.add(node.at([place, "level"]).place, "rules-ladder-level", seen=higher, first=lower)
