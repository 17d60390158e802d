"""Goes through all parts of the proof."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Final

from workflow.proof import budgets, drafts, duty, ladders, patience, patrols, routes, states
from workflow.proof.findings import Finding, Grade, Proof, Subject, whole
from workflow.rules.regions import Tangled

Part = Callable[[Subject, Counter[str]], Iterator[Finding]]
"""One thing that is proved: yields what it finds, and counts what it went through, by name."""

PARTS: Final[tuple[Part, ...]] = (
    *(routes.prove, states.prove, ladders.prove, budgets.prove, patrols.prove, drafts.prove, duty.prove),
)

_ORDER: Final = tuple(Grade)


def prove(subject: Subject, parts: tuple[Part, ...] = PARTS, seconds: float = patience.SECONDS) -> Proof:
    """What all parts find, the gravest first and in the order of the parts. Where that takes more than so many seconds
    of processor time, what was found by then, and a failure that says so: nothing is shown of the rest. It begins with
    the next whole second."""
    subject = replace(subject, now=whole(subject.now))
    examined, found = Counter[str](), list[Finding]()
    with patience.at_most(seconds):
        try:
            for part in parts:
                for finding in part(subject, examined):
                    found.append(finding)
                    patience.go_on()
        except (patience.OutOfTime, Tangled):
            found.append(Finding("unfinished", Grade.FAILURE, {"seconds": f"{seconds:g}"}))
    return Proof(tuple(sorted(found, key=lambda finding: _ORDER.index(finding.grade))), dict(examined))
