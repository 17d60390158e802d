"""Whoever must act is on duty in time: what the proof says of rosters, held against the engine's own answers."""

from collections import Counter
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from models.people import Language, Role, Roster, RosterDays, RosterKind
from tests.seeds import parsed
from tests.small import EAST, FAR_GROUP, GROUP, MONDAY, ROOT, calendar, directory, rules, staff, uid
from tests.test_demonstration import city, directory_of
from workflow.directory import Directory
from workflow.proof import duty
from workflow.proof.desks import Desks
from workflow.proof.findings import Finding, Grade, Subject
from workflow.proof.hours import Hours, Spans, after, clipped, minus, second, union, window
from workflow.sentences import Names, sentence

THURSDAY = datetime.fromisoformat("2026-11-26T11:00:00+08:00")
BY_DAY = "{shift: {}, from: 08:00, to: 18:00}"
FOUR_HOURS = r'{find: "    to: grid\n", put: "    to: grid\n    budgets: {handle: 4h}\n"}'


def found(subject: Subject, grade: Grade | None = None) -> list[Finding]:
    return [each for each in duty.prove(subject, Counter()) if grade in (None, each.grade)]


def of(text: str) -> Subject:
    return parsed(f"about: a test\n{text}").subject()


# Spans

SECONDS = st.integers(0, 60)
SPANS = st.lists(st.tuples(SECONDS, SECONDS)).map(lambda pairs: union([tuple((a, b) for a, b in pairs if a < b)]))


def within(spans: Spans) -> set[int]:
    return {second for start, end in spans for second in range(start, end)}


@given(SPANS, SPANS)
def test_spans_are_sets_of_seconds(one: Spans, other: Spans) -> None:
    assert within(union((one, other))) == within(one) | within(other)
    assert within(minus(one, other)) == within(one) - within(other)
    assert within(clipped(one, 10, 40)) == within(one) & set(range(10, 40))
    for at in range(0, 61, 7):
        assert after(one, at) == min((each for each in within(one) if each >= at), default=None)


# Desks, against the engine's own answers

LINES = st.builds(
    lambda kind, post, days, weekdays, start, length, first, last, substitute: {
        "kind": kind,
        "post": post,
        "days": days,
        "weekdays": weekdays,
        "from_minute": start,
        "to_minute": (start + length) % 1440 or 1440,
        "starts_on": date(2026, 6, 1) + timedelta(days=first),
        "ends_on": date(2026, 6, 1) + timedelta(days=first + last) if last < 40 else None,
        "substitute_id": substitute if kind == RosterKind.LEAVE else None,
    },
    st.sampled_from([RosterKind.SHIFT, RosterKind.SHIFT, RosterKind.LEAVE]),
    st.integers(0, 40),
    st.sampled_from(RosterDays),
    st.integers(1, 127),
    st.integers(0, 1439),
    st.integers(30, 1440),
    st.integers(-5, 20),
    st.integers(0, 60),
    st.sampled_from([None, uid("supervisor2"), uid("duty")]),
)
PERIODS = st.lists(st.tuples(st.integers(0, 40), st.integers(-5, 25), st.integers(1, 30)), max_size=6)


def made(lines: list[dict[str, Any]], periods: list[tuple[int, int, int]]) -> Directory:
    people = staff()
    for index, first, length in periods:
        place = index % len(people.posts)
        start = MONDAY + timedelta(days=first)
        people.posts[place] = people.posts[place].but(valid_from=start, valid_to=start + timedelta(days=length))
    rosters = [
        Roster(id=uid(f"line {number}"), post_id=people.posts[line["post"] % len(people.posts)].id, **rest)
        for number, line in enumerate(lines)
        for rest in ({name: value for name, value in line.items() if name != "post"},)
    ]
    return directory(rosters, people)


