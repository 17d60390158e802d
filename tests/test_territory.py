"""A territory file: read whole, or every bad row named with its line, its column and the reason."""

import csv
import io
import json
import re
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.people import Language
from workflow import messages
from workflow.rules.language import GridKind, SpecialKind
from workflow.territory import (
    KINDS,
    SPECIAL,
    TIERS,
    Tree,
    TreeInvalid,
    covers_of,
    grid_id,
    grids_of,
    read_tree,
)

GAOYOU = (Path(__file__).parents[1] / "workflow" / "cities" / "gaoyou.csv").read_bytes()
SINCE = datetime(2026, 1, 1, tzinfo=UTC)
HEADER = "code,name,level,parent_code,kind,boundary"


def square(west: float, south: float, size: float = 1.0) -> dict[str, Any]:
    east, north = west + size, south + size
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


def polygon(*points: tuple[float, float]) -> dict[str, Any]:
    return {"type": "Polygon", "coordinates": [[list(point) for point in points]]}


def text(*rows: str | tuple[str, ...], header: str = HEADER) -> str:
    """A file of these rows; a tuple is filled up with empty cells to a whole row."""
    out = io.StringIO()
    writer = csv.writer(out)
    out.write(header + "\n")
    for row in rows:
        if isinstance(row, str):
            out.write(row + "\n")
        else:
            writer.writerow(row + ("",) * (len(header.split(",")) - len(row)))
    return out.getvalue()


ROOT = ("9", "城", "county", "")
TOWN = ("91", "东镇", "township", "9")
VILLAGE = ("911", "一村", "village", "91")


def problems(file: str | bytes) -> list[tuple[int, str | None, str]]:
    with pytest.raises(TreeInvalid) as caught:
        read_tree(file, TIERS)
    return [(p.line, p.column, p.code) for p in caught.value.problems]


def bounded(outline: object) -> str:
    given_as = outline if isinstance(outline, str) else json.dumps(outline)
    return text(ROOT, (*TOWN, "", given_as), VILLAGE)


