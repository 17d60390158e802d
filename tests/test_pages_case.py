"""A case as those see it who work on it, and the list of who handles: in a real Chromium, by what they do."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import httpx
from playwright.async_api import Browser, Locator, Page, expect

from tests.pages.browsing import Screen, screen
from tests.pages.city import City
from tests.pages.fixtures import both, needs_pages
from tests.pages.touching import too_small
from tests.pictured import photo

pytestmark = needs_pages

TOWNSHIP = "321084115"
VILLAGE = "321084115005"
DISPATCHER = f"dispatcher-{TOWNSHIP}"
HANDLER = f"handler-{VILLAGE}"
INFORMANT = "informant-1636"
REPORTER = {"name": "陈大妈", "phone": "138 0013 8000"}

WORDS = {
    "zh-CN": {
        "sent": "派给临泽社区居委会",
        "told": "通知了谁",
        "unread": "还没有看",
        "look": "看姓名和电话",
        "why": "请先写明为什么要看",
        "callback": "回访：是否办好",
        "looks": "谁看过上报人的信息",
        "whole": "全部依据",
        "counted": "各项时限是怎样计算的",
        "before": "办理前",
        "after": "办理后",
        "fresh": "新派来的",
        "inHand": "正在办",
        "taken": "已签收",
        "fed": "已反馈",
    },
    "en": {
        "sent": "sent it to 临泽社区居委会",
        "told": "Who was told",
        "unread": "not seen yet",
        "look": "Look at name and phone",
        "why": "Say first why you need to know",
        "callback": "Callback: is it fixed?",
        "looks": "Who looked who reported it",
        "whole": "All of it",
        "counted": "How each deadline was counted",
        "before": "Before",
        "after": "Afterwards",
        "fresh": "New",
        "inHand": "In hand",
        "taken": "is acknowledged",
        "fed": "is fed back",
    },
}

THERE = """(address) => {
  history.pushState({}, '', address)
  dispatchEvent(new PopStateEvent('popstate', {state: {}}))
}"""
"""To another page without loading it anew, as a link does."""

ALL_KEPT = """async (act) => {
  const opening = indexedDB.open("gridward")
  const database = await new Promise((done) => (opening.onsuccess = () => done(opening.result)))
  const store = database.transaction("kept", "readwrite").objectStore("kept")
  const answer = (asked) => new Promise((done) => (asked.onsuccess = () => done(asked.result)))
  const found = await act(store, answer)
  database.close()
  return found
}"""
KEPT = f"""async (name) => {{
  const there = () => ({ALL_KEPT})(async (store, answer) =>
    (await answer(store.getAllKeys())).some((each) => each.startsWith("case ") && each.endsWith(name)))
  while (!(await there())) await new Promise(requestAnimationFrame)
}}"""
"""Until a case is kept on the device."""

OLDER = f"""() => ({ALL_KEPT})(async (store, answer) => {{
  for (const key of await answer(store.getAllKeys())) {{
    const value = await answer(store.get(key))
    if (value?.shape) await answer(store.put({{ ...value, shape: "older" }}, key))
  }}
}})"""
"""All that was answered and kept was kept by another version of the pages."""


async def reported(city: City, description: str, **more: Any) -> str:
    body = {"category": "06010", "description": description, "grid": VILLAGE, **more}
    answer = await city.ask(INFORMANT, "POST", "/incidents", body, **{"Idempotency-Key": str(uuid4())})
    return str(answer["number"])


async def dispatched(city: City, description: str, **more: Any) -> str:
    number = await reported(city, description, **more)
    await city.fire(DISPATCHER, number, "accept")
    await city.fire(DISPATCHER, number, "dispatch", to={"grid": VILLAGE})
    return number


async def uploaded(city: City, who: str, width: int) -> str:
    await city.ask(who, "GET", "/session")
    told = {"Authorization": f"Bearer {city.tokens[who]}", "Content-Type": "image/jpeg"}
    async with httpx.AsyncClient(base_url=f"{city.url}/api/v1") as client:
        answer = await client.post("/photos", content=photo(width, 40), headers=told)
    return str(answer.raise_for_status().json()["id"])


async def fits(at: Screen) -> None:
    assert await at.page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "nothing is cut off"


def row(at: Screen, number: str) -> Locator:
    return at.page.locator(f'li[data-number="{number}"]')


def group(at: Screen, name: str) -> Locator:
    return at.page.get_by_role("region", name=name)


@both
async def test_a_case_tells_what_happened_why_who_was_told_and_who_looked_who_reported(
    city: City, browser: Browser, size: str, language: str
) -> None:
    words = WORDS[language]
    number = await dispatched(city, f"菜场东门三袋垃圾 {size}", reporter=REPORTER)
    async with screen(browser, city.url, size, language) as at:
        page = at.page
        await at.sign_in(DISPATCHER, f"/incidents/{number}")
        await expect(page.locator(".went")).to_contain_text(words["sent"])
        who = (await city.ask(INFORMANT, "GET", "/session"))["person"]["name"]
        await expect(page.locator(".went")).not_to_contain_text(who)
        told = page.get_by_role("region", name=words["told"])
        await told.locator("summary").click()
        await expect(told).to_contain_text(words["unread"])
        await page.get_by_text(words["whole"]).click()
        await expect(page.get_by_text(words["counted"])).to_be_visible()
        await the_reporter_is_looked_up(at, words)
        await fits(at)
        assert await at.serious() == []
    looks = await city.ask(DISPATCHER, "GET", f"/incidents/{number}/looks")
    assert [each["reason"] for each in looks["items"]] == [words["callback"]]


async def the_reporter_is_looked_up(at: Screen, words: dict[str, str]) -> None:
    page = at.page
    await page.get_by_role("button", name=words["look"]).click()
    form = page.locator(".reporter form")
    await form.locator("[type=submit]").click()
    await expect(form).to_contain_text(words["why"])
    await form.get_by_role("button", name=words["callback"]).click()
    await form.locator("[type=submit]").click()
    await expect(page.get_by_role("link", name=REPORTER["phone"])).to_have_attribute("href", "tel:13800138000")
    await page.get_by_text(words["looks"]).click()
    await expect(page.locator(".reporter ol")).to_contain_text(words["callback"])
    await page.emulate_media(media="print")
    await expect(page.get_by_text(REPORTER["phone"])).to_be_hidden()
    await page.emulate_media(media="screen")
    kept = await page.evaluate("JSON.stringify({...localStorage, ...sessionStorage})")
    assert REPORTER["name"] not in kept
    assert REPORTER["phone"] not in kept


async def test_who_does_the_work_is_shown_no_way_to_who_reported(city: City, browser: Browser) -> None:
    number = await dispatched(city, "处置员看不到上报人", reporter=REPORTER)
    async with screen(browser, city.url) as at:
        await at.sign_in(HANDLER, f"/incidents/{number}")
        await expect(at.page.locator(".went")).to_be_visible()
        await expect(at.page.locator(".card.reporter")).to_have_count(0)


async def test_what_somebody_else_does_appears_at_once(city: City, browser: Browser) -> None:
    number = await dispatched(city, "另一个人在办")
    async with screen(browser, city.url) as at:
        await at.sign_in(DISPATCHER, f"/incidents/{number}")
        await expect(at.page.locator(".went")).to_be_visible()
        answer = await city.fire(HANDLER, number, "acknowledge")
        who = answer["timeline"][-1]["actor"]["name"]
        await expect(at.page.locator(".news")).to_contain_text(who)
        await expect(at.page.locator('[aria-current="step"]')).to_contain_text("处置")


async def test_photos_stand_before_and_after_apart_and_open_by_the_keyboard(city: City, browser: Browser) -> None:
    words = WORDS["zh-CN"]
    number = await dispatched(city, "前后对比", photos=[await uploaded(city, INFORMANT, 60)])
    await city.fire(HANDLER, number, "acknowledge")
    await city.fire(HANDLER, number, "resolve", note="已清", photos=[await uploaded(city, HANDLER, 80)])
    async with screen(browser, city.url) as at:
        keyboard = at.page.keyboard
        await at.sign_in(DISPATCHER, f"/incidents/{number}")
        for name in (words["before"], words["after"]):
            await expect(at.page.locator(".photos .group").filter(has_text=name).locator("img")).to_have_count(1)
        first = at.page.locator(".photos a").first
        await first.focus()
        await keyboard.press("Enter")
        viewer = at.page.get_by_role("dialog")
        await expect(viewer).to_contain_text("照片 1/2")
        await keyboard.press("ArrowRight")
        await expect(viewer).to_contain_text("照片 2/2")
        await keyboard.press("Home")
        await expect(viewer).to_contain_text("照片 1/2")
        assert await at.serious() == []
        await keyboard.press("Escape")
        await expect(viewer).to_have_count(0)
        await expect(first).to_be_focused()


async def is_large_enough_held_across(page: Page) -> None:
    assert await too_small(page) == []
    await page.set_viewport_size({"width": 844, "height": 390})
    assert await too_small(page) == []
    await page.set_viewport_size({"width": 390, "height": 844})


async def test_the_way_back_closes_what_lies_over_a_case_and_loses_nothing(city: City, browser: Browser) -> None:
    number = await dispatched(city, "按了返回键", photos=[await uploaded(city, INFORMANT, 60)])
    await city.fire(HANDLER, number, "acknowledge")
    async with screen(browser, city.url, "phone") as at:
        page, over = at.page, at.page.get_by_role("dialog")
        await at.sign_in(HANDLER, "/handle")
        await row(at, number).locator("a").first.click()
        await page.locator(".photos a").first.click()
        await expect(over).to_contain_text("照片 1/1")
        await page.go_back()
        await expect(over).to_have_count(0)
        await is_large_enough_held_across(page)
        await page.locator(".actions .beside").click()
        await page.locator(".move textarea").fill("车在路上")
        await page.go_back()
        await expect(over).to_have_count(0)
        await page.locator(".actions .beside").click()
        await expect(page.locator(".move textarea")).to_have_value("车在路上")
        await page.locator(".move [type=submit]").click()
        await at.said(number)
        await page.locator(".actions .beside").click()
        await expect(page.locator(".move textarea")).to_have_value("")
        await page.get_by_role("button", name="取消").click()
        await expect(over).to_have_count(0)
        await page.get_by_role("button", name="返回", exact=True).click()
        await expect(page).to_have_url(f"{city.url}/handle")
        assert await page.evaluate("history.state.layers ?? 0") == 0


async def test_a_case_prints_whole_with_what_is_folded(city: City, browser: Browser) -> None:
    number = await dispatched(city, "打印出来")
    async with screen(browser, city.url) as at:
        await at.page.add_init_script(
            "window.print = () => { document.body.dataset.paper = document.querySelector('main').innerText }"
        )
        await at.sign_in(DISPATCHER, f"/incidents/{number}")
        await at.page.get_by_role("button", name="打印").click()
        for folded in (WORDS["zh-CN"]["counted"], WORDS["zh-CN"]["unread"]):
            await expect(at.page.locator("body")).to_have_attribute("data-paper", re.compile(folded))


async def hides_nothing(at: Screen) -> None:
    """What is said stands above the places of a phone, and is in no finger's way."""
    note = at.page.locator(".q-notifications__list--bottom", has=at.page.locator(".q-notification")).first
    foot = await at.page.evaluate("document.querySelector('nav.foot').offsetHeight")
    await expect(note).to_have_css("margin-bottom", f"{foot}px")
    await expect(note.locator(".q-notification").first).to_have_css("pointer-events", "none")


