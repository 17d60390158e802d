"""The life of a case in memory, one promise a test. What the database must do the same, it does by the same core."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from models.clock import Outcome, Stage
from models.incident import Ending, State
from models.ledger import ActorKind
from models.notice import NoticeKind, NoticeState
from models.people import Role
from models.task import ObjectionKind, TaskState
from tests.acting import NAMES
from tests.small import (
    EAST,
    FAR_VILLAGE,
    GROUP,
    INFORMANT,
    MONDAY,
    OTHER_VILLAGE,
    ROOT,
    VILLAGE,
    around_the_clock,
    grid,
    grids,
    report,
    staff,
    uid,
    units,
    who,
    world,
)
from workflow.commands import PAYLOADS, Actor
from workflow.directory import Directory
from workflow.errors import BadInput, Blocked, Forbidden, IllegalMove, NotFound, StaleVersion
from workflow.ledger import verify
from workflow.machines import Move
from workflow.memory import World
from workflow.view import View, replay

HANDLER = f"handler-{VILLAGE}"


class Story:
    """One incident in a small city, told by who does what; half an hour passes with each move."""

    def __init__(self, category: str = "06010", by: str = INFORMANT, **more: Any) -> None:
        self.world: World = world()
        self.now = MONDAY
        self.id: UUID = self.world.submit(who(by), report(category, **more), self.now).incident.id

    @property
    def view(self) -> View:
        return self.world.views[self.id]

    @property
    def state(self) -> str:
        """Its value: as an enumeration's member it would be taken never to change."""
        return str(self.view.incident.state)

    def does(self, name: str | Actor, move: str, version: int | None = None, **payload: Any) -> "Story":
        self.now += timedelta(minutes=1)
        actor = who(name) if isinstance(name, str) else name
        named = Move(move)
        self.world.fire(actor, self.id, named, PAYLOADS[named].model_validate(payload), self.now, version)
        return self

    def wait(self, **length: float) -> "Story":
        self.now += timedelta(**length)
        self.world.sweep(self.now)
        return self

    def dispatched(self) -> "Story":
        return self.does("dispatcher-east", "accept").does("dispatcher-east", "dispatch")

    def handling(self) -> "Story":
        return self.dispatched().does(HANDLER, "acknowledge")

    def resolved(self) -> "Story":
        return self.handling().does(HANDLER, "resolve", note="清理完毕")

    def closed(self) -> "Story":
        self.resolved()
        return self.does("dispatcher-east", "verify", satisfied=True)

    def clock(self, stage: Stage) -> Any:
        found = [c for c in self.view.clocks.values() if c.stage == stage]
        return max(found, key=lambda clock: (clock.started_at, clock.round))

    def told(self, kind: NoticeKind, name: str) -> bool:
        return any(n.kind == kind and n.recipient_id == uid(name) for n in self.world.notices.values())


def test_a_report_goes_from_the_street_to_closed() -> None:
    story = Story()
    assert story.state == State.REPORTED
    assert story.view.incident.level == 2
    assert story.told(NoticeKind.ARRIVED, "dispatcher-east")
    story.does("dispatcher-east", "accept")
    assert story.state == State.ACCEPTED
    story.does("dispatcher-east", "dispatch", to={"grid": VILLAGE})
    assert story.state == State.DISPATCHED
    assert story.told(NoticeKind.ASSIGNED, HANDLER)
    story.does(HANDLER, "acknowledge")
    assert story.state == State.HANDLING
    story.does(HANDLER, "resolve", note="done")
    assert story.state == State.RESOLVED
    story.does("dispatcher-east", "verify", satisfied=True)
    assert story.state == State.CLOSED
    assert story.view.incident.ending == Ending.VERIFIED
    assert all(clock.over for clock in story.view.clocks.values())


def test_a_subjects_state_is_the_replay_of_its_ledger_and_its_chain_is_whole() -> None:
    story = Story().closed()
    entries = story.world.entries[story.id]
    assert replay(entries) == story.view
    assert list(verify(entries)) == []
    assert [e.move for e in entries] == ["submit", "accept", "dispatch", "acknowledge", "resolve", "verify"]


