"""The directory: who is where, who is on duty, and that it always reaches somebody."""

import json
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import count
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID, uuid5

import pytest
import shapely
from hypothesis import example, given, settings
from hypothesis import strategies as st
from shapely.geometry import shape

from models.people import Person, Post, Role, Roster, RosterDays, RosterKind
from models.territory import Grid, Unit
from workflow.calendar import SHANGHAI, Calendar
from workflow.days import Season, Slots, published_days
from workflow.demonstration import City, demonstration
from workflow.directory import Directory, Passed, Place, Reached
from workflow.territory import TIERS, read_tree

CALENDAR = Calendar(published_days(1), Slots((Season(((480, 720), (840, 1080))),)))
SINCE = datetime(2020, 1, 1, tzinfo=UTC)
NAMES = UUID(int=0)
GAOYOU = Path(__file__).parents[1] / "workflow" / "cities" / "gaoyou.csv"

CITY, EAST, WEST = "1", "1.101", "1.102"
VILLAGE, GROUP, OTHER, MARKET = "1.101.10101", "1.101.10101.1010101", "1.101.10102", "1.101.10101.10101s01"
LEVELS = {1: "county", 2: "township", 3: "village", 4: "group"}


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


FRIDAY = local("2026-11-20 10:00")
"""An ordinary working day at ten in the morning, within a slot."""
NIGHT = local("2026-11-20 23:00")


def uid(name: str) -> UUID:
    return uuid5(NAMES, name)


def grid(path: str, **more: Any) -> Grid:
    steps = path.split(".")
    level = len(steps)
    fields: dict[str, Any] = {
        "id": uid(path),
        "code": steps[-1],
        "name": f"G{steps[-1]}",
        "tier": LEVELS[level],
        "level": level,
        "parent_id": uid(".".join(steps[:-1])) if level > 1 else None,
        "path": path,
        "valid_from": SINCE,
    }
    return Grid(**(fields | more))


GRIDS = [
    grid(CITY),
    grid(EAST),
    grid(WEST),
    *(grid(f"{town}.{town[2:]}{n:02}") for town in (EAST, WEST) for n in (1, 2)),
    *(grid(f"{town}.{town[2:]}{n:02}.{town[2:]}{n:02}{g:02}") for town in (EAST, WEST) for n in (1, 2) for g in (1, 2)),
    grid(MARKET, tier="special", level=3, special=True, kind="market"),
]
PATHS = [at.path for at in GRIDS if not at.special]


class Staff:
    """Persons are called by their post: `handler@1.101.10101`, a second one `handler@1.101.10101#2`."""

    def __init__(self) -> None:
        self.posts: dict[str, Post] = {}
        self.rosters: list[Roster] = []
        self.units: dict[str, Unit] = {}
        self.numbers = count()

    def post(self, name: str, person: str | None = None, **more: Any) -> "Staff":
        role, _, at = name.partition("@")
        place = at.partition("#")[0]
        where: dict[str, Any] = {"unit_id": uid(place)} if place in self.units else {"grid_id": uid(place)}
        fields: dict[str, Any] = {
            "id": uid(f"post {name}"),
            "person_id": uid(person or name),
            "role": Role(role),
            "valid_from": SINCE,
        }
        self.posts[name] = Post(**(fields | where | more))
        return self

    def unit(self, code: str, *paths: str, **more: Any) -> "Staff":
        fields: dict[str, Any] = {
            "id": uid(code),
            "code": code,
            "name": code,
            "kind": code,
            "paths": list(paths),
            "categories": ["*"],
        }
        self.units[code] = Unit(**(fields | {"valid_from": SINCE} | more))
        return self

    def line(self, name: str, hours: str, kind: RosterKind = RosterKind.SHIFT, **more: Any) -> "Staff":
        start, end = (int(part[:2]) * 60 + int(part[3:]) for part in hours.split("-"))
        fields: dict[str, Any] = {"starts_on": date(2020, 1, 1), "from_minute": start, "to_minute": end, "kind": kind}
        number = f"line {next(self.numbers):03}"
        self.rosters.append(Roster(**({"id": uid(number), "post_id": self.posts[name].id} | fields | more)))
        return self

    def leave(self, name: str, first: str, last: str, substitute: str | None = None) -> "Staff":
        days = {"starts_on": date.fromisoformat(first), "ends_on": date.fromisoformat(last)}
        return self.line(
            name, "00:00-24:00", RosterKind.LEAVE, substitute_id=uid(substitute) if substitute else None, **days
        )

    def always(self, *names: str) -> "Staff":
        for name in names:
            self.post(name).line(name, "00:00-24:00")
        return self

    def asleep(self, *names: str) -> "Staff":
        """On duty from six to seven in the morning, later for each."""
        for i, name in enumerate(names):
            self.post(name).line(name, f"06:{i:02}-07:{i:02}")
        return self

    def directory(self, grids: Iterable[Grid] = GRIDS, covers: Iterable[tuple[str, str]] = ()) -> Directory:
        persons = {post.person_id: Person(id=post.person_id, name=name) for name, post in self.posts.items()}
        pairs = [(uid(special), uid(at)) for special, at in covers]
        return Directory(
            1, list(grids), pairs, self.units.values(), persons.values(), self.posts.values(), self.rosters
        )

    def reach(self, role: Role, path: str, now: datetime = FRIDAY, *exclude: str, urgent: bool = False) -> Reached:
        return self.directory().reach(role, path, now, CALENDAR, frozenset(map(uid, exclude)), urgent)


