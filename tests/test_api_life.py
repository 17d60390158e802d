"""The life of a case as people make it happen over HTTP."""

import asyncio
import itertools
from collections.abc import AsyncIterator
from typing import Any

import pytest_asyncio

from api.cases import IncidentOf, Items, Submitted
from tests.asking import Town, town
from tests.small import EAST, FAR_GROUP, GROUP, INFORMANT, ROOT, VILLAGE, WEST, uid
from workflow import pinyin, store
from workflow.ledger import read_receipt

DISPATCHER, HANDLER, FAR = "dispatcher-east", f"handler-{VILLAGE}", "dispatcher-west"


@pytest_asyncio.fixture
async def gaoyou(database_url: str) -> AsyncIterator[Town]:
    async with town(database_url) as found:
        yield found


async def test_report_goes_from_201_to_closed(gaoyou: Town) -> None:
    answer = await gaoyou.report(INFORMANT)
    assert answer.status_code == 201
    told = Submitted.model_validate_json(answer.content)
    assert (told.state, told.version, told.township, told.grid) == ("reported", 1, EAST, GROUP)
    assert answer.headers["location"] == f"/api/v1/incidents/{told.id}"
    receipt = read_receipt(told.receipt, gaoyou.engine.keys.public)
    assert receipt is not None
    assert receipt.number == told.number
    ref = told.number
    seen = await gaoyou.see(DISPATCHER, ref)
    assert (seen["stage"], seen["level"], seen["lamp"]) == ("report", 2, "green")
    assert "accept" in seen["allowed"]
    steps: list[tuple[str, str, dict[str, Any], str]] = [
        (DISPATCHER, "accept", {"note": "属实"}, "accepted"),
        (DISPATCHER, "dispatch", {"to": {"grid": VILLAGE}}, "dispatched"),
        (HANDLER, "acknowledge", {}, "handling"),
        (HANDLER, "progress", {"note": "在路上"}, "handling"),
        (HANDLER, "resolve", {"note": "清理完毕"}, "resolved"),
        (DISPATCHER, "verify", {"satisfied": True, "note": "已看过"}, "closed"),
    ]
    for name, move, body, state in steps:
        gaoyou.wall.wait(minutes=5)
        found = await gaoyou.moves(ref, (name, move, body))
        assert found["state"] == state
    closed = IncidentOf.model_validate(await gaoyou.see(INFORMANT, ref))
    assert (closed.ending, closed.lamp, closed.stage) == ("verified", "green", "feedback")
    assert [entry.move for entry in closed.timeline] == ["submit", *(move for _, move, _, _ in steps)]
    assert [entry.text for entry in closed.timeline][-2:] == ["清理完毕", "已看过"]
    assert {d.stage for d in closed.deadlines} >= {"promise", "intake", "dispatch", "handle", "verify"}
    assert all(d.outcome == "met" and d.left_seconds is None for d in closed.deadlines)


async def test_answer_carries_its_version_as_an_etag_that_the_next_move_takes(gaoyou: Town) -> None:
    ref = await gaoyou.reported(INFORMANT)
    looked = await gaoyou.get(DISPATCHER, f"/api/v1/incidents/{ref}")
    assert looked.headers["etag"] == '"1"'
    moved = await gaoyou.post(DISPATCHER, f"/api/v1/incidents/{ref}/accept", {}, If_Match=looked.headers["etag"])
    assert moved.headers["etag"] == f'"{moved.json()["version"]}"'
    assert moved.json()["version"] == 2


async def test_of_two_who_act_on_the_same_version_one_gets_409_with_the_present_state(gaoyou: Town) -> None:
    ref = await gaoyou.reported(INFORMANT)
    answers = await asyncio.gather(
        gaoyou.move(DISPATCHER, ref, "claim", version=1), gaoyou.move("intake-east", ref, "claim", version=1)
    )
    assert sorted(answer.status_code for answer in answers) == [200, 409]
    late = next(answer for answer in answers if answer.status_code == 409)
    assert late.json()["type"] == "/problems/stale-version"
    assert (late.json()["current"], late.json()["state"], late.json()["seen"]) == (2, "reported", 1)


async def test_illegal_move_and_guarded_move_are_409_in_words(gaoyou: Town) -> None:
    ref = await gaoyou.reported(INFORMANT)
    illegal = await gaoyou.move(DISPATCHER, ref, "dispatch")
    assert (illegal.status_code, illegal.json()["type"]) == (409, "/problems/illegal-move")
    assert illegal.json()["detail"] == "The case is reported now, so “send out” is not possible."
    await gaoyou.moves(ref, ("intake-east", "claim", {}))
    held = await gaoyou.move(DISPATCHER, ref, "claim")
    assert (held.status_code, held.json()["guard"]) == (409, "is_free")
    assert held.json()["detail"] == "Somebody else has claimed it."


