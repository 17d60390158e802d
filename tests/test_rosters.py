"""What a change of a roster comes to, and what it leaves uncovered, against a slow count minute by minute."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.people import Post, Role, Roster, RosterKind
from models.roster import ChangeKind
from tests.small import (
    EAST,
    GROUP,
    MONDAY,
    OTHER_VILLAGE,
    ROOT,
    SINCE,
    VILLAGE,
    Staff,
    by_day,
    calendar,
    directory,
    rules,
    staff,
    uid,
)
from workflow.calendar import SHANGHAI
from workflow.directory import Directory
from workflow.errors import BadInput
from workflow.facts import Facts
from workflow.identity import Seeded
from workflow.rights import edits_roster, sees_roster
from workflow.roster import seeing
from workflow.roster.books import Books
from workflow.roster.changes import CHANGES, Wish
from workflow.roster.checking import amendment
from workflow.roster.coverage import AHEAD, fails, gaps, spans, uncovered
from workflow.roster.stand_ins import could_act

DAY = date(2026, 6, 8)
HANDLER, OTHER = f"handler-{VILLAGE}", f"handler-{OTHER_VILLAGE}"
DUTY_POST = uid(f"duty-east:duty:{EAST}")
HANDLER_POST = uid(f"{HANDLER}:handler:{VILLAGE}")
WEEK_MINUTES = 7 * 1440


def night(post: UUID, name: str = "night", **more: Any) -> Roster:
    fields: dict[str, Any] = {"from_minute": 1200, "to_minute": 480, "starts_on": date(2026, 1, 1)} | more
    return Roster(id=uid(f"{name}:{post}"), post_id=post, **fields)


def books(rosters: list[Roster] | None = None, people: Staff | None = None, now: datetime = MONDAY) -> Books:
    people = people or staff()
    lines = by_day(people) if rosters is None else rosters
    return Books(directory(lines, people), calendar(), now, Seeded(1), rules())


def wish(kind: str, line: UUID | None = None, /, **payload: Any) -> Wish:
    known = ChangeKind(kind)
    return Wish(known, CHANGES[known].model_validate({"reason": "排班", **payload}), line)


def after(asked: Wish, known: Books) -> Directory:
    return amendment(asked, known).applied(known.directory)


def refused(asked: Wish, known: Books) -> tuple[str, str]:
    with pytest.raises(BadInput) as fault:
        amendment(asked, known)
    return fault.value.field, fault.value.reason


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def on(found: Directory, post: UUID, at: str) -> UUID | None:
    return found.on_duty(found.posts[post], local(at), calendar())


# By example


def test_a_planned_shift_is_kept_from_its_first_day_to_its_last() -> None:
    known = books(rosters=[])
    asked = wish(
        "shift", post=str(DUTY_POST), begins="20:00", ends="08:00", starts_on="2026-06-10", ends_on="2026-06-11"
    )
    found = after(asked, known)
    assert on(found, DUTY_POST, "2026-06-10T19:59") is None
    assert on(found, DUTY_POST, "2026-06-10T20:00") == on(found, DUTY_POST, "2026-06-12T07:59") == uid("duty-east")
    assert on(found, DUTY_POST, "2026-06-12T08:00") is None


def test_a_leave_that_leaves_nobody_awake_in_time_is_told_as_the_proof_finds_it() -> None:
    people = staff()
    night = ("duty-east", "gas-1")
    known = Books(directory(by_day(people, *night), people), calendar(), MONDAY, Seeded(1), rules())
    leave = {"person": str(uid("duty-east")), "starts_on": "2026-06-10", "ends_on": "2026-06-11", "reason": "年休假"}
    alone = amendment(wish("leave", **leave), known)
    found = fails(alone, alone.applied(known.directory), known)
    assert {each.code for each in found} == {"duty-woken"}
    assert all(each.facts["began"] >= "2026-06-09T16:00" for each in found)
    covered = amendment(wish("leave", **leave, substitute=str(uid("chief-east"))), known)
    assert fails(covered, covered.applied(known.directory), known) == ()


def test_on_leave_the_substitute_stands_in_and_what_is_left_uncovered_is_said() -> None:
    known = books()
    leave = {"person": str(uid(HANDLER)), "starts_on": "2026-06-09", "ends_on": "2026-06-10"}
    found = after(wish("leave", **leave, substitute=str(uid(OTHER))), known)
    assert on(found, HANDLER_POST, "2026-06-09T10:00") == uid(OTHER)
    assert uncovered(amendment(wish("leave", **leave, substitute=str(uid(OTHER))), known), found, known) == []
    alone = amendment(wish("leave", **leave), known)
    left = uncovered(alone, alone.applied(known.directory), known)
    assert [(gap.role, gap.place, gap.start, gap.end) for gap in left] == [
        (Role.HANDLER, VILLAGE, local("2026-06-09T08:00"), local("2026-06-09T18:00")),
        (Role.HANDLER, VILLAGE, local("2026-06-10T08:00"), local("2026-06-10T18:00")),
    ]
    assert left[0].passes[0].persons == (uid("duty-east"),)
    assert left[0].passes[0].end == left[0].end


def test_a_leave_of_who_stands_in_uncovers_what_they_stood_in_for() -> None:
    people = staff()
    leave = Roster(
        id=uid("leave"),
        kind=RosterKind.LEAVE,
        post_id=HANDLER_POST,
        starts_on=date(2026, 6, 9),
        ends_on=date(2026, 6, 10),
        substitute_id=uid(OTHER),
    )
    known = books([*by_day(people), leave], people)
    asked = amendment(wish("leave", person=str(uid(OTHER)), starts_on="2026-06-10", ends_on="2026-06-10"), known)
    left = uncovered(asked, asked.applied(known.directory), known)
    assert {(gap.place, gap.start.astimezone(SHANGHAI).date()) for gap in left} == {
        (VILLAGE, date(2026, 6, 10)),
        (OTHER_VILLAGE, date(2026, 6, 10)),
    }


def test_one_night_is_swapped_and_no_other() -> None:
    known = books([night(DUTY_POST)])
    found = after(
        wish("swap", line=str(known.directory.lines_of(DUTY_POST)[0].id), on=str(DAY), person=str(uid("chief-east"))),
        known,
    )
    assert on(found, DUTY_POST, "2026-06-08T20:00") == on(found, DUTY_POST, "2026-06-09T07:59") == uid("chief-east")
    assert on(found, DUTY_POST, "2026-06-09T20:00") == on(found, DUTY_POST, "2026-06-08T07:00") == uid("duty-east")


def test_ending_a_line_takes_the_swaps_of_it_along_and_a_line_that_has_begun_is_not_struck() -> None:
    line, coming = night(DUTY_POST), night(HANDLER_POST, starts_on=date(2026, 7, 1))
    swap = line.but(
        id=uid("swap"), starts_on=date(2026, 6, 20), ends_on=date(2026, 6, 20), substitute_id=uid("chief-east")
    )
    known = books([line, swap, coming])
    ended = amendment(wish("end", line.id, ends_on="2026-06-14"), known)
    assert ended.struck == (swap.id,)
    assert on(ended.applied(known.directory), DUTY_POST, "2026-06-15T07:00") == uid("duty-east")
    assert on(ended.applied(known.directory), DUTY_POST, "2026-06-15T21:00") is None
    assert refused(wish("strike", line.id), known) == ("line", "line-has-begun")
    assert amendment(wish("strike", coming.id), known).struck == (coming.id,)


LEAVE = {"person": str(uid(HANDLER)), "starts_on": "2026-06-09", "ends_on": "2026-06-10"}
NIGHT = {"post": str(DUTY_POST), "begins": "20:00", "ends": "08:00", "starts_on": "2026-06-10"}
TEAM = {
    "name": "防汛",
    "grid": VILLAGE,
    "role": "handler",
    "persons": [str(uid(OTHER))],
    "starts_at": "2026-06-08T12:00:00+08:00",
    "ends_at": "2026-06-12T18:00:00+08:00",
    "shifts": [{"begins": "00:00", "ends": "24:00"}],
}


@pytest.mark.parametrize(
    ("kind", "payload", "more", "fault"),
    [
        ("shift", NIGHT, {"post": str(uid("nobody"))}, ("post", "unknown-post")),
        ("shift", NIGHT, {"starts_on": "2026-06-07"}, ("starts_on", "day-has-gone")),
        ("shift", NIGHT, {"starts_on": "2029-06-07"}, ("starts_on", "too-far-ahead")),
        ("shift", NIGHT, {"ends_on": "2026-06-09"}, ("ends_on", "ends-before-it-begins")),
        ("shift", NIGHT, {"begins": "07:00", "ends": "09:00"}, ("begins", "shift-overlaps")),
        ("leave", LEAVE, {"starts_on": "2026-06-01"}, ("starts_on", "day-has-gone")),
        ("leave", LEAVE, {"ends_on": "2028-06-01"}, ("ends_on", "too-far-ahead")),
        ("leave", LEAVE, {"person": str(uid("nobody"))}, ("person", "unknown-person")),
        ("leave", LEAVE, {"post": str(DUTY_POST)}, ("post", "no-post-then")),
        ("leave", LEAVE, {"substitute": str(uid("nobody"))}, ("substitute", "unknown-person")),
        ("leave", LEAVE, {"substitute": str(uid(HANDLER))}, ("substitute", "stands-in-for-themselves")),
        ("leave", LEAVE, {"substitute": str(uid(f"informant-{GROUP}"))}, ("substitute", "no-post-that-could-act")),
        ("leave", LEAVE, {"substitute": str(uid("dispatcher-west"))}, ("substitute", "no-post-that-could-act")),
        ("leave", LEAVE, {"substitute": str(uid("intake-east"))}, ("substitute", "on-leave-then")),
        ("leave", LEAVE, {"person": str(uid("intake-east"))}, ("starts_on", "leave-overlaps")),
        ("surge", TEAM, {"role": "supervisor"}, ("role", "no-surge-role")),
        ("surge", TEAM, {"role": "unit_member"}, ("role", "no-surge-role")),
        ("surge", TEAM, {"grid": "nowhere"}, ("grid", "unknown-grid")),
        ("surge", TEAM, {"persons": [str(uid("nobody"))]}, ("persons", "unknown-person")),
        ("surge", TEAM, {"persons": [str(uid("intake-east"))]}, ("persons", "on-leave-then")),
        ("surge", TEAM, {"ends_at": "2026-06-08T08:00:00+08:00"}, ("ends_at", "day-has-gone")),
        ("surge", TEAM, {"ends_at": "2026-12-08T08:00:00+08:00"}, ("ends_at", "surge-too-long")),
        ("end_surge", {"name": "防汛", "grid": VILLAGE}, {}, ("name", "no-such-surge")),
    ],
)
def test_what_cannot_be_is_refused_by_field_and_reason(
    kind: str, payload: Mapping[str, Any], more: Mapping[str, Any], fault: tuple[str, str]
) -> None:
    people = staff()
    away = Roster(
        id=uid("away"),
        kind=RosterKind.LEAVE,
        post_id=uid(f"intake-east:intake:{EAST}"),
        starts_on=date(2026, 6, 8),
        ends_on=date(2026, 6, 12),
    )
    assert refused(wish(kind, **{**payload, **more}), books([*by_day(people), away], people)) == fault


@pytest.mark.parametrize(
    ("more", "fault"),
    [
        ({"line": str(uid("nothing"))}, ("line", "unknown-line")),
        ({"on": "2026-06-05"}, ("on", "shift-is-over")),
        ({"on": "2025-06-05"}, ("on", "no-shift-then")),
        ({"person": str(uid("duty-east"))}, ("person", "stands-in-for-themselves")),
        ({"person": str(uid("gas-1"))}, ("person", "no-post-that-could-act")),
        ({"person": str(uid("second"))}, ("person", "on-duty-then")),
    ],
)
def test_a_swap_that_cannot_be_is_refused(more: Mapping[str, Any], fault: tuple[str, str]) -> None:
    people = staff()
    people.add("second", Role.DUTY, EAST)
    line = night(DUTY_POST)
    known = books([line, night(people.posts[-1].id, "second")], people)
    asked = {"line": str(line.id), "on": str(DAY), "person": str(uid("chief-east")), **more}
    assert refused(wish("swap", **asked), known) == fault


def test_a_surge_teams_rights_begin_and_end_exactly_with_it() -> None:
    known = books()
    found = after(wish("surge", **TEAM), known)
    start, end = local("2026-06-08T12:00"), local("2026-06-12T18:00")
    tick = timedelta(microseconds=1)

    def roles(at: datetime) -> set[str]:
        facts = Facts(found, calendar(), at)
        grids = (found.grid_by_id(post.grid_id) for post in facts.posts(uid(OTHER)) if post.grid_id)
        return {grid.code for grid in grids if grid}

    assert roles(start - tick) == roles(end) == {OTHER_VILLAGE}
    assert roles(start) == roles(end - tick) == {OTHER_VILLAGE, VILLAGE}
    told = found.reach(Role.HANDLER, f"{ROOT}.{EAST}.{VILLAGE}", local("2026-06-11T23:00"), calendar())
    assert told.persons == (uid(OTHER),), "at night the team alone is on duty"
    assert found.reach(Role.HANDLER, f"{ROOT}.{EAST}.{VILLAGE}", end, calendar()).persons != (uid(OTHER),)


def test_a_surge_team_can_be_sent_home_before_its_time_and_a_second_of_its_name_is_refused() -> None:
    known = books()
    called = after(wish("surge", **TEAM), known)
    later = Books(called, calendar(), local("2026-06-10T12:00"), Seeded(2), rules())
    assert refused(wish("surge", **TEAM), later) == ("name", "surge-known")
    ended = after(wish("end_surge", name="防汛", grid=VILLAGE), later)
    assert [post.valid_to for post in ended.posts.values() if post.surge] == [later.now]


# Against a slow count


LINES = st.lists(
    st.builds(
        lambda post, kind, start, length, first, days, sub: {
            "post": post,
            "kind": kind,
            "from_minute": start * 30,
            "to_minute": (start * 30 + length * 30) % 1440 or 1440,
            "starts_on": DAY + timedelta(days=first),
            "ends_on": DAY + timedelta(days=first + days),
            "substitute_id": sub,
        },
        st.integers(0, 1),
        st.sampled_from([RosterKind.SHIFT, RosterKind.SHIFT, RosterKind.LEAVE]),
        st.integers(0, 47),
        st.integers(1, 47),
        st.integers(-2, 6),
        st.integers(0, 5),
        st.none() | st.sampled_from([uid("chief-east"), uid("second"), uid("duty-east")]),
    ),
    max_size=5,
)


def desk_of_two() -> tuple[Staff, list[Post]]:
    people = staff()
    people.add("second", Role.DUTY, EAST)
    return people, [post for post in people.posts if post.role == Role.DUTY and post.grid_id == uid(EAST)]


def lines_of(drawn: list[dict[str, Any]], desk: list[Post]) -> list[Roster]:
    return [
        Roster(id=uid(f"line {n}"), post_id=desk[each["post"]].id, **{k: v for k, v in each.items() if k != "post"})
        for n, each in enumerate(drawn)
    ]


def minutes(found: Directory, desk: list[Post], start: datetime, count: int) -> list[bool]:
    """Whether anybody is on duty, minute by minute in steps of thirty: no line turns in between."""
    times = (start + timedelta(minutes=30 * n) for n in range(count // 30))
    return [any(found.is_on_duty(post, at, calendar()) for post in desk) for at in times]


@settings(max_examples=25)
@given(LINES)
def test_gaps_are_what_a_count_minute_by_minute_finds(drawn: list[dict[str, Any]]) -> None:
    people, desk = desk_of_two()
    found = directory(lines_of(drawn, desk), people)
    start, end = local("2026-06-08T00:00"), local("2026-06-15T00:00")
    seen = minutes(found, desk, start, WEEK_MINUTES)
    holes = gaps(found, desk, start, end, calendar())
    for n, manned in enumerate(seen):
        at = start + timedelta(minutes=30 * n)
        assert manned != any(begin <= at < finish for begin, finish in holes), at
    assert all(one[1] < two[0] for one, two in pairwise(holes)), "in order and apart"


@settings(max_examples=20)
@given(LINES, st.integers(0, 1), st.integers(0, 6), st.integers(0, 3))
def test_what_a_leave_leaves_uncovered_is_what_a_count_finds(
    drawn: list[dict[str, Any]], which: int, first: int, days: int
) -> None:
    people, desk = desk_of_two()
    known = Books(directory(lines_of(drawn, desk), people), calendar(), MONDAY, Seeded(1), rules())
    dates = {"starts_on": str(DAY + timedelta(days=first)), "ends_on": str(DAY + timedelta(days=first + days))}
    try:
        asked = amendment(wish("leave", person=str(desk[which].person_id), **dates), known)
    except BadInput:
        return
    found = asked.applied(known.directory)
    start = max(MONDAY, known.midnight(DAY + timedelta(days=first)))
    left = [gap for gap in uncovered(asked, found, known) if gap.role == Role.DUTY and gap.place == EAST]
    was, now = (minutes(each, desk, start, WEEK_MINUTES * 2) for each in (known.directory, found))
    for n, (before, manned) in enumerate(zip(was, now, strict=True)):
        at = start + timedelta(minutes=30 * n)
        assert (before and not manned) == any(gap.start <= at < gap.end for gap in left), at
    for gap in left:
        assert [gap.start, *(p.end for p in gap.passes)] == [*(p.start for p in gap.passes), gap.end]
        assert all(passing.persons for passing in gap.passes)


@settings(max_examples=25)
@given(LINES, st.integers(0, 9), st.sampled_from(["chief-east", "second", "duty-east", "dispatcher-east"]))
def test_a_swap_never_leaves_two_or_nobody_where_one_was(drawn: list[dict[str, Any]], day: int, name: str) -> None:
    people, desk = desk_of_two()
    known = Books(directory(lines_of(drawn, desk), people), calendar(), MONDAY, Seeded(1), rules())
    for line in list(known.directory.lines.values()):
        asked = wish("swap", line=str(line.id), on=str(DAY + timedelta(days=day)), person=str(uid(name)))
        try:
            found = after(asked, known)
        except BadInput:
            continue
        post = known.directory.posts[line.post_id]
        for n in range(11 * 48):
            at = MONDAY.replace(hour=0) - timedelta(days=1) + timedelta(minutes=30 * n)
            before, now = (each.on_duty(post, at, calendar()) for each in (known.directory, found))
            assert now == before or now == uid(name), at
            heads = [{d.on_duty(p, at, calendar()) for p in desk} - {None} for d in (known.directory, found)]
            assert len(heads[1]) >= len(heads[0]), at


@given(st.integers(1, 200), st.integers(1, 80))
def test_nobody_keeps_a_right_after_a_surge_teams_end(starts: int, hours: int) -> None:
    known = books()
    start = MONDAY + timedelta(hours=starts)
    end = start + timedelta(hours=hours)
    team = {**TEAM, "starts_at": start.isoformat(), "ends_at": end.isoformat()}
    found = after(wish("surge", **team), known)
    own = known.directory.posts_of(uid(OTHER), SINCE)
    for at, more in ((start - timedelta(seconds=1), 0), (start, 1), (end - timedelta(seconds=1), 1), (end, 0)):
        posts = found.posts_of(uid(OTHER), at) + found.standing_in(uid(OTHER), at, calendar())
        assert len(posts) == len(own) + more, at
    assert found.standing_in(uid(OTHER), end, calendar()) == ()


# Seeing


def test_spans_say_who_is_on_duty_and_a_week_says_as_what() -> None:
    people = staff()
    line = night(DUTY_POST)
    known = books([*(each for each in by_day(people) if each.post_id != DUTY_POST), line], people)
    found = after(wish("swap", line=str(line.id), on="2026-06-09", person=str(uid("chief-east"))), known)
    start, end = local("2026-06-09T00:00"), local("2026-06-10T12:00")
    post = found.posts[DUTY_POST]
    assert [(s.start, s.end, s.person) for s in spans(found, post, start, end, calendar())] == [
        (start, local("2026-06-09T08:00"), uid("duty-east")),
        (local("2026-06-09T08:00"), local("2026-06-09T20:00"), None),
        (local("2026-06-09T20:00"), local("2026-06-10T08:00"), uid("chief-east")),
        (local("2026-06-10T08:00"), end, None),
    ]
    east = found.grid(EAST)
    assert east is not None
    shown = seeing.week(found, east, DAY, calendar())
    row = next(row for row in shown.rows if row.post.id == DUTY_POST)
    tuesday = row.days[1].spans
    assert [seeing.how(found, post, span, calendar()) for span in tuesday] == ["own", "swap"]
    assert not any(row.post.role == Role.INFORMANT for row in shown.rows)
    assert {row.post.grid_id for row in shown.rows} == {uid(EAST), uid(VILLAGE), uid(OTHER_VILLAGE)}
    mine = seeing.mine(found, uid("chief-east"), MONDAY, calendar())
    assert (post, "swap") in [(each, seeing.how(found, each, span, calendar())) for each, span in mine]


def test_ones_own_shifts_are_shown_whole_that_which_runs_and_that_which_the_two_weeks_end_in() -> None:
    found = books().directory
    now = local("2026-06-09T09:30")
    mine = seeing.mine(found, uid("duty-east"), now, calendar())
    assert (mine[0][1].start, mine[0][1].end) == (local("2026-06-09T08:00"), local("2026-06-09T18:00"))
    assert (mine[-1][1].start, mine[-1][1].end) == (local("2026-06-23T08:00"), local("2026-06-23T18:00"))
    # Who always is on duty has no shift to show whole.
    lines = [night(DUTY_POST), night(DUTY_POST, "day", from_minute=480, to_minute=1200)]
    always = [span for post, span in seeing.mine(books(lines).directory, uid("duty-east"), now, calendar())]
    assert [(span.start, span.end) for span in always] == [(now, now + seeing.MINE)]


def test_who_would_be_told_now_is_what_the_deciding_asks() -> None:
    known = books()
    village = known.directory.grid(VILLAGE)
    assert village is not None
    midnight = datetime(2026, 6, 8, 16, 0, tzinfo=UTC)
    roles = {each.role: each for each in seeing.at(known.directory, village, midnight, calendar())}
    handler = roles[Role.HANDLER]
    assert handler.on_duty == ()
    assert handler.next_at == local("2026-06-09T08:00")
    assert handler.urgent.woken == (uid(HANDLER),)
    assert handler.told == known.directory.reach(Role.HANDLER, village.path, midnight, calendar())
    assert set(roles) == {
        Role.HANDLER,
        Role.INTAKE,
        Role.DISPATCHER,
        Role.DUTY,
        Role.TOWNSHIP_SUPERVISOR,
        Role.SUPERVISOR,
        Role.CENTRE,
    }


# Rights

EDITS = {
    "township-east": {"handler", "duty", "dispatcher"},
    "chief-east": {"duty", "dispatcher"},
    "township-west": {"far"},
    "chief-west": {"far"},
    "supervisor": {"handler", "duty", "dispatcher", "far", "gas", "city"},
    "admin": {"handler", "duty", "dispatcher", "far", "gas", "city", "centre"},
}
POSTS = {
    "handler": HANDLER_POST,
    "duty": DUTY_POST,
    "dispatcher": uid(f"dispatcher-east:dispatcher:{EAST}"),
    "far": uid("duty-west:duty:9001002"),
    "gas": uid("gas-1:unit_member:gas"),
    "city": uid(f"duty:duty:{ROOT}"),
    "centre": uid(f"centre:centre:{ROOT}"),
}


def test_who_may_change_whose_roster() -> None:
    known = books()
    for name in staff().persons:
        own = known.directory.posts_of(uid(name), MONDAY)
        may = {each for each, post in POSTS.items() if edits_roster(own, known.directory.posts[post], known.directory)}
        assert may == EDITS.get("supervisor" if name == "supervisor2" else name, set()), name


SUPERVISORS = {"supervisor", "supervisor2"}
CITY_STAFF = {"duty", "centre"} | SUPERVISORS


def who_could_act(name: str) -> set[str]:
    """Who can stand in for somebody of the small city, written out by role."""
    side, villages = ("west", "9001002") if "west" in name or "9001002" in name else ("east", EAST)
    desks = {f"{desk}-{side}" for desk in ("intake", "dispatcher", "chief", "duty")}
    township = desks | {f"township-{side}", f"handler-{villages}001", f"handler-{villages}002"}
    match name.split("-")[0]:
        case "admin" | "centre":
            return {name}
        case "supervisor" | "supervisor2":
            return SUPERVISORS
        case "township":
            return {name} | SUPERVISORS
        case "duty" if name == "duty":
            return CITY_STAFF
        case "chief":
            return desks | {f"township-{side}"} | CITY_STAFF
        case "gas" | "water" as unit:
            return {f"{unit}-1", f"{unit}-2"}
        case _:
            return {name} | township | CITY_STAFF


def test_who_can_stand_in_for_whom_of_every_role_for_every_role() -> None:
    people = staff()
    found = books().directory
    assert {post.role for post in people.posts} == set(Role)
    for post in people.posts:
        name = next(each for each, person in people.persons.items() if person.id == post.person_id)
        able = {each for each in people.persons for own in found.held_by(uid(each)) if could_act(own, post, found)}
        assert able == who_could_act(name), name


def test_staff_see_the_rosters_of_their_own_township_and_informants_nobodys() -> None:
    known = books()

    def sees(name: str, *paths: str, unit: str | None = None) -> bool:
        own = known.directory.posts_of(uid(name), MONDAY)
        return sees_roster(own, paths, uid(unit) if unit else None, known.directory)

    east, west = f"{ROOT}.{EAST}", f"{ROOT}.9001002"
    for name in (HANDLER, "intake-east", "township-east", "duty-east"):
        assert sees(name, east), name
        assert sees(name, f"{east}.{OTHER_VILLAGE}"), name
        assert sees(name, ROOT, unit="gas"), name
        assert not sees(name, west), name
        assert not sees(name, ROOT), name
    for name in ("supervisor", "centre", "admin", "duty"):
        assert sees(name, west), name
    assert not sees(f"informant-{GROUP}", f"{east}.{VILLAGE}.{GROUP}")
    assert sees("gas-1", ROOT, unit="gas")
    assert not sees("gas-1", ROOT, unit="water")


def test_the_report_looks_four_weeks_ahead() -> None:
    assert timedelta(days=28) == AHEAD
