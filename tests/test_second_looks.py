"""Second looks at what was closed, and the two reviewers of a timeout appeal: one promise a test."""

from datetime import datetime, timedelta
from fractions import Fraction
from itertools import pairwise
from uuid import UUID

import pytest

from models.clock import Outcome, Stage
from models.incident import Ending, State
from models.inspection import Inspection
from models.notice import NoticeKind
from models.people import Role
from models.task import ObjectionState
from tests.acting import NAMES
from tests.small import EAST, GROUP, INFORMANT, MONDAY, around_the_clock, calendar, directory, report, staff, uid, who
from tests.stored import small_engine
from tests.test_life import HANDLER, Story
from workflow import jobs, lots, store
from workflow.commands import PAYLOADS
from workflow.errors import BadInput, Blocked, Forbidden, NotFound
from workflow.freezing import of_ledger
from workflow.identity import Seeded
from workflow.indicators import Mark, Span, marks
from workflow.lots import Closed
from workflow.machines import Move
from workflow.rules.sampling import Inspections, Sample
from workflow.view import replay
from workflow.works import WORKS

SUPERVISOR = "township-east"
NEIGHBOUR = f"informant-{GROUP[:-2]}02"


def closed() -> Story:
    return Story().closed()


def sent() -> Story:
    """A case that the township has looked at again, by hand."""
    return closed().does(SUPERVISOR, "inspect", reason="有群众说没清干净")


def last(story: Story) -> Inspection:
    return max(story.view.inspections.values(), key=lambda each: each.drawn_at)


def state(story: Story) -> str:
    return str(last(story).state)


def name_of(person: UUID | None) -> str:
    return next(name for name in NAMES if uid(name) == person)


# The life of a second look


def test_a_second_look_is_taken_by_the_nearest_informant_who_has_not_had_to_do_with_it() -> None:
    story = sent()
    assert (state(story), name_of(last(story).looker_id)) == ("looking", NEIGHBOUR)
    assert story.told(NoticeKind.INSPECTION, NEIGHBOUR)
    assert story.clock(Stage.INSPECTION).next_at is not None
    with pytest.raises(Forbidden):
        story.does(INFORMANT, "still_good")
    story.does(NEIGHBOUR, "still_good", note="还是干净的")
    assert (state(story), story.state) == ("passed", "closed")
    assert story.clock(Stage.INSPECTION).outcome == Outcome.MET


def test_what_a_second_look_finds_not_put_right_is_reopened_and_who_did_it_hears_of_it() -> None:
    story = sent()
    promise = story.view.incident.promise_at
    story.does(NEIGHBOUR, "not_good", reason="又堆了一堆")
    incident = story.view.incident
    assert (state(story), story.state, incident.reopens) == ("failed", "accepted", 1)
    assert story.told(NoticeKind.REWORK, HANDLER)
    assert story.told(NoticeKind.INSPECTED, SUPERVISOR)
    assert incident.ended_at is None
    assert incident.promise_at is not None
    assert promise is not None
    assert replay(story.world.entries[story.id]) == story.view


def test_a_case_is_looked_at_again_once_for_each_closing_and_no_oftener_than_it_may_be_reopened() -> None:
    story = sent().does(NEIGHBOUR, "still_good")
    with pytest.raises(Blocked, match="not_inspected"):
        story.does(SUPERVISOR, "inspect", reason="再看一次")
    for _ in range(story.world.rules.limits.reopens):
        story.does("supervisor", "reopen", reason="还要做")
        story.does("dispatcher-east", "dispatch").does(HANDLER, "acknowledge")
        story.does(HANDLER, "resolve").does("dispatcher-east", "verify", satisfied=True)
    with pytest.raises(Blocked, match="reopens_left"):
        story.does(SUPERVISOR, "inspect", reason="再看一次")


def test_a_case_that_lives_again_for_another_reason_has_nothing_to_look_at() -> None:
    story = sent().does("supervisor", "reopen", reason="没有做完")
    assert state(story) == "void"
    assert story.clock(Stage.INSPECTION).over
    objected = sent().does(INFORMANT, "object", reason="垃圾还在")
    assert state(objected) == "looking", "an objection waits beside it"
    objected.does("supervisor", "uphold", reason="属实")
    assert state(objected) == "void"


