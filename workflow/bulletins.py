"""Drawing up a bulletin (情况通报): what a city did in a period, with figures that can be counted again. Pure.

The figures are made of frozen rows and of the names that codes have when it is drawn up; nothing that people wrote is
in them, and nothing of who reported. Rates are pairs, numerator and denominator.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final, TypeVar
from uuid import NAMESPACE_URL, UUID, uuid5

import orjson

from models.bulletin import Bulletin, BulletinState
from models.incident import Flow
from models.people import Language
from models.territory import CITY, TOWNSHIP, Grid
from workflow import (
    bulletin_contents,
    bulletin_names,
    bulletin_page,
    bulletin_parts,
    bulletin_public,
    bulletin_rows,
    duties,
    ledger,
    merkle,
)
from workflow.bulletin_names import City, Json
from workflow.calendar import Calendar
from workflow.errors import BadInput
from workflow.indicators import CaseFacts, Span, tally
from workflow.motions import came
from workflow.motions.came import NOTHING_CHANGED, Changes
from workflow.resolutions import Met, Unheld

FORMAT: Final = 5


M = TypeVar("M", Met, Unheld)


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
    parts = told.parts if township is None else bulletin_parts.by_village(told.parts.get(township, ()), city.directory)
    everything = [case for code in sorted(parts) for case in parts[code]]
    problems = [case for case in everything if case.flow == Flow.PROBLEM]
    whole = tally(everything, span)
    townships = bulletin_parts.parts(parts, bulletin_parts.standing(township, city, span), city, span)
    meetings = [bulletin_rows.met(each, city.directory) for each in _own(told.meetings, township, grid)]
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
        "city": bulletin_parts.tallied(whole),
        "townships": townships,
        "best_worst": bulletin_contents.best_worst(townships),
        "groups": bulletin_parts.groups(everything, span, city.rules),
        "late": [bulletin_rows.late(case, span.end, city) for case in bulletin_rows.most_urgent(problems)],
        "late_why": {
            **bulletin_contents.late_why(problems, span),
            "with": [
                {**bulletin_names.owner(kind, holder, city.directory), "cases": cases}
                for kind, holder, cases in bulletin_contents.holding(problems)
            ],
        },
        "repeated": [bulletin_rows.repeated(each, city) for each in bulletin_contents.repeated(problems, span)],
        "oversight": bulletin_contents.oversight(problems, span),
        "tabled": [bulletin_rows.tabled(case, city) for case in bulletin_rows.on_the_agenda(problems, span)],
        "meetings": meetings,
        "decided": bulletin_contents.decided(meetings),
        "unheld": [bulletin_rows.unheld(each, city.directory) for each in _own(told.unheld, township, grid)],
        "rules": came.tell(told.changes, everything, span),
        "ledger": {
            "cases": len(everything),
            "entries": sum(case.entries for case in everything),
            "audited_at": ledger.instant(told.chains.audited_at) if told.chains.audited_at else None,
            "faults": told.chains.faults,
            "seals": _seals(told.chains, span, city.calendar),
        },
    }


def _own(found: Iterable[M], township: str | None, grid: Grid) -> Iterator[M]:
    """Of these meetings all, or those of the township whose bulletin it is."""
    return (each for each in found if township is None or each.grid_id == grid.id)


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
