"""Who is let in, by what, and what a cookie may not do."""

import asyncio
import hashlib
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import httpx
import pytest
import pytest_asyncio
from argon2 import PasswordHasher

from api.failures import Failures
from api.passwords import NOBODYS, fits
from api.signin import Credentials, Desk, neighbourhood
from api.tokens import COOKIE, SignedIn, Tokens
from tests.asking import Memory, Town, town
from tests.small import uid
from workflow import store, wall
from workflow.ledger import Receipt, sign

PASSWORD = "correct horse"
CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
SESSION = "/api/v1/session"


@pytest_asyncio.fixture
async def gaoyou(database_url: str) -> AsyncIterator[Town]:
    async with town(database_url, CHEAP) as found:
        yield found


async def sign_in(town: Town, username: str = "dispatcher-east", password: str = PASSWORD) -> httpx.Response:
    town.client.cookies.clear()
    return await town.client.post(SESSION, json={"username": username, "password": password})


async def test_signs_in_with_a_token_and_a_cookie_that_scripts_cannot_read(gaoyou: Town) -> None:
    answer = await sign_in(gaoyou)
    assert answer.status_code == 200
    body = answer.json()
    assert body["token_type"] == "bearer"
    assert body["person"]["name"] == "dispatcher-east"
    (post,) = body["person"]["posts"]
    assert (post["role"], post["grid"], post["chief"]) == ("dispatcher", "9001001", False)
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith(f"{COOKIE}={body['access_token']};")
    for flag in ("HttpOnly", "Path=/", "SameSite=strict", "Max-Age=1209600"):
        assert flag in cookie
    assert "Secure" not in cookie
    gaoyou.client.cookies.clear()
    again = await gaoyou.client.get(SESSION, headers={"Authorization": f"Bearer {body['access_token']}"})
    assert {key: again.json()[key] for key in ("expires_at", "person")} == {
        key: body[key] for key in ("expires_at", "person")
    }


async def test_cookie_is_secure_over_https(gaoyou: Town) -> None:
    answer = await gaoyou.client.post(
        f"https://gridward.test{SESSION}", json={"username": "centre", "password": PASSWORD}
    )
    assert "Secure" in answer.headers["set-cookie"]


async def test_sign_in_keeps_real_time_while_the_city_is_years_ahead(gaoyou: Town) -> None:
    gaoyou.wall.at = datetime(2040, 1, 1, tzinfo=UTC)
    body = (await sign_in(gaoyou)).json()
    assert abs(datetime.fromisoformat(body["expires_at"]) - wall.now() - timedelta(days=14)) < timedelta(minutes=1)


async def test_only_the_hash_of_a_token_is_stored(gaoyou: Town) -> None:
    token = (await sign_in(gaoyou)).json()["access_token"]
    async with store.transaction(gaoyou.engine.database) as connection:
        (row,) = await connection.fetch("SELECT * FROM sign_in")
    assert row["token_hash"] == hashlib.sha256(token.encode()).digest()
    assert len(token) >= 43


async def test_wrong_password_and_unknown_name_are_answered_alike(gaoyou: Town) -> None:
    wrong, unknown = await sign_in(gaoyou, password="x"), await sign_in(gaoyou, "nobody")
    assert wrong.status_code == unknown.status_code == 401
    assert wrong.json() == unknown.json()


async def test_unknown_name_costs_as_much_work_as_a_wrong_password(gaoyou: Town) -> None:
    verified: list[str] = []

    def counting(password: str, password_hash: str) -> bool:
        verified.append(password_hash)
        return fits(password, password_hash)

    desk = Desk(gaoyou.engine, gaoyou.app.state.tokens, False, counting)
    for name in ("dispatcher-east", "nobody"):
        with pytest.raises(Exception, match="sign-in-failed"):
            await desk.sign_in(Credentials(username=name, password="x"), "10.0.0.1")
    assert verified == [CHEAP, NOBODYS]


async def test_disabled_account_is_refused_like_a_wrong_password(gaoyou: Town) -> None:
    async with store.transaction(gaoyou.engine.database) as connection:
        await connection.execute("UPDATE account SET disabled = true WHERE username = 'centre'")
    answer = await sign_in(gaoyou, "centre")
    assert (answer.status_code, answer.json()["type"]) == (401, "/problems/sign-in-failed")


