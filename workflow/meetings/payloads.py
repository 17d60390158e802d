"""What a move on a meeting or a decision carries."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Annotated
from urllib.parse import urlsplit
from uuid import UUID

from pydantic import AfterValidator, Field, StrictBool, StringConstraints, model_validator

from workflow.commands import EMAIL, Code, Instant, Name, Payload, Plain, Reasoned, Receiver, Words, speakable
from workflow.machines import Move

MOST_DECISIONS = 50
MOST_HEARD = 500
MOST_ITEMS = 400
Subject = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500), AfterValidator(speakable)
]
Key = Annotated[str, StringConstraints(min_length=1, max_length=120), AfterValidator(speakable)]


def _leads_somewhere(link: str) -> str:
    """An address of the web by TLS, without a name and password in it."""
    speakable(link)
    try:
        parts = urlsplit(link)
        port = parts.port
    except ValueError as cause:
        raise ValueError("no https link") from cause
    host = parts.hostname or ""
    if parts.scheme != "https" or "@" in parts.netloc or port == 0 or _HOST.fullmatch(host) is None:
        raise ValueError("no https link")
    return link


_HOST = re.compile(r"(?=.{1,253}$)[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)+")
Link = Annotated[str, StringConstraints(pattern=r"^https://[!-~]+$", max_length=500), AfterValidator(_leads_somewhere)]
Email = Annotated[str, StringConstraints(max_length=254, pattern=EMAIL)]
Amount = Annotated[str, StringConstraints(pattern=r"^[0-9]{1,6}[a-z]{1,2}$")]


class Call(Plain):
    """A consultation beside the calendar: of which body (its grid's code), about what, and on which working day."""

    body: Code
    subject: Subject
    day: date


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


class AddItem(Plain):
    """What is to be talked about as well: a subject in words, a case (its number), or what an earlier meeting decided
    (`GY-M3/2`): one of the three. A case or a decision has to be one that the asker sees, at or below the body's
    grid."""

    subject: Subject | None = None
    incident: Code | None = None
    decision: Code | None = None

    @model_validator(mode="after")
    def _one(self) -> "AddItem":
        if sum(each is not None for each in (self.subject, self.incident, self.decision)) != 1:
            raise ValueError("exactly one of subject, incident, decision")
        return self


class OrderItems(Plain):
    """The `key` of every item of the agenda, in the order in which they are to be taken."""

    items: list[Key] = Field(max_length=MOST_ITEMS)


class OnItem(Plain):
    """`item` is its `key`."""

    item: Key


class StrikeItem(Reasoned):
    """`item` is its `key`. A tabled case stays tabled, and the next joint meeting is called for it."""

    item: Key


class InviteGuest(Plain):
    """An office or organisation from outside, and what for: nothing about who comes for it. The address is only for
    sending the invitation: it is stored encrypted, stands in no ledger, and is erased once nothing more will be
    sent."""

    organisation: Name
    purpose: Name
    email: Email | None = Field(default=None, exclude=True, repr=False)


class LeaveOutGuest(Plain):
    """`guest` is its id."""

    guest: UUID


class SetLink(Plain):
    """Where the meeting is online (`https://…`); null where it is not any more."""

    link: Link | None


class PublicDecision(Payload):
    """What everybody may read of the decision with this number."""

    number: Annotated[int, Field(ge=1, le=MOST_DECISIONS, strict=True)]
    text: Words


class Conclusion(Plain):
    """What a roundtable came to, in words for everybody; never the minutes themselves. Of its decisions those are
    public that are named here, with whether they are done. `names_nobody`: whoever publishes it has looked through
    it, and no person is named or described in it."""

    text: Words
    decisions: list[PublicDecision] = Field(default_factory=list, max_length=MOST_DECISIONS)
    names_nobody: StrictBool


PAYLOADS: Mapping[Move, type[Payload]] = {
    Move.DRAW: Plain,
    Move.INVITE: Plain,
    Move.POSTPONE: Postpone,
    Move.CANCEL: Reasoned,
    Move.ADD_ITEM: AddItem,
    Move.ORDER_ITEMS: OrderItems,
    Move.STRIKE_ITEM: StrikeItem,
    Move.RESTORE_ITEM: OnItem,
    Move.INVITE_GUEST: InviteGuest,
    Move.LEAVE_OUT_GUEST: LeaveOutGuest,
    Move.SET_LINK: SetLink,
    Move.HOLD: Plain,
    Move.MINUTE: Minute,
    Move.PUBLISH_CONCLUSION: Conclusion,
    Move.ADJOURN: Reasoned,
    Move.CARRY_OUT: OnDecisionReasoned,
    Move.SEND_BACK: OnDecisionReasoned,
    Move.SIGN_OFF: OnDecision,
    Move.DROP: OnDecisionReasoned,
}
"""The payload of every move that a person can ask for."""
