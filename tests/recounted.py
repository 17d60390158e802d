"""The figures of a bulletin counted again from an export, by pandas and by what docs/bulletins.md says: nothing of the
product's own arithmetic is used."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

STAGES = ("intake", "check", "dispatch", "handle", "verify", "promise", "answer", "inspection")
DONE = {
    "intake": {"accept", "handle_here"},
    "check": {"confirm", "deny", "accept"},
    "dispatch": {"dispatch", "handle_here"},
    "handle": {"resolve"},
    "verify": {"verify", "confirm", "close", "rework"},
    "promise": {"verify", "confirm", "close"},
    "answer": {"reply", "take_up"},
    "inspection": {"still_good", "not_good"},
}
"""By which moves the duty of a stage is done."""

DUE = {
    "check": ("check_due", None, "checked_on_time"),
    "dispatch": ("dispatch_due", "dispatched", "dispatched_on_time"),
    "verify": ("verify_due", None, "verified_on_time"),
    "handle": ("handle_due", "handled", "handled_on_time"),
    "promise": ("closing_due", "closed_of_due", "closed_on_time"),
}
PROPOSED = ("suggested", "answer_due", "answered_on_time", "adopted", "carried_out")
"""Of suggestions and wishes, which count as no problem."""
ENDINGS = ("verified", "unverified", "timed_out", "declined", "withdrawn", "voided", "merged")
COUNTED = (
    "reported", "filed_of_reported", "filed", "filed_on_time", "unfiled_late", "looked_at", "reworked", "closed",
    "exempted", "raised", "tabled", "open", "open_late", *ENDINGS, *PROPOSED,
    *(mark for marks in DUE.values() for mark in marks if mark),
)  # fmt: skip
"""The figures that are counted again."""

INSTANTS = (
    "at",
    "reported_at",
    "ended_at",
    "raised_at",
    "tabled_at",
    "started_at",
    "due_at",
    "stopped_at",
    "decided_at",
    "carried_at",
    "held_at",
    "taken_up_at",
)


@dataclass(frozen=True)
class Export:
    """A folder of tables."""

    folder: Path

    def table(self, kind: str) -> pd.DataFrame:
        found = pd.read_csv(
            self.folder / f"{kind}s.csv", dtype=str, keep_default_na=False, na_values=[""], encoding="utf-8-sig"
        )
        for name in found.columns.intersection(pd.Index(INSTANTS)):
            found[name] = pd.to_datetime(found[name], utc=True, format="ISO8601")
        return found

    def bulletins(self) -> Iterator[dict[str, Any]]:
        """The figures of each bulletin."""
        for file in sorted((self.folder / "bulletins").glob("*.json")):
            yield json.loads(file.read_text(encoding="utf-8"))


class Recount:
    """All figures of any period, by township."""

    def __init__(self, export: Export) -> None:
        self.incidents, self.tasks = export.table("incident"), export.table("task")
        self.objections, self.inspections = export.table("objection"), export.table("inspection")
        before = self.incidents.groupby("id").tabled_at.shift()
        put = self.incidents.tabled_at.notna() & (self.incidents.tabled_at != before)
        self.tabled = self.incidents[put]
        clocks = export.table("clock")
        # What stopped a clock is the first row in which it is stopped.
        stopped = clocks[clocks.stopped_at.notna()].groupby("id").first()
        clocks["stop_move"] = clocks.id.map(stopped.move)
        clocks["stop_by"] = clocks.id.map(stopped.by)
        self.clocks = clocks[clocks.stage.isin(STAGES)]

    def figures(self, start: pd.Timestamp, end: pd.Timestamp) -> dict[str, Counter[str]]:
        """How many cases have each mark in a period, by the township's code."""
        cases = _standing(self.incidents, end).set_index("subject")
        cases["exempted_at"] = self._exempt(end).reindex(cases.index)
        cases["put_at"] = self.tabled[self.tabled["at"] < end].groupby("subject")["at"].max().reindex(cases.index)
        looks = self.inspections[self.inspections["at"] < end].groupby("subject").decided_at.max().reindex(cases.index)
        lived = cases.ended_at.isna() | (cases.ended_at >= start)
        cases = cases[lived | (cases.exempted_at >= start) | (looks >= start)]
        legs = self._judged(end)
        problem = cases.flow == "problem"
        found: dict[str, Counter[str]] = {}
        marks = (
            *_marked(*_of(cases[problem], legs), Period(start, end)),
            *_proposed(*_of(cases[~problem], legs), Period(start, end)),
        )
        for mark, subjects in marks:
            towns = cases.township[cases.index.isin(set(subjects))].fillna("")
            for town, count in towns.value_counts().items():
                found.setdefault(str(town), Counter())[mark] += int(count)
        return found

    def _exempt(self, end: pd.Timestamp) -> "pd.Series[Any]":
        stood = _standing(self.objections, end)
        upheld = stood[(stood.kind == "lateness") & (stood.state == "upheld")]
        return upheld.groupby("subject").decided_at.max()

    def _judged(self, end: pd.Timestamp) -> pd.DataFrame:
        """The clocks of which something is to be judged by an instant, as they stood then: when, and whether late."""
        kinds = _standing(self.tasks, end).set_index("id").kind
        stood = _standing(self.clocks, end)
        stood = stood[(stood.stage != "handle") | (stood.subject_id.map(kinds) == "lead")].copy()
        over = stood.stopped_at.notna()
        timed_out = (stood.stage == "verify") & (stood.stop_move == "close") & (stood.stop_by == "system")
        done = [move in DONE[stage] for stage, move in zip(stood.stage, stood.stop_move, strict=True)]
        stood["done"] = over & pd.Series(done, index=stood.index) & ~timed_out
        stood["alive"] = ~over
        stood["late"] = ~over | (stood.outcome == "late")
        passed = stood[["due_at", "started_at"]].max(axis=1)
        in_time = over & ~(stood.late & stood.due_at.notna())
        stood["judged_at"] = stood.stopped_at.where(in_time, passed)
        something = (~over & (stood.due_at < end)) | (over & (stood.done | stood.late))
        return stood[something].sort_values(["started_at", "round", "id"])


