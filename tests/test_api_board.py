"""The supervisors' board: every figure is what a recount of the cases gives, and opens exactly what it counts."""

from collections import Counter
from collections.abc import AsyncIterator, Mapping
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
import pytest_asyncio

from api import deadlines
from api.charting import arrows
from models.incident import State
from models.task import OrderState
from tests.acting import People, perform
from tests.asking import Town, town
from tests.small import EAST, INFORMANT, MONDAY, ROOT, VILLAGE
from tests.storing import Recorded, write
from workflow.calendar import SHANGHAI
from workflow.errors import GridwardError
from workflow.in_force import Now
from workflow.machines import TABLES, Kind
from workflow.view import View

FIGURES = ("open", "late", "tonight", "untaken", "raised", "supervised", "answered")


@pytest_asyncio.fixture
async def gaoyou(database_url: str) -> AsyncIterator[Town]:
    async with town(database_url) as found:
        yield found


async def live(town: Town, world: Recorded, people: People, steps: int) -> None:
    """Random people act; what they did is in the database and in memory."""
    for _ in range(steps):
        with suppress(GridwardError):
            perform(world, people.next(world))
    await write(town.engine.database, world.taken())
    town.wall.at = people.now


def figures(view: View, now: Now, level: int) -> Counter[str]:
    """What one open case counts as, said a second time."""
    case = view.incident
    local = now.at.astimezone(SHANGHAI)
    tonight = local.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    due = None if case.due_at is None else now.at <= case.due_at < tonight
    by_desk = case.state in (State.REPORTED, State.ACCEPTED) and case.claimed_by is None
    return Counter(
        open=1,
        late=int(deadlines.lamp(view, now) == "red"),
        tonight=int(bool(due) and case.state != State.SUSPENDED),
        untaken=int(by_desk or case.state == State.DISPATCHED),
        supervised=int(any(order.open for order in view.orders.values())),
        answered=int(
            any(order.state == OrderState.ANSWERED and order.level >= level for order in view.orders.values())
        ),
        raised=int((case.raised_at is not None and case.level <= level) or case.tabled_at is not None),
    )


async def board(town: Town, name: str, **asked: str) -> dict[str, Any]:
    query = "&".join(f"{key}={value}" for key, value in asked.items())
    answer = await town.get(name, f"/api/v1/board?{query}")
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def behind(town: Town, name: str, figure: str, limit: int = 7, **asked: Any) -> list[str]:
    """The numbers of all pages."""
    query = "&".join(f"{key}={value}" for key, value in {"figure": figure, "limit": limit, **asked}.items())
    numbers, cursor = [], ""
    while True:
        answer = await town.get(name, f"/api/v1/board/incidents?{query}{cursor}")
        assert answer.status_code == 200, answer.text
        page = answer.json()
        numbers += [item["number"] for item in page["items"]]
        if page["next"] is None:
            return numbers
        cursor = f"&cursor={page['next']}"


def recounted(world: Recorded, now: Now, level: int, column: str, within: str) -> dict[str | None, Counter[str]]:
    found: dict[str | None, Counter[str]] = {}
    for view in world.views.values():
        case = view.incident
        if case.open and (case.path == within or case.path.startswith(f"{within}.")):
            found.setdefault(getattr(case, column), Counter()).update(figures(view, now, level))
    return found


def wanted_of(found: Mapping[str | None, Counter[str]], part: str | None) -> dict[str, int]:
    return {figure: found.get(part, Counter())[figure] for figure in FIGURES}


WATCHERS = (
    ("supervisor", 1, "township", ROOT),
    ("centre", 1, "township", ROOT),
    ("township-east", 2, "village", f"{ROOT}.{EAST}"),
)


