"""Histories from elsewhere: real reports are counted as an independent count has them, and bad lines are named."""

import os
from datetime import timedelta
from pathlib import Path

import pandas
import pytest
from typer.testing import CliRunner

from gridward import app
from workflow import histories
from workflow.calendar import SHANGHAI
from workflow.indicators import Span, rates

SMALL = """agency,created,due,closed,note
Roads,2026-01-01T08:00:00,2026-01-02T08:00:00,2026-01-02T08:00:00,
Roads,2026-01-01T08:00:00,2026-01-02T08:00:00,2026-01-02T08:00:01,late
Roads,2026-01-01T08:00:00,2026-01-02T08:00:00,,still open and late
Roads,2026-01-01T08:00:00,2026-03-02T08:00:00,,not due yet
Roads,2026-01-01T08:00:00,,2026-02-01T00:00:00,nothing promised
"""

needs_history = pytest.mark.skipif("GRIDWARD_TEST_HISTORY" not in os.environ, reason="names no history of real reports")


def told(tmp_path: Path, text: str, *options: str) -> tuple[int, list[str], list[str]]:
    file = tmp_path / "history.csv"
    file.write_text(text, encoding="utf-8")
    found = CliRunner().invoke(app, ["figures", str(file), *options])
    return found.exit_code, found.stdout.splitlines(), found.stderr.splitlines()


def test_a_history_is_counted_by_the_indicators_of_the_city(tmp_path: Path) -> None:
    code, lines, wrong = told(tmp_path, SMALL)
    assert (code, wrong) == (0, [])
    assert lines[0] == "Roads: 5 reported, 3 due, 2 closed (66.67\u00a0%), 1 on time (33.33\u00a0%)"
    assert lines[1].startswith("all: 5 reported, 3 due")
    assert told(tmp_path, SMALL, "--until", "2026-01-02")[1][0].startswith("Roads: 5 reported, 0 due, 0 closed (—)")


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("Roads,2026-01-01", "history.csv:2: This line has not as many cells"),
        (",2026-01-01,,", "history.csv:2: It names no agency"),
        ("Roads,yesterday,,", "history.csv:2: created: “yesterday” is no instant"),
        ("Roads,,,", "history.csv:2: created: “” is no instant"),
        ("Roads,2026-01-02,2026-01-01,", "history.csv:2: due: 2026-01-01T00:00:00+08:00 lies before"),
        ('Roads,"2026"x,,', "history.csv:2: From here on this is no CSV"),
    ],
)
def test_a_line_that_says_no_case_is_named_and_the_others_are_counted(tmp_path: Path, row: str, why: str) -> None:
    rest = "" if "CSV" in why else "Parks,2026-01-01,2026-01-02,2026-01-01\n"
    code, lines, wrong = told(tmp_path, f"agency,created,due,closed\n{row}\n{rest}")
    assert code == 1
    assert [line for line in wrong if line.startswith(why)]
    assert lines[0].startswith("Parks: 1 reported, 1 due, 1 closed") or not rest


def test_a_file_without_its_columns_says_which_are_missing(tmp_path: Path) -> None:
    code, _, wrong = told(tmp_path, "agency,created,due\n")
    assert (code, wrong) == (1, ["history.csv:1: There has to be one column closed."])


@needs_history
def test_of_real_reports_the_on_time_share_by_agency_is_that_of_an_independent_count() -> None:
    file = Path(os.environ["GRIDWARD_TEST_HISTORY"])
    found = histories.read(file.read_text(encoding="utf-8"), SHANGHAI)
    assert found.problems == ()
    assert found.end is not None
    end = found.end + timedelta(microseconds=1)
    parts = histories.counted(found.cases, Span(min(case.created for case in found.cases), end))
    ours = {
        part.agency: (ratio.numerator, ratio.denominator)
        for part in parts
        for ratio in [rates(part.found)["closing_on_time"]]
        if ratio.denominator
    }
    table = pandas.read_csv(file, usecols=["agency", "created", "due", "closed"])
    for column in ("created", "due", "closed"):
        table[column] = pandas.to_datetime(table[column])
    last = max(table["created"].max(), table["closed"].max())
    due = table[table["due"].notna() & ((table["closed"] <= last) | (table["due"] <= last))]
    kept = (due["closed"] <= due["due"]).groupby(due["agency"]).agg(["sum", "count"])
    assert ours == {agency: (row["sum"], row["count"]) for agency, row in kept.iterrows()}
    assert sum(count for _, count in ours.values()) == len(due) > 9_000
