"""What waits for people, put there as it would come about: a letter that nobody took, a job that failed, a motion that
is put, a roundtable that reports have called."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any, Final
from uuid import UUID, uuid4

import orjson

from models.database import Database
from models.ledger import ActorKind
from tests.pages.city import INFORMANT, City
from tests.stored import keys
from workflow import jobs, proposing, store, wall
from workflow.commands import PAYLOADS, Actor, Submit
from workflow.engine import Engine
from workflow.machines import Move
from workflow.proof.findings import Proof
from workflow.proposing import Put
from workflow.works import WORKS


@asynccontextmanager
async def engine_of(city: City) -> AsyncIterator[Engine]:
    """An engine over the city's database, beside the one that is asked."""
    database = await Database.open(city.database, 2)
    try:
        yield Engine(database, keys())
    finally:
        await database.close()


async def person_of(city: City, username: str) -> UUID:
    found = await city.ask("admin", "GET", f"/persons?words={username}&who=all")
    return UUID(next(each["id"] for each in found["items"] if each["username"] == username))


async def dead_letter(city: City, username: str, error: str = "550") -> None:
    """To somebody, about a case, refused for good."""
    number = await city.report("路灯不亮，夜里看不见")
    case = await city.see("supervisor", number)
    identity, person = uuid4(), await person_of(city, username)
    async with engine_of(city) as engine, store.transaction(engine.database) as connection:
        now = await engine.in_force.instant(connection)
        await connection.execute(
            "INSERT INTO notice (id, key, incident_id, about, entry, kind, recipient_id, channel, urgent, args, state,"
            " created_at, attempts, last_error)"
            " VALUES ($1, $2, $3, $3, 1, 'assigned', $4, 'email', false, '{}', 'dead', $5, 3, $6)",
            *(identity, f"{identity}:email", UUID(case["id"]), person, now, error),
        )


async def set_aside(city: City, file: str, reason: str) -> None:
    """A mail that came as an answer to an invitation and was none."""
    async with engine_of(city) as engine, store.transaction(engine.database) as connection:
        now = await engine.in_force.instant(connection)
        await store.answers.take_mail(connection, file.encode(), file, reason, now)


async def failed_job(city: City, period: str) -> None:
    """A month's bulletin of which one township is done."""
    townships = [each["code"] for each in await city.ask("admin", "GET", "/grids?level=2")]
    parts = {code: {"cases": 12} if code == townships[0] else None for code in townships}
    async with engine_of(city) as engine, store.transaction(engine.database) as connection:
        now = await engine.in_force.at(connection, share=False)
        await connection.execute(
            "INSERT INTO job (id, kind, period, scope, state, by_hand, attempts, parts, last_error, created_at,"
            " finished_at) VALUES ($1, 'bulletin', $2, $3, 'failed', false, 5, $4, $5, $6, $6)"
            " ON CONFLICT (kind, period, scope) DO NOTHING",
            engine.source.id(now.at),
            period,
            now.directory.root.code,
            orjson.loads(orjson.dumps(parts)),
            "Unreachable at workflow/store/errors.py:60",
            now.at,
        )


async def put_motion(city: City, why: str) -> str:
    """A motion's number. Its proof is said to hold: to prove a whole city takes a minute, and others do it."""
    person = await person_of(city, "centre")
    rules = await city.ask("centre", "GET", "/rules/versions")
    text = (await city.ask("centre", "GET", f"/rules/versions/{rules['in_force']}"))["text"]
    asked = Put(f"{text}\n# {why}\n", "rules", why, days=0)
    async with engine_of(city) as engine:
        answer = await proposing.propose(
            engine, Actor(ActorKind.PERSON, person), asked, proving=lambda subject: Proof(())
        )
    return str(answer["number"])


async def called(city: City, township: str) -> str:
    """The number of a roundtable that ten reports of a category have called in a township; the agenda is not drawn."""
    who = f"supervisor-{township}"
    for number in range(10):
        body = {"category": "06010", "description": f"垃圾成堆 {number}", "grid": township}
        await city.ask(who, "POST", "/incidents", body, **{"Idempotency-Key": str(uuid4())})
    async with engine_of(city) as engine:
        await engine.meetings.convene()
    return await coming(city, township)


async def called_for_now(city: City, township: str) -> str:
    """The same, put off to within the hour, so that it may begin."""
    number = await called(city, township)
    async with engine_of(city) as engine:
        at = (await engine.now()).at + timedelta(minutes=45)
    said = {"starts_at": at.isoformat(), "reason": "大家都在"}
    await move(city, f"supervisor-{township}", number, "postpone", **said)
    return number


async def coming(city: City, township: str) -> str:
    found = (await city.ask(f"supervisor-{township}", "GET", "/meetings?open=true&kind=roundtable"))["items"]
    return str(next((each["number"] for each in found if each["state"] in ("planned", "drawn", "invited")), ""))


async def move(city: City, who: str, meeting: str, *moves: str, **said: Any) -> None:
    for each in moves:
        seen = await city.ask(who, "GET", f"/meetings/{meeting}")
        await city.ask(who, "POST", f"/meetings/{meeting}/{each}", said, **{"If-Match": str(seen["version"])})


async def announced(city: City, township: str) -> str:
    """The number of a roundtable to which people are invited and of which there is a pack."""
    number = await coming(city, township)
    if not number:
        number = await called(city, township)
        await move(city, f"supervisor-{township}", number, "draw", "invite")
    async with engine_of(city) as engine:
        await jobs.run_owed(engine, {"pack": WORKS["pack"]})
    return number


LATE: Final = timedelta(hours=4)
"""So long ago a case began that is closed now, too late: what is dangerous has two hours."""


async def closed_late(city: City, village: str, handler: str, desk: str) -> str:
    """The number of a case that its handler put right too late, as of now: it was sent out hours ago, and nobody has
    swept meanwhile."""
    people = {name: Actor(ActorKind.PERSON, await person_of(city, name)) for name in (INFORMANT, handler, desk)}
    async with engine_of(city) as engine:
        past = Engine(engine.database, keys(), clock=lambda: wall.now() - LATE)
        body = {"category": "98998", "description": "煤气瓶放在楼道里", "grid": village, "severity": 4}
        answer = await past.submit(people[INFORMANT], Submit.model_validate(body), None, str(uuid4()), "")
        ref, number = UUID(str(answer["id"])), str(answer["number"])
        await past.fire(
            people[desk],
            ref,
            Move.REDISPATCH,
            PAYLOADS[Move.REDISPATCH].model_validate({"to": {"grid": village}, "reason": "村里就能办"}),
        )
        await past.fire(people[handler], ref, Move.ACKNOWLEDGE, PAYLOADS[Move.ACKNOWLEDGE]())
    await city.fire(handler, number, "resolve", note="搬走了")
    await city.fire(desk, number, "verify", satisfied=True)
    return number
