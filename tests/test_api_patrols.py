"""Patrols over HTTP: who keeps spots, whose list has what, a finding by a report, a campaign and its coverage."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from api.examples import OF_PATROL
from tests.asking import Town, town
from tests.pictured import photo
from tests.small import EAST, FAR_GROUP, GROUP, INFORMANT, MONDAY, ROOT, VILLAGE, WEST
from workflow.machines import Move
from workflow.machines.running import machine_of
from workflow.patrolling import IN_A_BREATH

SPOT: dict[str, Any] = {"kind": "hydrant", "name": "东门消火栓", "grid": GROUP}
UNTIL = (MONDAY + timedelta(days=4)).isoformat()
DRIVE: dict[str, Any] = {"title": "锅炉房专项排查", "kinds": ["boiler_room"], "grid": EAST, "until": UNTIL}
EASTERN = "township-east"
KEEPERS = {"centre", EASTERN}
OVERSEERS = KEEPERS | {"supervisor"}
EVERYBODY = OVERSEERS | {
    *(INFORMANT, f"informant-{FAR_GROUP}", f"handler-{VILLAGE}", "intake-east", "dispatcher-east", "township-west"),
    *("duty-east", "admin", "gas-1"),
}


@pytest_asyncio.fixture
async def city(database_url: str, tmp_path: Path) -> AsyncIterator[Town]:
    async with town(database_url, media=tmp_path) as found:
        yield found


async def added(city: Town, by: str = "township-east", **more: Any) -> Any:
    answer = await city.post(by, "/api/v1/spots", {**SPOT, **more}, Idempotency_Key=f"k{next(city.numbers)}")
    assert answer.status_code == 201, answer.text
    return answer.json()


async def mine(city: Town, name: str) -> Any:
    return (await city.get(name, "/api/v1/patrols/mine")).json()


async def test_each_has_the_looks_of_their_own_post_and_nobody_elses(city: Town) -> None:
    await added(city)
    await added(city, grid=f"{VILLAGE}02")
    await added(city, kind="shelter", grid=VILLAGE, name="村部避难场所")
    own = await mine(city, INFORMANT)
    assert [(look["spot"]["name"], look["title"]) for look in own["items"]] == [("东门消火栓", "hydrants")]
    assert (own["waiting"], own["late"], len(own["items"][0]["look"])) == (1, 0, 2)
    assert own["items"][0]["allowed"] == ["check_off", "find"]
    handlers = await mine(city, f"handler-{VILLAGE}")
    assert [look["spot"]["kind"]["key"] for look in handlers["items"]] == ["shelter"]
    for name in (f"informant-{FAR_GROUP}", "dispatcher-east", "township-east"):
        assert (await mine(city, name))["items"] == [], name
    city.wall.wait(days=40)
    passed_on = await mine(city, f"handler-{VILLAGE}")
    assert passed_on["waiting"] == 3, "what informants have missed passes on to the handler"


async def test_a_look_is_checked_off_once_with_a_photo_and_the_next_is_there(city: Town) -> None:
    spot = await added(city)
    headers = {**(await city.headers(INFORMANT)), "Content-Type": "image/jpeg", "Idempotency-Key": "p"}
    taken = (await city.client.post("/api/v1/photos", content=photo(8, 8), headers=headers)).json()["id"]
    (look,) = (await mine(city, INFORMANT))["items"]
    path = f"/api/v1/patrols/{look['number']}/check_off"
    for _ in range(2):
        done = await city.post(INFORMANT, path, {"photos": [taken]}, If_Match="1", Idempotency_Key="once")
        assert (done.status_code, done.json()["state"], done.json()["photos"]) == (200, "done", [taken]), done.text
    stale = await city.post(INFORMANT, path, {}, If_Match="1")
    assert stale.status_code == 409
    (following,) = (await mine(city, INFORMANT))["items"]
    assert following["spot"]["number"] == spot["number"]
    assert following["number"] != look["number"]
    seen = await city.get("township-east", f"/api/v1/photos/{taken}")
    other = await city.get("township-west", f"/api/v1/photos/{taken}")
    assert (seen.status_code, other.status_code) == (200, 404)


async def test_a_finding_is_a_report_and_each_says_of_the_other(city: Town) -> None:
    await added(city)
    (look,) = (await mine(city, INFORMANT))["items"]
    said = {"category": look["finding"]["key"], "source": "patrol", "patrol": look["number"]}
    for _ in range(2):
        answer = await city.report(INFORMANT, key="found", **said)
        assert answer.status_code == 201, answer.text
    case = await city.see("dispatcher-east", answer.json()["id"])
    assert case["found_by"]["number"] == look["number"]
    found = (await city.get(INFORMANT, f"/api/v1/patrols/{look['number']}")).json()
    assert (found["state"], found["incident"]) == ("found", case["number"])
    for name, told in ((INFORMANT, INFORMANT), (EASTERN, None), ("supervisor", None)):
        entries = (await city.get(name, f"/api/v1/patrols/{look['number']}")).json()["timeline"]
        assert (entries[-1]["move"], (entries[-1]["actor"] or {}).get("name")) == ("find", told), "who reported it"
    assert (await mine(city, INFORMANT))["waiting"] == 1
    late = await city.report(INFORMANT, key="again", **said)
    assert late.status_code == 201, "a report is never refused since its patrol has ended meanwhile"


async def test_to_know_a_number_gives_nobody_more_than_their_rights(city: Town) -> None:
    """The numbers count up, so that anybody can guess one: what is somebody else's is answered as what is not there."""
    await added(city, grid=FAR_GROUP, by="centre")
    drive = await city.post("centre", "/api/v1/campaigns", {**DRIVE, "grid": WEST}, Idempotency_Key="c")
    (look,) = (await mine(city, f"informant-{FAR_GROUP}"))["items"]
    told: list[tuple[int, str, int, str]] = []
    for key, number in (("theirs", look["number"]), ("none", "GY-X999")):
        said = {"category": look["finding"]["key"], "source": "patrol", "patrol": number}
        answer = await city.report(INFORMANT, key=key, **said)
        assert answer.status_code == 201, answer.text
        assert (await city.see("dispatcher-east", answer.json()["id"]))["found_by"] is None, key
        read = await city.get(INFORMANT, f"/api/v1/patrols/{number}")
        moved = await city.post(EASTERN, f"/api/v1/patrols/{number}/check_off", {}, If_Match="1")
        told += [(read.status_code, read.json()["title"], moved.status_code, moved.json()["title"])]
    assert told[0] == told[1]
    assert (told[0][0], told[0][2]) == (404, 404)
    for number in (drive.json()["number"], "GY-Z999"):
        asked = await city.get(EASTERN, f"/api/v1/patrols?campaign={number}")
        assert (asked.status_code, asked.json()["errors"][0]["reason"]) == (400, "unknown-campaign"), number
    (still,) = (await mine(city, f"informant-{FAR_GROUP}"))["items"]
    assert (still["number"], still["state"]) == (look["number"], "due")


