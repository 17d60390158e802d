"""What a bulletin tells beside its counts: each by figures of its own, in both languages; of older ones none."""

from collections import Counter
from dataclasses import replace
from typing import Any

import orjson
import pytest

from models.clock import Stage
from models.incident import Flow, State
from models.people import Language
from models.task import OrderState
from models.territory import VILLAGE
from tests.made_month import DRAWN, OCTOBER, SEALS, bulletin, directory, told
from tests.recounted import PROPOSED
from tests.small import calendar, rules
from workflow import bulletin_page, bulletin_said, bulletin_sections, bulletins, freezing, merkle
from workflow.bulletin_names import City
from workflow.bulletins import Edition, Issue
from workflow.documents.sections import Table, Text
from workflow.indicators import Leg, Ordered, Ratio
from workflow.machines import Move

ADDED = ("best_worst", "late_why", "repeated", "oversight", "decided", "unheld")


@pytest.fixture(scope="module")
def october() -> Issue:
    return bulletin()


@pytest.fixture(scope="module")
def figures(october: Issue) -> dict[str, Any]:
    found: dict[str, Any] = orjson.loads(october.figures)
    return found


def test_the_best_kept_more_of_their_promises_than_all_others_and_the_worst_less(figures: dict[str, Any]) -> None:
    found = figures["best_worst"]
    shares = {
        row["code"]: row["promise"]["kept"] / row["promise"]["promised"]
        for row in figures["townships"]
        if row["code"] and row["promise"]["promised"] >= found["least"]
    }
    best, worst = ([row["code"] for row in found[which]] for which in ("best", "worst"))
    assert sorted(shares.values(), reverse=True)[:3] == [shares[code] for code in best]
    assert sorted(shares.values())[:3] == [shares[code] for code in worst]
    assert found["compared"] == len(shares)


def test_where_townships_do_not_differ_none_is_the_best_or_the_worst() -> None:
    found = orjson.loads(bulletin(cases=4).figures)["best_worst"]
    assert (found["best"], found["worst"]) == ([], [])


def test_of_what_is_late_is_told_in_which_stage_the_time_went_and_with_whom_it_is(figures: dict[str, Any]) -> None:
    found, city = figures["late_why"], figures["city"]
    cases = [case for part in told().parts.values() for case in part]
    late = [case for case in cases if any(leg.late for leg in case.of(Stage.PROMISE))]
    assert found["cases"] == len(late)
    assert found["cases"] >= city["promise"]["closed_late"] + city["promise"]["not_closed"]
    assert found["stages"] == {"handle": len(late)}
    assert found["in_sum"] == 0
    assert found["open"] == sum(found["holders"].values()) == city["marks"]["open_late"] == len(figures["late"])
    assert found["untaken"] == sum(not case["taken"] for case in figures["late"])


def test_a_place_is_repeated_from_three_reports_of_one_category_on(figures: dict[str, Any]) -> None:
    cases = [case for part in told().parts.values() for case in part]
    counted = Counter((case.grid, case.category) for case in cases)
    wanted = sorted((count for count in counted.values() if count >= 3), reverse=True)
    assert [row["reported"] for row in figures["repeated"]] == wanted[:20]
    assert all(counted[row["grid"]["code"], row["category"]["key"]] == row["reported"] for row in figures["repeated"])


def test_a_case_and_a_repeated_place_are_named_with_their_village(figures: dict[str, Any], october: Issue) -> None:
    villages = {grid.code: grid.name for grid in directory().at_level(VILLAGE, DRAWN)}
    for row in (*figures["late"], *figures["repeated"], *figures["tabled"]):
        assert row["village"] == villages[row["grid"]["code"][:12]]
    row = {**figures["late"][0], "village": "大昌村", "grid": {"code": "1", "name": "第三组"}}
    words = bulletin_page.Words(Language.ZH)
    assert words.where(row).endswith(" · 大昌村 · 第三组")
    assert words.where({name: value for name, value in row.items() if name != "village"}).count("·") == 1


def test_meetings_that_decided_nothing_stand_together_after_the_others_all_in_their_order(october: Issue) -> None:
    met = [replace(told().meetings[1], number=f"GY-M-{number}") for number in (10, 9)]
    city = City(directory(), rules(), calendar())
    issue = bulletins.draw_up(replace(told(), meetings=[*met, told().meetings[0]]), city, DRAWN)
    page = issue.html_zh
    places = [page.index(number) for number in ("GY-M-3/1", "没有作出决定的会议", "GY-M-9", "GY-M-10")]
    assert places == sorted(places)


