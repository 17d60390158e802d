"""What the page of the rules asks while somebody writes: what is wrong so far, and the draft as it is kept."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Body, Query, Response
from pydantic import Field, StringConstraints

from api import examples, language
from api.body import JsonRequest
from api.documents import Document
from api.openapi import answers
from api.routes import Signed, engine, person
from api.versions import NAME, DifferenceOf, permitted
from models.record import RuleDraft
from workflow import rule_drafts, store
from workflow.commands import Payload
from workflow.rule_drafts import Drafts
from workflow.rules.differing import differences
from workflow.rules.document import MOST_CHARACTERS
from workflow.rules.problems import RulesInvalid
from workflow.rules.reading import read

router = APIRouter(prefix="/api/v1/rules", route_class=Signed, tags=["rules"])

Text = Annotated[str, StringConstraints(max_length=MOST_CHARACTERS)]
Revision = Annotated[int, Query(ge=0, le=2**31 - 1, description="The draft's revision that you saw; 0 for none.")]


class Written(Payload):
    """A rules file as text, finished or not."""

    rules: Text


class ProblemOf(Document):
    """One thing that is wrong, at its line and column, both counted from 1; the message says what was expected."""

    line: int
    column: int
    code: str
    message: str


class ReadOf(Document):
    """Everything that is wrong with a file, in the order of the lines; of a file that can be used, how much it has."""

    problems: list[ProblemOf]
    counts: dict[str, int]


class ComparedOf(Document):
    """What a text makes different from version `in_force`."""

    in_force: int
    differences: list[DifferenceOf]


class Draft(Payload):
    """A text to be kept, the version that it was begun from, and the draft's revision that you saw; 0 for none."""

    rules: Text
    base: int = Field(ge=1, le=2**31 - 1, strict=True)
    revision: int = Field(default=0, ge=0, le=2**31 - 1, strict=True)


class DraftOf(Document):
    """Your draft. `base` is the version that it was begun from."""

    rules: str
    base: int
    revision: int
    written_at: datetime


class WriterOf(Document):
    """Somebody else who is writing rules, and from which version on; not what they write."""

    name: str
    base: int
    written_at: datetime


class DraftsOf(Document):
    """`in_force` is the number of the version in force."""

    own: DraftOf | None
    others: list[WriterOf]
    in_force: int


@router.post("/read", summary="Read a rules file", responses=answers(400, 401, 403, 413, 415))
async def reading(request: JsonRequest, wish: Annotated[Written, Body(examples=[{"rules": "routes: []"}])]) -> ReadOf:
    """Says what is wrong with a text, as one writes it. Proves and stores nothing."""
    await permitted(request)
    try:
        rules = await engine(request).reading.do(read, wish.rules, NAME)
    except RulesInvalid as invalid:
        wanted = language.of(request)
        found = [
            ProblemOf(line=each.line, column=each.column, code=each.code, message=each.say(wanted))
            for each in invalid.problems
        ]
        return ReadOf(problems=found, counts={})
    counts = {"categories": len(rules.catalogue), "routes": len(rules.routes), "ladders": len(rules.ladders)}
    return ReadOf(problems=[], counts=counts)


@router.post("/compare", summary="Compare with what is in force", responses=answers(400, 401, 403, 413, 415))
async def compare(
    request: JsonRequest, wish: Annotated[Written, Body(examples=[{"rules": examples.RULES["rules"]}])]
) -> ComparedOf:
    """What a text that can be read adds, takes away, changes and puts elsewhere. Stores nothing."""
    await permitted(request)
    door = engine(request)
    async with store.snapshot(door.database) as connection:
        number = (await store.versions.active(connection, share=False)).rules
        before = await store.versions.rules_text(connection, number)
    found = await door.reading.do(differences, before, wish.rules)
    return ComparedOf(in_force=number, differences=[DifferenceOf(**each.to_json()) for each in found])


@router.get("/draft", summary="Your draft of rules", responses=answers(401, 403))
async def draft(request: JsonRequest) -> DraftsOf:
    """The rules that you are writing, if you are, and who else is."""
    await permitted(request)
    who = person(request)
    assert who.id is not None
    return _shown(await rule_drafts.seen(engine(request), who.id))


@router.put("/draft", summary="Keep a draft of rules", responses=answers(400, 401, 403, 404, 409, 413, 415))
async def keep(
    request: JsonRequest, given: Annotated[Draft, Body(examples=[{"rules": "routes: []", "base": 1, "revision": 0}])]
) -> DraftsOf:
    """Keeps what you are writing, with its mistakes, until you give it up. One draft a person."""
    await permitted(request)
    who = person(request)
    assert who.id is not None
    return _shown(await rule_drafts.keep(engine(request), who.id, given.rules, given.base, given.revision))


@router.delete("/draft", status_code=204, summary="Give your draft up", responses=answers(400, 401, 403, 409))
async def drop(request: JsonRequest, revision: Revision = 0) -> Response:
    """Nothing of it stays."""
    await permitted(request)
    who = person(request)
    assert who.id is not None
    await rule_drafts.drop(engine(request), who.id, revision)
    return Response(status_code=204)


def _shown(found: Drafts) -> DraftsOf:
    return DraftsOf(
        own=_own(found.own) if found.own else None,
        others=[WriterOf(name=each.name, base=each.base, written_at=each.written_at) for each in found.others],
        in_force=found.in_force,
    )


def _own(draft: RuleDraft) -> DraftOf:
    return DraftOf(rules=draft.text, base=draft.base, revision=draft.revision, written_at=draft.written_at)
