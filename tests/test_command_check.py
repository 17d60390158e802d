"""`gridward rules check`: the file, then the proof, by words and by JSON."""

import json
from pathlib import Path

from tests.running import Place
from tests.small_rules import SMALL

VILLAGES = """code,name,level,parent_code
9001,小城,county,
9001001,东镇,township,9001
9001001001,一村,village,9001001
"""


def written(folder: Path, name: str, text: str) -> str:
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return str(file)


def test_without_a_city_the_file_alone_is_checked_and_that_is_said(tmp_path: Path) -> None:
    told = Place(tmp_path, 8000).command("rules", "check", written(tmp_path, "rules.yaml", SMALL))
    assert told.returncode == 0
    assert "not proved" in told.stdout
    assert not (tmp_path / "postgres").exists(), "a check makes no database"


def test_an_incident_that_could_lie_is_shown_and_the_command_fails(tmp_path: Path) -> None:
    here, city = Place(tmp_path, 8000), written(tmp_path, "city.csv", VILLAGES)
    nobody = "  - {name: market, when: {grid: [9001001001]}, to: unit nowhere}\n  - name: rest\n"
    text = SMALL.replace("  - name: rest\n", nobody)
    text = text.replace("  gas: {zh: 燃气公司", "  nowhere: {zh: 无, en: none}\n  gas: {zh: 燃气公司").replace(
        "tiers: {county: 1, township: 2, village: 3}", "tiers: {county: 1, township: 2, village: 3, group: 4}"
    )
    rules = written(tmp_path, "rules.yaml", text)
    told = here.command("rules", "check", rules, "--city", city, "--examples")
    assert told.returncode == 1
    assert "sends cases to unit nowhere" in told.stdout
    assert '"lies": "no-receiver"' in told.stdout
    shown = json.loads(here.command("rules", "check", rules, "--city", city, "--json").stdout)
    assert shown["holds"] is False
    assert [f["example"]["lies"] for f in shown["findings"] if f["code"] == "receiver-none"] == ["no-receiver"]
    assert shown["examined"]["routes"] == 4


def test_what_is_wrong_with_a_file_comes_as_json_too(tmp_path: Path) -> None:
    broken = written(tmp_path, "rules.yaml", SMALL.replace("to: unit gas", "to: unit gaz"))
    told = Place(tmp_path, 8000).command("rules", "check", broken, "--json")
    assert told.returncode == 1
    (problem,) = json.loads(told.stdout)["problems"]
    assert (problem["code"], problem["column"]) == ("rules-unknown-unit", 9)
    assert problem["en"].endswith("did you mean “gas”?")
    assert problem["zh"]