async def test_note_needs_no_version_and_never_conflicts(gaoyou: Town) -> None:
    ref = await gaoyou.reported(INFORMANT)
    for version in ({}, {"If_Match": "99"}):
        answer = await gaoyou.post(DISPATCHER, f"/api/v1/incidents/{ref}/note", {"note": "看过"}, **version)
        assert answer.status_code == 200
        assert answer.json()["version"] == 1


async def test_same_key_gives_the_same_answer_and_one_incident(gaoyou: Town) -> None:
    first = await gaoyou.report(INFORMANT, key="twice")
    again = await gaoyou.report(INFORMANT, key="twice")
    assert (again.status_code, again.json()) == (201, first.json())
    reordered = {"grid": GROUP, "description": "垃圾成堆", "category": "06010"}
    same = await gaoyou.post(INFORMANT, "/api/v1/incidents", reordered, Idempotency_Key="twice")
    assert same.json() == first.json()
    other = await gaoyou.report(INFORMANT, key="twice", description="别的")
    assert (other.status_code, other.json()["type"]) == (422, "/problems/key-reused")
    assert other.json()["answer"]["number"] == first.json()["number"]
    mine = await gaoyou.report(DISPATCHER, key="twice")
    assert mine.json()["id"] != first.json()["id"], "a key is its owner's"


async def test_twins_in_flight_are_one_incident(gaoyou: Town) -> None:
    answers = await asyncio.gather(*(gaoyou.report(INFORMANT, key="twin") for _ in range(8)))
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.json()["id"] for answer in answers}) == 1


async def test_same_key_makes_a_move_once(gaoyou: Town) -> None:
    ref = await gaoyou.reported(INFORMANT)
    path = f"/api/v1/incidents/{ref}/accept"
    for _ in range(2):
        answer = await gaoyou.post(DISPATCHER, path, {}, If_Match="1", Idempotency_Key="k")
        assert (answer.status_code, answer.json()["version"]) == (200, 2)
    changed = await gaoyou.post(DISPATCHER, path, {"note": "x"}, If_Match="1", Idempotency_Key="k")
    assert changed.status_code == 422


async def test_reporters_name_and_phone_are_sealed_and_shown_to_nobody(gaoyou: Town) -> None:
    ref = await gaoyou.reported("intake-east", source="hotline", reporter={"name": "王五", "phone": "13800000000"})
    for name in ("intake-east", DISPATCHER, "supervisor"):
        answer = await gaoyou.get(name, f"/api/v1/incidents/{ref}")
        assert "王五" not in answer.text
        assert "13800000000" not in answer.text
    async with store.transaction(gaoyou.engine.database) as connection:
        (row,) = await connection.fetch("SELECT name, phone FROM reporter")
        told = await connection.fetchval("SELECT string_agg(facts::text, '') FROM entry")
    assert gaoyou.engine.keys.open(row["name"]) == "王五"
    assert "王五" not in told


BAD: list[tuple[dict[str, Any], str, str]] = [
    ({"category": "99"}, "category", "unknown-category"),
    ({"grid": "9009"}, "grid", "unknown-grid"),
    ({"occurred_at": "2026-06-08T12:00:00+08:00"}, "occurred_at", "in-the-future"),
    ({"caused_by": "nobody"}, "caused_by", "unknown-unit"),
    ({"photos": [str(uid("no photo"))]}, "photos", "unknown-photo"),
]


async def test_report_that_cannot_be_is_named_and_leaves_nothing_behind(gaoyou: Town) -> None:
    for members, field, reason in BAD:
        answer = await gaoyou.report(INFORMANT, **members)
        assert answer.status_code == 400
        found = answer.json()["errors"][0]
        assert (found["field"], found["reason"]) == (field, reason)
        assert found["message"] != "This is not valid."
    listed = await gaoyou.get("supervisor", "/api/v1/incidents")
    assert listed.json() == {"items": [], "next": None}