def _standing(table: pd.DataFrame, end: pd.Timestamp) -> pd.DataFrame:
    """The records as they stood before an instant."""
    return table[table["at"] < end].drop_duplicates("id", keep="last")


@dataclass(frozen=True)
class Period:
    start: pd.Timestamp
    end: pd.Timestamp

    def has(self, at: "pd.Series[Any]") -> "pd.Series[bool]":
        return (at >= self.start) & (at < self.end)


Marked = Iterator[tuple[str, Iterable[str]]]
"""A mark, and the numbers of the cases that have it."""


def _marked(cases: pd.DataFrame, legs: pd.DataFrame, period: Period) -> Marked:
    yield from _filing(cases, legs[legs.stage == "intake"], period)
    counted = set(cases.index[cases.exempted_at.isna()])
    for stage, marks in DUE.items():
        own = legs[legs.stage == stage]
        if stage in ("handle", "promise"):
            own = own[own.subject.isin(counted)]
        yield from _due(own[period.has(own.judged_at)], *marks)
    looks = legs[legs.stage.isin(["verify", "inspection"]) & legs.done & period.has(legs.stopped_at)]
    yield "looked_at", looks.subject
    yield "reworked", looks.subject[looks.stop_move.isin(["rework", "not_good"])]
    yield from _ends(cases, legs, period)
    for mark, column in (("exempted", "exempted_at"), ("raised", "raised_at"), ("tabled", "put_at")):
        yield mark, cases.index[period.has(cases[column])]


def _of(cases: pd.DataFrame, legs: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    return cases, legs[legs.subject.isin(cases.index)]


def _proposed(cases: pd.DataFrame, legs: pd.DataFrame, period: Period) -> Marked:
    answers = legs[(legs.stage == "answer") & period.has(legs.judged_at)]
    yield from _due(answers, "answer_due", None, "answered_on_time")
    suggested = cases[period.has(cases.reported_at)]
    adopted = suggested[suggested.taken_up_at.notna()]
    yield "suggested", suggested.index
    yield "adopted", adopted.index
    yield "carried_out", adopted.index[adopted.state.isin(["resolved", "closed"])]


def _filing(cases: pd.DataFrame, legs: pd.DataFrame, period: Period) -> Marked:
    reported = cases.index[period.has(cases.reported_at)]
    filed = legs[legs.done]
    now = filed[period.has(filed.stopped_at)]
    yield "reported", reported
    yield "filed_of_reported", set(reported) & set(filed.subject)
    yield "filed", now.subject
    yield "filed_on_time", set(now.subject) - set(now.subject[now.late])
    yield "unfiled_late", legs.subject[legs.alive & period.has(legs.judged_at)]


def _due(judged: pd.DataFrame, due: str, done: str | None, on_time: str) -> Marked:
    """The last deadline that was judged says whether the duty was done; one that was late makes the case late."""
    last = judged.drop_duplicates("subject", keep="last")
    yield due, last.subject
    if done:
        yield done, last.subject[last.done]
    yield on_time, set(last.subject[last.done]) - set(judged.subject[judged.late])


def _ends(cases: pd.DataFrame, legs: pd.DataFrame, period: Period) -> Marked:
    still = cases.index[cases.ended_at.isna()]
    yield "open", still
    yield "open_late", set(still) & set(legs.subject[legs.alive & legs.late])
    ended = cases[period.has(cases.ended_at)]
    for ending in ENDINGS:
        yield ending, ended.index[ended.ending == ending]
    yield "closed", ended.index[ended.state == "closed"]
