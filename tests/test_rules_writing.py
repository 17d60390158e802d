"""What writes a rules file changes what it is asked to and nothing else; the schema for editors says what is read."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from models.clock import Stage
from models.people import Language
from tests.running import Place
from tests.small_rules import SMALL
from tests.test_rules_problems import BROKEN, marked
from workflow.errors import BadInput
from workflow.messages import has
from workflow.rules import shapes, writing
from workflow.rules.reading import read
from workflow.rules.schema import schema

HOME = Path(__file__).parents[1]
SHIPPED = (HOME / "escalation_rules.yaml").read_text(encoding="utf-8")


def changed(before: str, after: str) -> list[tuple[str, str]]:
    """The lines that differ, of texts with as many lines."""
    lines = zip(before.split("\n"), after.split("\n"), strict=True)
    return [(old, new) for old, new in lines if old != new]


def added(before: str, after: str) -> list[str]:
    """The lines that were put in between others."""
    old, found = before.split("\n"), []
    for line in after.split("\n"):
        if old and line == old[0]:
            old.pop(0)
        else:
            found.append(line)
    assert old == []
    return found


def test_a_deadline_is_changed_and_not_a_character_besides() -> None:
    after = writing.put(SHIPPED, "road-damage.budgets.handle", "3wd")
    assert changed(SHIPPED, after) == [
        ("    budgets: {handle: 5wd, promise: 10wd}", "    budgets: {handle: 3wd, promise: 10wd}")
    ]
    assert str(read(after).named("road-damage").budgets[Stage.HANDLE]) == "3wd"


def test_a_comment_behind_a_value_stays_behind_it() -> None:
    after = writing.put(SHIPPED, "limits.returns", "3")
    ((before, now),) = changed(SHIPPED, after)
    assert now == before.replace("returns: 2", "returns: 3", 1)
    assert "#" in now


def test_what_a_route_did_not_say_yet_is_put_at_its_end() -> None:
    assert added(SMALL, writing.put(SMALL, "night.budgets.handle", "2h")) == ["    budgets: {handle: 2h}"]
    assert added(SMALL, writing.put(SMALL, "rest.co", "[unit gas]")) == ["    co: [unit gas]"]
    assert changed(SMALL, writing.put(SMALL, "gas.budgets.promise", "1d")) == [
        ("    budgets: {handle: 1h}", "    budgets: {handle: 1h, promise: 1d}")
    ]


def test_a_category_goes_to_the_end_of_its_group() -> None:
    after = writing.add_category(SHIPPED, "99975", "渔网拦河", "fishing nets across a river")
    assert added(SHIPPED, after) == ["            99975: {zh: 渔网拦河, en: fishing nets across a river}"]
    assert read(after).catalogue["99975"].group == "99"


def test_a_kind_of_unit_goes_to_the_end_of_the_units_and_can_be_sent_to() -> None:
    after = writing.add_unit(SHIPPED, "river_patrol", "河道巡查队", "river patrol", 2)
    after = writing.put(after, "river-reach.to", "[unit river_patrol, unit water_bureau]")
    assert [each.unit for each in read(after).named("river-reach").to] == ["river_patrol", "water_bureau"]
    assert read(after).unit_kinds["river_patrol"].level == 2


@pytest.mark.parametrize(
    ("value", "written"),
    [(">=4", '">=4"'), ("a: b", '"a: b"'), ("a, b", '"a, b"'), ("06010", "06010"), ("火", "火"), ("", '""')],
)
def test_a_text_gets_quotes_where_it_needs_them(value: str, written: str) -> None:
    assert writing.put("routes: [{name: a, to: grid}]", "a.to", value) == f"routes: [{{name: a, to: {written}}}]"


def test_a_routes_name_may_have_dots() -> None:
    text = "routes:\n  - name: a\n    to: grid\n  - name: a.b\n    to: grid # whose\n"
    assert writing.put(text, "a.b.to", "unit gas") == text.replace("to: grid #", "to: unit gas #")


@pytest.mark.parametrize(
    ("key", "reason"), [("nowhere.to", "rules-no-place"), ("gas.to.there", "rules-no-place"), ("x", "rules-no-place")]
)
def test_what_there_is_no_place_for_is_refused(key: str, reason: str) -> None:
    with pytest.raises(BadInput, match=reason):
        writing.put(SMALL, key, "1")


def test_what_cannot_be_added_is_refused() -> None:
    refused: tuple[tuple[Callable[[], str], str], ...] = (
        (lambda: writing.add_category(SMALL, "77001", "甲", "a"), "rules-no-group"),
        (lambda: writing.add_category(SMALL, "06010", "甲", "a"), "rules-there-already"),
        (lambda: writing.add_unit(SMALL, "gas", "甲", "a", 1), "rules-there-already"),
        (lambda: writing.put("- a\n", "a.to", "b"), "rules-no-yaml"),
        (lambda: writing.put("a: [\n", "a.to", "b"), "rules-no-yaml"),
    )
    for add, reason in refused:
        with pytest.raises(BadInput, match=reason):
            add()
        assert all(has(f"input-{reason}", language) for language in Language)


def leaves(value: Any, *path: str) -> Iterator[tuple[str, ...]]:
    """The keys of all single values under a file's sections; those of lists but the routes are left out."""
    if isinstance(value, dict):
        for key, below in value.items():
            yield from leaves(below, *path, str(key))
    elif isinstance(value, list):
        for each in value if path == ("routes",) else ():
            yield from leaves(each, *path, each["name"])
    else:
        yield path


