"""Bulletins over HTTP: what was published, the page as it was frozen, and the cases behind each figure."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from typing import Any

import orjson
import pytest
import pytest_asyncio

from models.people import Language
from tests.asking import Town, town
from tests.small import EAST, INFORMANT
from tests.test_indicators import JUNE
from workflow import auditing, bulletin_page, issuing, jobs, publishing, store
from workflow.bulletin_parts import BESIDE
from workflow.calendar import SHANGHAI
from workflow.indicators import Mark

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
    await publishing.of_period(town.engine, "2026-06")
    await move(town, "supervisor", "2026-06", "approve")
    await move(town, "supervisor", "2026-06", "issue")


async def move(town: Town, name: str, ref: str, move: str, status: int = 200, **payload: Any) -> Any:
    """A move on a bulletin as its reader sees it by then."""
    path = f"/api/v1/bulletins/{ref}"
    seen = await town.get("centre", path)
    version = str(seen.json()["version"])
    answer = await town.post(name, f"{path}/{move}", payload, **{"If-Match": version})
    assert answer.status_code == status, answer.text
    return answer.json()


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
    await publishing.of_period(gaoyou.engine, "2026-07")
    await move(gaoyou, "supervisor", "2026-07", "approve")
    await move(gaoyou, "supervisor", "2026-07", "issue")
    first = (await gaoyou.get(ANYBODY, "/api/v1/bulletins?limit=1&level=1")).json()
    assert [item["period"] for item in first["items"]] == ["2026-07"]
    then = (await gaoyou.get(ANYBODY, f"/api/v1/bulletins?limit=1&level=1&cursor={first['next']}")).json()
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
    for mark in set(Mark) - BESIDE:
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
        ("/api/v1/bulletins?cursor=nothing", 400),
        ("/api/v1/bulletins?level=3", 400),
    ):
        answer = await gaoyou.get("supervisor", path)
        assert answer.status_code == status, path
        assert answer.headers["content-type"] == "application/problem+json"


async def drafted(town: Town) -> None:
    await town.reported(INFORMANT)
    town.wall.at = JUNE.end
    await publishing.of_period(town.engine, "2026-06")


async def test_a_draft_is_for_who_writes_and_approves_and_for_nobody_else(gaoyou: Town) -> None:
    await drafted(gaoyou)
    for name, seen in (("centre", 3), ("supervisor", 3), ("township-east", 1), (ANYBODY, 0)):
        items = (await gaoyou.get(name, "/api/v1/bulletins?drafts=true")).json()["items"]
        assert len(items) == seen, name
    for ending in ("", ".html", ".pdf", ".xlsx", "/cases?figure=reported"):
        assert (await gaoyou.get(ANYBODY, f"/api/v1/bulletins/2026-06{ending}")).status_code == 404
        assert (await gaoyou.get("township-east", f"/api/v1/bulletins/2026-06{ending}")).status_code == 404
    own = f"GY-TB-2026-06-{EAST}"
    assert (await gaoyou.get("township-west", f"/api/v1/bulletins/{own}")).status_code == 404
    seen = (await gaoyou.get("township-east", f"/api/v1/bulletins/{own}")).json()
    assert seen["allowed"] == ["edit", "approve", "discard"]
    assert seen["figures"]["grid"]["code"] == EAST


WORDS: dict[str, Any] = {
    "introduction": "六月总体平稳。",
    "comments": {"late": "<script>已督办</script>"},
    "omitted": ["groups"],
    "order": ["late"],
}


async def test_words_are_edited_approved_by_somebody_else_and_come_out_with_the_figures_untouched(gaoyou: Town) -> None:
    await drafted(gaoyou)
    before = (await gaoyou.get("centre", "/api/v1/bulletins/2026-06")).json()
    await move(gaoyou, "supervisor", "2026-06", "edit", 403, **WORDS)
    edited = await move(gaoyou, "centre", "2026-06", "edit", **WORDS)
    assert (edited["state"], edited["hash"], edited["figures"]) == ("edited", before["hash"], before["figures"])
    await move(gaoyou, "centre", "2026-06", "approve", 403)
    handed = await move(gaoyou, "supervisor", "2026-06", "hand_back", reason="补写原因")
    assert handed["state"] == "drafted"
    await move(gaoyou, "centre", "2026-06", "edit", **WORDS)
    await move(gaoyou, "supervisor", "2026-06", "approve")
    await move(gaoyou, "centre", "2026-06", "edit", 409, **WORDS)
    out = await move(gaoyou, "centre", "2026-06", "issue")
    assert (out["state"], out["hash"], out["as_drawn"]) == ("sent", before["hash"], False)
    assert out["public"]
    page = (await gaoyou.get(ANYBODY, "/api/v1/bulletins/2026-06.html?language=zh")).text
    assert "六月总体平稳" in page
    assert "<script" not in page
    assert "&lt;script&gt;已督办" in page
    assert "分类情况" not in page, "it was left out"
    assert page.index('id="late"') < page.index('id="headlines"')


async def test_why_a_draft_went_back_and_words_that_nobody_approved_are_read_by_those_who_make_it(gaoyou: Town) -> None:
    await drafted(gaoyou)
    await move(gaoyou, "centre", "2026-06", "edit", **WORDS)
    await move(gaoyou, "supervisor", "2026-06", "hand_back", reason="补写原因")
    await move(gaoyou, "centre", "2026-06", "edit", **WORDS)
    gaoyou.wall.at += timedelta(days=8)
    await gaoyou.engine.sweep()
    await issuing.settle(gaoyou.engine)
    for name, reads in (("centre", True), ("supervisor", True), ("township-east", False), (ANYBODY, False)):
        seen = (await gaoyou.get(name, "/api/v1/bulletins/2026-06")).json()
        back = next(each for each in seen["timeline"] if each["move"] == "hand_back")
        assert (back["text"] == "补写原因", "补写原因" in str(seen)) == (reads, reads), name
        assert back["recorded_at"], "all see that it went back, and when"
        assert back["actor"] is not None
        assert (seen["as_drawn"], bool(seen["words"].get("introduction"))) == (True, reads)


async def test_what_cannot_be_meant_is_not_written_to_a_draft(gaoyou: Town) -> None:
    await drafted(gaoyou)
    cases: tuple[dict[str, Any], ...] = (
        {"figures": {"city": {}}},
        {"omitted": ["late"]},
        {"order": ["late", "late"]},
        {"comments": {"nothing": "字"}},
        {"introduction": " "},
        {"introduction": "字" * 4001},
    )
    for words in cases:
        await move(gaoyou, "centre", "2026-06", "edit", 400, **words)
    stale = await gaoyou.post("centre", "/api/v1/bulletins/2026-06/edit", {}, **{"If-Match": "0"})
    assert stale.status_code == 409
    assert (await gaoyou.post("centre", "/api/v1/bulletins/2026-06/edit", {})).status_code == 428


async def test_of_a_draft_that_nobody_approved_in_time_comes_out_what_was_drawn_up(gaoyou: Town) -> None:
    await drafted(gaoyou)
    await move(gaoyou, "centre", "2026-06", "edit", **WORDS)
    gaoyou.wall.at += timedelta(days=8)
    await gaoyou.engine.sweep()
    await issuing.settle(gaoyou.engine)
    seen = (await gaoyou.get(ANYBODY, "/api/v1/bulletins/2026-06")).json()
    assert (seen["state"], seen["as_drawn"], seen["worded"]) == ("sent", True, False)
    page = (await gaoyou.get(ANYBODY, "/api/v1/bulletins/2026-06.html?language=zh")).text
    assert "到期无人审定" in page
    assert "六月总体平稳" not in page


async def test_a_correction_takes_the_place_of_what_is_out_and_both_are_kept(gaoyou: Town) -> None:
    await june(gaoyou)
    first = (await gaoyou.get(ANYBODY, "/api/v1/bulletins/2026-06")).json()
    await move(gaoyou, "centre", "2026-06", "correct", reason="单位名称有误")
    await move(gaoyou, "centre", "2026-06", "correct", 409, reason="再改")
    await jobs.run_owed(gaoyou.engine)
    again = f"{first['number']}-V2"
    assert (await gaoyou.get(ANYBODY, "/api/v1/bulletins/2026-06")).json()["number"] == first["number"]
    await move(gaoyou, "centre", again, "edit", introduction="更正：单位名称。")
    await move(gaoyou, "supervisor", again, "approve")
    out = await move(gaoyou, "supervisor", again, "issue")
    assert out["figures"] == first["figures"], "the same rows, the same figures"
    assert (await gaoyou.get(ANYBODY, "/api/v1/bulletins/2026-06")).json()["number"] == again
    old = (await gaoyou.get(ANYBODY, f"/api/v1/bulletins/{first['number']}")).json()
    assert (old["state"], [each["number"] for each in old["others"]]) == ("superseded", [again])
    listed = (await gaoyou.client.get(PUBLIC)).json()["items"]
    assert [(each["number"], each["superseded_by"]) for each in listed] == [(again, None), (first["number"], again)]
    away = await gaoyou.client.get(f"{PUBLIC}/{first['number']}.html?language=en")
    assert (away.status_code, away.headers["location"]) == (307, f"{PUBLIC}/{again}.html?language=en")
    assert (await gaoyou.client.get(away.headers["location"])).status_code == 200
    found = await auditing.check_chains(gaoyou.engine, against_state=True)
    assert found.well, found.said


PUBLIC = "/api/v1/public/bulletins"


async def test_anybody_reads_the_public_version_of_what_is_out_and_knows_of_no_draft(gaoyou: Town) -> None:
    await drafted(gaoyou)
    client, number = gaoyou.client, "GY-TB-2026-06"
    assert (await client.get(PUBLIC)).json() == {"items": [], "next": None}
    assert (await client.get(f"{PUBLIC}/{number}.html")).status_code == 404
    for name in ("2026-06", f"{number}-{EAST}"):
        await move(gaoyou, "supervisor", name, "approve")
        await move(gaoyou, "supervisor", name, "issue")
    (item,) = (await client.get(PUBLIC)).json()["items"]
    issue = await publishing.find(gaoyou.engine, "2026-06")
    assert (item["number"], item["period"], item["hash"]) == (number, "2026-06", issue.hash)
    page = await client.get(f"{PUBLIC}/{number}.html?language=zh")
    assert page.text == issue.pages[Language.ZH, True] != issue.html_zh
    assert page.headers.get_list("content-security-policy")[0].startswith("default-src 'none'; style-src 'sha256-")
    assert page.headers["cache-control"] == "public, max-age=60"
    again = await client.get(f"{PUBLIC}/{number}.html?language=zh", headers={"If-None-Match": page.headers["etag"]})
    assert again.status_code == 304
    for ref, status in ((f"{number}-{EAST}", 404), ("2026-06", 404), (f"{number}-V2", 404)):
        assert (await client.get(f"{PUBLIC}/{ref}.html")).status_code == status, ref
    assert (await client.get(f"{PUBLIC}/{number}.html?language=fr")).status_code == 400
    assert (await client.get(f"{PUBLIC}?cursor=nothing")).status_code == 400


async def test_what_was_kept_before_there_was_a_public_version_is_served_to_nobody(gaoyou: Town) -> None:
    await june(gaoyou)
    async with store.transaction(gaoyou.engine.database) as connection:
        await connection.execute("UPDATE bulletin_figures SET public_format = NULL, public_zh = html_zh")
    assert (await gaoyou.client.get(PUBLIC)).json()["items"] == []
    assert (await gaoyou.client.get(f"{PUBLIC}/GY-TB-2026-06.html?language=zh")).status_code == 404


async def test_a_draft_that_is_thrown_away_is_drawn_up_anew(gaoyou: Town) -> None:
    await drafted(gaoyou)
    own = f"GY-TB-2026-06-{EAST}"
    await move(gaoyou, "township-east", own, "discard", reason="村名已更改")
    await jobs.run_owed(gaoyou.engine)
    seen = (await gaoyou.get("township-east", f"/api/v1/bulletins/{own}-V2")).json()
    assert (seen["state"], seen["edition"]) == ("drafted", 2)
    assert (await gaoyou.get(ANYBODY, f"/api/v1/bulletins/{own}")).status_code == 404
