"""What deciding costs, in memory: a report, a filing, a whole life, and the parts that most of it goes into."""

import time
from collections.abc import Callable
from itertools import islice
from statistics import median
from typing import Final

from bench.city import Bench
from bench.figures import Figures
from bench.people import Town, town
from models.incident import State
from models.ledger import ActorKind
from models.people import Role
from workflow import ledger
from workflow.commands import NOTHING, PAYLOADS, Actor, Payload
from workflow.identity import Seeded
from workflow.machines import Move
from workflow.memory import World
from workflow.view import View

CATEGORY: Final = "06010"
REPEATS: Final = 7

LIFE: Final[tuple[tuple[Move, str, dict[str, object]], ...]] = (
    (Move.ACCEPT, "dispatcher", {}),
    (Move.DISPATCH, "dispatcher", {}),
    (Move.ACKNOWLEDGE, "handler", {}),
    (Move.RESOLVE, "handler", {"note": "已清运"}),
    (Move.VERIFY, "dispatcher", {"satisfied": True}),
)


def run(bench: Bench) -> Figures:
    count = 100 if bench.quick else 300
    figures = Figures(
        "core",
        f"one core, in memory, no database; medians of {REPEATS} runs of {count}; CPU time of this process."
        " A move is decided, written into the ledger and applied",
    )
    took: dict[str, list[float]] = {}
    for seed in range(REPEATS):
        for name, each in _lives(town(), count, seed).items():
            took.setdefault(name, []).append(each)
    figures.add("moves decided", 1e6 * len(took) / sum(median(each) for each in took.values()), "moves/s")
    for name, values in took.items():
        figures.add(name, median(values), "µs")
    _parts(town(), figures)
    return figures


def _lives(found: Town, count: int, seed: int) -> dict[str, float]:
    """Microseconds a move, move by move, over so many incidents."""
    world = World(found.directory, found.rules, found.calendar, Seeded(seed))
    reports = list(islice(found.reports(CATEGORY), count))
    views: list[View] = []
    # The memory's own look for repeats goes through all cases, which a database does not: each is alone here.
    began = time.process_time()
    for actor, submit in reports:
        views.append(world.submit(actor, submit, found.now))
        world.views.clear()
    took = {"submit": (time.process_time() - began) / count * 1e6}
    world.notices.clear()
    for move, role, says in LIFE:
        payload = PAYLOADS[move].model_validate(says) if move != Move.DISPATCH else NOTHING
        began = time.process_time()
        views = [_moved(world, found, view, move, role, payload) for view in views]
        took[str(move)] = (time.process_time() - began) / count * 1e6
    assert {view.incident.state for view in views} == {State.CLOSED}
    return took


def _moved(world: World, found: Town, view: View, move: Move, role: str, payload: Payload) -> View:
    incident = view.incident
    where = incident.township if role == "dispatcher" else incident.village
    if move == Move.DISPATCH:
        payload = PAYLOADS[move].model_validate({"to": {"grid": incident.village}})
    actor = Actor(ActorKind.PERSON, found.city.accounts[f"{role}-{where}"])
    world.views = {incident.id: view}
    world.notices.clear()
    return world.fire(actor, incident.id, move, payload, found.now, incident.version)


def _parts(found: Town, figures: Figures) -> None:
    """What a report is made of."""
    world = World(found.directory, found.rules, found.calendar, Seeded(0))
    view = world.submit(*next(found.reports(CATEGORY)), found.now)
    entry, incident = world.entries[view.incident.id][0], view.incident
    facts, code = entry.facts or {}, found.groups[0].code
    parts: dict[str, Callable[[], object]] = {
        "hash of an entry": lambda: ledger.entry_hash(entry),
        "hash of its facts": lambda: ledger.facts_hash(entry.salt, facts),
        "who is reached": lambda: found.directory.reach(Role.DISPATCHER, incident.path, found.now, found.calendar),
        "placing a grid": lambda: found.directory.place(code, found.now),
        "an incident with one field changed": lambda: incident.but(version=9),
    }
    for name, part in parts.items():
        figures.add(f"part: {name}", _microseconds(part), "µs")


def _microseconds(act: Callable[[], object], times: int = 200) -> float:
    def once() -> float:
        began = time.process_time()
        for _ in range(times):
            act()
        return (time.process_time() - began) / times * 1e6

    return median(once() for _ in range(REPEATS))
