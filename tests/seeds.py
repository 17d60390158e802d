"""Small files that break one thing of the small city, or make it odd: `tests/defects` and `tests/sound`.

A file says what it is `about` and which code `finds` it; then what it changes, each part optional:

rules     edits of `SMALL`, `{find, put}`, each of which must apply exactly once; or `{file: whole/name.yaml}`, a whole
          file in a folder beside it
city      changes of the small city, in order: one of `CHANGES` each
machine   changes of the tables of arrows, in order: one of `ARROWS` each
years     the years whose holidays are published; all that are known if it does not say
now       the instant from which on it is proved; Monday 2026-06-08, 09:00 in Beijing if it does not say
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from ruamel.yaml import YAML

from models.incident import State
from models.people import Person, Post, Role, Roster, RosterDays, RosterKind
from models.territory import Grid, Unit
from tests.small import MARKET, MONDAY, SINCE, VILLAGE, around_the_clock, grid, grids, staff, uid, units
from tests.small_rules import SMALL
from workflow import clocks
from workflow.calendar import Calendar
from workflow.clocks import Wanted
from workflow.days import Days, published_days
from workflow.directory import Directory
from workflow.machines import TABLES, Arrow, Kind, running
from workflow.proof.findings import Subject
from workflow.rules.language import Route, Rules
from workflow.rules.reading import read
from workflow.view import View

HERE = Path(__file__).parent
DEFECTS = sorted((HERE / "defects").glob("*.yaml"))
SOUND = sorted((HERE / "sound").glob("*.yaml"))
ROOT = "9001"


@dataclass(frozen=True)
class Seed:
    """One file. `name` is the file's."""

    name: str
    about: str
    finds: str
    said: Mapping[str, Any]
    folder: Path

    def subject(self) -> Subject:
        """What is to be proved; RulesInvalid where the reader refuses its rules. AssertionError for an edit that does
        not apply exactly once."""
        rules = read(self._rules())
        city = City()
        for change in self.said.get("city", []):
            CHANGES[next(iter(change))](city, change)
        days = published_days(1)
        if "years" in self.said:
            days = Days(1, {int(year): days.years[int(year)] for year in self.said["years"]})
        calendar = Calendar(days, rules.slots, rules.workday_seconds, rules.timezone)
        now = self.said.get("now")
        return Subject(rules, city.directory(), calendar, datetime.fromisoformat(now) if now else MONDAY)

    def _rules(self) -> str:
        edits = self.said.get("rules", [])
        if isinstance(edits, dict):
            return (self.folder / str(edits["file"])).read_text(encoding="utf-8")
        text = SMALL
        for edit in edits:
            assert text.count(edit["find"]) == 1, (
                f"{self.name}: {edit['find']!r} stands there {text.count(edit['find'])} times"
            )
            text = text.replace(edit["find"], edit["put"])
        return text

    @contextmanager
    def machines(self) -> Iterator[None]:
        """The tables of arrows as the file wants them, while it lasts."""
        tables, stages, wanted = dict(TABLES), dict(clocks.STAGE_OF), clocks.wanted
        try:
            for change in self.said.get("machine", []):
                ARROWS[next(iter(change))](change)
            running._engine.cache_clear()
            yield
        finally:
            TABLES.update(tables)
            clocks.STAGE_OF.update(stages)
            clocks.wanted = wanted
            running._engine.cache_clear()


def seed(path: Path) -> Seed:
    return parsed(path.read_text(encoding="utf-8"), path.stem, path.parent)


def parsed(text: str, name: str = "seed", folder: Path = HERE) -> Seed:
    """Every value is read as text, as in a rules file."""
    said = YAML(typ="base", pure=True).load(text)
    unknown = set(said) - {"about", "finds", "rules", "city", "machine", "years", "now"}
    assert not unknown, f"{name} says {unknown}"
    return Seed(name, said["about"], said.get("finds", ""), said, folder)


@dataclass
class City:
    """The small city while it is changed. It has a sanitation company too, since the small rules name one."""

    grids: dict[str, Grid] = field(default_factory=lambda: {each.code: each for each in grids()})
    covers: list[tuple[UUID, UUID]] = field(default_factory=lambda: [(uid(MARKET), uid(f"{VILLAGE}02"))])
    units: dict[str, Unit] = field(default_factory=lambda: {each.code: each for each in units()})
    persons: dict[str, Person] = field(default_factory=dict)
    posts: dict[UUID, Post] = field(default_factory=dict)
    lines: list[Roster] = field(default_factory=list)
    rostered: set[UUID] = field(default_factory=set)
    """The posts whose own lines stand in place of the round-the-clock ones."""

    def __post_init__(self) -> None:
        people = staff()
        for name in ("sanitation-1", "sanitation-2"):
            people.add(name, Role.UNIT_MEMBER, None, "sanitation")
        self.units["sanitation"] = unit("sanitation", "sanitation")
        self.persons = dict(people.persons)
        self.posts = {post.id: post for post in people.posts}

    def directory(self) -> Directory:
        plain = [post for post in self.posts.values() if post.id not in self.rostered]
        lines = [line for line in self.lines if line.post_id in self.posts]
        return Directory(
            1,
            self.grids.values(),
            self.covers,
            self.units.values(),
            self.persons.values(),
            self.posts.values(),
            [*around_the_clock(plain), *lines],
        )

    def chosen(self, which: Mapping[str, str]) -> list[Post]:
        """The posts that fit all of `role`, `grid`, `unit` and `person`; at least one."""
        found = [
            post
            for post in self.posts.values()
            if which.get("role") in (None, post.role)
            and ("grid" not in which or post.grid_id == uid(which["grid"]))
            and ("unit" not in which or post.unit_id == uid(which["unit"]))
            and ("person" not in which or post.person_id == uid(which["person"]))
        ]
        assert found, f"no post is {dict(which)}"
        return found


