"""Whatever is sent, the answer is a problem that names field and reason in the asker's language, and never a 500."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

import httpx
import orjson
import pytest
import uvicorn
from structlog.testing import capture_logs

from api import body
from api.body import LIMIT
from api.conditions import key, version
from api.problems import OF_STATUS, STATUS, Refused
from models.people import Language
from tests.asking import nobody, over
from workflow import errors
from workflow.errors import Blocked, GridwardError, IllegalMove, StaleVersion
from workflow.messages import has
from workflow.store.errors import TryAgain, Unreachable

INCIDENTS = "/api/v1/incidents"
ACCEPT = f"{INCIDENTS}/GY-1001/accept"
DISPATCH = f"{INCIDENTS}/GY-1001/dispatch"
RETURN = f"{INCIDENTS}/GY-1001/return_"
RECLASSIFY = f"{INCIDENTS}/GY-1001/reclassify"
DECLINE = f"{INCIDENTS}/GY-1001/decline"
GOOD = {"category": "06010", "description": "垃圾", "grid": "900100100101"}


def report(**members: Any) -> bytes:
    return orjson.dumps({**GOOD, **members})


def spelt(member: str, text: str) -> bytes:
    """A report one of whose members is spelt as no serializer would."""
    return report().replace(b"}", f', "{member}": {text}}}'.encode())


BAD: list[tuple[str, str, bytes, int, str, str]] = [
    # what, where, body, status, field, reason
    ("nothing at all", INCIDENTS, b"", 400, "category", "missing"),
    ("a blank text", INCIDENTS, report(description=" \n\t "), 400, "description", "blank"),
    ("4,001 characters", INCIDENTS, report(description="长" * 4001), 400, "description", "too-long"),
    ("severity 9", INCIDENTS, report(severity=9), 400, "severity", "out-of-range"),
    ("severity 0", INCIDENTS, report(severity=0), 400, "severity", "out-of-range"),
    ("severity in words", INCIDENTS, report(severity="high"), 400, "severity", "not-a-whole-number"),
    ("severity and a half", INCIDENTS, report(severity=2.5), 400, "severity", "not-a-whole-number"),
    ("a date that is none", INCIDENTS, report(occurred_at="2026-02-30T09:00:00Z"), 400, "occurred_at", "not-a-date"),
    ("a word for a date", INCIDENTS, report(occurred_at="yesterday"), 400, "occurred_at", "not-a-date"),
    ("a date without offset", INCIDENTS, report(occurred_at="2026-01-01T09:00:00"), 400, "occurred_at", "zone-missing"),
    ("a list for a text", INCIDENTS, report(description=["a"]), 400, "description", "wrong-type"),
    ("an object for a code", INCIDENTS, report(category={"a": 1}), 400, "category", "wrong-type"),
    ("a text for an object", INCIDENTS, report(location="here"), 400, "location", "wrong-type"),
    ("a list for the body", INCIDENTS, b"[1, 2]", 400, "body", "wrong-type"),
    ("null for the body", INCIDENTS, b"null", 400, "body", "missing"),
    ("an unknown member", INCIDENTS, report(colour="red"), 400, "colour", "unknown-member"),
    ("an unknown member within", INCIDENTS, report(location={"lat": 1, "x": 1}), 400, "location.x", "unknown-member"),
    ("a latitude alone", INCIDENTS, report(location={"lat": 32.7}), 400, "location", "lat-and-lon-belong-together"),
    ("a latitude of 91", INCIDENTS, report(location={"lat": 91, "lon": 1}), 400, "location.lat", "out-of-range"),
    ("an empty location", INCIDENTS, report(location={}), 400, "location", "lat-and-lon-or-an-address"),
    ("no place", INCIDENTS, b'{"category": "06010", "description": "x"}', 400, "grid", "grid-or-location-is-required"),
    ("a source that is none", INCIDENTS, report(source="rumour"), 400, "source", "not-one-of"),
    ("a photo that is no id", INCIDENTS, report(photos=["x"]), 400, "photos.0", "not-an-id"),
    ("21 photos", INCIDENTS, report(photos=["0193a5c0-7b1e-7c3a-9f60-2d8f4b1a7e55"] * 21), 400, "photos", "too-many"),
    ("a phone that is none", INCIDENTS, report(reporter={"phone": "call me"}), 400, "reporter.phone", "wrong-form"),
    ("NUL in the text", INCIDENTS, report(description="a\x00b"), 400, "description", "nul"),
    ("NUL in a code", INCIDENTS, report(grid="a\x00b"), 400, "grid", "nul"),
    ("a lone surrogate", INCIDENTS, spelt("source", '"\\ud800"'), 400, "body", "malformed-json"),
    ("NaN", INCIDENTS, spelt("severity", "NaN"), 400, "body", "malformed-json"),
    ("Infinity", INCIDENTS, spelt("severity", "-Infinity"), 400, "body", "malformed-json"),
    ("1e999", INCIDENTS, spelt("severity", "1e999"), 400, "body", "malformed-json"),
    ("broken UTF-8", INCIDENTS, report().replace("垃".encode(), b"\xff\xfe"), 400, "body", "malformed-json"),
    ("malformed JSON", INCIDENTS, b'{"category": "06010",', 400, "body", "malformed-json"),
    ("deeply nested JSON", INCIDENTS, b"[" * 100_000 + b"]" * 100_000, 400, "body", "malformed-json"),
    ("nested within reason", INCIDENTS, spelt("location", "[" * 900 + "]" * 900), 400, "location", "wrong-type"),
    ("a move without its reason", DECLINE, b"{}", 400, "reason", "missing"),
    ("a move with an unknown member", ACCEPT, b'{"why": 1}', 400, "why", "unknown-member"),
    ("two receivers", DISPATCH, b'{"to": {"unit": "a", "grid": "b"}}', 400, "to", "exactly-one-of-unit-grid-person"),
    ("a return without type", RETURN, b'{"reason": "x"}', 400, "type", "missing"),
    ("a return of no type", RETURN, b'{"reason": "x", "type": "lazy"}', 400, "type", "not-one-of"),
    ("nothing to reclassify", RECLASSIFY, b'{"reason": "x"}', 400, "body", "category-or-severity"),
    ("a sign-in without password", "/api/v1/session", b'{"username": "x"}', 400, "password", "missing"),
]  # fmt: skip


@pytest.mark.parametrize("tag", ["en", "zh-CN"])
async def test_bad_body_is_named_by_field_and_reason(tag: str) -> None:
    async with nobody() as (client, who):
        for what, path, body, status, field, reason in BAD:
            headers = {**who, "Accept-Language": tag, "Content-Type": "application/json", "If-Match": "1"}
            answer = await client.post(path, content=body, headers={**headers, "Idempotency-Key": "k"})
            assert answer.status_code == status, (what, answer.text)
            assert answer.headers["content-type"] == "application/problem+json", what
            found = answer.json()["errors"][0]
            assert (found["field"], found["reason"]) == (field, reason), (what, found)
            assert is_chinese(found["message"]) == (tag == "zh-CN"), (what, found)
            assert is_chinese(answer.json()["title"]) == (tag == "zh-CN"), what


def is_chinese(text: str) -> bool:
    return any("一" <= each <= "鿿" for each in text)


async def test_what_was_sent_is_never_repeated() -> None:
    async with nobody() as (client, who):
        sent = report(description=["secret-words"], severity="secret-number", source="secret-source")
        answer = await post(client, who, sent)
        assert answer.status_code == 400
        assert "secret" not in answer.text
        assert len(answer.json()["errors"]) == 3


async def test_an_object_with_more_members_than_anything_has_is_refused_unread() -> None:
    async with nobody() as (client, who):
        for body in (report(**{f"x{n}": 1 for n in range(1000)}), report(reporter={f"x{n}": 1 for n in range(1000)})):
            answer = await post(client, who, body)
            assert answer.status_code == 400
            assert answer.json()["errors"][0]["reason"] == "too-many"


async def test_many_faults_are_told_as_twenty() -> None:
    async with nobody() as (client, who):
        answer = await post(client, who, report(**{f"{'x' * 500}{n}": 1 for n in range(50)}))
        assert len(answer.json()["errors"]) == 20
        assert len(answer.content) < 5000


async def post(client: httpx.AsyncClient, who: dict[str, str], body: bytes, **headers: str) -> httpx.Response:
    told = {"Content-Type": "application/json", "Idempotency-Key": "k", **who}
    return await client.post(INCIDENTS, content=body, headers={**told, **headers})


async def test_other_than_json_is_415() -> None:
    async with nobody() as (client, who):
        for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", ""):
            answer = await post(client, who, report(), **{"Content-Type": kind})
            assert (answer.status_code, answer.json()["type"]) == (415, "/problems/not-json")


async def test_json_of_a_kind_is_json() -> None:
    async with nobody() as (client, who):
        for kind in ("application/json; charset=utf-8", "Application/JSON", "application/merge-patch+json"):
            answer = await post(client, who, report(severity=9), **{"Content-Type": kind})
            assert answer.json()["errors"][0]["field"] == "severity"


async def test_sign_in_is_asked_for_before_the_body_is_looked_at() -> None:
    async with nobody() as (client, _):
        for body in (b"{", b"x" * (LIMIT + 1), report()):
            answer = await post(client, {}, body)
            assert answer.status_code == 401
            assert answer.headers["www-authenticate"] == "Bearer"


async def test_body_of_a_megabyte_is_taken_and_one_byte_more_is_not() -> None:
    async with nobody() as (client, who):
        for size, status in ((LIMIT, 400), (LIMIT + 1, 413)):
            answer = await post(client, who, b'"' + b"x" * (size - 2) + b'"')
            assert answer.status_code == status, answer.text
            assert answer.headers["content-type"] == "application/problem+json"


@asynccontextmanager
async def served() -> AsyncIterator[str]:
    """The app behind a real server on loopback."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        port = listening.getsockname()[1]
        app = over(None)
        server = uvicorn.Server(uvicorn.Config(app, lifespan="off", log_config=None))
        app.state.tokens = None
        serving = asyncio.create_task(server.serve(sockets=[listening]))
        while not server.started:  # noqa: ASYNC110 - uvicorn tells it no other way
            await asyncio.sleep(0.01)
        yield f"http://127.0.0.1:{port}"
        await server.shutdown()
        serving.cancel()
        with suppress(asyncio.CancelledError):
            await serving