def test_a_failed_second_look_gives_who_objects_their_way() -> None:
    story = sent().does(INFORMANT, "object", reason="垃圾还在").does(NEIGHBOUR, "not_good", reason="垃圾还在")
    assert [each.state for each in story.view.objections.values()] == [ObjectionState.UPHELD]


def test_the_supervisor_sends_another_informant_of_the_township_or_looks() -> None:
    story = sent()
    for wrong in (INFORMANT, NEIGHBOUR.replace("9001001", "9001002"), HANDLER):
        with pytest.raises(BadInput, match="unknown-person"):
            story.does(SUPERVISOR, "send_to_look", person=str(uid(wrong)))
    story.does(SUPERVISOR, "send_to_look")
    other = name_of(last(story).looker_id)
    assert other not in (INFORMANT, NEIGHBOUR)
    with pytest.raises((Forbidden, NotFound)):
        story.does(NEIGHBOUR, "still_good")
    story.does(SUPERVISOR, "still_good", note="自己去看了")
    assert state(story) == "passed"


def test_where_nobody_can_be_sent_the_supervisor_is_told_and_looks() -> None:
    story, people = closed(), staff()
    people.posts = [post for post in people.posts if post.role != Role.INFORMANT]
    story.world.directory = directory(around_the_clock(people.posts), people)
    story.does("supervisor", "inspect", reason="抽查")
    assert (state(story), last(story).looker_id) == ("drawn", None)
    assert story.told(NoticeKind.INSPECTION, SUPERVISOR)
    assert story.clock(Stage.INSPECTION).next_at is not None
    story.does(SUPERVISOR, "not_good", reason="没修好")
    assert story.state == State.ACCEPTED


def test_where_whoever_was_sent_has_left_the_supervisor_is_reminded_and_sends_another() -> None:
    story, people = sent(), staff()
    people.posts = [post for post in people.posts if post.person_id != uid(NEIGHBOUR)]
    story.world.directory = directory(around_the_clock(people.posts), people)
    story.wait(days=1.5)
    assert story.told(NoticeKind.REMIND, SUPERVISOR)
    assert not story.told(NoticeKind.REMIND, "duty-east"), "the duty desk sends nobody"
    story.does(SUPERVISOR, "send_to_look")
    assert name_of(last(story).looker_id) not in (INFORMANT, NEIGHBOUR)


def test_whoever_did_the_work_or_closed_it_never_looks_again() -> None:
    story = Story().handling().does(HANDLER, "resolve").does("dispatcher-east", "verify", satisfied=True)
    story.does(SUPERVISOR, "inspect", reason="抽查")
    for name in (HANDLER, "dispatcher-east", INFORMANT):
        with pytest.raises((Forbidden, Blocked)):
            story.does(name, "still_good")


def test_a_second_look_that_nobody_takes_climbs_and_leaves_the_closed_case_alone() -> None:
    story = sent()
    for _ in range(9):
        story.wait(days=1)
    assert story.told(NoticeKind.REMIND, NEIGHBOUR)
    assert story.told(NoticeKind.RAISED, "supervisor")
    incident = story.view.incident
    assert (incident.level, incident.raised_at, incident.tabled_at, story.view.orders) == (2, None, None, {})


def test_a_second_look_counts_as_looked_at_and_a_failed_one_as_redone_once() -> None:
    story = sent().does(NEIGHBOUR, "not_good", reason="没修好")
    end = story.now + timedelta(days=1)
    row = of_ledger(story.view, story.world.entries[story.id], end)
    assert row is not None
    assert row.reworks == 1
    found = marks(row, Span(MONDAY - timedelta(days=1), end))
    assert {Mark.INSPECTED, Mark.INSPECTION_FAILED, Mark.REWORKED, Mark.LOOKED_AT} <= found
    passed = sent().does(NEIGHBOUR, "still_good")
    row = of_ledger(passed.view, passed.world.entries[passed.id], end)
    assert row is not None
    found = marks(row, Span(MONDAY - timedelta(days=1), end))
    assert Mark.INSPECTED in found
    assert not {Mark.INSPECTION_FAILED, Mark.REWORKED} & found