PROBLEMS: dict[str, tuple[str | bytes, tuple[int, str | None, str]]] = {
    # The file as a whole.
    "nothing": ("", (1, None, "tree-empty")),
    "a mark of byte order and nothing": (b"\xef\xbb\xbf", (1, None, "tree-empty")),
    "blank lines": ("\n\n \n".replace(" ", ""), (1, None, "tree-empty")),
    "a header alone": (text(), (1, None, "tree-empty")),
    "another encoding": (text(ROOT).encode("gb18030"), (2, None, "tree-not-text")),
    "no text": (b"\x89PNG\r\n\x1a\n\x00\xff", (1, None, "tree-not-text")),
    "UTF-16": (text(ROOT).encode("utf-16"), (1, None, "tree-not-text")),
    "half a character": (text(ROOT, ("91", "\ud800", "township", "9")), (3, None, "tree-not-text")),
    "quotes that do not match": (text(ROOT, '91,"东镇,township,9,,', TOWN), (3, None, "tree-bad-quotes")),
    "text after a quote": (text(ROOT, '91,"东"镇,township,9,,'), (3, None, "tree-bad-quotes")),
    # Its columns.
    "a column missing": ("code,name,level\n9,城,county\n", (1, "parent_code", "tree-missing-column")),
    "an unknown column": (text(header="code,name,level,parent_code,boundry"), (1, "boundry", "tree-unknown-column")),
    "a column twice": (text(header="code,name,level,parent_code,code"), (1, "code", "tree-twice-column")),
    # Its rows.
    "too few cells": (text(ROOT, TOWN, "911,一村,village"), (4, None, "tree-wrong-cells")),
    "too many cells": (text(ROOT, TOWN, "911,一,村,village,91,,,"), (4, None, "tree-wrong-cells")),
    "an empty code": (text(ROOT, ("", "东镇", "township", "9")), (3, "code", "tree-blank")),
    "a blank code": (text(ROOT, ("  ", "东镇", "township", "9")), (3, "code", "tree-blank")),
    "a blank name": (text(ROOT, ("91", "\u3000 ", "township", "9")), (3, "name", "tree-blank")),
    "an empty level": (text(ROOT, ("91", "东镇", "", "9")), (3, "level", "tree-blank")),
    "a code with a dot": (text(ROOT, ("9.1", "东镇", "township", "9")), (3, "code", "tree-bad-code")),
    "a code that is a word": (text(ROOT, ("九一", "东镇", "township", "9")), (3, "code", "tree-bad-code")),
    "a long code": (text(ROOT, ("9" * 41, "东镇", "township", "9")), (3, "code", "tree-too-long")),
    "a long name": (text(ROOT, ("91", "镇" * 101, "township", "9")), (3, "name", "tree-too-long")),
    "a long kind": (text(ROOT, (*TOWN, "k" * 41)), (3, "kind", "tree-too-long")),
    "NUL in a name": (text(ROOT, ("91", "东\0镇", "township", "9")), (3, "name", "tree-bad-character")),
    "NUL in a code": (text(ROOT, ("9\x001", "东镇", "township", "9")), (3, "code", "tree-bad-character")),
    "NUL in a boundary": (bounded("\0"), (3, "boundary", "tree-bad-character")),
    "a line break in a name": (text(ROOT, ("91", "东\n镇", "township", "9")), (3, "name", "tree-bad-character")),
    "an unknown tier": (text(ROOT, ("91", "东镇", "borough", "9")), (3, "level", "tree-unknown-tier")),
    "an unknown kind": (text(ROOT, (*TOWN, "elderly")), (3, "kind", "tree-unknown-kind")),
    "a code twice": (text(ROOT, TOWN, ("91", "西镇", "township", "9")), (4, "code", "tree-duplicate-code")),
    # How they hang together.
    "an unknown parent": (
        text(ROOT, TOWN, ("911", "一村", "village", "92")),
        (4, "parent_code", "tree-unknown-parent"),
    ),
    "a second root": (text(ROOT, TOWN, ("8", "又一城", "county", "")), (4, "parent_code", "tree-second-root")),
    "two with parents elsewhere": (
        text(("9", "城", "county", "0"), TOWN, ("8", "又一城", "county", "0")),
        (4, "parent_code", "tree-second-root"),
    ),
    "a village without a parent": (text(ROOT, ("911", "一村", "village", "")), (3, "parent_code", "tree-second-root")),
    "a foreign code": (text(ROOT, TOWN, ("921", "一村", "village", "91")), (4, "code", "tree-foreign-code")),
    "a village below a village": (
        text(ROOT, TOWN, VILLAGE, ("9111", "二村", "village", "911")),
        (5, "level", "tree-not-below"),
    ),
    "a township below a village": (
        text(ROOT, TOWN, VILLAGE, ("9111", "西镇", "township", "911")),
        (5, "level", "tree-not-below"),
    ),
    "a grid below a special grid": (
        text(ROOT, ("9s1", "市场", "special", "9", "market"), ("9s11", "一村", "village", "9s1")),
        (4, "parent_code", "tree-under-special"),
    ),
    # Boundaries.
    "a boundary that is no JSON": (bounded("here"), (3, "boundary", "tree-boundary-not-json")),
    "a boundary of NaN": (
        bounded(polygon((float("nan"), 0), (1, 0), (1, 1))),
        (3, "boundary", "tree-boundary-not-json"),
    ),
    "a deep boundary": (bounded("[" * 100_000), (3, "boundary", "tree-boundary-not-json")),
    "a number": (bounded("7"), (3, "boundary", "tree-boundary-not-polygon")),
    "a point": (bounded({"type": "Point", "coordinates": [1, 2]}), (3, "boundary", "tree-boundary-not-polygon")),
    "a line": (
        bounded({"type": "LineString", "coordinates": [[1, 2], [3, 4]]}),
        (3, "boundary", "tree-boundary-not-polygon"),
    ),
    "no coordinates": (bounded({"type": "Polygon"}), (3, "boundary", "tree-boundary-malformed")),
    "words for numbers": (bounded(polygon(("a", "b"))), (3, "boundary", "tree-boundary-malformed")),  # type: ignore[arg-type]
    "true for a number": (bounded(polygon((True, 1))), (3, "boundary", "tree-boundary-malformed")),
    "a polygon of no rings": (
        bounded({"type": "MultiPolygon", "coordinates": [[]]}),
        (3, "boundary", "tree-boundary-malformed"),
    ),
    "an open ring": (bounded(polygon((0, 0), (1, 0), (1, 1), (0, 1))), (3, "boundary", "tree-boundary-open")),
    "a short ring": (bounded(polygon((0, 0), (1, 0), (0, 0))), (3, "boundary", "tree-boundary-open")),
    "latitude before longitude": (
        bounded(polygon((32, 119), (33, 119), (33, 120), (32, 119))),
        (3, "boundary", "tree-boundary-off-earth"),
    ),
    "a bow tie": (
        bounded(polygon((0, 0), (1, 1), (1, 0), (0, 1), (0, 0))),
        (3, "boundary", "tree-boundary-crosses"),
    ),
    "a line back and forth": (
        bounded(polygon((0, 0), (1, 1), (2, 2), (0, 0))),
        (3, "boundary", "tree-boundary-crosses"),
    ),
    "a hole outside": (
        bounded({"type": "Polygon", "coordinates": [square(0, 0)["coordinates"][0], square(5, 5)["coordinates"][0]]}),
        (3, "boundary", "tree-boundary-crosses"),
    ),
}


