"""Versions of the rules: what there is and was in force, storing one, switching it on, taking it back, moving open
cases to it."""

from collections.abc import Iterable
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Body, Path, Query
from pydantic import Field, StringConstraints

from api import examples, language
from api.body import JsonRequest
from api.documents import Document
from api.openapi import answers
from api.queues import Limit
from api.routes import Signed, engine, person
from models.clock import Stage
from models.record import RuleVersion, Switch
from workflow import migrating_cases, rights, store, versions
from workflow.commands import Code, Payload, Words
from workflow.engine import Engine
from workflow.errors import Forbidden
from workflow.migrating_cases import Migration
from workflow.rules.differing import How, differences
from workflow.sentences import Names, finding, sentence

router = APIRouter(prefix="/api/v1/rules", route_class=Signed, tags=["rules"])

NAME = "rules"
"""What the file is called in what is wrong with it."""

Number = Annotated[int, Path(ge=1, le=2**31 - 1, description="The number of a version of the rules.")]
Against = Annotated[
    int | None, Query(ge=1, le=2**31 - 1, description="The number of another version; the one in force if none.")
]
DryRun = Annotated[bool, Query(description="Only says what would be.")]


class FailureOf(Document):
    """What the proof found: an incident that could lie."""

    code: str
    text: str
    line: int | None


class SwitchOf(Document):
    """One time at which rules were switched on. `before` was in force until then; `decision` is the number of the
    meeting's decision behind it; `undoes` the switch that it takes back. `failures` were known, and `despite` says why
    they were switched on all the same."""

    number: int
    at: datetime
    version: int
    before: int | None
    by: str
    why: str
    decision: str | None
    despite: str | None
    failures: list[FailureOf]
    undoes: int | None


class VersionRow(Document):
    """A version, and each time that it was switched on."""

    number: int
    hash: str
    author: str
    note: str
    created_at: datetime
    in_force: bool
    switches: list[SwitchOf]


class VersionRows(Document):
    """The newest first; `next` is the cursor of the next page, `in_force` the number of the version in force."""

    items: list[VersionRow]
    in_force: int
    next: str | None


class VersionOf(VersionRow):
    """A version with its file."""

    text: str


class DifferenceOf(Document):
    """What is added, removed, changed, or moved (`before` and `after` are then what it came after). `line` is of the
    version's own file, of what was removed of the other one."""

    how: How
    path: list[str]
    before: str
    after: str
    line: int


class ShiftOf(Document):
    """A deadline that moves; null while it stands still."""

    stage: Stage
    before: datetime | None
    after: datetime | None


class MovedOf(Document):
    """A case, or a meeting, that goes on under the rules in force; `rules` is the version that it leaves."""

    number: str
    kind: str
    rules: int
    route: str
    route_now: str
    deadlines: list[ShiftOf]


class RefusedOf(Document):
    """One that stays under the version `rules`, and why."""

    number: str
    kind: str
    rules: int
    reason: str
    text: str


class MigrationOf(Document):
    version: int
    dry_run: bool
    moved: list[MovedOf]
    refused: list[RefusedOf]


class Proposed(Payload):
    """A rules file as text, and what is new in it."""

    rules: Annotated[str, StringConstraints(min_length=1)]
    note: Words


class SwitchOn(Payload):
    """Why, the number of the meeting's decision behind it if there is one, and why although the proof fails. `seen` is
    the version in force that it was compared with: if another one is by now, nothing happens."""

    why: Words
    decision: Code | None = None
    despite: Words | None = None
    seen: int | None = Field(default=None, ge=1, le=2**31 - 1, strict=True)


class RollBack(Payload):
    """Why, and the version that is in force: if another one is by now, nothing happens."""

    why: Words
    version: int = Field(ge=1, le=2**31 - 1, strict=True)


@router.get("/versions", summary="Versions of the rules", responses=answers(400, 401, 403))
async def listing(
    request: JsonRequest,
    cursor: Annotated[int | None, Query(ge=1, le=2**31 - 1)] = None,
    limit: Limit = 50,
) -> VersionRows:
    """The versions with who stored them, and when each was switched on, by whom and why."""
    door = engine(request)
    names = await permitted(request, reading=True)
    async with store.snapshot(door.database) as connection:
        active = await store.versions.active(connection, share=False)
        found = await store.versions.rule_versions(connection, cursor, limit + 1)
        log = await store.versions.switches(connection)
    page = found[:limit]
    more = str(page[-1].number) if len(found) > limit else None
    return VersionRows(
        items=[VersionRow(**_row(each, active.rules, log, names)) for each in page], in_force=active.rules, next=more
    )


@router.post("/versions", status_code=201, summary="Store a version", responses=answers(400, 401, 403, 413, 415))
async def propose(
    request: JsonRequest, proposed: Annotated[Proposed, Body(examples=[dict(examples.RULES)])]
) -> VersionOf:
    """Stores a rules file without switching it on. The same file keeps the number that it has."""
    door, who = engine(request), person(request)
    names = await permitted(request)
    number = await versions.propose(door, proposed.rules, NAME, str(who.id), proposed.note)
    return await _version(door, number, names)


