"""Patrols, spots and campaigns as their reader may see them, made from what the engine shows."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final
from uuid import UUID

from api import deadlines
from api.documents import CategoryOf, GridOf
from api.rounds import (
    CampaignOf,
    CampaignRow,
    CampaignRows,
    CoverOf,
    KindCount,
    KindOf,
    MyPatrols,
    PatrolOf,
    PatrolRow,
    PatrolRows,
    PlanOf,
    SpotListed,
    SpotOf,
    SpotRow,
    SpotRows,
    TemplateOf,
)
from api.showing import Reader, told
from models.ledger import Entry
from models.patrol import Spot
from workflow.in_force import Now
from workflow.machines import Kind, Move
from workflow.patrolled import Look, Mine, Plan, Run, SeenPatrol, SeenSpot
from workflow.sentences import Names
from workflow.store.patrols import Covered, OfTemplate

_SPOT: Final = ("id", "number", "state", "version", "name", "lat", "lon", "made_up")
_LOOK: Final = ("id", "number", "state", "version", "role", "due_at", "ended_at", "level")
_CAMPAIGN: Final = (
    "id", "number", "state", "version", "title", "role", "look", "until", "started_at", "ended_at",
)  # fmt: skip


def _kind(key: str, names: Names) -> KindOf:
    return KindOf(key=key, name=names.of("spot", key) or key)


def _grid(grid_id: UUID, names: Names) -> GridOf | None:
    grid = names.directory.grid_by_id(grid_id)
    return GridOf(code=grid.code, name=grid.name) if grid else None


def _township(code: str | None, names: Names) -> GridOf | None:
    grid = names.directory.grid(code) if code else None
    return GridOf(code=grid.code, name=grid.name) if grid else None


def _category(key: str | None, names: Names) -> CategoryOf | None:
    found = names.rules.category(key) if key else None
    return CategoryOf(key=found.key, zh=found.zh, en=found.en) if found else None


def spot_row(spot: Spot, names: Names) -> SpotRow:
    return SpotRow(
        **{name: getattr(spot, name) for name in _SPOT},
        kind=_kind(spot.kind, names),
        grid=_grid(spot.grid_id, names),
        township=_township(spot.township, names),
    )


def look_row(look: Look, names: Names, now: Now) -> PatrolRow:
    return PatrolRow(**_look(look, names, now))


def _look(look: Look, names: Names, now: Now) -> dict[str, Any]:
    patrol, campaign = look.patrol, look.campaign
    patrols = names.rules.patrols
    template = patrols.templates.get(patrol.template or "")
    kind = patrols.kinds.get(patrol.kind)
    if campaign is not None:
        title, lines, finding = campaign.title, list(campaign.look), campaign.finding
    elif template is not None:
        title, finding = names.either(template), template.finding
        lines = [names.either(line) for line in template.look]
    else:
        title, lines, finding = _kind(patrol.kind, names).name, [], None
    return {
        **{name: getattr(patrol, name) for name in _LOOK},
        "title": title,
        "campaign": campaign.number if campaign else None,
        "spot": spot_row(look.spot, names),
        "look": lines,
        "finding": _category(finding or (kind.finding if kind else None), names),
        "late": patrol.late(now.at),
        "allowed": list(look.allowed),
    }


def mine(found: Mine, names: Names) -> MyPatrols:
    items = [look_row(look, names, found.now) for look in found.looks]
    return MyPatrols(items=items, waiting=found.waiting.count, late=found.waiting.late)


def rows(found: Sequence[Look], following: str | None, names: Names, now: Now) -> PatrolRows:
    return PatrolRows(items=[look_row(look, names, now) for look in found], next=following)


def patrol(seen: SeenPatrol, by: Reader) -> PatrolOf:
    """Who found something has reported it: like who reported a case, they are told to nobody else by name."""
    found = next((entry.actor_id for entry in seen.entries if entry.move == Move.FIND), None)
    return PatrolOf(
        **_look(seen.look, by.names, seen.now),
        incident=seen.incident,
        photos=list(seen.photos),
        deadlines=[deadlines.deadline(clock, (), by.now) for clock in seen.view.clocks.values()],
        timeline=_timeline(seen.entries, replace(by, hidden=found), Kind.PATROL),
    )


def _timeline(entries: Sequence[Entry], by: Reader, kind: Kind) -> list[Any]:
    return [told(entry, by, kind) for entry in entries]


def spot(seen: SeenSpot, by: Reader) -> SpotOf:
    return SpotOf(
        **spot_row(seen.spot, by.names).model_dump(),
        looks=[look_row(look, by.names, seen.now) for look in seen.looks],
        allowed=list(seen.allowed),
        timeline=_timeline(seen.entries, by, Kind.SPOT),
    )


def spots(found: Sequence[tuple[Spot, tuple[str, ...]]], following: str | None, names: Names) -> SpotRows:
    items = [SpotListed(**spot_row(each, names).model_dump(), allowed=list(allowed)) for each, allowed in found]
    return SpotRows(items=items, next=following)


def campaign_row(run: Run, names: Names) -> CampaignRow:
    return CampaignRow(**_campaign(run, names))


def _campaign(run: Run, names: Names) -> dict[str, Any]:
    campaign = run.campaign
    return {
        **{name: getattr(campaign, name) for name in _CAMPAIGN},
        "kinds": [_kind(kind, names) for kind in campaign.kinds],
        "grid": _grid(campaign.grid_id, names),
        "finding": _category(campaign.finding, names),
        "missed": campaign.left,
        "total": _total(run.covered),
        "townships": [_cover(each, names) for each in run.covered],
        "allowed": list(run.allowed),
    }


def campaign(run: Run, entries: Sequence[Entry], by: Reader) -> CampaignOf:
    return CampaignOf(**_campaign(run, by.names), timeline=_timeline(entries, by, Kind.CAMPAIGN))


def campaigns(found: Sequence[Run], following: str | None, names: Names) -> CampaignRows:
    return CampaignRows(items=[campaign_row(run, names) for run in found], next=following)


def _cover(covered: Covered, names: Names) -> CoverOf:
    return CoverOf(township=_township(covered.township, names), **_counted(covered))


_COUNTS: Final = ("spots", "done", "found", "left", "late")


def _counted(covered: Covered) -> dict[str, int]:
    return {name: getattr(covered, name) for name in _COUNTS}


def _total(covered: Sequence[Covered]) -> CoverOf:
    return CoverOf(township=None, **{name: sum(getattr(each, name) for each in covered) for name in _COUNTS})


def plan(found: Plan, names: Names) -> PlanOf:
    none = OfTemplate(0, 0)
    return PlanOf(
        territory=[GridOf(code=grid.code, name=grid.name) for grid in found.territory],
        since=found.since,
        kinds=[
            KindCount(kind=_kind(kind, names), spots=found.kinds.get(kind, 0)) for kind in names.rules.patrols.kinds
        ],
        templates=[
            TemplateOf(
                name=each.name,
                title=names.either(each),
                kind=_kind(each.kind, names),
                every=each.every.amount,
                role=each.who,
                look=[names.either(line) for line in each.look],
                finding=_category(each.finding, names),
                spots=found.kinds.get(each.kind, 0),
                left=found.templates.get(each.name, none).left,
                late=found.templates.get(each.name, none).late,
            )
            for each in names.rules.patrols.templates.values()
        ],
        townships=[_cover(each, names) for each in found.covered],
        total=_total(found.covered),
        running=[campaign_row(run, names) for run in found.running],
        keeps=found.keeps,
    )
