"""What a bulletin calls things by: places, categories, groups and holders, by their codes and the names that these have
on the day on which it is drawn up. Pure."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from models.people import Role
from models.territory import VILLAGE
from workflow.calendar import Calendar
from workflow.directory import Directory
from workflow.indicators import CaseFacts
from workflow.rules.language import Rules

OTHER: Final = ""
"""The category group, or the township, of a case that has none."""

Json = dict[str, Any]


@dataclass(frozen=True)
class City:
    """What a bulletin is drawn up with: the names and rules that are in force."""

    directory: Directory
    rules: Rules
    calendar: Calendar


def named(case: CaseFacts, city: City) -> Json:
    """Which case: number, category and place, and nothing that anybody wrote."""
    return {
        "number": case.number,
        "category": category(case.category, city),
        "township": grid(case.township or OTHER, city.directory),
        "village": grid(village(case.grid, city.directory), city.directory)["name"],
        "grid": grid(case.grid or OTHER, city.directory),
    }


def grid(code: str, directory: Directory) -> Json:
    found = directory.grid(code) if code else None
    return {"code": code, "name": found.name if found else ""}


def village(code: str | None, directory: Directory) -> str:
    grid = directory.grid(code) if code else None
    if grid is None:
        return OTHER
    above = (directory.grid(each) for each in grid.path.split("."))
    return next((each.code for each in above if each is not None and each.level == VILLAGE), OTHER)


def category(key: str, city: City) -> Json:
    category = city.rules.category(key)
    return {"key": key, "zh": category.zh if category else key, "en": category.en if category else key}


def group_of(case: CaseFacts, rules: Rules) -> str:
    """The key of the group of a case's category."""
    category = rules.category(case.category)
    return category.group if category else OTHER


def group(key: str, rules: Rules) -> Json:
    named = rules.groups.get(key)
    return {"key": key, "zh": named.zh if named else key, "en": named.en if named else key}


def holder(case: CaseFacts, directory: Directory) -> Json:
    """Who has a case; of a role also in which grid."""
    found = owner(case.holder_kind, case.holder, directory)
    if found["kind"] != "role":
        return found
    code = case.grid if case.holder == Role.INFORMANT else case.township
    return {**found, "grid": grid(code or case.township or directory.root.code, directory)}


def owner(kind: str, owner: str, directory: Directory) -> Json:
    """Who has something: a unit or a grid by its name; of a person only that it is one; a role by its code."""
    if kind == "role" or not owner:
        return {"kind": "role", "name": owner}
    if kind == "person":
        return {"kind": kind, "name": ""}
    find: Callable[[UUID], Any] = directory.unit_by_id if kind == "unit" else directory.grid_by_id
    found = find(UUID(owner))
    return {"kind": kind, "name": found.name if found else ""}