def test_a_changed_entry_a_missing_one_and_changed_facts_are_found() -> None:
    entries = Story().closed().world.entries.popitem()[1]
    changed = [e.but(move="void") if e.seq == 3 else e for e in entries]
    assert {b.what for b in verify(changed)} == {"entry-changed"}
    assert {b.what for b in verify(entries[:2] + entries[3:])} == {"out-of-sequence", "chain-broken"}
    lied = [e.but(facts={"command": {}}) if e.seq == 1 else e for e in entries]
    assert {b.what for b in verify(lied)} == {"facts-changed"}
    assert list(verify([e.but(facts=None) for e in entries])) == []


def test_the_stale_version_is_refused_and_notes_never_conflict() -> None:
    story = Story()
    seen = story.view.incident.version
    story.does("dispatcher-east", "accept", version=seen)
    with pytest.raises(StaleVersion):
        story.does("dispatcher-east", "dispatch", version=seen)
    story.does("dispatcher-east", "note", version=seen, note="called")
    assert story.view.incident.version == seen + 1


def test_nobody_outside_the_territory_knows_of_it() -> None:
    story = Story()
    for stranger in ("dispatcher-west", f"handler-{FAR_VILLAGE}", "gas-1", "admin", "informant-900100200101"):
        with pytest.raises(NotFound):
            story.does(stranger, "note", note="?")
    with pytest.raises(Forbidden):
        story.does(HANDLER, "accept")
    with pytest.raises(Forbidden):
        story.does("centre", "accept")
    assert len(story.world.entries[story.id]) == 1


def test_rights_come_before_version_and_state() -> None:
    story = Story()
    with pytest.raises(NotFound):
        story.does("dispatcher-west", "accept", version=99)
    with pytest.raises(Forbidden):
        story.does(HANDLER, "verify", version=99, satisfied=True)
    with pytest.raises(IllegalMove):
        story.does("dispatcher-east", "verify", satisfied=True)


def test_returns_are_typed_counted_and_past_the_cap_the_township_arbitrates() -> None:
    story = Story()
    cap = story.world.rules.limits.returns
    story.does("dispatcher-east", "accept")
    for _ in range(cap):
        story.does("dispatcher-east", "dispatch", to={"grid": VILLAGE})
        story.does(HANDLER, "return_", type="not_ours", reason="不是我们的")
        assert story.state == State.ACCEPTED
    with pytest.raises(Blocked, match="returns_left"):
        story.does("dispatcher-east", "dispatch", to={"grid": VILLAGE})
    story.does("chief-east", "dispatch", to={"grid": VILLAGE})
    assert story.view.incident.arbitrated
    with pytest.raises(Blocked, match="may_return"):
        story.does(HANDLER, "return_", type="not_ours", reason="还是不是")


def test_the_same_receivers_clock_goes_on_and_anothers_starts_anew() -> None:
    story = Story().dispatched()
    story.wait(minutes=60).does(HANDLER, "return_", type="cannot_find", reason="找不到")
    used = story.clock(Stage.HANDLE).used_seconds
    assert used >= 3600
    story.does("dispatcher-east", "dispatch", to={"grid": VILLAGE})
    assert story.clock(Stage.HANDLE).used_seconds == used
    story.does("dispatcher-east", "redispatch", to={"grid": OTHER_VILLAGE}, reason="换人")
    assert story.clock(Stage.HANDLE).used_seconds == 0
    assert story.state == State.DISPATCHED


def test_the_promise_never_moves_but_by_a_granted_suspension() -> None:
    story = Story()
    told = story.view.incident.promise_at
    story.handling()
    story.does(HANDLER, "return_", type="wrong_category", reason="分类不对")
    story.does("dispatcher-east", "reclassify", category="06011", reason="改类")
    story.does("dispatcher-east", "dispatch", to={"grid": VILLAGE}).does(HANDLER, "acknowledge")
    story.does(HANDLER, "request_extension", budget="1wh" if story.clock(Stage.HANDLE).works else "1h", reason="忙")
    story.does("dispatcher-east", "grant_extension")
    assert story.view.incident.promise_at == told
    until = story.now + timedelta(days=3)
    story.does(HANDLER, "request_suspension", until=until, reason="等材料")
    assert story.view.incident.promise_at == told
    story.does("dispatcher-east", "grant_suspension")
    assert story.state == State.SUSPENDED
    story.wait(days=4)
    assert story.state == State.HANDLING
    moved = story.view.incident.promise_at
    assert told is not None
    assert moved is not None
    assert moved > told


