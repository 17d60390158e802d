"""What goes with a letter: files that are made when it is sent, from how things are then."""

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from models.notice import Notice, NoticeKind
from workflow import inviting, store
from workflow.in_force import Now
from workflow.inviting import Mailed, Outside
from workflow.meetings.invitation import media_type
from workflow.sentences import Names
from workflow.view import MeetingView

OF_A_MEETING: Final = frozenset({NoticeKind.INVITED, NoticeKind.MEETING_CHANGED, NoticeKind.MEETING_CANCELLED})
"""The notices that bring a calendar file."""


@dataclass(frozen=True)
class Attachment:
    """`media_type` with its parameters, such as `text/calendar; method=REQUEST; charset=utf-8`."""

    name: str
    media_type: str
    content: bytes


async def attachments(
    connection: store.Connection, notice: Notice, names: Names, now: Now, url: str, mailed: Mailed | None = None
) -> tuple[Attachment, ...]:
    """The files of an e-mail's notice: of one about a meeting's time its iCalendar file, as the meeting is now. `url`
    is the address of the city's pages, `mailed` where the letter goes."""
    if notice.kind not in OF_A_MEETING or notice.meeting_id is None:
        return ()
    views = await store.reading.load(connection, MeetingView, [notice.meeting_id])
    meeting = views[notice.meeting_id].meeting
    guests = await store.guests.of(connection, meeting.id)
    outside = [Outside(each, guests[each].organisation) for each in map(UUID, meeting.guests) if each in guests]
    content = inviting.file(meeting, names, now, url, notice.recipient_id, outside, mailed=mailed)
    return (Attachment(f"{meeting.number}.ics", media_type(meeting), content),)
