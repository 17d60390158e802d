"""The logs and figures: what they tell, and that nobody's words, name, phone, address, password or token is in them."""

import io
import logging
from collections.abc import AsyncIterator, Iterator
from typing import Any

import orjson
import pytest
import pytest_asyncio
from argon2 import PasswordHasher

from api.examples import OF_MOVE
from tests.asking import Town, town
from tests.logged import logged
from tests.small import INFORMANT, uid

NAME, PHONE, WORDS, PLACE, PASSWORD = (
    "欧阳不记得",
    "13912345678",
    "井盖丢了一只猫掉进去",
    "无名巷九十九号",
    "sesame-open-9",
)
CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
SENTINELS = (NAME, PHONE, WORDS, PLACE, PASSWORD)


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    """What is logged."""
    with logged() as stream:
        yield stream


@pytest_asyncio.fixture
async def gaoyou(database_url: str, lines: io.StringIO) -> AsyncIterator[Town]:
    async with town(database_url, hashed=CHEAP) as found:
        yield found


def told(lines: io.StringIO) -> list[dict[str, Any]]:
    return [orjson.loads(line) for line in lines.getvalue().splitlines()]


REPORT: dict[str, Any] = {
    "description": WORDS,
    "location": {"lat": 32.78, "lon": 119.44, "address": PLACE},
    "reporter": {"name": NAME, "phone": PHONE},
    "source": "hotline",
}


async def everything_asked(town: Town) -> list[str]:
    """Success and failure of all that takes somebody's words; the tokens and receipts that were given."""
    client, given = town.client, []
    for password in (PASSWORD, f"{PASSWORD}-not"):
        answer = await client.post("/api/v1/session", json={"username": "dispatcher-east", "password": password})
        given += [answer.json()["access_token"]] if answer.is_success else []
    await client.post("/api/v1/session", json={"username": NAME, "password": PASSWORD, PHONE: WORDS})
    ref = await town.reported(INFORMANT, **REPORT)
    for more in (
        {"category": WORDS},
        {"grid": PLACE},
        {NAME: PHONE},
        {"description": f"{WORDS}\x00"},
        {"severity": PHONE},
    ):
        await town.report(INFORMANT, **{**REPORT, **more})
    headers = {**await town.headers(INFORMANT), "Content-Type": "application/json", "Idempotency-Key": PHONE}
    await client.post("/api/v1/incidents", content=f'{{"description": "{WORDS}'.encode(), headers=headers)
    for move, payload in OF_MOVE.items():
        body = {name: WORDS if name in ("note", "reason", "text") else value for name, value in payload.items()}
        for name in ("dispatcher-east", "dispatcher-west", INFORMANT):
            await town.move(name, ref, move, body)
            await town.post(name, f"/api/v1/incidents/{ref}/{move}", {**body, NAME: WORDS}, If_Match=PHONE)
    await town.post("intake-east", f"/api/v1/incidents/{ref}/reporter", {"reason": WORDS})
    for path in (
        f"/api/v1/incidents/{WORDS}",
        f"/api/v1/incidents?number={PHONE}",
        f"/api/v1/queues/{NAME}",
        f"/{PLACE}",
    ):
        await town.get("dispatcher-east", f"/api/v1/{path}")
    for path in ("/api/v1/incidents", "/api/v1/queues/dispatch", "/api/v1/notices", f"/api/v1/incidents/{ref}"):
        await town.get("dispatcher-east", path)
    await client.request(PHONE, "/api/v1/incidents")
    return [*given, *(token for token in town.tokens.values())]


async def test_no_line_and_no_figure_holds_anything_of_anybody(gaoyou: Town, lines: io.StringIO) -> None:
    tokens = await everything_asked(gaoyou)
    async with gaoyou.engine.database.pool.acquire() as connection:
        await connection.execute("ALTER TABLE wording RENAME COLUMN address TO lost")
    assert (await gaoyou.report(INFORMANT, **REPORT)).status_code == 500
    await gaoyou.client.get("/api/v1/session", headers={"X-Request-Id": PHONE})
    found, figures = lines.getvalue(), (await gaoyou.client.get("/metrics")).text
    for secret in (*SENTINELS, *tokens):
        for form in (secret, secret.encode("unicode_escape").decode(), orjson.dumps(secret).decode()[1:-1]):
            assert form not in found, form
            assert form not in figures, form
    events = {line["event"] for line in told(lines)}
    assert {"request", "unexpected_error"} <= events


async def test_every_request_has_one_line_and_an_id_that_its_answer_tells(gaoyou: Town, lines: io.StringIO) -> None:
    ref = await gaoyou.reported(INFORMANT)
    lines.seek(0)
    lines.truncate()
    own = "0af7651916cd43dd8448eb211c80319c"
    answers = [await gaoyou.get("dispatcher-east", f"/api/v1/incidents/{ref}", **{"X-Request-Id": own})]
    for given in ("x", "1234", "no id at all, but words", "-" * 40):
        answers.append(await gaoyou.get("dispatcher-east", "/api/v1/queues/intake", **{"X-Request-Id": given}))
        assert answers[-1].headers["x-request-id"] not in ("", given)
    found = [line for line in told(lines) if line["event"] == "request"]
    assert [line["request_id"] for line in found] == [answer.headers["x-request-id"] for answer in answers]
    first = found[0]
    assert (first["request_id"], first["method"], first["route"], first["status"], first["incident"]) == (
        own, "GET", "/api/v1/incidents/{ref}", 200, ref,
    )  # fmt: skip
    assert first["ms"] >= 0
    assert "incident" not in found[1]


async def test_all_lines_of_a_request_bear_its_id(gaoyou: Town, lines: io.StringIO) -> None:
    ref = await gaoyou.reported(INFORMANT)
    async with gaoyou.engine.database.pool.acquire() as connection:
        await connection.execute("ALTER TABLE wording RENAME COLUMN address TO lost")
    answer = await gaoyou.get("dispatcher-east", f"/api/v1/incidents/{ref}")
    assert answer.status_code == 500
    mine = [line for line in told(lines) if line.get("request_id") == answer.headers["x-request-id"]]
    assert [(line["event"], line["incident"]) for line in mine] == [("unexpected_error", ref), ("request", ref)]
    assert mine[0]["exception"][0]["frames"], "where it happened is told"


async def test_a_meeting_or_a_bulletin_is_not_told_as_a_case(gaoyou: Town, lines: io.StringIO) -> None:
    for path in (f"meetings/{uid('meeting')}", "bulletins/GY-1001"):
        await gaoyou.get("supervisor", f"/api/v1/{path}")
    found = [line for line in told(lines) if line["event"] == "request" and "{ref}" in line["route"]]
    assert [line["status"] for line in found] == [404, 404]
    assert not [line for line in found if "incident" in line]


def test_what_a_library_says_is_a_line_of_json_without_what_was_filled_in(lines: io.StringIO) -> None:
    logging.getLogger("apscheduler").error('Job "%s" raised', WORDS)
    logging.getLogger("asyncio").error(f"Task exception was never retrieved\nfuture: {NAME}")
    logging.getLogger("prefect.flow_runs").error(WORDS)
    try:
        raise ValueError(NAME)
    except ValueError:
        logging.getLogger("uvicorn.error").exception("Exception in ASGI application\n")
    found = told(lines)
    assert [(line["library"], line["said"]) for line in found] == [
        ("apscheduler", 'Job "%s" raised'),
        ("asyncio", "Task exception was never retrieved"),
        ("uvicorn.error", "Exception in ASGI application"),
    ]
    assert NAME not in lines.getvalue()
    assert WORDS not in lines.getvalue()