def test_an_extension_counts_from_the_deadline_and_is_granted_at_most_twice() -> None:
    story = Story("06013").does("dispatcher-east", "accept").does("dispatcher-east", "dispatch", to={"grid": VILLAGE})
    receiver, doer = next(iter(story.view.tasks.values())), HANDLER
    clock = story.clock(Stage.HANDLE)
    first = clock.due_at
    for granted in range(story.world.rules.limits.extensions):
        story.does(doer, "request_extension", budget="1wd", reason="雨天")
        story.does("dispatcher-east", "grant_extension")
        assert story.clock(Stage.HANDLE).due_at > first
        assert story.view.tasks[receiver.id].extensions == granted + 1
    with pytest.raises(Blocked, match="extensions_left"):
        story.does(doer, "request_extension", budget="1wd", reason="又是雨天")


def test_a_refusal_uses_up_no_try() -> None:
    story = Story().handling()
    story.does(HANDLER, "request_extension", budget="1wh", reason="忙")
    story.does("dispatcher-east", "refuse_extension", reason="不行")
    assert next(iter(story.view.tasks.values())).extensions == 0


def test_not_fixed_means_rework_with_a_round_of_its_own() -> None:
    story = Story().resolved()
    with pytest.raises(BadInput):
        story.does("dispatcher-east", "verify", satisfied=False)
    story.does("dispatcher-east", "verify", satisfied=False, note="还在")
    task = next(iter(story.view.tasks.values()))
    assert (story.state, task.state, task.round) == (State.HANDLING, TaskState.HANDLING, 2)
    assert story.clock(Stage.HANDLE).round == 2
    assert story.told(NoticeKind.REWORK, HANDLER)


def test_parallel_tasks_roll_up_to_the_incident_lead_first() -> None:
    story = Story().does("dispatcher-east", "accept")
    story.does("dispatcher-east", "dispatch", to={"grid": VILLAGE}, co=[{"unit": "gas"}, {"unit": "water"}])
    story.does("gas-1", "acknowledge")
    assert story.state == State.DISPATCHED
    story.does(HANDLER, "acknowledge")
    assert story.state == State.HANDLING
    story.does("gas-1", "resolve").does(HANDLER, "resolve")
    assert story.state == State.HANDLING
    story.does("water-1", "return_", type="not_ours", reason="无关")
    assert story.state == State.RESOLVED


def test_a_whistle_calls_units_and_they_check_in() -> None:
    story = Story().handling()
    story.does(HANDLER, "whistle", units=["gas"], reason="有气味")
    assert story.told(NoticeKind.WHISTLE, "gas-1")
    with pytest.raises(Blocked, match="is_not_whistle"):
        story.does("gas-1", "acknowledge")
    story.does("gas-1", "check_in")
    story.does("gas-1", "resolve").does(HANDLER, "resolve")
    assert story.state == State.RESOLVED


def test_what_was_put_right_on_the_spot_is_verified_by_somebody_else() -> None:
    story = Story().does(INFORMANT, "handle_here", note="捡掉了")
    assert story.state == State.RESOLVED
    assert story.view.incident.verifier_id != uid(INFORMANT)
    for move, payload in (("verify", {"satisfied": True}), ("confirm", {})):
        with pytest.raises((Blocked, Forbidden)):
            story.does(INFORMANT, move, **payload)
    story.does("dispatcher-east", "verify", satisfied=True)
    assert story.state == State.CLOSED


def test_own_work_is_not_closed_with_the_receipt_either() -> None:
    story = Story().does(INFORMANT, "handle_here")
    receipt = Actor(ActorKind.RECEIPT, incident_id=story.id)
    with pytest.raises(Blocked, match="did_not_do_the_work"):
        story.does(receipt, "confirm")
    other = Story().resolved()
    other.does(Actor(ActorKind.RECEIPT, incident_id=other.id), "confirm")
    assert other.state == State.CLOSED


