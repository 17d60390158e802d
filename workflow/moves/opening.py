"""From the report to the filing: who checks it, files it, declines it, puts it in its kind and its place."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from models.incident import Ending, Flow, Incident, Source, State
from models.notice import NoticeKind
from models.people import Role
from models.task import ObjectionKind
from models.territory import CITY
from workflow import receivers, responsible, rights
from workflow.clocks import LEADING
from workflow.commands import Accept, Check, Merge, Plain, Reasoned, Reclassify, Relocate, Submit
from workflow.directory import Place
from workflow.draft import Act, Draft
from workflow.errors import BadInput
from workflow.facts import Facts
from workflow.machines import Kind, Move
from workflow.moves.ending import end
from workflow.moves.regridding import settle
from workflow.rules.language import Rules

OLDEST = timedelta(days=366)
"""How long ago something may have been discovered: a phone without network finds one long before."""

SLACK = timedelta(minutes=5)
"""How far a phone's clock may run ahead of ours."""


def opened(submit: Submit, context: dict[str, Any], facts: Facts, rules: Rules, actor_id: Any) -> Incident:
    """The incident as it is reported, before its route is chosen. `context` gives its id and number. What else was
    proposed around there is no repeat of a suggestion."""
    if submit.category not in rules.catalogue:
        raise BadInput("category", "unknown-category", value=submit.category)
    occurred = submit.occurred_at or facts.now
    if occurred > facts.now + SLACK:
        raise BadInput("occurred_at", "in-the-future", value=occurred.isoformat())
    if occurred < facts.now - OLDEST:
        raise BadInput("occurred_at", "too-long-ago", value=occurred.isoformat())
    if submit.caused_by is not None and facts.directory.unit(submit.caused_by) is None:
        raise BadInput("caused_by", "unknown-unit", value=submit.caused_by)
    facts.named(submit.photos)
    point, flow = submit.location, rules.catalogue[submit.category].flow
    place = facts.place("", submit.grid, point)
    return Incident(
        id=context["id"],
        number=context["number"],
        state=State.DRAFT,
        version=0,
        category=submit.category,
        severity=submit.severity,
        source=submit.source or Source.INFORMANT,
        lat=point.lat if point else None,
        lon=point.lon if point else None,
        occurred_at=min(occurred, facts.now),
        reported_at=facts.now,
        reporter_id=actor_id,
        caused_by=submit.caused_by,
        same_as=_same(submit, facts),
        patrol_id=_patrol(facts),
        repeats=0 if flow != Flow.PROBLEM else facts.repeats,
        nearby=[list(each) for each in facts.nearby] or None,
        route="",
        rules_version=rules.number,
        calendar_version=facts.calendar.version,
        flow=flow,
        **located(place, facts),
    )


def _same(submit: Submit, facts: Facts) -> UUID | None:
    """The case that the reporter says this is: whatever has become of it meanwhile, since a report that waited on a
    phone must not fail for that."""
    if submit.same_as is None:
        return None
    if facts.other is None:
        raise BadInput("same_as", "unknown-incident", value=submit.same_as)
    facts.asked["same"] = {"id": str(facts.other.id), "number": facts.other.number, "state": str(facts.other.state)}
    return facts.other.id


def _patrol(facts: Facts) -> UUID | None:
    """The patrol that found it, whatever has become of that meanwhile."""
    if facts.patrol is None:
        return None
    facts.asked["patrol"] = {"id": str(facts.patrol.id), "number": facts.patrol.number}
    return facts.patrol.id


def located(place: Place | None, facts: Facts) -> dict[str, Any]:
    """Without a place a case lies with the city itself, until the intake desk puts it on the map."""
    if place is None:
        return {"grid_id": None, "grid": None, "path": facts.directory.root.path, "specials": []}
    return {
        "grid_id": place.grid_id,
        "grid": place.grid,
        "path": place.path,
        "township": place.township,
        "village": place.village,
        "specials": list(place.specials),
    }


def submit(draft: Draft, payload: Submit) -> None:
    route = draft.choose_route(payload.description)
    draft.change(route=route.name, urgent=route.urgent)
    draft.because("filed-under", category=draft.incident.category)
    if draft.incident.grid_id is None:
        draft.because("no-place")
    if draft.facts.other is not None:
        draft.because("said-same", number=draft.facts.other.number)
    if draft.facts.patrol is not None:
        draft.because("found-by-patrol", number=draft.facts.patrol.number)
    tell_desk(draft)


