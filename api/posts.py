"""Who leaves a post (离岗): asked before somebody goes, or before grids are merged or split."""

from datetime import datetime
from uuid import UUID

from fastapi import APIRouter

from api import language, proofs
from api.body import JsonRequest
from api.documents import Document, Named
from api.openapi import answers
from api.proofs import FindingOf
from api.rosters import PlaceOf, Showing
from api.routes import Signed, engine, person
from models.people import Role
from workflow import posts
from workflow.roster.coverage import place_of
from workflow.roster.leaving import Departure, Heir
from workflow.sentences import Names

router = APIRouter(prefix="/api/v1/posts", route_class=Signed, tags=["duty"])


class HeirOf(Document):
    """A post that ends. `beside` hold the same post there; where nobody does, it is orphaned, and what comes is told
    `persons`, as holders of `passes_to`."""

    post: UUID
    holder: Named
    role: Role
    place: PlaceOf
    orphaned: bool
    beside: list[Named]
    passes_to: Role | None
    persons: list[Named]


class StandInOf(Document):
    """A post that loses who stands in for its holder."""

    post: UUID
    role: Role
    place: PlaceOf


class LostEndOf(Document):
    """A ladder that tells holders of a role of whom there would be none. `end`: by its last rung."""

    ladder: str
    role: Role
    place: PlaceOf
    end: bool


class HangingOf(Document):
    """How much open work would have nobody of its own: tasks, checks, verifications, claimed cases, second
    looks."""

    tasks: int
    checks: int
    verifications: int
    claims: int
    looks: int


class ConsequencesOf(Document):
    """What would follow from `at` on; nothing is changed. `sound`: nothing is lost by it. `units` would have nobody;
    `routes` name a grid that is gone; `findings` are the failures and warnings of the proof that there are not now;
    `moving` open cases would go over to another grid."""

    at: datetime
    sound: bool
    posts: list[HeirOf]
    stands_in: list[StandInOf]
    units: list[PlaceOf]
    ladders: list[LostEndOf]
    routes: list[str]
    hanging: HangingOf
    moving: int
    findings: list[FindingOf]


@router.post("/check", summary="What follows when somebody leaves", responses=answers(400, 401, 403))
async def check(request: JsonRequest, payload: Departure) -> ConsequencesOf:
    """What would be orphaned, who inherits it, which ladders lose an end, what would fail: when a person leaves all
    posts, when one post ends, when grids are merged, or one is split."""
    now, answer = await posts.check(engine(request), person(request), payload)
    names = Names(language.of(request), now.directory, now.rules)
    return shown(answer, Showing(names, now))


def shown(answer: posts.Answer, showing: Showing) -> ConsequencesOf:
    """What would follow, in the words of one reader."""
    found, directory = answer.consequences, showing.now.directory
    return ConsequencesOf(
        at=found.at,
        sound=found.sound,
        posts=[_heir(heir, showing) for heir in found.heirs],
        stands_in=[
            StandInOf(post=post.id, role=post.role, place=showing.place(place_of(directory, post)))
            for post in found.stands_in
        ],
        units=[showing.place(unit.code) for unit in found.units],
        ladders=[
            LostEndOf(ladder=lost.ladder, role=lost.role, place=showing.place(lost.place), end=lost.end)
            for lost in found.ladders
        ],
        routes=list(found.routes),
        hanging=HangingOf.model_validate(answer.hanging.model_dump()),
        moving=answer.moving,
        findings=[proofs.shown(finding.to_json(), showing.names) for finding in found.findings],
    )


def _heir(heir: Heir, showing: Showing) -> HeirOf:
    return HeirOf(
        post=heir.post.id,
        holder=showing.named(heir.post.person_id),
        role=heir.post.role,
        place=showing.place(heir.place),
        orphaned=heir.orphaned,
        beside=showing.all_named(heir.beside),
        passes_to=heir.role,
        persons=showing.all_named(heir.persons),
    )