# Two reviewers


def late() -> Story:
    story = Story().handling().wait(days=2)
    story.does(HANDLER, "resolve").does("dispatcher-east", "verify", satisfied=True)
    return story.does(HANDLER, "appeal", reason="道路封闭")


def test_an_appeal_is_upheld_by_two_of_whom_neither_is_the_other() -> None:
    story = late().does(SUPERVISOR, "uphold", reason="属实")
    (appeal,) = story.view.objections.values()
    assert (appeal.state, appeal.level) == (ObjectionState.SECONDED, 1), "the township has no other supervisor"
    assert story.told(NoticeKind.OBJECTED, "supervisor")
    assert story.clock(Stage.REVIEW).next_at is not None
    with pytest.raises(Forbidden):
        story.does(SUPERVISOR, "uphold", reason="我再同意一次")
    story.does("supervisor", "uphold", reason="同意")
    assert replay(story.world.entries[story.id]) == story.view
    assert story.view.incident.exempt is True
    assert story.clock(Stage.HANDLE).outcome == Outcome.LATE, "late for ever in the record"
    with pytest.raises(Blocked, match="not_appealed"):
        story.does(HANDLER, "appeal", reason="再来")


def test_either_reviewer_may_dismiss_an_appeal() -> None:
    for reviewers in ((SUPERVISOR,), (SUPERVISOR, "supervisor2"), ("supervisor",), ("supervisor", SUPERVISOR)):
        story = late()
        for name in reviewers[:-1]:
            story.does(name, "uphold", reason="属实")
        story.does(reviewers[-1], "dismiss", reason="材料不足")
        (appeal,) = story.view.objections.values()
        assert (appeal.state, story.view.incident.exempt) == (ObjectionState.DISMISSED, False)


def test_a_second_review_has_a_clock_of_its_own_that_reminds() -> None:
    story = late().does("supervisor", "uphold", reason="属实")
    with pytest.raises(Blocked, match="did_not_second"):
        story.does("supervisor", "uphold", reason="我再同意一次")
    story.wait(days=3)
    (appeal,) = story.view.objections.values()
    assert appeal.level == 2, "the township's supervisor has not reviewed it yet"
    assert story.told(NoticeKind.WARN, SUPERVISOR)


def test_where_the_townships_other_reviewer_has_left_the_city_is_reminded_of_the_review() -> None:
    story, people = late(), staff()
    (post,) = [post for post in people.posts if post.person_id == uid(SUPERVISOR)]
    other = post.but(id=uid("post of another"), person_id=uid("chief-east"))
    people.posts = [*people.posts, other]
    two = directory(around_the_clock(people.posts), people)
    one, story.world.directory = story.world.directory, two
    story.does(SUPERVISOR, "uphold", reason="属实")
    (appeal,) = story.view.objections.values()
    assert (appeal.state, appeal.level) == (ObjectionState.SECONDED, 2)
    story.world.directory = one
    story.wait(days=1.9)
    assert story.told(NoticeKind.REMIND, "supervisor")
    story.does("supervisor", "uphold", reason="同意")
    assert story.view.incident.exempt is True


# The draw


def case(number: int, **more: object) -> Closed:
    seal = f"{number:064x}"
    return Closed(UUID(int=number), "06010", 4, Ending.VERIFIED, None, seal)._replace(**more)  # type: ignore[arg-type]


RULE = Inspections(
    "month",
    (
        Sample("unseen", Fraction(1, 2), endings=(Ending.TIMED_OUT,), at_most=3),
        Sample("rest", Fraction(1, 10), at_least=2, categories=("06*",)),
    ),
)


def test_the_lowest_lots_of_each_sample_are_drawn_the_same_whoever_draws() -> None:
    pool = [case(n) for n in range(40)] + [case(n, ending=Ending.TIMED_OUT) for n in range(100, 120)]
    drawn = lots.draw(pool, RULE, "2026-10")
    assert drawn == lots.draw(list(reversed(pool)), RULE, "2026-10")
    assert [(each["count"], each["size"]) for each in drawn.samples] == [(20, 3), (40, 4)]
    assert drawn.chosen != lots.draw(pool, RULE, "2026-11").chosen, "another month, another lot"
    chosen = {each.case.id for each in drawn.chosen}
    for each in pool:
        said = lots.why(each, RULE, drawn.samples, "2026-10")
        assert (said["code"] == "low-lot") == (each.id in chosen)
    assert lots.why(case(7, category="99999"), RULE, drawn.samples, "2026-10")["code"] == "fits-none"


