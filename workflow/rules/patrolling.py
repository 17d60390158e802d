"""What is patrolled: the kinds of thing that there may be, and how often each is looked at. No kind is a kind of
person, and none says who uses a thing."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from models.people import Role
from workflow.calendar import Budget


class SpotKind(StrEnum):
    """What a spot to patrol physically is, a thing or a hazard; a rules file names those that its city has."""

    HYDRANT = "hydrant"
    MANHOLE = "manhole"
    PLAYGROUND = "playground"
    CONSTRUCTION_SITE = "construction_site"
    SHELTER = "shelter"
    BOILER_ROOM = "boiler_room"
    BRIDGE = "bridge"
    BUS_STOP = "bus_stop"
    CHARGING_SHED = "charging_shed"
    CROSSING = "crossing"
    CULVERT = "culvert"
    EMBANKMENT = "embankment"
    FIRE_LANE = "fire_lane"
    FITNESS_EQUIPMENT = "fitness_equipment"
    FUEL_STATION = "fuel_station"
    GAS_STORE = "gas_store"
    GREEN_SPACE = "green_space"
    HOARDING = "hoarding"
    LIFT = "lift"
    OLD_BUILDING = "old_building"
    POND = "pond"
    POWER_BOX = "power_box"
    PUBLIC_TOILET = "public_toilet"
    PUMPING_STATION = "pumping_station"
    RETAINING_WALL = "retaining_wall"
    SCAFFOLDING = "scaffolding"
    SEWAGE_WORKS = "sewage_works"
    SLOPE = "slope"
    SLUICE = "sluice"
    STREET_LAMP = "street_lamp"
    TRAFFIC_LIGHT = "traffic_light"
    UNDERPASS = "underpass"
    WAREHOUSE = "warehouse"
    WASTE_STATION = "waste_station"
    WATER_TANK = "water_tank"
    WELL = "well"


PATROLLED = ("kind", "grid", "template", "campaign", "township", "state")
"""All that a standing patrol, a campaign, an import or a list of patrols selects on. None of it describes a person."""

PATROLLERS = (Role.INFORMANT, Role.HANDLER)
"""Whose post at the place can have it to do."""


@dataclass(frozen=True, slots=True)
class Said:
    """A line in both languages."""

    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of thing that this city has. `finding` is the category that a report of it is filled in with."""

    zh: str
    en: str
    finding: str | None = None


@dataclass(frozen=True, slots=True)
class Template:
    """A standing patrol: every spot of a kind is looked at `every` so often by whoever has the post `who` at its place,
    counted from when it was last looked at; after `budget` it is missed, and climbs `ladder`. `look` is what to look
    at."""

    name: str
    zh: str
    en: str
    kind: str
    every: Budget
    budget: Budget
    who: Role
    look: tuple[Said, ...]
    finding: str | None
    ladder: str
    line: int = field(default=0, compare=False)
    """Its line in the file."""


@dataclass(frozen=True, slots=True)
class Patrols:
    """`ladder` is the one that the patrols of a campaign climb."""

    kinds: Mapping[str, Kind] = field(default_factory=dict)
    templates: Mapping[str, Template] = field(default_factory=dict)
    ladder: str = ""
    line: int = field(default=0, compare=False)

    def of_kind(self, kind: str) -> tuple[Template, ...]:
        """The standing patrols of a kind of thing, in the order of the file."""
        return tuple(template for template in self.templates.values() if template.kind == kind)


NONE = Patrols()
"""Of a file that says nothing of patrols."""