def unit(code: str, kind: str, takes: list[str] | None = None, paths: list[str] | None = None) -> Unit:
    return Unit(
        id=uid(code),
        code=code,
        name=code.title(),
        kind=kind,
        paths=paths or [ROOT],
        categories=takes or ["*"],
        valid_from=SINCE,
    )


def drop_post(city: City, said: Mapping[str, Any]) -> None:
    """`{drop_post: {role, grid, unit, person}}`: those posts were never there."""
    for post in city.chosen(said["drop_post"]):
        del city.posts[post.id]


def end_post(city: City, said: Mapping[str, Any]) -> None:
    """`{end_post: {…}, at}`: those posts end then."""
    for post in city.chosen(said["end_post"]):
        city.posts[post.id] = post.but(valid_to=datetime.fromisoformat(said["at"]))


def begin_post(city: City, said: Mapping[str, Any]) -> None:
    """`{begin_post: {…}, at}`: those posts begin only then."""
    for post in city.chosen(said["begin_post"]):
        city.posts[post.id] = post.but(valid_from=datetime.fromisoformat(said["at"]))


def add_post(city: City, said: Mapping[str, Any]) -> None:
    """`{post: {person, role, grid or unit}, chief, from, to}`: one more post, of somebody new if need be."""
    told = said["post"]
    name, where = told["person"], told.get("grid") or told["unit"]
    person = city.persons.setdefault(name, Person(id=uid(name), name=name))
    post = Post(
        id=uid(f"{name}:{told['role']}:{where}"),
        person_id=person.id,
        role=Role(told["role"]),
        grid_id=uid(told["grid"]) if "grid" in told else None,
        unit_id=uid(told["unit"]) if "unit" in told else None,
        chief=said.get("chief") == "true",
        valid_from=datetime.fromisoformat(said["from"]) if "from" in said else SINCE,
        valid_to=datetime.fromisoformat(said["to"]) if "to" in said else None,
    )
    city.posts[post.id] = post


def shift(city: City, said: Mapping[str, Any]) -> None:
    """`{shift: {…}, from: 08:00, to: 18:00, weekdays: 31, days: workdays, starts, ends, substitute}`: in place of
    round the clock; several add up."""
    for post in city.chosen(said["shift"]):
        city.rostered.add(post.id)
        _line(city, post, said, RosterKind.SHIFT)


def slots(city: City, said: Mapping[str, Any]) -> None:
    """`{slots: {…}}`: without any shift, so on duty in the calendar's working hours."""
    city.rostered.update(post.id for post in city.chosen(said["slots"]))


def leave(city: City, said: Mapping[str, Any]) -> None:
    """`{leave: {…}, starts, ends, from, to, substitute}`: away; `substitute` names a person."""
    for post in city.chosen(said["leave"]):
        if post.id not in city.rostered:
            city.rostered.add(post.id)
            city.lines += around_the_clock([post])
        _line(city, post, said, RosterKind.LEAVE)


def _line(city: City, post: Post, said: Mapping[str, Any], kind: RosterKind) -> None:
    line = Roster(
        id=uid(f"{kind}:{post.id}:{len(city.lines)}"),
        kind=kind,
        post_id=post.id,
        days=RosterDays(said.get("days", "all")),
        weekdays=int(said.get("weekdays", 127)),
        from_minute=_minute(said.get("from", "00:00")),
        to_minute=_minute(said.get("to", "24:00")),
        starts_on=date.fromisoformat(said.get("starts", "2020-01-01")),
        ends_on=date.fromisoformat(said["ends"]) if "ends" in said else None,
        substitute_id=uid(said["substitute"]) if "substitute" in said else None,
    )
    city.lines.append(line)


def _minute(text: str) -> int:
    hours, minutes = text.split(":")
    return int(hours) * 60 + int(minutes)


def put_unit(city: City, said: Mapping[str, Any]) -> None:
    """`{unit: gas, kind, takes: […], paths: […], from, to}`: another territory or other categories, or a new unit,
    which then has nobody."""
    code = said["unit"]
    had = city.units.get(code) or unit(code, said["kind"])
    city.units[code] = had.but(
        kind=said.get("kind", had.kind),
        categories=said.get("takes", had.categories),
        paths=said.get("paths", had.paths),
        valid_from=datetime.fromisoformat(said["from"]) if "from" in said else had.valid_from,
        valid_to=datetime.fromisoformat(said["to"]) if "to" in said else had.valid_to,
    )