def test_a_receipt_opens_its_one_case_only_and_only_the_reporters_moves() -> None:
    story = Story()
    other = story.world.submit(who(INFORMANT), report(), story.now).incident
    receipt = Actor(ActorKind.RECEIPT, incident_id=other.id)
    with pytest.raises(NotFound):
        story.does(receipt, "message", note="?")
    mine = Actor(ActorKind.RECEIPT, incident_id=story.id)
    with pytest.raises(Forbidden):
        story.does(mine, "accept")
    story.does(mine, "message", note="快点").does(mine, "withdraw", reason="报错了")
    assert story.state == State.WITHDRAWN


def test_nobody_merges_into_a_case_that_they_may_not_know_of() -> None:
    story = Story()
    foreign = story.world.submit(who("dispatcher-west"), report(where=FAR_VILLAGE), story.now).incident
    with pytest.raises(BadInput, match="unknown-incident"):
        story.does("dispatcher-east", "merge", into=foreign.number)
    assert story.world.views[foreign.id].incident.version == foreign.version


def test_another_ladder_is_entered_above_what_has_passed() -> None:
    story = Story("H0502")
    story.does("gas-1", "acknowledge").wait(hours=2)
    rung = story.clock(Stage.HANDLE).rung
    assert rung > 0
    story.does("dispatcher-east", "reclassify", category="06010", reason="不是燃气")
    clock = story.clock(Stage.HANDLE)
    assert clock.rung >= rung
    assert clock.next_at is not None
    assert clock.next_at > story.now


def test_a_reopened_case_is_not_resolved_by_what_was_done_before() -> None:
    story = Story().closed().does("supervisor", "reopen", reason="又脏了")
    promise = story.clock(Stage.PROMISE)
    story.does("dispatcher-east", "dispatch", to={"unit": "gas"})
    assert story.state == State.DISPATCHED
    story.does("gas-1", "return_", type="not_ours", reason="不是我们的")
    assert story.state == State.ACCEPTED
    assert promise.round == 2


@pytest.mark.parametrize("there_and_back", ["merge", "decline"])
def test_the_promise_goes_on_where_it_stood_when_a_case_is_taken_up_again(there_and_back: str) -> None:
    story = Story().wait(hours=1)
    told = story.view.incident.promise_at
    other = story.world.submit(who(INFORMANT), report(), story.now).incident
    if there_and_back == "merge":
        story.does("dispatcher-east", "merge", into=other.number).does("dispatcher-east", "unmerge", reason="不同")
    else:
        story.does("dispatcher-east", "decline", reason="不归").does("supervisor", "reopen", reason="归")
    promised = story.view.incident.promise_at
    assert told is not None
    assert promised is not None
    assert promised - told < timedelta(minutes=5)


def test_a_pause_makes_nothing_that_was_late_less_late() -> None:
    story = Story().handling().wait(days=20)
    late, rung = story.clock(Stage.PROMISE).due_at, story.clock(Stage.PROMISE).rung
    story.does(HANDLER, "request_suspension", until=story.now + timedelta(days=30), reason="等材料")
    story.does("dispatcher-east", "grant_suspension").wait(days=31)
    assert story.clock(Stage.PROMISE).due_at == late
    assert story.clock(Stage.PROMISE).rung >= rung


def test_a_case_is_suspended_once_whoever_has_it() -> None:
    story = Story().handling()
    story.does(HANDLER, "request_suspension", until=story.now + timedelta(days=300), reason="等材料")
    story.does("dispatcher-east", "grant_suspension")
    story.does("dispatcher-east", "redispatch", to={"grid": VILLAGE}, reason="重来").does(HANDLER, "acknowledge")
    with pytest.raises(Blocked, match="suspensions_left"):
        story.does(HANDLER, "request_suspension", until=story.now + timedelta(days=300), reason="再等")


def test_a_units_appeal_takes_nothing_from_the_reporters_objection() -> None:
    story = Story().handling().wait(days=2)
    story.does(HANDLER, "resolve").does("dispatcher-east", "verify", satisfied=True)
    story.does(HANDLER, "appeal", reason="封路").does(INFORMANT, "object", reason="没办好")
    story.does(
        "supervisor",
        "uphold",
        reason="确实没办好",
        objection=next(o.id for o in story.view.objections.values() if o.kind == ObjectionKind.ENDING),
    )
    assert story.state == State.ACCEPTED


