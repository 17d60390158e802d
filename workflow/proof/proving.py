"""Goes through all parts of the proof."""

from collections import Counter
from collections.abc import Callable, Iterator
from typing import Final

from workflow.proof import budgets, duty, ladders, routes, states
from workflow.proof.findings import Finding, Grade, Proof, Subject

Part = Callable[[Subject, Counter[str]], Iterator[Finding]]
"""One thing that is proved: yields what it finds, and counts what it went through, by name."""

PARTS: Final[tuple[Part, ...]] = (routes.prove, states.prove, ladders.prove, budgets.prove, duty.prove)

_ORDER: Final = tuple(Grade)


def prove(subject: Subject, parts: tuple[Part, ...] = PARTS) -> Proof:
    """What all parts find, the gravest first and in the order of the parts."""
    examined: Counter[str] = Counter()
    found = [finding for part in parts for finding in part(subject, examined)]
    return Proof(tuple(sorted(found, key=lambda finding: _ORDER.index(finding.grade))), dict(examined))
