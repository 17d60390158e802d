"""Places found by what people call them, in the demonstration city's real names."""

import pytest

from models.territory import GROUP, TOWNSHIP, VILLAGE
from tests.test_demonstration import city
from workflow.territory.gazetteer import Gazetteer, spelling


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return Gazetteer(city().grids)


def named(gazetteer: Gazetteer, words: str, level: int | None = None, limit: int = 10) -> list[str]:
    found = gazetteer.search(words, level, limit)
    return ["/".join(grid.name for grid in gazetteer.path(each)[1:]) for each in found]


@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("龙虬镇", "龙虬镇"),
        ("龙虬", "龙虬镇"),
        ("奎楼", "高邮街道/奎楼社区居委会"),
        ("奎楼社区", "高邮街道/奎楼社区居委会"),
        ("kuilou", "高邮街道/奎楼社区居委会"),
        ("KuiLou", "高邮街道/奎楼社区居委会"),
        ("klsq", "高邮街道/奎楼社区居委会"),
        ("ganduo", "甘垛镇"),
        ("321084109003", "甘垛镇/甘垛社区居委会"),
        ("32108410900301", "甘垛镇/甘垛社区居委会/第一组"),
        ("奎楼社区三组", "高邮街道/奎楼社区居委会/第三组"),
        ("奎楼社区3组", "高邮街道/奎楼社区居委会/第三组"),
        ("奎楼 第3组", "高邮街道/奎楼社区居委会/第三组"),
        ("kuilou 3组", "高邮街道/奎楼社区居委会/第三组"),
        ("龙虬镇兴南村三组桥头", "龙虬镇/兴南村委会/第三组"),
        ("江苏省高邮市龙虬镇兴南村三组12号", "龙虬镇/兴南村委会/第三组"),
        ("龙虬镇兴南村路口", "龙虬镇/兴南村委会"),
        ("甘垛农贸市场", "甘垛镇/荷花村委会/甘垛农贸市场"),
        ("高邮街道", "高邮街道"),
        ("高邮市", ""),
    ],
)
def test_a_place_is_found_first_by(gazetteer: Gazetteer, words: str, first: str) -> None:
    assert named(gazetteer, words, limit=1) == [first]


def test_every_grid_is_found_by_its_names_from_the_township_down_and_by_its_code(gazetteer: Gazetteer) -> None:
    ordinary = [grid for grid in city().grids if grid.level > 1 and not grid.special]
    for grid in ordinary[::23]:
        address = "".join(each.name for each in gazetteer.path(grid)[1:])
        assert gazetteer.search(address, None, 1) == [grid], address
        assert gazetteer.search(grid.code, None, 1) == [grid]


def test_a_name_that_is_borne_twice_gives_both_the_higher_first(gazetteer: Gazetteer) -> None:
    found = named(gazetteer, "甘垛")
    assert found[:2] == ["甘垛镇", "甘垛镇/甘垛社区居委会"]


def test_a_number_within_another_is_not_meant(gazetteer: Gazetteer) -> None:
    found = gazetteer.search("12组", GROUP, 50)
    assert {grid.name for grid in found} == {"第十二组"}


def test_a_level_and_a_limit_bound_what_is_found(gazetteer: Gazetteer) -> None:
    assert named(gazetteer, "龙虬", TOWNSHIP) == ["龙虬镇"]
    assert all(path.count("/") == 1 for path in named(gazetteer, "龙虬", VILLAGE))
    assert len(gazetteer.search("组", GROUP, 7)) == 7


@pytest.mark.parametrize("words", ["xyzzy", "  ", "，。", "?", "\\", "%", "q", "🙂", "０" * 200])
def test_words_that_mean_no_place_find_none(gazetteer: Gazetteer, words: str) -> None:
    assert gazetteer.search(words, None, 10) == []


def test_however_much_is_typed_only_so_much_of_it_is_looked_up(gazetteer: Gazetteer) -> None:
    once = gazetteer.search("组", None, 10)
    assert once
    assert gazetteer.search("组 " * 100, None, 10) == once
    assert gazetteer.search(" ".join([*"abcdefgh", "龙虬镇"]), None, 10) == []
    assert named(gazetteer, " ".join([*"abcdefg", "龙虬镇"])) == ["龙虬镇"]


def test_a_name_is_spelt_without_tones() -> None:
    assert spelling("奎楼社区") == ("kuiloushequ", "klsq")
    assert spelling("A2组") == ("a2zu", "az")