def drop_unit(city: City, said: Mapping[str, Any]) -> None:
    """`{drop_unit: gas}`: with its people."""
    del city.units[said["drop_unit"]]
    city.posts = {key: post for key, post in city.posts.items() if post.unit_id != uid(said["drop_unit"])}


def put_grid(city: City, said: Mapping[str, Any]) -> None:
    """`{grid: CODE, parent: CODE, tier, level, kind, from, to}`: a new grid, or another kind or period of one."""
    code = said["grid"]
    had = city.grids.get(code)
    if had is None:
        parent = city.grids[said["parent"]]
        had = grid(code, said["tier"], int(said["level"]), parent.code, f"{parent.path}.{code}")
    city.grids[code] = had.but(
        kind=said.get("kind", had.kind),
        valid_from=datetime.fromisoformat(said["from"]) if "from" in said else had.valid_from,
        valid_to=datetime.fromisoformat(said["to"]) if "to" in said else had.valid_to,
    )


def drop_grid(city: City, said: Mapping[str, Any]) -> None:
    """`{drop_grid: CODE}`: with all below it, and the posts there."""
    gone = {each.id for each in city.grids.values() if said["drop_grid"] in each.path.split(".")}
    city.grids = {code: each for code, each in city.grids.items() if each.id not in gone}
    city.posts = {key: post for key, post in city.posts.items() if post.grid_id not in gone}
    city.covers = [pair for pair in city.covers if not gone & set(pair)]


def put_special(city: City, said: Mapping[str, Any]) -> None:
    """`{special: CODE, parent: CODE, kind, covers: [CODE…]}`: one more special grid."""
    code, parent = said["special"], city.grids[said["parent"]]
    made = grid(code, "special", 4, parent.code, f"{parent.path}.{code}", special=True)
    city.grids[code] = made.but(kind=said.get("kind", made.kind))
    city.covers += [(made.id, uid(each)) for each in said.get("covers", [])]


CHANGES: Mapping[str, Callable[[City, Mapping[str, Any]], None]] = {
    "drop_post": drop_post,
    "end_post": end_post,
    "begin_post": begin_post,
    "post": add_post,
    "shift": shift,
    "slots": slots,
    "leave": leave,
    "unit": put_unit,
    "drop_unit": drop_unit,
    "grid": put_grid,
    "drop_grid": drop_grid,
    "special": put_special,
}
"""What can be changed of the small city."""


def _rewrite(said: Mapping[str, Any], new: Callable[[Arrow], Arrow | None]) -> None:
    """Another arrow, or none, for each of `move` (of `of`, an incident's if it does not say; only by `by` if it says);
    at least one."""
    kind, changed, arrows = Kind(said.get("of", "incident")), 0, list[Arrow]()
    for each in TABLES[kind]:
        hit = each.move == said["move"] and ("by" not in said or said["by"] in each.by)
        kept = new(each) if hit else each
        changed += hit
        arrows += [kept] if kept is not None else []
    assert changed, f"no arrow is {dict(said)}"
    TABLES[kind] = replace(TABLES[kind], arrows=tuple(arrows))


def drop_arrow(said: Mapping[str, Any]) -> None:
    """`{drop: arrow, move, of, by}`."""
    _rewrite(said, lambda each: None)


def unguard(said: Mapping[str, Any]) -> None:
    """`{unguard: GUARD, move, of, by}`."""
    named = said["unguard"]
    _rewrite(said, lambda a: replace(a, guards=tuple(each for each in a.guards if each.__name__ != named)))


def redirect(said: Mapping[str, Any]) -> None:
    """`{redirect: STATE, move, of, by}`: it leads elsewhere."""
    _rewrite(said, lambda each: replace(each, to=said["redirect"]))


def narrow(said: Mapping[str, Any]) -> None:
    """`{narrow: [STATE…], move, of, by}`: it starts from these states only."""
    _rewrite(said, lambda each: replace(each, start=frozenset(said["narrow"])))


def unclock(said: Mapping[str, Any]) -> None:
    """`{unclock: STATE}`: no stage's clock runs in that state."""
    del clocks.STAGE_OF[State(said["unclock"])]


def without(said: Mapping[str, Any]) -> None:
    """`{without: STAGE}`: its clock is never armed."""
    wanted = clocks.wanted

    def fewer(view: View, route: Route, rules: Rules) -> Iterator[Wanted]:
        return (want for want in wanted(view, route, rules) if want.stage != said["without"])

    clocks.wanted = fewer


ARROWS: Mapping[str, Callable[[Mapping[str, Any]], None]] = {
    "drop": drop_arrow,
    "unguard": unguard,
    "redirect": redirect,
    "narrow": narrow,
    "unclock": unclock,
    "without": without,
}
"""What can be changed of the machines."""
