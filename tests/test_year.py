"""A year of duties in virtual time, checked from its export by means that are not the product's: pandas, and the public
holidays as chinesecalendar has them."""

import asyncio
from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import chinese_calendar
import pandas as pd
import pytest

from models.territory import CITY, TOWNSHIP
from tests.recounted import Export, Recount, compared, groups_of
from workflow import exporting, setting_up
from workflow.settings import HOME, from_environment
from workflow.simulation import running
from workflow.simulation.in_memory import InMemory
from workflow.simulation.life import Life

FIRST, DAYS, SEED, RATE = date(2025, 1, 1), 365, 12, 0.8
TOWNSHIPS = ("321084101", "321084112")
pytestmark = pytest.mark.timeout(300)  # a year is lived once for all of them

OWED = {"special": 4, "work": 4 * len(TOWNSHIPS), "consultation": 2 * len(TOWNSHIPS)}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("year")


@pytest.fixture(scope="module")
def year(folder: Path) -> Life:
    """A year of the city with two of its townships; those of its last month and quarter and of the whole are drawn up
    when they are owed."""
    own = from_environment({"GRIDWARD_DATA": str(folder)})
    rows = setting_up.GAOYOU.read_text(encoding="utf-8").splitlines()
    towns = [row for row in rows if len(row.split(",")[0]) < 9 or row.startswith(TOWNSHIPS)]
    (folder / "city.csv").write_text("\n".join(towns), encoding="utf-8")
    tree, rules = setting_up.tree_and_rules(own, folder / "city.csv")
    options = running.Options(FIRST, DAYS, SEED, RATE)
    life = asyncio.run(running.in_memory(tree, rules, options, lambda _: None))
    assert isinstance(life.ground, InMemory)
    world = life.ground.world
    for period in ("2025-12", "2025-Q4", "2025"):
        world.draw_up(period, life.end + timedelta(days=18))
    exporting.export_lived(world, folder / "export")
    return life


@pytest.fixture(scope="module")
def export(year: Life, folder: Path) -> Export:
    return Export(folder / "export")


def last(export: Export, kind: str) -> pd.DataFrame:
    """How each record of a kind stands in the end."""
    return export.table(kind).drop_duplicates("id", keep="last")


def test_every_duty_of_a_year_took_place_once_and_on_a_working_day(export: Export) -> None:
    meetings = last(export, "meeting")
    held = meetings[meetings.held_at.notna() & meetings.period.str.startswith("2025")]
    occasion = held.period.str.partition(".")[0]
    for kind, times in OWED.items():
        own = held[held.kind == kind]
        assert len(own) == times, f"{kind} meetings"
        assert not pd.DataFrame({"path": own.path, "occasion": occasion[own.index]}).duplicated().any()
    days = held.held_at.dt.tz_convert("Asia/Shanghai").dt.date
    assert len(days) > sum(OWED.values()), "and there were joint meetings"
    assert [day for day in days if not chinese_calendar.is_workday(day)] == []
    told = {bulletin["period"] for bulletin in export.bulletins()}
    assert told >= {f"2025-{month:02}" for month in range(1, 13)}


def test_every_decision_of_a_year_was_tracked_to_its_end_or_is_shown_as_late(export: Export, year: Life) -> None:
    decisions = last(export, "decision")
    assert len(decisions) > 10
    ended = decisions.state.isin(("done", "dropped"))
    assert decisions[ended].ended_at.notna().all()
    assert ended.sum() > 10
    in_time = decisions.carried_at <= decisions.due_at
    late = decisions[~ended & ~in_time & (decisions.due_at < pd.Timestamp(year.end))]
    december = next(each for each in export.bulletins() if each["period"] == "2025-12")
    shown = {each["number"] for met in december["meetings"] for each in met["decisions"] if each["late"]}
    assert set(late.subject + "/" + late.number) <= shown


def test_the_figures_of_a_years_bulletins_equal_an_independent_recount(export: Export) -> None:
    recount, groups = Recount(export), groups_of(HOME / "escalation_rules.yaml")
    counted = Counter[tuple[int, str]]()
    for bulletin in export.bulletins():
        # Each figure of the city's; of the townships' those of one month.
        if bulletin["level"] == CITY or bulletin["period"] == "2025-10":
            found = list(compared(bulletin, recount, groups))
            assert [each for each in found if each[1] != each[2]] == [], bulletin["number"]
            counted[bulletin["level"], bulletin["length"]] += 1
    assert counted[CITY, "month"] >= 12
    assert (counted[CITY, "quarter"], counted[CITY, "year"]) == (4, 1)
    assert counted[TOWNSHIP, "month"] == len(TOWNSHIPS)


def test_the_recount_finds_a_figure_that_is_told_wrong(export: Export) -> None:
    bulletin = next(each for each in export.bulletins() if each["period"] == "2025-12")
    bulletin["city"]["marks"]["reported"] += 1
    found = compared(bulletin, Recount(export), {})
    assert [name for name, told, counted in found if told != counted] == ["whole reported"]
