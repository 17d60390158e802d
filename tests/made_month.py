"""A month that nobody lived, over Gaoyou's real tree: what a full bulletin looks like, the same every time."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import cache
from hashlib import sha256
from random import Random
from uuid import UUID

from models.clock import Stage
from models.incident import Ending, State
from models.task import OrderState
from models.territory import TOWNSHIP, VILLAGE, Grid
from tests.small import calendar, rules
from tests.test_demonstration import SEED, directory_of, gaoyou
from workflow import bulletin_parts, bulletins
from workflow.bulletin_names import City
from workflow.bulletins import Chains, Edition, Issue, Told
from workflow.demonstration import demonstration
from workflow.directory import Directory
from workflow.indicators import CaseFacts, Leg, Ordered, Span
from workflow.machines import Move
from workflow.resolutions import Met, Resolved, Unheld

OCTOBER = Span(datetime(2026, 9, 30, 16, tzinfo=UTC), datetime(2026, 10, 31, 16, tzinfo=UTC))
DRAWN = datetime(2026, 11, 5, 0, tzinfo=UTC)
CATEGORIES = ("06010", "06013", "08004", "09006", "H0502", "07001", "P01001", "97998", "10002")
ODD = (Ending.DECLINED, Ending.WITHDRAWN, Ending.VOIDED, Ending.MERGED)


SEALS = [(date(2026, 10, day), sha256(b"%d" % day).hexdigest()) for day in range(1, 32)]


@cache
def directory() -> Directory:
    return directory_of(demonstration(gaoyou(), SEED, datetime(2026, 1, 1, tzinfo=UTC)))


def told(cases: int = 900, seed: int = 7) -> Told:
    """What the month's bulletins are made of."""
    found = list(_cases(Random(seed), cases))
    chains = Chains(DRAWN - timedelta(hours=6), seals=SEALS)
    unheld = [Unheld("GY-M-2", "work", OCTOBER.start + timedelta(days=14), directory().at_level(TOWNSHIP, DRAWN)[0].id)]
    return Told("2026-10", OCTOBER, bulletin_parts.by_township(found), list(_meetings(found)), chains, unheld=unheld)


def bulletin(cases: int = 900, seed: int = 7, edition: Edition = Edition()) -> Issue:  # noqa: B008 - it is frozen
    return bulletins.draw_up(told(cases, seed), City(directory(), rules(), calendar()), DRAWN, edition)


def _cases(random: Random, count: int) -> Iterator[CaseFacts]:
    villages = directory().at_level(VILLAGE, DRAWN)
    good = {town.code: random.uniform(0.55, 0.99) for town in directory().at_level(TOWNSHIP, DRAWN)}
    for number in range(count):
        village = random.choice(villages[:-9])
        town = village.path.split(".")[1]
        yield _case(random, number, village, town, random.random() < good[town])


def _case(random: Random, number: int, village: Grid, town: str, well: bool) -> CaseFacts:
    at = OCTOBER.start + timedelta(minutes=random.randrange(60 * 24 * 28))
    due = at + timedelta(hours=random.choice((30, 60, 70)))
    filed = Leg(Stage.INTAKE, at, False, at, at, move=Move.ACCEPT)
    common = {
        "id": UUID(int=number),
        "number": f"GY-{1001 + number}",
        "category": random.choice(CATEGORIES),
        "reported_at": at,
        "township": town,
        "grid": village.code,
        "entries": random.randint(4, 14),
    }
    if random.random() < 0.06:
        odd = random.choice(ODD)
        return CaseFacts(**common, state=State(str(odd)), level=2, ending=odd, ended_at=due)  # type: ignore[arg-type]
    if well or random.random() < 0.7:
        ended = due - timedelta(hours=3) if well else due + timedelta(hours=20)
        legs = (
            filed,
            Leg(Stage.HANDLE, min(due, ended), not well, due, ended, move=Move.RESOLVE),
            Leg(Stage.VERIFY, ended, False, due, ended, move=Move.REWORK if random.random() < 0.05 else Move.VERIFY),
            Leg(Stage.PROMISE, min(due, ended), not well, due, ended, move=Move.VERIFY),
        )
        ending = random.choice((*(Ending.VERIFIED,) * 6, Ending.UNVERIFIED, Ending.TIMED_OUT))
        return CaseFacts(**common, state=State.CLOSED, level=3, ending=ending, ended_at=ended, legs=legs)  # type: ignore[arg-type]
    late = (Leg(Stage.HANDLE, due, True, due, alive=True), Leg(Stage.PROMISE, due, True, due, alive=True))
    level = random.choice((1, 2, 2, 3, 3, 3))
    tabled = due + timedelta(days=2) if level == 1 else None
    return CaseFacts(
        **common,  # type: ignore[arg-type]
        state=random.choice((State.DISPATCHED, State.HANDLING)),
        level=level,
        raised_at=due if level < 3 else None,
        tabled_at=tabled,
        returns=random.choice((0, 0, 1, 2)),
        extensions=random.choice((0, 0, 1)),
        taken=random.random() < 0.5,
        holder_kind="grid",
        holder=str(village.id),
        reminded_at=due,
        orders=(Ordered(OrderState.ISSUED, 2, True, due, due + timedelta(days=2), reminded_at=due),) if tabled else (),
        legs=(filed, *late),
    )


def _meetings(cases: list[CaseFacts]) -> Iterator[Met]:
    tabled = [case for case in cases if case.tabled_at][:3]
    root = directory().root.id
    decisions = tuple(
        Resolved(f"GY-M-3/{number}", case.number, case.holder_kind, case.holder, DRAWN, state, late)
        for number, (case, state, late) in enumerate(
            zip(tabled, ("open", "done", "open"), (False, False, True), strict=False), 1
        )
    )
    yield Met(
        "GY-M-3",
        "joint",
        "minuted",
        OCTOBER.start + timedelta(days=20),
        root,
        OCTOBER.start + timedelta(days=21),
        decisions,
    )
    yield Met("GY-M-1", "special", "closed", OCTOBER.start + timedelta(days=9), root)
