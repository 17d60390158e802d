"""The command as a person runs it."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from tests.running import PASSWORD, Place, free_port
from workflow.days import published_days
from workflow.rules.language import CONDITIONS
from workflow.rules.patrolling import SpotKind
from workflow.tables import FIELDS, name_of

SCRIPT = Path(__file__).parent.parent / "docs" / "one-report.sh"
SMALL = "code,name,level,parent_code\n11,City,county,\n1101,East,township,11\n"


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Place:
    """A data folder that is seeded once."""
    found = Place(tmp_path_factory.mktemp("city"), free_port())
    seeded = found.command("seed")
    assert seeded.returncode == 0, seeded.stderr
    return found


@pytest.fixture(scope="module")
def running(place: Place) -> Iterator[Place]:
    with place.up():
        yield place


def children_of(pid: int) -> dict[str, int]:
    """The children that `up` keeps, by the name of their command."""
    listed = subprocess.run(["ps", "-o", "pid=,args=", "--ppid", str(pid)], capture_output=True, text=True, check=True)
    found = {}
    for line in listed.stdout.splitlines():
        number, arguments = line.strip().split(" ", 1)
        for name in ("serve", "clock", "deliver", "worker"):
            if arguments.endswith(f" {name}"):
                found[name] = int(number)
    return found


@pytest.mark.timeout(300)
def test_the_script_of_the_docs_closes_one_report_and_takes_a_late_one_to_a_meeting_and_the_bulletin(
    running: Place,
) -> None:
    environment = {**running.environment, "GRIDWARD": f"{Path(sys.executable).parent}/gridward"}
    told = subprocess.run(
        ["bash", str(SCRIPT), running.url],
        env=environment,
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert told.returncode == 0, told.stderr
    lines = told.stdout.splitlines()
    assert "verify     closed" in lines
    assert "the city has it" in lines
    assert "minute     minuted" in lines
    assert any(line.startswith("why        ") and "its decision 1 is due" in line for line in lines)
    assert any("shown as late" in line for line in lines)
    assert lines[-1].endswith("stands in it")
    first, again = lines[0].split()[1], lines[1].split()[1]
    assert first == again
    audit = running.command("audit", "verify")
    assert audit.returncode == 0, audit.stdout
    explained = running.command("rules", "explain", first, "-l", "zh")
    assert explained.returncode == 0, explained.stderr
    assert first in explained.stdout


@pytest.mark.timeout(300)
def test_who_starts_it_reads_each_sign_in_with_its_use_the_password_and_the_command(running: Place) -> None:
    first, *rows = running.log.read_text(encoding="utf-8").split("Gridward  ")[-1].splitlines()
    assert first == running.url
    said = {name: words for name, _, words in (row.strip().partition("  ") for row in rows if row.startswith("  "))}
    assert said["password"].strip() == PASSWORD
    assert Path(said["command"].strip()).name == "gridward"
    assert "dispatches" in said["dispatcher-321084001"]
    assert [name for name, words in said.items() if not words.strip()] == []


@pytest.mark.timeout(300)
def test_winding_the_clock_on_says_what_time_it_is_then(place: Place) -> None:
    told = [place.command("advance", "1m").stdout.rpartition(" is now ")[2].strip() for _ in range(2)]
    first, second = (datetime.strptime(each, "%Y-%m-%d %H:%M") for each in told)  # noqa: DTZ007
    assert second > first


@pytest.mark.timeout(300)
def test_the_doctor_finds_a_running_city_well(running: Place) -> None:
    told = running.command("doctor").stdout
    assert "✓ 城市是高邮市" in told
    assert "✓ 时钟正在运行" in told
    assert "Every open incident has an armed clock" in told
    assert f"✓ Gridward 正在 127.0.0.1:{running.port} 服务" in told


@pytest.mark.timeout(300)
def test_a_calendar_is_put_in_force_from_a_file_and_a_bad_one_is_named(running: Place, tmp_path: Path) -> None:
    bad, good = tmp_path / "bad.json", tmp_path / "good.json"
    bad.write_text('{"version": 2, "years": {"2027": {"of": []}}}', encoding="utf-8")
    told = running.command("calendar", str(bad))
    assert told.returncode == 1
    assert "Not a calendar" in told.stderr
    good.write_text(json.dumps(published_days(1).to_json() | {"version": 2}), encoding="utf-8")
    told = running.command("calendar", str(good))
    assert told.returncode == 0, told.stderr
    assert "counted anew" in told.stdout


@pytest.mark.timeout(300)
def test_an_unknown_number_is_said_in_words(running: Place) -> None:
    told = running.command("rules", "explain", "GY-nope")
    assert told.returncode == 1
    assert "Traceback" not in told.stderr
    assert "not-found" not in told.stderr


@pytest.mark.timeout(300)
@pytest.mark.parametrize("command", [["audit", "verify"], ["sweep"], ["advance", "1d"], ["rules", "show"]])
def test_a_folder_without_a_city_says_so(tmp_path_factory: pytest.TempPathFactory, command: list[str]) -> None:
    here = Place(tmp_path_factory.getbasetemp() / "no-city", 8000)
    told = here.command(*command)
    assert told.returncode == 2, told.stderr
    assert "gridward seed" in told.stderr
    assert "Traceback" not in told.stderr


@pytest.mark.timeout(300)
def test_a_second_start_on_the_same_port_says_so_and_harms_nobody(running: Place) -> None:
    told = running.command("up")
    assert told.returncode == 2
    assert "GRIDWARD_PORT" in told.stderr
    assert "Traceback" not in told.stderr
    assert running.ready()


@pytest.mark.timeout(300)
def test_what_dies_is_started_again_and_sigterm_stops_everything(tmp_path: Path) -> None:
    here, city = Place(tmp_path / "a city", free_port()), tmp_path / "small.csv"
    city.write_text(SMALL, encoding="utf-8")
    with here.up("--city", str(city)) as process:
        for name in ("serve", "clock"):
            os.kill(children_of(process.pid)[name], signal.SIGKILL)
            time.sleep(0.3)
        here.wait_ready(process)
        while len(kept := children_of(process.pid)) < 4:
            time.sleep(0.1)
        began = time.monotonic()
        os.killpg(process.pid, signal.SIGTERM)
        os.killpg(process.pid, signal.SIGTERM)
        process.communicate(timeout=60)
        assert process.returncode == 0
        assert time.monotonic() - began < 20
    assert not any(Path(f"/proc/{pid}").exists() for pid in kept.values())
    assert not (here.data / "postgres" / "cluster" / "postmaster.pid").exists()


@pytest.mark.timeout(300)
def test_one_data_folder_is_one_city(place: Place, tmp_path: Path) -> None:
    other = tmp_path / "other.csv"
    other.write_text("code,name,level,parent_code\n11,Elsewhere,county,\n1101,East,township,11\n", encoding="utf-8")
    told = place.command("seed", "--city", str(other))
    assert told.returncode == 2
    assert "GRIDWARD_DATA" in told.stderr
    assert "高邮市" in told.stderr


@pytest.mark.timeout(300)
def test_a_territory_file_with_faults_names_every_bad_row_and_loads_nothing(tmp_path: Path) -> None:
    here = Place(tmp_path / "data", free_port())
    bad = tmp_path / "bad.csv"
    bad.write_text(
        "code,name,level,parent_code\n11,City,county,\n1101,,township,11\n1102,West,borough,11\n", encoding="utf-8"
    )
    told = here.command("seed", "--city", str(bad))
    assert told.returncode == 1
    assert "line 3" in told.stderr.lower()
    assert "line 4" in told.stderr.lower()
    assert "Traceback" not in told.stderr
    good = tmp_path / "good.csv"
    good.write_text(SMALL, encoding="utf-8")
    assert here.command("seed", "--city", str(good)).returncode == 0


def test_the_stance_is_the_closed_list_and_has_no_word_for_a_person(tmp_path: Path) -> None:
    told = Place(tmp_path, 8000).command("stance")
    selects, _, exported = told.stdout.partition("\n\n")
    assert exported.splitlines() == [f"{name_of(kind)}: {' '.join(names)}" for kind, names in FIELDS.items()]
    *conditions, patrolled, things = selects.splitlines()
    assert patrolled == "patrols: kind grid template campaign township state"
    assert things == f"kinds of spot: {' '.join(SpotKind)}"
    assert conditions == [str(each) for each in CONDITIONS]
    assert conditions == [
        "category",
        "severity",
        "grid",
        "grid_kind",
        "special",
        "special_kind",
        "time",
        "workday",
        "season",
        "source",
        "repeats",
        "words",
    ]


def test_a_rules_file_with_faults_is_told_by_line_and_column_in_both_languages(tmp_path: Path) -> None:
    file = tmp_path / "rules.yaml"
    file.write_text("territory:\n  prefixx: GY\n", encoding="utf-8")
    told = Place(tmp_path, 8000).command("rules", "check", str(file))
    assert told.returncode == 1
    assert "rules.yaml:2:3" in told.stderr
    assert "prefix" in told.stderr


def test_the_shipped_rules_pass_the_check(tmp_path: Path) -> None:
    assert Place(tmp_path, 8000).command("rules", "check").returncode == 0


def test_a_database_that_cannot_be_reached_is_said_in_words(tmp_path: Path) -> None:
    here = Place(tmp_path, free_port())
    told = subprocess.run(
        [sys.executable, "-m", "gridward", "up"],
        env={**here.environment, "GRIDWARD_DATABASE_URL": f"postgresql://nobody@127.0.0.1:{free_port()}/none"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert told.returncode == 2
    assert "GRIDWARD_DATABASE_URL" in told.stderr
    assert PASSWORD not in told.stderr


def test_a_fault_in_the_log_names_its_place_and_nothing_that_was_in_hand() -> None:
    script = (
        "import structlog\n"
        "from workflow import logs\n"
        "logs.begin()\n"
        "def sign_in(password, phone):\n"
        "    raise RuntimeError('broken')\n"
        "try:\n"
        "    sign_in('open-sesame', '138' + '00138000')\n"
        "except RuntimeError:\n"
        "    structlog.get_logger().exception('unexpected_error')\n"
    )
    told = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60, check=True)
    assert "unexpected_error" in told.stderr
    assert "sign_in" in told.stderr
    assert "open-sesame" not in told.stderr
    assert "13800138000" not in told.stderr


def test_a_months_bulletin_is_drawn_up_by_hand_once_and_a_month_that_has_not_ended_is_refused(
    place: Place, tmp_path: Path
) -> None:
    page = tmp_path / "bulletin.html"
    if place.command("bulletin").returncode:  # no whole month of this city has ended so far
        wound = place.command("advance", "32d")
        assert wound.returncode == 0, wound.stderr
    first = place.command("bulletin", "--out", str(page), "-l", "en")
    assert first.returncode == 0, first.stderr
    number = re.search(r"GY-TB-([0-9-]{7})", first.stdout)
    assert number is not None
    assert number[0] in page.read_text(encoding="utf-8")
    assert place.command("bulletin", "--month", number[1], "-l", "en").stdout == first.stdout
    early = place.command("bulletin", "--month", "2025-03")
    assert early.returncode == 1
    assert "2025-03 在本市启用" in early.stderr
    assert "2025-03 lies before this city began" in early.stderr
    assert place.command("jobs", "run", "bulletin", "2024-01").returncode == 1
    refused = place.command("bulletin", "--month", "2999-01")
    assert refused.returncode == 1
    assert "2999-01 还没有结束" in refused.stderr
    assert "2999-01 has not ended" in refused.stderr
