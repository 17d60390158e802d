"""What a rung of a patrol's clock does: once its time has passed it is missed, and it climbs. There is nobody to
supervise but those who are told, and no agenda: these two only speak."""

from models.clock import Clock
from models.patrol import PatrolState
from models.people import Role
from models.territory import TOWNSHIP
from workflow.ladder import ROLE_OF, rung_of
from workflow.machines import Kind, Move
from workflow.patrols.draft import PatrolDraft
from workflow.rules.language import Audience

DOERS = frozenset({Audience.RESPONSIBLE, Audience.DOER})
OF_CITY = frozenset({Role.SUPERVISOR, Role.CENTRE})


def act(draft: PatrolDraft, clock: Clock) -> None:
    """What a rung does, and whom it tells. A rung that is overtaken by a later one tells nobody."""
    rung = rung_of(clock, draft.rules)
    draft.because("rung", stage=clock.stage, ladder=clock.ladder, rung=clock.rung + 1, due=clock.due_at)
    miss(draft, clock)
    if draft.command.move == Move.RAISE:
        level = rung.level or TOWNSHIP
        draft.change(level=min(draft.patrol.level, level))
        draft.because("raised", level=level)
    what = "missed" if draft.patrol.state == PatrolState.MISSED else "due"
    before = dict(draft.notices)
    for audience in rung.tell:
        _tell(draft, audience, f"patrol_{what}")
    if draft.context.get("behind"):
        draft.notices = before
        draft.because("superseded")
    draft.happened(draft.timing.rung(clock))


def miss(draft: PatrolDraft, clock: Clock) -> None:
    """It is missed once its time has passed."""
    if draft.patrol.state == PatrolState.DUE and clock.due_at is not None and clock.due_at <= draft.now:
        draft.move(Kind.PATROL, draft.root_id, Move.MISS)
        draft.change(missed_at=clock.due_at)
        draft.because("patrol-missed", due=clock.due_at)


def _tell(draft: PatrolDraft, audience: Audience, what: str) -> None:
    """Who has it to do hears of their own list at its place, a township of its own, the city of the city's."""
    patrol = draft.patrol
    if audience == Audience.REPORTER:
        return
    if audience in DOERS:
        draft.tell_of_list(patrol.role, patrol.path, what)
        return
    what = "patrol_climbs"
    role = ROLE_OF[audience]
    root = draft.facts.directory.root.path
    at = draft.facts.directory.township_path(patrol.path) if role not in OF_CITY else root
    draft.tell_of_list(role, at, what)
