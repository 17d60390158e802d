"""What a kind of job is: when it is owed, what its parts are, and what is done with their results."""

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol, TypeAlias

from models.record import Job
from workflow import store
from workflow.engine import Engine
from workflow.in_force import Now

Effect: TypeAlias = Callable[[store.Connection], Awaitable[None]]


@dataclass(frozen=True)
class Outcome:
    """What a part or a whole came to, as JSON. `effect` writes what it does to our tables: in the transaction that
    stores the result, and undone with it where the job is somebody else's by then. So it takes place once."""

    result: Mapping[str, Any]
    effect: Effect | None = None


Result: TypeAlias = Mapping[str, Any] | Outcome
"""An outcome, or its result alone where it changes nothing of ours."""


class Work(Protocol):
    """A kind of job. A part, and the whole, may be begun more than once: whoever began may have died or lost the job.
    What they do to our tables belongs into the outcome's effect; what they do elsewhere must bear being done again."""

    @property
    def kind(self) -> str: ...

    def owed(self, now: Now, after: datetime) -> Iterable[tuple[str, str]]:
        """The periods and scopes that fell due after an instant and up to now, in order. Naming one again does no
        harm: each becomes a job once."""
        ...

    def check(self, now: Now, period: str, scope: str) -> str:
        """The scope of a job that somebody asks for: derived where it is left out (empty), so that it is the same job
        as the one that the calendar owes. BadInput for a period that is none, that is still to come or that lies before
        the city began, and for a scope that is not this city's."""
        ...

    async def parts(self, engine: Engine, job: Job) -> Sequence[str]:
        """The names of the parts, each once; the same for as long as the job lives."""
        ...

    async def part(self, engine: Engine, job: Job, part: str) -> Result: ...

    async def whole(self, engine: Engine, job: Job, results: Mapping[str, dict[str, Any]]) -> Result:
        """After all parts, with the result of each."""
        ...
