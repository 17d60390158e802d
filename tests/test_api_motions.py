"""Motions over HTTP: put, looked at, taken back, and by whom."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from api.examples import OF_MOTION
from tests.asking import Town, town
from tests.small import rules, uid
from tests.test_api_rights import INSIDE, OUTSIDE
from workflow.motions.payloads import PAYLOADS

KEEPERS = {"centre", "admin"}
READERS = {*KEEPERS, "supervisor", "township-east", "township-west"}
EVERYBODY = sorted({*INSIDE.values(), *OUTSIDE.values()})


@pytest.fixture
async def place(database_url: str) -> AsyncIterator[Town]:
    async with town(database_url) as found:
        yield found


def proposal(remark: str = "shorter", **more: Any) -> dict[str, Any]:
    return {"rules": f"{rules().text}\n# {remark}\n", "why": "夜间太慢", "days": 0, **more}


async def put(place: Town, name: str = "centre", key: str = "k", **more: Any) -> Any:
    return await place.post(name, "/api/v1/motions", proposal(**more), Idempotency_Key=key)


async def test_a_motion_is_put_shown_and_taken_back_over_http(place: Town) -> None:
    answer = await put(place)
    assert answer.status_code == 201, answer.text
    shown = answer.json()
    assert (shown["number"], shown["state"], shown["version"], shown["allowed"]) == (
        "GY-R1",
        "proposed",
        1,
        ["take_back"],
    )
    assert answer.headers["Location"] == f"/api/v1/motions/{shown['id']}"
    assert (shown["proposes"], shown["against"], shown["why"], shown["outdated"]) == (2, 1, "夜间太慢", False)
    assert shown["rehearsal"] is None
    assert shown["timeline"][0]["reasons"][0] == "Proposes version 2 of the rules in place of version 1."
    text = await place.get("supervisor", "/api/v1/motions/GY-R1/rules.yaml")
    assert text.text == proposal()["rules"]
    assert (await put(place)).json()["id"] == shown["id"], "the same key"
    assert [item["number"] for item in (await place.get("admin", "/api/v1/motions?open=true")).json()["items"]] == [
        "GY-R1"
    ]
    path = "/api/v1/motions/GY-R1/take_back"
    assert (await place.post("centre", path, {"reason": "再议"})).status_code == 428
    assert (await place.post("centre", path, {"reason": "再议"}, If_Match="9")).status_code == 409
    assert (await place.post("centre", path, {}, If_Match="1")).status_code == 400
    taken = await place.post("centre", path, {"reason": "再议"}, If_Match="1")
    assert (taken.status_code, taken.json()["state"]) == (200, "withdrawn")
    assert taken.json()["timeline"][-1]["text"] == "再议"
    assert (await place.get("admin", "/api/v1/motions?open=true")).json() == {"items": [], "next": None}


async def test_a_file_that_is_wrong_is_refused_with_every_place(place: Town) -> None:
    answer = await put(place, rules="routes: []\nfoo: 1\n")
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert problem["type"] == "/problems/rules-invalid"
    assert any(error["field"].startswith("rules:2:") for error in problem["errors"])
    for wrong, field in (({"why": ""}, "why"), ({"days": -1}, "days"), ({"more": 1}, "more"), ({"rules": ""}, "rules")):
        refused = await put(place, **wrong)
        assert refused.status_code == 400, wrong
        assert [error["field"] for error in refused.json()["errors"]] == [field]
    same = await put(place, rules=rules().text)
    assert [error["reason"] for error in same.json()["errors"]] == ["in-force-already"]
    assert (await place.post("centre", "/api/v1/motions", proposal())).status_code == 400, "without a key"


async def test_who_keeps_the_rules_puts_and_moves_motions_who_is_called_to_the_meetings_reads_them(
    place: Town,
) -> None:
    assert (await put(place)).status_code == 201
    for name in EVERYBODY:
        reads, keeps = name in READERS, name in KEEPERS
        assert (await place.get(name, "/api/v1/motions")).status_code == (200 if reads else 403), name
        for path in ("/api/v1/motions/GY-R1", "/api/v1/motions/GY-R1/rules.yaml"):
            assert (await place.get(name, path)).status_code == (200 if reads else 404), name
        answer = await put(place, name, key=f"k-{name}", remark=name)
        assert answer.status_code == (201 if keeps else 403 if reads else 404), name
        for move, example in OF_MOTION.items():
            path = f"/api/v1/motions/GY-R1/{move}"
            status = (await place.post(name, path, dict(example), If_Match="99999")).status_code
            assert status == (409 if keeps else 403 if reads else 404), f"{name} {move}"
    unknown = str(uid("no such motion"))
    for name in ("centre", "gas-1"):
        assert (await place.get(name, f"/api/v1/motions/{unknown}")).status_code == 404


async def test_without_signing_in_nobody_asks_after_motions(place: Town) -> None:
    receipt = (await place.report("informant-900100100101")).json()["receipt"]
    for told, status in (({}, 401), ({"Authorization": f"Receipt {receipt}"}, 403)):
        for path in ("/api/v1/motions", "/api/v1/motions/GY-R1", "/api/v1/motions/GY-R1/rules.yaml"):
            assert (await place.client.get(path, headers=told)).status_code == status, path
        for path in ("", *(f"/GY-R1/{move}" for move in PAYLOADS)):
            answer = await place.client.post(f"/api/v1/motions{path}", json={}, headers=told)
            assert answer.status_code in (status, 400, 428), path
            assert status != 401 or answer.status_code == 401, path


def test_every_move_on_a_motion_has_an_example_that_it_takes() -> None:
    assert OF_MOTION.keys() == PAYLOADS.keys()
    for move, example in OF_MOTION.items():
        PAYLOADS[move].model_validate(dict(example))
