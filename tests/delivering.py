"""The small city with people who are reached, and a delivery over it whose time a test moves on."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from models.notice import Channel, Notice, NoticeKind
from tests.asking import Wall
from tests.small import report, uid, who
from tests.stored import small_engine
from workflow import store
from workflow.commands import PAYLOADS
from workflow.delivery.letters import Courier
from workflow.delivery.mail import Mail, Server
from workflow.delivery.process import Delivery
from workflow.delivery.wording import Sender
from workflow.engine import Engine
from workflow.identity import Chance
from workflow.machines import Move

SENDER = Sender("Small", "https://grid.example.org")
FROM = "grid@example.org"


def address(name: str) -> str:
    return f"{name}@example.org"


@dataclass
class Post:
    """An engine over the small city, and the city's clock."""

    engine: Engine
    wall: Wall
    numbers: list[int] = field(default_factory=list)

    def delivery(self, couriers: Mapping[Channel, Courier], **options: Any) -> Delivery:
        """Its leases outlast whatever a busy machine takes, unless a test is about them."""
        return Delivery(self.engine, couriers, SENDER, **{"lease": 120.0, **options})

    async def execute(self, statement: str, *values: Any) -> None:
        async with store.transaction(self.engine.database) as connection:
            await connection.execute(statement, *values)

    async def rows(self, where: str = "true") -> list[dict[str, Any]]:
        async with store.snapshot(self.engine.database) as connection:
            found = await connection.fetch(f"SELECT * FROM notice WHERE {where} ORDER BY created_at, id")  # noqa: S608
        return [dict(row) for row in found]

    async def heard(self) -> set[str]:
        """The ids of all whose pages were told that there is news."""
        async with store.snapshot(self.engine.database) as connection:
            found = await connection.fetch("SELECT unnest(told) AS id FROM event")
        return {row["id"] for row in found}

    @staticmethod
    def id_of(name: str) -> UUID:
        return uid(name)

    async def states(self, channel: str) -> list[str]:
        return sorted(row["state"] for row in await self.rows(f"channel = '{channel}'"))

    async def reached_by(self, channels: Sequence[str], *names: str) -> None:
        """These people have every address, and want these channels."""
        for name in names:
            await self.execute(
                "UPDATE person SET email = $2, phone = '10086', chat = $3 WHERE id = $1", uid(name), address(name), name
            )
            await self.execute(
                "INSERT INTO preference (person_id, language, channels, digest) VALUES ($1, 'en', $2, false)"
                " ON CONFLICT (person_id) DO UPDATE SET channels = $2",
                uid(name),
                list(channels),
            )

    async def report(self, **members: Any) -> UUID:
        self.numbers.append(1)
        name = "intake-east"
        answer = await self.engine.submit(who(name), report(**members), None, f"k{len(self.numbers)}", "h")
        return self.reference(answer)

    @staticmethod
    def reference(answer: Mapping[str, Any]) -> UUID:
        return UUID(str(answer["id"]))

    async def fire(self, name: str, ref: UUID, move: Move, **payload: Any) -> None:
        await self.engine.fire(who(name), ref, move, PAYLOADS[move].model_validate(payload))

    async def queue(self, name: str, number: int = 1, **fields: Any) -> list[Notice]:
        """Notices to somebody about nothing in particular, as the core would queue them."""
        made = []
        for _ in range(number):
            identity = self.engine.source.id(self.wall())
            notice = Notice(
                id=identity,
                key=f"{identity}:app",
                about=uid("nothing"),
                entry=0,
                kind=fields.get("kind", NoticeKind.BULLETIN),
                recipient_id=uid(name),
                urgent=fields.get("urgent", False),
                args=fields.get("args", {"number": "2026-05"}),
                created_at=self.wall(),
            )
            made.append(notice)
        async with store.transaction(self.engine.database) as connection:
            await store.outbox.queue(connection, [(notice, self.wall()) for notice in made])
        return made


@asynccontextmanager
async def post(url: str) -> AsyncIterator[Post]:
    wall = Wall()
    async with small_engine(url, Chance(), wall) as engine:
        yield Post(engine, wall)


def mail(url: str, seconds: float = 5.0) -> dict[Channel, Courier]:
    return {Channel.EMAIL: Mail(Server.of(url, FROM), "Small", seconds)}