@router.get("/versions/{number}", summary="A version of the rules", responses=answers(400, 401, 403, 404))
async def look(request: JsonRequest, number: Number) -> VersionOf:
    """One version with its file."""
    names = await permitted(request, reading=True)
    return await _version(engine(request), number, names)


@router.get("/versions/{number}/difference", summary="What is different", responses=answers(400, 401, 403, 404))
async def difference(request: JsonRequest, number: Number, against: Against = None) -> list[DifferenceOf]:
    """What a version adds, takes away, changes and puts elsewhere."""
    await permitted(request, reading=True)
    async with store.snapshot(engine(request).database) as connection:
        other = against or (await store.versions.active(connection, share=False)).rules
        before = await store.versions.rules_text(connection, other)
        after = await store.versions.rules_text(connection, number)
    found = await engine(request).aside.do(differences, before, after)
    return [DifferenceOf(**each.to_json()) for each in found]


@router.post(
    "/versions/{number}/switch_on", summary="Switch a version on", responses=answers(400, 401, 403, 404, 409, 413, 415)
)
async def switch_on(
    request: JsonRequest, number: Number, wish: Annotated[SwitchOn, Body(examples=[dict(examples.SWITCH_ON)])]
) -> SwitchOf:
    """Proves a version and switches it on for what is reported from now on. Where an incident could lie under it,
    that is refused (409) with what was found, unless `despite` says why it should hold all the same."""
    names = await permitted(request)
    by = str(person(request).id)
    door, decision, despite = engine(request), wish.decision, wish.despite
    return _switch(await versions.switch_on(door, number, by, wish.why, decision, despite, wish.seen), names)


@router.post("/roll_back", summary="Take the last switch back", responses=answers(400, 401, 403, 409, 413, 415))
async def roll_back(
    request: JsonRequest, wish: Annotated[RollBack, Body(examples=[dict(examples.ROLL_BACK)])]
) -> SwitchOf:
    """Puts the rules back in force that were so before the last switch. At once and without a proof."""
    names = await permitted(request)
    by = str(person(request).id)
    return _switch(await versions.roll_back(engine(request), by, wish.why, wish.version), names)


@router.post("/migrate", summary="Move open cases to the rules in force", responses=answers(400, 401, 403, 409))
async def migrate(request: JsonRequest, dry_run: DryRun = False) -> MigrationOf:
    """Moves what is open to the rules in force, with its deadlines; what cannot be moved says why and stays as it is.
    Where it breaks off it is asked for again and goes on."""
    names = await permitted(request)
    async with engine(request).aside.turn():
        return _migration(await migrating_cases.migrate(engine(request), dry_run), names)


async def permitted(request: JsonRequest, reading: bool = False) -> Names:
    """What things are called, for who may do it; Forbidden for anybody else."""
    who, now = person(request), await engine(request).now()
    assert who.id is not None
    may = rights.reads_rules if reading else rights.keeps_rules
    if not may(now.facts().posts(who.id)):
        raise Forbidden()
    return Names(language.of(request), now.directory, now.rules)


async def _version(door: Engine, number: int, names: Names) -> VersionOf:
    async with store.snapshot(door.database) as connection:
        active = await store.versions.active(connection, share=False)
        found = await store.versions.rule_version(connection, number)
        log = await store.versions.switches(connection)
    return VersionOf(**_row(found, active.rules, log, names), text=found.text)


def _row(found: RuleVersion, active: int, log: Iterable[Switch], names: Names) -> dict[str, Any]:
    return {
        "number": found.number,
        "hash": found.hash,
        "author": called(found.author, names),
        "note": found.note,
        "created_at": found.created_at,
        "in_force": found.number == active,
        "switches": [_switch(each, names) for each in log if each.rules_version == found.number],
    }


def called(who: str, names: Names) -> str:
    """The name of a person, or what else did it."""
    try:
        return names.person(UUID(who)) or who
    except ValueError:
        return who


def _switch(found: Switch, names: Names) -> SwitchOf:
    failures = [
        FailureOf(
            code=each["code"],
            text=finding(names.language, each["code"], each["facts"], names),
            line=each["line"],
        )
        for each in found.failures
    ]
    own = found.model_dump(exclude={"rules_version", "failures", "by"})
    return SwitchOf(**own, version=found.rules_version, by=called(found.by, names), failures=failures)


def _migration(found: Migration, names: Names) -> MigrationOf:
    shown = migrating_cases.to_json(found)
    for each in shown["refused"]:
        value = each.pop("value")
        each["text"] = sentence(names.language, "unfit", each["reason"], {"value": value}) or each["reason"]
    return MigrationOf.model_validate(shown)
