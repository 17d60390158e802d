"""A real city's first administrator: named once, by whoever has the newest code that was printed."""

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import httpx
import pytest
import pytest_asyncio

from models.database import Database
from tests.asking import asked, over
from tests.stored import keys
from workflow import setting_up, store
from workflow.engine import Engine
from workflow.setting_up import Ready
from workflow.settings import Settings, from_environment

PATH = "/api/v1/set-up"
PASSWORD = "a long way to go"


def settings_of(url: str, data: Path) -> Settings:
    return from_environment({"GRIDWARD_DATA": str(data), "GRIDWARD_DATABASE_URL": url, "GRIDWARD_DEMO_DAYS": "0"})


async def prepared(url: str, data: Path, demonstration: bool = False) -> Ready:
    return await setting_up.prepare(url, settings_of(url, data), None, demonstration, lambda _: None)


@dataclass
class Bare:
    client: httpx.AsyncClient
    engine: Engine
    code: str
    url: str
    data: Path

    async def take(self, **members: Any) -> httpx.Response:
        body = {"code": self.code, "name": "张明", "username": "zhang.ming", "password": PASSWORD, **members}
        return await self.client.post(PATH, json=body)


@pytest_asyncio.fixture
async def bare(database_url: str, tmp_path: Path) -> AsyncIterator[Bare]:
    """Gaoyou as its file has it: nobody can sign in."""
    ready = await prepared(database_url, tmp_path)
    assert ready.code
    database = await Database.open(database_url, 4)
    try:
        engine = Engine(database, keys())
        async with asked(over(engine, database_url)) as client:
            yield Bare(client, engine, ready.code, database_url, tmp_path)
    finally:
        await database.close()


async def test_the_code_names_the_administrator_who_is_signed_in_at_once_and_sees_their_posts(bare: Bare) -> None:
    assert (await bare.client.get(PATH)).json() == {"waits": True}
    answer = await bare.take(language="en")
    assert answer.status_code == 200, answer.text
    shown = answer.json()["person"]
    assert (shown["name"], shown["language"], [post["role"] for post in shown["posts"]]) == ("张明", "en", ["admin"])
    assert "HttpOnly" in answer.headers["set-cookie"]
    assert (await bare.client.get("/api/v1/session")).json()["person"] == shown
    assert (await bare.client.get(PATH)).json() == {"waits": False}
    bare.client.cookies.clear()
    again = await bare.client.post("/api/v1/session", json={"username": "zhang.ming", "password": PASSWORD})
    assert again.status_code == 200


async def test_it_is_closed_for_ever_after(bare: Bare) -> None:
    assert (await bare.take()).status_code == 200
    second = await bare.take(username="somebody.else")
    assert (second.status_code, second.json()["type"]) == (409, "/problems/set-up-over")
    assert (await prepared(bare.url, bare.data)).code is None
    async with store.transaction(bare.engine.database) as connection:
        await connection.execute("DELETE FROM sign_in")
        await connection.execute("DELETE FROM account")
    assert (await prepared(bare.url, bare.data)).code is None
    assert (await bare.take()).status_code == 409


async def test_a_newer_code_takes_the_place_of_the_older(bare: Bare) -> None:
    newer = (await prepared(bare.url, bare.data)).code
    assert newer
    assert newer != bare.code
    refused = await bare.take()
    assert refused.status_code == 400
    assert refused.json()["errors"][0]["field"] == "code"
    assert (await bare.take(code=newer)).status_code == 200


@pytest.mark.parametrize(
    ("members", "field", "reason"),
    [
        ({"code": "guessed"}, "code", "wrong-set-up-code"),
        ({"password": "too short"}, "password", "password-short"),
        ({"password": "aaaaaaaaaaaa"}, "password", "password-plain"),
        ({"password": "Zhang.Ming-2026"}, "password", "password-plain"),
        ({"username": "张明"}, "username", "username-form"),
        ({"username": "Zhang Ming"}, "username", "username-form"),
        ({"name": " "}, "name", "blank"),
        ({"language": "fr"}, "language", "not-one-of"),
        ({"role": "centre"}, "role", "unknown-member"),
    ],
)
async def test_what_will_not_do_is_said_at_its_field_and_spends_nothing(
    bare: Bare, members: dict[str, str], field: str, reason: str
) -> None:
    answer = await bare.take(**members)
    assert answer.status_code == 400
    assert [(each["field"], each["reason"]) for each in answer.json()["errors"]] == [(field, reason)]
    assert "guessed" not in answer.text
    assert (await bare.client.get(PATH)).json() == {"waits": True}


async def test_guesses_are_counted_and_made_to_wait(bare: Bare) -> None:
    statuses = [(await bare.take(code=f"guess {number}")).status_code for number in range(11)]
    assert statuses == [400] * 10 + [429]
    assert (await bare.take()).status_code == 429


async def test_another_site_cannot_take_it(bare: Bare) -> None:
    body = {"code": bare.code, "name": "x", "username": "mallory", "password": PASSWORD}
    answer = await bare.client.post(PATH, json=body, headers={"Sec-Fetch-Site": "cross-site"})
    assert (answer.status_code, answer.json()["type"]) == (403, "/problems/cross-site")


async def test_the_link_is_printed_and_neither_a_password_nor_the_codes_hash_is(bare: Bare) -> None:
    settings = replace(settings_of(bare.url, bare.data), public_url="https://grid.example.org")
    ready = await prepared(bare.url, bare.data)
    said = setting_up.welcome(settings, ready)
    assert re.search(rf"https://grid\.example\.org/set-up#{ready.code}$", said, re.MULTILINE)
    assert "password" not in said
    assert not (settings.secrets / "demonstration-password").exists()
    async with store.transaction(bare.engine.database) as connection:
        stored = await connection.fetchval("SELECT encode(code_hash, 'escape') FROM set_up")
    assert ready.code not in stored


async def test_a_demonstration_has_nothing_to_set_up(database_url: str, tmp_path: Path) -> None:
    assert (await prepared(database_url, tmp_path, demonstration=True)).code is None


async def test_a_real_city_that_was_given_a_password_by_a_setting_has_its_administrator(
    database_url: str, tmp_path: Path
) -> None:
    settings = replace(settings_of(database_url, tmp_path), demo_password=PASSWORD)
    ready = await setting_up.prepare(database_url, settings, None, False, lambda _: None)
    assert (ready.code, ready.names) == (None, ["admin"])
