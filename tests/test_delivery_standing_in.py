"""Who is told instead of somebody who does not answer."""

from datetime import date

from models.people import Roster, RosterKind
from tests.small import EAST, GROUP, MONDAY, ROOT, VILLAGE, around_the_clock, calendar, directory, staff, uid
from workflow.delivery.standing_in import substitute

HERE = f"{ROOT}.{EAST}.{VILLAGE}.{GROUP}"


def leave(name: str, instead: str | None = None) -> list[Roster]:
    """A leave of all posts of somebody."""
    return [
        Roster(
            id=uid(f"leave:{post.id}"),
            kind=RosterKind.LEAVE,
            post_id=post.id,
            starts_on=date(2026, 6, 1),
            substitute_id=uid(instead) if instead else None,
        )
        for post in staff().posts
        if post.person_id == uid(name)
    ]


def instead_of(name: str, *leaves: list[Roster], path: str = HERE, told: tuple[str, ...] = ()) -> str | None:
    rosters = around_the_clock(staff().posts) + [line for lines in leaves for line in lines]
    known = frozenset(uid(each) for each in told)
    found = substitute(directory(rosters), uid(name), path, MONDAY, calendar(), known)
    return next((each for each in staff().persons if uid(each) == found), None)


def test_first_comes_who_stands_in_by_the_roster() -> None:
    assert instead_of("dispatcher-east", leave("dispatcher-east", "township-east")) == "township-east"


def test_then_another_of_the_same_desk_who_is_on_duty() -> None:
    assert instead_of("dispatcher-east") == "chief-east"
    assert instead_of("gas-1") == "gas-2"


def test_then_the_duty_desk() -> None:
    assert instead_of("dispatcher-east", told=("chief-east",)) == "duty-east"
    assert instead_of("gas-1", leave("gas-2")) == "duty-east"


def test_then_up() -> None:
    assert instead_of("dispatcher-east", leave("chief-east"), leave("duty-east")) == "township-east"
    assert instead_of("supervisor", path="") == "supervisor2"
    assert instead_of("supervisor", told=("supervisor2",), path="") == "duty"


def test_never_the_person_nor_who_has_the_message_already() -> None:
    everybody = tuple(staff().persons)
    for name in everybody:
        assert instead_of(name) not in (None, name), name
    assert instead_of("dispatcher-east", told=everybody) is None
