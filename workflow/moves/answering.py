"""What becomes of a suggestion or a wish: answered in writing, or taken up by who carries it out; and published."""

from models.incident import Flow, Verifier
from models.notice import NoticeKind
from models.people import Role
from models.task import Task, TaskKind
from workflow import receivers
from workflow.calendar import Budget
from workflow.commands import Publish, Reasoned, Reply, TakeUp
from workflow.directory import Target
from workflow.draft import Act, Draft
from workflow.effects import Publication
from workflow.errors import BadInput
from workflow.machines import Kind, Move, Standing
from workflow.moves.dispatching import assign, lapse_requests
from workflow.moves.handling import note_condition
from workflow.rollup import LEADS


def reply(draft: Draft, payload: Reply) -> None:
    """The answer in writing goes back to the proposer, who may say whether it helped. Nobody works on it any more.
    `context` names the roundtable whose public conclusion it is: then it stands beside what was published, too."""
    for task in list(draft.tasks.values()):
        if task.open:
            lapse_requests(draft, task)
            if task.kind in LEADS:
                draft.amend(Kind.TASK, task.id, done_by=draft.actor_id)
            draft.move(Kind.TASK, task.id, Move.RECALL)
            draft.amend(Kind.TASK, task.id, ended_at=draft.now)
    _filed(draft)
    note_condition(draft, None)
    draft.change(
        answered_at=draft.now,
        verify_by=Verifier.REPORTER,
        verifier_id=draft.incident.reporter_id,
        claimed_by=None,
        claimed_at=None,
    )
    draft.because("replied")
    meeting = (draft.command.context or {}).get("meeting")
    if meeting is not None:
        draft.because("roundtable-answered", meeting=meeting)
        if draft.incident.published_at is not None:
            draft.publication = Publication(draft.incident_id, None, payload.note, stays=True)
    _tell(draft, NoticeKind.REPLIED)


def take_up(draft: Draft, payload: TakeUp) -> None:
    """Adopted: somebody is to carry it out, within the time given. Who had to answer it and is not named is free. Past
    the cap of returns it is theirs for good."""
    budget = _budget(payload)
    lead = next((task for task in draft.tasks.values() if task.open and task.kind in LEADS), None)
    target = _carrier(draft, payload, lead)
    draft.change(
        answered_at=draft.now,
        taken_up_at=draft.now,
        carry_out=budget,
        unserved=False,
        claimed_by=None,
        claimed_at=None,
    )
    _filed(draft)
    if lead is None or lead.receiver != (target.kind, target.id):
        if lead is not None:
            lapse_requests(draft, lead)
            draft.move(Kind.TASK, lead.id, Move.RECALL)
            draft.amend(Kind.TASK, lead.id, ended_at=draft.now)
        assign(draft, target, TaskKind.LEAD, "to", draft.returns_spent)
    elif draft.returns_spent:
        draft.amend(Kind.TASK, lead.id, final=True)
    draft.because("taken-up", receiver=target.code, name=target.name)
    _tell(draft, NoticeKind.TAKEN_UP)


def _budget(payload: TakeUp) -> str | None:
    if payload.budget is None:
        return None
    try:
        return str(Budget.parse(payload.budget))
    except ValueError as cause:
        raise BadInput("budget", "not-a-budget", value=payload.budget) from cause


def _carrier(draft: Draft, payload: TakeUp, lead: Task | None) -> Target:
    """Who was named; else whose it is already, the helper's own unit or grid, or whom the rules suggest."""
    if payload.to is not None:
        named = draft.facts.receiver("to", payload.to)
        if Standing.HELPER in draft.held and named not in _own(draft):
            raise BadInput("to", "only-your-own")
        return named
    if lead is not None:
        whose = receivers.target_of(lead, draft.facts)
        if Standing.HELPER in draft.held and whose not in _own(draft):
            raise BadInput("to", "only-your-own")
        return whose
    own = _own(draft) if Standing.HELPER in draft.held else []
    found = own[0] if own else receivers.suggestion(draft)
    if found is None:
        raise BadInput("to", "receiver-needed")
    return found


def _own(draft: Draft) -> list[Target]:
    """What somebody who offers to help works for: their units, the grids whose handlers they are."""
    posts = draft.facts.posts(draft.actor_id) if draft.actor_id else ()
    directory = draft.facts.directory
    ids = [("unit", post.unit_id) for post in posts if post.role == Role.UNIT_MEMBER and post.unit_id]
    ids += [("grid", post.grid_id) for post in posts if post.role == Role.HANDLER and post.grid_id]
    found = [directory.target(kind, each) for kind, each in ids]  # type: ignore[arg-type]
    return [target for target in found if receivers.serves(draft, target)]


def _filed(draft: Draft) -> None:
    if draft.incident.filing_condition is None:
        draft.change(filing_condition=draft.rules.catalogue[draft.incident.category].filing[0])


def _tell(draft: Draft, kind: NoticeKind) -> None:
    draft.tell_reporter(kind)
    draft.tell(draft.facts.followers, kind, draft.incident_id)


def publish(draft: Draft, payload: Publish) -> None:
    """For everybody to read, in the desk's own words: what was proposed stays with who proposed it."""
    draft.publication = Publication(draft.incident_id, payload.text, payload.answer)
    draft.change(published_at=draft.incident.published_at or draft.now)
    draft.because("published")
    if draft.incident.flow == Flow.WISH and draft.incident.unanswered:
        draft.because("to-be-taken-up")


def withhold(draft: Draft, payload: Reasoned) -> None:
    draft.publication = Publication(draft.incident_id, None)
    draft.change(published_at=None)
    draft.because("withheld")


MOVES: dict[Move, Act] = {
    Move.REPLY: reply,
    Move.TAKE_UP: take_up,
    Move.PUBLISH: publish,
    Move.WITHHOLD: withhold,
}