@pytest.mark.parametrize("seed", range(2))
async def test_every_figure_is_what_a_recount_gives_and_opens_exactly_what_it_counts(gaoyou: Town, seed: int) -> None:
    world, people = Recorded(seed), People(seed, MONDAY)
    seen: Counter[str] = Counter()
    for _ in range(3):
        await live(gaoyou, world, people, 50)
        now = await gaoyou.engine.now()
        for name, level, column, within in WATCHERS:
            wanted = recounted(world, now, level, column, within)
            found = await board(gaoyou, name)
            for row in found["rows"]:
                part = None if row["here"] else row["code"]
                assert {figure: row[figure] for figure in FIGURES} == wanted_of(wanted, part), (name, part)
                seen += await opened(gaoyou, name, row)
            for figure in FIGURES:
                numbers = await behind(gaoyou, name, figure)
                assert len(numbers) == found["total"][figure] == sum(each[figure] for each in wanted.values())
    assert all(seen[figure] for figure in ("open", "late", "untaken", "raised", "supervised", "broken")), seen


async def test_units_and_states_are_counted_from_the_same_cases_and_open_them(gaoyou: Town) -> None:
    gas = [await gaoyou.reported(INFORMANT) for _ in range(3)]
    for ref in gas:
        await gaoyou.moves(
            ref, ("dispatcher-east", "accept", {}), ("dispatcher-east", "dispatch", {"to": {"unit": "gas"}})
        )
    await gaoyou.moves(gas[0], ("gas-1", "acknowledge", {}))
    await gaoyou.reported(INFORMANT)
    await closed(gaoyou)
    [unit] = (await gaoyou.get("township-east", "/api/v1/board/units")).json()["rows"]
    assert (unit["code"], unit["open"], unit["untaken"]) == ("gas", 3, 2)
    for figure in FIGURES:
        assert len(await behind(gaoyou, "township-east", figure, unit="gas")) == unit[figure]
    assert await behind(gaoyou, "township-west", "open", unit="gas") == []
    for name in ("supervisor", "township-east"):
        chart = (await gaoyou.get(name, "/api/v1/board/chart")).json()
        stand = {each["state"]: each["count"] for each in chart["states"] if each["count"]}
        assert stand == {"reported": 1, "dispatched": 2, "handling": 1, "closed": 1}
        for each in chart["states"]:
            figure = "ended" if each["end"] else "open"
            assert len(await behind(gaoyou, name, figure, state=each["state"])) == each["count"]
            for part in each["parts"]:
                where = {"place": part["code"], "here": str(part["here"]).lower()}
                assert len(await behind(gaoyou, name, figure, state=each["state"], **where)) == part["count"]
    elsewhere = (await gaoyou.get("township-west", "/api/v1/board/chart")).json()["states"]
    assert sum(each["count"] for each in elsewhere) == 0


def test_the_chart_has_every_arrow_of_the_table_that_leads_somewhere() -> None:
    drawn = {(arrow.start, arrow.to, move) for arrow in arrows() for move in arrow.moves}
    table = {
        (start, arrow.to, str(arrow.move))
        for arrow in TABLES[Kind.INCIDENT].arrows
        for start in arrow.start
        if arrow.to is not None and start not in (State.DRAFT, arrow.to)
    }
    assert drawn == table


async def opened(town: Town, name: str, row: Mapping[str, Any]) -> Counter[str]:
    """The lists behind all the figures of a row, each as long as the figure says."""
    promised = {"kept": row["month"]["kept"], "broken": row["month"]["judged"] - row["month"]["kept"]}
    said = {**{figure: row[figure] for figure in FIGURES}, **promised}
    where = {"place": row["code"], "here": str(row["here"]).lower()}
    for figure, many in said.items():
        numbers = await behind(town, name, figure, **where) if many else []
        assert len(numbers) == len(set(numbers)) == many, (name, row["code"], figure)
    return Counter(said)


async def test_what_is_late_before_the_day_is_over_is_so_until_it_is_late(gaoyou: Town) -> None:
    number = (await gaoyou.see("supervisor", await gaoyou.reported(INFORMANT)))["number"]
    for hours, tonight, late in ((0, [number], []), (8, [], [number])):
        gaoyou.wall.wait(hours=hours)
        assert await behind(gaoyou, "supervisor", "tonight") == tonight
        assert await behind(gaoyou, "supervisor", "late") == late
        assert (await board(gaoyou, "supervisor"))["total"]["tonight"] == len(tonight)