def test_a_colleague_does_not_verify_what_a_unit_did() -> None:
    story = Story(by="gas-1").does("dispatcher-east", "accept")
    story.does("dispatcher-east", "dispatch", to={"unit": "gas"}).does("gas-1", "acknowledge").does("gas-2", "resolve")
    for name in ("gas-1", "gas-2"):
        with pytest.raises((Blocked, Forbidden)):
            story.does(name, "confirm")


def test_nobody_is_sent_who_does_not_work_there() -> None:
    story = Story().does("dispatcher-east", "accept")
    for to in ({"grid": FAR_VILLAGE}, {"person": str(uid("admin"))}, {"person": str(uid("informant-900100200101"))}):
        with pytest.raises(BadInput, match="receiver-elsewhere"):
            story.does("dispatcher-east", "dispatch", to=to)
    story.does("dispatcher-east", "dispatch", to={"person": str(uid(HANDLER))})
    assert story.state == State.DISPATCHED


def test_who_returned_a_case_sees_it_and_moves_it_no_more() -> None:
    story = Story().does("dispatcher-east", "accept").does("dispatcher-east", "dispatch", to={"unit": "gas"})
    story.does("gas-1", "return_", type="not_ours", reason="不是我们的")
    with pytest.raises(Forbidden):
        story.does("gas-1", "raise", reason="?")


def test_nobody_checks_their_own_report_or_rules_on_their_own_objection() -> None:
    story = Story()
    with pytest.raises(BadInput, match="unknown-person"):
        story.does("dispatcher-east", "check", person=str(uid(INFORMANT)))
    mine = (
        Story(by="supervisor")
        .does("dispatcher-east", "decline", reason="不归")
        .does("supervisor", "object", reason="归")
    )
    with pytest.raises(Blocked, match="did_not_decide"):
        mine.does("supervisor", "uphold", reason="我说归")
    mine.does("supervisor2", "uphold", reason="归")


def test_merged_reports_go_on_in_one_and_can_be_parted() -> None:
    story = Story()
    main = story.world.submit(who(INFORMANT), report(), story.now).incident
    story.does("dispatcher-east", "merge", into=main.number)
    assert story.state == State.MERGED
    assert story.view.incident.merged_into == main.id
    assert story.world.views[main.id].incident.repeats == main.repeats + 1
    story.does("dispatcher-east", "unmerge", reason="不是一回事")
    assert story.state == State.REPORTED
    assert story.world.views[main.id].incident.repeats == main.repeats
    with pytest.raises(BadInput, match="into-itself"):
        story.does("dispatcher-east", "merge", into=story.view.incident.number)


def test_every_end_can_be_objected_to_and_is_decided_one_level_up() -> None:
    story = Story().does("dispatcher-east", "decline", reason="不属于城管")
    assert story.state == State.DECLINED
    story.does(INFORMANT, "object", reason="就是城管的")
    with pytest.raises(Forbidden):
        story.does("township-east", "uphold", reason="对")
    story.does("supervisor", "uphold", reason="应当受理")
    assert story.state == State.REPORTED
    assert story.clock(Stage.INTAKE).running


def test_an_objection_not_upheld_leaves_the_end() -> None:
    story = Story().does(INFORMANT, "withdraw", reason="报错了").does(INFORMANT, "object", reason="没报错")
    story.does("township-east", "dismiss", reason="本人撤回")
    assert story.state == State.WITHDRAWN


def test_a_timeout_appeal_exempts_in_the_figures_and_the_lateness_stays_visible() -> None:
    story = Story().handling().wait(days=2)
    story.does(HANDLER, "resolve").does("dispatcher-east", "verify", satisfied=True)
    assert story.clock(Stage.HANDLE).outcome == Outcome.LATE
    story.does(HANDLER, "appeal", reason="道路封闭").does("township-east", "uphold", reason="属实")
    seconded = story.view.incident.exempt
    assert not seconded, "two review it"
    story.does("supervisor", "uphold", reason="属实")
    assert story.view.incident.exempt
    assert story.clock(Stage.HANDLE).outcome == Outcome.LATE