def persons(*names: str) -> tuple[UUID, ...]:
    return tuple(sorted(map(uid, names)))


CHAIN = (
    f"duty@{EAST}",
    f"township_supervisor@{EAST}",
    f"duty@{CITY}",
    f"supervisor@{CITY}",
    f"centre@{CITY}",
    f"admin@{CITY}",
)


# Reaching


def test_those_on_duty_at_the_deepest_grid_that_has_the_role_are_told() -> None:
    staff = Staff().always(f"handler@{VILLAGE}", f"handler@{VILLAGE}#2", f"handler@{EAST}", f"handler@{OTHER}")
    staff.asleep(f"handler@{VILLAGE}#3")
    both = persons(f"handler@{VILLAGE}", f"handler@{VILLAGE}#2")
    assert staff.reach(Role.HANDLER, GROUP) == Reached(both, Role.HANDLER, (), alarm=False)
    assert staff.reach(Role.HANDLER, EAST).persons == persons(f"handler@{EAST}")


def test_a_sleeping_post_passes_to_the_duty_desk_of_its_township_without_an_alarm() -> None:
    staff = Staff().asleep(f"handler@{VILLAGE}").always(f"duty@{EAST}", f"duty@{CITY}", f"duty@{WEST}")
    reached = staff.reach(Role.HANDLER, GROUP)
    wakes = local("2026-11-21 06:00")
    assert reached.persons == persons(f"duty@{EAST}")
    assert reached.role == Role.DUTY
    assert reached.passed == (Passed(Role.HANDLER, "10101", "asleep", wakes),)
    assert not reached.alarm


def test_an_empty_post_passes_on_with_an_alarm() -> None:
    staff = Staff().always(f"duty@{EAST}")
    reached = staff.reach(Role.HANDLER, GROUP)
    assert reached == Reached(
        persons(f"duty@{EAST}"), Role.DUTY, (Passed(Role.HANDLER, "10101", "empty", None),), alarm=True
    )


@pytest.mark.parametrize("steps", range(1, len(CHAIN)))
def test_it_passes_on_step_by_step_and_beyond_the_first_desk_with_an_alarm(steps: int) -> None:
    asleep = (f"dispatcher@{EAST}", *CHAIN[:steps])
    reached = Staff().asleep(*asleep).always(*CHAIN[steps:]).reach(Role.DISPATCHER, GROUP)
    assert reached.persons == persons(CHAIN[steps])
    assert [f"{p.role}@{p.grid}" for p in reached.passed] == [name.replace("1.101", "101") for name in asleep]
    assert reached.alarm


@pytest.mark.parametrize("steps", range(len(CHAIN)))
def test_empty_steps_are_passed_over_and_named(steps: int) -> None:
    reached = Staff().asleep(f"dispatcher@{EAST}").always(*CHAIN[steps:]).reach(Role.DISPATCHER, GROUP)
    assert reached.persons == persons(CHAIN[steps])
    assert [p.why for p in reached.passed] == ["asleep"] + ["empty"] * steps
    assert reached.alarm == (steps > 0)


def test_if_all_sleep_whoever_is_on_duty_first_is_told_with_an_alarm() -> None:
    staff = Staff().asleep(*reversed(CHAIN), f"dispatcher@{EAST}")
    reached = staff.reach(Role.DISPATCHER, GROUP)
    assert reached.persons == persons(f"admin@{CITY}")
    assert (reached.role, reached.alarm, len(reached.passed)) == (Role.ADMIN, True, 7)


def test_if_nobody_wakes_within_two_weeks_the_holders_of_the_post_are_told() -> None:
    staff = Staff().post(f"handler@{VILLAGE}").post(f"duty@{EAST}")
    for name in list(staff.posts):
        staff.line(name, "08:00-18:00", starts_on=date(2030, 1, 1))
    reached = staff.reach(Role.HANDLER, GROUP)
    assert reached.persons == persons(f"handler@{VILLAGE}")
    assert reached.alarm
    assert {p.next_at for p in reached.passed} == {None}


def test_where_the_chain_is_empty_any_holder_of_a_post_is_told() -> None:
    staff = Staff().unit("gas", CITY).post("unit_member@gas").always(f"informant@{GROUP}")
    assert staff.reach(Role.SUPERVISOR, WEST).persons == persons(f"informant@{GROUP}")
    assert Staff().unit("gas", CITY).post("unit_member@gas").reach(Role.DUTY, WEST).persons == persons(
        "unit_member@gas"
    )
    nobody = Staff().reach(Role.DUTY, WEST)
    assert (nobody.persons, nobody.role, nobody.alarm) == ((), None, True)


def test_what_is_urgent_wakes_nobody_while_a_duty_desk_is_manned() -> None:
    for steps in (1, 2):
        desks = (f"duty@{EAST}", f"duty@{CITY}")
        staff = Staff().asleep(f"handler@{VILLAGE}", *desks[: steps - 1]).always(desks[steps - 1])
        assert staff.reach(Role.HANDLER, GROUP, urgent=True) == staff.reach(Role.HANDLER, GROUP)
        assert staff.reach(Role.HANDLER, GROUP, urgent=True).woken == ()


