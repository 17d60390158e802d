"""What a decision says should happen: one ledger entry and everything that is written with it."""

from dataclasses import dataclass
from uuid import UUID

from models.clock import ClockEvent
from models.ledger import Entry
from models.notice import Notice
from workflow.view import Change, View


@dataclass(frozen=True)
class Effects:
    """The outcome of one command. `hushed` are the subjects whose queued notices that call for an act are cancelled
    (before `notices` are queued). `absorbed` is another incident that takes this one's report in, and by how much
    its repeats rise."""

    view: View
    entry: Entry
    changes: tuple[Change, ...]
    notices: tuple[Notice, ...] = ()
    hushed: tuple[UUID, ...] = ()
    events: tuple[ClockEvent, ...] = ()
    absorbed: tuple[UUID, int] | None = None
