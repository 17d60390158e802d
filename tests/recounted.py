"""The figures of a bulletin counted again from an export, by pandas and by what docs/bulletins.md says: nothing of the
product's own arithmetic is used.

    python -m tests.recounted FOLDER [RULES]

says of each bulletin of an export how many figures were compared, and which of them differ; with the rules file also
those of each category group.
"""

import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import pandas as pd
from ruamel.yaml import YAML

from models.territory import CITY

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
    "exempted", "raised", "tabled", "open", "open_late", "inspected", "inspection_failed", *ENDINGS, *PROPOSED,
    *(mark for marks in DUE.values() for mark in marks if mark),
)  # fmt: skip
"""The figures that are counted again."""

RATES = {
    "filing": ("filed_of_reported", "reported"),
    "filing_on_time": ("filed_on_time", "filed"),
    "check_on_time": ("checked_on_time", "check_due"),
    "dispatch_on_time": ("dispatched_on_time", "dispatch_due"),
    "handling_on_time": ("handled_on_time", "handle_due"),
    "verify_on_time": ("verified_on_time", "verify_due"),
    "rework": ("reworked", "looked_at"),
    "closing": ("closed_of_due", "closing_due"),
    "closing_on_time": ("closed_on_time", "closing_due"),
}
OFTEN, MOST = 3, 20
"""From how many reports on a place is one that is repeated, and how many of these are told."""

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


@dataclass(frozen=True)
class Told:
    """The cases of which something is told in a period, and which of them have each mark."""

    start: pd.Timestamp
    end: pd.Timestamp
    cases: pd.DataFrame
    marks: list[tuple[str, set[str]]]


class Recount:
    """All figures of any period, by township, village or category."""

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
        self._kept = Told(pd.Timestamp(0), pd.Timestamp(0), self.incidents, [])

    def figures(
        self, start: pd.Timestamp, end: pd.Timestamp, part: str = "township", township: str | None = None
    ) -> dict[str, Counter[str]]:
        """How many cases have each mark in a period, by the code of what they are parted by; of one township if it is
        named."""
        told = self._told(start, end)
        cases = told.cases if township is None else told.cases[told.cases.township == township]
        found: dict[str, Counter[str]] = {}
        for mark, subjects in told.marks:
            parts = cases[part][cases.index.isin(subjects)].fillna("")
            for code, count in parts.value_counts().items():
                found.setdefault(str(code), Counter())[mark] += int(count)
        return found

    def _told(self, start: pd.Timestamp, end: pd.Timestamp) -> "Told":
        """All that is told of a period; that of the last one that was asked for is kept."""
        if (self._kept.start, self._kept.end) != (start, end):
            cases, legs, period = self._lived(start, end), self._judged(end), Period(start, end)
            problem = cases.flow == "problem"
            marks = (
                *_marked(*_of(cases[problem], legs), period),
                *_proposed(*_of(cases[~problem], legs), period),
            )
            self._kept = Told(start, end, cases, [(mark, set(subjects)) for mark, subjects in marks])
        return self._kept

    def _lived(self, start: pd.Timestamp, end: pd.Timestamp) -> pd.DataFrame:
        """The cases of which something is told in a period, as they stood at its end."""
        cases = _standing(self.incidents, end).set_index("subject")
        cases["exempted_at"] = self._exempt(end).reindex(cases.index)
        cases["put_at"] = self.tabled[self.tabled["at"] < end].groupby("subject")["at"].max().reindex(cases.index)
        looks = self.inspections[self.inspections["at"] < end].groupby("subject").decided_at.max().reindex(cases.index)
        lived = cases.ended_at.isna() | (cases.ended_at >= start)
        return cases[lived | (cases.exempted_at >= start) | (looks >= start)]

    def repeated(self, start: pd.Timestamp, end: pd.Timestamp, township: str | None = None) -> list[Any]:
        """The places and categories that were reported again and again: of each how often, and how many are open."""
        cases = self._told(start, end).cases
        cases = cases[(cases.flow == "problem") & Period(start, end).has(cases.reported_at) & cases.grid.notna()]
        cases = cases if township is None else cases[cases.township == township]
        places = cases.groupby(["grid", "category"]).agg(
            reported=("state", "size"), still=("ended_at", lambda ends: ends.isna().sum())
        )
        often = places[places.reported >= OFTEN].reset_index()
        often = often.sort_values(["reported", "grid", "category"], ascending=[False, True, True]).head(MOST)
        return [list(row) for row in often.itertuples(index=False)]

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
    yield "inspected", looks.subject[looks.stage == "inspection"]
    yield "inspection_failed", looks.subject[looks.stop_move == "not_good"]
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


