"""What a motion looks like to a reader. Instants have an offset."""

from datetime import datetime
from typing import Any
from uuid import UUID

from api.cases import EntryOf
from api.documents import Document, Named
from models.motion import MotionState
from workflow.proof.findings import Grade


class FoundOf(Document):
    """One finding of the proof, in words; `line` is a line of the rules file, where it has to do with one."""

    code: str
    grade: Grade
    text: str
    line: int | None


class ProofOf(Document):
    """What the proof found when the motion was put: how many findings of each grade, and the gravest of them."""

    at: datetime
    failures: int
    warnings: int
    notes: int
    findings: list[FoundOf]


class RehearsalOf(Document):
    """What the rehearsal found of the cases that were reported in a period: `summary` has how many there were and
    would have been otherwise, and how they went and would have gone."""

    since: datetime
    until: datetime
    summary: dict[str, Any]


class MotionRow(Document):
    """A row of the list. `proposes` and `against` are versions of the rules."""

    id: UUID
    number: str
    state: MotionState
    version: int
    proposes: int
    against: int
    proposed_by: Named
    proposed_at: datetime
    decision: str | None
    switched_at: datetime | None
    ended_at: datetime | None


class MotionRows(Document):
    """A page; `next` is the cursor of the next one."""

    items: list[MotionRow]
    next: str | None


class MotionOf(MotionRow):
    """A motion as the asker may see it. `outdated`: other rules than those it was put against are in force by now.
    `held_back` says in words why it is not in force although it was adopted. `meeting` is the number of the meeting
    that has it on its agenda or decided on it, `minuted` what that one's minutes say of it. `allowed` names the moves
    that the asker may make now."""

    why: str
    outdated: bool
    proof: ProofOf
    rehearsal: RehearsalOf | None
    meeting: str | None
    minuted: str
    tabled_at: datetime | None
    decided_at: datetime | None
    held_back: str | None
    allowed: list[str]
    timeline: list[EntryOf]
