"""What somebody may see, as conditions on an incident `i`.

`scope_sql` is the one condition that says it, the same as `workflow.rights.Scope.sees`. Where a page is read in order,
the same is also there in parts, each of which one index serves in that order however much is stored: the page is made
of the first of each part.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from models.territory import GROUP, TOWNSHIP, VILLAGE
from workflow.rights import Scope
from workflow.store.transactions import Connection


@dataclass
class Arguments:
    """The arguments of a statement while it is put together."""

    first: int = 1
    values: list[Any] = field(default_factory=list)

    def add(self, value: Any) -> str:
        """The placeholder of a further argument."""
        self.values.append(value)
        return f"${self.first + len(self.values) - 1}"


BY_STAFF = "i.verify_by <> 'reporter'"
"""Of who verifies: asked as a member of staff, so that a stand-in may do it too."""


def scope_sql(scope: Scope, first: int = 1) -> tuple[str, list[Any]]:
    """One condition, with its arguments, which are numbered from `first` on: true for the incidents `i` that the
    scope sees."""
    arguments = Arguments(first)
    conditions = list(_seen(scope, arguments))
    return f"({' OR '.join(conditions)})" if conditions else "false", arguments.values


def _seen(scope: Scope, arguments: Arguments) -> Iterator[str]:
    if scope.incident_id is not None:
        yield f"i.id = {arguments.add(scope.incident_id)}"
    if scope.person_id is None:
        return
    for path in scope.paths:
        yield below(path, arguments)
    if scope.specials:
        yield over(scope, arguments)
    me = arguments.add(scope.person_id)
    yield f"{me} IN (i.reporter_id, i.checker_id, i.verifier_id, i.inspector_id)"
    given = f"t.person_id = {me}"
    if scope.persons:
        others = arguments.add(list(scope.persons))
        yield f"({others} && ARRAY[i.checker_id, i.inspector_id] OR i.verifier_id = ANY({others}) AND {BY_STAFF})"
        given += f" OR t.person_id = ANY({others})"
    if scope.units:
        given += f" OR t.unit_id = ANY({arguments.add(list(scope.units))})"
    if scope.grids:
        given += f" OR t.grid_id = ANY({arguments.add(list(scope.grids))})"
    yield f"EXISTS (SELECT FROM task AS t WHERE t.incident_id = i.id AND ({given}))"


def below(path: str, arguments: Arguments) -> str:
    """Of a path or of its subtree: a range of the index, since `/` comes next after the dot that joins codes."""
    at, start, end = arguments.add(path), arguments.add(path + "."), arguments.add(path + "/")
    return f"(i.path = {at} OR (i.path >= {start} AND i.path < {end}))"


def lies_below(column: str, path: str) -> str:
    """The same of a column and a parameter of the statement, such as `$1`."""
    return f"({column} = {path} OR ({column} >= {path} || '.' AND {column} < {path} || '/'))"


def over(scope: Scope, arguments: Arguments) -> str:
    """Within one of the scope's special grids."""
    return f"(i.specials && {arguments.add(list(scope.specials))}::text[] AND i.specials <> '{{}}')"


class Means(StrEnum):
    """The columns of an incident that say that it lies somewhere, or else a range of paths."""

    EVERYTHING = "everything"
    TOWNSHIP = "township"
    VILLAGE = "village"
    PATH = "path"
    BELOW = "below"


@dataclass(frozen=True)
class Land:
    """One path of a scope: by which means it is known what lies there, the code of its grid, and its duty level (the
    group's where no grid has the path)."""

    means: Means
    path: str
    code: str
    level: int

    def sql(self, arguments: Arguments) -> str:
        match self.means:
            case Means.EVERYTHING:
                return "true"
            case Means.BELOW:
                return below(self.path, arguments)
            case Means.PATH:
                return f"i.path = {arguments.add(self.path)}"
            case column:
                return f"i.{column} = {arguments.add(self.code)}"


@dataclass(frozen=True)
class Territory:
    """The paths of a scope, each with the means that an index serves in order."""

    lands: tuple[Land, ...]

    @property
    def everything(self) -> bool:
        return any(land.means == Means.EVERYTHING for land in self.lands)

    @property
    def level(self) -> int:
        """The highest duty level of it."""
        return min((land.level for land in self.lands), default=GROUP)

    def of_open(self) -> "Territory":
        """The same for open cases: their paths have an index of their own, their villages have none."""
        return Territory(
            tuple(replace(at, means=Means.BELOW) if at.means == Means.VILLAGE else at for at in self.lands)
        )

    def parts(self, arguments: Arguments, lowest: int = GROUP) -> Iterator[str]:
        """Conditions that together are true for what lies in it, but for grids below the duty level `lowest`."""
        if self.everything:
            yield "true"
            return
        yield from (land.sql(arguments) for land in self.lands if land.level <= lowest)


_GRIDS = """
SELECT g.path, g.code, min(g.level) AS level, bool_and(g.parent_id IS NULL) AS root,
       count(d.id) > 0 AS divided, coalesce(bool_or(d.level = g.level), false) AS nested
FROM grid AS g LEFT JOIN grid AS d ON d.parent_id = g.id AND NOT d.special
WHERE g.path = ANY($1) AND NOT g.special GROUP BY g.path, g.code"""


async def territory(c: Connection, scope: Scope) -> Territory:
    """The territory of a scope's paths."""
    if scope.person_id is None or not scope.paths:
        return Territory(())
    records = {record["path"]: record for record in await c.fetch(_GRIDS, list(scope.paths))}
    return Territory(tuple(_land(path, records.get(path)) for path in dict.fromkeys(scope.paths)))


def _land(path: str, record: Any) -> Land:
    """Townships and villages have a column of their own; but where a grid of the same level lies below, an incident
    there bears that one's code."""
    if record is None:
        return Land(Means.BELOW, path, "", GROUP)
    level: int = record["level"]
    if record["root"]:
        return Land(Means.EVERYTHING, path, record["code"], level)
    if level in _COLUMNS and not record["nested"]:
        return Land(_COLUMNS[level], path, record["code"], level)
    return Land(Means.BELOW if record["divided"] else Means.PATH, path, record["code"], level)


_COLUMNS = {TOWNSHIP: Means.TOWNSHIP, VILLAGE: Means.VILLAGE}