async def sign_in(client: httpx.AsyncClient, url: str, content: Any, **headers: str) -> httpx.Response:
    told = {"Content-Type": "application/json", **headers}
    return await client.post(f"{url}/api/v1/session", content=content, headers=told)


async def test_three_megabytes_are_drained_and_answered_413() -> None:
    async def chunks() -> AsyncIterator[bytes]:
        for _ in range(48):
            yield b"x" * (1 << 16)

    async with served() as url, httpx.AsyncClient() as client:
        assert (await sign_in(client, url, b"x" * 3_000_000)).status_code == 413
        assert (await sign_in(client, url, chunks())).status_code == 413
        assert (await sign_in(client, url, b"{}")).status_code == 400, "the connection still serves"


@pytest.mark.parametrize("tag", ["en", "zh-CN"])
async def test_half_a_body_is_held_for_a_while_and_answered_408(monkeypatch: pytest.MonkeyPatch, tag: str) -> None:
    monkeypatch.setattr(body, "SECONDS", 0.1)
    async with served() as url:
        reader, writer = await asyncio.open_connection("127.0.0.1", int(url.rpartition(":")[2]))
        writer.write(
            b"POST /api/v1/session HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nConnection: close\r\n"
            b"Accept-Language: %b\r\nContent-Length: 3000\r\n\r\n{" % tag.encode()
        )
        answer = await reader.read()
        writer.close()
    assert b" 408 " in answer.splitlines()[0]
    told = orjson.loads(answer.partition(b"\r\n\r\n")[2])
    assert told["type"] == "/problems/too-slow"
    assert is_chinese(told["detail"]) == (tag == "zh-CN")


