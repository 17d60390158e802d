"""Changing the directory: what is sent for each change, what it would come to, and what was made of it."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import APIRouter, Body, Path, Query

from api import conditions, language
from api.body import JsonRequest
from api.documents import Document, Named
from api.duty import asked_by
from api.openapi import answers
from api.posts import ConsequencesOf, shown
from api.queues import Limit
from api.rosters import Showing
from api.routes import Signed, engine, person
from api.tokens import Tokens
from models.keeping import DirectoryChange, Kept
from workflow import city_keeping, store, wall
from workflow.commands import Code
from workflow.keeping.wishes import CHANGES, Change, Wish
from workflow.sentences import Names

router = APIRouter(prefix="/api/v1", route_class=Signed, tags=["keeping"])

DryRun = Annotated[bool, Query(description="Only says what would follow, and changes nothing.")]
IF_MATCH: Final = {**conditions.IF_MATCH, "description": "The version that you saw; 0 of what was never changed."}
KEY: Final = {**conditions.IDEMPOTENCY_KEY, "required": False}


class LinkOf(Document):
    """The code of a link that opens once, `/join#` and the code, until then."""

    code: str
    until: datetime


class ChangedOf(Document):
    """What a change came to; with `dry_run` what it would come to (then there is no `id`). `version` is that of what it
    is about. `foreseen` is to be sent with the change where something is lost by it. `link`: whoever has it chooses
    the person's password; it is told this once."""

    id: UUID | None
    kind: Kept
    dry_run: bool
    subject: UUID
    version: int
    foreseen: str | None
    consequences: ConsequencesOf | None
    link: LinkOf | None


async def changed(request: JsonRequest, kind: Kept, payload: Change, dry_run: bool, about: str) -> ChangedOf:
    door = engine(request)
    asking = await asked_by(request)
    wish = Wish(kind, payload, about, conditions.version(request, needed=bool(about) and not dry_run))
    if dry_run:
        found = await city_keeping.foresee(door, asking, wish)
        showing = Showing(Names(language.of(request), found.now.directory, found.now.rules), found.now)
        return ChangedOf(
            id=None,
            kind=kind,
            dry_run=True,
            subject=found.subject,
            version=found.version,
            foreseen=found.mark,
            consequences=shown(found.weighed, showing) if found.weighed else None,
            link=None,
        )
    answer = await city_keeping.change(door, asking, wish)
    tokens: Tokens = request.app.state.tokens
    tokens.forget(UUID(answer["subject"]))
    return ChangedOf(
        id=answer["id"],
        kind=kind,
        dry_run=False,
        subject=answer["subject"],
        version=answer["version"],
        foreseen=None,
        consequences=None,
        link=_link(request, kind, UUID(answer["id"])),
    )


def _link(request: JsonRequest, kind: Kept, change_id: UUID) -> LinkOf | None:
    if kind not in city_keeping.GIVES_LINK:
        return None
    code = city_keeping.code_of(engine(request), change_id)
    return LinkOf(code=code, until=wall.now() + city_keeping.LINK_LASTS)


def _on_body(kind: Kept, payload_type: type[Change]) -> Callable[..., Awaitable[Any]]:
    async def endpoint(request: JsonRequest, payload: Any, dry_run: DryRun = False) -> Any:
        return await changed(request, kind, payload, dry_run, "")

    endpoint.__annotations__["payload"] = Annotated[payload_type, Body()]
    endpoint.__name__ = f"keep_{kind}"
    return endpoint


def _on_id(kind: Kept, payload_type: type[Change]) -> Callable[..., Awaitable[Any]]:
    async def endpoint(request: JsonRequest, id: UUID, payload: Any, dry_run: DryRun = False) -> Any:
        return await changed(request, kind, payload, dry_run, str(id))

    endpoint.__annotations__["payload"] = Annotated[payload_type, Body()]
    endpoint.__name__ = f"keep_{kind}"
    return endpoint


def _on_code(kind: Kept, payload_type: type[Change]) -> Callable[..., Awaitable[Any]]:
    async def endpoint(
        request: JsonRequest, code: Annotated[Code, Path()], payload: Any, dry_run: DryRun = False
    ) -> Any:
        return await changed(request, kind, payload, dry_run, code)

    endpoint.__annotations__["payload"] = Annotated[payload_type, Body()]
    endpoint.__name__ = f"keep_{kind}"
    return endpoint