def test_what_is_urgent_wakes_the_sleeping_holders_beside_whoever_is_on_duty_above() -> None:
    sleeping = (f"handler@{VILLAGE}", f"handler@{VILLAGE}#2")
    staff = Staff().asleep(*sleeping, f"duty@{EAST}", f"duty@{CITY}").always(f"supervisor@{CITY}")
    reached = staff.reach(Role.HANDLER, GROUP, urgent=True)
    assert reached.persons == persons(*sleeping, f"supervisor@{CITY}")
    assert reached.woken == persons(*sleeping)
    assert (reached.on_duty, reached.role, reached.alarm) == (persons(f"supervisor@{CITY}"), Role.SUPERVISOR, True)
    assert staff.reach(Role.HANDLER, GROUP).persons == persons(f"supervisor@{CITY}"), "what is not urgent waits"


def test_if_all_sleep_what_is_urgent_wakes_the_post_now_and_not_whoever_is_on_duty_next() -> None:
    staff = Staff().asleep(*reversed(CHAIN), f"dispatcher@{EAST}")
    reached = staff.reach(Role.DISPATCHER, GROUP, urgent=True)
    assert reached.persons == reached.woken == reached.on_duty == persons(f"dispatcher@{EAST}")
    assert (reached.role, reached.alarm) == (Role.DISPATCHER, True)
    assert staff.reach(Role.DISPATCHER, GROUP).persons == persons(f"admin@{CITY}")


def test_if_the_post_is_empty_and_all_sleep_what_is_urgent_wakes_the_duty_desk() -> None:
    reached = Staff().asleep(*CHAIN).reach(Role.DISPATCHER, GROUP, urgent=True)
    assert (reached.persons, reached.woken, reached.role) == (persons(CHAIN[0]), persons(CHAIN[0]), Role.DUTY)


def test_who_is_on_leave_is_let_sleep_and_whoever_stands_in_is_woken() -> None:
    name, other = f"handler@{VILLAGE}", f"handler@{OTHER}"
    staff = Staff().asleep(name, other, *CHAIN).leave(name, "2026-11-20", "2026-11-22", other)
    assert staff.reach(Role.HANDLER, GROUP, urgent=True).woken == persons(other)
    staff = Staff().asleep(name, f"{name}#2", *CHAIN).leave(name, "2026-11-20", "2026-11-22")
    assert staff.reach(Role.HANDLER, GROUP, urgent=True).woken == persons(f"{name}#2")
    alone = Staff().asleep(name, *CHAIN).leave(name, "2026-11-20", "2026-11-22")
    assert alone.reach(Role.HANDLER, GROUP, urgent=True).woken == persons(CHAIN[0])


def test_a_post_of_the_city_passes_to_the_citys_desk_not_to_a_townships() -> None:
    staff = Staff().asleep(f"supervisor@{CITY}").always(f"duty@{EAST}", f"duty@{CITY}", f"centre@{CITY}")
    reached = staff.reach(Role.SUPERVISOR, GROUP)
    assert reached.persons == persons(f"duty@{CITY}")
    assert not reached.alarm


def test_a_sleeping_desk_passes_to_those_above_it_and_not_to_itself() -> None:
    staff = Staff().asleep(f"duty@{EAST}").always(f"duty@{CITY}")
    reached = staff.reach(Role.DUTY, GROUP)
    assert reached.persons == persons(f"duty@{CITY}")
    assert [(p.role, p.grid) for p in reached.passed] == [(Role.DUTY, "101"), (Role.TOWNSHIP_SUPERVISOR, "101")]
    assert reached.alarm


def test_a_desk_has_no_stand_in_so_whoever_it_passes_to_is_an_alarm() -> None:
    staff = Staff().asleep(f"duty@{EAST}").always(f"township_supervisor@{EAST}")
    assert staff.reach(Role.DUTY, GROUP).alarm


def test_a_place_that_is_not_known_is_the_citys() -> None:
    staff = Staff().always(*CHAIN)
    assert staff.reach(Role.INTAKE, CITY).persons == persons(f"duty@{CITY}")


def test_who_is_excluded_counts_as_if_not_there_unless_nobody_else_is() -> None:
    here, above = f"dispatcher@{EAST}", f"dispatcher@{CITY}"
    staff = Staff().always(here, f"{here}#2", above)
    assert staff.reach(Role.DISPATCHER, GROUP, FRIDAY, here).persons == persons(f"{here}#2")
    assert staff.reach(Role.DISPATCHER, GROUP, FRIDAY, here, f"{here}#2").persons == persons(above)
    assert staff.reach(Role.DISPATCHER, GROUP, FRIDAY, here, f"{here}#2", above).persons != ()


def test_a_substitute_who_is_excluded_is_not_told() -> None:
    name, other = f"handler@{VILLAGE}", f"handler@{OTHER}"
    staff = Staff().post(name).post(other).always(f"duty@{EAST}").leave(name, "2026-11-20", "2026-11-20", other)
    assert staff.reach(Role.HANDLER, GROUP).persons == persons(other)
    assert staff.reach(Role.HANDLER, GROUP, FRIDAY, other).persons == persons(f"duty@{EAST}")