async def test_sender_who_asks_first_need_not_send_three_megabytes() -> None:
    async with served() as url:
        reader, writer = await asyncio.open_connection("127.0.0.1", int(url.rpartition(":")[2]))
        writer.write(
            b"POST /api/v1/session HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
            b"Content-Length: 3000000\r\nExpect: 100-continue\r\n\r\n"
        )
        assert b"413" in await asyncio.wait_for(reader.readline(), 5)
        writer.close()


async def test_unknown_parameter_is_named() -> None:
    async with nobody() as (client, who):
        for path, name in (("/api/v1/incidents?stat=closed", "stat"), ("/api/v1/queues/intake?page=2", "page")):
            answer = await client.get(path, headers=who)
            assert answer.status_code == 400
            assert answer.json()["errors"][0]["field"] == name
            assert answer.json()["errors"][0]["reason"] == "unknown-parameter"


@pytest.mark.parametrize(
    ("path", "field", "reason"),
    [
        ("/api/v1/incidents?limit=0", "limit", "out-of-range"),
        ("/api/v1/incidents?limit=201", "limit", "out-of-range"),
        ("/api/v1/incidents?limit=many", "limit", "not-a-number"),
        ("/api/v1/incidents?state=odd", "state", "not-one-of"),
        ("/api/v1/incidents?number=%00", "number", "nul"),
        ("/api/v1/incidents?open=perhaps", "open", "wrong-type"),
        ("/api/v1/queues/intake?cursor=" + "x" * 501, "cursor", "too-long"),
        ("/api/v1/grids?level=7", "level", "out-of-range"),
    ],
)
async def test_bad_parameter_is_named(path: str, field: str, reason: str) -> None:
    async with nobody() as (client, who):
        answer = await client.get(path, headers=who)
        assert answer.status_code == 400, answer.text
        found = answer.json()["errors"][0]
        assert (found["field"], found["reason"]) == (field, reason)


