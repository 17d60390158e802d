"""Drawing up a bulletin (情况通报): what a city did in a period, with figures that can be counted again. Pure.

The figures are made of frozen rows and of the names that codes have when it is drawn up; nothing that people wrote is
in them, and nothing of who reported. Rates are pairs, numerator and denominator.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final
from uuid import NAMESPACE_URL, UUID, uuid5

import orjson

from models.bulletin import Bulletin, BulletinState
from models.incident import Flow
from models.people import Language, Role
from models.territory import CITY, TOWNSHIP, VILLAGE, Grid
from workflow import bulletin_contents, bulletin_page, bulletin_public, duties, ledger, merkle
from workflow.calendar import Calendar
from workflow.directory import Directory
from workflow.errors import BadInput
from workflow.indicators import PATTERNS, CaseFacts, Mark, Ratio, Span, Tally, rates, tally
from workflow.motions import came
from workflow.motions.came import NOTHING_CHANGED, Changes
from workflow.resolutions import Met, Unheld
from workflow.rules.language import Rules

FORMAT: Final = 5
GREEN, YELLOW = 0.90, 0.75
"""From which share of cases closed on time a township's lamp is green or yellow (grades A and B)."""

OTHER: Final = ""
"""The category group, or the township, of a case that has none."""

Json = dict[str, Any]


@dataclass(frozen=True)
class City:
    """What a bulletin is drawn up with: the names and rules that are in force."""

    directory: Directory
    rules: Rules
    calendar: Calendar


@dataclass(frozen=True)
class Chains:
    """The ledger's state: `audited_at` is when every chain was last verified (none if never), `faults` how many did
    not hold, `seals` the day and root of each seal of the period's days, in order (none in a city in memory)."""

    audited_at: datetime | None = None
    faults: int = 0
    seals: Sequence[tuple[date, str]] = ()


@dataclass(frozen=True)
class Told:
    """All that a period's bulletins are made of. `parts` has the frozen rows by the township's code, `unheld` the
    meetings whose time was past at its end and that had not been held."""

    period: str
    span: Span
    parts: Mapping[str, Sequence[CaseFacts]]
    meetings: Sequence[Met] = ()
    chains: Chains = Chains()
    changes: Changes = NOTHING_CHANGED
    unheld: Sequence[Unheld] = ()


@dataclass(frozen=True)
class Issue:
    """A bulletin with what is in it: its figures as canonical JSON, what people wrote to it as it stands, and its pages
    as they were when it came out (by language, and whether they are for anybody); none before that."""

    bulletin: Bulletin
    figures: str
    words: Mapping[str, Any] = field(default_factory=dict)
    pages: Mapping[tuple[Language, bool], str] = field(default_factory=dict)

    def page(self, language: Language, public: bool = False) -> str:
        """Its page: as it was frozen, and before it is out as it would be."""
        kept = self.pages.get((language, public))
        if kept is not None:
            return kept
        make = bulletin_public.page if public else bulletin_page.page
        return make(orjson.loads(self.figures), self.told, language)

    @property
    def for_anybody(self) -> bool:
        """Whether there is a page of it for anybody: of the city's months. A quarter and a year are sums of months, so
        that of the two it could be reckoned what is hidden of a month; and what a township hides of itself is small."""
        return self.bulletin.level == CITY and duties.length(self.bulletin.period) == "month"

    @property
    def public(self) -> bool:
        """Whether a page for anybody is kept of it."""
        return any(public for _, public in self.pages)

    @property
    def id(self) -> UUID:
        return self.bulletin.id

    @property
    def number(self) -> str:
        return self.bulletin.number

    @property
    def hash(self) -> str:
        return self.bulletin.hash

    @property
    def html_zh(self) -> str:
        return self.page(Language.ZH)

    @property
    def html_en(self) -> str:
        return self.page(Language.EN)

    @property
    def told(self) -> bulletin_page.Told:
        """What stands over and beside its figures."""
        own = self.bulletin
        return bulletin_page.Told(
            own.number, own.drawn_at, str(own.state), own.edition, own.as_drawn, self.words if own.worded else {}
        )


def identity(period: str, grid: str, edition: int = 1) -> UUID:
    """The id of the one bulletin of a grid and period; of a later edition its own."""
    suffix = f".{edition}" if edition > 1 else ""
    return uuid5(NAMESPACE_URL, f"gridward:bulletin:{grid}:{period}{suffix}")


def number(city: City, period: str, grid: Grid, edition: int = 1) -> str:
    """Such as GY-TB-2026-10, of a township GY-TB-2026-10-321084107; of a later edition GY-TB-2026-10-V2."""
    township = "" if grid.id == city.directory.root.id else f"-{grid.code}"
    suffix = f"-V{edition}" if edition > 1 else ""
    return f"{city.rules.prefix}-TB-{period}{township}{suffix}"


