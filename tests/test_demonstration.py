"""The demonstration city: Gaoyou's real tree with all else made up, the same every time; and any other tree."""

import csv
import hashlib
import io
import json
import os
import pickle
import re
import subprocess
import sys
from collections import Counter
from dataclasses import fields
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import shapely
from shapely.geometry import Point, shape
from shapely.geometry.base import BaseGeometry

from models.people import Role
from models.territory import Grid
from workflow.calendar import SHANGHAI, Calendar
from workflow.days import Season, Slots, published_days
from workflow.demonstration import City, bare, demonstration
from workflow.demonstration.names import numeral, short
from workflow.demonstration.specials import STAFFED
from workflow.demonstration.trees import big_city, province
from workflow.directory import Directory
from workflow.rules.language import GridKind, SpecialKind
from workflow.territory import TIERS, Tree, grid_id, read_tree

ROOT = Path(__file__).parents[1]
GAOYOU = ROOT / "workflow" / "cities" / "gaoyou.csv"
SINCE = datetime(2026, 11, 20, 1, 30, tzinfo=UTC)
SEED = 321084
CALENDAR = Calendar(published_days(1), Slots((Season(((480, 720), (840, 1080))),)))

CITY_WIDE = """urban_management sanitation municipal water_supply gas drainage heat power telecom water_bureau ecology
    housing traffic_police transport fire market landscaping health agriculture emergency civil_affairs services
    justice natural_resources""".split()  # noqa: SIM905
OF_A_TOWNSHIP = ["township_team", "township_construction", "township_agriculture"]


@cache
def gaoyou() -> Tree:
    return read_tree(GAOYOU.read_bytes(), TIERS)


@cache
def city() -> City:
    return demonstration(gaoyou(), SEED, SINCE)


def directory_of(made: City) -> Directory:
    return Directory(1, made.grids, made.covers, made.units, made.persons, made.posts, made.rosters)


@cache
def directory() -> Directory:
    return directory_of(city())


def of_tier(made: City, tier: str) -> list[Grid]:
    return [grid for grid in made.grids if grid.tier == tier]


def outline(grid: Grid) -> BaseGeometry:
    assert grid.boundary is not None
    return shape(grid.boundary)


def digest(made: City) -> str:
    """Of everything, in order."""
    parts = [[value.model_dump_json() for value in getattr(made, name)] for name in VALUES]
    rest = [
        made.name,
        made.prefix,
        [[str(a), str(b)] for a, b in made.covers],
        {u: str(p) for u, p in made.accounts.items()},
    ]
    return hashlib.sha256(json.dumps([parts, rest]).encode()).hexdigest()


VALUES = ("grids", "units", "persons", "posts", "rosters")


# The same every time


