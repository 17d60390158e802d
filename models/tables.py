"""All tables in one place: what the migrations and their test compare a database with."""

from sqlalchemy import Sequence
from sqlmodel import SQLModel

from models import (
    answer,
    bulletin,
    clock,
    feed,
    figure,
    incident,
    inspection,
    keeping,
    ledger,
    meeting,
    motion,
    notice,
    pack,
    patrol,
    people,
    photo,
    proposal,
    record,
    rehearsal,
    roster,
    task,
    territory,
)

__all__ = [
    "CAMPAIGN_NUMBERS",
    "INCIDENT_NUMBERS",
    "MEETING_NUMBERS",
    "METADATA",
    "MOTION_NUMBERS",
    "PATROL_NUMBERS",
    "SPOT_NUMBERS",
    "answer",
    "bulletin",
    "clock",
    "feed",
    "figure",
    "incident",
    "inspection",
    "keeping",
    "ledger",
    "meeting",
    "motion",
    "notice",
    "pack",
    "patrol",
    "people",
    "photo",
    "proposal",
    "record",
    "rehearsal",
    "roster",
    "task",
    "territory",
]

METADATA = SQLModel.metadata

INCIDENT_NUMBERS = Sequence("incident_number", start=1001, metadata=METADATA)
"""Where the numbers of incidents come from: rising, unique, with gaps where a report was refused."""

MEETING_NUMBERS = Sequence("meeting_number", start=1, metadata=METADATA)
"""Where the numbers of meetings come from."""

MOTION_NUMBERS = Sequence("motion_number", start=1, metadata=METADATA)
"""Where the numbers of motions come from."""

SPOT_NUMBERS = Sequence("spot_number", start=1, metadata=METADATA)
"""Where the numbers of spots to patrol come from."""

PATROL_NUMBERS = Sequence("patrol_number", start=1, metadata=METADATA)
"""Where the numbers of patrols come from."""

CAMPAIGN_NUMBERS = Sequence("campaign_number", start=1, metadata=METADATA)
"""Where the numbers of campaigns come from."""