async def test_whoever_asks_is_answered_while_a_long_table_of_spots_is_entered(
    city: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    turns, seen, decide = 0, set[int](), city.engine.patrols._decide

    async def others() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    def decided(*args: Any) -> Any:
        seen.add(turns)
        return decide(*args)

    monkeypatch.setattr(city.engine.patrols, "_decide", decided)
    waiting = asyncio.create_task(others())
    table = "kind,name,grid\n" + "".join(f"hydrant,消火栓{n},{GROUP}\n" for n in range(IN_A_BREATH + 1))
    answer = await city.post("centre", "/api/v1/spots/import", {"csv": table}, Idempotency_Key="long")
    waiting.cancel()
    assert answer.status_code == 201, answer.text
    assert len(seen) > 1, "others had their turn between two spots"


async def test_a_table_of_spots_is_entered_whole_or_not_at_all(city: Town) -> None:
    good = f"kind,name,grid,lat,lon\nhydrant,甲,{GROUP},,\n\nmanhole,乙,{GROUP},32.8,119.4\n"
    path = "/api/v1/spots/import"
    bad = f"{good}elderly,丙,{GROUP},,\nhydrant,,nowhere,x,119.4\nhydrant,甲,{GROUP},,\nhydrant,丁,{GROUP},32.8,\n"
    refused = await city.post("township-east", path, {"csv": bad}, Idempotency_Key="a")
    assert refused.status_code == 400
    assert [(e["field"], e["reason"]) for e in refused.json()["errors"]] == [
        ("csv:5:kind", "unknown-spot-kind"),
        ("csv:6:name", "needed"),
        ("csv:6:grid", "unknown-grid"),
        ("csv:6:lat", "no-number"),
        ("csv:7:name", "twice"),
        ("csv:8:lat", "no-number"),
    ]
    for text, reason in (
        ("kind,name,grid,age\n", "column-unknown"),
        ("kind,name\n", "column-missing"),
        ('kind,name,grid\n"x', "not-csv"),
    ):
        answer = await city.post("centre", path, {"csv": text}, Idempotency_Key=f"k{reason}")
        assert answer.json()["errors"][0]["reason"] == reason, text
    listed = "/api/v1/spots"
    assert (await city.get("centre", listed)).json()["items"] == []
    for _ in range(2):
        done = await city.post("township-east", path, {"csv": good}, Idempotency_Key="b")
        assert (done.status_code, done.json()) == (201, {"added": 2}), done.text
    first = (await city.get("centre", f"{listed}?limit=1")).json()
    second = (await city.get("centre", f"{listed}?limit=1&cursor={first['next']}")).json()
    assert {first["items"][0]["name"], second["items"][0]["name"]} == {"甲", "乙"}
    assert (await mine(city, INFORMANT))["waiting"] == 2


async def test_a_campaign_is_covered_live_by_township_and_each_figure_opens_its_looks(city: Town) -> None:
    for grid in (GROUP, f"{VILLAGE}02", FAR_GROUP):
        await added(city, "centre", kind="boiler_room", grid=grid)
    started = await city.post("centre", "/api/v1/campaigns", {**DRIVE, "grid": ROOT}, Idempotency_Key="c")
    assert started.status_code == 201, started.text
    campaign = started.json()
    assert [(t["township"]["code"], t["spots"]) for t in campaign["townships"]] == [(EAST, 2), (WEST, 1)]
    (look,) = (await mine(city, INFORMANT))["items"]
    assert (look["title"], look["campaign"]) == ("锅炉房专项排查", campaign["number"])
    await city.post(INFORMANT, f"/api/v1/patrols/{look['id']}/check_off", {}, If_Match="1")
    path = f"/api/v1/campaigns/{campaign['number']}"
    after = (await city.get("supervisor", path)).json()
    counted = [(t["done"], t["left"], t["late"]) for t in (after["total"], *after["townships"])]
    assert counted == [(1, 2, 0), (1, 1, 0), (0, 1, 0)]
    own = (await city.get("township-west", path)).json()
    assert (own["total"]["left"], [t["township"]["code"] for t in own["townships"]]) == (1, [WEST])
    city.wall.wait(days=5)
    await city.engine.sweep()
    ended = (await city.get("centre", path)).json()
    assert (ended["state"], ended["missed"], ended["total"]["late"]) == ("ended", 2, 2)
    for state, count in (("done", 1), ("late", 2), ("missed", 2), ("found", 0)):
        listed = await city.get("centre", f"/api/v1/patrols?campaign={campaign['number']}&state={state}")
        assert len(listed.json()["items"]) == count, state
    assert (await city.get("centre", "/api/v1/patrols?state=asleep")).status_code == 400
    assert (await city.get("centre", "/api/v1/patrols?campaign=GY-Z9")).status_code == 400


async def test_a_plan_counts_what_is_below_it_and_nothing_else(city: Town) -> None:
    await added(city)
    await added(city, "centre", grid=FAR_GROUP)
    east = (await city.get("township-east", "/api/v1/patrols/plan")).json()
    assert (east["total"]["spots"], east["total"]["left"], east["keeps"]) == (1, 1, True)
    city_ = (await city.get("supervisor", "/api/v1/patrols/plan")).json()
    assert (city_["total"]["spots"], len(city_["townships"]), city_["keeps"]) == (2, 2, False)
    (template,) = (each for each in city_["templates"] if each["name"] == "hydrants")
    assert (template["spots"], template["left"], template["every"]) == (2, 2, 20)


async def test_who_sees_and_keeps_what(city: Town) -> None:
    spot = await added(city)
    drive = (await city.post("township-east", "/api/v1/campaigns", DRIVE, Idempotency_Key="c")).json()
    (look,) = (await mine(city, INFORMANT))["items"]
    read = {
        "/api/v1/patrols": OVERSEERS | {"township-west"},
        "/api/v1/patrols/plan": OVERSEERS | {"township-west"},
        "/api/v1/spots": OVERSEERS | {"township-west"},
        "/api/v1/campaigns": OVERSEERS | {"township-west"},
        f"/api/v1/patrols/{look['number']}": {*OVERSEERS, INFORMANT, f"handler-{VILLAGE}"},
        f"/api/v1/spots/{spot['number']}": OVERSEERS,
        f"/api/v1/campaigns/{drive['number']}": OVERSEERS,
    }
    for path, may in read.items():
        assert (await city.client.get(path)).status_code == 401, path
        for name in EVERYBODY:
            status = (await city.get(name, path)).status_code
            outside = 403 if path.rsplit("/", 1)[-1] in ("patrols", "plan", "spots", "campaigns") else 404
            assert status == (200 if name in may else outside), f"{name} {path}"
    refs = {"patrol": look["number"], "spot": spot["number"], "campaign": drive["number"]}
    may_move = dict.fromkeys(OF_PATROL, KEEPERS) | {Move.CHECK_OFF: {INFORMANT, f"handler-{VILLAGE}", "township-east"}}
    for move, body in OF_PATROL.items():
        kind = str(machine_of(move))
        path = f"/api/v1/{kind}s/{refs[kind]}/{move}"
        assert (await city.client.post(path, json=body)).status_code == 401, path
        for name in EVERYBODY:
            status = (await city.post(name, path, body, If_Match="77")).status_code
            assert (status in (409, 400)) == (name in may_move[move]), f"{name} {path} {status}"
            assert status in (400, 403, 404, 409)
    for path, body in (("/api/v1/spots", SPOT), ("/api/v1/campaigns", DRIVE)):
        for name in EVERYBODY - KEEPERS:
            refused = await city.post(name, path, body, Idempotency_Key=f"{name}{path}")
            assert refused.status_code in (403, 404), f"{name} {path}: {refused.text}"


async def test_who_may_enter_no_spot_is_told_so_before_a_table_is_read(city: Town) -> None:
    table = {"csv": f"kind,name,grid\nhydrant,甲,{GROUP}\n"}
    for name in EVERYBODY - KEEPERS - {"township-west"}:
        for said in (table, {"csv": "no such table"}):
            refused = await city.post(name, "/api/v1/spots/import", said, Idempotency_Key=f"{name}-i")
            assert refused.status_code == 403, f"{name}: who may enter none is told so before it is read"
    refused = await city.post("township-west", "/api/v1/spots/import", table, Idempotency_Key="west")
    assert refused.status_code in (403, 404)


async def test_spots_are_found_by_words_and_number_each_with_what_may_be_done_with_it(city: Town) -> None:
    first = await added(city)
    await added(city, name="西门消火栓")
    await added(city, "centre", name="东门大桥", grid=FAR_GROUP)
    for words, by, count in (
        ("东门", "centre", 2),
        ("消火栓", "centre", 2),
        ("东门 消火", "centre", 1),
        ("东门", EASTERN, 1),
    ):
        found = (await city.get(by, f"/api/v1/spots?words={words}")).json()["items"]
        assert len(found) == count, words
    (found,) = (await city.get(EASTERN, f"/api/v1/spots?words={first['number'].lower()}&kind=hydrant")).json()["items"]
    assert (found["id"], found["allowed"]) == (first["id"], ["shift", "retire"])
    seen = (await city.get("supervisor", "/api/v1/spots?words=东门")).json()["items"]
    assert [each["allowed"] for each in seen] == [[], []]
    assert (await city.get("centre", "/api/v1/spots?words=东")).status_code == 400, "one letter is no word"


@pytest.mark.parametrize(
    ("path", "body", "field"),
    [
        ("/api/v1/spots", {**SPOT, "kind": "elderly"}, "kind"),
        ("/api/v1/spots", {**SPOT, "grid": "0"}, "grid"),
        ("/api/v1/spots", {**SPOT, "lat": 32.8}, "body"),
        ("/api/v1/spots", {**SPOT, "resident": "x"}, "resident"),
        ("/api/v1/campaigns", {**DRIVE, "until": MONDAY.isoformat()}, "until"),
        ("/api/v1/campaigns", {**DRIVE, "until": "2029-01-01T00:00:00Z"}, "until"),
        ("/api/v1/campaigns", {**DRIVE, "kinds": ["boiler_room", "elderly"]}, "kinds.1"),
        ("/api/v1/campaigns", {**DRIVE, "finding": "00000"}, "finding"),
        ("/api/v1/campaigns", {**DRIVE, "who": "unit_member"}, "who"),
    ],
)
async def test_what_cannot_be_is_refused_by_its_field(city: Town, path: str, body: Any, field: str) -> None:
    answer = await city.post("township-east", path, body, Idempotency_Key="x")
    assert answer.status_code == 400, answer.text
    assert answer.json()["errors"][0]["field"] == field
