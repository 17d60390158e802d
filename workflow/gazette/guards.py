"""The guards of bulletins."""

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

if TYPE_CHECKING:
    from workflow.view import BulletinView


@dataclass(frozen=True)
class Question:
    """What a guard may look at: the bulletin, and who would move it."""

    view: "BulletinView"
    actor_id: UUID | None


def somebody_else_edited(q: Question) -> bool:
    """Nobody approves the words that they wrote last."""
    return q.actor_id is None or q.view.bulletin.edited_by != q.actor_id


def is_not_being_corrected(q: Question) -> bool:
    """One correction at a time."""
    return not q.view.bulletin.correcting
