"""What is reported, how often, where and when: weights of our own making over the shipped catalogue."""

from collections.abc import Sequence
from typing import Final, NamedTuple

from models.incident import Source


class Often(NamedTuple):
    """How often a category is reported in built-up and in rural places; in which months, and at which hours, if not
    at any. `night`: mostly after dark."""

    category: str
    town: int
    country: int
    months: frozenset[int] = frozenset()
    night: bool = False


WINTER: Final = frozenset({12, 1, 2})
SUMMER: Final = frozenset({6, 7, 8, 9})
HARVEST: Final = frozenset({5, 6, 10, 11})

MIX: Final = (
    Often("06010", 90, 60),
    Often("06012", 60, 10),
    Often("06042", 40, 20),
    Often("06036", 36, 24),
    Often("06013", 30, 10),
    Often("06001", 8, 10),
    Often("06011", 12, 8),
    Often("06017", 16, 2),
    Often("06020", 6, 6),
    Often("06025", 8, 12),
    Often("06028", 16, 2, SUMMER, True),
    Often("06029", 8, 1, SUMMER, True),
    Often("06030", 5, 6),
    Often("06034", 4, 1),
    Often("06037", 4, 6),
    Often("06038", 2, 6),
    Often("07001", 24, 4),
    Often("07006", 6, 1),
    Often("08001", 10, 1, frozenset(), True),
    Often("08004", 8, 1),
    Often("08002", 6, 1),
    Often("09005", 20, 2),
    Often("09006", 24, 3),
    Often("09009", 40, 3),
    Often("09010", 24, 1),
    Often("09012", 6, 1),
    Often("09020", 3, 1),
    Often("10001", 14, 10, WINTER),
    Often("10002", 3, 3),
    Often("H0501", 3, 2),
    Often("H0502", 1, 1),
    Often("H0503", 5, 2),
    Often("H0505", 2, 1),
    Often("H0506", 8, 5, SUMMER),
    Often("P01002", 6, 1),
    Often("P01007", 4, 1),
    Often("P01037", 10, 4),
    Often("P02014", 4, 0),
    Often("P03001", 3, 1),
    Often("P03005", 8, 2),
    Often("P04002", 5, 1),
    Often("99999", 0, 40),
    Often("99995", 0, 20),
    Often("99993", 0, 30, HARVEST),
    Often("99991", 1, 3),
    Often("99990", 1, 12),
    Often("99988", 1, 40),
    Often("99987", 0, 8, HARVEST),
    Often("99982", 0, 4, SUMMER),
    Often("99984", 0, 8),
    Often("99978", 0, 16),
    Often("99977", 1, 12, SUMMER),
    Often("98999", 4, 3),
    Often("98998", 2, 2),
    Often("98997", 4, 4),
    Often("98994", 3, 2),
    Often("97999", 8, 10),
    Often("97998", 8, 8),
    Often("97997", 5, 4),
    Often("97996", 4, 4),
    Often("97995", 6, 5),
    Often("97994", 2, 2),
)

DOORS: Final[Sequence[tuple[Source, int]]] = (
    (Source.INFORMANT, 62),
    (Source.HOTLINE, 13),
    (Source.RESIDENT, 12),
    (Source.PATROL, 5),
    (Source.COUNTER, 4),
    (Source.ORDER, 2),
    (Source.LETTER, 1),
    (Source.SENSOR, 1),
)
ORDERED: Final = "97993"
"""The category of what is ordered from above."""

HOURS: Final = (1, 1, 0, 0, 0, 1, 3, 8, 16, 20, 18, 12, 7, 8, 14, 18, 17, 12, 9, 8, 7, 5, 3, 2)
"""How many of a day's reports fall into each hour."""

NIGHTS: Final = (9, 6, 3, 2, 2, 3, 3, 2, 1, 1, 1, 1, 1, 1, 1, 1, 2, 3, 5, 8, 10, 14, 16, 14)

SEVERITIES: Final = ((4, 68), (3, 24), (2, 7), (1, 1))
REST_DAY: Final = 0.6
"""What share of a working day's reports a rest day has."""

AGAIN: Final = 0.12
"""How many reports tell of a problem that somebody has reported already."""
UNTRUE: Final = 0.05
MISFILED: Final = 0.03
NO_PLACE: Final = 0.02
POINTED: Final = 0.3
"""How many come with a point on the map."""
