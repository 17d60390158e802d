"""What leads out of the house: guests from outside, the link for a meeting online, what everybody may read. Pure."""

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from models.incident import SUPPORTED
from models.meeting import MeetingState
from models.notice import NoticeKind
from workflow.commands import SYSTEM, Command, Reply
from workflow.errors import BadInput
from workflow.machines import Move
from workflow.meetings.draft import MeetingDraft
from workflow.meetings.payloads import Conclusion, InviteGuest, LeaveOutGuest, SetLink
from workflow.view import View

MOST_GUESTS: Final = 50


@dataclass(frozen=True)
class Published:
    """What a roundtable came to, for everybody; the public texts of its decisions by their numbers."""

    text: str
    decisions: dict[str, str]


def invite_guest(draft: MeetingDraft, payload: InviteGuest) -> None:
    """Who is invited after the others is invited at once; the others with them."""
    if len(draft.meeting.guests) >= MOST_GUESTS:
        raise BadInput("organisation", "too-many-guests", count=MOST_GUESTS)
    identity = draft.new_id()
    draft.guests[identity] = payload
    draft.change(guests=[*draft.meeting.guests, str(identity)])
    draft.because("guest-invited", count=len(draft.meeting.guests))
    if draft.meeting.state == MeetingState.INVITED and not draft.past:
        draft.letters[identity] = NoticeKind.INVITED


def leave_out_guest(draft: MeetingDraft, payload: LeaveOutGuest) -> None:
    """They hear of it where they were invited."""
    if str(payload.guest) not in draft.meeting.guests:
        raise BadInput("guest", "unknown-guest", value=str(payload.guest))
    draft.change(guests=[each for each in draft.meeting.guests if each != str(payload.guest)])
    draft.because("guest-left-out", count=len(draft.meeting.guests))
    invited = draft.meeting.state == MeetingState.INVITED and not draft.past
    draft.letters[payload.guest] = NoticeKind.MEETING_CANCELLED if invited else None


def set_link(draft: MeetingDraft, payload: SetLink) -> None:
    """Where the meeting is online; without one it is not any more. Those invited get it with their calendar."""
    meeting = draft.meeting
    if payload.link == meeting.link:
        raise BadInput("link", "the-same-link")
    draft.change(link=payload.link, sequence=meeting.sequence + 1)
    draft.because("link-set" if payload.link else "link-taken-off")
    if meeting.state == MeetingState.INVITED and not draft.past:
        draft.tell_everybody(NoticeKind.MEETING_CHANGED)


def publish(draft: MeetingDraft, payload: Conclusion) -> None:
    """What it came to becomes public, or what was public is put right. Never the minutes themselves: `context` has
    them."""
    minutes = str((draft.command.context or {}).get("minutes", ""))
    if not payload.names_nobody:
        raise BadInput("names_nobody", "look-through-it-first")
    if _plain(payload.text) == _plain(minutes):
        raise BadInput("text", "not-the-minutes")
    numbers = {decision.number for decision in draft.decisions.values()}
    for index, said in enumerate(payload.decisions):
        if said.number not in numbers:
            raise BadInput(f"decisions.{index}.number", "no-such-decision", value=str(said.number))
    draft.conclusion = Published(payload.text, {str(each.number): each.text for each in payload.decisions})
    draft.because("conclusion-corrected" if draft.meeting.published_at else "conclusion-public")
    draft.change(published_at=draft.now)


def answer(view: View, text: str, meeting: str) -> Command | None:
    """What a suggestion is answered by, that a roundtable was about, if it still waits for an answer: what that came to
    for everybody."""
    if not view.incident.unanswered or view.incident.state not in SUPPORTED:
        return None
    return Command(Move.REPLY, SYSTEM, Reply(note=text), context={"meeting": meeting})


def _plain(text: str) -> str:
    return "".join(text.split())


GuestLetters = dict[UUID, NoticeKind | None]
"""The letter that each guest is owed; none where all that was waiting is not sent any more."""
