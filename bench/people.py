"""The demonstration city in memory, for what is measured without a database."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from itertools import cycle

from bench.city import MORNING_OF_TRIAL
from models.ledger import ActorKind
from models.territory import Grid
from workflow import setting_up
from workflow.calendar import Calendar
from workflow.commands import Actor, Submit
from workflow.days import published_days
from workflow.demonstration import City, demonstration
from workflow.directory import Directory
from workflow.rules.language import Rules
from workflow.rules.reading import read
from workflow.settings import HOME
from workflow.territory import read_tree


@dataclass(frozen=True)
class Town:
    city: City
    directory: Directory
    rules: Rules
    calendar: Calendar
    now: datetime

    @property
    def groups(self) -> list[Grid]:
        return [grid for grid in self.city.grids if grid.tier == "group"]

    def reports(self, category: str) -> Iterator[tuple[Actor, Submit]]:
        """Reports without end, from group after group; their informants report them."""
        for number, grid in cycle(enumerate(self.groups, 1)):
            person = self.city.accounts[f"informant-{number:04}"]
            words = {"category": category, "description": "垃圾成堆，已有三天无人清理", "grid": grid.code}
            yield Actor(ActorKind.PERSON, person), Submit.model_validate(words)


@cache
def town() -> Town:
    rules = read((HOME / "escalation_rules.yaml").read_text(encoding="utf-8")).numbered(1)
    tree = read_tree((HOME / "workflow" / "cities" / "gaoyou.csv").read_bytes(), rules.tiers)
    city = demonstration(tree, setting_up.SEED, MORNING_OF_TRIAL)
    directory = Directory(1, city.grids, city.covers, city.units, city.persons, city.posts, city.rosters)
    calendar = Calendar(published_days(1), rules.slots, rules.workday_seconds)
    return Town(city, directory, rules, calendar, MORNING_OF_TRIAL)
