"""Bulletins over HTTP: what was published, the page as it was frozen, and the cases behind each figure."""

from collections.abc import AsyncIterator
from datetime import datetime

import orjson
import pytest
import pytest_asyncio

from models.people import Language
from tests.asking import Town, town
from tests.small import INFORMANT
from tests.test_indicators import JUNE
from workflow import bulletin_page, publishing
from workflow.calendar import SHANGHAI
from workflow.indicators import PATTERNS, Mark

ANYBODY = "informant-900100200101"
JULY_ENDS = datetime(2026, 8, 1, tzinfo=SHANGHAI)


@pytest_asyncio.fixture
async def gaoyou(database_url: str) -> AsyncIterator[Town]:
    async with town(database_url) as found:
        yield found


async def june(town: Town) -> None:
    """A month with one case that nobody took up, and one withdrawn; its bulletin is out."""
    await town.reported(INFORMANT)
    withdrawn = await town.reported(INFORMANT)
    await town.moves(withdrawn, (INFORMANT, "withdraw", {"reason": "报错了"}))
    town.wall.at = JUNE.end
    await publishing.of_month(town.engine, "2026-06")


async def test_any_of_the_staff_reads_a_bulletin_by_number_id_or_period(gaoyou: Town) -> None:
    await june(gaoyou)
    (item,) = (await gaoyou.get(ANYBODY, "/api/v1/bulletins")).json()["items"]
    assert item["number"] == "GY-TB-2026-06"
    for ref in (item["number"], item["id"], "2026-06"):
        found = (await gaoyou.get(ANYBODY, f"/api/v1/bulletins/{ref}")).json()
        assert found["hash"] == item["hash"]
        assert found["figures"]["city"]["marks"]["reported"] == 2


async def test_a_list_of_bulletins_is_paged_from_the_newest_on(gaoyou: Town) -> None:
    await june(gaoyou)
    gaoyou.wall.at = JULY_ENDS
    await publishing.of_month(gaoyou.engine, "2026-07")
    first = (await gaoyou.get(ANYBODY, "/api/v1/bulletins?limit=1")).json()
    assert [item["period"] for item in first["items"]] == ["2026-07"]
    then = (await gaoyou.get(ANYBODY, f"/api/v1/bulletins?limit=1&cursor={first['next']}")).json()
    assert ([item["period"] for item in then["items"]], then["next"]) == (["2026-06"], None)


@pytest.mark.parametrize(("asked", "tag"), [("zh", "zh-CN"), ("en", "en")])
async def test_the_page_is_what_was_frozen_under_a_policy_that_lets_nothing_in(
    gaoyou: Town, asked: str, tag: str
) -> None:
    await june(gaoyou)
    bulletin = await publishing.find(gaoyou.engine, "2026-06")
    answer = await gaoyou.get(ANYBODY, f"/api/v1/bulletins/2026-06.html?language={asked}")
    assert answer.text == (bulletin.html_zh if asked == "zh" else bulletin.html_en)
    assert answer.headers["content-language"] == tag
    (policy,) = answer.headers.get_list("content-security-policy")
    assert policy.startswith(f"default-src 'none'; style-src '{bulletin_page.style_hash()}'")
    assert answer.headers["x-content-type-options"] == "nosniff"
    by_header = await gaoyou.get(ANYBODY, "/api/v1/bulletins/2026-06.html", **{"Accept-Language": asked})
    assert by_header.text == answer.text


@pytest.mark.parametrize(("form", "begins"), [("pdf", b"%PDF-"), ("xlsx", b"PK")])
async def test_a_bulletin_is_had_on_paper_and_as_a_workbook(gaoyou: Town, form: publishing.Form, begins: bytes) -> None:
    await june(gaoyou)
    bulletin = await publishing.find(gaoyou.engine, "2026-06")
    answer = await gaoyou.get(ANYBODY, f"/api/v1/bulletins/2026-06.{form}?language=en")
    assert answer.content == publishing.printed(bulletin, form, Language.EN)
    assert answer.content.startswith(begins)
    assert answer.headers["content-language"] == "en"
    assert answer.headers["content-disposition"] == f'attachment; filename="GY-TB-2026-06.{form}"'
    (policy,) = answer.headers.get_list("content-security-policy")
    assert "default-src" in policy


async def test_every_figure_opens_exactly_the_cases_that_it_counts(gaoyou: Town) -> None:
    await june(gaoyou)
    figures = orjson.loads((await publishing.find(gaoyou.engine, "2026-06")).figures)
    for mark in set(Mark) - PATTERNS:
        answer = await gaoyou.get("supervisor", f"/api/v1/bulletins/2026-06/cases?figure={mark}")
        assert len(answer.json()["numbers"]) == figures["city"]["marks"][mark], mark
    for row in figures["townships"]:
        path = f"/api/v1/bulletins/2026-06/cases?figure=open_late&township={row['code']}"
        assert len((await gaoyou.get("supervisor", path)).json()["numbers"]) == row["marks"]["open_late"]
    for row in figures["groups"]:
        path = f"/api/v1/bulletins/2026-06/cases?figure=reported&group={row['key']}"
        assert len((await gaoyou.get("supervisor", path)).json()["numbers"]) == row["marks"]["reported"]


async def test_what_is_not_there_or_cannot_be_meant_is_a_problem(gaoyou: Town) -> None:
    await june(gaoyou)
    for path, status in (
        ("/api/v1/bulletins/2026-04", 404),
        ("/api/v1/bulletins/2026-04.html", 404),
        ("/api/v1/bulletins/2026-04.pdf", 404),
        ("/api/v1/bulletins/2026-06.xlsx?language=fr", 400),
        ("/api/v1/bulletins/2026-04/cases?figure=reported", 404),
        ("/api/v1/bulletins/2026-06.html?language=fr", 400),
        ("/api/v1/bulletins/2026-06/cases?figure=nothing", 400),
        ("/api/v1/bulletins/2026-06/cases", 400),
        ("/api/v1/bulletins?limit=0", 400),
        ("/api/v1/bulletins?wrong=1", 400),
    ):
        answer = await gaoyou.get("supervisor", path)
        assert answer.status_code == status, path
        assert answer.headers["content-type"] == "application/problem+json"
