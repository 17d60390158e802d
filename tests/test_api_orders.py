"""The list of supervision orders over HTTP: how they stand, what narrows them, what is closed, what goes on paper."""

from collections.abc import AsyncIterator
from io import BytesIO
from typing import Any

import pytest
from pypdf import PdfReader

from tests.asking import Town, town
from tests.small import EAST, FAR_GROUP, GROUP, INFORMANT, ROOT

WHY, WHAT = "群众两次反映", "三日内清运，并书面说明原因"


@pytest.fixture
async def gaoyou(database_url: str) -> AsyncIterator[Town]:
    async with town(database_url) as found:
        yield found


async def ordered(at: Town, grid: str = GROUP, by: str = "supervisor", **payload: Any) -> str:
    ref = await at.reported(INFORMANT, grid=grid)
    desk = "dispatcher-east" if grid == GROUP else "dispatcher-west"
    await at.moves(ref, (desk, "accept", {}), (by, "supervise", {"reason": WHY, **payload}))
    return ref


async def listed(at: Town, name: str, asked: str = "") -> Any:
    answer = await at.get(name, f"/api/v1/orders{asked}")
    assert answer.status_code == 200, answer.text
    return answer.json()


async def numbers(at: Town, name: str, asked: str) -> list[str]:
    return [each["case"]["id"] for each in (await listed(at, name, asked))["items"]]


async def test_orders_stand_by_township_and_each_count_narrows_the_list_to_what_it_counts(gaoyou: Town) -> None:
    first = await ordered(gaoyou, kind="quality", requirement=WHAT, budget="1wd")
    second = await ordered(gaoyou, by="township-east", budget="5wd")
    far = await ordered(gaoyou, FAR_GROUP, budget="3wd")
    await gaoyou.moves(second, ("dispatcher-east", "answer", {"reason": "正在办"}))
    await gaoyou.moves(
        far, ("township-west", "answer", {"reason": "在办"}), ("supervisor", "refuse_answer", {"reason": "太笼统"})
    )
    gaoyou.wall.wait(days=1, hours=6)
    standing = (await gaoyou.get("supervisor", "/api/v1/orders/standing")).json()
    east, west = standing["rows"]
    assert (east["code"], east["issued"], east["answered"], east["late"], east["refused"]) == (EAST, 1, 1, 1, 0)
    assert (west["issued"], west["refused"]) == (1, 1)
    assert standing["total"] == {"issued": 2, "answered": 1, "late": 1, "refused": 1}
    assert (await numbers(gaoyou, "supervisor", ""))[0] == first, "what is due first stands on top"
    assert set(await numbers(gaoyou, "supervisor", f"?place={EAST}")) == {first, second}
    assert await numbers(gaoyou, "supervisor", "?late=true") == [first]
    assert await numbers(gaoyou, "supervisor", "?state=answered") == [second]
    assert await numbers(gaoyou, "supervisor", "?refused=true") == [far]
    assert await numbers(gaoyou, "supervisor", "?kind=quality") == [first]
    assert set(await numbers(gaoyou, "dispatcher-east", "")) == {first, second}, "a desk sees its township's"
    page = await listed(gaoyou, "supervisor", "?limit=2")
    rest = await listed(gaoyou, "supervisor", f"?limit=2&cursor={page['next']}")
    assert {each["case"]["id"] for each in (*page["items"], *rest["items"])} == {first, second, far}
    assert rest["next"] is None


async def test_a_row_says_what_is_required_of_whom_until_when_and_what_can_be_done(gaoyou: Town) -> None:
    await ordered(gaoyou, kind="complaint", requirement=WHAT, budget="1wd")
    [row] = (await listed(gaoyou, "supervisor"))["items"]
    assert (row["why"], row["requirement"], row["kind"], row["owes"]) == (WHY, WHAT, "complaint", "township_supervisor")
    assert row["left_seconds"] == row["total_seconds"]
    assert row["owing"]
    assert {"press", "lift"} <= set(row["allowed"])
    assert row["ladder"]["fired"] == 0
    [owed] = (await listed(gaoyou, "township-east"))["items"]
    assert owed["allowed"] == ["answer"]
    [plain] = (await listed(gaoyou, "supervisor", "?limit=1"))["items"]
    assert plain["case"]["number"]


