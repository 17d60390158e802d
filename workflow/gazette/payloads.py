"""What a move on a bulletin carries. Words are all that can be edited; there is no field for a figure."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Final

from pydantic import Field, model_validator

from workflow.commands import Payload, Plain, Reasoned, Words
from workflow.machines import Move


class Section(StrEnum):
    """What a bulletin is made of, in the order in which it is drawn up."""

    HEADLINES = "headlines"
    TOWNSHIPS = "townships"
    BEST_WORST = "best_worst"
    RATES = "rates"
    PROMISE = "promise"
    GROUPS = "groups"
    ENDS = "ends"
    SUGGESTIONS = "suggestions"
    LATE = "late"
    LATE_WHY = "late_why"
    REPEATED = "repeated"
    OVERSIGHT = "oversight"
    MEETINGS = "meetings"
    RULES = "rules"
    LEDGER = "ledger"


REQUIRED: Final = frozenset({Section.HEADLINES, Section.PROMISE, Section.LATE, Section.LEDGER})
"""What is never left out: the figures in short, what was promised and kept, what is late, and the ledger's state."""


class Edit(Payload):
    """All the words of a draft, in place of those that it had: an introduction, a comment beside a section, a
    recommendation; `order` names sections in the order in which they are to stand (those that it does not name follow
    as they were drawn up), `omitted` those that are left out. What was promised and kept, what is late, the headline
    figures and the ledger's state cannot be left out, and no figure can be changed."""

    introduction: Words | None = None
    comments: dict[Section, Words] = Field(default_factory=dict)
    recommendation: Words | None = None
    order: Annotated[list[Section], Field(max_length=len(Section))] = Field(default_factory=list)
    omitted: Annotated[list[Section], Field(max_length=len(Section))] = Field(default_factory=list)

    @model_validator(mode="after")
    def _whole(self) -> "Edit":
        if len(set(self.order)) != len(self.order):
            raise ValueError("a section stands once")
        if kept := sorted(REQUIRED.intersection(self.omitted)):
            raise ValueError(f"cannot be left out: {', '.join(kept)}")
        return self


PAYLOADS: Mapping[Move, type[Payload]] = {
    Move.EDIT: Edit,
    Move.APPROVE: Plain,
    Move.HAND_BACK: Reasoned,
    Move.ISSUE: Plain,
    Move.DISCARD: Reasoned,
    Move.CORRECT: Reasoned,
}
"""The payload of every move that a person can ask for."""