def test_a_case_is_not_passed_round_for_ever() -> None:
    story = Story().dispatched()
    cap = story.world.rules.limits.returns
    others = [{"unit": "gas"}, {"unit": "water"}]
    for number in range(cap):
        story.does("dispatcher-east", "redispatch", to=others[number % 2], reason="换人")
    with pytest.raises(Blocked, match="redispatches_left"):
        story.does("dispatcher-east", "redispatch", to=others[0], reason="再换")
    for number in range(cap, 2 * cap):
        story.does("chief-east", "redispatch", to=others[number % 2], reason="裁定")
    with pytest.raises(Blocked, match="arbitrations_left"):
        story.does("chief-east", "redispatch", to=others[0], reason="再裁定")


def test_a_report_is_checked_once() -> None:
    story = Story(source="resident", by="intake-east")
    if story.state != State.CHECKING:
        story.does("dispatcher-east", "check")
    checker = story.view.incident.checker_id
    name = next(each for each in NAMES if uid(each) == checker)
    story.does(name, "confirm")
    with pytest.raises((Blocked, IllegalMove)):
        story.does("dispatcher-east", "check")


def test_a_time_that_no_calendar_reaches_is_refused_by_its_field() -> None:
    with pytest.raises(BadInput) as refused:
        Story().dispatched().does("supervisor", "supervise", budget="999999wd", reason="久拖")
    assert (refused.value.field, refused.value.reason) == ("budget", "beyond-the-calendar")


def test_a_supervision_order_is_answered_in_writing_and_judged() -> None:
    story = Story().dispatched().does("supervisor", "supervise", reason="群众反映强烈")
    with pytest.raises(Blocked, match="no_open_order"):
        story.does("supervisor", "supervise", reason="再来")
    story.does("township-east", "answer", reason="正在办")
    with pytest.raises(Forbidden):
        story.does("township-east", "accept_answer")
    story.does("supervisor", "refuse_answer", reason="不够")
    story.does("township-east", "answer", reason="明天办完").does("supervisor", "accept_answer")
    assert not any(order.open for order in story.view.orders.values())


def test_raising_adds_an_overseer_and_the_doer_stays() -> None:
    story = Story().handling().does(HANDLER, "raise", reason="需要协调")
    assert story.view.incident.level == 1
    assert story.told(NoticeKind.RAISED, "supervisor")
    assert next(iter(story.view.tasks.values())).open
    story.does("supervisor", "hand_down", reason="乡镇能办")
    assert story.view.incident.level == 2


def test_who_is_the_cause_is_not_sent_and_the_case_goes_one_level_up() -> None:
    story = Story("H0502", caused_by="gas")
    assert story.state == State.ACCEPTED
    assert story.view.incident.level == 1
    assert story.told(NoticeKind.RAISED, "supervisor")
    with pytest.raises(BadInput, match="receiver-is-the-cause"):
        story.does("dispatcher-east", "dispatch", to={"unit": "gas"})
    story.does("dispatcher-east", "dispatch", to={"unit": "water"})
    assert story.state == State.DISPATCHED


def test_a_report_without_a_place_waits_for_the_desk_to_put_it_on_the_map() -> None:
    story = Story(where=None, location={"address": "老桥边"})
    assert story.view.incident.grid_id is None
    with pytest.raises(NotFound):
        story.does("dispatcher-east", "relocate", grid=GROUP)
    with pytest.raises(Forbidden):
        story.does("centre", "accept")
    story.does("centre", "relocate", grid=GROUP)
    assert story.view.incident.township == EAST
    story.does("dispatcher-east", "accept")
    with pytest.raises(Forbidden):
        story.does("centre", "decline", reason="?")


def test_a_late_report_climbs_to_the_city_by_itself() -> None:
    story = Story()
    for _ in range(30 * 24):
        story.wait(hours=1)
    incident = story.view.incident
    assert incident.level == 1
    assert incident.tabled_at is not None
    assert any(order.by_ladder for order in story.view.orders.values())
    assert story.told(NoticeKind.RAISED, "supervisor")
    assert story.state == State.REPORTED