@pytest.mark.parametrize(("file", "expected"), PROBLEMS.values(), ids=PROBLEMS)
def test_one_fault_is_told_once_with_its_line_and_column(
    file: str | bytes, expected: tuple[int, str | None, str]
) -> None:
    assert problems(file) == [expected]


def test_a_number_too_large_is_off_the_earth() -> None:
    huge = '{"type": "Polygon", "coordinates": [[[1e999, 0], [1, 0], [1, 1], [1e999, 0]]]}'
    assert problems(bounded(huge)) == [(3, "boundary", "tree-boundary-off-earth")]
    whole = huge.replace("1e999", "9" * 5000)
    assert problems(bounded(whole)) == [(3, "boundary", "tree-boundary-not-json")]
    assert problems(bounded(huge.replace("1e999", "9" * 400))) == [(3, "boundary", "tree-boundary-off-earth")]


def test_a_circle_of_parents_is_told_at_each_of_its_rows_and_not_at_what_hangs_below() -> None:
    file = text(ROOT, TOWN, ("92", "甲", "village", "93"), ("93", "乙", "village", "92"), ("921", "丙", "group", "92"))
    assert problems(file) == [(4, "parent_code", "tree-cycle"), (5, "parent_code", "tree-cycle")]


def test_a_grid_that_is_its_own_parent_is_a_circle() -> None:
    file = text(ROOT, ("91", "东镇", "township", "91"))
    assert problems(file) == [(3, "parent_code", "tree-cycle")]


def test_a_file_without_a_root_is_told() -> None:
    file = text(("9", "城", "county", "91"), TOWN)
    assert sorted(problems(file)) == [
        (2, "parent_code", "tree-cycle"),
        (2, "parent_code", "tree-no-root"),
        (3, "parent_code", "tree-cycle"),
    ]


def test_a_file_of_special_grids_alone_has_no_root() -> None:
    file = text(("9s1", "市场", "special", "9", "market"))
    assert problems(file) == [(2, "parent_code", "tree-unknown-parent")]


def test_all_bad_rows_are_told_at_once_in_the_order_of_their_lines() -> None:
    file = text(
        ROOT,
        TOWN,
        "911,一村",
        ("91", "又东镇", "township", "9"),
        ("912", "", "village", "91", "", "here"),
        ("913", "三村", "hamlet", "94"),
    )
    assert problems(file) == [
        (4, None, "tree-wrong-cells"),
        (5, "code", "tree-duplicate-code"),
        (6, "boundary", "tree-boundary-not-json"),
        (6, "name", "tree-blank"),
        (7, "level", "tree-unknown-tier"),
        (7, "parent_code", "tree-unknown-parent"),
    ]


def test_the_children_of_a_broken_row_are_not_told_for_its_fault() -> None:
    file = text(ROOT, "91,东镇,township,9", VILLAGE, ("9111", "第一组", "group", "911"))
    assert problems(file) == [(3, None, "tree-wrong-cells")]
    assert problems(text("9,城,county,", TOWN, VILLAGE)) == [(2, None, "tree-wrong-cells")]