def test_what_was_looked_at_by_hand_keeps_its_place_in_the_draw() -> None:
    pool = [case(n) for n in range(10)]
    drawn = {each.case.id for each in lots.draw(pool, RULE, "2026-10").chosen}
    first = min(drawn)
    again = lots.draw([each._replace(inspected=each.id == first) for each in pool], RULE, "2026-10")
    assert {each.case.id for each in again.chosen} == drawn - {first}


def test_periods_are_drawn_as_the_first_working_day_after_them_begins_and_missed_ones_are_caught_up() -> None:
    begun, now = datetime.fromisoformat("2026-01-15T00:00+08:00"), datetime.fromisoformat("2026-05-06T12:00+08:00")
    owed = [each.name for each in lots.owed(RULE, calendar(), begun, now, begun)]
    assert owed == ["2026-01", "2026-02", "2026-03", "2026-04"]
    may = lots.period("2026-04", RULE, calendar())
    assert may.due.astimezone(calendar().tz).isoformat()[:10] == "2026-05-06", "the first five days are a holiday"
    weekly = Inspections("week", RULE.samples)
    weeks = [lots.period(each.name, weekly, calendar()) for each in lots.owed(weekly, calendar(), begun, now, begun)]
    assert all(one.end == other.start for one, other in pairwise(weeks))
    for wrong in ("2026-13", "2026-1", "2026-W43", "x", "2026-10-01", "0000-01"):
        with pytest.raises(BadInput, match="no-inspection-period"):
            lots.period(wrong, RULE, calendar())


BY_HAND = (
    ("dispatcher-east", Move.ACCEPT),
    ("dispatcher-east", Move.DISPATCH),
    (HANDLER, Move.ACKNOWLEDGE),
    (HANDLER, Move.RESOLVE),
    ("dispatcher-east", Move.VERIFY),
)


async def test_a_townships_draw_takes_place_once_and_is_the_same_in_memory_and_in_the_database(
    database_url: str,
) -> None:
    """As a job by hand, of one township and then of the city: what was drawn is not drawn again."""
    now = MONDAY
    async with small_engine(database_url, Seeded(1), lambda: now) as engine:
        story = Story()
        await engine.submit(who(INFORMANT), report(), None, "key", "")
        for name, move in BY_HAND:
            said = PAYLOADS[move].model_validate({"satisfied": True} if move == Move.VERIFY else {})
            now = story.does(name, move, **said.model_dump(exclude_none=True)).now
            await engine.fire(who(name), story.id, move, said)
        now = story.now = datetime.fromisoformat("2026-07-01T09:00+08:00")
        story.world.second_looks.draw(MONDAY, now, MONDAY)
        job = await jobs.run_by_hand(engine, "inspection", "2026-06", EAST)
        assert (job.state, job.result) == ("done", {"closed": 1, "drawn": 1, "sent": 1})
        async with store.transaction(engine.database) as connection:
            views = await store.reading.load_views(connection, [story.id])
            assert views[story.id].inspections == story.view.inspections
            assert (
                await store.inspections.draw_of(connection, "2026-06", EAST)
                == story.world.second_looks.draws["2026-06", EAST]
            )
            assert await store.audit.unwatched(connection) == []
        await jobs.catch_up(engine, {"inspection": WORKS["inspection"]})
        async with store.transaction(engine.database) as connection:
            assert await store.inspections.of_period(connection, "2026-06") == list(story.view.inspections.values())
            assert len(await store.inspections.draws(connection, "2026-06", [EAST, "9001002"])) == 2
        with pytest.raises(BadInput, match="not-ended"):
            await jobs.run_by_hand(engine, "inspection", "2026-07", "")
        with pytest.raises(BadInput, match="foreign-scope"):
            await jobs.run_by_hand(engine, "inspection", "2026-06", "nowhere")
