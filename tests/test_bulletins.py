"""The bulletin as it is drawn up: what it holds, that it can be counted again, and what is never in it."""

import re
from base64 import b64encode
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

import orjson
import pytest

from tests.small import EAST, INFORMANT, VILLAGE, WEST, calendar, directory, rules
from tests.storing import Recorded, minutes
from tests.test_indicators import JUNE, resolved, rows
from workflow import bulletin_page, bulletin_parts, bulletins, freezing, ledger
from workflow.bulletin_names import City
from workflow.bulletins import Chains, Issue, Told
from workflow.errors import BadInput
from workflow.indicators import CaseFacts, Ratio
from workflow.machines import Move
from workflow.resolutions import Met, Resolved

DRAWN = JUNE.end + timedelta(days=4)
WRITTEN = "垃圾成堆"


def city() -> City:
    return City(directory(), rules(), calendar())


def lived() -> Recorded:
    """A month with a case closed in time, one that nobody took and that was tabled, and one withdrawn."""
    world = Recorded()
    good = resolved(world)
    world.do("dispatcher-east", good, Move.VERIFY, minutes(40), satisfied=True)
    bad = world.report(minutes(5))
    world.do("dispatcher-east", bad, Move.ACCEPT, minutes(6))
    world.do("dispatcher-east", bad, Move.DISPATCH, minutes(7), to={"grid": VILLAGE})
    withdrawn = world.report(minutes(8))
    world.do(INFORMANT, withdrawn, Move.WITHDRAW, minutes(9), reason="报错了")
    while (at := world.next_due()) is not None and at < JUNE.end:
        world.sweep(at)
    return world


def of_cases(cases: list[CaseFacts], **more: object) -> Issue:
    told = Told("2026-06", JUNE, bulletin_parts.by_township(cases), **more)  # type: ignore[arg-type]
    return bulletins.draw_up(told, city(), DRAWN)


def drawn(world: Recorded, **more: object) -> Issue:
    return of_cases(rows(world, JUNE.end), **more)


@pytest.fixture(scope="module")
def june() -> Issue:
    return drawn(lived())


def test_what_is_late_stands_there_with_number_place_holder_and_level(june: Issue) -> None:
    figures = orjson.loads(june.figures)
    late = {case["number"]: case for case in figures["late"]}
    case = late["GY-1002"]
    assert case["level"] == 1, "it was raised to the city"
    assert case["tabled_at"] is not None
    assert case["holder"] == {"kind": "grid", "name": f"G{VILLAGE}"}
    assert "GY-1002" in june.html_zh
    assert "GY-1002" in june.html_en
    assert "还没有人签收" in june.html_zh
    assert "GY-1001" not in late


Step = tuple[str, Move, dict[str, Any]]


def waiting(*steps: Step) -> tuple[str, str]:
    """Who has a case after these moves, as the pages in zh and en say it."""
    world = Recorded()
    ref = world.report()
    for number, (name, move, payload) in enumerate(steps, 1):
        world.do(name, ref, move, minutes(number), **payload)
    while (at := world.next_due()) is not None and at < JUNE.end and world.views[ref].incident.open:
        world.sweep(at)
    bulletin = drawn(world)
    zh, en = (
        re.search(r"(?:现由 |With: )(.+?)(?: 办理|\. Responsible)", page)
        for page in (bulletin.html_zh, bulletin.html_en)
    )
    assert zh is not None
    assert en is not None
    return zh[1], en[1]


ACCEPTED: Step = ("dispatcher-east", Move.ACCEPT, {})
CO = {"to": {"grid": VILLAGE}, "co": [{"unit": "gas"}, {"unit": "water"}]}
HANDLER = f"handler-{VILLAGE}"
CO_AT_WORK: tuple[Step, ...] = (
    ACCEPTED,
    ("dispatcher-east", Move.DISPATCH, CO),
    ("gas-1", Move.ACKNOWLEDGE, {}),
    (HANDLER, Move.ACKNOWLEDGE, {}),
    (HANDLER, Move.RESOLVE, {}),
)


def test_where_the_lead_is_done_or_gave_it_back_it_is_with_who_still_works_on_it() -> None:
    assert waiting(*CO_AT_WORK) == ("Gas", "Gas")
    returned = {"type": "not_ours", "reason": "无关"}
    assert waiting(*CO_AT_WORK[:3], (HANDLER, Move.RETURN, returned)) == ("Gas", "Gas")


def test_where_nobody_works_on_it_it_is_with_the_role_whose_turn_it_is_in_its_grid(june: Issue) -> None:
    assert waiting() == (f"G{EAST}派遣员", f"dispatcher, G{EAST}")
    assert waiting(ACCEPTED) == (f"G{EAST}派遣员", f"dispatcher, G{EAST}")
    returned: tuple[Step, ...] = ((HANDLER, Move.RETURN, {"type": "not_ours", "reason": "无关"}),)
    dispatched: Step = ("dispatcher-east", Move.DISPATCH, {"to": {"grid": VILLAGE}})
    assert waiting(ACCEPTED, dispatched, *returned) == (f"G{EAST}派遣员", f"dispatcher, G{EAST}")
    assert "无人" not in june.html_zh


def test_a_meeting_stands_with_when_it_was_held_and_not_when_it_was_planned() -> None:
    met = Met("M-1", "joint", "minuted", JUNE.start, held_at=JUNE.start + timedelta(days=3, hours=9))
    found = drawn(lived(), meetings=[met])
    assert "6月4日" in (
        line := next(line for line in found.html_zh.splitlines() if "召开" in line and "M-1" in line)
    ), line
    assert "6月1日" not in line


