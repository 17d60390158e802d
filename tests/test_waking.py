"""Who is sent and who is told as the rosters say: whoever is on duty, whoever stands in, and urgent ones wake."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from models.notice import NoticeKind
from models.people import Language, Role, Roster, RosterKind
from models.task import TaskState
from models.territory import Unit
from tests.small import (
    GROUP,
    INFORMANT,
    MONDAY,
    OTHER_VILLAGE,
    ROOT,
    SINCE,
    VILLAGE,
    Staff,
    by_day,
    calendar,
    directory,
    grids,
    report,
    staff,
    uid,
    units,
    who,
    world,
)
from workflow.commands import PAYLOADS
from workflow.directory import Directory
from workflow.facts import Facts
from workflow.machines import Move
from workflow.memory import World
from workflow.receivers import suggested
from workflow.rights import scope
from workflow.rules.language import Receiver
from workflow.sentences import Names, reason

NIGHT = datetime(2026, 6, 8, 16, 0, tzinfo=UTC)
"""Midnight after the small city's Monday."""
HANDLER, STAND_IN = f"handler-{VILLAGE}", f"handler-{OTHER_VILLAGE}"
BURST = "H0502"
"""A gas pipe that burst: urgent, accepted and sent out by the rules."""


def city(*awake: str, leaves: Sequence[Roster] = ()) -> World:
    people = staff()
    return world(found=directory([*by_day(people, *awake), *leaves], people))


def leave(name: str, role: Role, where: str, substitute: str | None = None) -> Roster:
    return Roster(
        id=uid(f"leave {name}"),
        kind=RosterKind.LEAVE,
        post_id=uid(f"{name}:{role}:{where}"),
        starts_on=date(2026, 6, 8),
        ends_on=date(2026, 6, 12),
        substitute_id=uid(substitute) if substitute else None,
    )


def told(found: World, kind: NoticeKind) -> set[UUID]:
    return {n.recipient_id for n in found.notices.values() if n.kind == kind}


def reasons(found: World, ref: UUID) -> list[dict[str, Any]]:
    return [each for entry in found.entries[ref] for each in entry.reasons]


def do(found: World, name: str, ref: UUID, move: Move, now: datetime = MONDAY, **payload: Any) -> None:
    found.fire(who(name), ref, move, PAYLOADS[move].model_validate(payload), now)


def test_an_urgent_case_wakes_the_unit_that_it_is_given_to_where_no_duty_desk_is_manned() -> None:
    found = city()
    ref = found.submit(who(INFORMANT), report(BURST, severity=1), NIGHT).incident.id
    assert {uid("gas-1"), uid("gas-2")} <= told(found, NoticeKind.ASSIGNED)
    assert {uid("dispatcher-east"), uid("chief-east")} == told(found, NoticeKind.ARRIVED)
    assert all(notice.urgent for notice in found.notices.values()), "so that quiet hours let it through"
    woken = [each for each in reasons(found, ref) if each["code"] == "woken"]
    assert {"code": "woken", "sought": "gas", "count": "2"} in woken
    facts = found.entries[ref][-1].facts or {}
    assert facts["asked"]["reach:unit:gas"]["woken"] == sorted([str(uid("gas-1")), str(uid("gas-2"))])


def test_an_urgent_case_goes_to_the_manned_duty_desk_and_lets_the_others_sleep() -> None:
    found = city("duty-east")
    ref = found.submit(who(INFORMANT), report(BURST, severity=1), NIGHT).incident.id
    assert told(found, NoticeKind.ARRIVED) == told(found, NoticeKind.ASSIGNED) == {uid("duty-east")}
    assert not [each for each in reasons(found, ref) if each["code"] == "woken"]


def test_a_case_that_is_not_urgent_waits_for_whoever_is_on_duty_next() -> None:
    found = city("centre")
    found.submit(who(INFORMANT), report(), NIGHT)
    assert told(found, NoticeKind.ARRIVED) == {uid("centre")}


@pytest.mark.parametrize("language", Language)
def test_why_tells_who_was_woken(language: Language) -> None:
    found = city()
    ref = found.submit(who(INFORMANT), report(BURST, severity=1), NIGHT).incident.id
    names = Names(language, found.directory, found.rules)
    said = [reason(names, each) for each in reasons(found, ref) if each["code"] == "woken"]
    assert said
    assert all("Gas" in each or "G9001" not in each for each in said)
    assert not any("{" in each or "$" in each for each in said)