def test_posts_count_in_their_period_only() -> None:
    staff = Staff().always(f"handler@{EAST}")
    staff.post(f"handler@{VILLAGE}", valid_to=FRIDAY).post(f"handler@{VILLAGE}#2", valid_from=NIGHT)
    assert staff.reach(Role.HANDLER, GROUP, FRIDAY - timedelta(minutes=1)).persons == persons(f"handler@{VILLAGE}")
    assert staff.reach(Role.HANDLER, GROUP, FRIDAY).persons == persons(f"handler@{EAST}")


def test_a_unit_reaches_its_members_on_duty_and_else_the_desk_of_the_place() -> None:
    staff = Staff().unit("gas", CITY).always("unit_member@gas").post("unit_member@gas#2").always(f"duty@{EAST}")
    directory = staff.directory()
    target = directory.target_unit("gas", NIGHT)
    assert target is not None
    assert directory.members(target, NIGHT) == persons("unit_member@gas", "unit_member@gas#2")
    assert directory.reach_target(target, GROUP, NIGHT, CALENDAR).persons == persons("unit_member@gas")
    asleep = Staff().unit("gas", CITY).post("unit_member@gas").always(f"duty@{EAST}").directory()
    reached = asleep.reach_target(target, GROUP, NIGHT, CALENDAR)
    assert reached.persons == persons(f"duty@{EAST}")
    assert reached.passed == (Passed(Role.UNIT_MEMBER, "gas", "asleep", local("2026-11-23 08:00")),)


def test_a_grid_reaches_its_own_handlers_and_a_person_their_posts() -> None:
    staff = Staff().always(f"handler@{VILLAGE}", f"handler@{EAST}").post(f"informant@{GROUP}")
    directory = staff.directory()
    village, other = directory.target_grid("10101", NIGHT), directory.target_grid("10102", NIGHT)
    person = directory.target_person(uid(f"informant@{GROUP}"), FRIDAY)
    assert village is not None
    assert other is not None
    assert person is not None
    assert directory.reach_target(village, GROUP, NIGHT, CALENDAR).persons == persons(f"handler@{VILLAGE}")
    assert directory.members(other, NIGHT) == ()
    assert directory.reach_target(other, OTHER, NIGHT, CALENDAR).passed[0].why == "empty"
    assert directory.members(person, NIGHT) == (person.id,)
    assert directory.reach_target(person, GROUP, FRIDAY, CALENDAR).persons == (person.id,)


# Duty


def test_a_post_without_shifts_is_on_duty_in_the_calendars_slots() -> None:
    staff = Staff().post(f"handler@{VILLAGE}")
    directory, post = staff.directory(), staff.posts[f"handler@{VILLAGE}"]
    assert directory.is_on_duty(post, FRIDAY, CALENDAR)
    assert directory.next_on_duty(post, FRIDAY, CALENDAR) == FRIDAY
    assert not directory.is_on_duty(post, local("2026-11-20 12:00"), CALENDAR)
    assert directory.next_on_duty(post, local("2026-11-20 12:30"), CALENDAR) == local("2026-11-20 14:00")
    assert directory.next_on_duty(post, NIGHT, CALENDAR) == local("2026-11-23 08:00")


def test_a_night_belongs_to_the_day_on_which_it_begins() -> None:
    staff = Staff().post(f"duty@{EAST}").line(f"duty@{EAST}", "20:00-06:00", days=RosterDays.WORKDAYS)
    directory, post = staff.directory(), staff.posts[f"duty@{EAST}"]
    on = [
        hour for hour in range(48) if directory.is_on_duty(post, local("2026-11-20") + timedelta(hours=hour), CALENDAR)
    ]
    assert on == [0, 1, 2, 3, 4, 5, *range(20, 30)], "the night of Thursday, and of Friday into Saturday"
    assert directory.next_on_duty(post, local("2026-11-21 06:00"), CALENDAR) == local("2026-11-23 20:00")


def test_days_are_the_calendars_with_holidays_and_make_up_days() -> None:
    staff = Staff().post(f"duty@{EAST}").line(f"duty@{EAST}", "08:00-18:00", days=RosterDays.RESTDAYS)
    directory, post = staff.directory(), staff.posts[f"duty@{EAST}"]
    assert directory.is_on_duty(post, local("2026-10-01 10:00"), CALENDAR), "a Thursday, National Day"
    assert not directory.is_on_duty(post, local("2026-10-10 10:00"), CALENDAR), "a Saturday, made up"


def test_weekdays_and_periods_bound_a_line() -> None:
    staff = Staff().post(f"duty@{EAST}")
    staff.line(f"duty@{EAST}", "08:00-18:00", weekdays=0b0010001, ends_on=date(2026, 11, 20))
    directory, post = staff.directory(), staff.posts[f"duty@{EAST}"]
    days = [d for d in range(9, 31) if directory.is_on_duty(post, local(f"2026-11-{d:02} 10:00"), CALENDAR)]
    assert days == [9, 13, 16, 20]
    assert directory.next_on_duty(post, local("2026-11-20 18:00"), CALENDAR) is None


