"""Each morning what the standing patrols ask for and nobody has made yet: of spots under other rules, or from before.

A part a township. Looks follow one another by themselves and a new spot has its first at once; what is found here is
what other rules ask for since they were switched on.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from models.record import Job
from models.territory import TOWNSHIP
from workflow.bulletin_names import OTHER
from workflow.engine import Engine
from workflow.in_force import Now
from workflow.works import nightly

HOUR: Final = 5
"""Of the morning, by the city's clock."""


class Patrols:
    kind = "patrols"

    def owed(self, now: Now, after: datetime) -> Iterable[tuple[str, str]]:
        return nightly.owed(now, after, HOUR)

    def check(self, now: Now, period: str, scope: str) -> str:
        return nightly.check(now, period, scope, HOUR)

    async def parts(self, engine: Engine, job: Job) -> Sequence[str]:
        """The townships, and what lies in none."""
        now = await engine.now()
        return [*(grid.code for grid in now.directory.at_level(TOWNSHIP, now.at)), OTHER]

    async def part(self, engine: Engine, job: Job, part: str) -> dict[str, Any]:
        """Begun again it finds nothing left to make."""
        return {"made": await engine.patrols.make(None if part == OTHER else part)}

    async def whole(self, engine: Engine, job: Job, results: Mapping[str, dict[str, Any]]) -> dict[str, Any]:
        return {"made": sum(each["made"] for each in results.values())}
