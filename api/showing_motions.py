"""A motion as its reader may see it, made from what the engine shows."""

from collections.abc import Mapping
from typing import Any

from api.documents import Named
from api.petitions import FoundOf, MotionOf, MotionRow, MotionRows, ProofOf, RehearsalOf
from api.showing import Reader, told
from models.motion import Motion
from workflow.machines import Kind
from workflow.proposing import SeenMotion
from workflow.sentences import Names, finding, reason
from workflow.store.motions import Listed


def motion(seen: SeenMotion, names: Names) -> MotionOf:
    """The whole document."""
    found, by = seen.motion, Reader(names, seen.now)
    return MotionOf(
        **_row(found, names),
        why=seen.why,
        outdated=found.open and found.against != seen.now.rules.number,
        proof=_proof(found.proof, names),
        rehearsal=RehearsalOf.model_validate(found.rehearsal) if found.rehearsal else None,
        meeting=seen.meeting,
        minuted=seen.minuted,
        tabled_at=found.tabled_at,
        decided_at=found.decided_at,
        held_back=_held_back(seen, names),
        allowed=list(seen.allowed),
        timeline=[told(each, by, Kind.MOTION) for each in seen.entries],
    )


def rows(found: Listed, names: Names) -> MotionRows:
    return MotionRows(items=[MotionRow(**_row(each, names)) for each in found.items], next=found.next)


def _row(found: Motion, names: Names) -> dict[str, Any]:
    own = {name: getattr(found, name) for name in MotionRow.model_fields if name != "proposed_by"}
    return {**own, "proposed_by": Named(id=found.proposed_by, name=names.person(found.proposed_by))}


def _proof(found: Mapping[str, Any], names: Names) -> ProofOf:
    grades = found["grades"]
    return ProofOf(
        at=found["at"],
        failures=grades["failure"],
        warnings=grades["warning"],
        notes=grades["note"],
        findings=[
            FoundOf(
                code=each["code"],
                grade=each["grade"],
                text=finding(names.language, each["code"], each["facts"], names),
                line=each.get("line"),
            )
            for each in found["findings"]
        ],
    )


def _held_back(seen: SeenMotion, names: Names) -> str | None:
    """As its ledger says it, with the facts that it was told with."""
    why = seen.motion.held_back
    said = (each for entry in reversed(seen.entries) for each in entry.reasons if each["code"] == why)
    found = next(said, None)
    return reason(names, found) if found else None
