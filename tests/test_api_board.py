"""The supervisors' board: every figure is what a recount of the cases gives, and opens exactly what it counts."""

from collections import Counter
from collections.abc import AsyncIterator, Mapping
from contextlib import suppress
from datetime import timedelta
from typing import Any
from urllib.parse import quote

import pytest
import pytest_asyncio

from api import deadlines
from api.charting import arrows
from models.incident import State
from models.task import OrderState
from tests.acting import People, perform
from tests.asking import Town, town
from tests.small import EAST, GROUP, INFORMANT, MONDAY, OTHER_VILLAGE, ROOT, SINCE, VILLAGE, WEST
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
            seen += await climbed(gaoyou, name, world, column, within)
    assert all(seen[figure] for figure in ("open", "late", "untaken", "raised", "supervised", "broken", "climbing")), (
        seen
    )


def climbs(view: View) -> bool:
    return view.incident.open and any(clock.next_at and clock.rung for clock in view.clocks.values())


async def climbed(town: Town, name: str, world: Recorded, column: str, within: str) -> Counter[str]:
    """The ladders in progress are those of the cases that climb, in the order in which they go on."""
    cases = [view.incident for view in world.views.values() if climbs(view)]
    cases = [case for case in cases if case.path == within or case.path.startswith(f"{within}.")]
    pages = await ladders(town, name)
    rises = [rise for page in pages for rise in page["items"]]
    assert sorted(rise["case"]["number"] for rise in rises) == sorted(case.number for case in cases)
    assert [rise["ladders"][0]["next_at"] for rise in rises] == sorted(r["ladders"][0]["next_at"] for r in rises)
    assert {page["count"] for page in pages} == {len(cases)}
    found = {None if part["here"] else part["code"]: part["count"] for part in pages[0]["parts"]}
    assert found == Counter(getattr(case, column) for case in cases)
    for part in pages[0]["parts"]:
        where = {"place": part["code"], "here": str(part["here"]).lower()}
        assert len(await behind(town, name, "climbing", **where)) == part["count"]
    return Counter(climbing=len(cases))


async def ladders(town: Town, name: str, limit: int = 5) -> list[dict[str, Any]]:
    """All pages."""
    pages, cursor = [], ""
    while True:
        answer = await town.get(name, f"/api/v1/board/ladders?limit={limit}{cursor}")
        assert answer.status_code == 200, answer.text
        pages.append(answer.json())
        if pages[-1]["next"] is None:
            return pages
        cursor = f"&cursor={pages[-1]['next']}"


async def test_a_ladder_says_who_was_told_who_answered_and_what_comes_next_and_when(gaoyou: Town) -> None:
    ref = await gaoyou.reported(INFORMANT)
    [page] = await ladders(gaoyou, "township-east")
    assert (page["count"], page["items"]) == (0, []), "nothing has happened on its ladder"
    for hours in range(1, 9):
        gaoyou.wall.at = MONDAY + timedelta(hours=hours)
        await gaoyou.engine.timekeeping.sweep()
    [page] = await ladders(gaoyou, "township-east")
    [rise] = page["items"]
    assert rise["case"]["id"] == ref
    first = rise["ladders"][0]
    assert (first["stage"], first["next"]["do"], first["next"]["level"]) == ("intake", "raise", 1)
    assert first["next"]["tell"] == ["supervisor", "township_supervisor"]
    assert first["fired"] < first["rungs"]
    assert not first["next"]["again"]
    assert rise["missed"]["at"] == first["due_at"] < page["as_of"] < first["next_at"]
    assert {each["person"]["name"] for each in rise["missed"]["on_duty"]} == {"chief-east", "dispatcher-east"}
    [desk] = [each for each in rise["heard"] if each["to"]["name"] == "dispatcher-east"]
    assert (desk["kind"], desk["answered_at"]) == ("warn", None)
    [notice, *_] = (await gaoyou.get("dispatcher-east", "/api/v1/notices")).json()["items"]
    await gaoyou.post("dispatcher-east", f"/api/v1/notices/{notice['id']}/acknowledge")
    [page] = await ladders(gaoyou, "supervisor")
    [desk] = [each for each in page["items"][0]["heard"] if each["to"]["name"] == "dispatcher-east"]
    assert desk["answered_at"] is not None
    assert [page["items"] for page in await ladders(gaoyou, "township-west")] == [[]]


@pytest.mark.parametrize(("place", "level"), [(ROOT, 2), (ROOT, 3), (EAST, 3), (VILLAGE, 4), (GROUP, 4)])
async def test_a_map_is_shaded_by_what_each_part_has_open_and_late_and_opens_it(
    gaoyou: Town, place: str, level: int
) -> None:
    await live(gaoyou, Recorded(3), People(3, MONDAY), 60)
    answer = await gaoyou.get("supervisor", f"/api/v1/board/grids?place={place}&level={level}")
    shades = answer.json()
    assert (answer.status_code, shades["level"]) == (200, level)
    for row in shades["rows"]:
        # What lies in none of the parts is asked for as it is shown: by the whole, and how it is divided.
        where = {"place": place, "here": "true", "level": level} if row["here"] else {"place": row["code"]}
        for figure in ("open", "late"):
            assert len(await behind(gaoyou, "supervisor", figure, **where)) == row[figure], (row, figure)
    for figure in ("open", "late"):
        assert sum(row[figure] for row in shades["rows"]) == len(
            await behind(gaoyou, "supervisor", figure, place=place)
        )
    refused = await gaoyou.get("supervisor", f"/api/v1/board/grids?place={place}&level=5")
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (400, "level")


async def test_who_was_on_duty_is_said_by_part_and_instant(gaoyou: Town) -> None:
    gaoyou.wall.wait(hours=5)
    for place, wanted in (
        (ROOT, {EAST: {"chief-east", "dispatcher-east"}, WEST: {"chief-west", "dispatcher-west"}}),
        (EAST, {VILLAGE: {f"handler-{VILLAGE}"}, OTHER_VILLAGE: {f"handler-{OTHER_VILLAGE}"}}),
    ):
        for at in ("", f"&at={quote(MONDAY.isoformat())}"):
            answer = await gaoyou.get("supervisor", f"/api/v1/board/duty?place={place}{at}")
            rows = answer.json()["rows"]
            assert {row["code"]: {each["person"]["name"] for each in row["on_duty"]} for row in rows} == wanted
    gone = quote((SINCE - timedelta(days=1)).isoformat())
    later = quote((gaoyou.wall.at + timedelta(hours=1)).isoformat())
    for at in (gone, later, "yesterday", "9999-12-31T23:59:59-12:00", "0001-01-01T00:00:00%2B14:00"):
        answer = await gaoyou.get("supervisor", f"/api/v1/board/duty?at={at}")
        assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, "at"), at


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
            answers = (await gaoyou.get(name, "/api/v1/board/incidents?figure=answered")).json()["items"]
            assert [each["answer"]["text"] for each in answers] == ["正在办"] * figures_[1]