@both
async def test_a_handler_takes_a_case_on_and_feeds_it_back_from_the_list(
    city: City, browser: Browser, size: str, language: str
) -> None:
    words = WORDS[language]
    number = await dispatched(city, f"从列表办完 {size} {language}")
    async with screen(browser, city.url, size, language) as at:
        await at.sign_in(HANDLER, "/handle")
        fresh = group(at, words["fresh"]).locator(f'[data-number="{number}"]')
        await expect(fresh).to_contain_text("从列表办完")
        await fits(at)
        assert await at.serious() == []
        await fresh.locator(".next").click()
        await at.said(words["taken"])
        await hides_nothing(at)
        in_hand = group(at, words["inHand"]).locator(f'[data-number="{number}"]')
        await in_hand.locator(".next").click()
        await at.page.locator(".move textarea").first.fill("清走了")
        await at.page.go_back()  # closes the form, and nothing else
        await expect(at.page.get_by_role("dialog")).to_have_count(0)
        await in_hand.locator(".next").click()
        await expect(at.page.locator(".move textarea").first).to_have_value("清走了")
        await at.page.locator(".move [type=submit]").click()
        await at.said(words["fed"])
        await expect(row(at, number)).to_have_count(0)
    assert (await city.see(DISPATCHER, number))["state"] == "resolved"