def test_on_leave_the_substitute_does_the_holders_hours() -> None:
    name = f"handler@{VILLAGE}"
    staff = Staff().post(name).line(name, "08:00-18:00").post(f"handler@{OTHER}").always(f"duty@{EAST}")
    staff.leave(name, "2026-11-20", "2026-11-22", f"handler@{OTHER}")
    directory = staff.directory()
    assert staff.reach(Role.HANDLER, GROUP).persons == persons(f"handler@{OTHER}")
    assert staff.reach(Role.HANDLER, GROUP, NIGHT).persons == persons(f"duty@{EAST}")
    assert staff.reach(Role.HANDLER, GROUP, FRIDAY + timedelta(days=3)).persons == persons(name)
    assert directory.standing_in(uid(f"handler@{OTHER}"), FRIDAY, CALENDAR) == (staff.posts[name],)
    assert directory.standing_in(uid(f"handler@{OTHER}"), NIGHT, CALENDAR) == (staff.posts[name],), "the leave goes on"
    assert directory.standing_in(uid(f"handler@{OTHER}"), local("2026-11-23"), CALENDAR) == ()
    assert directory.standing_in(uid(name), FRIDAY, CALENDAR) == ()


def test_on_leave_without_a_substitute_the_post_sleeps_until_the_leave_is_over() -> None:
    name = f"handler@{VILLAGE}"
    staff = Staff().post(name).always(f"duty@{EAST}").leave(name, "2026-11-18", "2026-11-24")
    reached = staff.reach(Role.HANDLER, GROUP)
    assert reached.persons == persons(f"duty@{EAST}")
    assert reached.passed == (Passed(Role.HANDLER, "10101", "asleep", local("2026-11-25 08:00")),)


def test_a_substitute_on_leave_stands_in_for_nobody() -> None:
    name, other = f"handler@{VILLAGE}", f"handler@{OTHER}"
    staff = Staff().post(name).post(other).always(f"duty@{EAST}")
    staff.leave(name, "2026-11-16", "2026-11-27", other).leave(other, "2026-11-19", "2026-11-21")
    reached = staff.reach(Role.HANDLER, GROUP)
    assert reached.persons == persons(f"duty@{EAST}")
    assert reached.passed[0].next_at == local("2026-11-23 08:00"), "the substitute is back"
    assert staff.directory().standing_in(uid(other), FRIDAY, CALENDAR) == ()


def test_duty_may_begin_when_a_leave_with_a_substitute_does() -> None:
    name, day = f"handler@{VILLAGE}", date(2026, 11, 20)
    staff = Staff().always(name).post(f"handler@{OTHER}").leave(name, "2026-11-16", "2026-11-22")
    stands_in: dict[str, Any] = {"starts_on": day, "ends_on": day, "substitute_id": uid(f"handler@{OTHER}")}
    staff.line(name, "15:00-24:00", RosterKind.LEAVE, **stands_in)
    assert staff.directory().next_on_duty(staff.posts[name], FRIDAY, CALENDAR) == local("2026-11-20 15:00")
    staff.line(f"handler@{OTHER}", "15:00-17:30", RosterKind.LEAVE)
    assert staff.directory().next_on_duty(staff.posts[name], FRIDAY, CALENDAR) == local("2026-11-20 17:30")


def test_a_swapped_shift_is_done_by_whoever_swapped() -> None:
    name = f"duty@{EAST}"
    staff = Staff().always(name).post(f"duty@{WEST}")
    day = date(2026, 11, 20)
    staff.line(name, "20:00-08:00", starts_on=day, ends_on=day, substitute_id=uid(f"duty@{WEST}"))
    assert staff.reach(Role.DUTY, EAST).persons == persons(name)
    assert staff.reach(Role.DUTY, EAST, NIGHT).persons == persons(f"duty@{WEST}")
    assert staff.reach(Role.DUTY, EAST, NIGHT + timedelta(hours=10)).persons == persons(name)
    directory, other = staff.directory(), uid(f"duty@{WEST}")
    assert directory.standing_in(other, NIGHT, CALENDAR) == (staff.posts[name],)
    assert directory.standing_in(other, NIGHT + timedelta(hours=10), CALENDAR) == ()


# Duty, against a slow reference that is written from the model's own words


def covers(line: Roster, at: datetime) -> bool:
    here = at.astimezone(SHANGHAI)
    for back in (0, 1):
        day = here.date() - timedelta(days=back)
        minute = here.hour * 60 + here.minute + back * 1440
        end = line.to_minute if line.to_minute > line.from_minute else line.to_minute + 1440
        kind = {RosterDays.ALL: True, RosterDays.WORKDAYS: CALENDAR.is_workday(day)}
        if (
            line.from_minute <= minute < end
            and line.starts_on <= day <= (line.ends_on or date.max)
            and line.weekdays >> day.weekday() & 1
            and kind.get(line.days, not CALENDAR.is_workday(day))
        ):
            return True
    return False


def expected(post: Post, posts: Sequence[Post], rosters: Sequence[Roster], at: datetime) -> set[UUID]:
    """Who may be on duty for a post; several where its lines contradict each other."""

    def away(person: UUID) -> bool:
        own = {other.id for other in posts if other.person_id == person}
        return any(line.kind == RosterKind.LEAVE and line.post_id in own and covers(line, at) for line in rosters)

    mine = [line for line in rosters if line.post_id == post.id]
    shifts = [line for line in mine if line.kind == RosterKind.SHIFT]
    on = [line for line in shifts if covers(line, at)]
    swaps = {line.substitute_id for line in on if line.substitute_id and not away(line.substitute_id)}
    if swaps:
        return swaps
    if not on and (shifts or not CALENDAR.in_slot(at)):
        return set()
    leaves = [line for line in mine if line.kind == RosterKind.LEAVE and covers(line, at)]
    if not leaves:
        return {post.person_id}
    return {line.substitute_id for line in leaves if line.substitute_id and not away(line.substitute_id)}


