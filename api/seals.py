"""The ledger's daily seals, for anybody: what was published is what a receipt is held against."""

from datetime import date, datetime
from typing import Annotated

from fastapi import APIRouter, Query

from api.body import JsonRequest
from api.documents import Document
from api.openapi import answers
from api.queues import Limit
from api.routes import Open, engine
from models.seal import Seal
from workflow import sealing
from workflow.sealing import Proof

router = APIRouter(prefix="/api/v1", route_class=Open, tags=["residents"])

MOST = 2**31 - 1


class SealOf(Document):
    """A day's seal over `size` entries: `root` is the root of the tree of RFC 6962 over their hashes. `hash` is the
    SHA-256 of the canonical JSON (RFC 8785) of number, day, size, root and prev, the hash of the seal before."""

    number: int
    day: date
    size: int
    root: str
    prev: str
    hash: str
    sealed_at: datetime


class SealsOf(Document):
    items: list[SealOf]
    next: int | None


class InclusionOf(Document):
    """That an entry's hash is the leaf `index`, counted from 0, under the root of a seal: `path` are the hashes beside
    the way up, from below (RFC 9162, 2.1.3)."""

    seal: SealOf
    index: int
    path: list[str]


@router.get("/seals", summary="The daily seals of the ledger", responses=answers(400))
async def seals(
    request: JsonRequest,
    cursor: Annotated[int | None, Query(ge=1, le=MOST, description="The `next` of the page before.")] = None,
    limit: Limit = 50,
) -> SealsOf:
    """Of each day that has ended, the newest first. For anybody: write them down."""
    found = await sealing.listing(engine(request), cursor, limit + 1)
    items = [shown(each) for each in found[:limit]]
    return SealsOf(items=items, next=items[-1].number if len(found) > limit else None)


def shown(seal: Seal) -> SealOf:
    same = {name: getattr(seal, name) for name in SealOf.model_fields if name != "prev"}
    return SealOf(**same, prev=seal.prev_hash)


def included(proof: Proof | None) -> InclusionOf | None:
    return InclusionOf(seal=shown(proof.seal), index=proof.index, path=list(proof.path)) if proof else None
