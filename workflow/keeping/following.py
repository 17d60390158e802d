"""What would follow of a change of the directory: who inherits, what is orphaned, which proof fails."""

from collections import Counter
from collections.abc import Iterator
from typing import Final

from models.keeping import Kept
from workflow.directory import Directory
from workflow.keeping import merging, people, places
from workflow.keeping.amendment import Amendment
from workflow.keeping.wishes import Wish
from workflow.ledger import digest
from workflow.proof import routes
from workflow.proof.findings import PASSING, Finding, Grade, Subject, whole
from workflow.roster.books import Books
from workflow.roster.leaving import After, Consequences, consequences
from workflow.roster.redrawing import Redrawn

_CHECKS: Final = {**people.CHECKS, **places.CHECKS, Kept.MERGE_GRID: merging.merge}
ROUTED: Final = frozenset({Kept.AMEND_UNIT, Kept.END_UNIT, Kept.ADD_SPECIAL, Kept.END_SPECIAL, Kept.MERGE_GRID})
"""The changes after which a route may find nobody to send, or be another one. A new grid has whom the one above has."""

COUNTED: Final = PASSING | {"categories", "count", "grid", "places"}
"""The facts of a finding that say how much of it there is, and where an example of it lies."""


def amendment(wish: Wish, books: Books) -> Amendment:
    """What a change does. BadInput where it cannot be, NotFound where there is nothing that it could be about."""
    return _CHECKS[wish.kind](wish, books)


def follows(amended: Amendment, books: Books) -> Consequences | None:
    """What would follow of it from now on; None for what nothing can follow of, such as a name. It is counted for
    seconds."""
    if not amended.weighs:
        return None
    at = max([whole(books.now), *(post.valid_to for post in amended.posts if post.valid_to and amended.ended)])
    after = amended.applied(books.directory)
    asked = After(after, amended.ended, amended.losing, _redrawn(amended, after))
    found = consequences(asked, books.directory, books.rules, books.calendar, at, amended.within)
    if amended.kind not in ROUTED:
        return found
    worse = _worse(
        Subject(books.rules, books.directory, books.calendar, at), Subject(books.rules, after, books.calendar, at)
    )
    return found.with_findings(tuple(worse))


def _redrawn(amended: Amendment, after: Directory) -> Redrawn | None:
    if amended.merged is None:
        return None
    gone, into = amended.merged
    return Redrawn(after, (gone,), amended.ended, (into,))


def _worse(before: Subject, after: Subject) -> Iterator[Finding]:
    """The failures and warnings of routes and whom they send that the one city does not have, or has for fewer places
    and categories."""
    known = {_alike(each): _extent(each) for each in routes.prove(before, Counter())}
    redrawn = len(after.directory.grids(after.now)) != len(before.directory.grids(before.now))
    for each in routes.prove(after, Counter()):
        if each.grade != Grade.NOTE and (
            _alike(each) not in known or (not redrawn and _extent(each) > known[_alike(each)])
        ):
            yield each


def _alike(finding: Finding) -> tuple[object, ...]:
    return finding.code, finding.grade, *sorted((k, v) for k, v in finding.facts.items() if k not in COUNTED)


def _extent(finding: Finding) -> int:
    """For how many pairs of a category and a place it is so, where it says."""
    return int(finding.facts.get("places", 1)) * int(finding.facts.get("categories", 1))


def mark(found: Consequences | None) -> str | None:
    """By which somebody says that they have seen what would be lost; None where nothing is. The same as long as the
    same would be lost, whenever it is asked."""
    if found is None or found.sound:
        return None
    return digest(
        {
            "orphans": sorted(str(heir.post.id) for heir in found.heirs if heir.orphaned),
            "stands_in": sorted(str(post.id) for post in found.stands_in),
            "units": sorted(unit.code for unit in found.units),
            "ladders": sorted(f"{lost.ladder} {lost.role} {lost.place} {lost.end}" for lost in found.ladders),
            "routes": sorted(found.routes),
            "findings": sorted({str(each.code) for each in found.findings}),
        }
    )
