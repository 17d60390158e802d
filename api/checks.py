"""A rules file checked without being stored: what is wrong with it, or the proof over the city as it is."""

from typing import Annotated

from fastapi import APIRouter, Body
from pydantic import StringConstraints

from api import examples, proofs
from api.body import JsonRequest
from api.documents import Document
from api.openapi import answers
from api.proofs import FindingOf
from api.routes import Signed, engine
from api.versions import NAME, permitted
from workflow import checking
from workflow.commands import Payload

router = APIRouter(prefix="/api/v1/rules", route_class=Signed, tags=["rules"])


class Checked(Payload):
    """A rules file as text."""

    rules: Annotated[str, StringConstraints(min_length=1)]


class ProofOf(Document):
    """Whether it is shown that no incident can be left lying, all that was found, the gravest first, and how much was
    gone through, by what it counts."""

    holds: bool
    findings: list[FindingOf]
    examined: dict[str, int]


@router.post("/check", summary="Check a rules file", responses=answers(400, 401, 403, 413, 415))
async def check(
    request: JsonRequest, wish: Annotated[Checked, Body(examples=[{"rules": examples.RULES["rules"]}])]
) -> ProofOf:
    """Proves a rules file over the city as it is now, and stores nothing. A file that is wrong is refused (400) with
    each problem at its line and column."""
    names = await permitted(request)
    proof = await checking.check(engine(request), wish.rules, NAME)
    found = [proofs.shown(finding.to_json(), names) for finding in proof.findings]
    return ProofOf(holds=proof.holds, findings=found, examined=dict(proof.examined))
