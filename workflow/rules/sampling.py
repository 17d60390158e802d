"""Which of what was closed is looked at again (督促检查): how often, and of what how much."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final, Literal

from models.incident import Ending

CLOSED: Final = (Ending.VERIFIED, Ending.UNVERIFIED, Ending.TIMED_OUT)
"""How a case can have been closed."""

MOST: Final = 200
"""So many of one sample are drawn in a township at most, whatever its share."""


@dataclass(frozen=True, slots=True)
class Sample:
    """One kind of closed case, and how much of it is drawn in each township: a `share`, but `at_least` and `at_most`
    so many. Empty `categories` (keys, or groups such as `06*`), `units` (kinds), `endings` and `severities` leave
    nothing out."""

    name: str
    share: Fraction
    at_least: int = 0
    at_most: int = MOST
    categories: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    endings: tuple[Ending, ...] = ()
    severities: tuple[int, ...] = ()

    def size(self, count: int) -> int:
        """How many of so many are drawn: the share rounded up, within its bounds, and never more than there are."""
        share = -(-count * self.share.numerator // self.share.denominator)
        return min(count, self.at_most, max(share, self.at_least))


@dataclass(frozen=True, slots=True)
class Inspections:
    """Each `every` is drawn from what was closed in it; a case belongs to the first of the samples that it fits."""

    every: Literal["week", "month"]
    samples: Sequence[Sample]

    def named(self, sample: str) -> Sample | None:
        return next((each for each in self.samples if each.name == sample), None)


def wrong(samples: Sequence[tuple[str, int, int]]) -> Mapping[int, str]:
    """What is wrong with samples as a whole (their names, least and most), by their place."""
    found: dict[int, str] = {}
    for place, (name, least, most) in enumerate(samples):
        if least > most:
            found[place] = "rules-sample-bounds"
        if name in {each for each, _, _ in samples[:place]}:
            found[place] = "rules-sample-twice"
    return found