async def test_limit_counts_failures_only_per_account_and_address(gaoyou: Town) -> None:
    for _ in range(20):
        assert (await sign_in(gaoyou)).status_code == 200
    statuses = [(await sign_in(gaoyou, password="x")).status_code for _ in range(12)]
    assert statuses == [401] * 10 + [429] * 2
    refused = await sign_in(gaoyou)
    assert refused.status_code == 429, "the right password waits as well"
    assert 0 < int(refused.headers["retry-after"]) <= 900
    assert (await sign_in(gaoyou, "centre")).status_code == 200, "another account does not"


async def test_success_forgets_the_failures_before_it(gaoyou: Town) -> None:
    for _ in range(3):
        assert [(await sign_in(gaoyou, password="x")).status_code for _ in range(9)] == [401] * 9
        assert (await sign_in(gaoyou)).status_code == 200


async def test_guesses_at_once_get_no_more_tries_than_guesses_in_turn(gaoyou: Town) -> None:
    answers = await asyncio.gather(*(sign_in(gaoyou, password="x") for _ in range(30)))
    assert sum(answer.status_code == 401 for answer in answers) <= 11


def test_failures_are_forgotten_in_time_and_never_more_than_so_many_kept() -> None:
    failures = Failures(most=2, seconds=60, size=3)
    failures.count("a", 0)
    failures.count("a", 10)
    assert failures.wait("a", 10) == 50
    assert failures.wait("a", 60) == 0
    for key in range(1000):
        failures.count(key, 20)
    assert failures.wait("a", 20) == 0
    assert len(failures._seen) == 3


def test_one_connection_has_one_count_however_many_addresses_it_has() -> None:
    assert neighbourhood("2001:db8::1") == neighbourhood("2001:db8::ffff:1") != neighbourhood("2001:db8:0:1::1")
    assert [neighbourhood(each) for each in ("10.0.0.1", "", "unix")] == ["10.0.0.1", "", "unix"]


async def test_signing_out_ends_the_token_and_the_cookie(gaoyou: Town) -> None:
    token = (await sign_in(gaoyou)).json()["access_token"]
    gaoyou.client.cookies.clear()
    who = {"Authorization": f"Bearer {token}"}
    answer = await gaoyou.client.delete(SESSION, headers=who)
    assert answer.status_code == 204
    assert "Max-Age=0" in answer.headers["set-cookie"]
    assert (await gaoyou.client.get(SESSION, headers=who)).status_code == 401


async def test_expired_and_forged_tokens_are_401(gaoyou: Town) -> None:
    tokens: Tokens = gaoyou.app.state.tokens
    old, _ = await tokens.issue(uid("centre"), wall.now() - timedelta(days=15))
    good = (await gaoyou.headers("centre"))["Authorization"]
    for given in (f"Bearer {old}", "Bearer ", "Bearer x", "Basic Y2VudHJlOng=", good[7:], f"Receipt {good[7:]}", ""):
        answer = await gaoyou.client.get(SESSION, headers={"Authorization": given})
        assert answer.status_code == 401, given
        assert answer.headers["www-authenticate"] == "Bearer"
    assert (await gaoyou.client.get(SESSION, headers={"Authorization": good.replace("Bearer", "bearer")})).is_success


async def test_bad_header_is_not_made_up_for_by_a_cookie(gaoyou: Town) -> None:
    token = (await sign_in(gaoyou)).json()["access_token"]
    answer = await gaoyou.client.get(SESSION, headers={"Authorization": "Bearer x", "Cookie": f"{COOKIE}={token}"})
    assert answer.status_code == 401


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Sec-Fetch-Site": "same-origin"}, 204),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "none"}, 403),
        ({"Sec-Fetch-Site": "cross-site", "Origin": "http://gridward.test"}, 403),
        ({"Origin": "http://gridward.test"}, 204),
        ({"Origin": "http://gridward.test.evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({}, 403),
    ],
)
async def test_change_by_cookie_must_come_from_our_own_pages(
    gaoyou: Town, headers: dict[str, str], status: int
) -> None:
    token = (await gaoyou.headers("centre"))["Authorization"][7:]
    cookie = {"Cookie": f"{COOKIE}={token}"}
    assert (await gaoyou.client.get(SESSION, headers=cookie)).status_code == 200, "looking may come from anywhere"
    answer = await gaoyou.client.delete(SESSION, headers={**cookie, **headers})
    assert answer.status_code == status
    if status == 403:
        assert answer.json()["type"] == "/problems/cross-site"