@dataclass(frozen=True)
class Edition:
    """Which draft of a period's bulletin is drawn up: of the city where no township is named; `corrects` is the one
    that is out and that it is to take the place of."""

    township: str | None = None
    number: int = 1
    corrects: UUID | None = None


def draw_up(told: Told, city: City, drawn_at: datetime, edition: Edition = Edition()) -> Issue:
    """The bulletin of the whole city for a period, or of a township, as it is before anybody has seen it. The same rows
    under the same names give the same bytes."""
    grid = city.directory.root if edition.township is None else city.directory.grid(edition.township)
    if grid is None:
        raise BadInput("scope", "foreign-scope", value=edition.township, scope=city.directory.root.code)
    figures = count(told, city, edition.township)
    bulletin = Bulletin(
        id=identity(told.period, grid.code, edition.number),
        number=number(city, told.period, grid, edition.number),
        state=BulletinState.NEW,
        period=told.period,
        edition=edition.number,
        grid=grid.code,
        path=grid.path,
        level=CITY if edition.township is None else TOWNSHIP,
        corrects=edition.corrects,
        hash=ledger.digest(figures),
        drawn_at=drawn_at,
        rules_version=city.rules.number,
        calendar_version=city.calendar.version,
    )
    return Issue(bulletin, ledger.canonical(figures).decode())


def count(told: Told, city: City, township: str | None = None) -> Json:
    """The figures, as JSON; of one township where it is named."""
    span = told.span
    grid = city.directory.root if township is None else city.directory.grid(township)
    assert grid is not None
    parts = told.parts if township is None else _by_village(told.parts.get(township, ()), city.directory)
    everything = [case for code in sorted(parts) for case in parts[code]]
    problems = [case for case in everything if case.flow == Flow.PROBLEM]
    whole = tally(everything, span)
    townships = _parts(parts, _standing(township, city, span), city, span)
    meetings = [_met(each, city.directory) for each in told.meetings if township is None or each.grid_id == grid.id]
    return {
        "format": FORMAT,
        "number": number(city, told.period, grid),
        "period": told.period,
        "length": duties.length(told.period),
        "from": ledger.instant(span.start),
        "to": ledger.instant(span.end),
        "grid": {"code": grid.code, "name": grid.name},
        "level": CITY if township is None else TOWNSHIP,
        "rules_version": city.rules.number,
        "calendar_version": city.calendar.version,
        "city": _counted(whole),
        "townships": townships,
        "best_worst": bulletin_contents.best_worst(townships),
        "groups": _groups(everything, span, city.rules),
        "late": [_late(case, told, city) for case in _most_urgent(problems)],
        "late_why": {
            **bulletin_contents.late_why(problems, span),
            "with": [
                {**_owner(kind, holder, city.directory), "cases": cases}
                for kind, holder, cases in bulletin_contents.holding(problems)
            ],
        },
        "repeated": [_repeated(each, city) for each in bulletin_contents.repeated(problems, span)],
        "oversight": bulletin_contents.oversight(problems, span),
        "tabled": [_tabled(case, city) for case in _on_the_agenda(problems, span)],
        "meetings": meetings,
        "decided": bulletin_contents.decided(meetings),
        "unheld": [
            _unheld(each, city.directory) for each in told.unheld if township is None or each.grid_id == grid.id
        ],
        "rules": came.tell(told.changes, everything, span),
        "ledger": {
            "cases": len(everything),
            "entries": sum(case.entries for case in everything),
            "audited_at": ledger.instant(told.chains.audited_at) if told.chains.audited_at else None,
            "faults": told.chains.faults,
            "seals": _seals(told.chains, span, city.calendar),
        },
    }


def _seals(chains: Chains, span: Span, calendar: Calendar) -> Json | None:
    """How many of the period's days are sealed, the root of the last, and the root over the roots of all of them."""
    if not chains.seals:
        return None
    first, after = (at.astimezone(calendar.tz).date() for at in span)
    return {
        "days": (after - first).days,
        "sealed": len(chains.seals),
        "first": str(chains.seals[0][0]),
        "last": str(chains.seals[-1][0]),
        "last_root": chains.seals[-1][1],
        "root": merkle.root([merkle.leaf(bytes.fromhex(root)) for _, root in chains.seals]).hex(),
    }