def test_the_same_seed_makes_the_same_city_in_any_process() -> None:
    assert {field.name for field in fields(City)} == {*VALUES, "name", "prefix", "covers", "accounts"}
    script = "from tests.test_demonstration import *; print(digest(city()))"
    environment = {**os.environ, "PYTHONHASHSEED": "1", "PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True, check=True, cwd=ROOT)
    assert done.stdout.decode().strip() == digest(city())


def test_another_seed_makes_another_city_of_the_same_places_and_posts() -> None:
    other = demonstration(gaoyou(), SEED + 1, SINCE)
    assert digest(other) != digest(city())
    assert other.accounts.keys() >= {"admin", "informant-2637", "handler-321084001003"}
    ids = {grid.code: grid.id for grid in city().grids}
    assert all(ids[grid.code] == grid.id for grid in other.grids if grid.code in ids)


def test_ids_are_those_of_what_they_are() -> None:
    assert directory().root.id == grid_id("321084", "321084")
    later = demonstration(gaoyou(), SEED, SINCE + timedelta(days=1))
    assert [post.id for post in later.posts] == [post.id for post in city().posts]
    for name in VALUES:
        ids = [value.id for value in getattr(city(), name)]
        assert len(set(ids)) == len(ids)


# What there is


def test_gaoyou_has_the_grids_that_it_should() -> None:
    counts = Counter(grid.tier for grid in city().grids)
    assert counts == {"county": 1, "township": 13, "village": 231, "group": 2637, "special": 53}
    assert (city().name, city().prefix) == ("高邮市", "GY")


def test_groups_hang_under_villages_and_are_named_in_order() -> None:
    by_id = {grid.id: grid for grid in city().grids}
    seen: dict[str, list[str]] = {}
    for group in of_tier(city(), "group"):
        village = by_id[group.parent_id] if group.parent_id else None
        assert village is not None
        assert village.tier == "village"
        assert re.fullmatch(village.code + r"\d\d", group.code)
        seen.setdefault(village.code, []).append(group.name)
    assert len(seen) == 231
    assert all(names[:3] == ["第一组", "第二组", "第三组"] for names in seen.values())


def test_every_group_has_an_informant() -> None:
    posts = [post for post in city().posts if post.role == Role.INFORMANT]
    assert {post.grid_id for post in posts} == {grid.id for grid in of_tier(city(), "group")}
    usernames = [name for name in city().accounts if name.startswith("informant-")]
    assert usernames == [f"informant-{number:04}" for number in range(1, 2638)]


def test_special_grids_are_physical_things_over_lowest_grids() -> None:
    specials = of_tier(city(), "special")
    assert {grid.kind for grid in specials} == {
        *("industrial_park", "market", "hospital", "river_reach", "school"),
        *("station", "scenic_area", "construction_site", "wetland"),
    }
    groups = {grid.id: grid for grid in of_tier(city(), "group")}
    over = Counter(special for special, _ in city().covers)
    assert all(under in groups for _, under in city().covers)
    assert over.keys() == {grid.id for grid in specials}
    assert max(over.values()) > 3
    assert len({grid.level for grid in specials}) > 1, "they hang under several levels"
    assert len({grid.name for grid in specials}) == 53
    for special in specials:
        inside = [groups[under] for at, under in city().covers if at == special.id]
        assert outline(special).within(shapely.union_all([outline(grid) for grid in inside]).buffer(1e-3))
        assert any(outline(special).intersection(outline(grid)).area > outline(grid).area / 2 for grid in inside)


def test_some_special_grids_have_a_handler_of_their_own_who_comes_first() -> None:
    staffed = [grid for grid in of_tier(city(), "special") if grid.kind in STAFFED]
    assert 0 < len(staffed) < 53
    for special in staffed:
        point = outline(special).representative_point()
        place = directory().locate(point.y, point.x, SINCE)
        assert place is not None
        target = directory().handlers_grid(place.path, SINCE, place.specials)
        assert target is not None
        assert target.code == special.code
        assert directory().members(target, SINCE) == (city().accounts[f"handler-{special.code}"],)


def test_units_are_of_these_kinds_and_each_has_two_members() -> None:
    kinds = Counter(unit.kind for unit in city().units)
    assert kinds == dict.fromkeys(CITY_WIDE, 1) | {"fire": 3} | dict.fromkeys(OF_A_TOWNSHIP, 13)
    codes = [unit.code for unit in city().units]
    assert {"gas", "fire-1", "fire-3", "team-321084001"} <= set(codes)
    assert all(re.fullmatch(r"[a-z0-9-]{2,20}", code) for code in codes)
    for unit in city().units:
        target = directory().target_unit(unit.code, SINCE)
        assert target is not None
        members = {city().accounts[f"unit-{unit.code}"], city().accounts[f"unit-{unit.code}-2"]}
        assert set(directory().members(target, SINCE)) == members


def test_every_place_has_one_unit_of_each_kind() -> None:
    for village in of_tier(city(), "village"):
        for kind in (*CITY_WIDE, *OF_A_TOWNSHIP):
            assert len(directory().units_for(kind, "06010", village.path, SINCE)) == 1, (kind, village.code)


def test_the_sign_ins_are_those_that_others_rely_on() -> None:
    wanted = {"admin", "centre", "supervisor", "intake-321084", "duty-321084"}
    for town in of_tier(city(), "township"):
        desks = ("intake", "dispatcher", "dispatcher2", "chief", "supervisor", "duty")
        wanted |= {f"{desk}-{town.code}" for desk in desks}
    wanted |= {f"handler-{village.code}" for village in of_tier(city(), "village")}
    wanted |= {f"handler-{grid.code}" for grid in of_tier(city(), "special") if grid.kind in STAFFED}
    wanted |= {f"unit-{unit.code}{second}" for unit in city().units for second in ("", "-2")}
    assert {name for name in city().accounts if not name.startswith("informant-")} == wanted
    assert set(city().accounts.values()) == {person.id for person in city().persons}


def test_the_duty_chief_is_a_dispatcher() -> None:
    chiefs = [post for post in city().posts if post.chief]
    assert {post.role for post in chiefs} == {Role.DISPATCHER}
    assert {post.person_id for post in chiefs} == {
        city().accounts[f"chief-{town.code}"] for town in of_tier(city(), "township")
    }


def test_persons_have_invented_names_and_addresses_that_lead_nowhere() -> None:
    names = [person.name for person in city().persons]
    assert len(set(names)) == len(names)
    assert all(re.fullmatch(r"[\u4e00-\u9fff]{2,3}", name) for name in names)
    assert all(person.phone is None and (person.email or "").endswith(".example") for person in city().persons)


def test_kinds_are_of_the_rules_closed_lists() -> None:
    for grid in city().grids:
        assert grid.kind in ({*SpecialKind} if grid.special else {None, *GridKind})
    assert directory().place("321084001003", SINCE) is not None
    kinds = Counter(grid.kind for grid in of_tier(city(), "village"))
    assert kinds.keys() == {"urban", "market_town", "rural", "industrial"}


# When somebody is on duty


def test_every_township_has_somebody_on_duty_at_any_hour() -> None:
    """Over the National Day holidays and their make-up days, and over ordinary weeks."""
    start = datetime(2026, 9, 25, 10, 0, tzinfo=SHANGHAI)
    made = demonstration(tree_of(*PREFECTURE), SEED, start)
    found = directory_of(made)
    for hour in range(28 * 24):
        now = start + timedelta(hours=hour, minutes=17)
        for town in of_tier(made, "township"):
            reached = found.reach(Role.DISPATCHER, town.path, now, CALENDAR)
            assert not reached.alarm, now
            assert len(reached.passed) <= 1


@pytest.mark.parametrize("kind", ["gas", "fire", "water_supply"])
def test_gas_fire_and_water_are_on_duty_around_the_clock(kind: str) -> None:
    for unit in city().units:
        target = directory().target_unit(unit.code, SINCE)
        assert target is not None
        if unit.kind == kind:
            for hour in range(48):
                reached = directory().reach_target(target, unit.paths[0], SINCE + timedelta(hours=hour), CALENDAR)
                assert reached.passed == ()


def test_the_night_in_which_it_begins_has_somebody_on_duty() -> None:
    night = datetime(2026, 11, 20, 2, 0, tzinfo=SHANGHAI)
    begun = directory_of(demonstration(gaoyou(), SEED, night))
    assert begun.reach(Role.DUTY, "321084.321084001", night, CALENDAR).passed == ()


# Boundaries


def test_every_boundary_is_valid_invented_and_short() -> None:
    for grid in city().grids:
        assert outline(grid).is_valid
        assert grid.invented
        assert all(
            round(number, 5) == number for pair in shapely.get_coordinates(outline(grid)).tolist() for number in pair
        )
    assert sum(len(json.dumps(grid.boundary)) for grid in city().grids) < 4_000_000


def test_lowest_grids_tile_the_city_and_parents_are_the_union_of_their_children() -> None:
    assert shapely.coverage_is_valid([outline(grid) for grid in of_tier(city(), "group")])
    children: dict[Any, list[BaseGeometry]] = {}
    for grid in city().grids:
        if not grid.special:
            children.setdefault(grid.parent_id, []).append(outline(grid))
    for grid in city().grids:
        if grid.id in children and not grid.special:
            union = shapely.union_all(children[grid.id])
            assert union.symmetric_difference(outline(grid)).area < 1e-12
            assert outline(grid).geom_type == "Polygon"


def test_the_city_lies_where_it_should_with_its_seat_in_the_first_township() -> None:
    for seed in (1, 2):
        made = demonstration(gaoyou(), seed, SINCE)
        place = directory_of(made).locate(32.78, 119.44, SINCE)
        assert place is not None
        assert (place.township, place.village) == ("321084001", "321084001003")
        west, south, east, north = outline(made.grids[0]).bounds
        assert 119.2 < west < east < 119.9
        assert 32.6 < south < north < 33.1


# Other trees


def tree_of(*rows: tuple[str, ...]) -> Tree:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(("code", "name", "level", "parent_code", "kind", "boundary"))
    writer.writerows(row + ("",) * (6 - len(row)) for row in rows)
    return read_tree(out.getvalue(), TIERS)


def box(west: float, south: float, east: float, north: float) -> str:
    return str(shapely.to_geojson(shapely.box(west, south, east, north)))


PREFECTURE = (
    ("32", "某市", "prefecture", ""),
    ("A", "甲县", "county", "32"),
    ("B", "乙县", "county", "32"),
    ("A-1", "甲一镇", "township", "A"),
    ("A-2", "甲二镇", "township", "A"),
    ("B1", "乙一镇", "township", "B"),
    ("A-1x", "张村委会", "village", "A-1"),
    ("A-1y", "李村委会", "village", "A-1"),
    ("A-2x", "张村委会", "village", "A-2"),
    ("B1xyz", "张村委会", "village", "B1"),
)
TREES = {
    "a prefecture, codes of other lengths": PREFECTURE,
    "no villages": (("9", "城", "county", ""), ("91", "东镇", "township", "9"), ("92", "西镇", "township", "9")),
    "a township without villages": (*PREFECTURE, ("B2", "乙二镇", "township", "B")),
    "a city alone": (("9", "城", "county", ""),),
    "a township alone": (("9", "镇", "township", ""), ("91", "一村", "village", "9")),
    "a village alone": (("9", "村", "village", ""),),
    "villages right under the city": (("9", "城", "county", ""), ("V1", "一村", "village", "9")),
    "groups of its own": (
        ("9", "城", "county", ""),
        ("91", "东镇", "township", "9"),
        ("911", "一村", "village", "91"),
        ("912", "二村", "village", "91"),
        ("9111", "东组", "group", "911"),
    ),
    "codes that run into each other": (
        ("9", "城", "county", ""),
        ("91", "东镇", "township", "9"),
        ("911", "一村", "village", "91"),
        ("91101", "二村", "village", "91"),
    ),
}


@pytest.mark.parametrize("rows", TREES.values(), ids=TREES)
def test_any_tree_becomes_a_city_that_works(rows: tuple[tuple[str, ...], ...]) -> None:
    tree = tree_of(*rows)
    made = demonstration(tree, 3, SINCE)
    assert made == demonstration(tree, 3, SINCE)
    kept = {grid.code: grid for grid in made.grids}
    assert len(kept) == len(made.grids)
    assert all(
        (kept[n.code].name, kept[n.code].path, kept[n.code].tier) == (n.name, n.path, n.tier) for n in tree.nodes
    )
    found = directory_of(made)
    parents = {grid.parent_id for grid in made.grids}
    for grid in made.grids:
        if grid.id not in parents and not grid.special:
            point = outline(grid).representative_point()
            place = found.locate(point.y, point.x, SINCE)
            assert place is not None
            assert place.grid == grid.code
            assert found.handlers_grid(place.path, SINCE) is not None
    for role in Role:
        for hour in range(0, 24 * 4, 5):
            assert found.reach(role, made.grids[-1].path, SINCE + timedelta(hours=hour), CALENDAR).persons
    assert {"admin", "centre", "supervisor", "informant-0001"} <= made.accounts.keys()


def test_what_the_file_has_is_kept() -> None:
    rows = (
        ("9", "城", "county", "", "", box(0, 0, 9, 9)),
        ("91", "东镇", "township", "9", "waterside", box(5, 0, 9, 9)),
        ("92", "西镇", "township", "9"),
        ("911", "一村", "village", "91"),
        ("912", "二村", "village", "91", "", box(5, 0, 6, 1)),
        ("921", "三村", "village", "92"),
        ("9121", "老组", "group", "912"),
        ("91s1", "老市场", "special", "91", "market"),
    )
    tree = tree_of(*rows)
    made = {grid.code: grid for grid in demonstration(tree, 3, SINCE).grids}
    assert made.keys() == {row[0] for row in rows}, "it has groups and a special grid, so none are made up"
    for node in tree.nodes:
        assert made[node.code].boundary == (node.boundary or made[node.code].boundary)
        assert made[node.code].invented == (node.boundary is None and node.code != "91s1")
        assert made[node.code].kind == (node.kind or made[node.code].kind)
    assert outline(made["92"]).symmetric_difference(shapely.box(0, 0, 5, 9)).area < 1e-9
    assert (
        outline(made["911"]).symmetric_difference(shapely.box(5, 0, 9, 9).difference(shapely.box(5, 0, 6, 1))).area
        < 1e-9
    )
    assert outline(made["9121"]).equals(shapely.box(5, 0, 6, 1))


def test_where_only_some_have_a_boundary_none_is_made_up_outside_of_them() -> None:
    tree = tree_of(
        ("9", "城", "county", ""),
        ("91", "东镇", "township", "9", "", box(0, 0, 2, 2)),
        ("92", "西镇", "township", "9"),
        ("911", "一村", "village", "91"),
        ("921", "二村", "village", "92"),
    )
    made = demonstration(tree, 3, SINCE)
    drawn = {grid.code for grid in made.grids if grid.boundary}
    assert {"91", "911"} <= drawn
    assert not {"9", "92", "921"} & drawn
    found = directory_of(made)
    assert found.inside(1, 1) is None
    place = found.locate(1, 1, SINCE)
    assert place is not None
    assert place.village == "911"


def test_a_bare_city_is_what_its_file_says_with_an_administrator() -> None:
    made = bare(gaoyou(), SINCE)
    assert len(made.grids) == 245
    assert not any(grid.invented or grid.boundary or grid.special for grid in made.grids)
    assert list(made.accounts) == ["admin"]
    assert (made.units, made.rosters, made.covers) == ((), (), ())
    reached = directory_of(made).reach(Role.DISPATCHER, "321084.321084001", SINCE, CALENDAR)
    assert reached.persons == (made.accounts["admin"],)
    assert reached.alarm


def test_a_city_can_be_copied_to_another_process() -> None:
    assert pickle.loads(pickle.dumps(city())) == city()  # noqa: S301 - our own


def test_big_cities_and_provinces_have_the_grids_asked_for() -> None:
    assert [len(big_city(grids).nodes) for grids in (1, 2, 100, 4356)] == [1, 2, 100, 4356]
    cities = province(3, 50)
    assert len({tree.root.code for tree in cities}) == 3
    made = demonstration(cities[0], 1, SINCE)
    assert directory_of(made).locate(32.78, 119.44, SINCE) is not None


# Names


@pytest.mark.parametrize(
    ("number", "words"),
    [(1, "一"), (9, "九"), (10, "十"), (11, "十一"), (20, "二十"), (21, "二十一"), (99, "九十九"), (100, "100")],
)
def test_numbers_in_words(number: int, words: str) -> None:
    assert numeral(number) == words


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("龙虬镇", "龙虬"),
        ("菱塘回族乡", "菱塘"),
        ("高邮街道", "高邮"),
        ("高邮市", "高邮"),
        ("奎楼社区居委会", "奎楼"),
        ("三河村委会", "三河"),
        ("城南经济新区（车逻镇）", "城南经济新区"),
        ("经济开发区（马棚街道）", "经济开发区"),
        ("镇", "镇"),
        ("Springfield", "Springfield"),
    ],
)
def test_names_without_what_sort_of_place_it_is(name: str, plain: str) -> None:
    assert short(name) == plain


def test_a_point_at_the_seat_is_well_inside() -> None:
    assert outline(directory().root).contains(Point(119.44, 32.78).buffer(0.02))
