"""The functional core of bulletins: `decide` says what a command should do to one, `workflow.view.apply` does it.

The same shape as `workflow.meetings.core` has for meetings, and the same entries.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from itertools import islice
from typing import Any

from models.bulletin import BulletinState
from models.clock import Clock, Stage
from models.notice import NoticeKind
from models.people import Role
from models.territory import TOWNSHIP
from workflow import rights
from workflow.calendar import Calendar
from workflow.clocks import BY_ITSELF
from workflow.commands import SYSTEM, Command
from workflow.effects import BulletinEffects
from workflow.errors import NotFound
from workflow.facts import Facts
from workflow.gazette.draft import BulletinDraft
from workflow.gazette.moves import MOVES
from workflow.identity import Source as Ids
from workflow.ladder import ROLE_OF, rung_of
from workflow.machines import Kind, Move
from workflow.recording import admit, rung_by_rung, written
from workflow.rules.language import Audience, Rules
from workflow.view import BulletinView


def unfold(
    view: BulletinView | None, command: Command, facts: Facts, rules: Rules, calendar: Calendar, source: Ids
) -> Iterator[BulletinEffects]:
    """What a command does, and what follows of it in the same breath: what is published is sent."""
    done = decide(view, command, facts, rules, calendar, source)
    yield done
    if done.view.bulletin.state == BulletinState.PUBLISHED:
        told = Command(Move.SEND, SYSTEM, happened_at=command.happened_at)
        yield decide(done.view, told, replace(facts, asked={}), rules, calendar, source)


def decide(
    view: BulletinView | None, command: Command, facts: Facts, rules: Rules, calendar: Calendar, source: Ids
) -> BulletinEffects:
    """What a command should do to a bulletin, with its reasons. A new one is drawn up by the engine alone, which
    hands it over as `context["bulletin"]`.

    Raises NotFound or Forbidden before anything of its state is told, then StaleVersion, IllegalMove or Blocked.
    """
    if view is None:
        if command.move != Move.DRAW_UP or command.actor != SYSTEM:
            raise NotFound()
        view = BulletinView((command.context or {})["bulletin"])
    draft = BulletinDraft(view, command, facts, rules, calendar, source)
    if command.actor != SYSTEM:
        _stand(draft, view)
    draft.held &= draft.move(Kind.BULLETIN, draft.root_id, command.move, draft.held).by
    clock = draft.ringing
    if clock is not None and clock.stage not in BY_ITSELF:
        _ring(draft, clock)
    else:
        MOVES[command.move](draft, command.payload)
    draft.follow_clocks()
    draft.change(version=draft.bulletin.version + 1)
    return _effects(draft, view)


def _stand(draft: BulletinDraft, view: BulletinView) -> None:
    """Who may not know of a draft learns nothing of it."""
    draft.held = rights.bulletin_standings(view.bulletin, draft.command.actor, draft.facts)
    if not draft.held and not view.bulletin.out:
        raise NotFound()
    admit(draft, Kind.BULLETIN)


def _effects(draft: BulletinDraft, before: BulletinView) -> BulletinEffects:
    return BulletinEffects(
        **written(draft, before),
        words=draft.words,
        again=draft.again,
    )


def ring_all(
    view: BulletinView,
    until: datetime,
    facts: Facts,
    rules: Rules,
    calendar: Calendar,
    source: Ids,
    limit: int,
    own_time: bool = False,
) -> Iterator[BulletinEffects]:
    """The rungs of a bulletin that are due by `until`, at most `limit`; see `rung_by_rung`. One that is published by
    its clock is sent at once."""

    def decided(seen: BulletinView, command: Command, asked: Facts) -> BulletinEffects:
        return decide(seen, command, asked, rules, calendar, source)

    def ladders(_: BulletinView) -> Mapping[Stage, str]:
        return rules.limits.ladders

    for rung in islice(rung_by_rung(view, until, facts, rules, calendar, ladders, decided, own_time), limit):
        yield rung
        if rung.view.bulletin.state == BulletinState.PUBLISHED:
            asked = replace(facts, now=rung.entry.recorded_at, asked={})
            yield decide(rung.view, Command(Move.SEND, SYSTEM), asked, rules, calendar, source)
            return


# What a rung does


def _ring(draft: BulletinDraft, clock: Clock) -> None:
    """It reminds, warns, and raises to the level above; there is nobody to supervise but those who are told."""
    rung, move = rung_of(clock, draft.rules), draft.command.move
    draft.because("rung", stage=clock.stage, ladder=clock.ladder, rung=clock.rung + 1, due=clock.due_at)
    before = dict(draft.notices)
    if move == Move.RAISE:
        draft.change(raised_at=draft.now)
        draft.tell_above("raised")
    draft.channels = rung.channels
    for audience in rung.tell:
        _tell(draft, audience)
    if (draft.command.context or {}).get("behind"):
        draft.notices = before
        draft.because("superseded")
    draft.happened(draft.timing.rung(clock))


OF_TOWNSHIPS = frozenset({Role.TOWNSHIP_SUPERVISOR, Role.DISPATCHER})


def _tell(draft: BulletinDraft, audience: Audience) -> None:
    role: Any = ROLE_OF.get(audience)
    if audience == Audience.REPORTER:
        return
    if role is None or (role in OF_TOWNSHIPS and draft.bulletin.level < TOWNSHIP):
        draft.tell_turn("waiting")
    else:
        draft.what = "waiting"
        draft.tell_role(role, NoticeKind.BULLETIN_DRAFT)
