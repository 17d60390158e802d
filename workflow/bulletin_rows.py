"""What a bulletin lists, case by case and meeting by meeting; nothing that anybody wrote. Pure."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from models.territory import TOWNSHIP
from workflow import bulletin_names, ledger
from workflow.bulletin_names import OTHER, City, Json
from workflow.directory import Directory
from workflow.indicators import CaseFacts, Span
from workflow.resolutions import Met, Unheld


def most_urgent(cases: Iterable[CaseFacts]) -> list[CaseFacts]:
    """What is late, the highest level first, then the longest late."""
    late = [(case.level, case.late_since, case.number, case) for case in cases if case.open and case.late_since]
    return [case for *_, case in sorted(late, key=lambda found: found[:3])]


def late(case: CaseFacts, end: datetime, city: City) -> Json:
    return {
        **bulletin_names.named(case, city),
        **_late_at(case, end),
        "state": str(case.state),
        "level": case.level,
        "holder": bulletin_names.holder(case, city.directory),
    }


def sheet(case: CaseFacts, at: datetime, city: City) -> Json:
    """A case as those who meet about it read it: which one, where it stands, who has it, and of one that is late how
    that came. Nothing that anybody wrote."""
    return {
        **bulletin_names.named(case, city),
        "state": str(case.state),
        "level": case.level,
        "holder": bulletin_names.holder(case, city.directory),
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


def on_the_agenda(cases: Iterable[CaseFacts], span: Span) -> Iterator[CaseFacts]:
    tabled = [(case.tabled_at, case.number, case) for case in cases if span.has(case.tabled_at)]
    for *_, case in sorted(tabled, key=lambda found: found[:2]):
        yield case


def tabled(case: CaseFacts, city: City) -> Json:
    assert case.tabled_at is not None
    return {
        **bulletin_names.named(case, city),
        "tabled_at": ledger.instant(case.tabled_at),
        "state": str(case.state),
        "level": case.level,
    }


def repeated(found: tuple[str, str, int, int], city: City) -> Json:
    code, category, reported, still = found
    grid = city.directory.grid(code)
    above = [city.directory.grid(each) for each in grid.path.split(".")] if grid else []
    township = next((each.code for each in above if each is not None and each.level == TOWNSHIP), OTHER)
    return {
        "category": bulletin_names.category(category, city),
        "township": bulletin_names.grid(township, city.directory),
        "village": bulletin_names.grid(bulletin_names.village(code, city.directory), city.directory)["name"],
        "grid": bulletin_names.grid(code, city.directory),
        "reported": reported,
        "open": still,
    }


def met(met: Met, directory: Directory) -> Json:
    return {
        "number": met.number,
        "kind": met.kind,
        "state": met.state,
        "starts_at": ledger.instant(met.starts_at),
        "held_at": ledger.instant(met.held_at) if met.held_at else None,
        "grid": bulletin_names.owner("grid", str(met.grid_id or ""), directory)["name"],
        "decisions": [
            {
                "number": each.number,
                "about": each.about,
                "owner": bulletin_names.owner(each.owner_kind, each.owner, directory),
                "due_at": ledger.instant(each.due_at),
                "state": each.state,
                "late": each.late,
            }
            for each in met.decisions
        ],
    }


def unheld(each: Unheld, directory: Directory) -> Json:
    return {
        "number": each.number,
        "kind": each.kind,
        "starts_at": ledger.instant(each.starts_at),
        "grid": bulletin_names.owner("grid", str(each.grid_id), directory)["name"],
    }