def test_the_tabled_case_stands_in_the_months_bulletin(june: Issue) -> None:
    assert "GY-1002" in [case["number"] for case in orjson.loads(june.figures)["tabled"]]


def test_nothing_that_people_wrote_and_nobodys_name_is_in_a_bulletin(june: Issue) -> None:
    names = (INFORMANT, "dispatcher-east", f"handler-{VILLAGE}")
    for text in (june.figures, june.html_zh, june.html_en):
        assert WRITTEN not in text
        assert not any(name in text for name in names)


def test_the_figures_can_be_counted_again_from_what_is_frozen_to_the_byte() -> None:
    world = lived()
    first = drawn(world)
    frozen = {code: freezing.packed(cases) for code, cases in bulletin_parts.by_township(rows(world, JUNE.end)).items()}
    parts = {code: freezing.unpacked(kept) for code, kept in frozen.items()}
    again = bulletins.draw_up(Told("2026-06", JUNE, parts), city(), DRAWN)
    assert again == first
    assert ledger.digest(orjson.loads(first.figures)) == first.hash


def test_drawing_up_again_after_the_city_has_moved_on_gives_the_same_figures() -> None:
    world = lived()
    first = drawn(world)
    world.do(f"handler-{VILLAGE}", UUID(str(list(world.views)[1])), Move.ACKNOWLEDGE, DRAWN)
    world.do(f"handler-{VILLAGE}", UUID(str(list(world.views)[1])), Move.RESOLVE, DRAWN)
    assert drawn(world) == first


def test_townships_and_category_groups_add_up_to_the_city(june: Issue) -> None:
    figures = orjson.loads(june.figures)
    for mark, number in figures["city"]["marks"].items():
        assert sum(row["marks"][mark] for row in figures["townships"]) == number
        assert sum(row["marks"][mark] for row in figures["groups"]) == number
    promise = figures["city"]["promise"]
    assert promise["kept"] + promise["closed_late"] + promise["not_closed"] == promise["promised"] > 0


def test_every_township_has_its_row_and_one_to_which_nothing_fell_due_has_no_rank(june: Issue) -> None:
    found = {row["code"]: row for row in orjson.loads(june.figures)["townships"]}
    assert set(found) == {EAST, WEST}
    assert (found[WEST]["rank"], found[WEST]["lamp"]) == (None, "none")
    assert found[EAST]["rank"] is None, "the only one with a rate is first and last"
    cases = rows(lived(), JUNE.end)
    moved = replace(cases[0], township=WEST)
    both = orjson.loads(of_cases([*cases[1:], moved]).figures)["townships"]
    assert {row["code"]: row["rank"] for row in both} == {WEST: 1, EAST: 2}


@pytest.mark.parametrize(
    ("ratio", "lamp"), [((9, 10), "green"), ((3, 4), "yellow"), ((74, 100), "red"), ((0, 0), "none")]
)
def test_a_lamp_shows_the_share_closed_on_time(ratio: tuple[int, int], lamp: str) -> None:
    assert bulletin_parts.lamp(Ratio(*ratio)) == lamp


def test_a_decision_stands_with_owner_deadline_and_whether_it_is_late() -> None:
    decision = Resolved("1", "GY-1002", "unit", str(directory().unit("gas").id), JUNE.start, "open", True)  # type: ignore[union-attr]
    found = drawn(lived(), meetings=[Met("M-1", "joint", "minuted", JUNE.start, decisions=(decision,))])
    assert "联席会议 · M-1" in found.html_zh
    assert "超期未完成" in found.html_zh
    assert re.search(r"Decision 1, case GY-1002, owed by Gas", found.html_en)


def test_the_audits_faults_are_said_plainly() -> None:
    found = drawn(lived(), chains=Chains(JUNE.start, 3))
    assert "faults found: 3" in found.html_en
    assert "发现 3 处不符" in found.html_zh


OUTSIDE = re.compile(r"<(?:script|link|iframe|img|object|base|form)|\s(?:src|href|style|on\w+)=|url\(|@import", re.I)
"""What would fetch or run something."""


def test_the_page_is_one_file_without_scripts_and_asks_for_nothing(june: Issue) -> None:
    for html in (june.html_zh, june.html_en):
        assert not OUTSIDE.search(html)
        style = re.search(r"<style>(.*?)</style>", html, re.S)
        assert style is not None
        digest = b64encode(sha256(style[1].encode()).digest()).decode()
        assert bulletin_page.style_hash() == f"sha256-{digest}"


def test_what_is_called_like_markup_is_not_markup() -> None:
    row = next(case for case in rows(lived(), JUNE.end) if case.late_since)
    told = Told("2026-06", JUNE, {"<b>": [replace(row, number="<script>alert(1)</script>")]})
    assert "<script" not in bulletins.draw_up(told, city(), DRAWN).html_en


def test_a_month_that_has_not_ended_and_a_name_that_is_none_are_refused() -> None:
    with pytest.raises(BadInput, match="not-ended"):
        bulletins.span_of("2026-06", calendar(), JUNE.end - timedelta(seconds=1))
    assert bulletins.span_of("2026-06", calendar(), JUNE.end) == JUNE
    with pytest.raises(BadInput, match="no-period"):
        bulletins.span_of("June", calendar(), DRAWN)