def test_the_same_night_leads_to_the_same_notices() -> None:
    def once() -> dict[str, Any]:
        found = city()
        found.submit(who(INFORMANT), report(BURST, severity=1), NIGHT)
        found.sweep(NIGHT + timedelta(hours=3))
        return found.notices

    assert once() == once()


def test_a_task_given_to_a_person_on_leave_goes_to_the_substitute() -> None:
    away = leave(HANDLER, Role.HANDLER, VILLAGE, STAND_IN)
    found = city(leaves=[away])
    ref = found.submit(who(INFORMANT), report(), MONDAY).incident.id
    do(found, "dispatcher-east", ref, Move.ACCEPT)
    do(found, "dispatcher-east", ref, Move.DISPATCH, to={"person": str(uid(HANDLER))})
    assert told(found, NoticeKind.ASSIGNED) == {uid(STAND_IN)}
    view, facts = found.views[ref], Facts(found.directory, found.calendar, MONDAY)
    seen = scope(who(STAND_IN), facts.posts(uid(STAND_IN)), found.directory)
    assert seen.persons == (uid(HANDLER),)
    assert seen.sees(view.incident, view.tasks.values())
    do(found, STAND_IN, ref, Move.ACKNOWLEDGE)
    do(found, STAND_IN, ref, Move.RESOLVE, note="清理完毕")
    assert [task.state for task in found.views[ref].tasks.values()] == [TaskState.DONE]


def test_what_was_asked_of_a_person_on_leave_is_asked_of_the_substitute_too() -> None:
    checker, other = f"informant-{VILLAGE}02", f"informant-{OTHER_VILLAGE}01"
    found = city(leaves=[leave(checker, Role.INFORMANT, f"{VILLAGE}02", other)])
    ref = found.submit(who(INFORMANT), report(source="resident"), MONDAY).incident.id
    if found.views[ref].incident.checker_id is None:
        do(found, "dispatcher-east", ref, Move.CHECK, person=str(uid(checker)))
    assert uid(other) in told(found, NoticeKind.CHECK)
    do(found, other, ref, Move.CONFIRM)
    assert found.views[ref].incident.checked is True


def test_what_somebody_reported_stays_theirs_while_they_are_on_leave() -> None:
    other = f"informant-{OTHER_VILLAGE}01"
    found = city(leaves=[leave(INFORMANT, Role.INFORMANT, GROUP, other)])
    ref = found.submit(who(INFORMANT), report(where=f"{OTHER_VILLAGE}02"), MONDAY).incident.id
    view, facts = found.views[ref], Facts(found.directory, found.calendar, MONDAY)
    assert not scope(who(other), facts.posts(uid(other)), found.directory).sees(view.incident, ())


def with_units(*more: Unit, lines: list[Roster], people: Staff) -> Directory:
    return Directory(1, grids(), (), [*units(), *more], people.persons.values(), people.posts, lines)


def test_of_units_equally_near_one_that_somebody_is_on_duty_of_is_sent() -> None:
    people = staff()
    people.add("alpha-1", Role.UNIT_MEMBER, None, "alpha")
    twin = Unit(
        id=uid("alpha"), code="alpha", name="Alpha", kind="gas", paths=[ROOT], categories=["*"], valid_from=SINCE
    )
    path = f"{ROOT}.9001001"

    def sent(*awake: str) -> str | None:
        found = with_units(twin, lines=by_day(people, *awake), people=people)
        facts = Facts(found, calendar(), NIGHT)
        target = suggested([Receiver(how="unit", unit="gas")], BURST, path, [], facts)
        return target.code if target else None

    assert sent() == "alpha"
    assert sent("alpha-1", "gas-1") == "alpha"
    assert sent("gas-1") == "gas"


def test_where_a_route_names_a_role_whoever_is_on_duty_is_chosen_before_who_is_woken() -> None:
    people, path = staff(), f"{ROOT}.9001001"
    for awake in ("dispatcher-east", "chief-east", "supervisor"):
        facts = Facts(directory(by_day(people, awake), people), calendar(), NIGHT)
        target = suggested([Receiver(how="role", role=Role.DISPATCHER)], BURST, path, [], facts, urgent=True)
        assert target is not None
        assert target.id == uid(awake)