def tell_desk(draft: Draft) -> None:
    draft.tell_role(responsible.desk_of(draft.incident), NoticeKind.ARRIVED)


def claim(draft: Draft, payload: Plain) -> None:
    draft.change(claimed_by=draft.actor_id, claimed_at=draft.now)


def release(draft: Draft, payload: Plain) -> None:
    draft.change(claimed_by=None, claimed_at=None)


def check(draft: Draft, payload: Check) -> None:
    """An informant is asked whether the report is so (核实)."""
    checker = payload.person
    if checker is None:
        reporter = draft.incident.reporter_id
        checker = draft.facts.informant(draft.incident.path, frozenset({reporter} if reporter else ()))
    elif checker == draft.incident.reporter_id or not _near(draft, checker):
        checker = None
    if checker is None:
        raise BadInput("person", "unknown-person")
    draft.change(checker_id=checker)
    draft.because("asked-to-check", person=checker)
    draft.tell(draft.facts.in_place_of(checker), NoticeKind.CHECK)


def _near(draft: Draft, person: UUID) -> bool:
    """Whether somebody is an informant of the case's own township."""
    around = draft.facts.directory.township_path(draft.incident.path)
    grids = [
        draft.facts.directory.grid_by_id(p.grid_id)
        for p in draft.facts.posts(person)
        if p.role == Role.INFORMANT and p.grid_id
    ]
    return any(grid is not None and rights.below(grid.path, around) for grid in grids)


def confirm_check(draft: Draft, payload: Plain) -> None:
    draft.change(checked=True)
    draft.because("checked-true")
    tell_desk(draft)


def deny(draft: Draft, payload: Reasoned) -> None:
    draft.change(checked=False)
    draft.because("checked-false")
    tell_desk(draft)


def accept(draft: Draft, payload: Accept) -> None:
    """Filed: the condition is recorded, and the rules' receiver looked up."""
    category = draft.rules.catalogue[draft.incident.category]
    condition = payload.filing_condition or category.filing[0]
    if condition not in category.filing:
        raise BadInput("filing_condition", "unknown-condition", value=condition)
    draft.change(filing_condition=condition, claimed_by=None, claimed_at=None)
    draft.because("filed", condition=condition)
    propose(draft)
    draft.tell_role(Role.DISPATCHER, NoticeKind.ARRIVED)


def propose(draft: Draft) -> None:
    """Says whom the rules would send, and passes the case up where that is nobody or the cause itself."""
    target = receivers.suggestion(draft)
    if target is None:
        draft.change(unserved=True)
        draft.because("nobody-to-send", route=draft.route.name)
        draft.tell_role(Role.CENTRE, NoticeKind.ALARM)
    elif receivers.causes(draft, target):
        draft.change(unserved=True, level=CITY, raised_at=draft.now)
        draft.because("receiver-is-the-cause", receiver=target.code)
        draft.tell_role(Role.SUPERVISOR, NoticeKind.RAISED)
    else:
        draft.change(unserved=False)
        draft.because("suggested", receiver=target.code, name=target.name)


def decline(draft: Draft, payload: Reasoned) -> None:
    end(draft, Ending.DECLINED)


def withdraw(draft: Draft, payload: Reasoned) -> None:
    end(draft, Ending.WITHDRAWN)


def void(draft: Draft, payload: Reasoned) -> None:
    end(draft, Ending.VOIDED)


def merge(draft: Draft, payload: Merge) -> None:
    """This report goes on in another one (并案); its reporter hears of the other's end."""
    other = draft.facts.other
    if other is None or not seen_by(draft, other):
        raise BadInput("into", "unknown-incident")
    if other.id == draft.incident_id:
        raise BadInput("into", "into-itself")
    if not other.open:
        raise BadInput("into", "incident-at-its-end", number=other.number)
    draft.facts.asked["other"] = {"id": str(other.id), "number": other.number, "state": str(other.state)}
    draft.change(merged_into=other.id)
    draft.because("merged-into", number=other.number)
    draft.absorbed = (other.id, 1)
    end(draft, Ending.MERGED)


def seen_by(draft: Draft, other: Incident) -> bool:
    """Whether who acts may know of the other incident at all."""
    actor = draft.command.actor
    posts = draft.facts.posts(actor.id) if actor.id else ()
    return rights.scope(actor, posts, draft.facts.directory).sees(other, ())