LEAVES = [
    ".".join(path).removeprefix("routes.")
    for path in leaves(YAML(typ="safe", pure=True).load(SMALL))
    if "groups" not in path and path[-1] != "name"
]
"""But for the groups' codes, which that takes for numbers, and the names by which routes are found."""


MARKED = "".join(f"{line}  # {number}\n" for number, line in enumerate(SMALL.splitlines()))


@settings(max_examples=15, deadline=None)
@given(
    st.sampled_from(LEAVES),
    st.sampled_from(["1", "3wd", "a b", "[x, y]"]),
    st.sampled_from([MARKED, MARKED.replace("\n", "\r\n"), "\ufeff" + MARKED]),
)
def test_any_value_can_be_changed_without_a_trace_elsewhere(key: str, value: str, text: str) -> None:
    after = writing.put(text, key, value)
    assert len(changed(text, after)) <= 1
    assert after.count("#") == text.count("#")
    assert writing.put(after, key, value) == after


# The command


def test_the_command_changes_the_file_it_is_given_and_nothing_else_in_it(tmp_path: Path) -> None:
    file = tmp_path / "rules.yaml"
    file.write_bytes(SMALL.replace("\n", "\r\n").encode())
    told = Place(tmp_path, 8000).command("rules", "set", "gas.budgets.handle", "2h", "--file", str(file))
    assert told.returncode == 0, told.stderr
    assert "+    budgets: {handle: 2h}" in told.stdout
    assert file.read_bytes() == SMALL.replace("handle: 1h", "handle: 2h", 1).replace("\n", "\r\n").encode()
    told = Place(tmp_path, 8000).command("rules", "set", "gas.budgets.handle", "2 hours", "--file", str(file))
    assert told.returncode == 1
    assert "did you mean “2h”" in told.stderr
    assert file.read_bytes().count(b"handle: 2h}") == 1


# The schema for editors


def test_the_schema_in_the_docs_is_the_one_that_the_code_makes() -> None:
    kept = json.loads((HOME / "docs" / "escalation_rules.schema.json").read_text(encoding="utf-8"))
    assert kept == schema(), "gridward rules schema > docs/escalation_rules.schema.json"


def test_the_shipped_file_names_its_schema() -> None:
    assert SHIPPED.startswith("# yaml-language-server: $schema=docs/escalation_rules.schema.json\n")


def as_an_editor_reads(text: str) -> Any:
    """The values as YAML 1.2 has them; keys are texts."""
    return json.loads(json.dumps(YAML(typ="safe", pure=True).load(text)))


def faults(text: str) -> list[str]:
    validator = jsonschema.Draft202012Validator(schema())
    return [error.message for error in validator.iter_errors(as_an_editor_reads(text))]


def test_the_schema_takes_the_shipped_rules_and_all_that_the_language_can_say() -> None:
    jsonschema.Draft202012Validator.check_schema(schema())
    assert faults(SHIPPED) == []
    assert faults(SMALL) == []
    whole = SMALL.replace("routes:\n", f"{EVERYTHING}", 1)
    assert read(whole).named("all").urgent
    assert faults(whole) == []


EVERYTHING = """conditions:
  night: {time: 22:00-06:00}
  danger: {severity: [1]}
  cold: {any: [{season: 11-15..03-15}, {not: {workday: true}}]}
routes:
  - name: shared
    when: danger
    to: [substitute of role handler level 3, role duty level 2, unit gas, grid]
    choose: least_loaded
  - name: all
    when: {all: [night, cold, {grid_kind: [urban]}], not: {repeats: {at_least: 3, metres: 200, days: 30}}}
    to: grid
    limits: {returns: {total: 3, not_ours: 1}, suspensions: 0, objection_days: 30d}
    urgent: true
"""

UNDER_A_RED_LINE = [
    "unknown-key",
    "unknown-condition",
    "missing-key",
    "budget",
    "number",
    "choice",
    "share",
    "receiver",
]


@pytest.mark.parametrize("code", UNDER_A_RED_LINE)
def test_an_editor_sees_what_the_reader_would_refuse(code: str) -> None:
    rows = [(there, instead) for there, instead in BROKEN if f"‸{code}‸" in instead and '\\"' not in instead]
    assert rows
    for there, instead in rows:
        assert faults(marked(SMALL.replace(there, instead, 1))[0]), instead


def test_every_key_that_people_write_most_is_described_in_both_languages() -> None:
    described = schema()
    for shape in (shapes.File, shapes.Route, shapes.When, shapes.Rung):
        made = described if shape is shapes.File else described["$defs"][shape.__name__]
        for key, value in made["properties"].items():
            assert value.get("description", "").count("\n") == 1, (shape, key)