@given(st.lists(LINES, max_size=25), PERIODS, st.lists(st.integers(0, 14 * 1440), min_size=5, max_size=20))
def test_a_desk_is_awake_when_the_engine_reaches_somebody_on_duty(
    lines: list[dict[str, Any]], periods: list[tuple[int, int, int]], minutes: list[int]
) -> None:
    there = made(lines, periods)
    start, end = window(MONDAY, timedelta(days=20))
    desks = Desks(there, Hours(there, calendar(), start, end))
    for minute in minutes:
        at = start + timedelta(minutes=minute)
        for role, code in (
            (Role.INTAKE, GROUP),
            (Role.DISPATCHER, FAR_GROUP),
            (Role.HANDLER, GROUP),
            (Role.CENTRE, EAST),
        ):
            place = there.place(code, at)
            assert place is not None
            desk = desks.of_role(role, place.path)
            reached = there.reach(role, place.path, at, calendar())
            assert holds(desk.own, at) == bool(reached.persons and not reached.passed), (role, at)
            posts = there.desk(role, place.path) or there.chain(place.path)
            awake = any(
                there.on_duty(post, at, calendar()) in reached.persons for post in (*posts, *there.posts.values())
            )
            anywhere = holds(desk.own, at) or holds(desk.chain, at)
            assert anywhere == (awake and not _last_resort(reached.passed, there)), (role, at)
            first = reached.passed[:1]
            calm = len(reached.passed) == 1 and reached.role == Role.DUTY
            assert not first or not calm or holds(desk.calm, at), (role, at)


def holds(spans: Spans, at: datetime) -> bool:
    return any(start <= second(at) < end for start, end in spans)


def _last_resort(passed: Any, there: Directory) -> bool:
    """Whether all desks of the chain were passed over, the administrator's too."""
    return any(each.role == Role.ADMIN and each.grid == ROOT for each in passed)


# Findings


@cache
def demonstration() -> Subject:
    return Subject(rules(), directory_of(city()), calendar(), THURSDAY)


def test_an_empty_post_says_to_whom_it_passes_in_a_city_that_began_within_this_minute() -> None:
    began = MONDAY + timedelta(seconds=30)
    posts = [post.but(valid_from=began) for post in staff().posts]
    people = staff()
    people.posts = posts
    there = Subject(rules(), directory(people=people), calendar(), began)
    passed = [each for each in found(there) if each.code == "duty-empty"]
    assert passed
    assert all("person" in each.facts for each in passed)


def test_the_demonstration_city_passes_and_says_little() -> None:
    subject = demonstration()
    examined = Counter[str]()
    findings = list(duty.prove(subject, examined))
    assert not [each for each in findings if each.grade == Grade.FAILURE]
    assert len(findings) <= 10
    assert examined["questions"] > 100_000


def test_a_city_without_a_night_desk_is_told_whom_its_urgent_cases_wake() -> None:
    made = city()
    desks = {post.id for post in made.posts if post.role == Role.DUTY}
    rosters = [line for line in made.rosters if line.post_id not in desks]
    there = Directory(1, made.grids, made.covers, made.units, made.persons, made.posts, rosters)
    findings = found(Subject(rules(), there, calendar(), THURSDAY))
    assert not [each for each in findings if each.grade == Grade.FAILURE]
    woken = [each.facts for each in findings if each.code == "duty-woken"]
    assert {"18:00", "22:00"} <= {facts["time"] for facts in woken}
    assert {"intake", "dispatcher", "handle"} <= {name for facts in woken for name in (facts["sought"], facts["stage"])}
    assert all(facts["due"] < facts["until"] and "person" in facts for facts in woken)
    assert len(findings) < 30


def test_repeats_that_a_route_asks_for_are_reported_first() -> None:
    edits = (
        r'{find: "category: [P01*], severity: [1, 2]}", put: "category: [P01*], repeats: \">=3\"}"},'
        r'{find: "    urgent: true\n", put: ""}'
    )
    (failure,) = found(of(f"rules: [{edits}]\ncity: [{BY_DAY}]"), Grade.FAILURE)
    assert failure.example is not None
    assert [act.move for act in failure.example.acts] == ["submit"] * 3


