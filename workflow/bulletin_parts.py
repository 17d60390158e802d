"""A bulletin's counts by part: by township (of a township by village), ranked, and by category group. Pure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from models.territory import VILLAGE
from workflow import bulletin_names
from workflow.bulletin_names import OTHER, City, Json
from workflow.directory import Directory
from workflow.indicators import PATTERNS, CaseFacts, Mark, Ratio, Span, Tally, rates, tally
from workflow.rules.language import Rules

GREEN, YELLOW = 0.90, 0.75
"""From which share of cases closed on time a township's lamp is green or yellow (grades A and B)."""


def standing(township: str | None, city: City, span: Span) -> list[str]:
    """The codes of the parts that were there at the period's end, whether anything happened in them or not."""
    if township is None:
        return [grid.code for grid in city.directory.townships(span.end)]
    top = city.directory.grid(township)
    villages = city.directory.at_level(VILLAGE, span.end)
    return [each.code for each in villages if top is not None and each.path.startswith(f"{top.path}.")]


def by_village(cases: Iterable[CaseFacts], directory: Directory) -> dict[str, list[CaseFacts]]:
    """The rows of a township by the village that each lies in; those that lie in none under the empty code."""
    found: dict[str, list[CaseFacts]] = {}
    for case in cases:
        found.setdefault(bulletin_names.village(case.grid, directory), []).append(case)
    return found


def by_township(cases: Iterable[CaseFacts]) -> dict[str, list[CaseFacts]]:
    """The rows by the township's code; those without a place under the empty one."""
    parts: dict[str, list[CaseFacts]] = {}
    for case in cases:
        parts.setdefault(case.township or OTHER, []).append(case)
    return parts


def part_of(cases: Iterable[CaseFacts], part: str, township: str | None, directory: Directory) -> Iterator[CaseFacts]:
    """The rows of one part of a bulletin: of a township, or of a village where the bulletin is a township's."""
    if township is None:
        return (case for case in cases if (case.township or OTHER) == part)
    return (case for case in cases if bulletin_names.village(case.grid, directory) == part)


BESIDE: Final = PATTERNS | {Mark.REMINDED}
"""Marks of figures over time alone."""


def tallied(found: Tally) -> Json:
    due, closed, kept = found[Mark.CLOSING_DUE], found[Mark.CLOSED_OF_DUE], found[Mark.CLOSED_ON_TIME]
    return {
        "marks": {str(mark): found[mark] for mark in Mark if mark not in BESIDE},
        "rates": {name: list(ratio) for name, ratio in rates(found).items()},
        "promise": {"promised": due, "kept": kept, "closed_late": closed - kept, "not_closed": due - closed},
    }


# By township, or by village


def parts(parts: Mapping[str, Sequence[CaseFacts]], standing: Iterable[str], city: City, span: Span) -> list[Json]:
    """Every township (of a township every village) in use, and any other that has cases, in the order of their ranks;
    the unknown place last."""
    counted = {code: tally(parts.get(code, ()), span) for code in sorted({*standing, *parts})}
    ranks = _ranks({code: found for code, found in counted.items() if code != OTHER})
    rows = [
        {
            "code": code,
            "name": bulletin_names.grid(code, city.directory)["name"],
            "rank": ranks.get(code),
            "lamp": lamp(rates(found)["closing_on_time"]),
            **tallied(found),
        }
        for code, found in counted.items()
        if code != OTHER or parts.get(OTHER)
    ]
    return sorted(rows, key=lambda row: (row["code"] == OTHER, row["rank"] is None, row["rank"] or 0, row["code"]))


def _ranks(counted: Mapping[str, Tally]) -> dict[str, int]:
    """By the share closed on time, then the share closed, then the fewer that are late; equals share a rank. A township
    to which nothing fell due has none, and where it is so of all but one there is nothing to rank."""
    scores: dict[str, tuple[float, float, int]] = {}
    for code, found in counted.items():
        kept, closed = (rates(found)[name].share for name in ("closing_on_time", "closing"))
        if kept is not None and closed is not None:
            scores[code] = (-kept, -closed, found[Mark.OPEN_LATE])
    if len(scores) < 2:
        return {}
    return {code: 1 + sum(other < score for other in scores.values()) for code, score in scores.items()}


def lamp(ratio: Ratio) -> str:
    """Green from 90 % on, yellow from 75 %, red below; none where nothing was due."""
    share = ratio.share
    if share is None:
        return "none"
    return "green" if share >= GREEN else "yellow" if share >= YELLOW else "red"


# By category group


def groups(cases: Iterable[CaseFacts], span: Span, rules: Rules) -> list[Json]:
    parted: dict[str, list[CaseFacts]] = {}
    for case in cases:
        parted.setdefault(bulletin_names.group_of(case, rules), []).append(case)
    return [{**bulletin_names.group(key, rules), **tallied(tally(parted[key], span))} for key in sorted(parted)]
