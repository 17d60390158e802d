"""Each seeded defect is caught, with a counter-example that really lies; sound sets, odd ones too, pass."""

from pathlib import Path

import pytest

from tests.seeds import DEFECTS, SOUND, Seed, parsed, seed
from tests.small import EAST, uid
from workflow.machines import TABLES, Kind, Move
from workflow.proof.findings import Finding, Grade
from workflow.proof.proving import prove
from workflow.proof.replaying import bears_out, replay
from workflow.rules.problems import RulesInvalid


def by_name(path: Path) -> str:
    return path.stem


@pytest.mark.parametrize("path", DEFECTS, ids=by_name)
def test_a_defect_is_caught_with_an_example_that_lies(path: Path) -> None:
    planted = seed(path)
    with planted.machines():
        try:
            subject = planted.subject()
        except RulesInvalid as refused:
            assert planted.finds in [problem.code for problem in refused.problems]  # noqa: PT017
            return
        failures = [finding for finding in prove(subject).findings if finding.grade == Grade.FAILURE]
        assert planted.finds in {finding.code for finding in failures}, f"found {failures}"
        for finding in failures:
            assert finding.example is not None, finding
            assert bears_out(finding.example, subject), told(finding, replay(finding.example, subject))


def told(finding: Finding, really: object) -> str:
    return f"{finding.code} {dict(finding.facts)}: {finding.example} really lies by {really}"


@pytest.mark.parametrize("path", SOUND, ids=by_name)
def test_what_is_sound_passes(path: Path) -> None:
    odd = seed(path)
    with odd.machines():
        failures = [finding for finding in prove(odd.subject()).findings if finding.grade == Grade.FAILURE]
        assert not failures


def test_the_small_city_passes() -> None:
    assert prove(parsed("about: as it is").subject()).holds


def test_every_file_says_what_it_is_about() -> None:
    seeds: list[Seed] = [seed(path) for path in (*DEFECTS, *SOUND)]
    assert [each.name for each in seeds if not each.about] == []
    assert len({each.about for each in seeds}) == len(seeds)
    assert all(bool(seed(path).finds) == (path in DEFECTS) for path in (*DEFECTS, *SOUND))


CHANGED = """
about: everything at once
rules:
  - {find: "returns: 2", put: "returns: 5"}
city:
  - {drop_post: {role: dispatcher, grid: "9001001"}}
  - {shift: {role: duty, grid: "9001001"}, from: 08:00, to: 18:00, weekdays: 31, days: workdays}
  - {leave: {person: supervisor}, starts: 2026-06-01, ends: 2026-06-30, substitute: supervisor2}
  - {post: {person: new, role: dispatcher, grid: "9001001"}, chief: true, to: 2026-07-01T00:00:00+08:00}
  - {unit: gas, takes: [06*], paths: ["9001.9001001"]}
  - {drop_unit: water}
  - {special: S9, parent: "9001002", kind: school, covers: ["9001002001"]}
  - {drop_grid: "9001001002"}
machine:
  - {drop: arrow, move: resolve, of: task}
years: [2026]
now: 2026-06-09T09:00:00+08:00
"""


def test_a_file_changes_what_it_says_it_changes() -> None:
    said = parsed(CHANGED)
    subject = said.subject()
    directory, now = subject.directory, subject.now
    assert subject.rules.limits.returns == 5
    assert now.isoformat() == "2026-06-09T09:00:00+08:00"
    assert not subject.calendar.is_known(2025)
    assert [
        post.person_id for post in directory.posts.values() if post.role == "dispatcher" and post.grid_id == uid(EAST)
    ] == [uid("new")]
    assert directory.unit("water") is None
    assert directory.units_for("gas", "06010", f"9001.{EAST}", now) != ()
    assert directory.units_for("gas", "06010", "9001.9001002", now) == ()
    assert directory.place("9001001002", now) is None
    place = directory.place("9001002001", now)
    assert place is not None
    assert place.specials == ("S9",)
    assert directory.standing_in(uid("supervisor2"), now, subject.calendar) != ()


def test_a_broken_machine_is_whole_again_afterwards() -> None:
    before = dict(TABLES)
    with parsed(CHANGED).machines():
        assert Move.RESOLVE not in TABLES[Kind.TASK].moves()
    assert before == TABLES


def test_an_edit_that_does_not_apply_once_is_refused() -> None:
    twice = parsed('{about: three caps are 3, rules: [{find: ": 3\\n", put: ""}]}')
    with pytest.raises(AssertionError, match="3 times"):
        twice.subject()