def test_a_hole_is_told_with_day_time_desk_place_and_who_comes_when() -> None:
    subject = of(f"rules: [{FOUR_HOURS}]\ncity: [{BY_DAY}]")
    (failure,) = found(subject, Grade.FAILURE)
    assert failure.facts["day"] == "mon"
    assert failure.facts["time"] == "18:00"
    assert failure.facts["sought"] == "handler"
    assert failure.facts["times"] == "30"
    names = Names(Language.EN, subject.directory, subject.rules)
    said = sentence(Language.EN, "proof", failure.code, failure.facts, names)
    assert said == (
        "Monday 18:00, handler, G9001001001: nobody is on duty before 9 Jun 2026 08:00, and nobody to whom it passes "
        "on. The time for handling (4 h) is over by then: at 8 Jun 2026 22:00. Next on duty: handler-9001001001. "
        "(In 30 days so often: 30; at so many desks: 4; first on 8 Jun 2026 18:00.)"
    )


def test_every_finding_is_said_in_both_languages() -> None:
    subjects = [
        of(f"rules: [{FOUR_HOURS}]\ncity: [{BY_DAY}]"),
        of("city: [{end_post: {}, at: 2026-06-15T00:00:00+08:00}]"),
    ]
    for subject in subjects:
        for finding in found(subject):
            for language in Language:
                names = Names(language, subject.directory, subject.rules)
                said = sentence(language, "proof", finding.code, finding.facts, names)
                assert said is not None
                assert "{" not in said


def test_what_is_urgent_wakes_and_is_a_warning() -> None:
    subject = of(f"city: [{BY_DAY}]")
    assert not found(subject, Grade.FAILURE)
    woken = [each for each in found(subject, Grade.WARNING) if each.code == "duty-woken"]
    assert [each.facts["sought"] for each in woken] == ["gas"]


def test_asleep_but_in_time_is_one_note_for_the_whole_city() -> None:
    notes = found(of(f"city: [{BY_DAY}]"), Grade.NOTE)
    assert [each.code for each in notes] == ["duty-asleep"]
    assert notes[0].facts["until"] == "2026-06-09T00:00:00+00:00"


def test_a_desk_that_only_somebody_above_the_duty_desk_answers_in_time_is_a_warning() -> None:
    subject = of(
        f"rules: [{FOUR_HOURS}]\n"
        "city: [{shift: {role: handler}, from: 11:00, to: 20:00}, {drop_post: {role: duty}}]"
    )
    passing = [each for each in found(subject, Grade.WARNING) if each.code == "duty-passes-up"]
    assert [(each.facts["sought"], each.facts["time"], each.facts["desks"]) for each in passing] == [
        ("handler", "20:00", "4")
    ]


def test_an_empty_post_is_a_warning_from_when_it_is_empty() -> None:
    subject = of('city: [{end_post: {role: dispatcher, grid: "9001001"}, at: 2026-06-15T00:00:00+08:00}]')
    empty = [
        each
        for each in found(subject, Grade.WARNING)
        if each.code == "duty-empty" and each.facts["sought"] == "dispatcher"
    ]
    assert ("9001001", "2026-06-14T16:00:00+00:00") in [(each.facts["grid"], each.facts["began"]) for each in empty]


def test_of_several_receivers_the_first_that_there_is_must_be_on_duty_and_the_others_need_not() -> None:
    two = r'{find: "    to: unit gas\n", put: "    to: [unit gas, grid]\n"}'
    city = "city: [{shift: {role: handler}, from: 11:00, to: 20:00}, {drop_post: {role: duty}}]"
    assert "duty-passes-up" not in {each.code for each in found(of(f"rules: [{two}]\n{city}"))}
    gone = city.replace("city: [", "city: [{drop_unit: gas}, ")
    passing = [each for each in found(of(f"rules: [{two}]\n{gone}")) if each.code == "duty-passes-up"]
    assert [each.facts["sought"] for each in passing] == ["handler"]


def test_a_route_with_hours_of_its_own_is_not_asked_outside_of_them() -> None:
    edits = (
        r'{find: "severity: [1, 2]}", put: "severity: [1, 2], time: 08:00-17:00}"},'
        r'{find: "    urgent: true\n", put: ""}'
    )
    subject = of(f"rules: [{edits}]\ncity: [{BY_DAY}]")
    assert not found(subject, Grade.FAILURE)
    assert "duty-unshown" in {each.code for each in found(subject, Grade.NOTE)}
