"""Before somebody leaves a post, or grids are merged or split: what is orphaned, who inherits, what fails."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from models.people import Language, Post, Role
from tests.asking import town
from tests.seeds import parsed
from tests.small import (
    EAST,
    FAR_VILLAGE,
    GROUP,
    INFORMANT,
    MARKET,
    MONDAY,
    OTHER_VILLAGE,
    ROOT,
    VILLAGE,
    WEST,
    calendar,
    directory,
    rules,
    uid,
)
from workflow import posts
from workflow.directory import Directory
from workflow.errors import BadInput
from workflow.proof.findings import Grade, Subject
from workflow.roster.leaving import Consequences, Departure, Heir, after, consequences
from workflow.sentences import Names
from workflow.store.leaving import Hanging


def subject_of(text: str = "") -> Subject:
    return parsed(f"about: a test\n{text}").subject()


def asked(subject: Subject | None = None, **departure: Any) -> Consequences:
    known = subject or Subject(rules(), directory(), calendar(), MONDAY)
    found = after(Departure.model_validate(departure), known.directory, MONDAY)
    return consequences(found, known.directory, known.rules, known.calendar, MONDAY)


def post_of(name: str, there: Directory) -> Post:
    return there.held_by(uid(name))[0]


def heir(found: Consequences, name: str) -> Heir:
    return next(each for each in found.heirs if each.post.person_id == uid(name))


def test_who_leaves_a_desk_of_several_orphans_nothing() -> None:
    found = asked(person=str(uid("dispatcher-east")))
    assert heir(found, "dispatcher-east").beside == (uid("chief-east"),)
    assert found.sound


def test_who_leaves_a_desk_alone_orphans_it_and_the_duty_desk_inherits() -> None:
    found = asked(person=str(uid("intake-east")))
    orphan = heir(found, "intake-east")
    assert orphan.orphaned
    assert (orphan.place, orphan.role, orphan.persons) == (EAST, Role.DUTY, (uid("duty-east"),))
    assert "duty-empty" in {each.code for each in found.findings}
    assert not found.sound


def test_a_ladder_loses_its_end_when_nobody_is_left_whom_its_last_rung_tells() -> None:
    subject = subject_of("city: [{drop_post: {person: supervisor2}}]")
    found = asked(subject, person=str(uid("supervisor")))
    assert {(each.ladder, each.role, each.end) for each in found.ladders} == {("plain", Role.SUPERVISOR, True)}
    assert not asked(person=str(uid("supervisor"))).ladders, "another one is there"


def test_who_kept_the_only_night_desk_leaves_a_failure_behind() -> None:
    subject = subject_of(
        r'rules: [{find: "    to: grid\n", put: "    to: grid\n    budgets: {handle: 4h}\n"}]'
        "\ncity: [{shift: {}, from: 08:00, to: 18:00}, {shift: {person: duty}, from: 18:00, to: 08:00}]"
    )
    found = asked(subject, person=str(uid("duty")))
    failures = [each for each in found.findings if each.grade == Grade.FAILURE]
    assert [each.code for each in failures] == ["duty-late"]
    assert failures[0].example is not None


def test_what_somebody_stands_in_for_is_named() -> None:
    subject = subject_of(
        'city: [{leave: {person: duty}, starts: "2026-06-01", ends: "2026-06-30", substitute: supervisor2}]'
    )
    found = asked(subject, person=str(uid("supervisor2")))
    assert [each.person_id for each in found.stands_in] == [uid("duty")]


def test_a_unit_of_which_the_last_leaves_is_named() -> None:
    subject = subject_of("city: [{drop_post: {person: gas-2}}]")
    assert [unit.code for unit in asked(subject, person=str(uid("gas-1"))).units] == ["gas"]
    assert not asked(person=str(uid("gas-1"))).units


def test_one_post_of_somebody_ends_and_the_others_stay() -> None:
    there = directory()
    post = post_of("handler-9001001001", there)
    found = asked(post=str(post.id))
    assert [each.post.id for each in found.heirs] == [post.id]
    assert found.heirs[0].orphaned


def test_the_handlers_of_the_grid_into_which_others_go_inherit() -> None:
    found = asked(merge={"grids": [VILLAGE], "into": OTHER_VILLAGE})
    assert heir(found, f"handler-{VILLAGE}").beside == (uid(f"handler-{OTHER_VILLAGE}"),)
    assert found.sound
    redrawn = after(
        Departure.model_validate({"merge": {"grids": [VILLAGE], "into": OTHER_VILLAGE}}), directory(), MONDAY
    )
    place = redrawn.directory.place(GROUP, MONDAY)
    assert place is not None
    assert place.path == f"{ROOT}.{EAST}.{OTHER_VILLAGE}.{GROUP}"
    handlers = redrawn.directory.handlers_grid(place.path, MONDAY)
    assert handlers is not None
    assert handlers.code == OTHER_VILLAGE
    assert redrawn.directory.place(VILLAGE, MONDAY) is None
    assert redrawn.directory.place(MARKET, MONDAY) is not None


def test_villages_merged_into_a_new_one_have_nobody_there_at_first() -> None:
    found = asked(merge={"grids": [VILLAGE, OTHER_VILLAGE], "into": "9001001009"})
    assert {each.post.person_id for each in found.heirs} == {
        uid(f"handler-{code}") for code in (VILLAGE, OTHER_VILLAGE)
    }
    assert all(each.orphaned for each in found.heirs)
    assert not found.sound


def test_a_grid_that_is_split_gives_each_part_what_its_code_begins() -> None:
    found = after(
        Departure.model_validate({"split": {"grid": VILLAGE, "into": ["90010010010", "90010010019"]}}),
        directory(),
        MONDAY,
    )
    place = found.directory.place(GROUP, MONDAY)
    assert place is not None
    assert place.path == f"{ROOT}.{EAST}.90010010010.{GROUP}"


def test_a_unit_goes_on_working_in_what_came_of_its_territory() -> None:
    subject = subject_of(f'city: [{{unit: gas, paths: ["{ROOT}.{EAST}.{VILLAGE}"]}}]')
    redrawn = after(
        Departure.model_validate({"merge": {"grids": [VILLAGE], "into": OTHER_VILLAGE}}), subject.directory, MONDAY
    )
    gas = redrawn.directory.unit("gas")
    assert gas is not None
    assert gas.paths == [f"{ROOT}.{EAST}.{OTHER_VILLAGE}"]


def test_a_route_that_names_a_grid_that_would_be_gone_is_named() -> None:
    subject = subject_of(f'rules: [{{find: "severity: [1, 2]}}", put: "grid: [{VILLAGE}]}}"}}]')
    assert asked(subject, merge={"grids": [VILLAGE], "into": OTHER_VILLAGE}).routes == ("gas",)


@pytest.mark.parametrize(
    ("departure", "field"),
    [
        ({"person": str(uid("no such person"))}, "person"),
        ({"post": str(uid("no such post"))}, "post"),
        ({"merge": {"grids": ["77"], "into": VILLAGE}}, "merge.grids"),
        ({"merge": {"grids": [VILLAGE], "into": VILLAGE}}, "merge.grids"),
        ({"merge": {"grids": [VILLAGE], "into": GROUP}}, "merge.into"),
        ({"merge": {"grids": [ROOT], "into": "9002"}}, "merge.grids"),
        ({"split": {"grid": ROOT, "into": ["9002", "9003"]}}, "split.grid"),
        ({"split": {"grid": VILLAGE, "into": [OTHER_VILLAGE, "9001001009"]}}, "split.into"),
        ({"split": {"grid": MARKET, "into": ["1", "2"]}}, "split.grid"),
    ],
)
def test_what_cannot_be_meant_is_named(departure: dict[str, Any], field: str) -> None:
    with pytest.raises(BadInput) as refused:
        asked(**departure)
    assert refused.value.field == field


def test_a_person_without_a_post_any_more_is_told_so() -> None:
    subject = subject_of("city: [{end_post: {person: gas-1}, at: 2026-06-01T00:00:00+08:00}]")
    with pytest.raises(BadInput, match="holds-no-post"):
        asked(subject, person=str(uid("gas-1")))


def test_the_answer_is_said_in_both_languages() -> None:
    subject = subject_of("city: [{drop_post: {person: supervisor2}}]")
    found = asked(subject, person=str(uid("supervisor")))
    for language in Language:
        names = Names(language, subject.directory, subject.rules)
        told = list(
            posts.lines(posts.Answer(found, Hanging(tasks=1, checks=0, verifications=0, claims=0, looks=0)), names)
        )
        assert len(told) > 3
        assert sum("plain" in line for line in told) == 1, "a sentence for all the ladders of a place"
        assert not any("{" in line for line in told)


# Through the engine and over HTTP

CHECK = "/api/v1/posts/check"


async def test_open_work_that_would_be_left_is_counted(database_url: str) -> None:
    async with town(database_url) as small:
        ref = await small.reported(INFORMANT)
        await small.moves(
            ref,
            ("dispatcher-east", "accept", {}),
            ("dispatcher-east", "dispatch", {"to": {"grid": VILLAGE}}),
        )
        second = await small.reported(INFORMANT)
        await small.moves(second, ("dispatcher-east", "claim", {}))
        told = await small.post("township-east", CHECK, {"person": str(uid(f"handler-{VILLAGE}"))})
        assert told.json()["hanging"] == {"tasks": 1, "checks": 0, "verifications": 0, "claims": 0, "looks": 0}
        told = await small.post("admin", CHECK, {"person": str(uid("dispatcher-east"))})
        assert told.json()["hanging"]["claims"] == 1
        assert told.json()["sound"] is True


async def test_the_answer_names_who_inherits_and_what_fails(database_url: str) -> None:
    async with town(database_url) as small:
        at = (MONDAY + timedelta(days=3)).isoformat()
        told = (await small.post("admin", CHECK, {"person": str(uid("intake-east")), "at": at})).json()
        assert told["posts"][0]["persons"] == [{"id": str(uid("duty-east")), "name": "duty-east"}]
        assert told["posts"][0]["passes_to"] == "duty"
        assert told["findings"][0]["code"] == "duty-empty"
        assert told["findings"][0]["text"]


async def test_within_a_second_too_nothing_passes_to_who_leaves(database_url: str) -> None:
    async with town(database_url) as small:
        at = (MONDAY + timedelta(days=3, milliseconds=400)).isoformat()
        told = (await small.post("admin", CHECK, {"person": str(uid("intake-east")), "at": at})).json()
        assert told["findings"][0]["facts"]["person"] == told["posts"][0]["persons"][0]["id"] == str(uid("duty-east"))


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({}, 400),
        ({"person": "nobody"}, 400),
        ({"person": str(uid("gas-1")), "post": str(uid("x"))}, 400),
        ({"person": str(uid("nobody"))}, 400),
        ({"merge": {"grids": [], "into": VILLAGE}}, 400),
        ({"person": str(uid("intake-east")), "unknown": 1}, 400),
        ({"person": str(uid("intake-east"))}, 200),
        ({"merge": {"grids": [FAR_VILLAGE], "into": "9001002002"}}, 403),
        ({"merge": {"grids": [VILLAGE], "into": OTHER_VILLAGE}}, 200),
        ({"person": str(uid("dispatcher-west"))}, 403),
        ({"person": str(uid("supervisor"))}, 403),
    ],
)
async def test_a_township_asks_about_its_own(database_url: str, body: dict[str, Any], status: int) -> None:
    async with town(database_url) as small:
        assert (await small.post("township-east", CHECK, body)).status_code == status


async def test_the_command_finds_people_by_name(database_url: str) -> None:
    async with town(database_url) as small:
        found: UUID = await posts.person_named(small.engine, "intake-east")
        assert found == uid("intake-east")
        with pytest.raises(BadInput):
            await posts.person_named(small.engine, "nobody")
        assert await posts.person_named(small.engine, str(uid(WEST))) == uid(WEST)
