"""Random rules: what the proof passes never leaves an incident lying, and what it fails does so by its example.

A set that passes is lived in: random people act for some days, then nobody does any more, and clocks alone go on.
"""

import asyncio
from collections.abc import Iterator
from datetime import date, timedelta
from random import Random
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.seeds import City
from tests.small import MONDAY
from tests.small_rules import SMALL
from workflow.calendar import Calendar
from workflow.days import published_days
from workflow.identity import Seeded
from workflow.proof.findings import Grade, Subject
from workflow.proof.lying import LIES, Past, Step
from workflow.proof.proving import prove
from workflow.proof.replaying import bears_out
from workflow.rules.language import Rules
from workflow.rules.reading import read
from workflow.simulation.in_memory import InMemory, Witness
from workflow.simulation.life import Life
from workflow.simulation.scene import Scene
from workflow.view import apply

FIRST, LIVELY, QUIET, RATE = date(2026, 6, 8), 7, 23, 2
"""A Monday; so many days people act, and so many nobody does; so many reports a day, to the end."""

HELD = (
    "rung-refused",
    "no-timer",
    "below-top",
    "round",
    "no-end",
    "no-objection",
    "no-reason",
    "unheard",
    "closed-first",
)
"""What must never be of any incident of a set that passes. What looks at people's sleep is proved of rosters, and all
of these are on duty around the clock; a promise may pass where people send a case back and forth."""

BEGINS = SMALL.index("routes:\n"), SMALL.index("ladders:\n  plain")
ORDERED = """\
        97:
          zh: 交办
          en: ordered
          filing: [seen]
          closing: [done]
          categories:
            97993: {zh: 交办事项, en: what is ordered}
"""
LADDERS = {
    "whole": "- {at: 80%, do: remind, tell: [doer]}\n    - {after: 1d, do: raise, level: 1, tell: [centre], every: 1d}",
    "plain": None,
    "slow": None,
    "township": "- {at: 100%, do: raise, level: 2, tell: [township_supervisor], every: 1d}",
    "quiet": "- {at: 100%, do: remind, tell: [reporter], every: 1d}",
}
"""Ladders that reach the city, and some that do not."""


def route(rng: Random, name: str, when: str) -> str:
    automatic = rng.choice(("", "", "accept", "accept, dispatch", "dispatch"))
    closing = rng.choice(("",) * 6 + ("15d", "15d", "15d", "6wd", "6wd", "2h"))
    handle, promise = rng.choice(("4h", "8wh", "3wd")), rng.choice(("15wd", "20d") * 7 + ("2d",))
    said = [
        f"  - name: {name}",
        when,
        f"    to: {rng.choice(('grid', 'unit gas', 'role dispatcher level 2'))}",
        f"    automatic: [{automatic}]" if automatic else "",
        f"    check: {rng.choice(('true', 'false'))}",
        f"    urgent: {rng.choice(('true', 'false', 'false'))}",
        f"    verify: {rng.choice(('reporter', 'informant', 'dispatcher'))}",
        f"    close_after: {closing}" if closing else "",
        f"    budgets: {{handle: {handle}, promise: {promise}}}",
    ]
    return "".join(f"{line}\n" for line in said if line)


def made(rng: Random) -> str:
    """The small rules with other routes, caps and ladders: mostly sound ones."""
    start, end = BEGINS
    listed = route(rng, "parts", "    when: {category: [06012]}") + route(rng, "rest", "")
    text = f"{SMALL[:start]}routes:\n{listed}{SMALL[end:]}".replace("    parts:\n", f"{ORDERED}    parts:\n", 1)
    for cap, usual in (("returns", 2), ("suspensions", 1), ("objections", 1), ("reworks", 3)):
        other = rng.choice((usual,) * 10 + (usual + 1, 0))
        text = text.replace(f"  {cap}: {usual}\n", f"  {cap}: {other}\n")
    more = "".join(f"  {name}:\n    {rungs}\n" for name, rungs in LADDERS.items() if rungs)
    text = text.replace("ladders:\n  plain:", f"ladders:\n{more}  plain:", 1)
    for stage in ("promise", "objection", "handle"):
        ladder = rng.choice(("plain", "whole") * 10 + tuple(LADDERS))
        line = next(line for line in text.splitlines() if line.startswith(f"    {stage}: {{budget"))
        text = text.replace(line, line.replace("ladder: plain", f"ladder: {ladder}"))
    return text


def subject(rules: Rules) -> Subject:
    calendar = Calendar(published_days(1), rules.slots, rules.workday_seconds, rules.timezone)
    return Subject(rules, City().directory(), calendar, MONDAY)


def lived(found: Subject, seed: int) -> Life:
    """Random people, and then nobody. Every promise of a simulated life is checked at every step."""
    city: Any = SimpleNamespace(grids=list(City().grids.values()))
    scene = Scene(city, found.directory, found.rules, found.calendar, published_days(1))
    ground = InMemory(Witness(found.directory, found.rules, found.calendar, Seeded(seed)))
    life = Life(scene, ground, FIRST, LIVELY + QUIET, seed, RATE)
    life.still = life.midnight(FIRST + timedelta(days=LIVELY))
    asyncio.run(life.run())
    return life


def pasts(life: Life, found: Subject) -> Iterator[Past]:
    """What came of each case."""
    assert isinstance(life.ground, InMemory)
    world = life.ground.world
    for identity in world.views:
        yield Past(
            found,
            world.views[identity].incident.reported_at,
            life.end,
            tuple(steps(world.entries[identity])),
            tuple(notice for notice in world.notices.values() if notice.incident_id == identity),
            tuple(event for event in world.events if event.incident_id == identity),
        )


def steps(entries: Any) -> Iterator[Step]:
    view: Any = None
    for entry in entries:
        view = apply(view, entry)
        yield Step(entry, view)


@pytest.mark.timeout(400)
@given(st.integers(0, 2**32))
@settings(
    max_examples=16,
    deadline=None,
    derandomize=True,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
def test_rules_that_pass_never_let_an_incident_lie_and_rules_that_fail_do(seed: int) -> None:
    text = made(Random(seed))
    proved = subject(read(text))
    failures = [finding for finding in prove(proved).findings if finding.grade == Grade.FAILURE]
    for finding in failures:
        assert finding.example is not None
        assert bears_out(finding.example, proved), finding
    if not failures:
        life = lived(proved, seed)
        lying = {(past.view.incident.number, code) for past in pasts(life, proved) for code in HELD if LIES[code](past)}
        assert not lying