PEOPLE = [f"{role}@{path}" for role, path in [("handler", VILLAGE), ("handler", OTHER), ("duty", EAST), ("duty", CITY)]]
HALF_HOURS = st.integers(0, 47).map(lambda half: half * 30)
DAYS = st.integers(10, 30).map(lambda day: date(2026, 9, day)) | st.integers(1, 12).map(lambda day: date(2026, 10, day))
LINES = st.builds(
    lambda number, post, kind, days, weekdays, start, end, first, length, substitute: Roster(
        id=UUID(int=number),
        post_id=uid(f"post {post}"),
        kind=kind,
        days=days,
        weekdays=weekdays,
        from_minute=start,
        to_minute=end or 1440,
        starts_on=first,
        ends_on=first + timedelta(days=length) if length is not None else None,
        substitute_id=uid(substitute) if substitute else None,
    ),
    st.integers(0, 2**64),
    st.sampled_from(PEOPLE),
    st.sampled_from([RosterKind.SHIFT, RosterKind.SHIFT, RosterKind.LEAVE]),
    st.sampled_from(RosterDays),
    st.just(127) | st.integers(1, 127),
    HALF_HOURS,
    HALF_HOURS,
    DAYS,
    st.none() | st.integers(0, 20),
    st.none() | st.sampled_from(PEOPLE),
)
INSTANTS = st.integers(0, 30 * 48).map(lambda half: local("2026-09-10") + timedelta(minutes=30 * half))


def staffed(rosters: list[Roster]) -> Staff:
    staff = Staff()
    for name in PEOPLE:
        staff.post(name)
    staff.rosters = rosters
    return staff


@given(st.lists(LINES, max_size=8, unique_by=lambda line: line.id), INSTANTS)
def test_who_is_on_duty_is_what_the_roster_says(rosters: list[Roster], now: datetime) -> None:
    staff = staffed(rosters)
    directory, posts = staff.directory(), list(staff.posts.values())
    for post in posts:
        wanted, found = expected(post, posts, rosters, now), directory.on_duty(post, now, CALENDAR)
        assert found in wanted if wanted else found is None
        assert directory.is_on_duty(post, now, CALENDAR) == bool(wanted)


@st.composite
def one_posts_lines(draw: st.DrawFn) -> list[Roster]:
    """The first post's shifts and leaves, close together, and leaves of those who stand in for it."""
    mine = draw(st.lists(LINES, min_size=1, max_size=6, unique_by=lambda line: line.id))
    others = draw(st.lists(LINES, max_size=3, unique_by=lambda line: line.id))
    first = date(2026, 9, 14)
    close = [
        line.but(post_id=uid(f"post {PEOPLE[0]}"), starts_on=first + (line.starts_on - first) % timedelta(4))
        for line in mine
    ]
    return close + [line.but(id=UUID(int=line.id.int + 2**65), kind=RosterKind.LEAVE) for line in others]


@settings(max_examples=120)
@given(one_posts_lines(), st.integers(0, 6 * 48))
def test_the_next_duty_is_the_first_half_hour_that_has_any(rosters: list[Roster], half: int) -> None:
    now = local("2026-09-13") + timedelta(minutes=30 * half)
    staff = staffed(rosters)
    directory, post = staff.directory(), staff.posts[PEOPLE[0]]
    posts = list(staff.posts.values())
    times = (now + timedelta(minutes=30 * half) for half in range(14 * 48 + 1))
    wanted = next((at for at in times if expected(post, posts, rosters, at)), None)
    assert directory.next_on_duty(post, now, CALENDAR) == wanted
    for hours in (5, -30, 60):
        other = now + timedelta(hours=hours)
        fresh = staff.directory().next_on_duty(post, other, CALENDAR)
        assert directory.next_on_duty(post, other, CALENDAR) == fresh, "what is kept is what would be found"


@given(
    st.sets(st.sampled_from([f"{role}@{path}" for role in Role for path in (*PATHS, "gas")]), max_size=5),
    st.lists(LINES, max_size=4, unique_by=lambda line: line.id),
    st.sampled_from(Role),
    st.sampled_from(PATHS),
    INSTANTS,
    st.integers(0, 31),
)
@example(set(), [], Role.ADMIN, CITY, FRIDAY, 0)
def test_it_always_reaches_somebody_while_anybody_holds_a_post(
    names: set[str], rosters: list[Roster], role: Role, path: str, now: datetime, excluded: int
) -> None:
    staff = Staff().unit("gas", CITY)
    for name in sorted(names):
        staff.post(name)
    posts = {post.id for post in staff.posts.values()}
    staff.rosters = [line for line in rosters if line.post_id in posts]
    out = frozenset(uid(name) for i, name in enumerate(sorted(names)) if excluded >> i & 1)
    directory = staff.directory()
    reached = directory.reach(role, path, now, CALENDAR, out)
    assert bool(reached.persons) == bool(names)
    assert reached == directory.reach(role, path, now, CALENDAR, out)
    stand_ins = {line.substitute_id for line in staff.rosters}
    known = {uid(name) for name in names} | stand_ins
    assert set(reached.persons) <= known
    if known - out - stand_ins:
        assert not set(reached.persons) & out
    assert reached.alarm or len(reached.passed) <= 1
    at_once = directory.reach(role, path, now, CALENDAR, out, urgent=True)
    assert bool(at_once.persons) == bool(names)
    assert set(at_once.woken) <= set(at_once.persons)
    on = {directory.on_duty(post, now, CALENDAR) for post in staff.posts.values()}
    assert set(at_once.on_duty) - set(at_once.woken) == (set(reached.persons) & set(at_once.persons)) - set(
        at_once.woken
    )
    if at_once.woken:
        assert not (set(at_once.persons) & on) or at_once.role != Role.DUTY
    else:
        assert at_once == reached