def test_after_an_outage_all_rungs_fire_in_order_with_one_notice_per_receiver_and_clock() -> None:
    story = Story()
    before = len(story.world.entries[story.id])
    story.wait(days=30)
    entries = story.world.entries[story.id][before:]
    assert [e.happened_at for e in entries] == sorted(e.happened_at for e in entries)
    spoken: dict[tuple[Any, ...], int] = {}
    for notice in story.world.notices.values():
        clock = notice.key.split(":")[0]
        key = (clock, notice.recipient_id, notice.kind)
        if notice.entry > before:
            spoken[key] = spoken.get(key, 0) + 1
    assert max(spoken.values()) == 1


def test_a_notice_that_lost_its_point_is_cancelled() -> None:
    story = Story()
    story.does("dispatcher-east", "accept")
    arrived = [n for n in story.world.notices.values() if n.kind == NoticeKind.ARRIVED and n.entry == 1]
    assert arrived
    assert all(n.state == NoticeState.CANCELLED for n in arrived)


@pytest.mark.parametrize(
    ("payload", "field", "reason"),
    [
        ({"category": "00000"}, "category", "unknown-category"),
        ({"category": "06010", "where": "123"}, "grid", "unknown-grid"),
        ({"occurred_at": datetime(2030, 1, 1, tzinfo=UTC)}, "occurred_at", "in-the-future"),
        ({"occurred_at": datetime(2021, 1, 1, tzinfo=UTC)}, "occurred_at", "too-long-ago"),
        ({"caused_by": "nobody"}, "caused_by", "unknown-unit"),
        ({"photos": [uid("no")]}, "photos", "unknown-photo"),
    ],
)
def test_what_cannot_be_is_refused_by_field_and_reason(payload: dict[str, Any], field: str, reason: str) -> None:
    with pytest.raises(BadInput) as refused:
        Story(**payload)
    assert (refused.value.field, refused.value.reason) == (field, reason)


def test_every_open_incident_has_an_armed_clock_and_a_responsible_person() -> None:
    from workflow.facts import Facts
    from workflow.responsible import of_incident

    for story in (Story(), Story().dispatched(), Story().handling(), Story().resolved()):
        assert any(clock.next_at is not None for clock in story.view.clocks.values())
        facts = Facts(story.world.directory, story.world.calendar, story.now)
        assert of_incident(story.view, facts).persons


def test_a_sleeping_post_passes_on_and_up() -> None:
    story = Story()
    reached = story.world.directory.reach(Role.DISPATCHER, "9001", story.now, story.world.calendar)
    assert reached.alarm
    assert reached.persons


def test_a_special_grid_that_lies_over_several_townships_is_sent_what_lies_in_it() -> None:
    """Its own path is the city's, not the township's; a report in it was refused."""
    people, reach = staff(), grid("S1", "special", 1, ROOT, f"{ROOT}.S1", special=True)
    people.add("handler-S1", Role.HANDLER, "S1")
    found = Directory(
        1,
        [*grids(), reach],
        [(reach.id, uid(GROUP))],
        units(),
        people.persons.values(),
        people.posts,
        around_the_clock(people.posts),
    )
    city = world(found=found)
    view = city.submit(who(INFORMANT), report("99999", source="informant"), MONDAY)
    assert view.incident.state == State.DISPATCHED
    assert [task.grid_id for task in view.tasks.values()] == [reach.id]


def test_what_two_tasks_ask_for_at_once_is_not_granted_beyond_the_cap() -> None:
    """Both may ask while the cap is not reached; who grants is held to it as well."""
    story = Story().handling().does("dispatcher-east", "split", to={"unit": "water"}).does("water-1", "acknowledge")
    until = story.now + timedelta(days=3)
    story.does(HANDLER, "request_suspension", until=until, reason="等材料")
    story.does("water-1", "request_suspension", until=until, reason="等停水")
    first, second = sorted(story.view.requests)
    story.does("dispatcher-east", "grant_suspension", request=first)
    with pytest.raises(Blocked, match="suspensions_left"):
        story.does("dispatcher-east", "grant_suspension", request=second)
    story.does("dispatcher-east", "refuse_suspension", request=second, reason="已经挂账一次")
    assert sum(task.suspensions for task in story.view.tasks.values()) == 1