async def test_address_that_cannot_be_is_404() -> None:
    async with nobody() as (client, who):
        for ref in ("%00", "GY-1%00", "x" * 65, "%ed%a0%80%00", "%0a"):
            answer = await client.get(f"{INCIDENTS}/{ref}", headers=who)
            assert (answer.status_code, answer.headers["content-type"]) == (404, "application/problem+json")
        for path in (f"{INCIDENTS}/GY-1/explode", "/api/v1/nothing", "/api/v2/incidents", "/api/v1/queues/none"):
            answer = await client.post(path, json={}, headers=who)
            assert answer.status_code in (404, 405), path
            assert answer.headers["content-type"] == "application/problem+json"


async def test_wrong_method_is_405_and_says_which_fit() -> None:
    async with nobody() as (client, who):
        answer = await client.get(ACCEPT, headers=who)
        assert (answer.status_code, answer.headers["allow"]) == (405, "POST")
        assert answer.json()["type"] == "/problems/method-not-allowed"


@pytest.mark.parametrize(
    ("header", "seen"), [("3", 3), ('"3"', 3), ('W/"3"', 3), (" 3 ", 3), ("0", 0), ('"999999999"', 999999999)]
)
def test_version_is_read_bare_or_quoted(header: str, seen: int) -> None:
    assert version(asking(if_match=header), needed=True) == seen


@pytest.mark.parametrize("header", ["", "x", "*", '"3', '3"', "-1", "3.0", '"3", "4"', "１", "9" * 10, '""'])
def test_version_that_is_none_is_400(header: str) -> None:
    with pytest.raises(Refused) as refused:
        version(asking(if_match=header), needed=True)
    assert (refused.value.status_code, refused.value.field) == (400, "If-Match")


