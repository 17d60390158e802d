"""The whole explanation of a case: its routes, its deadlines and its steps, as sentences with what they are made of."""

from dataclasses import asdict
from datetime import datetime
from uuid import UUID

from fastapi import APIRouter

from api import language
from api.body import JsonRequest
from api.documents import Document, Named
from api.incidents import Ref, checked
from api.openapi import answers
from api.routes import Signed, engine, person
from workflow import explaining, recalling
from workflow.explaining.steps import Step
from workflow.explaining.whole import explained
from workflow.sentences import Names

router = APIRouter(prefix="/api/v1/incidents", route_class=Signed, tags=["incidents"])


class NotTakenOf(Document):
    """An earlier route that was for such a case, the attribute on which it lost, and that as a sentence."""

    route: str
    line: int
    attribute: str
    said: str


class ChoiceOf(Document):
    """One choice of a route, by the ledger's entry `seq`, replayed under the version of the rules of then. `elsewhere`
    counts the earlier routes that are for other categories. `line` is 0 where what it was chosen by was erased."""

    seq: int
    at: datetime
    move: str
    route: str
    line: int
    rules_version: int
    said: str
    fits: list[str]
    lost: list[NotTakenOf]
    elsewhere: int


class CountOf(Document):
    """One deadline, stretch by stretch. `used` is in seconds of its own kind of time, and the sum of what `said`
    names; `id` and `subject` are those of the incident's `deadlines`."""

    id: UUID
    subject: UUID
    stage: str
    round: int
    due_at: datetime | None
    rules_version: int
    calendar_version: int
    used: int
    said: list[str]


class StepOf(Document):
    """What happened. Reminders that said the same to the same people are one step, `times` of them, the last `until`.
    `actor` is none for the system, for who holds a receipt, and for who reported."""

    seq: int
    at: datetime
    until: datetime
    times: int
    move: str
    actor: Named | None
    said: list[str]


class ExplanationOf(Document):
    """`now` is the incident's `why`; `rules_version` and `calendar_version` are those that it is counted by now."""

    number: str
    state: str
    rules_version: int
    calendar_version: int
    now: list[str]
    choices: list[ChoiceOf]
    counts: list[CountOf]
    steps: list[StepOf]


@router.get("/{ref}/explanation", response_model=ExplanationOf, summary="Explain", responses=answers(401, 403, 404))
async def explanation(request: JsonRequest, ref: Ref) -> ExplanationOf:
    """Why the incident is where it is, whole: how its routes were chosen and why each earlier one lost, how each
    deadline was counted, who was told and who was passed over. Replayed from the record, not from today's rules."""
    door, who = engine(request), person(request)
    seen = await door.see(who, checked(ref))
    names = Names(language.of(request), seen.now.directory, seen.now.rules)
    found = explained(await recalling.record_of(door, seen), names, list(explaining.why(seen, names, public=False)))
    steps = [_step(step, names) for step in found.steps]
    return ExplanationOf.model_validate({**asdict(found), "steps": steps})


def _step(step: Step, names: Names) -> StepOf:
    actor = Named(id=step.actor, name=names.person(step.actor)) if step.actor else None
    return StepOf.model_validate({**asdict(step), "actor": actor})