async def test_a_handlers_list_is_worked_by_the_keyboard_alone(city: City, browser: Browser) -> None:
    number = await dispatched(city, "只用键盘办")
    async with screen(browser, city.url) as at:
        keyboard = at.page.keyboard
        await at.sign_in(HANDLER, "/handle")
        await expect(row(at, number)).to_be_visible()
        for _ in range(60):
            await keyboard.press("j")
            if await row(at, number).get_attribute("aria-current"):
                break
        await expect(row(at, number).get_by_role("link").first).to_be_focused()
        await keyboard.press("p")
        await at.said("已签收")
        await expect(group(at, WORDS["zh-CN"]["inHand"]).locator(f'[data-number="{number}"]')).to_be_visible()
        await keyboard.press("b")
        await at.page.locator(".move textarea").first.fill("车在路上")
        await keyboard.press("Tab")
        await at.page.locator(".move [type=submit]").focus()
        await keyboard.press("Enter")
        await at.said(number)
        await expect(at.page.get_by_role("dialog")).to_have_count(0)
        await expect(row(at, number)).to_have_attribute("aria-current", "true")
        await keyboard.press("Enter")
        await expect(at.page.get_by_role("heading", level=1)).to_have_text("暴露垃圾")
    assert [each["move"] for each in (await city.see(HANDLER, number))["timeline"]][-2:] == ["acknowledge", "progress"]