async def test_what_is_required_is_said_of_the_kind_where_nobody_wrote_it(gaoyou: Town) -> None:
    await ordered(gaoyou)
    [row] = (await listed(gaoyou, "supervisor"))["items"]
    assert "书面" in row["requirement"] or "in writing" in row["requirement"]


async def test_closed_orders_are_listed_by_period_the_newest_first(gaoyou: Town) -> None:
    kept = await ordered(gaoyou)
    await gaoyou.moves(kept, ("supervisor", "lift", {"reason": "已办结"}))
    gaoyou.wall.wait(hours=1)
    later = await ordered(gaoyou)
    await gaoyou.moves(later, ("township-east", "answer", {"reason": "办好了"}), ("supervisor", "accept_answer", {}))
    day = f"{gaoyou.wall.at:%Y-%m-%d}"
    assert await numbers(gaoyou, "supervisor", f"?closed_from={day}") == [later, kept]
    assert await numbers(gaoyou, "supervisor", f"?closed_from={day}&state=lifted") == [kept]
    page = await listed(gaoyou, "supervisor", f"?closed_from={day}&limit=1")
    assert await numbers(gaoyou, "supervisor", f"?closed_from={day}&limit=1&cursor={page['next']}") == [kept]
    assert await numbers(gaoyou, "supervisor", "") == []


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ("?closed_to=2026-06-08", 400),
        ("?closed_from=1990-01-01", 400),
        ("?closed_from=2027-01-01", 400),
        ("?closed_from=0001-01-01&closed_to=0001-01-01", 400),
        ("?closed_from=9999-12-31&closed_to=9999-12-31", 400),
        ("?cursor=nonsense", 400),
        ("?kind=gossip", 400),
        ("?limit=0", 400),
        (f"?place={ROOT}x", 404),
    ],
)
async def test_what_cannot_be_asked_is_refused_by_its_name(gaoyou: Town, asked: str, status: int) -> None:
    answer = await gaoyou.get("supervisor", f"/api/v1/orders{asked}")
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(("language", "title"), [("zh", "督办单"), ("en", "Supervision order")])
async def test_the_sheet_has_the_order_on_one_page_in_both_languages(gaoyou: Town, language: str, title: str) -> None:
    await ordered(gaoyou, requirement=WHAT)
    [row] = (await listed(gaoyou, "supervisor"))["items"]
    answer = await gaoyou.get("supervisor", f"/api/v1/orders/{row['id']}/sheet.pdf?language={language}")
    assert answer.status_code == 200, answer.text
    read = PdfReader(BytesIO(answer.content))
    assert len(read.pages) == 1
    text = read.pages[0].extract_text().replace("\n", "")
    assert title in text
    assert WHAT in text
    assert row["case"]["number"] in text


async def test_a_reminder_is_shown_with_the_case_and_in_its_row_until_something_is_done(gaoyou: Town) -> None:
    ref = await gaoyou.reported(INFORMANT)
    await gaoyou.moves(ref, ("township-east", "remind", {"note": "请抓紧"}))
    [item] = (await gaoyou.get("dispatcher-east", "/api/v1/queues/intake")).json()["items"]
    assert (item["reminded"]["unheeded"], item["reminded"]["by_hand"]) == (1, 1)
    assert item["reminded"]["repeats_at"]
    seen = await gaoyou.see("dispatcher-east", ref)
    assert seen["reminded"] == item["reminded"]
    again = await gaoyou.post("township-east", f"/api/v1/incidents/{ref}/remind", {}, If_Match=str(seen["version"]))
    assert (again.status_code, again.json()["guard"]) == (409, "paused_since_reminded")
    await gaoyou.moves(ref, ("dispatcher-east", "accept", {}))
    assert (await gaoyou.see("dispatcher-east", ref))["reminded"]["unheeded"] == 0
