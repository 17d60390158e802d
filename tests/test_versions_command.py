"""`gridward rules` as a centre uses it: look at what is different, switch on, move open cases, go back."""

import asyncio
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

import gridward
from models.database import Database
from tests.small import INFORMANT, MONDAY, report, rules, uid, who
from tests.stored import seed
from tests.versioned import LONGER, edited
from workflow import keys
from workflow.engine import Engine
from workflow.errors import NothingBefore
from workflow.rules.problems import RulesInvalid
from workflow.settings import from_environment

Command = Callable[..., Result]


@pytest.fixture
def command(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Command:
    """The command over a small city with an open case."""
    monkeypatch.setenv("GRIDWARD_DATABASE_URL", database_url)
    monkeypatch.setenv("GRIDWARD_DATA", str(tmp_path))

    async def begun() -> None:
        database = await Database.open(database_url, 2)
        try:
            await seed(database, MONDAY)
            engine = Engine(database, keys.load(from_environment()), clock=lambda: MONDAY)
            await engine.submit(who(INFORMANT), report(), None, "k", "")
        finally:
            await database.close()

    asyncio.run(begun())
    runner = CliRunner()
    return lambda *arguments: runner.invoke(gridward.app, ["rules", *arguments])


def test_a_change_of_rules_from_the_first_look_to_the_way_back(command: Command, tmp_path: Path) -> None:
    file = tmp_path / "new.yaml"
    file.write_text(edited(LONGER), encoding="utf-8")
    changed = [
        "~ routes.exposed-rubbish.budgets.handle: 4wh -> 1wd",
        "~ routes.exposed-rubbish.budgets.promise: 3wd -> 5wd",
    ]
    assert command("diff", str(file)).stdout.splitlines() == [*changed, "2 changed"]

    said = command("activate", str(file), "--note", "longer", "--author", "li", "--despite", "a small city").stdout
    assert said.splitlines() == [*changed, "2 changed", "version 2 is in force"]
    assert command("diff", "2", "1").stdout.splitlines() == [*changed, "2 changed"]
    assert command("diff", "2").stdout.splitlines() == ["nothing is different"]
    assert [each["how"] for each in json.loads(command("diff", "1", "--json").stdout)] == ["changed", "changed"]

    dry = command("migrate", "--dry-run").stdout.splitlines()
    assert dry[-1] == "1 would be moved to version 2, 1 with another promise; 0 refused"
    assert dry[0].startswith("GY-1001  exposed-rubbish  ")
    in_chinese = command("migrate", "--dry-run", "-l", "zh").stdout.splitlines()
    assert in_chinese[-1] == "将有 1 件改按第 2 版，其中 1 件承诺时间变动；0 件不能改"
    assert "办结承诺 2026" in in_chinese[0]
    assert json.loads(command("migrate", "--json").stdout)["moved"][0]["route"] == "exposed-rubbish"
    assert command("migrate").stdout.splitlines() == ["0 moved to version 2, 0 with another promise; 0 refused"]

    assert command("rollback", "--note", "too long").stdout == "version 1 is in force again, version 2 no longer\n"
    listed = command("versions").stdout
    assert "  2  " in listed
    assert "* 1  " in listed
    assert "by li: longer" in listed
    assert "undoing 1" in listed
    assert isinstance(command("rollback").exception, NothingBefore)


def test_a_migration_lists_what_changes_and_counts_the_rest_and_people_are_called_by_their_names(
    command: Command, tmp_path: Path
) -> None:
    file = tmp_path / "new.yaml"
    file.write_text(edited(("zh: 暴露垃圾", "zh: 暴露的垃圾")), encoding="utf-8")
    by = str(uid("supervisor"))
    assert command("activate", str(file), "--author", by, "--despite", "a small city").exit_code == 0
    assert "by supervisor" in command("versions").stdout
    assert by not in command("versions").stdout
    assert command("migrate", "--dry-run").stdout.splitlines() == [
        "1 would be moved to version 2, 0 with another promise; 0 refused"
    ]
    assert len(json.loads(command("migrate", "--json").stdout)["moved"]) == 1


def test_rules_that_cannot_be_read_are_refused_before_anything_is_rehearsed(command: Command, tmp_path: Path) -> None:
    file = tmp_path / "new.yaml"
    file.write_text(edited(("request: {budget: 4wh", "request: {budget: 4 hours")), encoding="utf-8")
    refused = command("rehearse", str(file)).exception
    assert isinstance(refused, RulesInvalid)
    assert refused.problems


def test_what_a_migration_cannot_move_is_listed_with_why(command: Command, tmp_path: Path) -> None:
    file = tmp_path / "new.yaml"
    gone = edited().replace("06010", "06910").replace("rubbish_exposed", "rubbish_seen")
    file.write_text(gone, encoding="utf-8")
    assert command("activate", str(file), "--despite", "a small city").exit_code == 0
    refused, total = command("migrate").stdout.splitlines()
    assert refused == "! GY-1001  The rules have no category 06010 any more."
    assert total == "0 moved to version 2, 0 with another promise; 1 refused"
    assert "06010" in command("migrate", "-l", "zh").stdout
    assert rules().text != gone