async def test_token_is_asked_of_the_database_once_in_five_seconds() -> None:
    asked: list[bytes] = []

    class Book(Memory):
        async def find(self, token_hash: bytes) -> object:  # type: ignore[override]
            asked.append(token_hash)
            return await super().find(token_hash)

    tokens = Tokens(Book(), size=2)  # type: ignore[arg-type]
    person = uuid4()
    token, signed_in = await tokens.issue(person, wall.now())
    assert signed_in == SignedIn(person, signed_in.expires_at)
    assert [await tokens.holder(token) for _ in range(3)] == [person] * 3
    assert len(asked) == 1
    for _ in range(5):
        other, _ = await tokens.issue(uuid4(), wall.now())
        await tokens.holder(other)
    assert len(tokens._known) == 2
    assert await tokens.holder("forged") is None


async def test_receipt_lets_its_holder_see_and_move_that_one_case_only(gaoyou: Town) -> None:
    answer = await gaoyou.report("informant-900100100101")
    receipt, ref = answer.json()["receipt"], answer.json()["id"]
    other = await gaoyou.reported("informant-900100100102")
    who = {"Authorization": f"Receipt {receipt}"}
    seen = await gaoyou.client.get(f"/api/v1/incidents/{ref}", headers=who)
    assert seen.status_code == 200
    assert set(seen.json()["allowed"]) == {"withdraw", "note", "message"}
    assert (await gaoyou.client.get(f"/api/v1/incidents/{other}", headers=who)).status_code == 404
    said = await gaoyou.client.post(f"/api/v1/incidents/{ref}/message", json={"note": "在北门"}, headers=who)
    assert said.status_code == 200
    assert said.json()["timeline"][-1]["text"] == "在北门"
    for path in ("/api/v1/incidents", "/api/v1/queues/intake", "/api/v1/catalogue", "/api/v1/grids", SESSION):
        assert (await gaoyou.client.get(path, headers=who)).status_code == 403, path
    moved = await gaoyou.client.post(f"/api/v1/incidents/{ref}/accept", json={}, headers={**who, "If-Match": "1"})
    assert moved.status_code == 403


async def test_receipt_shows_nobodys_name_and_nothing_that_the_staff_write(gaoyou: Town) -> None:
    answer = await gaoyou.report("informant-900100100101")
    ref = answer.json()["id"]
    await gaoyou.moves(
        ref,
        ("dispatcher-east", "claim", {}),
        ("dispatcher-east", "note", {"note": "内部看法"}),
        ("dispatcher-east", "ask", {"note": "在哪个门？"}),
        ("dispatcher-east", "accept", {}),
        ("dispatcher-east", "dispatch", {"to": {"person": str(uid("handler-9001001001"))}}),
    )
    who = {"Authorization": f"Receipt {answer.json()['receipt']}"}
    seen = await gaoyou.client.get(f"/api/v1/incidents/{ref}", headers=who)
    assert "内部看法" not in seen.text
    assert "在哪个门？" in seen.text
    for name in ("dispatcher-east", "handler-9001001001", "informant-900100100101"):
        assert name not in seen.text
        assert str(uid(name)) not in seen.text


async def test_forged_receipts_open_nothing(gaoyou: Town) -> None:
    answer = await gaoyou.report("informant-900100100101")
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    receipt = Receipt(answer.json()["id"], answer.json()["number"], "x", "y")
    forged = sign(receipt, Ed25519PrivateKey.generate())
    good = answer.json()["receipt"]
    head, claims, signature = good.split(".")
    for token in (forged, f"{head}.{claims}.", f"{head}.{claims[:-2]}.{signature}", "x", "", good[:-8]):
        seen = await gaoyou.client.get(
            f"/api/v1/incidents/{answer.json()['id']}", headers={"Authorization": f"Receipt {token}"}
        )
        assert seen.status_code == 401, token
