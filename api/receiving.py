"""Who could be sent to a case: the choice of whoever dispatches, with what speaks for and against each."""

from datetime import datetime

from fastapi import APIRouter

from api import language
from api.body import JsonRequest
from api.cases import ReceiverOf
from api.documents import Document
from api.incidents import Ref, checked
from api.openapi import answers
from api.routes import Signed, engine, person
from workflow.candidates import Candidate, candidates
from workflow.sentences import Names, sentence

router = APIRouter(prefix="/api/v1/incidents", route_class=Signed, tags=["incidents"])


class CandidateOf(ReceiverOf):
    """Somebody who could be sent. `load` is how many open tasks they have; `on_duty` whether anybody of them is now,
    else `next_at` is when the first will be. `able` is false for who cannot be sent; `why` says what matters most."""

    load: int
    on_duty: bool
    next_at: datetime | None
    suggested: bool
    able: bool
    why: str


class Candidates(Document):
    """Whom the rules suggest first, then whom they name, then the nearest; who cannot be sent last."""

    items: list[CandidateOf]


@router.get("/{ref}/receivers", summary="Who could be sent", responses=answers(401, 403, 404))
async def receivers(request: JsonRequest, ref: Ref) -> Candidates:
    """For whoever may dispatch the case, or call units to it. None while it has no place, or when it has ended."""
    found, now = await candidates(engine(request), person(request), checked(ref))
    names = Names(language.of(request), now.directory, now.rules)
    return Candidates(items=[_candidate(each, names) for each in found])


def _candidate(found: Candidate, names: Names) -> CandidateOf:
    return CandidateOf(
        kind=found.target.kind,
        code=found.target.code,
        name=found.target.name,
        load=found.load,
        on_duty=found.on_duty,
        next_at=found.next_at,
        suggested=found.suggested,
        able=found.able,
        why=sentence(names.language, "candidate", found.why, found.facts, names) or found.why,
    )
