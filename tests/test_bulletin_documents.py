"""A bulletin on paper and as a workbook: the same figures as on its page, whole, and the same file each time."""

from dataclasses import replace
from io import BytesIO

import orjson
import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from models.people import Language
from tests.made_month import bulletin
from workflow import publishing
from workflow.bulletin_page import MOST_LISTED
from workflow.bulletins import Issue

A4 = (595, 842)
"""Points."""


@pytest.fixture(scope="module")
def october() -> Issue:
    return bulletin(cases=900)


@pytest.mark.parametrize("language", list(Language))
def test_the_paper_of_a_bulletin_says_what_its_page_says_on_a4(october: Issue, language: Language) -> None:
    pages = PdfReader(BytesIO(publishing.printed(october, "pdf", language))).pages
    assert {(round(page.mediabox.width), round(page.mediabox.height)) for page in pages} == {A4}
    each = [page.extract_text() for page in pages]
    text = "".join(each)
    assert [f"{number} / {len(pages)}" in page for number, page in enumerate(each, 1)] == [True] * len(pages)
    # Lines break where there is room, and in one language without a sign.
    flat = "".join(text.split())
    told = orjson.loads(october.figures)
    for township in told["townships"]:
        numerator, denominator = township["rates"]["closing_on_time"]
        assert f"{township['name']}" in flat
        assert f"{numerator}/{denominator}" in flat
    for case in told["late"][:MOST_LISTED]:
        assert case["number"] in flat
    for decision in told["meetings"][0]["decisions"]:
        assert decision["number"] in flat
    assert october.hash in flat
    assert "\ufffd" not in text, "every letter is in the font"


@pytest.mark.parametrize("language", list(Language))
def test_the_workbook_of_a_bulletin_can_be_counted_on(october: Issue, language: Language) -> None:
    book = load_workbook(BytesIO(publishing.printed(october, "xlsx", language)))
    told = orjson.loads(october.figures)
    townships, late = book.worksheets[1], book.worksheets[-2]
    rows = list(townships.iter_rows(min_row=2, values_only=True))
    assert [row[0] for row in rows] == [township["name"] for township in told["townships"]]
    for line, (row, township) in enumerate(zip(rows, told["townships"], strict=True), 2):
        assert row[2:5] == (
            township["rank"],
            township["marks"]["reported"],
            township["marks"]["closing_due"],
        )
        assert list(row[6:8]) == township["rates"]["closing"]
        assert row[5] == f'=IF(H{line}=0,"",G{line}/H{line})', "a rate is counted from what it is made of"
    assert [row[0] for row in late.iter_rows(min_row=2, values_only=True)] == [case["number"] for case in told["late"]]
    often = book.worksheets[-1].iter_rows(min_row=2, max_col=4, values_only=True)
    assert [row[2:] for row in often] == [(row["reported"], row["open"]) for row in told["repeated"]]
    assert [sheet.title for sheet in book.worksheets if sheet._charts] == [book.worksheets[at].title for at in (3, 4)]


def test_a_workbook_takes_nothing_that_is_a_name_for_a_formula(october: Issue) -> None:
    evil = replace(october, figures=october.figures.replace("高邮街道", "=1+1"))
    book = load_workbook(BytesIO(publishing.printed(evil, "xlsx", Language.ZH)))
    cells = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row if cell.value == "=1+1"]
    assert cells
    assert {cell.data_type for cell in cells} == {"s"}


def test_paper_takes_nothing_that_is_a_name_for_markup(october: Issue) -> None:
    evil = replace(october, figures=october.figures.replace("高邮街道", "#read(1) <b> $x$"))
    text = "".join(
        page.extract_text() for page in PdfReader(BytesIO(publishing.printed(evil, "pdf", Language.EN))).pages
    )
    assert "#read(1)<b>$x$" in "".join(text.split())


@pytest.mark.parametrize("form", ["pdf", "xlsx"])
def test_the_same_bulletin_gives_the_same_file(october: Issue, form: publishing.Form) -> None:
    first, then = (publishing.printed(october, form, Language.ZH) for _ in range(2))
    assert first == then


def test_a_month_in_which_nothing_happened_has_its_paper_too() -> None:
    nothing = bulletin(cases=0)
    for form in publishing.FORMS:
        assert publishing.printed(nothing, form, Language.ZH)
