"""People who ask over HTTP, of the small city in PostgreSQL."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
from fastapi import FastAPI

from api.app import create_app
from api.health import Readiness
from models.database import Database
from tests.small import GROUP, MONDAY, uid
from tests.stored import keys, seed
from workflow import wall
from workflow.commands import SYSTEM
from workflow.engine import NO_MEDIA, Engine
from workflow.settings import Tiles

NO_PAGES = Path("/nonexistent")
BASE = "http://gridward.test"


@dataclass
class Wall:
    """The city's clock, which a test moves on. Sign-ins keep real time."""

    at: datetime = MONDAY

    def __call__(self) -> datetime:
        return self.at

    def wait(self, **length: float) -> None:
        self.at += timedelta(**length)


@dataclass
class Town:
    """The app over the small city. Everybody is signed in as soon as they ask."""

    app: FastAPI
    client: httpx.AsyncClient
    engine: Engine
    wall: Wall
    tokens: dict[str, str] = field(default_factory=dict)
    numbers: Any = field(default_factory=lambda: count(1))

    async def headers(self, name: str) -> dict[str, str]:
        if name not in self.tokens:
            self.tokens[name], _ = await self.app.state.tokens.issue(uid(name), wall.now())
        return {"Authorization": f"Bearer {self.tokens[name]}"}

    async def get(self, name: str, path: str, **headers: str) -> httpx.Response:
        return await self.client.get(path, headers={**await self.headers(name), **headers})

    async def post(self, name: str, path: str, body: Any = None, **headers: str) -> httpx.Response:
        told = {**await self.headers(name), **{k.replace("_", "-"): v for k, v in headers.items()}}
        return await self.client.post(path, json=body, headers=told)

    async def report(self, name: str, key: str | None = None, **members: Any) -> httpx.Response:
        body = {"category": "06010", "description": "垃圾成堆", "grid": GROUP, **members}
        return await self.post(name, "/api/v1/incidents", body, Idempotency_Key=key or f"k{next(self.numbers)}")

    async def reported(self, name: str, **members: Any) -> str:
        """The id of a fresh report."""
        answer = await self.report(name, **members)
        assert answer.status_code == 201, answer.text
        return str(answer.json()["id"])

    async def see(self, name: str, ref: str) -> dict[str, Any]:
        answer = await self.get(name, f"/api/v1/incidents/{ref}")
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    async def move(
        self, name: str, ref: str, move: str, body: Mapping[str, Any] | None = None, version: int | None = None
    ) -> httpx.Response:
        """One move; against the version that is, unless another is given."""
        if version is None:
            seen = await self.engine.see(SYSTEM, ref)
            version = seen.view.incident.version
        return await self.post(name, f"/api/v1/incidents/{ref}/{move}", dict(body or {}), If_Match=str(version))

    async def moves(self, ref: str, *steps: tuple[str, str, Mapping[str, Any]]) -> dict[str, Any]:
        """Moves one after the other, each of which must succeed; the last answer."""
        answer: dict[str, Any] = {}
        for name, move, body in steps:
            self.wall.wait(minutes=1)
            found = await self.move(name, ref, move, body)
            assert found.status_code == 200, f"{move}: {found.text}"
            answer = found.json()
        return answer


@asynccontextmanager
async def asked(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(app)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=transport, base_url=BASE, headers={"Accept-Language": "en"}) as client,
    ):
        yield client


@asynccontextmanager
async def town(url: str, hashed: str = "!", pages: Path = NO_PAGES, media: Path = NO_MEDIA) -> AsyncIterator[Town]:
    """The small city, asked through the app itself."""
    clock = Wall()
    database = await Database.open(url, 8)
    try:
        await seed(database, clock(), hashed)
        engine = Engine(database, keys(), clock=clock, media=media)
        app = over(engine, url, pages)
        async with asked(app) as client:
            yield Town(app, client, engine, clock)
    finally:
        await database.close()


def over(
    engine: Any,
    url: str = "",
    pages: Path = NO_PAGES,
    secure: bool = False,
    tiles: Tiles | None = None,
    tour: bool = True,
) -> FastAPI:
    """The app over an engine that is open already."""

    @asynccontextmanager
    async def opening() -> AsyncIterator[tuple[Engine, Readiness]]:
        yield engine, Readiness(url)

    return create_app(opening, pages, secure, tiles, tour=tour)


class Nowhere:
    """An engine that nobody may get to: what the HTTP layer refuses by itself never reaches it."""

    database = None

    def __getattr__(self, name: str) -> Any:
        raise AssertionError(f"the engine was asked to {name}")


class Memory:
    """Sign-ins in memory."""

    def __init__(self) -> None:
        self.known: dict[bytes, Any] = {}

    async def find(self, token_hash: bytes) -> UUID | None:
        found = self.known.get(token_hash)
        return found.person_id if found else None

    async def whole(self, token_hash: bytes) -> Any:
        return self.known.get(token_hash)

    async def add(self, token_hash: bytes, signed_in: Any) -> None:
        self.known[token_hash] = signed_in

    async def drop(self, token_hash: bytes) -> None:
        self.known.pop(token_hash, None)


@asynccontextmanager
async def nobody(engine: Any = None) -> AsyncIterator[tuple[httpx.AsyncClient, dict[str, str]]]:
    """The app over no engine (or the one given), and the headers of somebody who is signed in."""
    app = over(engine or Nowhere())
    async with asked(app) as client:
        app.state.tokens.book = Memory()
        token, _ = await app.state.tokens.issue(uid("somebody"), wall.now())
        yield client, {"Authorization": f"Bearer {token}"}
