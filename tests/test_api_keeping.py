"""Keeping the city by HTTP: people, posts, units and grids, with what follows shown before it is made."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest_asyncio

from tests.asking import Town, town
from tests.conftest import execute
from tests.small import EAST, FAR_GROUP, GROUP, MARKET, ROOT, VILLAGE, WEST, uid

PERSONS, POSTS, UNITS, GRIDS = "/api/v1/persons", "/api/v1/posts", "/api/v1/units", "/api/v1/grids"
LOG = "/api/v1/audit/changes"
OWN = "a password of my own"
WHY = "人员调整"


@pytest_asyncio.fixture
async def gaoyou(database_url: str) -> AsyncIterator[Town]:
    async with town(database_url) as found:
        yield found


async def done(town: Town, path: str, version: int | None = None, **body: Any) -> dict[str, Any]:
    """A change that must be made, against the version that is where it needs one."""
    headers = {} if version is None else {"If_Match": str(version)}
    answer = await town.post("admin", path, {"reason": WHY, **body}, **headers)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def taken_on(town: Town, username: str = "wang.fang") -> dict[str, Any]:
    return await done(town, PERSONS, name="王芳", username=username)


async def joined(town: Town, link: dict[str, Any], password: str = OWN) -> httpx.Response:
    return await town.client.post("/api/v1/join", json={"code": link["code"], "password": password})


async def person(town: Town, identity: object) -> dict[str, Any]:
    answer = await town.get("centre", f"{PERSONS}/{identity}")
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def test_somebody_taken_on_chooses_their_password_by_a_link_that_opens_once(gaoyou: Town) -> None:
    new = await taken_on(gaoyou)
    checked = await gaoyou.client.post("/api/v1/join/check", json={"code": new["link"]["code"]})
    assert checked.json() == {"username": "wang.fang"}
    assert (await joined(gaoyou, new["link"], "short")).json()["errors"][0]["reason"] == "password-short"
    first = await joined(gaoyou, new["link"])
    assert (first.status_code, first.json()["person"]["name"]) == (200, "王芳")
    again = await joined(gaoyou, new["link"])
    assert (again.status_code, again.json()["errors"][0]["reason"]) == (400, "wrong-link")
    signed = await gaoyou.client.post("/api/v1/session", json={"username": "wang.fang", "password": OWN})
    assert signed.status_code == 200


async def test_an_answer_that_was_lost_is_given_again_with_its_link_and_nothing_of_it_is_stored(
    gaoyou: Town,
) -> None:
    body = {"name": "王芳", "username": "wang.fang", "reason": WHY}
    first = (await gaoyou.post("admin", PERSONS, body, Idempotency_Key="k")).json()
    again = (await gaoyou.post("admin", PERSONS, body, Idempotency_Key="k")).json()
    assert (again["id"], again["link"]["code"]) == (first["id"], first["link"]["code"])
    async with gaoyou.engine.database.pool.acquire() as connection:
        stored = await connection.fetchval("SELECT string_agg(answer::text, '') FROM command")
    assert first["id"] in stored
    assert first["link"]["code"] not in stored


async def test_a_new_way_in_ends_the_old_one(gaoyou: Town) -> None:
    new = await taken_on(gaoyou)
    token = (await joined(gaoyou, new["link"])).json()["access_token"]
    gaoyou.tokens["wang"] = token
    assert (await gaoyou.get("wang", "/api/v1/session")).status_code == 200
    fresh = await done(gaoyou, f"{PERSONS}/{new['subject']}/sign_in", new["version"])
    assert (await gaoyou.get("wang", "/api/v1/session")).status_code == 401
    old = await gaoyou.client.post("/api/v1/session", json={"username": "wang.fang", "password": OWN})
    assert old.status_code == 401
    assert (await joined(gaoyou, fresh["link"], "another one of mine")).status_code == 200


async def test_a_post_gives_its_rights_at_once_and_takes_them_when_it_ends(gaoyou: Town) -> None:
    ref = await gaoyou.reported(f"informant-{GROUP}")
    new = await taken_on(gaoyou)
    gaoyou.tokens["wang"] = (await joined(gaoyou, new["link"])).json()["access_token"]
    assert (await gaoyou.get("wang", f"/api/v1/incidents/{ref}")).status_code == 404
    post = await done(gaoyou, POSTS, person=new["subject"], role="dispatcher", grid=EAST)
    assert (await gaoyou.get("wang", f"/api/v1/incidents/{ref}")).status_code == 200
    held = (await person(gaoyou, new["subject"]))["posts"][0]
    assert (held["role"], held["place"]["code"], held["in_force"]) == ("dispatcher", EAST, True)
    await done(gaoyou, f"{POSTS}/{held['id']}/end", post["version"])
    assert (await gaoyou.get("wang", f"/api/v1/incidents/{ref}")).status_code == 404
    assert (await person(gaoyou, new["subject"]))["posts"][0]["in_force"] is False


async def test_what_would_be_lost_is_seen_before_it_is_made(gaoyou: Town) -> None:
    path = f"{PERSONS}/{uid('intake-east')}/leave"
    blind = await gaoyou.post("admin", path, {"reason": WHY}, If_Match="0")
    assert (blind.status_code, blind.json()["type"]) == (409, "/problems/unforeseen")
    seen = (await gaoyou.post("admin", f"{path}?dry_run=true", {"reason": WHY})).json()
    assert (seen["consequences"]["sound"], seen["dry_run"], seen["id"]) == (False, True, None)
    orphan = seen["consequences"]["posts"][0]
    assert (orphan["role"], orphan["orphaned"], orphan["passes_to"]) == ("intake", True, "duty")
    assert seen["consequences"]["findings"]
    assert (await person(gaoyou, uid("intake-east")))["posts"][0]["in_force"] is True, "nothing was changed"
    await done(gaoyou, path, seen["version"], foreseen=seen["foreseen"])
    gone = await person(gaoyou, uid("intake-east"))
    assert (gone["disabled"], [post["in_force"] for post in gone["posts"]]) == (True, [False])
    assert (await gaoyou.get("intake-east", "/api/v1/session")).status_code == 401


async def test_what_loses_nothing_needs_no_second_look(gaoyou: Town) -> None:
    await done(gaoyou, f"{PERSONS}/{uid('dispatcher-east')}/leave", 0)
    assert (await person(gaoyou, uid("dispatcher-east")))["disabled"] is True


async def test_the_last_administrator_stays(gaoyou: Town) -> None:
    answer = await gaoyou.post("admin", f"{PERSONS}/{uid('admin')}/leave", {"reason": WHY}, If_Match="0")
    assert answer.json()["errors"][0]["reason"] == "last-administrator"


async def test_who_saw_an_older_version_is_told_the_present_one(gaoyou: Town) -> None:
    path = f"{PERSONS}/{uid('centre')}/rename"
    first = await done(gaoyou, path, 0, name="张三")
    stale = await gaoyou.post("admin", path, {"reason": WHY, "name": "李四"}, If_Match="0")
    assert (stale.status_code, stale.json()["type"], stale.json()["current"]) == (
        409,
        "/problems/stale-version",
        first["version"],
    )
    assert (await gaoyou.post("admin", path, {"reason": WHY, "name": "李四"})).status_code == 428


async def test_what_cannot_be_names_its_field(gaoyou: Town) -> None:
    def at(**where: str) -> dict[str, str]:
        return {"person": str(uid("centre")), "reason": WHY, **where}

    for path, body, field, reason in (
        (PERSONS, {"name": "王芳", "username": "admin", "reason": WHY}, "username", "username-taken"),
        (PERSONS, {"name": "王芳", "username": "Wang", "reason": WHY}, "username", "wrong-form"),
        (PERSONS, {"name": "王芳", "username": "wang"}, "reason", "missing"),
        (POSTS, at(role="unit_member", grid=EAST), "role", "role-of-a-unit"),
        (POSTS, at(role="dispatcher", unit="gas"), "role", "role-of-a-grid"),
        (POSTS, at(role="supervisor", grid=EAST), "grid", "role-not-there"),
        (POSTS, at(role="handler", grid="nowhere"), "grid", "unknown-grid"),
        (POSTS, at(role="centre", grid=ROOT), "role", "post-held-already"),
        (POSTS, {**at(role="handler", grid=VILLAGE), "chief": True}, "chief", "chief-of-dispatchers"),
        (UNITS, {"code": "gas", "name": "x", "kind": "gas", "grids": [EAST], "categories": ["*"], "reason": WHY},
         "code", "unit-known"),
        (UNITS, {"code": "new", "name": "x", "kind": "gas", "grids": [EAST], "categories": ["zz*"], "reason": WHY},
         "categories", "unknown-category-of-unit"),
        (GRIDS, {"code": "x1", "name": "x", "under": GROUP, "reason": WHY}, "under", "no-level-below"),
        (f"{GRIDS}/specials", {"code": MARKET, "name": "x", "kind": "market", "under": EAST, "over": [VILLAGE],
                               "reason": WHY}, "code", "grid-known"),
        (GRIDS, {"code": "x1", "name": "x", "under": VILLAGE, "boundary": {"type": "Point"}, "reason": WHY},
         "boundary", "tree-boundary-not-polygon"),
    ):  # fmt: skip
        answer = await gaoyou.post("admin", path, body)
        fault = (answer.json().get("errors") or [{}])[0]
        assert (answer.status_code, fault.get("field"), fault.get("reason")) == (400, field, reason), answer.text
        assert not fault["message"].startswith("input-")


async def test_a_unit_is_added_takes_its_categories_and_ends_with_its_posts(gaoyou: Town) -> None:
    made = await done(gaoyou, UNITS, code="lamps", name="路灯所", kind="municipal", grids=[EAST], categories=["06*"])
    await done(gaoyou, POSTS, person=str(uid("centre")), role="unit_member", unit="lamps")
    changed = await done(gaoyou, f"{UNITS}/lamps/amend", made["version"], grids=[EAST, WEST])
    found = {unit["code"]: unit for unit in (await gaoyou.get("centre", UNITS)).json()["items"]}
    lamps = found["lamps"]
    assert ([grid["code"] for grid in lamps["grids"]], lamps["categories"]) == ([EAST, WEST], ["06*"])
    assert [member["id"] for member in lamps["members"]] == [str(uid("centre"))]
    path = f"{UNITS}/lamps/end"
    seen = (await gaoyou.post("admin", f"{path}?dry_run=true", {"reason": WHY})).json()
    assert [unit["code"] for unit in seen["consequences"]["units"]] == ["lamps"]
    await done(gaoyou, path, changed["version"], foreseen=seen["foreseen"])
    assert "lamps" not in {unit["code"] for unit in (await gaoyou.get("centre", UNITS)).json()["items"]}


async def test_a_special_grid_lies_over_what_is_reported_there_from_now_on(gaoyou: Town) -> None:
    made = await done(
        gaoyou, f"{GRIDS}/specials", code="S2", name="东湖公园", kind="market", under=EAST, over=[VILLAGE],
        handler=str(uid("centre")),
    )  # fmt: skip
    shown = (await gaoyou.get("centre", f"{GRIDS}/S2")).json()
    assert ([grid["code"] for grid in shown["over"]], shown["posts"][0]["holder"]["id"]) == (
        [VILLAGE],
        str(uid("centre")),
    )
    ref = await gaoyou.reported(f"informant-{GROUP}")
    assert (await gaoyou.get("centre", f"/api/v1/incidents/{ref}")).status_code == 200
    path = f"{GRIDS}/S2/end"
    seen = (await gaoyou.post("admin", f"{path}?dry_run=true", {"reason": WHY})).json()
    await done(gaoyou, path, made["version"], foreseen=seen["foreseen"])
    assert (await gaoyou.get("centre", f"{GRIDS}/S2")).status_code == 404


async def test_a_group_is_added_named_and_drawn(gaoyou: Town) -> None:
    square = {"type": "Polygon", "coordinates": [[[119.4, 32.7], [119.5, 32.7], [119.5, 32.8], [119.4, 32.7]]]}
    made = await done(gaoyou, GRIDS, code=f"{VILLAGE}03", name="三组", under=VILLAGE)
    named = await done(gaoyou, f"{GRIDS}/{VILLAGE}03/rename", made["version"], name="第三组")
    await done(gaoyou, f"{GRIDS}/{VILLAGE}03/boundary", named["version"], boundary=square)
    shown = (await gaoyou.get("centre", f"{GRIDS}/{VILLAGE}03")).json()
    assert (shown["name"], shown["level"], shown["parent"]["code"], shown["outlined"]) == ("第三组", 4, VILLAGE, True)
    assert (await gaoyou.report("admin", grid=f"{VILLAGE}03")).status_code == 201
    assert [change["kind"] for change in shown["changes"]] == ["redraw", "rename_grid", "add_grid"]


async def test_staff_are_found_by_name_post_and_place_a_page_at_a_time(gaoyou: Town) -> None:
    async def found(query: str) -> list[str]:
        answer = await gaoyou.get("centre", f"{PERSONS}?{query}")
        assert answer.status_code == 200, answer.text
        return [each["name"] for each in answer.json()["items"]]

    assert await found("words=gas-") == ["gas-1", "gas-2"]
    assert await found(f"role=handler&grid={WEST}") == ["handler-9001002001", "handler-9001002002"]
    assert await found("unit=water") == ["water-1", "water-2"]
    page = (await gaoyou.get("centre", f"{PERSONS}?limit=3")).json()
    rest = (await gaoyou.get("centre", f"{PERSONS}?limit=200&cursor={page['next']}")).json()
    whole = (await gaoyou.get("centre", f"{PERSONS}?limit=200")).json()
    assert [*page["items"], *rest["items"]] == whole["items"]
    new = await taken_on(gaoyou)
    assert await found("who=without") == ["王芳"]
    one = await person(gaoyou, new["subject"])
    assert (one["username"], one["password"], one["link_until"] is not None, one["reached"]) == (
        "wang.fang", False, True, [],
    )  # fmt: skip


async def test_every_change_is_written_down_and_a_changed_one_is_found(gaoyou: Town, database_url: str) -> None:
    new = await taken_on(gaoyou)
    await done(gaoyou, POSTS, person=new["subject"], role="informant", grid=FAR_GROUP)
    rows = (await gaoyou.get("centre", LOG)).json()["items"]
    assert [(row["number"], row["kind"], row["by"]["id"], row["reason"]) for row in rows] == [
        (2, "grant", str(uid("admin")), WHY),
        (1, "take_on", str(uid("admin")), WHY),
    ]
    assert (rows[0]["after"]["post"]["grid"], rows[0]["subject_name"]) == (FAR_GROUP, "王芳")
    assert (await gaoyou.get("centre", f"{LOG}/chain")).json() == {"changes": 2, "broken": None}
    change = "UPDATE directory_change SET path = 'elsewhere' WHERE number = 1"
    await asyncio.to_thread(execute, database_url, change)
    assert (await gaoyou.get("centre", f"{LOG}/chain")).json() == {"changes": 1, "broken": 1}


async def test_other_processes_see_a_change_with_their_next_request(gaoyou: Town) -> None:
    before = (await gaoyou.engine.now()).directory.version
    await done(gaoyou, f"{GRIDS}/{EAST}/rename", 0, name="城东街道")
    now = await gaoyou.engine.now()
    grid = now.directory.grid(EAST)
    assert grid is not None
    assert (now.directory.version > before, grid.name) == (True, "城东街道")
