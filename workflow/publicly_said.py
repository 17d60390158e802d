"""What everybody may read of what is written: what roundtables came to, and bulletins in their public version."""

from datetime import datetime
from typing import Literal

from models.meeting import Decision, DecisionState
from models.people import Language
from workflow import store
from workflow.engine import Engine
from workflow.errors import NotFound
from workflow.in_force import Now
from workflow.store.bulletins import Public
from workflow.store.conclusions import Conclusions


async def conclusions(engine: Engine, township: str | None, cursor: str | None, limit: int) -> tuple[Conclusions, Now]:
    """The newest first; of one township where its code is named (NotFound where there is none)."""
    async with store.snapshot(engine.database) as connection:
        now = await engine.in_force.at(connection, share=False)
        grid = now.directory.grid(township) if township is not None else None
        if township is not None and grid is None:
            raise NotFound()
        return await store.conclusions.page(connection, grid.path if grid else None, cursor, limit), now


def state(decision: Decision, now: datetime) -> Literal["open", "late", "done", "dropped"]:
    """How a decision stands for who is not of the city: reported is not yet done."""
    if decision.state in (DecisionState.DONE, DecisionState.DROPPED):
        return "done" if decision.state == DecisionState.DONE else "dropped"
    return "late" if decision.due_at < now else "open"


async def bulletins(engine: Engine, cursor: str | None, limit: int) -> tuple[list[Public], str | None]:
    """A page of those that have a public version, the newest first, and the cursor of the next."""
    async with store.snapshot(engine.database) as connection:
        return await store.bulletins.published(connection, cursor, limit)


async def bulletin(engine: Engine, number: str, language: Language) -> tuple[str, str | None]:
    """The public version of one, or the number of the one that took its place. NotFound for a draft, for one that has
    none, and where there is none of this number, alike."""
    async with store.snapshot(engine.database) as connection:
        found = await store.bulletins.public_page(connection, number, language)
    if found is None:
        raise NotFound()
    page, successor = found
    return page or "", successor
