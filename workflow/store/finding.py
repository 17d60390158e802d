"""Cases by what was written about them: an index of the letters that stand side by side, then the words themselves."""

from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Final

import asyncpg

from workflow.errors import BadInput
from workflow.store.scoping import Arguments
from workflow.store.transactions import Connection

SHORTEST: Final = 2
"""A word of one letter stands in everything and is in no index."""

PATIENCE: Final = timedelta(seconds=2)
"""What is looked for longer stands in too much of what was ever written: the database is there for others too."""


@asynccontextmanager
async def bounded(c: Connection, words: Sequence[str]) -> AsyncIterator[None]:
    """BadInput when what is asked within the block takes longer than a search may, and nothing else where there are no
    words. The transaction can do no more then."""
    if not words:
        yield
        return
    await c.execute("SELECT set_config('statement_timeout', $1, true)", f"{PATIENCE / timedelta(milliseconds=1):.0f}")
    try:
        yield
    except asyncpg.QueryCanceledError as cause:
        raise BadInput("words", "too-common") from cause
    await c.execute("SELECT set_config('statement_timeout', '0', true)")


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
