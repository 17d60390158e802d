"""What each move does beside moving its subject: one small function a move."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from models.people import Role
from workflow.commands import Payload, Plain, Reasoned
from workflow.errors import BadInput
from workflow.ledger import instant
from workflow.machines import Move
from workflow.patrols.draft import FURTHEST, Act, PatrolDraft
from workflow.patrols.payloads import CheckOff, ShiftSpot

SOONEST: Final = timedelta(hours=1)
"""How soon the date of a campaign may be."""


# Spots


def add(draft: PatrolDraft, payload: Payload) -> None:
    """With a kind of the rules, in a grid in use; a point must lie in the city."""
    spot = draft.spot
    if spot.kind not in draft.rules.patrols.kinds:
        raise BadInput("kind", "unknown-spot-kind", value=spot.kind)
    _inside(draft, spot.lat, spot.lon)
    draft.because("spot-added", spot=spot.kind)


def shift(draft: PatrolDraft, payload: ShiftSpot) -> None:
    spot = draft.spot
    changed: dict[str, Any] = {}
    if payload.name is not None:
        changed["name"] = payload.name
    if payload.grid is not None:
        place = draft.facts.place("", payload.grid, None)
        assert place is not None, "a grid that is named is found, or refused"
        changed |= {"grid_id": place.grid_id, "path": place.path, "township": place.township, "lat": None, "lon": None}
    if payload.lat is not None:
        _inside(draft, payload.lat, payload.lon)
        changed |= {"lat": payload.lat, "lon": payload.lon}
    draft.change(**changed)
    moved = draft.spot.path != spot.path
    draft.because("spot-shifted" if moved else "spot-changed", before=spot.path.rpartition(".")[2])


def _inside(draft: PatrolDraft, lat: float | None, lon: float | None) -> None:
    if lat is not None and lon is not None and draft.facts.directory.inside(lat, lon) is False:
        raise BadInput("lat", "outside-city", lat=str(lat), lon=str(lon))


def retire(draft: PatrolDraft, payload: Reasoned) -> None:
    draft.change(ended_at=draft.now)
    draft.because("spot-retired")


def regrid(draft: PatrolDraft, payload: Payload) -> None:
    """Its grid ended or lies elsewhere by now, or its spot was shifted: `context` says where to."""
    place, before = draft.context["place"], draft.root.path
    draft.change(**place)
    draft.because("patrol-regridded", grid=draft.root.path.rpartition(".")[2], before=before.rpartition(".")[2])


# Patrols


def plan(draft: PatrolDraft, payload: Plain) -> None:
    patrol = draft.patrol
    if patrol.campaign_id is not None:
        draft.because("patrol-of-campaign", campaign=draft.context["campaign"])
    else:
        template = draft.rules.patrols.templates[patrol.template or ""]
        draft.because("patrol-planned", every=template.every, template=template.name)
    if patrol.role != draft.context["who"]:
        draft.because("patrol-nobody-posted", sought=draft.context["who"], role=patrol.role)


def check_off(draft: PatrolDraft, payload: CheckOff) -> None:
    """Somebody looked. Where they stood is kept if they gave it, and nothing else of where they are."""
    draft.facts.named(payload.photos)
    _inside(draft, payload.lat, payload.lon)
    draft.change(ended_at=draft.now, ended_by=draft.actor_id, lat=payload.lat, lon=payload.lon)
    late = draft.patrol.due_at is not None and draft.now > draft.patrol.due_at
    draft.because("patrol-late" if late else "patrol-done")


def find(draft: PatrolDraft, payload: Payload) -> None:
    """A report was made of what was found: `context` has it."""
    draft.change(ended_at=draft.now, ended_by=draft.actor_id, incident_id=draft.context["incident"])
    draft.because("patrol-found", number=draft.context["number"])


def waive(draft: PatrolDraft, payload: Payload) -> None:
    """By who keeps the spots, with a reason in words; by the engine where its spot or its campaign has ended."""
    draft.change(ended_at=draft.now, ended_by=draft.actor_id)
    draft.because(draft.context.get("why", "patrol-waived"))


def retime(draft: PatrolDraft, payload: Payload) -> None:
    """Another calendar: what is counted in working days is counted anew; a date stays."""
    draft.change(calendar_version=draft.calendar.version)
    for clock in list(draft.view().clocks.values()):
        if not clock.over:
            draft.happened(draft.timing.retime(clock))


# Campaigns


def start(draft: PatrolDraft, payload: Payload) -> None:
    campaign, kinds = draft.campaign, draft.rules.patrols.kinds
    for place, kind in enumerate(campaign.kinds):
        if kind not in kinds:
            raise BadInput(f"kinds.{place}", "unknown-spot-kind", value=kind)
    if campaign.finding is not None and campaign.finding not in draft.rules.catalogue:
        raise BadInput("finding", "unknown-category", value=campaign.finding)
    _ahead(draft.now, campaign.until)
    draft.because("campaign-started", until=instant(campaign.until), kinds=", ".join(campaign.kinds))
    _tell_those_over(draft, "campaign_started")


def _ahead(now: datetime, until: datetime) -> None:
    if until < now + SOONEST:
        raise BadInput("until", "too-soon", value=instant(until))
    if until > now + FURTHEST:
        raise BadInput("until", "too-far", value=instant(until))


def _tell_those_over(draft: PatrolDraft, what: str, **args: Any) -> None:
    """The supervisors of the townships concerned and of the city, whoever started it, and the centre."""
    facts, campaign = draft.facts, draft.campaign
    roles = frozenset({Role.TOWNSHIP_SUPERVISOR, Role.SUPERVISOR, Role.CENTRE})
    concerned = facts.directory.posted_around(roles, campaign.path, draft.now)
    persons = dict.fromkeys([campaign.started_by, *concerned])
    draft.tell_of_campaign(tuple(person for person in persons if person != draft.actor_id), what, **args)


def call_off(draft: PatrolDraft, payload: Reasoned) -> None:
    draft.change(ended_at=draft.now)
    draft.because("campaign-called-off")
    _tell_those_over(draft, "campaign_called_off")


def conclude(draft: PatrolDraft, payload: Payload) -> None:
    """Its date has come; `context` says how many were not looked at."""
    left = draft.context.get("left", 0)
    draft.change(ended_at=draft.now, left=left)
    draft.because("campaign-ended", count=left)
    _tell_those_over(draft, "campaign_ended", count=left)


MOVES: Mapping[Move, Act] = {
    Move.ADD: add,
    Move.SHIFT: shift,
    Move.RETIRE: retire,
    Move.REGRID: regrid,
    Move.PLAN: plan,
    Move.CHECK_OFF: check_off,
    Move.FIND: find,
    Move.WAIVE: waive,
    Move.RETIME: retime,
    Move.START: start,
    Move.CALL_OFF: call_off,
    Move.CONCLUDE: conclude,
}
