"""Whether it is ready, its figures, its pages, and what its OpenAPI promises."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
import pytest_asyncio

from api.documents import Health
from api.examples import OF_MOVE
from api.health import Readiness
from models.record import Job, JobState
from tests.asking import Nowhere, Town, asked, nobody, over, town
from tests.small import INFORMANT, uid
from tests.stored import keys
from workflow import store
from workflow.commands import PAYLOADS
from workflow.engine import Engine
from workflow.machines import Move
from workflow.store.errors import Unreachable


@pytest_asyncio.fixture
async def gaoyou(database_url: str) -> AsyncIterator[Town]:
    async with town(database_url) as found:
        yield found


async def ready(client: httpx.AsyncClient) -> tuple[int, list[str]]:
    answer = await client.get("/readyz")
    return answer.status_code, Health.model_validate_json(answer.content).reasons


async def test_is_ready_only_while_a_clock_runs(gaoyou: Town) -> None:
    assert await ready(gaoyou.client) == (503, ["clock"])
    async with store.due.alive(gaoyou.engine.database):
        assert await ready(gaoyou.client) == (200, [])
    assert await ready(gaoyou.client) == (503, ["clock"])


async def test_is_not_ready_without_a_city(gaoyou: Town) -> None:
    async with store.transaction(gaoyou.engine.database) as connection:
        await connection.execute("DELETE FROM city")
    assert await ready(gaoyou.client) == (503, ["seeded", "clock"])


async def test_is_not_ready_before_it_is_migrated(server_url: str) -> None:
    missing = await Readiness(server_url).missing(Engine.__new__(Engine))
    assert missing == ["migrated"]


class Lost:
    """A database that nobody reaches any more."""

    @property
    def pool(self) -> Any:
        raise Unreachable(cause="x")


async def test_lives_without_a_database_and_says_what_is_missing() -> None:
    app = over(Engine(Lost(), keys()), "postgresql://127.0.0.1:1/none")  # type: ignore[arg-type]
    async with asked(app) as client:
        assert (await client.get("/healthz")).status_code == 200
        assert await ready(client) == (503, ["database"])
        assert (await client.get("/metrics")).status_code == 200
        answer = await client.post("/api/v1/session", json={"username": "x", "password": "y"})
        assert (answer.status_code, answer.json()["type"]) == (503, "/problems/unreachable")
        assert answer.headers["retry-after"]


async def test_figures_name_routes_and_never_addresses(gaoyou: Town) -> None:
    ref = await gaoyou.reported(INFORMANT)
    await gaoyou.see("dispatcher-east", ref)
    told = (await gaoyou.client.get("/metrics")).text
    assert "gridward_open_incidents 1.0" in told
    assert 'route="/api/v1/incidents/{ref}"' in told
    assert ref not in told


async def test_figures_tell_what_waits_and_who_is_there(gaoyou: Town) -> None:
    await gaoyou.reported(INFORMANT)
    gaoyou.wall.wait(minutes=5)
    async with store.transaction(gaoyou.engine.database) as connection:
        since = gaoyou.wall() - timedelta(minutes=7)
        jobs = [
            Job(id=uid(state), kind="audit", period=state, scope="", state=JobState(state), created_at=since)
            for state in ("owed", "done")
        ]
        await store.jobs.put(connection, jobs)
    async with store.due.alive(gaoyou.engine.database, "deliver"), store.due.alive(gaoyou.engine.database):
        found = (await gaoyou.client.get("/metrics")).text.splitlines()
    for line in (
        "gridward_oldest_unsent_notice_seconds 300.0",
        "gridward_dead_letters 0.0",
        'gridward_jobs{kind="audit",state="owed"} 1.0',
        "gridward_oldest_owed_job_seconds 420.0",
        'gridward_processes{kind="clock"} 1.0',
        'gridward_processes{kind="deliver"} 1.0',
        'gridward_processes{kind="worker"} 0.0',
        "gridward_live_streams 0.0",
    ):
        assert line in found
    assert not any('state="done"' in line for line in found), "what is over is not counted"


PAGE = "<!doctype html><title>Gridward</title>"
DOOR = "<!doctype html><title>Report</title>"


@pytest_asyncio.fixture
async def pages(tmp_path: Path) -> AsyncIterator[httpx.AsyncClient]:
    (tmp_path / "index.html").write_text(PAGE)
    (tmp_path / "door.html").write_text(DOOR)
    (tmp_path / "assets").mkdir()
    (tmp_path / "assets" / "main-1a2b.js").write_text("export {}")
    async with asked(over(Nowhere(), pages=tmp_path)) as client:
        yield client


async def test_one_page_answers_for_every_address_of_its_own(pages: httpx.AsyncClient) -> None:
    staff, residents = ("/", "/queues/dispatch", "/incidents/GY-1001"), ("/r/321084001003", "/receipt", "/figures")
    for path in (*staff, *residents):
        answer = await pages.get(path)
        assert (answer.status_code, answer.text) == (200, DOOR if path in residents else PAGE), path
        assert answer.headers["cache-control"] == "no-cache"
    built = await pages.get("/assets/main-1a2b.js")
    assert "immutable" in built.headers["cache-control"]
    assert built.headers["content-type"].startswith("text/javascript")
    for path in ("/assets/gone.js", "/favicon.ico", "/api/v1/none", "/open311/v2/none"):
        assert (await pages.get(path)).status_code == 404, path


async def test_nothing_beside_the_pages_is_served(pages: httpx.AsyncClient, tmp_path: Path) -> None:
    (tmp_path.parent / "secret").write_text("secret")
    for path in ("/../secret", "/..%2fsecret", "/%2e%2e/secret", "/assets/..%2f..%2fsecret", "//secret", "/%00"):
        assert "secret" not in (await pages.get(path)).text, path
    answer = await pages.post("/", json={})
    assert (answer.status_code, answer.headers["allow"]) == (405, "GET, HEAD")


async def test_pages_may_run_no_script_but_their_own(pages: httpx.AsyncClient) -> None:
    for path in ("/", "/api/v1/none", "/healthz"):
        policy = (await pages.get(path)).headers["content-security-policy"]
        rules = dict(rule.split(" ", 1) for rule in policy.split("; "))
        assert rules["default-src"] == rules["script-src"] == "'self'"
        assert rules["frame-ancestors"] == rules["base-uri"] == rules["object-src"] == "'none'"
        assert "http" not in policy
    assert (await pages.get("/api/v1/none")).headers["cache-control"] == "no-store"


async def test_missing_pages_are_said_in_a_sentence() -> None:
    async with nobody() as (client, _):
        answer = await client.get("/")
        assert answer.status_code == 200
        assert "make run" in answer.text


@pytest.fixture(scope="module")
def openapi() -> dict[str, Any]:
    return over(None).openapi()


def test_openapi_names_the_payload_of_every_move(openapi: dict[str, Any]) -> None:
    for move, payload in PAYLOADS.items():
        if move != Move.SUBMIT:
            operation = openapi["paths"][f"/api/v1/incidents/{{ref}}/{move}"]["post"]
            body = operation["requestBody"]["content"]["application/json"]["schema"]
            assert body["$ref"] == f"#/components/schemas/{payload.__name__}", move
            assert body["examples"] == [OF_MOVE[move]]
            headers = {each["name"]: each["required"] for each in operation["parameters"] if each["in"] == "header"}
            assert headers == {"Idempotency-Key": False} | (
                {} if move in ("note", "ask", "message") else {"If-Match": True}
            )


OPEN = ("/readyz", "/api/v1/set-up", "/api/v1/site", "/api/v1/figures", "/api/v1/seals", "/api/v1/tour/sign-in")
"""What anybody may ask, besides signing in."""

WITH_SOMETHING = ("/api/v1/join", "/api/v1/public/", "/api/v1/receipt", "/api/v1/calendar/{secret}")
"""What is asked with a link, a grid's code, a receipt or a calendar's secret in place of a sign-in begins so."""


def test_openapi_promises_problems_and_names_who_may_ask(openapi: dict[str, Any]) -> None:
    assert "HTTPValidationError" not in openapi["components"]["schemas"]
    assert {"Problem", "Fault", "IncidentOf", "Items", "Submitted"} <= openapi["components"]["schemas"].keys()
    for path, operations in openapi["paths"].items():
        for method, operation in operations.items():
            open_ = path in OPEN or path.startswith(WITH_SOMETHING) or (path, method) == ("/api/v1/session", "post")
            assert ("security" in operation) is not open_, (method, path)
            if path != "/readyz":
                content = operation["responses"]["default"]["content"]
                assert list(content) == ["application/problem+json"], (method, path)


def test_openapi_has_no_dangling_reference(openapi: dict[str, Any]) -> None:
    found: set[str] = set()

    def walk(node: Any) -> None:
        if isinstance(node, dict):
            if isinstance(node.get("$ref"), str):
                found.add(node["$ref"].rpartition("/")[2])
            for each in node.values():
                walk(each)
        elif isinstance(node, list):
            for each in node:
                walk(each)

    walk(openapi)
    assert found <= openapi["components"]["schemas"].keys()