def _standing(township: str | None, city: City, span: Span) -> list[str]:
    """The codes of the parts that were there at the period's end, whether anything happened in them or not."""
    if township is None:
        return [grid.code for grid in city.directory.townships(span.end)]
    top = city.directory.grid(township)
    villages = city.directory.at_level(VILLAGE, span.end)
    return [each.code for each in villages if top is not None and each.path.startswith(f"{top.path}.")]


def _by_village(cases: Iterable[CaseFacts], directory: Directory) -> dict[str, list[CaseFacts]]:
    """The rows of a township by the village that each lies in; those that lie in none under the empty code."""
    found: dict[str, list[CaseFacts]] = {}
    for case in cases:
        found.setdefault(_village(case.grid, directory), []).append(case)
    return found


def part_of(cases: Iterable[CaseFacts], part: str, township: str | None, directory: Directory) -> Iterator[CaseFacts]:
    """The rows of one part of a bulletin: of a township, or of a village where the bulletin is a township's."""
    if township is None:
        return (case for case in cases if (case.township or OTHER) == part)
    return (case for case in cases if _village(case.grid, directory) == part)


def _village(code: str | None, directory: Directory) -> str:
    grid = directory.grid(code) if code else None
    if grid is None:
        return OTHER
    above = (directory.grid(each) for each in grid.path.split("."))
    return next((each.code for each in above if each is not None and each.level == VILLAGE), OTHER)


BESIDE: Final = PATTERNS | {Mark.REMINDED}
"""Marks of figures over time alone."""


def _counted(found: Tally) -> Json:
    due, closed, kept = found[Mark.CLOSING_DUE], found[Mark.CLOSED_OF_DUE], found[Mark.CLOSED_ON_TIME]
    return {
        "marks": {str(mark): found[mark] for mark in Mark if mark not in BESIDE},
        "rates": {name: list(ratio) for name, ratio in rates(found).items()},
        "promise": {"promised": due, "kept": kept, "closed_late": closed - kept, "not_closed": due - closed},
    }


# By township, or by village