@pytest.mark.parametrize("header", ["", "x" * 201, "a b", "键", "a\tb"])
def test_key_that_is_none_is_400(header: str) -> None:
    with pytest.raises(Refused) as refused:
        key(asking(idempotency_key=header))
    assert (refused.value.status_code, refused.value.field) == (400, "Idempotency-Key")


def asking(**headers: str) -> Any:
    raw = [(name.replace("_", "-").encode(), text.encode("utf-8")) for name, text in headers.items()]
    from starlette.requests import Request

    return Request({"type": "http", "headers": raw})


async def test_missing_version_is_428_and_missing_key_400() -> None:
    async with nobody() as (client, who):
        answer = await client.post(ACCEPT, json={}, headers=who)
        assert (answer.status_code, answer.json()["errors"][0]["field"]) == (428, "If-Match")
        answer = await client.post(INCIDENTS, json=GOOD, headers=who)
        assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, "Idempotency-Key")


class Failing:
    """An engine whose every move ends the same way."""

    database = None

    def __init__(self, error: Exception) -> None:
        self.error = error

    async def submit(self, *_: Any) -> Any:
        raise self.error


@pytest.mark.parametrize(
    ("error", "status", "told"),
    [
        (StaleVersion(current=5, state="handling", seen=3), 409, {"current": 5, "state": "handling", "seen": 3}),
        (IllegalMove(kind="incident", state="closed", move="accept"), 409, {"state": "closed", "move": "accept"}),
        (Blocked("returns_left", kind="incident", state="accepted", move="dispatch"), 409, {"guard": "returns_left"}),
        (errors.KeyReused(key="k"), 422, {}),
        (errors.Forbidden(move="accept"), 403, {"move": "accept"}),
        (errors.NotFound(), 404, {}),
        (errors.TooManyUploads(most=3), 429, {}),
        (errors.Crowded(), 503, {}),
        (TryAgain(cause="x"), 503, {}),
        (Unreachable(cause="x"), 503, {}),
    ],
)
async def test_error_of_the_engine_carries_its_facts(error: GridwardError, status: int, told: dict[str, Any]) -> None:
    async with nobody(Failing(error)) as (client, who):
        answers = [await post(client, who, report(), **{"Accept-Language": tag}) for tag in ("zh", "en")]
        for answer in answers:
            assert answer.status_code == status
            assert answer.json().items() >= told.items()
            assert answer.json()["type"] == f"/problems/{error.code}"
            assert "$" not in answer.text
            assert "{" not in answer.json()["detail"]
        assert is_chinese(answers[0].json()["detail"])
        assert not is_chinese(answers[1].json()["detail"])


@pytest.mark.parametrize("error", [RuntimeError("secret"), KeyError("secret"), GridwardError(a="secret")])
async def test_fault_of_ours_is_logged_under_an_id_and_tells_nothing(error: Exception) -> None:
    async with nobody(Failing(error)) as (client, who):
        with capture_logs() as logs:
            answer = await post(client, who, report())
    assert answer.status_code == 500
    assert answer.headers["content-type"] == "application/problem+json"
    assert "secret" not in answer.text
    (logged,) = [line for line in logs if line["event"] == "unexpected_error"]
    assert logged["error_id"] in answer.json()["detail"]


def every(error: type[GridwardError]) -> list[type[GridwardError]]:
    return [error, *(each for sub in error.__subclasses__() for each in every(sub))]


def test_every_error_that_has_a_status_has_its_words() -> None:
    codes = {e.code for e in every(GridwardError) if any(kind in STATUS for kind in e.__mro__)}
    codes |= {*OF_STATUS.values(), "refused", "internal"}
    for code in codes:
        for language in Language:
            assert has(f"problem-{code}", language), code
            assert has(f"detail-{code}", language), code