async def test_what_came_back_and_what_is_suspended_stand_apart(city: City, browser: Browser) -> None:
    back, still = await dispatched(city, "没办好"), await dispatched(city, "先挂着")
    for number in (back, still):
        await city.fire(HANDLER, number, "acknowledge")
    await city.fire(HANDLER, back, "resolve", note="好了")
    await city.fire(DISPATCHER, back, "rework", reason="还剩半袋")
    in_a_week = (datetime.now(UTC) + timedelta(days=7)).isoformat()
    await city.fire(HANDLER, still, "request_suspension", until=in_a_week, reason="等材料")
    await city.fire(DISPATCHER, still, "grant_suspension")
    async with screen(browser, city.url, "phone") as at:
        await at.sign_in(HANDLER, "/handle")
        await expect(group(at, "退回返工").locator(f'[data-number="{back}"]')).to_be_visible()
        suspended = group(at, "挂账").locator(f'[data-number="{still}"]')
        await expect(suspended).to_contain_text("挂账到")
        await expect(suspended.locator(".next")).to_have_count(0)


async def test_a_handler_goes_on_without_a_network_and_sees_what_waits(city: City, browser: Browser) -> None:
    """On the list and on cases of it that were never opened; another case is read by itself when the line is back."""
    number, other = await dispatched(city, "地下室没有信号"), await reported(city, "列表以外的")
    shown = datetime.fromisoformat((await city.ask(HANDLER, "GET", "/session"))["city_time"]) + timedelta(hours=8)
    as_of = f"没有网络。这是 {shown.month}月{shown.day}日"  # by the city's clock, which is wound on
    async with screen(browser, city.url, "phone", known=("ERR_FAILED",)) as at:
        page = at.page
        await at.sign_in(HANDLER, "/handle")
        await expect(row(at, number)).to_be_visible()
        await page.evaluate(KEPT, f" {number}")
        await page.route("**/api/**", lambda route: route.abort())
        await row(at, number).locator(".next").click()
        await expect(row(at, number).locator(".pending")).to_contain_text("签收 等待发送")
        await expect(row(at, number).locator(".acts")).to_have_count(0)
        await expect(page.locator("main .note")).to_contain_text(as_of)
        await expect(page.locator("main .late")).to_have_count(0)
        await row(at, number).locator("a").first.click()
        await expect(page.locator(".case .news")).to_contain_text(as_of)
        await expect(page.locator(".case")).to_contain_text("地下室没有信号")
        await expect(page.locator(".actions .main")).to_have_count(0)
        await page.evaluate(THERE, f"/incidents/{other}")
        await expect(page.locator(".case .empty")).to_contain_text("连上后会自动打开")
        await page.unroute("**/api/**")
        await page.evaluate("dispatchEvent(new Event('online'))")
        await expect(page.locator(".case")).to_contain_text("列表以外的")
        await page.evaluate(THERE, "/handle")
        await expect(group(at, "正在办").locator(f'[data-number="{number}"]')).to_be_visible()
    assert (await city.see(HANDLER, number))["state"] == "handling"


async def test_what_another_version_of_the_pages_kept_is_dropped(city: City, browser: Browser) -> None:
    number = await dispatched(city, "旧版本留下的")
    async with screen(browser, city.url, "phone", known=("ERR_FAILED",)) as at:
        await at.sign_in(HANDLER, "/handle")
        await expect(row(at, number)).to_be_visible()
        await at.page.evaluate(KEPT, f" {number}")
        await at.page.evaluate(OLDER)
        await at.page.route("**/api/v1/**", lambda route: route.abort())
        await at.page.reload()
        await expect(at.page.locator("main .late")).to_contain_text("连不上")
        await expect(row(at, number)).to_have_count(0)


async def test_who_has_nothing_to_do_is_told_what_will_come(city: City, browser: Browser) -> None:
    async with screen(browser, city.url, "phone", "en") as at:
        await at.sign_in(f"handler-{TOWNSHIP}006", "/handle")
        await expect(at.page.locator(".empty")).to_contain_text("appears here at once")
