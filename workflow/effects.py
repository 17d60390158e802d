"""What a decision says should happen: one ledger entry and everything that is written with it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from models.clock import ClockEvent
from models.ledger import Entry
from models.meeting import Meeting, MeetingState
from models.notice import Notice, NoticeKind
from models.patrol import PatrolPhoto
from models.photo import PhotoUse
from workflow.machines import Move
from workflow.view import BulletinView, Change, MeetingView, MotionView, View, Whole

if TYPE_CHECKING:
    from workflow.meetings.outside import Published
    from workflow.meetings.payloads import InviteGuest


@dataclass(frozen=True)
class Outcome:
    """The outcome of one command on a root subject. `hushed` are the subjects whose queued notices that call for an
    act are cancelled (before `notices` are queued)."""

    view: Whole
    entry: Entry
    changes: tuple[Change, ...]
    notices: tuple[Notice, ...] = ()
    hushed: tuple[UUID, ...] = ()
    events: tuple[ClockEvent, ...] = ()


@dataclass(frozen=True)
class Publication:
    """What everybody may read of a suggestion or wish, in the words of the desk; without `text`, nothing any more. With
    `stays` the text stays as it is and the answer stands beside it."""

    incident_id: UUID
    text: str | None
    answer: str | None = None
    stays: bool = False


@dataclass(frozen=True)
class Effects(Outcome):
    """On an incident. `absorbed` is another incident that takes this one's report in, and by how much its repeats
    rise. `photos` are those that the entry names."""

    view: View
    absorbed: tuple[UUID, int] | None = None
    photos: tuple[PhotoUse, ...] = ()
    publication: Publication | None = None


@dataclass(frozen=True)
class MeetingEffects(Outcome):
    """On a meeting. `heard` are the cases that it heard, each with what its own ledger is to say of that. `words` are
    what people wrote, by the meeting's, the decision's or the motion's id. `motions` are those that it moves: by which
    move, and with what context. `guests` are those newly invited from outside, `letters` what guests are owed (none:
    nothing any more), `conclusion` what everybody may read, `answered` the suggestions to which that is an answer."""

    view: MeetingView
    heard: Mapping[UUID, Mapping[str, Any]] = field(default_factory=dict)
    words: Mapping[UUID, str] = field(default_factory=dict)
    motions: Mapping[UUID, tuple[Move, Mapping[str, Any]]] = field(default_factory=dict)
    guests: Mapping[UUID, "InviteGuest"] = field(default_factory=dict)
    letters: Mapping[UUID, NoticeKind | None] = field(default_factory=dict)
    conclusion: "Published | None" = None
    answered: Mapping[UUID, str] = field(default_factory=dict)

    @property
    def owes_pack(self) -> bool:
        """Whether what those invited are to read beforehand is not true any more, or not there yet."""
        after = self.view.meeting
        before = next((each.before for each in self.changes if isinstance(each.before, Meeting)), None)
        if after.state != MeetingState.INVITED or not isinstance(before, Meeting):
            return False
        return any(getattr(before, name) != getattr(after, name) for name in IN_PACK)


IN_PACK: Final = ("state", "agenda", "attendees", "starts_at", "guests", "link")
"""What of a meeting its pack is made of."""


@dataclass(frozen=True)
class MotionEffects(Outcome):
    """On a motion."""

    view: MotionView


@dataclass(frozen=True)
class PatrolEffects(Outcome):
    """On a spot, a patrol or a campaign. `photos` are those that the entry names."""

    photos: tuple[PatrolPhoto, ...] = ()


@dataclass(frozen=True)
class BulletinEffects(Outcome):
    """On a bulletin. `words` are what people wrote to it, where that has changed; `again` says that another draft is
    to be drawn up in its place."""

    view: BulletinView
    words: Mapping[str, Any] | None = None
    again: bool = False