async def test_move_that_cannot_be_is_named(gaoyou: Town) -> None:
    ref = await gaoyou.reported(INFORMANT)
    await gaoyou.moves(ref, (DISPATCHER, "accept", {}))
    for body, field in (
        ({"to": {"unit": "none"}}, "to.unit"),
        ({"to": {"grid": "none"}}, "to.grid"),
        ({"to": {"person": str(uid("none"))}}, "to.person"),
        ({"co": [{"unit": "gas"}, {"unit": "none"}]}, "co.1.unit"),
    ):
        answer = await gaoyou.move(DISPATCHER, ref, "dispatch", body)
        assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, field)
        assert answer.json()["errors"][0]["reason"] == "unknown-receiver"


async def test_queue_suggests_a_receiver_with_its_load(gaoyou: Town) -> None:
    first, second = await gaoyou.reported(INFORMANT), await gaoyou.reported(INFORMANT, severity=2)
    for ref in (first, second):
        await gaoyou.moves(ref, (DISPATCHER, "accept", {}))
    waiting = Items.model_validate((await gaoyou.get(DISPATCHER, "/api/v1/queues/dispatch")).json())
    assert [str(item.id) for item in waiting.items] == [second, first]
    assert waiting.items[1].suggestion is not None
    assert (waiting.items[1].suggestion.code, waiting.items[1].suggestion.load) == (VILLAGE, 0)
    await gaoyou.moves(first, (DISPATCHER, "dispatch", {"to": {"grid": VILLAGE}}))
    mine = (await gaoyou.get(HANDLER, "/api/v1/queues/handle")).json()["items"]
    assert [item["id"] for item in mine] == [first]
    assert mine[0]["left_seconds"] > 0


async def test_pages_follow_each_other_by_cursor(gaoyou: Town) -> None:
    refs = [await gaoyou.reported(INFORMANT) for _ in range(5)]
    for path in ("/api/v1/queues/intake", "/api/v1/incidents"):
        found, cursor = [], ""
        while True:
            page = (await gaoyou.get(DISPATCHER, f"{path}?limit=2{cursor}")).json()
            found += [item["id"] for item in page["items"]]
            if page["next"] is None:
                break
            cursor = f"&cursor={page['next']}"
        assert sorted(found) == sorted(refs)
    broken = await gaoyou.get(DISPATCHER, "/api/v1/incidents?cursor=x")
    assert (broken.status_code, broken.json()["errors"][0]["reason"]) == (400, "bad-cursor")


async def test_list_is_narrowed_and_shows_nothing_from_elsewhere(gaoyou: Town) -> None:
    ref = await gaoyou.reported(INFORMANT)
    await gaoyou.moves(ref, (DISPATCHER, "decline", {"reason": "不归我们"}))
    await gaoyou.reported(INFORMANT, category="06013")
    seen = await gaoyou.see(DISPATCHER, ref)
    for query, many in (
        ("", 2), ("?open=true", 1), ("?state=declined", 1), ("?category=06013", 1), (f"?township={EAST}", 2),
        (f"?township={WEST}", 0), (f"?number={seen['number']}", 1), ("?number=GY-9", 0),
    ):  # fmt: skip
        page = (await gaoyou.get(DISPATCHER, f"/api/v1/incidents{query}")).json()
        assert len(page["items"]) == many, query
        assert (await gaoyou.get(FAR, f"/api/v1/incidents{query}")).json()["items"] == []


async def test_case_that_leaves_its_movers_sight_is_answered_as_moved(gaoyou: Town) -> None:
    ref = await gaoyou.reported(INFORMANT)
    answer = await gaoyou.move(DISPATCHER, ref, "relocate", {"grid": WEST})
    assert answer.status_code == 200
    assert answer.json().keys() == {"id", "number", "state", "version", "seq"}
    assert (await gaoyou.get(DISPATCHER, f"/api/v1/incidents/{ref}")).status_code == 404
    assert (await gaoyou.see(FAR, ref))["grid"]["code"] == WEST


async def test_why_is_told_in_the_askers_language(gaoyou: Town) -> None:
    ref = await gaoyou.reported(INFORMANT)
    for tag, fits in (("zh-CN", "类别为“暴露垃圾”"), ("en", "category is exposed rubbish")):
        answer = await gaoyou.get(DISPATCHER, f"/api/v1/incidents/{ref}", **{"Accept-Language": tag})
        why = answer.json()["why"]
        assert any(fits in sentence for sentence in why)
        assert len(why) >= 4
        assert not any("$" in sentence or "{" in sentence for sentence in why)