ADDRESSES: Final = {
    Kept.TAKE_ON: ("/persons", "Take somebody on"),
    Kept.RENAME: ("/persons/{id}/rename", "Rename somebody"),
    Kept.LEAVE: ("/persons/{id}/leave", "Somebody leaves"),
    Kept.SIGN_IN: ("/persons/{id}/sign_in", "Give a new way to sign in"),
    Kept.GRANT: ("/posts", "Grant a post"),
    Kept.END_POST: ("/posts/{id}/end", "End a post"),
    Kept.ADD_UNIT: ("/units", "Add a unit"),
    Kept.AMEND_UNIT: ("/units/{code}/amend", "Amend a unit"),
    Kept.END_UNIT: ("/units/{code}/end", "End a unit"),
    Kept.ADD_SPECIAL: ("/grids/specials", "Add a special grid"),
    Kept.ADD_GRID: ("/grids", "Add a grid"),
    Kept.RENAME_GRID: ("/grids/{code}/rename", "Rename a grid"),
    Kept.REDRAW: ("/grids/{code}/boundary", "Draw a grid's outline"),
    Kept.MERGE_GRID: ("/grids/{code}/merge", "Merge a grid into another"),
    Kept.END_SPECIAL: ("/grids/{code}/end", "End a special grid"),
}
"""Where each change is asked for."""

for _kind, (_address, _summary) in ADDRESSES.items():
    _about = "{" in _address
    _make = _on_id if "{id}" in _address else _on_code if "{code}" in _address else _on_body
    router.add_api_route(
        _address,
        _make(_kind, CHANGES[_kind]),
        methods=["POST"],
        response_model=ChangedOf,
        summary=_summary,
        description=CHANGES[_kind].__doc__ or "",
        responses=answers(400, 401, 403, 404, 409, 413, 415, 422),
        openapi_extra={"parameters": [KEY, *([IF_MATCH] if _about else [])]},
    )


class ChangeRow(Document):
    """One change of the directory. `subject_name` is what it is called now; before, after and reason are nothing once
    they were erased."""

    number: int
    id: UUID
    kind: Kept
    at: datetime
    by: Named
    subject: UUID
    subject_name: str
    before: dict[str, Any] | None
    after: dict[str, Any] | None
    reason: str | None
    hash: str


class ChangeRows(Document):
    items: list[ChangeRow]
    next: str | None


class ChainOf(Document):
    """How many changes were looked at, and the number of the first that is not as it was written, if any is."""

    changes: int
    broken: int | None


class Known:
    """What was changed, in the words of one reader."""

    def __init__(self, names: Names) -> None:
        self._names = names

    def row(self, change: DirectoryChange) -> ChangeRow:
        facts = change.facts or {}
        return ChangeRow(
            number=change.number,
            id=change.id,
            kind=change.kind,
            at=change.at,
            by=Named(id=change.by_id, name=self._names.person(change.by_id)),
            subject=change.subject_id,
            subject_name=self._called(change.subject_id),
            before=facts.get("before"),
            after=facts.get("after"),
            reason=facts.get("reason"),
            hash=change.hash,
        )

    def _called(self, subject: UUID) -> str:
        directory = self._names.directory
        found = directory.person(subject) or directory.unit_by_id(subject) or directory.grid_by_id(subject)
        return found.name if found else ""


@router.get("/audit/changes", summary="What was changed of the city", responses=answers(400, 401, 403))
async def listing(
    request: JsonRequest,
    subject: Annotated[UUID | None, Query(description="A person, a unit or a grid.")] = None,
    cursor: Annotated[int | None, Query(ge=1, le=2**31 - 1)] = None,
    limit: Limit = 50,
) -> ChangeRows:
    """The changes of people, posts, units and grids, the newest first, with who made them and why."""
    names = await reader(request)
    async with store.snapshot(engine(request).database) as connection:
        found = await store.keeping.changes(connection, subject, cursor, limit + 1)
    page, known = found[:limit], Known(names)
    more = str(page[-1].number) if len(found) > limit else None
    return ChangeRows(items=[known.row(each) for each in page], next=more)


@router.get("/audit/changes/chain", summary="Whether those are as they were written", responses=answers(401, 403))
async def examined(request: JsonRequest) -> ChainOf:
    """Goes through the chain of the changes from the first on."""
    await reader(request)
    found = await city_keeping.examined(engine(request))
    return ChainOf(changes=found.changes, broken=found.broken)


async def reader(request: JsonRequest) -> Names:
    """What things are called, for who may see how the city is kept; Forbidden for anybody else."""
    now, who = await engine(request).now(), person(request)
    assert who.id is not None
    city_keeping.check_reader(now, who.id)
    return Names(language.of(request), now.directory, now.rules)