# Places


def test_a_place_knows_its_township_its_village_and_what_is_over_it() -> None:
    directory = Staff().directory(covers=[(MARKET, GROUP)])
    place = directory.place("1010101", FRIDAY)
    assert place == Place(uid(GROUP), "1010101", GROUP, "101", "10101", ("10101s01",), None)
    assert directory.place("101", FRIDAY) == Place(uid(EAST), "101", EAST, "101", None, (), None)
    assert directory.place("1", FRIDAY) == Place(uid(CITY), "1", CITY, None, None, (), None)
    assert directory.place("77", FRIDAY) is None


def test_what_lies_over_a_grid_lies_over_all_below_it() -> None:
    directory = Staff().directory(covers=[(MARKET, EAST)])
    for code in ("101", "10101", "1010102"):
        place = directory.place(code, FRIDAY)
        assert place is not None
        assert place.specials == ("10101s01",)
    assert directory.kinds_of(["10101s01", "1010101"]) == ("market",)


def test_a_special_grids_place_is_that_of_the_grid_it_hangs_under() -> None:
    place = Staff().directory().place("10101s01", FRIDAY)
    assert place is not None
    assert (place.path, place.specials) == (VILLAGE, ("10101s01",))


def test_a_grid_that_is_no_longer_in_use_is_no_place_and_its_code_may_be_used_again() -> None:
    old = grid(GROUP, id=uid("old"), valid_to=FRIDAY)
    moved = grid("1.101.10102.1010101", id=uid("new"), parent_id=uid(OTHER), valid_from=FRIDAY)
    others = [at for at in GRIDS if at.path != GROUP]
    directory = Staff().directory([*others, old, moved])
    before, after = directory.place("1010101", FRIDAY - timedelta(1)), directory.place("1010101", FRIDAY)
    assert (before and before.path, after and after.path) == (GROUP, moved.path)
    assert directory.grid("1010101") == moved
    assert directory.grid_by_id(uid("old")) == old
    assert directory.target_grid("1010101", FRIDAY) == directory.target("grid", moved.id)
    assert Staff().directory([*others, old]).place("1010101", FRIDAY) is None


def test_a_city_without_boundaries_places_no_point() -> None:
    directory = Staff().directory()
    assert not directory.has_boundaries
    assert directory.inside(32.78, 119.44) is None
    assert directory.locate(32.78, 119.44, FRIDAY) is None


def test_the_smallest_grid_that_holds_a_point_is_its_place() -> None:
    def square(west: float, south: float, size: float) -> dict[str, Any]:
        return json.loads(shapely.to_geojson(shapely.box(west, south, west + size, south + size)))  # type: ignore[no-any-return]

    drawn = {
        CITY: square(0, 0, 9),
        EAST: square(0, 0, 5),
        VILLAGE: square(0, 0, 5),
        OTHER: square(1, 1, 1),
        MARKET: square(4, 4, 3),
    }
    grids = [at.but(boundary=drawn.get(at.path)) for at in GRIDS]
    directory = Staff().directory(grids, covers=[(MARKET, GROUP)])
    assert directory.has_boundaries

    def at(lat: float, lon: float) -> tuple[str, tuple[str, ...]] | None:
        place = directory.locate(lat, lon, FRIDAY)
        return (place.grid, place.specials) if place else None

    assert at(1.5, 1.5) == ("10102", ())
    assert at(3, 3) == ("10101", ()), "as large as its township, but lower"
    assert at(4.5, 4.5) == ("10101", ("10101s01",))
    assert at(6, 6) == ("1", ("10101s01",))
    assert at(8, 8.5) == ("1", ())
    assert at(8, 10) is None
    assert [directory.inside(8, 8), directory.inside(8, 10), directory.inside(float("nan"), 8)] == [True, False, False]
    assert at(float("inf"), 1) is None


@cache
def city() -> City:
    return demonstration(read_tree(GAOYOU.read_bytes(), TIERS), 7, SINCE)


@cache
def gaoyou() -> Directory:
    made = city()
    return Directory(1, made.grids, made.covers, made.units, made.persons, made.posts, made.rosters)


def test_a_point_of_a_cell_is_placed_in_its_grid_and_in_the_special_grids_there() -> None:
    rng = Random(1)
    groups = [at for at in city().grids if at.tier == "group"]
    specials = {at.code: shape(at.boundary) for at in city().grids if at.special and at.boundary}
    for at in rng.sample(groups, 300):
        cell = shape(at.boundary or {})
        west, south, east, north = cell.bounds
        point = shapely.Point(rng.uniform(west, east), rng.uniform(south, north))
        if not cell.contains(point):
            point = cell.representative_point()
        place = gaoyou().locate(point.y, point.x, FRIDAY)
        assert place is not None
        assert place.grid == at.code
        assert set(place.specials) == {code for code, over in specials.items() if over.intersects(point)}
        assert gaoyou().inside(point.y, point.x)