def unmerge(draft: Draft, payload: Reasoned) -> None:
    if draft.incident.merged_into is not None:
        draft.absorbed = (draft.incident.merged_into, -1)
    draft.change(merged_into=None)
    revive(draft)


def absorb(draft: Draft, payload: Plain) -> None:
    by = int((draft.command.context or {})["by"])
    nearby = [[metres, days, max(0, count + by)] for metres, days, count in draft.incident.nearby or ()]
    draft.change(repeats=max(0, draft.incident.repeats + by), nearby=nearby or None)
    draft.because("report-joined" if by > 0 else "report-parted", number=(draft.command.context or {})["number"])


def reopen(draft: Draft, payload: Reasoned) -> None:
    revive(draft)
    draft.tell_role(Role.DISPATCHER, NoticeKind.ARRIVED)


def revive(draft: Draft) -> None:
    """An ended case lives again: its end is on the ledger, no longer on it; who objected to it has got their way, and
    there is nothing left to look at again."""
    for objection in list(draft.objections.values()):
        if objection.open and objection.kind == ObjectionKind.ENDING:
            draft.move(Kind.OBJECTION, objection.id, Move.UPHOLD)
            draft.amend(Kind.OBJECTION, objection.id, decided_by=draft.actor_id, decided_at=draft.now)
    draft.end_all(Kind.INSPECTION, Move.FALL_AWAY)
    draft.change(
        reopens=draft.incident.reopens + 1,
        ended_at=None,
        ended_by=None,
        ended_level=None,
        ended_from=None,
        ending=None,
        verify_by=None,
        verifier_id=None,
        answered_at=None,
        taken_up_at=None,
        carry_out=None,
    )
    draft.because("reopened", times=draft.incident.reopens)
    settle(draft)


def reclassify(draft: Draft, payload: Reclassify) -> None:
    """Another kind or severity: the route is chosen anew, running stages get its budgets; the promise stays."""
    category = payload.category or draft.incident.category
    if category not in draft.rules.catalogue:
        raise BadInput("category", "unknown-category", value=category)
    flow = draft.rules.catalogue[category].flow
    if flow != draft.incident.flow and not _may_turn(draft.incident):
        raise BadInput("category", "another-flow", value=category)
    draft.change(category=category, severity=payload.severity or draft.incident.severity, flow=flow)
    reroute(draft)


def _may_turn(incident: Incident) -> bool:
    """Whether what was reported as a problem may turn out to be a suggestion, or the other way round: while nobody
    works on it or has answered it, and it is not published."""
    untouched = incident.state in (State.REPORTED, State.ACCEPTED)
    return untouched and incident.answered_at is None and incident.published_at is None


def relocate(draft: Draft, payload: Relocate) -> None:
    place = draft.facts.place("", payload.grid, payload.location)
    if place is None:
        raise BadInput("location", "no-grid-there")
    point = payload.location
    if point is not None and point.lat is not None:
        draft.change(lat=point.lat, lon=point.lon)
    draft.change(**located(place, draft.facts), claimed_by=None, claimed_at=None)
    draft.because("placed", grid=place.grid)
    reroute(draft)
    tell_desk(draft)


def reroute(draft: Draft) -> None:
    route = draft.choose_route(str((draft.command.context or {}).get("words", "")))
    changed = route.name != draft.incident.route
    draft.change(route=route.name, urgent=route.urgent)
    if changed:
        for clock in list(draft.view().clocks.values()):
            if not clock.over and clock.stage in LEADING and clock.stage in route.budgets:
                draft.happened(draft.timing.amend(clock, route.budgets[clock.stage]))
    if draft.incident.state == State.ACCEPTED:
        propose(draft)


MOVES: dict[Move, Act] = {
    Move.SUBMIT: submit,
    Move.CLAIM: claim,
    Move.RELEASE: release,
    Move.CHECK: check,
    Move.DENY: deny,
    Move.ACCEPT: accept,
    Move.DECLINE: decline,
    Move.WITHDRAW: withdraw,
    Move.VOID: void,
    Move.MERGE: merge,
    Move.UNMERGE: unmerge,
    Move.ABSORB: absorb,
    Move.REOPEN: reopen,
    Move.RECLASSIFY: reclassify,
    Move.RELOCATE: relocate,
}
