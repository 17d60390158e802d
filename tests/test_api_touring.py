"""The tour of a demonstration signs in who acts in it, at one press; a real city knows nothing of the kind."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import pytest_asyncio

from api import touring as touring_api
from models.database import Database
from tests.asking import Town, asked, over, town
from tests.small import INFORMANT, VILLAGE, uid
from tests.stored import keys
from workflow import setting_up, store
from workflow.engine import Engine
from workflow.settings import from_environment

PATH = "/api/v1/tour/sign-in"
SENT = {"to": {"grid": VILLAGE}}


@pytest_asyncio.fixture
async def gaoyou(database_url: str) -> AsyncIterator[Town]:
    async with town(database_url) as found:
        yield found


async def take(town: Town, part: str, case: str | None = None, **headers: str) -> httpx.Response:
    body = {"part": part, **({} if case is None else {"case": case})}
    return await town.client.post(PATH, json=body, headers=headers)


async def played(town: Town, part: str, case: str | None = None) -> str:
    """Who is signed in; the cookie is theirs."""
    answer = await take(town, part, case)
    assert answer.status_code == 200, answer.text
    name = str(answer.json()["person"]["name"])
    assert (await town.client.get("/api/v1/session")).json()["person"]["name"] == name
    return name


async def test_each_part_is_played_by_who_has_to_act_on_the_case(gaoyou: Town) -> None:
    site = (await gaoyou.client.get("/api/v1/site")).json()
    assert (site["demonstration"], site["tour"]) == (True, True)
    first = await played(gaoyou, "informant")
    assert first == INFORMANT
    ref = await gaoyou.reported(first)
    assert await played(gaoyou, "dispatcher", ref) == "dispatcher-east"
    await gaoyou.moves(ref, ("dispatcher-east", "accept", {}), ("dispatcher-east", "dispatch", SENT))
    handler = await played(gaoyou, "handler", ref)
    assert handler == f"handler-{VILLAGE}"
    await gaoyou.moves(ref, (handler, "acknowledge", {}), (handler, "resolve", {"note": "已清运"}))
    verifier = await played(gaoyou, "verifier", ref)
    assert verifier == first, "an informant looks who did not do the work: who reported it is nearest"
    closed = await gaoyou.moves(ref, (verifier, "verify", {"satisfied": True}))
    assert closed["state"] == "closed"
    assert await played(gaoyou, "supervisor") == "supervisor"


async def test_a_unit_that_was_sent_handles_and_one_who_was_given_the_case_only_if_they_may_be_toured(
    gaoyou: Town,
) -> None:
    ref = await gaoyou.reported(INFORMANT)
    await gaoyou.moves(ref, ("dispatcher-east", "accept", {}), ("dispatcher-east", "dispatch", {"to": {"unit": "gas"}}))
    assert await played(gaoyou, "handler", ref) == "gas-1"
    other = await gaoyou.reported(INFORMANT)
    chief = {"to": {"person": str(uid("chief-east"))}}
    await gaoyou.moves(other, ("dispatcher-east", "accept", {}), ("dispatcher-east", "dispatch", chief))
    assert (await take(gaoyou, "handler", other)).status_code == 404


async def test_a_part_needs_its_case_and_one_that_there_is(gaoyou: Town) -> None:
    for part in ("dispatcher", "handler", "verifier"):
        assert (await take(gaoyou, part)).status_code == 404
        assert (await take(gaoyou, part, "GY-20260608-99999")).status_code == 404
    ref = await gaoyou.reported(INFORMANT)
    assert (await take(gaoyou, "handler", ref)).status_code == 404, "it was given to nobody yet"
    for body in ({"part": "admin"}, {"part": "centre"}, {}, {"part": "informant", "who": "admin"}):
        assert (await gaoyou.client.post(PATH, json=body)).status_code == 400, body


async def test_nobody_is_signed_in_who_keeps_the_city_or_has_a_password_or_a_lock_of_their_own(gaoyou: Town) -> None:
    async with store.transaction(gaoyou.engine.database) as connection:
        await connection.execute("UPDATE account SET password_hash = 'own' WHERE username = $1", INFORMANT)
        await connection.execute("UPDATE account SET disabled = true WHERE username = 'supervisor'")
    assert await played(gaoyou, "informant") != INFORMANT
    assert await played(gaoyou, "supervisor") == "supervisor2"
    async with store.transaction(gaoyou.engine.database) as connection:
        await connection.execute(
            "UPDATE account SET password_hash = 'own' || username WHERE username LIKE 'supervisor%'"
        )
    assert (await take(gaoyou, "supervisor")).status_code == 404


async def test_nobody_is_signed_in_where_no_two_have_the_same_password(gaoyou: Town) -> None:
    async with store.transaction(gaoyou.engine.database) as connection:
        await connection.execute("UPDATE account SET password_hash = 'own' || username")
    assert (await take(gaoyou, "informant")).status_code == 404


async def test_nor_whoever_stands_in_for_one_who_keeps_the_city(gaoyou: Town) -> None:
    async with store.transaction(gaoyou.engine.database) as connection:
        await connection.execute(
            "INSERT INTO post (id, person_id, role, grid_id, chief, valid_from)"
            " SELECT $1, person_id, 'admin', grid_id, false, valid_from FROM post WHERE person_id = $2",
            *(uid("second post"), uid("supervisor")),
        )
        await store.versions.activate(connection, staff=True)
    assert await played(gaoyou, "supervisor") == "supervisor2"


async def test_another_site_signs_nobody_in_and_one_address_takes_it_within_bounds(gaoyou: Town) -> None:
    answer = await take(gaoyou, "informant", **{"Sec-Fetch-Site": "cross-site"})
    assert (answer.status_code, answer.json()["type"]) == (403, "/problems/cross-site")
    gaoyou.app.state.tour.taken.most = 3
    for _ in range(3):
        assert (await take(gaoyou, "informant")).status_code == 200
    refused = await take(gaoyou, "informant")
    assert (refused.status_code, refused.json()["type"]) == (429, "/problems/too-many-tours")
    assert 0 < int(refused.headers["retry-after"]) <= 900
    assert touring_api.MOST >= 20, "who shows it to a room goes by one address"


@pytest.mark.parametrize(("demonstration", "tour"), [(False, True), (True, False)])
async def test_a_real_city_has_no_tour_nor_has_one_whose_operator_wants_none(
    database_url: str, tmp_path: Path, demonstration: bool, tour: bool
) -> None:
    named: dict[str, str] = {"GRIDWARD_DEMO_PASSWORD": "a long way to go", "GRIDWARD_DEMO_DAYS": "0"}
    chosen = from_environment({"GRIDWARD_DATA": str(tmp_path), "GRIDWARD_DATABASE_URL": database_url, **named})
    await setting_up.prepare(database_url, chosen, None, demonstration, lambda _: None)
    database = await Database.open(database_url, 4)
    try:
        async with asked(over(Engine(database, keys()), database_url, tour=tour)) as client:
            site: Any = (await client.get("/api/v1/site")).json()
            assert (site["demonstration"], site["tour"]) == (demonstration, False)
            for part in ("informant", "dispatcher", "handler", "verifier", "supervisor"):
                answer = await client.post(PATH, json={"part": part, "case": "GY-20260608-00001"})
                assert (answer.status_code, answer.json()["type"]) == (404, "/problems/not-found")
                assert "set-cookie" not in answer.headers
    finally:
        await database.close()
    assert from_environment({}).tour
    assert not from_environment({"GRIDWARD_TOUR": "0"}).tour