async def test_suspended_time_is_a_stretch_of_its_own(gaoyou: Town) -> None:
    ref = await gaoyou.reported(INFORMANT)
    await gaoyou.moves(
        ref,
        (DISPATCHER, "accept", {}),
        (DISPATCHER, "dispatch", {"to": {"grid": VILLAGE}}),
        (HANDLER, "acknowledge", {}),
        (HANDLER, "request_suspension", {"until": "2026-06-12T09:00:00+08:00", "reason": "等材料"}),
        (DISPATCHER, "grant_suspension", {}),
    )
    gaoyou.wall.wait(hours=2)
    seen = IncidentOf.model_validate(await gaoyou.see(DISPATCHER, ref))
    handle = next(d for d in seen.deadlines if d.stage == "handle")
    assert (handle.paused, handle.due_at, handle.segments[-1].kind) == (True, None, "paused")
    assert handle.segments[-1].seconds == 7200
    await gaoyou.moves(ref, (DISPATCHER, "resume", {}))
    again = IncidentOf.model_validate(await gaoyou.see(DISPATCHER, ref))
    handle = next(d for d in again.deadlines if d.stage == "handle")
    assert (handle.paused, handle.lamp) == (False, "green")
    assert "paused" in {segment.kind for segment in handle.segments}
    assert handle.segments[-1].end == handle.due_at
    counted = sum(segment.seconds for segment in handle.segments if segment.kind in ("work", "running"))
    assert counted == handle.used_seconds + (handle.left_seconds or 0)
    assert all(a.end == b.start for a, b in itertools.pairwise(handle.segments))


async def test_late_case_shows_red_and_what_it_is_late_by(gaoyou: Town) -> None:
    ref = await gaoyou.reported(INFORMANT)
    gaoyou.wall.wait(minutes=14)
    assert (await gaoyou.see(DISPATCHER, ref))["lamp"] == "yellow"
    gaoyou.wall.wait(hours=1)
    seen = await gaoyou.see(DISPATCHER, ref)
    assert seen["lamp"] == "red"
    row = (await gaoyou.get(DISPATCHER, "/api/v1/queues/intake")).json()["items"][0]
    assert (row["lamp"], row["left_seconds"], row["left_works"]) == ("red", -59 * 60, True)


async def test_point_outside_the_city_and_grid_out_of_use_are_named(gaoyou: Town) -> None:
    square = {"type": "Polygon", "coordinates": [[[119, 32], [120, 32], [120, 33], [119, 33], [119, 32]]]}
    async with store.transaction(gaoyou.engine.database) as connection:
        await connection.execute("UPDATE grid SET boundary = $1 WHERE code = $2", square, ROOT)
        await connection.execute("UPDATE grid SET valid_to = $1 WHERE code = $2", gaoyou.wall.at, FAR_GROUP)
        await store.versions.activate(connection, directory=True)
    for members, field, reason in (
        ({"grid": None, "location": {"lat": 40, "lon": 116}}, "location", "outside-city"),
        ({"location": {"lat": 40, "lon": 116}}, "location", "outside-city"),
        ({"grid": FAR_GROUP}, "grid", "unknown-grid"),
    ):
        answer = await gaoyou.report(INFORMANT, **members)
        assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, field), answer.text
        assert answer.json()["errors"][0]["reason"] == reason
    grids = (await gaoyou.get(INFORMANT, f"/api/v1/grids?under={FAR_GROUP}")).json()
    assert grids["errors"][0]["reason"] == "unknown-grid"


async def test_territory_is_walked_down_or_listed_by_level(gaoyou: Town) -> None:
    below = (await gaoyou.get(INFORMANT, "/api/v1/grids")).json()
    # A phone without a network finds them by these.
    assert [(grid["pinyin"], grid["initials"]) for grid in below] == [
        (pinyin.full(grid["name"]), pinyin.initials(grid["name"])) for grid in below
    ]
    assert [(grid["code"], grid["parent"], grid["level"]) for grid in below] == [(EAST, ROOT, 2), (WEST, ROOT, 2)]
    groups = (await gaoyou.get(INFORMANT, f"/api/v1/grids?under={EAST}&level=4")).json()
    assert len([grid for grid in groups if not grid["special"]]) == 4
    assert all(grid["code"].startswith(EAST) for grid in groups if not grid["special"])


async def test_catalogue_names_the_units_that_can_be_sent_here(gaoyou: Town) -> None:
    found = (await gaoyou.get(DISPATCHER, "/api/v1/catalogue")).json()
    assert {unit["code"] for unit in found["units"]} == {"gas", "water"}
    assert {"06010", "06013"} <= {category["key"] for category in found["categories"]}
    assert [severity["level"] for severity in found["severities"]] == [1, 2, 3, 4]
