"""An open case goes on under other rules: `draft.rules` are those, `context` has the ones that it leaves."""

from models.incident import State
from models.notice import NoticeKind
from workflow.carrying_over import Leaving, carry_over
from workflow.commands import Plain
from workflow.draft import Act, Draft
from workflow.errors import NoRoute, Unfit
from workflow.machines import Move
from workflow.moves.opening import propose
from workflow.rules.language import Case, Route


def migrate(draft: Draft, payload: Plain) -> None:
    """Its route is chosen by what was known when it last was; what was given stays given, what was filed stays filed.
    Every deadline still ahead is counted by the new rules, and the reporter told where the promise moves."""
    leaving: Leaving = (draft.command.context or {})["leaving"]
    before = draft.incident.promise_at
    _check(draft)
    draft.because("migrated", before=leaving.rules.number, version=draft.rules.number)
    _choose_route(draft, leaving)
    carry_over(draft, leaving, _promise(draft, leaving))
    draft.follow_clocks()
    if draft.incident.state == State.ACCEPTED:
        propose(draft)
    if draft.incident.promise_at != before:
        draft.because("promise-moved-by-rules", version=draft.rules.number)
        draft.tell_reporter(NoticeKind.PROMISE_MOVED)


def _check(draft: Draft) -> None:
    """Unfit where the new rules do not know what the case already is."""
    incident, rules = draft.incident, draft.rules
    if incident.category not in rules.catalogue:
        raise Unfit("category-gone", incident.category)
    filed, closed = incident.filing_condition, incident.closing_condition
    if filed is not None and filed not in rules.filing:
        raise Unfit("filing-gone", filed)
    if closed is not None and closed not in rules.closing:
        raise Unfit("closing-gone", closed)


def _choose_route(draft: Draft, leaving: Leaving) -> None:
    if not leaving.cases:
        raise Unfit("record-gone")
    case = Case.recalled(leaving.cases[-1])
    try:
        route = draft.rules.route(case)
    except NoRoute as cause:
        raise Unfit("no-route") from cause
    draft.facts.asked["case"] = case.recorded()
    draft.change(
        route=route.name,
        urgent=route.urgent,
        rules_version=draft.rules.number,
        calendar_version=draft.calendar.version,
    )
    draft.because("routed", route=route.name, version=draft.rules.number)


def _promise(draft: Draft, leaving: Leaving) -> Route | None:
    """The route by which the new rules would have promised when it was reported: reclassifying it since has not
    touched the promise, so the move does not either. None where they do not know it as that any more."""
    reported = Case.recalled(leaving.cases[0])
    try:
        if reported.category in draft.rules.catalogue:
            return draft.rules.route(reported)
    except NoRoute:
        pass
    return None


MOVES: dict[Move, Act] = {
    Move.MIGRATE: migrate,
}
