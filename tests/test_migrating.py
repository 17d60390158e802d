"""Open business goes on under other rules: with its timers, by what was known of it, and whatever cannot says why."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from models.clock import Clock, ClockEventKind, Stage
from models.incident import State
from models.notice import NoticeKind
from tests.small import INFORMANT, MARKET, MONDAY, rules, uid, who
from tests.storing import Recorded
from tests.versioned import ELSEWHERE, HALF_WAY, LONGER, RUBBISH, SUMMER, amended, hours_of
from workflow.commands import Plain
from workflow.errors import Forbidden
from workflow.machines import Move
from workflow.view import View

DESK = "dispatcher-east"
HANDLER = "handler-9001001001"


def switched(world: Recorded, *edits: tuple[str, str]) -> None:
    found = amended(2, *edits)
    world.switch_on(found, hours_of(found))


def clock(view: View, stage: Stage) -> Clock:
    return next(each for each in view.clocks.values() if each.stage == stage and not each.over)


def handled(world: Recorded, ref: UUID, now: datetime = MONDAY) -> None:
    world.do(DESK, ref, Move.ACCEPT, now)
    world.do(DESK, ref, Move.DISPATCH, now)
    world.do(HANDLER, ref, Move.ACKNOWLEDGE, now)


def beijing(day: int, hour: int, minute: int = 0) -> datetime:
    """Of June 2026; the 8th is a Monday, the 19th a holiday."""
    return datetime(2026, 6, day, hour, minute, tzinfo=UTC) - timedelta(hours=8)


def test_what_is_open_keeps_its_rules_until_it_is_moved() -> None:
    world = Recorded()
    ref = world.report()
    switched(world, LONGER)
    handled(world, ref)
    view = world.views[ref]
    assert {view.incident.rules_version} | {each.rules_version for each in view.clocks.values()} == {1}
    assert clock(view, Stage.HANDLE).budget == "4wh"
    assert world.views[world.report()].incident.rules_version == 2


def test_a_move_to_other_rules_counts_every_deadline_ahead_by_them_and_tells_the_reporter() -> None:
    world = Recorded()
    ref = world.report()
    handled(world, ref)
    switched(world, LONGER)
    now = MONDAY + timedelta(hours=2)
    assert world.migrate(now) == {}
    view, entry = world.views[ref], world.entries[ref][-1]
    assert (view.incident.rules_version, view.incident.route, entry.move) == (2, "exposed-rubbish", "migrate")
    assert clock(view, Stage.PROMISE).due_at == view.incident.promise_at == beijing(15, 9)
    handle = clock(view, Stage.HANDLE)
    assert (handle.budget, handle.due_at, handle.rules_version) == ("1wd", beijing(9, 9), 2), "counted from its start"
    assert [each["code"] for each in entry.reasons][:2] == ["migrated", "routed"]
    assert "promise-moved-by-rules" in [each["code"] for each in entry.reasons]
    told = [n for n in world.notices.values() if n.kind == NoticeKind.PROMISE_MOVED]
    assert [(each.recipient_id, each.entry) for each in told] == [(uid(INFORMANT), entry.seq)]
    moved = [event for event in world.events if event.entry == entry.seq]
    assert {event.kind for event in moved} == {ClockEventKind.MIGRATED}
    assert len(moved) == 2


def test_it_is_moved_once() -> None:
    world = Recorded()
    ref = world.report()
    switched(world, LONGER)
    for _ in range(3):
        world.migrate(MONDAY)
    assert [entry.move for entry in world.entries[ref]] == ["submit", "migrate"]


def test_where_no_deadline_moves_nobody_is_told() -> None:
    world = Recorded()
    ref = world.report()
    before = world.views[ref]
    switched(world)
    world.migrate(MONDAY + timedelta(minutes=3))
    after = world.views[ref]
    assert {i: c.due_at for i, c in after.clocks.items()} == {i: c.due_at for i, c in before.clocks.items()}
    assert {i: c.next_at for i, c in after.clocks.items()} == {i: c.next_at for i, c in before.clocks.items()}
    assert after.incident.rules_version == 2
    assert not [n for n in world.notices.values() if n.kind == NoticeKind.PROMISE_MOVED]


def test_the_route_is_chosen_by_what_was_known_when_it_was_reported() -> None:
    world = Recorded()
    morning, evening = world.report(), world.report(MONDAY + timedelta(hours=9))
    switched(world, ELSEWHERE)
    world.migrate(MONDAY + timedelta(hours=10))
    assert world.views[morning].incident.route == "morning", "reported at nine, moved at seven in the evening"
    assert world.views[evening].incident.route == "exposed-rubbish"
    assert clock(world.views[morning], Stage.PROMISE).budget == "7wd"
    case = (world.entries[morning][-1].facts or {})["asked"]["case"]
    assert (case["minute"], case["words"]) == (9 * 60, "垃圾成堆"), "and that is recorded anew"


def test_what_was_given_stays_given_and_what_is_not_is_suggested_anew() -> None:
    world = Recorded()
    given, waiting = world.report(), world.report()
    handled(world, given)
    world.do(DESK, waiting, Move.ACCEPT)
    switched(world, (RUBBISH, RUBBISH.replace("to: grid", "to: unit water_supply")))
    world.migrate(MONDAY)
    assert [task.grid_id for task in world.views[given].tasks.values()] == [uid("9001001001")]
    suggested = [each for each in world.entries[waiting][-1].reasons if each["code"] == "suggested"]
    assert [each["receiver"] for each in suggested] == ["water"]
    world.do(DESK, waiting, Move.DISPATCH)
    assert [task.unit_id for task in world.views[waiting].tasks.values()] == [uid("water")]


DIRTY_ROAD = ("[06012, 06042, 07001]", "[06012, 06035, 06036, 06037, 06042]", "[06012, 06014, 06042]")


def listed(category: str) -> str:
    """The line that the shipped catalogue has on a category."""
    return next(
        line for line in rules().text.splitlines(keepends=True) if line.startswith(f"            {category}: {{")
    )


DIRTY_ROAD_GONE = (listed("06012"), "")


def test_the_promise_is_that_of_the_case_as_it_was_reported() -> None:
    """As reclassifying it left it alone, so does the move."""
    world = Recorded()
    ref, gone = world.report(category="06012"), world.report(category="06012")
    promised = clock(world.views[ref], Stage.PROMISE)
    for each in (ref, gone):
        world.do(DESK, each, Move.RECLASSIFY, category="06010", reason="成堆了")
    switched(world, LONGER)
    world.migrate(MONDAY)
    moved = clock(world.views[ref], Stage.PROMISE)
    assert (moved.budget, moved.due_at) == (promised.budget, promised.due_at)
    assert world.views[ref].incident.route == "exposed-rubbish"
    third = amended(3, *((find, find.replace("06012, ", "")) for find in DIRTY_ROAD), DIRTY_ROAD_GONE)
    world.switch_on(third, hours_of(third))
    world.migrate(MONDAY)
    moved = clock(world.views[gone], Stage.PROMISE)
    assert (moved.budget, moved.due_at) == (promised.budget, promised.due_at), "also where nobody reports that any more"


def test_a_suspended_case_stays_so_and_goes_on_with_what_was_left() -> None:
    world = Recorded()
    ref = world.report()
    handled(world, ref)
    until = beijing(10, 9)
    world.do(HANDLER, ref, Move.REQUEST_SUSPENSION, beijing(8, 10), until=until.isoformat(), reason="等材料")
    world.do(DESK, ref, Move.GRANT_SUSPENSION, beijing(8, 11))
    switched(world, LONGER)
    assert world.migrate(beijing(9, 9)) == {}
    view = world.views[ref]
    assert view.incident.state == State.SUSPENDED
    handle = clock(view, Stage.HANDLE)
    assert (handle.running, handle.used_seconds, handle.budget) == (False, 7200, "1wd")
    assert clock(view, Stage.SUSPENSION).due_at == until
    world.sweep(until)
    assert world.views[ref].incident.state == State.HANDLING
    assert clock(world.views[ref], Stage.HANDLE).due_at == beijing(10, 17), "six of eight hours were left"


def test_other_hours_count_it_as_though_they_had_always_held() -> None:
    world = Recorded()
    ref = world.report(beijing(8, 11))
    handled(world, ref, beijing(8, 11))
    assert clock(world.views[ref], Stage.HANDLE).due_at == beijing(8, 17)
    switched(world, SUMMER)
    world.migrate(beijing(8, 16))
    assert clock(world.views[ref], Stage.HANDLE).due_at == beijing(8, 18)


def test_a_ladder_with_other_rungs_is_climbed_on_from_the_present_time() -> None:
    world = Recorded()
    early, late = world.report(), world.report(MONDAY - timedelta(minutes=13))
    world.sweep(MONDAY)
    assert clock(world.views[late], Stage.INTAKE).rung == 1, "80 % of fifteen minutes have passed"
    switched(world, HALF_WAY)
    world.migrate(MONDAY)
    on, again = clock(world.views[early], Stage.INTAKE), clock(world.views[late], Stage.INTAKE)
    assert (on.rung, on.next_at) == (0, MONDAY + timedelta(minutes=7, seconds=30)), "none is skipped"
    assert (again.rung, again.next_at) == (2, again.due_at), "none that is past is climbed"


def test_a_ladder_with_the_same_rungs_is_climbed_on_where_it_was() -> None:
    world = Recorded()
    ref = world.report(MONDAY - timedelta(days=1))
    world.sweep(MONDAY + timedelta(days=3))
    before = {i: (c.rung, c.next_at) for i, c in world.views[ref].clocks.items()}
    switched(world)
    world.migrate(MONDAY + timedelta(days=3))
    assert {i: (c.rung, c.next_at) for i, c in world.views[ref].clocks.items()} == before


GONE = {
    "category-gone": (listed("06010"), ""),
    "filing-gone": ("rubbish_exposed", "rubbish_seen"),
    "closing-gone": ("cleared", "cleaned"),
}


@pytest.mark.parametrize("reason", ["filing-gone", "closing-gone"])
def test_what_the_rules_no_longer_know_is_refused_and_left_as_it_was(reason: str) -> None:
    world = Recorded()
    fresh, fed_back = world.report(), world.report()
    handled(world, fed_back)
    world.do(HANDLER, fed_back, Move.RESOLVE)
    text = amended(2).text.replace(*GONE[reason])
    switched(world, (amended(2).text, text))
    before = dict(world.views)
    refused = world.migrate(MONDAY)
    assert {ref: each.reason for ref, each in refused.items()} == {fed_back: reason}
    assert world.views[fed_back] == before[fed_back]
    assert world.views[fresh].incident.rules_version == 2
    world.do(DESK, fed_back, Move.VERIFY, satisfied=True)
    assert world.views[fed_back].incident.state == State.CLOSED, "it lives on under its own"


def test_a_category_that_is_gone_is_refused() -> None:
    world = Recorded()
    ref = world.report()
    lines = (GONE["category-gone"], (RUBBISH, ""))
    serious = "  - name: exposed-rubbish-serious\n    when: {category: [06010], severity: [1, 2]}\n"
    switched(world, *lines, (serious, serious.replace("06010", "06012")))
    assert {each: unfit.value for each, unfit in world.migrate(MONDAY).items()} == {ref: "06010"}


def test_a_case_whose_record_was_erased_is_refused() -> None:
    world = Recorded()
    ref = world.report()
    world.entries[ref] = [entry.but(facts=None) for entry in world.entries[ref]]
    switched(world, LONGER)
    assert [unfit.reason for unfit in world.migrate(MONDAY).values()] == ["record-gone"]


def test_an_ended_case_is_left_alone_unless_an_objection_is_open() -> None:
    world = Recorded()
    ended, disputed = world.report(), world.report()
    for ref in (ended, disputed):
        world.do(DESK, ref, Move.DECLINE, reason="不归我们")
    world.do(INFORMANT, disputed, Move.OBJECT, reason="归你们")
    switched(world, ("objection: {budget: 10wd,", "objection: {budget: 5wd,"))
    world.migrate(MONDAY)
    assert world.views[ended].incident.rules_version == 1
    moved = clock(world.views[disputed], Stage.OBJECTION)
    assert (moved.budget, moved.due_at, moved.rules_version) == ("5wd", beijing(15, 9), 2)


def test_a_closing_by_time_out_begins_and_ends_with_the_rules() -> None:
    world = Recorded()
    ref = world.report(where=MARKET)
    world.do(HANDLER, ref, Move.HANDLE_HERE)
    switched(world, (RUBBISH, RUBBISH + "    close_after: 2wd\n"))
    world.migrate(MONDAY)
    assert clock(world.views[ref], Stage.CLOSURE).due_at == beijing(10, 9)
    third = amended(3, (RUBBISH, RUBBISH + "    close_after: 3wd\n"))
    world.switch_on(third, hours_of(third))
    world.migrate(MONDAY)
    assert clock(world.views[ref], Stage.CLOSURE).due_at == beijing(11, 9)
    world.sweep(beijing(11, 9))
    assert world.views[ref].incident.state == State.CLOSED


def test_nobody_but_the_engine_moves_a_case_to_other_rules() -> None:
    world = Recorded()
    ref = world.report()
    for name in ("centre", DESK, INFORMANT):
        with pytest.raises(Forbidden):
            world.fire(who(name), ref, Move.MIGRATE, Plain(), MONDAY)