def test_lines_are_those_of_the_file_over_blank_lines_and_cells_of_many_lines() -> None:
    outline = json.dumps(square(0, 0), indent=1)
    file = "\n" + text((*ROOT, "", outline), "", TOWN, "", ("911", "", "village", "91"))
    lines = file.splitlines()
    assert lines[problems(file)[0][0] - 1].startswith("911,")


@pytest.mark.parametrize("language", Language)
def test_every_problem_has_a_sentence_with_all_its_blanks_filled(language: Language) -> None:
    for file, _ in PROBLEMS.values():
        with pytest.raises(TreeInvalid) as caught:
            read_tree(file, TIERS)
        for problem in caught.value.problems:
            sentence = problem.say(language)
            assert str(problem.line) in sentence
            assert not re.search(r"[{}$]", sentence), sentence
        assert messages.say(language, caught.value.code, **caught.value.facts)


def test_both_languages_have_the_same_codes() -> None:
    def codes(language: Language) -> set[str]:
        file = messages.FOLDER / language / "territory.ftl"
        return set(re.findall(r"^(\S+) =", file.read_text(encoding="utf-8"), re.MULTILINE))

    assert codes(Language.ZH) == codes(Language.EN)
    assert {code for _, (_, _, code) in PROBLEMS.values()} <= codes(Language.ZH)


# What is read


def test_gaoyou_is_read_whole_and_its_root_is_the_row_whose_parent_is_elsewhere() -> None:
    tree = read_tree(GAOYOU, TIERS)
    assert (tree.root.code, tree.root.parent, tree.root.level) == ("321084", None, 1)
    assert [sum(node.level == level for node in tree.nodes) for level in (1, 2, 3, 4)] == [1, 13, 231, 0]
    assert tree.by_code["321084001003"].path == "321084.321084001.321084001003"


def test_names_repeat_and_codes_do_not() -> None:
    nodes = read_tree(GAOYOU, TIERS).nodes
    assert len({node.name for node in nodes}) < len({node.code for node in nodes}) == len(nodes)


def test_how_a_file_is_written_makes_no_difference() -> None:
    tree = read_tree(GAOYOU, TIERS)
    rows = list(csv.DictReader(io.StringIO(GAOYOU.decode())))
    Random(1).shuffle(rows)
    out = io.StringIO()
    writer = csv.DictWriter(out, ["level", "parent_code", "name", "code"], quoting=csv.QUOTE_ALL)
    out.write(" Level ,PARENT_CODE,name,code\r\n")
    writer.writerows(rows)
    for written in (out.getvalue(), out.getvalue().encode("utf-8-sig"), out.getvalue().replace("\r\n", "\r")):
        again = read_tree(written, TIERS)
        assert again == tree
        assert again.hash == tree.hash


def test_the_hash_changes_with_every_column() -> None:
    whole = ("91", "东镇", "township", "9", "urban", json.dumps(square(0, 0)))
    trees = [
        text(ROOT, TOWN),
        text(ROOT, ("92", *TOWN[1:])),
        text(ROOT, ("91", "西镇", *TOWN[2:])),
        text(ROOT, ("91", "东镇", "village", "9")),
        text(ROOT, (*TOWN, "urban")),
        text(ROOT, whole),
        text(ROOT, (*whole[:5], json.dumps(square(0, 1)))),
    ]
    assert len({read_tree(file, TIERS).hash for file in trees}) == len(trees)
    assert read_tree(trees[0], TIERS).hash == read_tree(text(("9", "城", "county", "0"), TOWN), TIERS).hash


def test_the_hash_of_gaoyou_is_pinned() -> None:
    assert read_tree(GAOYOU, TIERS).hash == "098b84a811178be3257f03966bcf7bd318607786265d28dba4df4f7b71a5934e"


def test_a_prefecture_has_a_tier_more_and_codes_of_any_length() -> None:
    tree = read_tree(
        text(
            ("3210", "某市", "prefecture", ""),
            ("321084", "某县", "county", "3210"),
            ("321084-A", "甲镇", "township", "321084"),
            ("321084-A1", "一村", "village", "321084-A"),
            ("X7", "另县", "county", "3210"),
        ),
        TIERS,
    )
    assert [node.level for node in tree.nodes] == [1, 1, 2, 3, 1]
    assert tree.by_code["321084-A1"].path == "3210.321084.321084-A.321084-A1"


