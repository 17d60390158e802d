"""One's own password and sign-ins, and nobody else's."""

import asyncio
from collections.abc import AsyncIterator

import httpx
import pytest
import pytest_asyncio
from argon2 import PasswordHasher

from api import passwords
from api.devices import device
from tests.asking import Town, town
from workflow import store

PASSWORD = "correct horse"
NEW = "battery staple"
CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
SESSION = "/api/v1/session"
SIGN_INS = f"{SESSION}/sign-ins"
WHO = "dispatcher-east"
ANDROID = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0 Mobile Safari/537.36"


@pytest_asyncio.fixture
async def gaoyou(database_url: str) -> AsyncIterator[Town]:
    async with town(database_url, CHEAP) as found:
        yield found


async def sign_in(town: Town, username: str = WHO, password: str = PASSWORD, **headers: str) -> dict[str, str]:
    """The header by which somebody is signed in from then on."""
    town.client.cookies.clear()
    answer = await town.client.post(SESSION, json={"username": username, "password": password}, headers=headers)
    town.client.cookies.clear()
    assert answer.status_code == 200, answer.text
    return {"Authorization": f"Bearer {answer.json()['access_token']}"}


async def change(town: Town, headers: dict[str, str], old: str = PASSWORD, new: str = NEW) -> httpx.Response:
    return await town.client.post(f"{SESSION}/password", json={"old": old, "new": new}, headers=headers)


async def holds(town: Town, headers: dict[str, str]) -> bool:
    return (await town.client.get(SESSION, headers=headers)).status_code == 200


async def test_a_new_password_opens_and_ends_the_sign_ins_elsewhere_at_once(gaoyou: Town) -> None:
    here, elsewhere, another = await sign_in(gaoyou), await sign_in(gaoyou), await sign_in(gaoyou, "centre")
    assert await holds(gaoyou, elsewhere)
    assert (await change(gaoyou, here)).status_code == 204
    assert [await holds(gaoyou, each) for each in (here, elsewhere, another)] == [True, False, True]
    old = await gaoyou.client.post(SESSION, json={"username": WHO, "password": PASSWORD})
    assert old.status_code == 401
    assert await holds(gaoyou, await sign_in(gaoyou, password=NEW))
    assert await holds(gaoyou, await sign_in(gaoyou, "centre"))


@pytest.mark.parametrize(
    ("old", "new", "field", "reason"),
    [
        ("guessed", NEW, "old", "wrong-password"),
        (PASSWORD, "briefly", "new", "password-short"),
        (PASSWORD, "ababababab", "new", "password-plain"),
        (PASSWORD, "my Dispatcher-East", "new", "password-plain"),
        (PASSWORD, PASSWORD, "new", "password-same"),
    ],
)
async def test_a_password_that_will_not_do_changes_nothing(
    gaoyou: Town, old: str, new: str, field: str, reason: str
) -> None:
    here, elsewhere = await sign_in(gaoyou), await sign_in(gaoyou)
    answer = await change(gaoyou, here, old, new)
    assert answer.status_code == 400
    assert [(each["field"], each["reason"]) for each in answer.json()["errors"]] == [(field, reason)]
    assert new not in answer.text
    assert await holds(gaoyou, elsewhere)
    assert await holds(gaoyou, await sign_in(gaoyou))


async def test_a_password_that_was_changed_meanwhile_opens_nothing_and_changes_nothing(gaoyou: Town) -> None:
    asked = {"username": WHO, "password": PASSWORD}
    loop, desk = asyncio.get_running_loop(), gaoyou.app.state.desk

    def fits(password: str, password_hash: str) -> bool:
        """It fits; and before that is said, it is changed."""
        asyncio.run_coroutine_threadsafe(replaced(), loop).result()
        return passwords.fits(password, password_hash)

    async def replaced() -> None:
        async with store.transaction(gaoyou.engine.database) as connection:
            found = await store.signing.account(connection, WHO)
            assert found is not None
            new = hashed.pop()
            await store.signing.set_password(connection, found.person_id, found.password_hash, new, b"")

    hashed = [CHEAP, passwords.hashed(NEW)]
    desk.fits = fits
    assert (await gaoyou.client.post(SESSION, json=asked)).status_code == 401
    desk.fits = passwords.fits
    here = await sign_in(gaoyou, password=NEW)
    assert len((await gaoyou.client.get(SIGN_INS, headers=here)).json()["items"]) == 1
    desk.fits = fits
    answer = await change(gaoyou, here, NEW, "something else")
    assert (answer.status_code, answer.json()["errors"][0]["reason"]) == (400, "wrong-password")
    desk.fits = passwords.fits
    assert await holds(gaoyou, await sign_in(gaoyou))


