"""How many support what was published, day by day. By dice of its own, made from the suggestion and the day: nobody
else's life depends on it."""

from datetime import date
from random import Random
from typing import Final

from models.incident import SUPPORTED, Incident

MOST: Final = 40
"""So many support one on a day at the most."""


def supportable(incident: Incident) -> bool:
    return incident.proposed and incident.published_at is not None and incident.state in SUPPORTED


def supporters(incident: Incident, day: date, seed: int) -> list[str]:
    """Who supports it on a day: most suggestions move few people, and some many."""
    moves = Random(f"{seed}/supports/{incident.number}").paretovariate(0.7)
    many = min(MOST, int(moves * Random(f"{seed}/supports/{incident.number}/{day}").uniform(0, 3)))
    return [f"device:{incident.number}/{day}/{each}" for each in range(many)]
