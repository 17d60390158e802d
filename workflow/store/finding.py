"""Cases by what was written about them: an index of the letters that stand side by side, then the words themselves."""

from collections.abc import Iterator, Sequence
from typing import Final

from workflow.store.scoping import Arguments

SHORTEST: Final = 2
"""A word of one letter stands in everything and is in no index."""


def ways(words: Sequence[str], kinds: Sequence[str], arguments: Arguments) -> Iterator[str]:
    """What a list of cases `i` is narrowed to, each beginning with AND, of which one is enough: by all the words in
    what was written, or by a category of these kinds. One that narrows nothing where there are no words."""
    if not words:
        yield ""
        return
    each = (arguments.add(word.lower()) for word in words)
    wanted = " AND ".join(
        f"pairs(description, address) @> pairs({word}, NULL)"
        f" AND strpos(lower(description || coalesce(E'\\n' || address, '')), {word}) > 0"
        for word in each
    )
    yield f" AND i.id IN (SELECT incident_id FROM wording WHERE {wanted})"  # noqa: S608
    if kinds:
        yield f" AND i.category = ANY({arguments.add(list(kinds))})"