async def test_guesses_at_the_old_password_count_as_failed_sign_ins(gaoyou: Town) -> None:
    here = await sign_in(gaoyou)
    statuses = [(await change(gaoyou, here, f"guess {number}")).status_code for number in range(11)]
    assert statuses == [400] * 10 + [429]
    assert (await gaoyou.client.post(SESSION, json={"username": WHO, "password": PASSWORD})).status_code == 429


async def test_sign_ins_are_listed_by_what_they_are_known_by_and_ended_one_by_one(gaoyou: Town) -> None:
    phone = await sign_in(gaoyou, **{"User-Agent": ANDROID})
    here = await sign_in(gaoyou)
    await sign_in(gaoyou, "centre")
    items = (await gaoyou.client.get(SIGN_INS, headers=here)).json()["items"]
    assert [(each["device"], each["current"]) for each in items] == [("", True), ("Chrome · Android", False)]
    assert set(items[0]) == {"id", "created_at", "expires_at", "device", "current"}
    assert await holds(gaoyou, phone)
    ended = await gaoyou.client.post(f"{SIGN_INS}/{items[1]['id']}/end", headers=here)
    assert ended.status_code == 204
    assert [await holds(gaoyou, each) for each in (here, phone)] == [True, False]
    assert (await gaoyou.client.post(f"{SIGN_INS}/{items[1]['id']}/end", headers=here)).status_code == 404


async def test_nobody_ends_a_sign_in_of_somebody_else(gaoyou: Town) -> None:
    mine, theirs = await sign_in(gaoyou), await sign_in(gaoyou, "centre")
    (found,) = (await gaoyou.client.get(SIGN_INS, headers=theirs)).json()["items"]
    assert (await gaoyou.client.post(f"{SIGN_INS}/{found['id']}/end", headers=mine)).status_code == 404
    assert await holds(gaoyou, theirs)


async def test_all_the_others_can_be_ended_at_once(gaoyou: Town) -> None:
    here, one, two = await sign_in(gaoyou), await sign_in(gaoyou), await sign_in(gaoyou)
    assert await holds(gaoyou, one)
    assert (await gaoyou.client.post(f"{SIGN_INS}/end_others", headers=here)).status_code == 204
    assert [await holds(gaoyou, each) for each in (here, one, two)] == [True, False, False]


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"Sec-Fetch-Site": "same-origin"}, 200),
        ({"Origin": "http://gridward.test"}, 200),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "null"}, 403),
    ],
)
async def test_another_site_cannot_sign_somebody_in(gaoyou: Town, headers: dict[str, str], status: int) -> None:
    asked = {"username": WHO, "password": PASSWORD}
    answer = await gaoyou.client.post(SESSION, json=asked, headers=headers)
    assert answer.status_code == status
    assert ("set-cookie" in answer.headers) == (status == 200)


@pytest.mark.parametrize(
    ("agent", "said"),
    [
        (ANDROID, "Chrome · Android"),
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/131 Safari/537.36 Edg/131",
            "Edge · Windows",
        ),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile Safari/604.1", "Safari · iPhone"),
        ("Mozilla/5.0 (Linux; Android 12) Chrome/116 MicroMessenger/8.0.50", "WeChat · Android"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:132.0) Gecko/20100101 Firefox/132.0", "Firefox · Linux"),
        ("python-httpx/0.28", ""),
        ("", ""),
    ],
)
def test_a_sign_in_is_known_by_browser_and_system(agent: str, said: str) -> None:
    assert device(agent) == said