# A bulletin against the recount

Difference = tuple[str, Any, Any]
"""Which figure, what the bulletin tells, and what was counted."""


def compared(bulletin: Mapping[str, Any], recount: Recount, groups: Mapping[str, str]) -> Iterator[Difference]:
    """Every figure of a bulletin, as it is told and as it was counted again; of category groups where it is known which
    category is of which."""
    start, end = pd.Timestamp(bulletin["from"]), pd.Timestamp(bulletin["to"])
    own = None if bulletin["level"] == CITY else bulletin["grid"]["code"]
    parts = recount.figures(start, end, "township" if own is None else "village", own)
    yield from _figures("whole", bulletin["city"], sum(parts.values(), Counter()))
    yield "parts with cases", set(), {code for code in parts if code} - {row["code"] for row in bulletin["townships"]}
    for row in bulletin["townships"]:
        yield from _figures(row["code"], row, parts.get(row["code"], Counter()))
        if row["code"]:
            yield f"{row['code']} rank", row["rank"], _rank(row["code"], parts, bulletin["townships"])
    if groups:
        by_group: dict[str, Counter[str]] = {}
        for category, counted in recount.figures(start, end, "category", own).items():
            by_group.setdefault(groups[category], Counter()).update(counted)
        for row in bulletin["groups"]:
            yield from _figures(f"group {row['key']}", row, by_group.get(row["key"], Counter()))
    told = [
        [each["grid"]["code"], each["category"]["key"], each["reported"], each["open"]] for each in bulletin["repeated"]
    ]
    yield "repeated", told, recount.repeated(start, end, own)
    yield "late", len(bulletin["late"]), sum(counted["open_late"] for counted in parts.values())


def _figures(name: str, row: Mapping[str, Any], counted: Mapping[str, int]) -> Iterator[Difference]:
    found = Counter(counted)
    for mark in COUNTED:
        yield f"{name} {mark}", row["marks"][mark], found[mark]
    for rate, (over, under) in RATES.items():
        yield f"{name} rate {rate}", row["rates"][rate], [found[over], found[under]]
    due, closed, kept = (found[mark] for mark in ("closing_due", "closed_of_due", "closed_on_time"))
    promise = {"promised": due, "kept": kept, "closed_late": closed - kept, "not_closed": due - closed}
    yield from ((f"{name} {part}", row["promise"][part], number) for part, number in promise.items())


def _rank(code: str, parts: Mapping[str, Counter[str]], rows: Iterable[Mapping[str, Any]]) -> int | None:
    """By the share kept, then the share closed, then the fewer late; of those to which anything fell due, if of two."""
    due = [each["code"] for each in rows if each["code"] and parts.get(each["code"], Counter())["closing_due"]]
    if code not in due or len(due) < 2:
        return None
    own = _score(parts[code])
    return 1 + sum(_score(parts[each]) < own for each in due)


def _score(counted: Counter[str]) -> tuple[Fraction, Fraction, int]:
    due = counted["closing_due"]
    kept, closed = (Fraction(counted[mark], due) for mark in ("closed_on_time", "closed_of_due"))
    return -kept, -closed, counted["open_late"]


def groups_of(rules: Path) -> dict[str, str]:
    """Which group each category is of, by the rules file."""
    families = YAML(typ="base", pure=True).load(rules)["catalogue"]["families"]
    return {
        category: key
        for family in families.values()
        for key, group in family["groups"].items()
        for category in group["categories"]
    }


def main(folder: Path, rules: Path | None = None) -> int:
    """Prints what was compared, and gives how many differ."""
    export, groups = Export(folder), groups_of(rules) if rules else {}
    recount, compare, differ = Recount(export), 0, 0
    for bulletin in export.bulletins():
        found = list(compared(bulletin, recount, groups))
        wrong = [each for each in found if each[1] != each[2]]
        compare, differ = compare + len(found), differ + len(wrong)
        sys.stdout.write(f"{bulletin['number']}: {len(found)} compared, {len(wrong)} differ\n")
        for name, told, counted in wrong[:5]:
            sys.stdout.write(f"  {name}: told {told}, counted {counted}\n")
    sys.stdout.write(f"{compare} figures compared, {differ} differ\n")
    return differ


if __name__ == "__main__":
    sys.exit(min(1, main(*(Path(each) for each in sys.argv[1:]))))
