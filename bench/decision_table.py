"""The routes as a decision table of the rule engine `zen-engine` (GoRules), to measure our choosing against."""

import json
from collections.abc import Callable, Sequence
from typing import Any

from workflow.rules.language import Attribute, Case, Condition, Route

COLUMNS = (Attribute.CATEGORY, Attribute.GRID, Attribute.TIME, Attribute.SEVERITY)


def choosing(routes: Sequence[Route]) -> Callable[[Case], int]:
    """The engine's own way from a case to the place of the first route that fits, its table read beforehand."""
    import zen

    rows = [_row(route, place) for place, route in enumerate(routes)]
    decision = zen.ZenEngine().create_decision(zen.ZenDecisionContent(json.dumps(_decision(rows))))
    return lambda case: int(decision.evaluate(_context(case))["result"]["place"])


def _context(case: Case) -> dict[str, Any]:
    township = case.path.split(".")[1]
    return {"category": case.category, "grid": township, "time": case.minute, "severity": case.severity}


def _row(route: Route, place: int) -> dict[str, str]:
    (way,) = route.alternatives
    cells = {condition.attribute: _cell(condition) for condition in way}
    return {"_id": str(place), "place": str(place), **{column: cells.get(column, "") for column in COLUMNS}}


def _cell(condition: Condition) -> str:
    if condition.attribute is Attribute.TIME:
        start, end = condition.takes
        return f">= {start} {'and' if int(start) < int(end) else 'or'} < {end}"
    return ", ".join(json.dumps(value) for value in condition.takes)


def _decision(rows: list[dict[str, str]]) -> dict[str, Any]:
    table = {
        "hitPolicy": "first",
        "inputs": [{"id": column, "name": column, "field": column} for column in COLUMNS],
        "outputs": [{"id": "place", "name": "place", "field": "place"}],
        "rules": rows,
    }
    kinds = {"in": "inputNode", "table": "decisionTableNode", "out": "outputNode"}
    nodes = [{"id": name, "name": name, "type": kind, "position": {"x": 0, "y": 0}} for name, kind in kinds.items()]
    nodes[1]["content"] = table
    edges = [
        {"id": f"{a}-{b}", "sourceId": a, "targetId": b, "type": "edge"} for a, b in (("in", "table"), ("table", "out"))
    ]
    return {"contentType": "application/vnd.gorules.decision", "nodes": nodes, "edges": edges}