async def closed(town: Town) -> str:
    """A case that was reported, handled and verified at once."""
    ref = await town.reported(INFORMANT)
    await town.moves(
        ref,
        ("dispatcher-east", "accept", {}),
        ("dispatcher-east", "dispatch", {"to": {"grid": VILLAGE}}),
        (f"handler-{VILLAGE}", "acknowledge", {}),
        (f"handler-{VILLAGE}", "resolve", {"note": "已清理"}),
        ("dispatcher-east", "verify", {"satisfied": True, "note": "看过了"}),
    )
    return str((await town.see("supervisor", ref))["number"])


async def test_promises_are_counted_in_the_week_and_month_in_which_they_were_met_or_ran_out(gaoyou: Town) -> None:
    kept = [await closed(gaoyou), await closed(gaoyou)]
    broken = (await gaoyou.see("supervisor", await gaoyou.reported(INFORMANT)))["number"]
    found = await board(gaoyou, "supervisor")
    assert found["month"] == {"kept": 2, "judged": 2}
    gaoyou.wall.wait(days=14)
    found = await board(gaoyou, "supervisor")
    east = next(row for row in found["rows"] if row["code"] == EAST)
    assert found["month"] == east["month"] == {"kept": 2, "judged": 3}
    assert [week["judged"] for week in east["weeks"]][:5] == [0] * 5
    assert east["weeks"][5] == {"kept": 2, "judged": 3}
    assert sum(week["judged"] for week in east["weeks"]) == 3
    assert sorted(await behind(gaoyou, "supervisor", "kept", place=EAST)) == sorted(kept)
    assert await behind(gaoyou, "supervisor", "broken") == [broken]
    gaoyou.wall.wait(days=20)
    found = await board(gaoyou, "supervisor")
    assert found["month"] == {"kept": 0, "judged": 0}, "another month"
    assert len(await behind(gaoyou, "supervisor", "kept", since="2026-06-01")) == 2


@pytest.mark.parametrize(
    ("asked", "field"),
    [("figure=best", "figure"), ("figure=open&limit=0", "limit"), ("figure=open&cursor=x", "cursor"),
     ("figure=kept&cursor=WzFd", "cursor"), ("figure=kept&since=never", "since"), ("figure=open&state=x", "state")],
)  # fmt: skip
async def test_what_cannot_be_asked_is_refused_with_its_field(gaoyou: Town, asked: str, field: str) -> None:
    answer = await gaoyou.get("supervisor", f"/api/v1/board/incidents?{asked}")
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, field)


async def test_the_first_and_the_last_day_there_is_are_days_too(gaoyou: Town) -> None:
    for day in ("0001-01-01", "9999-12-31"):
        assert await behind(gaoyou, "supervisor", "kept", since=day) == []


async def test_an_answer_to_an_order_waits_at_the_level_that_decides_on_it(gaoyou: Town) -> None:
    ref = await gaoyou.reported(INFORMANT)
    counted = ("supervised", "answered")
    await gaoyou.moves(ref, ("supervisor", "supervise", {"reason": "久拖不决"}))
    for move, wanted in (
        (None, {"supervisor": (1, 0), "township-east": (1, 0), "township-west": (0, 0)}),
        (("dispatcher-east", "answer", {"reason": "正在办"}), {"supervisor": (1, 1), "township-east": (1, 0)}),
        (("supervisor", "accept_answer", {}), {"supervisor": (0, 0), "township-east": (0, 0)}),
    ):
        if move:
            await gaoyou.moves(ref, move)
        for name, figures_ in wanted.items():
            total = (await board(gaoyou, name))["total"]
            assert tuple(total[each] for each in counted) == figures_, (name, move)
            assert [len(await behind(gaoyou, name, each)) for each in counted] == list(figures_)
