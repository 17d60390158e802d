"""Every (state, move) pair of every machine, against a table written by hand: what is not in it is refused."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any, cast
from uuid import UUID

import pytest

from models.bulletin import BulletinState
from models.incident import ENDS, State
from models.task import TaskState
from workflow.errors import IllegalMove
from workflow.guards import Question
from workflow.machines import TABLES, Kind, Move, Standing, follow, lawful, machine_of, machines_of

SAME = ""
CASES = machines_of(Kind.INCIDENT)

LADDER = "remind warn raise table supervise retime migrate note message absorb hear dispute"
RUNGS = "remind warn raise table supervise retime migrate"
CLIMBS = "remind warn raise table supervise retime"
OPENING = f"{LADDER} regrid claim release decline reclassify relocate withdraw void merge hand_down ask"
WORKING = f"{LADDER} regrid reclassify relocate redispatch>dispatched split whistle void hand_down ask"
ROLLS = "roll>accepted roll>dispatched roll>handling roll>suspended roll>resolved"
ENDED = f"{LADDER} object"
READ = "publish withhold"
ASKED = "reply>resolved take_up>dispatched"

RUNGS_OF_A_PATROL = "remind warn raise supervise table retime regrid check_off>done find>found waive>dropped"
SHAPED = "add_item order_items strike_item restore_item invite_guest leave_out_guest set_link fall_behind"
EXPECTED: dict[Kind, dict[str, str]] = {
    Kind.INCIDENT: {
        "draft": "submit>reported",
        "reported": f"{OPENING} check>checking accept>accepted handle_here>resolved",
        "checking": f"{OPENING} confirm>reported deny>reported accept>accepted",
        "accepted": f"{OPENING} dispatch>dispatched handle_here>resolved",
        "dispatched": f"{WORKING} {ROLLS}",
        "handling": f"{WORKING} {ROLLS}",
        "suspended": f"{WORKING} {ROLLS}",
        "resolved": f"{LADDER} regrid claim release void hand_down ask "
        "verify>closed confirm>closed rework>handling close>closed",
        "closed": f"{ENDED} reopen>accepted appeal inspect",
        "declined": f"{ENDED} reopen>reported",
        "withdrawn": f"{ENDED} reopen>reported",
        "voided": f"{ENDED} reopen>reported",
        "merged": f"{ENDED} unmerge>reported",
    },
    Kind.PROPOSAL: {
        "draft": "submit>reported",
        "reported": f"{OPENING} {READ} {ASKED} accept>accepted",
        "accepted": f"{OPENING} {READ} {ASKED} dispatch>dispatched",
        "dispatched": f"{WORKING} {ROLLS} {READ} {ASKED}",
        "handling": f"{WORKING} {ROLLS} {READ} {ASKED}",
        "suspended": f"{WORKING} {ROLLS} {READ}",
        "resolved": f"{LADDER} regrid claim release void hand_down ask {READ} "
        "verify>closed confirm>closed rework>handling rework>accepted close>closed",
        "closed": f"{ENDED} {READ} reopen>accepted appeal inspect",
        "declined": f"{ENDED} {READ} reopen>reported",
        "withdrawn": f"{ENDED} {READ} reopen>reported",
        "voided": f"{ENDED} {READ} reopen>reported",
        "merged": f"{ENDED} {READ} unmerge>reported",
    },
    Kind.TASK: {
        "assigned": "acknowledge>handling check_in>handling return_>returned request_extension recall>recalled",
        "handling": "progress return_>returned request_extension request_suspension suspend>suspended "
        "resolve>done recall>recalled",
        "suspended": "resume>handling recall>recalled",
        "done": "rework>handling",
        "returned": "",
        "recalled": "",
    },
    Kind.REQUEST: {
        "asked": "grant_extension>granted refuse_extension>refused grant_suspension>granted "
        "refuse_suspension>refused lapse>moot",
        "granted": "",
        "refused": "",
        "moot": "",
    },
    Kind.ORDER: {
        "issued": "answer>answered lift>lifted press raise_order",
        "answered": "accept_answer>fulfilled refuse_answer>issued lift>lifted raise_order",
        "fulfilled": "",
        "lifted": "",
    },
    Kind.OBJECTION: {
        "lodged": "uphold>upheld uphold>seconded dismiss>dismissed",
        "seconded": "uphold>upheld dismiss>dismissed",
        "upheld": "",
        "dismissed": "",
    },
    Kind.INSPECTION: {
        "drawn": "send_to_look>looking still_good>passed not_good>failed fall_away>void",
        "looking": "send_to_look still_good>passed not_good>failed fall_away>void",
        "passed": "",
        "failed": "",
        "void": "",
    },
    Kind.MEETING: {
        "planned": f"{RUNGS} {SHAPED} plan call draw>drawn postpone cancel>cancelled",
        "drawn": f"{RUNGS} {SHAPED} draw invite>invited postpone cancel>cancelled hold>held",
        "invited": f"{RUNGS} {SHAPED} draw tell_again postpone cancel>cancelled hold>held",
        "held": f"{RUNGS} add_item order_items restore_item minute>minuted adjourn>closed",
        "minuted": f"{RUNGS} publish_conclusion adjourn>closed",
        "closed": f"{RUNGS} publish_conclusion",
        "cancelled": RUNGS,
    },
    Kind.DECISION: {
        "open": "carry_out>reported drop>dropped switch_on>done",
        "reported": "send_back>open sign_off>done drop>dropped",
        "done": "",
        "dropped": "",
    },
    Kind.BULLETIN: {
        "new": "draw_up>drafted",
        "drafted": f"{CLIMBS} edit>edited approve>approved issue>published discard>withdrawn",
        "edited": f"{CLIMBS} edit approve>approved hand_back>drafted issue>published discard>withdrawn",
        "approved": f"{CLIMBS} hand_back>drafted issue>published discard>withdrawn",
        "published": f"{CLIMBS} send>sent",
        "sent": f"{CLIMBS} correct supersede>superseded",
        "withdrawn": CLIMBS,
        "superseded": CLIMBS,
    },
    Kind.MOTION: {
        "draft": "propose>proposed",
        "proposed": "table>tabled take_back>withdrawn",
        "tabled": "leave>proposed adopt>adopted reject>rejected take_back>withdrawn",
        "adopted": "hold_back insist switch_on>in_force take_back>withdrawn",
        "in_force": "",
        "rejected": "",
        "withdrawn": "",
    },
    Kind.PATROL: {
        "due": f"{RUNGS_OF_A_PATROL} plan miss>missed",
        "missed": RUNGS_OF_A_PATROL,
        "done": "",
        "found": "",
        "dropped": "",
    },
    Kind.SPOT: {"draft": "add>standing", "standing": "shift regrid retire>ended", "ended": ""},
    Kind.CAMPAIGN: {
        "draft": "start>running",
        "running": "retime call_off>called_off conclude>ended",
        "ended": "",
        "called_off": "",
    },
}

MOVING = {"decline": "declined", "withdraw": "withdrawn", "void": "voided", "merge": "merged"}


def expected(kind: Kind, state: str, move: Move) -> set[str]:
    """The states that a move may lead to by the table above; empty where it is refused."""
    found = set()
    for word in EXPECTED[kind][state].split():
        name, _, to = word.partition(">")
        if name == str(move):
            found.add(to or MOVING.get(name, state))
    return found


STATES = [(kind, str(state)) for kind, table in TABLES.items() for state in table.states]


@pytest.mark.parametrize(("kind", "state"), STATES)
def test_every_pair_of_state_and_move_leads_where_the_table_says(kind: Kind, state: str) -> None:
    everything = cast(Question, SimpleNamespace())
    for move in Move:
        arrows = TABLES[kind].leaving(state, move)
        reached = {follow(kind, state, arrow) for arrow in arrows}
        assert (move, reached) == (move, expected(kind, state, move))
        if not arrows:
            with pytest.raises(IllegalMove):
                lawful(kind, state, move, frozenset(Standing), everything)


def test_the_table_by_hand_names_no_other_state_and_no_other_move() -> None:
    assert sorted((kind, state) for kind, states in EXPECTED.items() for state in states) == sorted(STATES)
    named = {
        word.partition(">")[0] for states in EXPECTED.values() for moves in states.values() for word in moves.split()
    }
    assert named <= {str(move) for move in Move}


def test_every_state_that_is_no_end_has_a_way_out_and_no_end_has_one_of_a_person_but_by_objecting() -> None:
    for kind, table in TABLES.items():
        for state in table.states:
            leaving = {a.to for a in table if state in a.start and a.to not in (None, state)}
            assert (
                bool(leaving) == (state not in table.ends)
                or kind in CASES
                or state in (TaskState.DONE, BulletinState.SENT)
            )


def test_from_every_state_an_end_can_be_reached() -> None:
    for table in TABLES.values():
        reaching = {str(end) for end in table.ends}
        while True:
            more = {s for a in table if a.to in reaching for s in a.start} | reaching
            if more == reaching:
                break
            reaching = more
        assert {str(s) for s in table.states} == reaching


def test_every_public_move_belongs_to_one_machine() -> None:
    public = {
        move: {
            machines_of(kind)
            for kind, table in TABLES.items()
            for a in table
            if a.move == move and a.by != {Standing.SYSTEM}
        }
        for move in Move
    }
    for move, kinds in public.items():
        assert len(kinds) <= 1, (move, kinds)
        assert machine_of(move) in next(iter(kinds), (None,))


def test_every_end_can_be_objected_to() -> None:
    for kind in CASES:
        for state in ENDS:
            assert any(a.move == Move.OBJECT and state in a.start for a in TABLES[kind])


def test_the_doer_is_never_the_one_who_verifies() -> None:
    doer = UUID(int=1)
    task = SimpleNamespace(done_by=doer, taken_by=doer)
    view: Any = SimpleNamespace(tasks={UUID(int=2): task})
    now = datetime(2026, 11, 20, tzinfo=UTC)
    limits: Any = SimpleNamespace(reworks=3, objection_period=timedelta(days=1))
    for arrow in TABLES[Kind.INCIDENT]:
        if State.RESOLVED in arrow.start and arrow.to == State.CLOSED and Standing.SYSTEM not in arrow.by:
            mine = Question(view, UUID(int=3), doer, now, limits)
            theirs = Question(view, UUID(int=3), UUID(int=4), now, limits)
            assert not all(guard(mine) for guard in arrow.guards)
            assert all(guard(theirs) for guard in arrow.guards)