def test_tiers_are_the_rules_own() -> None:
    file = text(("9", "City", "borough", ""), ("91", "Ward", "ward", "9"))
    assert [node.level for node in read_tree(file, {"borough": 1, "ward": 2}).nodes] == [1, 2]
    with pytest.raises(TreeInvalid):
        read_tree(file, TIERS)


def test_a_boundary_keeps_its_two_dimensions_and_nothing_else() -> None:
    given_as = {"type": "Polygon", "coordinates": [[[0, 0, 7], [1, 0, 7], [1, 1, 7], [0, 0, 7]]], "crs": "x"}
    tree = read_tree(bounded(given_as), TIERS)
    assert tree.by_code["91"].boundary == polygon((0, 0), (1, 0), (1, 1), (0, 0))


def test_a_special_grid_lies_over_what_its_outline_takes_or_else_over_its_parent() -> None:
    tree = read_tree(
        text(
            ROOT,
            (*TOWN, "", json.dumps(square(0, 0, 3))),
            ("911", "一村", "village", "91", "", json.dumps(square(0, 0))),
            ("912", "二村", "village", "91", "", json.dumps(square(1, 0))),
            ("913", "三村", "village", "91", "", json.dumps(square(2, 0))),
            ("91s1", "园区", SPECIAL, "91", "industrial_park", json.dumps(square(0.5, 0.1, 0.8))),
            ("91s2", "市场", SPECIAL, "91", "market"),
        ),
        TIERS,
    )
    assert set(covers_of(tree.nodes)) == {("91s1", "911"), ("91s1", "912"), ("91s2", "91")}
    assert tree.by_code["91s1"].level == 2


def test_grids_keep_their_parents_and_are_the_same_every_time() -> None:
    tree = read_tree(GAOYOU, TIERS)
    grids = grids_of(tree.nodes, SINCE)
    assert grids == grids_of(tree.nodes, SINCE)
    by_id = {grid.id: grid for grid in grids}
    assert by_id[grid_id("321084", "321084001003")].parent_id == grid_id("321084", "321084001")
    assert all(grid.parent_id in by_id for grid in grids[1:])
    assert not any(grid.invented for grid in grids)


def test_a_kind_is_one_of_the_closed_lists_of_physical_things() -> None:
    assert {*GridKind, *SpecialKind} == KINDS
    for kind in KINDS:
        assert read_tree(text(ROOT, (*TOWN, kind)), TIERS).by_code["91"].kind == kind


# Anything at all


@given(st.binary(max_size=200))
def test_bytes_are_a_tree_or_are_told_what_is_wrong(file: bytes) -> None:
    with pytest.raises(TreeInvalid) as caught:
        read_tree(file, TIERS)
    assert caught.value.problems


CELLS = st.sampled_from(["", "9", "91", "911", "92", "x", "county", "township", "village", "special", "镇", "\0", '"'])


@given(st.lists(st.lists(CELLS, min_size=3, max_size=5).map(tuple), max_size=6))
def test_any_rows_are_a_sound_tree_or_are_told(rows: list[tuple[str, ...]]) -> None:
    out = io.StringIO()
    csv.writer(out).writerows([("code", "name", "level", "parent_code"), *rows])
    try:
        tree = read_tree(out.getvalue(), TIERS)
    except TreeInvalid as error:
        found = error.problems
    else:
        check_sound(tree)
        return
    assert found
    assert all(1 <= problem.line <= out.getvalue().count("\n") + 1 for problem in found)
    assert all(problem.say(language) for problem in found for language in Language)


def check_sound(tree: Tree) -> None:
    seen: set[str] = set()
    for node in tree.nodes:
        assert node.parent in seen or (node is tree.root and node.parent is None)
        parent = tree.by_code.get(node.parent or "")
        assert node.path == (f"{parent.path}.{node.code}" if parent else node.code)
        assert parent in (None, tree.root) or node.code.startswith(parent.code)
        seen.add(node.code)
    assert len(seen) == len(tree.nodes)
