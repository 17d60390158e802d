"""What a move on a meeting or a decision carries."""

from collections.abc import Mapping
from typing import Annotated
from uuid import UUID

from pydantic import Field, StrictBool, StringConstraints, model_validator

from workflow.commands import Code, Instant, Payload, Plain, Reasoned, Receiver, Words
from workflow.machines import Move

MOST_DECISIONS = 50
MOST_HEARD = 500
Amount = Annotated[str, StringConstraints(pattern=r"^[0-9]{1,6}[a-z]{1,2}$")]


class Postpone(Reasoned):
    """Another instant for a meeting that has not been held, within the time that it is to be held in; those invited are
    told. It is put off twice at the most, and then the level above hears of it."""

    starts_at: Instant


class Resolution(Payload):
    """One decision: what is to be done, by whom, and by when: an instant ahead or an amount of time such as `5wd`;
    without either, the time that the rules give. `incident` is the number of a case on the agenda."""

    text: Words
    owner: Receiver
    due_at: Instant | None = None
    budget: Amount | None = None
    incident: Code | None = None

    @model_validator(mode="after")
    def _once(self) -> "Resolution":
        if self.due_at is not None and self.budget is not None:
            raise ValueError("due_at or budget, not both")
        return self


class OnMotion(Payload):
    """What was decided on a motion of the agenda, by its `number`. An adopted one becomes a decision, with `text`, that
    is done once its rules are in force; whoever put it answers for that. Where its proof found failures, `despite` says
    why it was adopted all the same. Of a rejected one `text` says why."""

    number: Code
    adopted: StrictBool
    text: Words
    despite: Words | None = None


class Minute(Payload):
    """The minutes and what was decided. Of the tabled cases on the agenda those are heard that a decision names, and
    those whose numbers are in `heard`: the minutes say why nothing was decided on them. The others wait for the next
    joint meeting, and so do motions that are not in `motions` for the next special or joint one."""

    text: Words
    decisions: list[Resolution] = Field(default_factory=list, max_length=MOST_DECISIONS)
    heard: list[Code] = Field(default_factory=list, max_length=MOST_HEARD)
    motions: list[OnMotion] = Field(default_factory=list, max_length=MOST_DECISIONS)


class OnDecision(Plain):
    """`decision` is its id; without it the only one that the move could move is meant."""

    decision: UUID | None = None


class OnDecisionReasoned(Reasoned):
    """`decision` is its id; without it the only one that the move could move is meant."""

    decision: UUID | None = None


PAYLOADS: Mapping[Move, type[Payload]] = {
    Move.DRAW: Plain,
    Move.INVITE: Plain,
    Move.POSTPONE: Postpone,
    Move.CANCEL: Reasoned,
    Move.HOLD: Plain,
    Move.MINUTE: Minute,
    Move.ADJOURN: Reasoned,
    Move.CARRY_OUT: OnDecisionReasoned,
    Move.SEND_BACK: OnDecisionReasoned,
    Move.SIGN_OFF: OnDecision,
    Move.DROP: OnDecisionReasoned,
}
"""The payload of every move that a person can ask for."""
