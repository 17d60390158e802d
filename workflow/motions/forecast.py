"""What was known of a change of the rules when it was put as a motion: its proof and its rehearsal, as plain JSON that
goes into the ledger. Pure."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from workflow import ledger
from workflow.proof.findings import Finding, Grade, Proof, lasting
from workflow.sentences import in_days

MOST_FINDINGS: Final = 200
"""So many findings are kept with a motion, the gravest first; the numbers by grade count all."""

KEPT: Final = (
    "cases", "changed", "elsewhere", "later", "earlier", "late_before", "late_after", "escalations_before",
    "escalations_after",
)  # fmt: skip
"""The figures of a rehearsal's sum that a motion keeps. Who would be told and who would be loaded is not among them:
it names persons, and a ledger is not erased."""

SAID: Final = ("cases", "elsewhere", "late_before", "late_after", "escalations_before", "escalations_after")

Json = Mapping[str, Any]


def of_proof(proof: Proof, now: datetime) -> dict[str, Any]:
    """The findings without their examples, how many there are of each grade, and when they were found."""
    return {
        "at": ledger.instant(now),
        "grades": {str(grade): count for grade, count in proof.counted.items()},
        "findings": [_finding(each) for each in proof.findings[:MOST_FINDINGS]],
        "examined": dict(sorted(proof.examined.items())),
    }


def _finding(found: Finding) -> dict[str, Any]:
    said = {"code": found.code, "grade": str(found.grade), "facts": dict(found.facts)}
    return said if found.line is None else {**said, "line": found.line}


def warnings(proof: Json) -> int:
    found: int = proof["grades"][Grade.WARNING]
    return found


def unknown(proof: Proof, known: Json) -> list[Finding]:
    """The failures that the proof of a motion did not have when it was put."""
    before = {lasting(each["code"], each["facts"]) for each in known["findings"]}
    return [each for each in proof.failures if each.lasting not in before]


def of_rehearsal(since: datetime, until: datetime, summary: Json) -> dict[str, Any]:
    """What a rehearsal of the cases reported in a period found, as it is kept with a motion."""
    own: dict[str, Any] = {name: summary[name] for name in KEPT}
    own["messages"] = {name: summary["messages"][name] for name in ("before", "after")}
    own["unfit"] = _counted(summary["unfit"])
    return {
        "since": ledger.instant(since),
        "until": ledger.instant(until),
        "seconds": int((until - since).total_seconds()),
        "summary": own,
    }


def _counted(unfit: Mapping[str, Mapping[str, int]]) -> int:
    """How many acts of people would no longer have fitted."""
    return sum(number for found in unfit.values() for number in found.values())


def headline(rehearsal: Json) -> dict[str, Any]:
    """What a sentence says of a rehearsal: over how many days, and its main figures before and after."""
    return {"days": in_days(rehearsal["seconds"]), **{name: rehearsal["summary"][name] for name in SAID}}