def test_a_point_on_the_edge_between_two_grids_is_in_one_of_them_always_the_same() -> None:
    groups = [at for at in city().grids if at.tier == "group"][:200]
    corners = [shapely.get_coordinates(shape(at.boundary or {})).tolist()[0] for at in groups]
    first = [gaoyou().locate(lat, lon, FRIDAY) for lon, lat in corners]
    assert all(place is not None and place.village is not None for place in first)
    assert first == [gaoyou().locate(lat, lon, FRIDAY) for lon, lat in corners]


def test_grids_of_the_same_name_are_kept_apart_by_their_codes() -> None:
    named = [at for at in city().grids if at.name == "三河村委会"]
    assert len(named) == 2
    places = [gaoyou().place(at.code, FRIDAY) for at in named]
    assert {place and place.grid_id for place in places} == {at.id for at in named}
    assert len({place and place.township for place in places}) == 2
    reached = [gaoyou().reach(Role.HANDLER, at.path, local("2026-11-20 11:00"), CALENDAR).persons for at in named]
    assert reached[0] != reached[1]


# Receivers


def test_the_units_with_the_smallest_territory_come_first() -> None:
    staff = Staff().unit("b", CITY, kind="team").unit("a", CITY, kind="team").unit("east", EAST, kind="team")
    staff.unit("west", WEST, kind="team").unit("both", WEST, EAST, CITY, kind="team").unit("gas", CITY)
    directory = staff.directory()
    found = directory.units_for("team", "06010", GROUP, FRIDAY)
    assert [unit.code for unit in found] == ["both", "east", "a", "b"]
    assert directory.units_for("fire", "06010", GROUP, FRIDAY) == ()


@pytest.mark.parametrize(
    ("taken", "category", "takes"),
    [
        (["*"], "06010", True),
        (["06*"], "06010", True),
        (["06010"], "06010", True),
        (["05*", "06010"], "06010", True),
        (["06"], "06010", False),
        (["05*"], "06010", False),
        ([], "06010", False),
    ],
)
def test_a_unit_takes_keys_groups_or_all(taken: list[str], category: str, takes: bool) -> None:
    directory = Staff().unit("gas", CITY, categories=taken).directory()
    assert bool(directory.units_for("gas", category, GROUP, FRIDAY)) == takes


def test_a_unit_that_is_no_longer_in_use_is_nobodys_receiver_but_is_still_known() -> None:
    directory = Staff().unit("gas", CITY, valid_to=FRIDAY).directory()
    assert directory.units_for("gas", "06010", GROUP, FRIDAY) == ()
    assert directory.target_unit("gas", FRIDAY) is None
    assert directory.target_unit("oil", FRIDAY) is None
    assert directory.target("unit", uid("gas")).code == "gas"
    assert directory.unit("gas") == directory.unit_by_id(uid("gas"))
    with pytest.raises(KeyError):
        directory.target("grid", uid("gas"))


def test_the_nearest_handlers_up_to_the_township_handle_and_a_special_grids_own_come_first() -> None:
    def handles(*names: str, path: str = GROUP, specials: Sequence[str] = ()) -> str | None:
        staff = Staff()
        for name in names:
            staff.post(f"handler@{name}")
        found = staff.directory().handlers_grid(path, FRIDAY, specials)
        return found.code if found else None

    assert handles(VILLAGE, EAST, CITY) == "10101"
    assert handles(OTHER, EAST) == "101"
    assert handles(CITY, OTHER) is None
    assert handles(CITY, path=CITY) == "1"
    assert handles(VILLAGE, MARKET) == "10101"
    assert handles(VILLAGE, MARKET, specials=["10101s01"]) == "10101s01"
    assert handles(VILLAGE, specials=["10101s01", "gone"]) == "10101"


def test_the_nearest_informant_is_asked() -> None:
    names = [
        f"informant@{path}" for path in (GROUP, "1.101.10101.1010102", "1.101.10102.1010201", "1.102.10201.1020101")
    ]
    directory = Staff().post(names[3]).post(names[2]).post(names[1]).post(names[0]).directory()
    out: set[UUID] = set()
    for name in names[:3]:
        assert directory.informant(GROUP, FRIDAY, CALENDAR, frozenset(out)) == uid(name)
        out.add(uid(name))
    assert directory.informant(GROUP, FRIDAY, CALENDAR, frozenset(out)) is None
    assert directory.informant(OTHER, FRIDAY, CALENDAR, frozenset()) == uid(names[2])
    assert directory.informant(CITY, FRIDAY, CALENDAR, frozenset()) is None


def test_only_who_holds_a_post_now_can_be_given_something() -> None:
    staff = Staff().post(f"handler@{VILLAGE}", valid_to=FRIDAY)
    directory, person = staff.directory(), uid(f"handler@{VILLAGE}")
    assert directory.posts_of(person, FRIDAY - timedelta(1)) == (staff.posts[f"handler@{VILLAGE}"],)
    assert directory.target_person(person, FRIDAY) is None
    assert directory.target_person(uid("nobody"), FRIDAY) is None
    assert directory.target("person", person).name == f"handler@{VILLAGE}"


def test_a_territory_needs_a_root() -> None:
    with pytest.raises(ValueError, match="root"):
        Staff().directory([])
