"""The public version of a bulletin: nothing internal is in it, and no small number can be reckoned from it."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.bulletin import BulletinState
from models.people import Language
from tests.made_month import bulletin
from tests.test_publicly import Parts, assert_nothing_small_is_told, sums
from workflow import bulletin_public
from workflow.bulletins import Edition, Issue
from workflow.publicly import LEAST, NOWHERE, PROMISES, Row, Sums

PARTS = st.dictionaries(st.sampled_from((NOWHERE, *"abcde")), sums(PROMISES), min_size=1)


@pytest.fixture(scope="module")
def october() -> Issue:
    """A made month, with words that people wrote to it."""
    words = {"introduction": "内部引言", "comments": {"late": "内部批注"}, "recommendation": "内部建议"}
    made = bulletin()
    return replace(made, words=words, bulletin=made.bulletin.but(state=BulletinState.SENT, words_hash="0" * 64))


@pytest.mark.parametrize("language", Language)
def test_nothing_internal_is_in_it(october: Issue, language: Language) -> None:
    page, figures = october.page(language, public=True).split("</style>")[1], orjson.loads(october.figures)
    townships = {row["name"] for row in figures["townships"]} | {figures["grid"]["name"]}
    single = {text for part in ("late", "tabled", "meetings") for text in texts(figures[part])}
    assert {"GY-M-3", "GY-M-3/1"} <= single
    assert len(single) > 100, "numbers, villages and instants of single cases"
    categories = {case["category"][name] for case in figures["late"] for name in ("zh", "en")}
    groups = {row[name] for row in figures["groups"] for name in ("zh", "en")}
    unlikely = {text for text in single - townships - groups if len(text) > 2 and not text.isalpha()} | categories
    assert not [text for text in unlikely - groups if text in page]
    assert not re.search(r"内部|GY-\d|GY-M|名次|排名：|Rank|lamp|网格员|dispatcher|<script", page)
    assert f"GY-TB-{figures['period']}" in page
    assert october.hash in page


def test_it_has_the_root_of_the_last_seal_where_the_figures_have_one(october: Issue) -> None:
    figures = orjson.loads(october.figures)
    sealed = {**figures["ledger"], "seals": {"last": "2026-10-31", "last_root": "5ea1" * 16, "root": "0" * 64}}
    for found, there in ((sealed, True), ({**sealed, "seals": None}, False)):
        changed = replace(october, figures=orjson.dumps({**figures, "ledger": found}).decode())
        assert ("5ea1" * 16 in changed.page(Language.EN, public=True)) == there


def texts(part: Any) -> Iterator[str]:
    """All that is written in a part of the figures."""
    if isinstance(part, Mapping):
        part = list(part.values())
    if isinstance(part, list):
        for each in part:
            yield from texts(each)
    elif isinstance(part, str) and part:
        yield part


def test_what_is_added_to_the_figures_is_not_in_it(october: Issue) -> None:
    figures = orjson.loads(october.figures)
    more = {**figures, "units": [{"name": "某单位", "rank": 1}], "ledger": {**figures["ledger"], "note": "某单位"}}
    with_more = replace(october, figures=orjson.dumps(more).decode()).page(Language.ZH, public=True)
    assert "某单位" not in with_more
    assert numbers_in(with_more) == numbers_in(october.page(Language.ZH, public=True))


def test_the_numbers_in_it_are_those_of_the_rule_and_none_is_small(october: Issue) -> None:
    found = bulletin_public.numbers(orjson.loads(october.figures))
    told = [found.whole, *(row.shown for row in (*found.townships, *found.groups))]
    expected = [count for each in told for name in PROMISES if (count := getattr(each, name)) is not None]
    standing = numbers_in(october.page(Language.EN, public=True))
    assert sorted(standing) == sorted([*expected, *(n for n in (found.late, found.meetings) if n is not None)])
    assert min(standing) >= LEAST
    small = bulletin(cases=30).page(Language.EN, public=True)
    assert min(numbers_in(small), default=LEAST) >= LEAST
    assert "fewer than 5" in small


def numbers_in(page: str) -> list[int]:
    return [int(number) for number in re.findall(r"<(?:td|dd)[^>]*>(\d+)<", page)]


@given(PARTS, PARTS)
def test_no_suppressed_number_can_be_reckoned_also_not_of_a_group_of_which_there_was_no_case(
    townships: Parts, groups: Parts
) -> None:
    found = bulletin_public.numbers(figures_of(townships, groups))
    assert_nothing_small_is_told(townships, found.townships, PROMISES)
    assert_nothing_small_is_told({NOWHERE: Sums(), "f": Sums(), **groups}, found.groups, PROMISES)
    assert all(none_is_small(row) for row in (*found.townships, *found.groups))


def none_is_small(row: Row) -> bool:
    return all(getattr(row.shown, name) is None or getattr(row.shown, name) >= LEAST for name in PROMISES)


def figures_of(townships: Parts, groups: Parts) -> dict[str, Any]:
    def part(each: Sums) -> dict[str, Any]:
        return {"promise": {"promised": each.promised, "kept": each.kept, "not_closed": each.promised - each.closed}}

    whole = Sums()
    for each in townships.values():
        whole.add(each)
    return {
        "city": {**part(whole), "marks": {"open_late": whole.promised - whole.closed}},
        "townships": [{"code": code, **part(each)} for code, each in townships.items()],
        "groups": [{"key": key, **part(each)} for key, each in groups.items()],
        "meetings": [],
    }


def test_there_is_one_of_the_citys_months_alone(october: Issue) -> None:
    assert october.for_anybody
    assert not replace(october, bulletin=october.bulletin.but(period="2026-Q4")).for_anybody
    assert not bulletin(cases=20, edition=Edition("321084107")).for_anybody
