"""What a bulletin tells beside its counts: the best and the worst, why what is late is late, places that are reported
again and again, what was decided in sum, what was overseen. Pure: counted from frozen rows. Places and units, never
persons, and nothing that people wrote.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from models.clock import Stage
from models.incident import State
from models.task import OrderState
from workflow.indicators import CaseFacts, Mark, Span, marks

LEAST_DUE: Final = 5
"""How many promises must have fallen due in a part so that it is called the best or the worst."""
NAMED: Final = 3
"""How many are called the best, and how many the worst, at most."""
LEAST_REPEATED: Final = 3
"""How many reports of a category in one grid make it a repeated place."""
MOST_REPEATED: Final = 20
MOST_HOLDING: Final = 5

Json = dict[str, Any]


def best_worst(parts: Sequence[Mapping[str, Any]]) -> Json:
    """Of the townships (or villages) with enough due those that kept the largest and the smallest share of it. Nobody
    is both, and of equals none is the worst while another is the best."""
    due = [row for row in parts if row["code"] and row["promise"]["promised"] >= LEAST_DUE]
    in_order = sorted(due, key=lambda row: (-_share(row), row["code"]))
    many = min(NAMED, len(in_order) // 2)
    best = in_order[:many]
    least = _share(best[-1]) if best else 0.0
    worst = [row for row in in_order[::-1][:many] if _share(row) < least]
    return {
        "least": LEAST_DUE,
        "compared": len(due),
        "best": [_row(row) for row in best] if worst else [],
        "worst": [_row(row) for row in worst],
    }


def _share(row: Mapping[str, Any]) -> float:
    kept: int = row["promise"]["kept"]
    promised: int = row["promise"]["promised"]
    return kept / promised


def _row(row: Mapping[str, Any]) -> Json:
    return {"code": row["code"], "name": row["name"], "open_late": row["marks"][Mark.OPEN_LATE], **row["promise"]}


def late_why(cases: Iterable[CaseFacts], span: Span) -> Json:
    """Of the cases whose promise was not kept in the period or that are late at its end: in which stages the time
    went, and of those that are late and open with whom they are and what befell them."""
    late = [(case, found) for case in cases if _late(found := marks(case, span))]
    stages: Counter[str] = Counter()
    for case, _ in late:
        own = {str(leg.stage) for leg in case.legs if leg.late and leg.stage != Stage.PROMISE}
        stages.update(own or {""})
    waiting = [case for case, found in late if Mark.OPEN_LATE in found]
    return {
        "cases": len(late),
        "in_sum": stages.pop("", 0),
        "stages": dict(sorted(stages.items())),
        "open": len(waiting),
        "holders": dict(sorted(Counter(case.holder_kind for case in waiting).items())),
        "untaken": sum(case.holder_kind != "role" and not case.taken for case in waiting),
        "suspended": sum(case.state == State.SUSPENDED for case in waiting),
        **{
            name: sum(bool(getattr(case, name)) for case in waiting)
            for name in ("unserved", "returns", "reworks", "extensions")
        },
        "raised": sum(case.raised_at is not None for case in waiting),
        "tabled": sum(case.tabled_at is not None for case in waiting),
    }


def _late(found: frozenset[Mark]) -> bool:
    return Mark.OPEN_LATE in found or (Mark.CLOSING_DUE in found and Mark.CLOSED_ON_TIME not in found)


def holding(cases: Iterable[CaseFacts]) -> list[tuple[str, str, int]]:
    """The units and grids with most of what is late: their kind, id and how many."""
    late = (case for case in cases if case.open and case.late_since is not None)
    found = Counter((case.holder_kind, case.holder) for case in late if case.holder_kind in ("unit", "grid"))
    in_order = sorted(found.items(), key=lambda each: (-each[1], each[0]))
    return [(kind, holder, count) for (kind, holder), count in in_order[:MOST_HOLDING]]


def repeated(cases: Iterable[CaseFacts], span: Span) -> list[tuple[str, str, int, int]]:
    """Grids from which so many of one category were reported in the period: the grid's code, the category, how many,
    and how many of them are open at its end; most first."""
    reported: dict[tuple[str, str], list[CaseFacts]] = {}
    for case in cases:
        if case.grid and span.has(case.reported_at):
            reported.setdefault((case.grid, case.category), []).append(case)
    often = {place: found for place, found in reported.items() if len(found) >= LEAST_REPEATED}
    in_order = sorted(often.items(), key=lambda each: (-len(each[1]), each[0]))
    return [(*place, len(found), sum(case.open for case in found)) for place, found in in_order[:MOST_REPEATED]]


def decided(meetings: Iterable[Mapping[str, Any]]) -> Json:
    """What became of the decisions of these meetings. One that is late is counted as late alone."""
    found: Counter[str] = Counter()
    for meeting in meetings:
        for each in meeting["decisions"]:
            found[_became(each)] += 1
    return {"decisions": found.total(), **{name: found[name] for name in ("done", "late", "open", "dropped")}}


def _became(decision: Mapping[str, Any]) -> str:
    if decision["late"]:
        return "late"
    return decision["state"] if decision["state"] in ("done", "dropped") else "open"


def oversight(cases: Iterable[CaseFacts], span: Span) -> Json:
    """Supervision orders, each counted apart, and in how many cases somebody was reminded."""
    known = list(cases)
    orders = [order for case in known for order in case.orders]
    return {
        "issued": sum(span.has(order.issued_at) for order in orders),
        "by_ladder": sum(order.by_ladder and span.has(order.issued_at) for order in orders),
        "answered": sum(span.has(order.answered_at) for order in orders),
        "fulfilled": sum(order.state == OrderState.FULFILLED and span.has(order.decided_at) for order in orders),
        "lifted": sum(order.state == OrderState.LIFTED and span.has(order.decided_at) for order in orders),
        "open": sum(order.open for order in orders),
        "late": sum(order.open and order.due_at is not None and order.due_at < span.end for order in orders),
        "reminded": sum(any(map(span.has, case.reminders)) for case in known),
    }