def _parts(parts: Mapping[str, Sequence[CaseFacts]], standing: Iterable[str], city: City, span: Span) -> list[Json]:
    """Every township (of a township every village) in use, and any other that has cases, in the order of their ranks;
    the unknown place last."""
    counted = {code: tally(parts.get(code, ()), span) for code in sorted({*standing, *parts})}
    ranks = _ranks({code: found for code, found in counted.items() if code != OTHER})
    rows = [
        {
            "code": code,
            "name": _grid(code, city.directory)["name"],
            "rank": ranks.get(code),
            "lamp": lamp(rates(found)["closing_on_time"]),
            **_counted(found),
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


def _groups(cases: Iterable[CaseFacts], span: Span, rules: Rules) -> list[Json]:
    parted: dict[str, list[CaseFacts]] = {}
    for case in cases:
        parted.setdefault(group_of(case, rules), []).append(case)
    return [{**_group(key, rules), **_counted(tally(parted[key], span))} for key in sorted(parted)]


def group_of(case: CaseFacts, rules: Rules) -> str:
    """The key of the group of a case's category."""
    category = rules.category(case.category)
    return category.group if category else OTHER


def _group(key: str, rules: Rules) -> Json:
    named = rules.groups.get(key)
    return {"key": key, "zh": named.zh if named else key, "en": named.en if named else key}


# Case by case


def _most_urgent(cases: Iterable[CaseFacts]) -> list[CaseFacts]:
    """What is late, the highest level first, then the longest late."""
    late = [(case.level, case.late_since, case.number, case) for case in cases if case.open and case.late_since]
    return [case for *_, case in sorted(late, key=lambda found: found[:3])]


def _late(case: CaseFacts, told: Told, city: City) -> Json:
    return {
        **_named(case, city),
        **_late_at(case, told.span.end),
        "state": str(case.state),
        "level": case.level,
        "holder": _holder(case, city.directory),
    }


def sheet(case: CaseFacts, at: datetime, city: City) -> Json:
    """A case as those who meet about it read it: which one, where it stands, who has it, and of one that is late how
    that came. Nothing that anybody wrote."""
    return {
        **_named(case, city),
        "state": str(case.state),
        "level": case.level,
        "holder": _holder(case, city.directory),
        "late": _late_at(case, at) if case.open and case.late_since else None,
    }


def _late_at(case: CaseFacts, at: datetime) -> Json:
    """What the ledger tells of how a case came to be late, and by how much it is by an instant."""
    assert case.late_since is not None
    return {
        "since": ledger.instant(case.late_since),
        "late_seconds": int((at - case.late_since).total_seconds()),
        "stages": sorted({str(leg.stage) for leg in case.legs if leg.alive}),
        "tabled_at": ledger.instant(case.tabled_at) if case.tabled_at else None,
        "raised_at": ledger.instant(case.raised_at) if case.raised_at else None,
        **{name: getattr(case, name) for name in ("returns", "reworks", "extensions", "taken", "unserved")},
    }


def _on_the_agenda(cases: Iterable[CaseFacts], span: Span) -> Iterator[CaseFacts]:
    tabled = [(case.tabled_at, case.number, case) for case in cases if span.has(case.tabled_at)]
    for *_, case in sorted(tabled, key=lambda found: found[:2]):
        yield case


def _tabled(case: CaseFacts, city: City) -> Json:
    assert case.tabled_at is not None
    return {
        **_named(case, city),
        "tabled_at": ledger.instant(case.tabled_at),
        "state": str(case.state),
        "level": case.level,
    }


def _repeated(found: tuple[str, str, int, int], city: City) -> Json:
    code, category, reported, still = found
    grid = city.directory.grid(code)
    above = [city.directory.grid(each) for each in grid.path.split(".")] if grid else []
    township = next((each.code for each in above if each is not None and each.level == TOWNSHIP), OTHER)
    return {
        "category": _category(category, city),
        "township": _grid(township, city.directory),
        "village": _grid(_village(code, city.directory), city.directory)["name"],
        "grid": _grid(code, city.directory),
        "reported": reported,
        "open": still,
    }


def _category(key: str, city: City) -> Json:
    category = city.rules.category(key)
    return {"key": key, "zh": category.zh if category else key, "en": category.en if category else key}


def _named(case: CaseFacts, city: City) -> Json:
    """Which case: number, category and place, and nothing that anybody wrote."""
    return {
        "number": case.number,
        "category": _category(case.category, city),
        "township": _grid(case.township or OTHER, city.directory),
        "village": _grid(_village(case.grid, city.directory), city.directory)["name"],
        "grid": _grid(case.grid or OTHER, city.directory),
    }


def _grid(code: str, directory: Directory) -> Json:
    found = directory.grid(code) if code else None
    return {"code": code, "name": found.name if found else ""}


def _holder(case: CaseFacts, directory: Directory) -> Json:
    """Who has a case; of a role also in which grid."""
    found = _owner(case.holder_kind, case.holder, directory)
    if found["kind"] != "role":
        return found
    code = case.grid if case.holder == Role.INFORMANT else case.township
    return {**found, "grid": _grid(code or case.township or directory.root.code, directory)}


def _owner(kind: str, owner: str, directory: Directory) -> Json:
    """Who has something: a unit or a grid by its name; of a person only that it is one; a role by its code."""
    if kind == "role" or not owner:
        return {"kind": "role", "name": owner}
    if kind == "person":
        return {"kind": kind, "name": ""}
    find: Callable[[UUID], Any] = directory.unit_by_id if kind == "unit" else directory.grid_by_id
    found = find(UUID(owner))
    return {"kind": kind, "name": found.name if found else ""}


def _met(met: Met, directory: Directory) -> Json:
    return {
        "number": met.number,
        "kind": met.kind,
        "state": met.state,
        "starts_at": ledger.instant(met.starts_at),
        "held_at": ledger.instant(met.held_at) if met.held_at else None,
        "grid": _owner("grid", str(met.grid_id or ""), directory)["name"],
        "decisions": [
            {
                "number": each.number,
                "about": each.about,
                "owner": _owner(each.owner_kind, each.owner, directory),
                "due_at": ledger.instant(each.due_at),
                "state": each.state,
                "late": each.late,
            }
            for each in met.decisions
        ],
    }


def _unheld(each: Unheld, directory: Directory) -> Json:
    return {
        "number": each.number,
        "kind": each.kind,
        "starts_at": ledger.instant(each.starts_at),
        "grid": _owner("grid", str(each.grid_id), directory)["name"],
    }


def span_of(name: str, calendar: Calendar, now: datetime, since: datetime | None = None) -> Span:
    """The span of a period that has ended; BadInput for a name that is none, for one that has not ended, or that ended
    before the city began (`since`)."""
    try:
        span = Span(*duties.span(name, calendar))
    except ValueError as cause:
        raise BadInput("month", "no-period", value=name) from cause
    if span.end > now:
        raise BadInput("month", "not-ended", value=name, earliest=span.end.isoformat())
    if since is not None and span.end <= since:
        raise BadInput("month", "before-the-city", value=name, began=since.isoformat())
    return span


def by_township(cases: Iterable[CaseFacts]) -> dict[str, list[CaseFacts]]:
    """The rows by the township's code; those without a place under the empty one."""
    parts: dict[str, list[CaseFacts]] = {}
    for case in cases:
        parts.setdefault(case.township or OTHER, []).append(case)
    return parts