@pytest.mark.parametrize("language", list(Language))
def test_suggestions_have_a_table_of_their_own_where_they_were_counted(language: Language) -> None:
    """Of the whole and of each part with any, by page and sections; a zero is said in words, and of figures of before
    they were counted nothing is."""
    parts = told().parts
    code, (first, second, *rest) = next((code, cases) for code, cases in sorted(parts.items()) if len(cases) > 2)
    answer = Leg(Stage.ANSWER, OCTOBER.start, False, OCTOBER.end, OCTOBER.start, move=Move.TAKE_UP)
    asked = [
        replace(first, flow=Flow.WISH, state=State.CLOSED, taken_up_at=OCTOBER.start, legs=(answer,)),
        replace(second, flow=Flow.SUGGESTION, state=State.ACCEPTED, legs=()),
    ]
    city = City(directory(), rules(), calendar())
    issue = bulletins.draw_up(replace(told(), parts={**parts, code: [*asked, *rest]}), city, DRAWN)
    found = orjson.loads(issue.figures)
    words = bulletin_page.Words(language)
    (table,) = bulletin_said.suggestions(found, words)
    assert isinstance(table, Table)
    name = next(row["name"] for row in found["townships"] if row["code"] == code)
    counted = [2, 1, Ratio(1, 1), Ratio(1, 2), Ratio(1, 1)]
    assert table.rows == [[words.whole(found), *counted], [name, *counted]]
    page = issue.page(language)
    assert page.index('id="ends"') < page.index('id="suggestions"') < page.index('id="late"')
    assert '50.00\xa0% <span class="ratio">1/2</span>' in page
    for row in (found["city"], *found["townships"]):
        row["marks"].update(dict.fromkeys(PROPOSED, 0))
    assert [type(each) for each in bulletin_said.suggestions(found, words)] == [Text]
    found["city"]["marks"].pop("suggested")
    assert list(bulletin_said.suggestions(found, words)) == []


def test_orders_and_reminders_are_counted_by_when_they_were(figures: dict[str, Any]) -> None:
    cases = [case for part in told().parts.values() for case in part]
    ordered = [order for case in cases for order in case.orders]
    found = figures["oversight"]
    assert ordered
    assert found["issued"] == sum(OCTOBER.has(order.issued_at) for order in ordered)
    assert found["open"] == len(ordered)
    assert found["late"] == sum(order.due_at is not None and order.due_at < OCTOBER.end for order in ordered)
    assert found["reminded"] == sum(OCTOBER.has(case.reminded_at) for case in cases)


def test_orders_are_frozen_with_the_rows_and_older_rows_have_none() -> None:
    order = Ordered(OrderState.ANSWERED, 2, False, OCTOBER.start, OCTOBER.end, OCTOBER.start)
    case = replace(next(iter(told().parts.values()))[0], orders=(order,), reminded_at=OCTOBER.start)
    assert freezing.unpacked(freezing.packed([case])) == [case]
    row = {name: value for name, value in freezing._to_json(case).items() if name not in ("orders", "reminded_at")}
    assert freezing._from_json(row) == replace(case, orders=(), reminded_at=None)


def test_what_meetings_decided_stands_in_sum_and_what_bodies_are_behind_with(
    october: Issue, figures: dict[str, Any]
) -> None:
    assert figures["decided"] == {"decisions": 3, "done": 1, "late": 1, "open": 1, "dropped": 0}
    assert [each["number"] for each in figures["unheld"]] == ["GY-M-2"]
    assert "超期未完成 1 项" in october.html_zh
    assert "GY-M-2" in october.html_en


def test_the_months_root_is_that_of_a_tree_over_its_daily_seals(october: Issue, figures: dict[str, Any]) -> None:
    found = figures["ledger"]["seals"]
    assert (found["days"], found["sealed"], found["first"], found["last"]) == (31, 31, "2026-10-01", "2026-10-31")
    assert found["last_root"] == SEALS[-1][1]
    assert found["root"] == merkle.root([merkle.leaf(bytes.fromhex(root)) for _, root in SEALS]).hex()
    assert found["root"] in october.html_zh


def test_a_township_is_told_of_its_own_alone(figures: dict[str, Any]) -> None:
    code = figures["townships"][0]["code"]
    own = orjson.loads(bulletin(edition=Edition(code)).figures)
    assert {row["township"]["code"] for row in own["repeated"]} <= {code}
    villages = {row["code"] for row in own["townships"]}
    assert {row["code"] for which in ("best", "worst") for row in own["best_worst"][which]} <= villages
    issue = bulletin(edition=Edition(code))
    assert "全市" not in issue.html_zh
    assert "whole city" not in issue.html_en.lower()


@pytest.mark.parametrize("language", list(Language))
def test_each_is_a_section_and_figures_of_an_older_format_are_still_said(
    october: Issue, figures: dict[str, Any], language: Language
) -> None:
    said = [key for key, *_ in bulletin_sections.outline(figures, language)]
    assert {"best_worst", "late_why", "repeated", "oversight"} <= set(said)
    page = october.page(language)
    assert all(f'id="{key}"' in page for key in said)
    older = {name: value for name, value in figures.items() if name not in ADDED}
    older["ledger"] = {name: value for name, value in figures["ledger"].items() if name != "seals"}
    older["format"] = 3
    kept = [key for key, *_ in bulletin_sections.outline(older, language)]
    assert kept == [key for key in said if key not in ADDED]
    old_page = replace(october, figures=orjson.dumps(older).decode()).page(language)
    assert all(f'id="{key}"' in old_page for key in kept)
    assert 'id="best_worst"' not in old_page
