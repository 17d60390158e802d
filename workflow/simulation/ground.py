"""Where a simulated life takes place: one small port with two ends, a city in memory and one in the database."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from models.ledger import Entry
from models.notice import Notice
from workflow.commands import Actor, Payload, Submit
from workflow.machines import Move
from workflow.patrols.payloads import AddSpot, StartCampaign
from workflow.view import BulletinView, MeetingView, View, Whole


@dataclass(frozen=True)
class Touch:
    """What one act did to one case, meeting, bulletin, spot, patrol or campaign: how it stands now, its new ledger
    entries, and the notices that they queued."""

    view: Whole
    entries: tuple[Entry, ...]
    notices: tuple[Notice, ...]


@dataclass(frozen=True)
class Published:
    """A bulletin that was drawn up: its period, the hash of its figures, and the notices that told of it."""

    period: str
    hash: str
    notices: tuple[Notice, ...]


class Ground(Protocol):
    """`now` is passed in with each thing that happens, and never goes back."""

    async def submit(self, actor: Actor, submit: Submit, now: datetime) -> list[Touch]: ...

    async def fire(self, actor: Actor, view: Whole, move: Move, payload: Payload, now: datetime) -> list[Touch]:
        """A move against the version that was seen. GridwardError where it is refused."""
        ...

    async def ring(self, now: datetime) -> list[Touch]:
        """Fires what is due."""
        ...

    async def support(self, incident_id: UUID, who: Sequence[str], now: datetime) -> None:
        """So many who were not counted yet support what is published."""
        ...

    async def convene(self, now: datetime) -> list[Touch]:
        """Plans, calls, draws and announces the meetings that are owed."""
        ...

    async def inspect(self, after: datetime, now: datetime, since: datetime) -> list[Touch]:
        """Draws what is looked at again of each period that fell due after one instant and up to another, in a city
        that began at a third."""
        ...

    async def publish(self, period: str, now: datetime) -> tuple[Published, list[Touch]]:
        """Draws up the bulletins of a period that is owed by now: the city's, and what that did to each."""
        ...

    async def enter(self, actor: Actor, said: AddSpot, now: datetime) -> list[Touch]:
        """A spot to patrol, with the looks that are owed of it."""
        ...

    async def start(self, actor: Actor, said: StartCampaign, now: datetime) -> list[Touch]:
        """A campaign, with its looks."""
        ...

    async def next_due(self) -> datetime | None: ...

    async def views(self) -> Mapping[UUID, View]:
        """Every case as it is stored."""
        ...

    async def meetings(self) -> Mapping[UUID, MeetingView]: ...

    async def patrols(self) -> Mapping[UUID, Whole]:
        """Every spot, patrol and campaign."""
        ...

    async def bulletins(self) -> Mapping[UUID, BulletinView]: ...

    async def entries(self, subject_id: UUID) -> list[Entry]: ...

    async def ended(self, subject_id: UUID) -> None:
        """A case or meeting has ended and its whole ledger was checked: what only that needed may be forgotten."""
        ...
