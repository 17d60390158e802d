"""Patrols in the browser: spots from a table, an informant's list, a finding, and how it goes."""

import re
from datetime import timedelta
from typing import Any

from playwright.async_api import Browser, expect

from tests.pages.browsing import Screen, screen
from tests.pages.city import City
from tests.pages.fixtures import both, needs_pages
from workflow import wall

pytestmark = needs_pages

TOWN = "321084115"
WORDS: dict[str, dict[str, str]] = {
    "zh-CN": {
        "import": "从表格导入…", "go": "全部录入", "bad": "csv:2:kind", "fine": "无异常", "find": "发现问题",
        "report": "上报", "left": "待查", "start": "发起专项排查…", "begin": "发起", "title": "名称", "until": "截止",
        "as_it_was": "清单是", "shift": "更改", "called": "名称", "end": "撤销", "ended": "撤销",
    },
    "en": {
        "import": "From a table …", "go": "Enter all", "bad": "csv:2:kind", "fine": "All is well",
        "find": "Found something", "report": "Report it", "left": "Waiting", "start": "Start a campaign …",
        "begin": "Start", "title": "Title", "until": "Until", "as_it_was": "The list is", "shift": "Change",
        "called": "What it is called",
        "end": "End", "ended": "End it",
    },
}  # fmt: skip


def table(rows: str) -> Any:
    return {"name": "spots.csv", "mimeType": "text/csv", "buffer": f"kind,name,grid,lat,lon\n{rows}".encode()}


@both
async def test_spots_are_entered_looked_at_and_counted(city: City, browser: Browser, size: str, language: str) -> None:
    words, mark = WORDS[language], f"{size}{language}"
    informant = {"phone": "informant-1636", "desk": "informant-1640"}[size]
    async with screen(browser, city.url, size, language, known=("ERR_INTERNET_DISCONNECTED",)) as at:
        await at.sign_in(informant, "/patrols")
        session = await (await at.page.context.request.get(f"{city.url}/api/v1/session")).json()
        await at.sign_in(f"supervisor-{TOWN}", "/patrols/plan")
        await entered(at, words, mark, session["person"]["posts"][0]["grid"])
        await started(at, words, mark)
        await at.sign_in(informant, "/street")
        await at.page.locator("a[href='/patrols']").first.click()
        number = await looked(at, words, mark)
        await at.sign_in(f"supervisor-{TOWN}", "/patrols/plan")
        await counted(at, mark)
        found = await (await at.page.context.request.get(f"{city.url}/api/v1/patrols/{number}")).json()
        assert (found["state"], bool(found["incident"])) == ("found", True)


async def entered(at: Screen, words: dict[str, str], mark: str, grid: str) -> None:
    """From a table: nothing of one with a fault, all of one without."""
    await at.page.locator("a[href='/patrols/spots']").click()
    await at.page.get_by_role("button", name=words["import"]).click()
    sheet = at.page.get_by_role("dialog")
    await sheet.locator("input[type=file]").set_input_files(table(f"elderly,{mark},{grid},,\n"))
    await sheet.get_by_role("button", name=words["go"]).click()
    await expect(sheet.get_by_role("alert")).to_contain_text(words["bad"])
    good = (
        f"hydrant,{mark}甲,{grid},,\nmanhole,{mark}乙,{grid},,\nboiler_room,{mark}丙,{grid},,\npond,{mark}丁,{grid},,\n"
    )
    await sheet.locator("input[type=file]").set_input_files(table(good))
    await sheet.get_by_role("button", name=words["go"]).click()
    await expect(sheet).to_be_hidden()
    await kept(at, words, mark)
    await at.page.locator("a[href='/patrols/plan']").click()


async def kept(at: Screen, words: dict[str, str], mark: str) -> None:
    """One that was entered by mistake is found by words, called otherwise, and ended with a reason."""
    spots, sheet = at.page.locator("[data-spot]"), at.page.get_by_role("dialog")
    await at.page.locator("input[name=words]").fill(f"{mark}丁")
    await expect(spots).to_have_count(1)
    assert await at.serious() == []
    await spots.get_by_role("button", name=words["shift"]).click()
    await sheet.get_by_label(words["called"]).fill(f"{mark}丁二")
    await sheet.get_by_role("button", name=words["shift"], exact=True).click()
    await expect(spots).to_contain_text(f"{mark}丁二")
    await spots.get_by_role("button", name=words["end"]).click()
    await sheet.locator("textarea").fill("已拆除")
    assert await at.serious() == []
    await sheet.get_by_role("button", name=words["ended"], exact=True).click()
    await expect(spots).to_have_count(0)


async def started(at: Screen, words: dict[str, str], mark: str) -> None:
    sheet = at.page.get_by_role("dialog")
    await at.page.get_by_role("button", name=words["start"]).click()
    await sheet.get_by_label(words["title"]).fill(f"{mark}排查")
    await sheet.locator("input[value=boiler_room]").check()
    await sheet.get_by_label(words["until"]).fill(f"{wall.now() + timedelta(days=9):%Y-%m-%dT18:00}")
    await sheet.get_by_role("button", name=words["begin"], exact=True).click()
    await expect(sheet).to_be_hidden()
    await expect(at.page.locator("article").filter(has_text=f"{mark}排查")).to_be_visible()
    assert await at.serious() == []


async def looked(at: Screen, words: dict[str, str], mark: str) -> str | None:
    """One spot is well, which is said without a network, at another something is found: both leave the list. The number
    of that patrol."""
    for name in ("甲", "乙", "丙"):
        await expect(at.page.locator("[data-look]").filter(has_text=f"{mark}{name}").first).to_be_visible()
    assert await at.serious() == []
    drill = at.page.locator("[data-look]").filter(has_text=f"{mark}丙")
    await at.page.context.set_offline(True)
    await at.page.go_back()
    await at.page.go_forward()
    await expect(at.page.locator(".note").filter(has_text=words["as_it_was"])).to_be_visible()
    await drill.get_by_role("button", name=re.compile(words["fine"])).click()
    await expect(drill).to_have_count(0)
    await at.page.context.set_offline(False)
    await expect(at.page.locator(".note").filter(has_text=words["as_it_was"])).to_have_count(0)
    cover = at.page.locator("[data-look]").filter(has_text=f"{mark}乙")
    number = await cover.get_attribute("data-look")
    await cover.get_by_role("button", name=words["find"]).click()
    assert await at.serious() == []
    await at.page.get_by_role("dialog").get_by_role("button", name=words["report"]).click()
    await expect(at.page.locator(f'[data-look="{number}"]')).to_have_count(0)
    return number


async def counted(at: Screen, mark: str) -> None:
    """The campaign's figure opens what is behind it."""
    figures = at.page.locator("article").filter(has_text=f"{mark}排查").locator("tbody tr").first.locator("td")
    await expect(figures.nth(1)).to_have_text("1")
    await figures.nth(1).get_by_role("link").click()
    await expect(at.page.get_by_role("listitem").filter(has_text=f"{mark}丙")).to_be_visible()
    assert await at.serious() == []
