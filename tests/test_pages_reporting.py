"""The informant's pages in a real Chromium: reporting in four steps, what is asked of them, what became of theirs."""

import asyncio
import re
from typing import Any
from uuid import uuid4

import httpx
import pytest
from playwright.async_api import Browser, FilePayload, Route, expect

from tests.pages.browsing import Screen, screen
from tests.pages.city import City
from tests.pages.fixtures import both, needs_pages
from tests.pages.waiting import kept
from tests.pictured import opened, photo

pytestmark = needs_pages

TOWNSHIP = "321084107"
VILLAGE = "321084107004"
GROUP = "32108410700401"
DISPATCHER = f"dispatcher-{TOWNSHIP}"
HANDLER = f"handler-{VILLAGE}"
INFORMANT = "informant-0685"
NEIGHBOUR = "informant-0686"

WORDS = {
    "zh-CN": {
        "report": "上报问题",
        "look": "看一看",
        "is it so": "是不是这样",
        "not fixed": "没办好",
        "yes": "确认",
        "done": "已完成",
        "more": "详情和操作",
        "group": "本组的",
        "message": "留言",
        "sent": "已上报",
        "promise": "前办结",
        "receipt": "的回执二维码",
    },
    "en": {
        "report": "Report a problem",
        "look": "Have a look",
        "is it so": "is it so",
        "not fixed": "Not fixed",
        "yes": "It is so",
        "done": "done",
        "more": "Details",
        "group": "My group's",
        "message": "Message",
        "sent": "Reported",
        "promise": "Done by",
        "receipt": "Receipt of",
    },
}

FULL = """() => {
  const { put } = IDBObjectStore.prototype
  IDBObjectStore.prototype.put = function (value, ...key) {
    if (value instanceof Blob) throw new DOMException("", "QuotaExceededError")
    return put.call(this, value, ...key)
  }
}"""
"""From here on the device has no room for photos."""
NEVER_FORGETS = "() => { IDBObjectStore.prototype.delete = function () { return this.count() } }"
"""As where a window is closed before it has given up what it has stored elsewhere."""
NEVER_OPENS = """IDBFactory.prototype.open = () => {
  const hear = { value: () => undefined }
  return Object.create(IDBOpenDBRequest.prototype, { addEventListener: hear, removeEventListener: hear })
}"""
REFUSES = "IDBFactory.prototype.open = () => { throw new DOMException('denied', 'SecurityError') }"
TO_SEND = re.compile(r"/api/v1/(incidents|photos)$")


async def reported(city: City, who: str, description: str, **more: Any) -> str:
    body = {"category": "06010", "description": description, "grid": GROUP, "severity": 4, **more}
    answer = await city.ask(who, "POST", "/incidents", body, **{"Idempotency-Key": str(uuid4())})
    return str(answer["number"])


def picture(name: str, content: bytes) -> FilePayload:
    return {"name": name, "mimeType": "image/jpeg", "buffer": content}


async def go_on(at: Screen) -> None:
    await at.page.locator(".onward").click()


async def of_kind(at: Screen, typed: str) -> None:
    await at.page.get_by_role("combobox").fill(typed)
    await expect(at.page.get_by_role("option").first).to_be_visible()
    await at.page.keyboard.press("Enter")


async def to_the_words(at: Screen, *photos: FilePayload) -> None:
    """From the first step to the last, with a kind found by its initials, in the informant's own group."""
    if photos:
        await at.page.locator("input.library").set_input_files(list(photos))
        await expect(at.page.locator(".picks li")).to_have_count(len(photos))
    await go_on(at)
    await expect(at.page.locator(".picker .where strong")).to_contain_text("第一组")
    await go_on(at)
    await of_kind(at, "bllj")
    await expect(at.page.locator(".category .now")).to_be_visible()
    await go_on(at)
    await expect(at.page.locator(".said textarea")).to_be_visible()


async def number_of(at: Screen) -> str:
    await expect(at.page.locator(".number")).to_be_visible(timeout=30_000)
    return await at.page.locator(".number").inner_text()


async def stored(city: City, photo_id: str) -> tuple[int, int]:
    """The size of a photo as the city has it, in pixels."""
    headers = {"Authorization": f"Bearer {city.tokens[DISPATCHER]}"}
    async with httpx.AsyncClient(base_url=f"{city.url}/api/v1", headers=headers) as client:
        return opened((await client.get(f"/photos/{photo_id}")).raise_for_status().content).size


@both
async def test_a_report_is_made_in_four_steps_and_answered_with_number_promise_and_receipt(
    city: City, browser: Browser, size: str, language: str
) -> None:
    words = WORDS[language]
    async with screen(browser, city.url, size, language) as at:
        await at.sign_in(INFORMANT, "/street")
        await at.page.get_by_role("button", name=words["report"]).click()
        assert await at.serious() == []
        await to_the_words(at, picture("heap.jpg", photo(3000, 2000)))
        assert await at.serious() == []
        await at.page.locator(".said textarea").fill(f"桥下三袋垃圾 {size} {language}")
        await at.page.locator('[name=severity][value="3"]').check()
        await go_on(at)
        number = await number_of(at)
        await expect(at.page.get_by_role("heading", level=1)).to_have_text(words["sent"])
        await expect(at.page.locator(".sent")).to_contain_text(words["promise"])
        await expect(at.page.get_by_role("img", name=words["receipt"])).to_be_visible()
        assert await at.serious() == []
        await at.page.reload()
        assert await number_of(at) == number
    seen = await city.see(DISPATCHER, number)
    assert (seen["description"], seen["severity"], seen["source"]) == (
        f"桥下三袋垃圾 {size} {language}",
        3,
        "informant",
    )
    assert seen["grid"]["code"] == GROUP
    assert [await stored(city, each["id"]) for each in seen["photos"]] == [(2048, 1365)]


async def test_what_was_begun_is_there_after_the_tab_was_closed_but_not_who_is_to_be_called(
    city: City, browser: Browser
) -> None:
    async with screen(browser, city.url, "phone", known=("ERR_FAILED",)) as at:
        await at.sign_in(INFORMANT, "/report")
        await to_the_words(at, picture("heap.jpg", photo()), picture("side.jpg", photo(seed=2)))
        await at.page.locator(".said textarea").fill("写到一半")
        await at.page.locator("details summary").click()
        await at.page.get_by_label("称呼").fill("张三")
        await at.page.get_by_label("电话").fill("0514-84600000")
        context = at.page.context
        await at.page.close()
        at.page = await context.new_page()
        await at.go("/report")
        await expect(at.page.locator(".again")).to_contain_text("还没有发")
        await expect(at.page.locator(".picks li img")).to_have_count(2)
        await expect(at.page.locator(".picks li img").first).to_have_js_property("naturalWidth", 64)
        for _ in range(3):
            await go_on(at)
        await expect(at.page.locator(".said textarea")).to_have_value("写到一半")
        await at.page.locator("details summary").click()
        await expect(at.page.get_by_label("称呼")).to_have_value("")
        await expect(at.page.get_by_label("电话")).to_have_value("")
        await kept_without_its_photos(at)
        at.page = await context.new_page()
        await at.go("/report")
        await expect(at.page.locator('main[aria-busy="false"]')).to_be_visible()
        await expect(at.page.locator(".again, .picks li")).to_have_count(0)
        await at.page.locator("input.library").set_input_files([picture("heap.jpg", photo())])
        await at.page.locator(".picks li").wait_for()
        await at.page.reload()
        await at.page.get_by_role("button", name="重新开始").click()
        await expect(at.page.locator(".picks li")).to_have_count(0)


async def kept_without_its_photos(at: Screen) -> None:
    """Stored, on a device without room and without a network, by a window that is closed at that moment."""
    await at.page.evaluate(FULL)
    await at.page.evaluate(NEVER_FORGETS)
    await at.page.route(TO_SEND, lambda route: route.abort())
    await go_on(at)
    await expect(at.page.locator("main").get_by_role("alert")).to_contain_text("这台设备存不下了")
    await expect(at.page.locator(".said textarea")).to_have_value("写到一半")
    await at.page.get_by_role("button", name="不带照片，先存下").click()
    await expect(at.page.get_by_role("heading", level=1)).to_have_text("已存在手机里")
    found = await kept(at.page)
    assert ([each["state"] for each in found["items"]], found["photos"]) == (["waiting"], 0)


@pytest.mark.parametrize("device", [REFUSES, NEVER_OPENS], ids=["refuses", "never opens"])
async def test_a_device_that_keeps_nothing_sends_at_once_or_leaves_what_was_written_on_the_page(
    city: City, browser: Browser, device: str
) -> None:
    words = f"无痕窗口 {uuid4()}"
    faults = ["never arrives", "answer lost"]

    async def lose(route: Route) -> None:
        if not faults:
            await route.continue_()
            return
        if faults.pop(0) == "answer lost":
            await route.fetch()
        await route.abort()

    async with screen(browser, city.url, "phone", known=("ERR_FAILED", "status of 422")) as at:
        await at.sign_in(INFORMANT)
        await at.page.add_init_script(device)
        await at.page.route("**/api/v1/incidents", lose)
        await at.go("/report")
        await to_the_words(at, picture("heap.jpg", photo(seed=8)))
        await at.page.locator(".said textarea").fill(words)
        for _ in ("never arrives", "answer lost"):
            await go_on(at)
            await expect(at.page.locator("main").get_by_role("alert")).to_contain_text("这个浏览器不保存内容")
            await expect(at.page.locator(".onward")).to_be_enabled()
            await expect(at.page.locator(".said textarea")).to_have_value(words)
        await go_on(at)
        number = await number_of(at)
        await expect(at.page.locator(".sent")).to_contain_text("已直接发送")
    found = (await city.ask(DISPATCHER, "GET", "/incidents?limit=200"))["items"]
    assert [each["number"] for each in found if each["description"] == words] == [number]
    assert len((await city.see(DISPATCHER, number))["photos"]) == 1


async def test_the_phones_own_way_back_is_the_step_before(city: City, browser: Browser) -> None:
    async with screen(browser, city.url, "phone") as at:
        await at.sign_in(INFORMANT, "/report")
        await go_on(at)
        await expect(at.page.locator(".picker .where strong")).to_contain_text("第一组")
        await go_on(at)
        await go_on(at)
        await expect(at.page.locator("main").get_by_role("alert")).to_contain_text("请选一个类别")
        await at.page.go_back()
        await expect(at.page.get_by_role("heading", level=1)).to_have_text("在哪里？")
        await at.page.go_back()
        await expect(at.page.get_by_role("heading", level=1)).to_have_text("拍一张照片")


async def test_who_goes_on_while_the_map_is_still_coming_is_told_of_no_error(city: City, browser: Browser) -> None:
    asked, late = asyncio.Event(), asyncio.Event()

    async def hold(route: Route) -> None:
        asked.set()
        await late.wait()
        await route.continue_()

    async with screen(browser, city.url, "phone") as at:
        await at.page.route(f"**/boundaries?under={VILLAGE}", hold)
        await at.sign_in(INFORMANT, "/report?step=place")
        await asked.wait()
        # The city is drawn by now, and the village would be drawn over it.
        await expect(at.page.locator(".leaflet-overlay-pane path").first).to_be_attached()
        await go_on(at)
        await expect(at.page.locator('[data-tiles="common"]')).to_be_visible()
        async with at.page.expect_response(f"**/boundaries?under={VILLAGE}"):
            late.set()
        await of_kind(at, "bllj")
        await go_on(at)
        await at.page.locator(".said textarea").fill("地图还没出来")
        await go_on(at)
        await number_of(at)
        await expect(at.page.locator(".note.warned")).to_have_count(0)


async def test_who_meets_what_is_reported_already_says_mine_too(city: City, browser: Browser) -> None:
    first = await reported(city, NEIGHBOUR, "涵洞口的垃圾", category="06011")
    async with screen(browser, city.url, "phone") as at:
        await at.sign_in(INFORMANT, "/report")
        await go_on(at)
        await expect(at.page.locator(".picker .where strong")).to_contain_text("第一组")
        await go_on(at)
        # Who never reported anything is offered what is commonest.
        await expect(at.page.locator('[data-tiles="common"] button')).to_have_count(6)
        await of_kind(at, "06011")
        await expect(at.page.locator(".twins")).to_contain_text("卸甲社区 · 第一组")
        await at.page.reload()
        await at.page.get_by_role("button", name=f"我也遇到了：{first}").click()
        assert await at.serious() == []
        await go_on(at)
        await go_on(at)
        number = await number_of(at)
    seen = await city.see(DISPATCHER, number)
    assert seen["same_as"]["number"] == first


async def test_without_a_network_a_report_and_what_was_done_about_it_wait_and_go_in_their_order(
    city: City, browser: Browser
) -> None:
    async with screen(browser, city.url, "phone", known=("ERR_INTERNET_DISCONNECTED",)) as at:
        await at.sign_in(INFORMANT, "/report")
        await to_the_words(at, picture("before.jpg", photo(seed=3)))
        await at.page.context.set_offline(True)
        await at.page.get_by_label("我已经当场办好了").check()
        await go_on(at)
        await expect(at.page.locator("main").get_by_role("alert")).to_contain_text("做了什么")
        await at.page.get_by_label("做了什么").fill("顺手捡走了")
        await at.page.locator(".here input.library").set_input_files([picture("after.jpg", photo(seed=4))])
        await expect(at.page.locator(".here .picks li")).to_have_count(1)
        assert await at.serious() == []
        await go_on(at)
        await expect(at.page.get_by_role("heading", level=1)).to_have_text("已存在手机里")
        found = await kept(at.page)
        assert ([each["kind"] for each in found["items"]].count("move"), found["photos"]) == (1, 2)
        await at.page.context.set_offline(False)
        number = await number_of(at)
        await at.go("/outbox")
        await expect(at.page.locator('[data-state="done"]')).to_have_count(2, timeout=20_000)
    seen = await city.see(DISPATCHER, number)
    assert seen["state"] == "resolved"
    assert [each["move"] for each in seen["photos"]] == ["submit", "handle_here"]


@both
async def test_what_is_asked_of_an_informant_is_answered_where_they_begin(
    city: City, browser: Browser, size: str, language: str
) -> None:
    words = WORDS[language]
    number = await reported(city, NEIGHBOUR, f"河边有人倒垃圾 {size} {language}")
    await city.fire(DISPATCHER, number, "check")
    fixed = await fed_back(city, f"说是清走了 {size} {language}")
    async with screen(browser, city.url, size, language) as at:
        await at.sign_in(INFORMANT, "/street")
        case = at.page.locator(f'[data-number="{number}"]').first
        await expect(case).to_contain_text(words["is it so"])
        assert await at.serious() == []
        await case.get_by_role("button", name=words["look"]).click()
        await expect(case).to_contain_text(f"河边有人倒垃圾 {size} {language}")
        await expect(case.locator(".actions .main")).to_be_visible()
        await expect(at.page.locator("main .q-btn.main")).to_have_count(1)  # the one thing to do now
        await case.locator(".actions .main").click()
        await expect(at.page.locator(f'[data-number="{number}"]')).to_have_count(0)
        case = at.page.locator(f'[data-number="{fixed}"]').first
        await case.get_by_role("button", name=words["look"]).click()
        await case.get_by_role("button", name=words["not fixed"]).click()
        await expect(at.page.locator("form.move")).to_be_visible()
    assert (await city.see(DISPATCHER, number))["state"] == "reported"


async def fed_back(city: City, description: str) -> str:
    number = await reported(city, INFORMANT, description)
    await city.fire(DISPATCHER, number, "accept")
    await city.fire(DISPATCHER, number, "dispatch", to={"grid": VILLAGE})
    await city.fire(HANDLER, number, "acknowledge")
    await city.fire(HANDLER, number, "resolve", note="已清走")
    return number


async def test_a_reporter_sees_how_far_theirs_is_and_writes_and_withdraws_from_their_list(
    city: City, browser: Browser
) -> None:
    number = await reported(city, INFORMANT, "井盖边缘松动")
    other = await reported(city, NEIGHBOUR, "邻组的上报", grid="32108410700402")
    async with screen(browser, city.url, "phone") as at:
        await at.sign_in(INFORMANT, "/mine")
        case = at.page.locator(f'[data-number="{number}"]')
        await expect(case.locator('[aria-current="step"]')).to_contain_text("上报")
        await expect(case).to_contain_text("前办结")
        await expect(case).to_contain_text("卸甲社区 · 第一组")
        await expect(at.page.locator(f'[data-number="{other}"]')).to_have_count(0)
        await case.get_by_role("button", name="详情和操作").click()
        await case.locator(".menu-button").click()
        await at.page.locator('.q-menu [data-move="message"]').click()
        await at.page.locator("form.move textarea").fill("在路灯杆旁边")
        await at.page.locator("form.move [type=submit]").click()
        await at.said(number)
        await expect(at.page.locator("form.move")).to_have_count(0)
        assert await at.serious() == []
        await case.locator(".menu-button").click()
        await at.page.locator('.q-menu [data-move="withdraw"]').click()
        await at.page.locator("form.move textarea").fill("已经有人修好了")
        await at.page.locator("form.move [type=submit]").click()
        await expect(case.locator(".head .chip")).to_have_text("已撤回")
    seen = await city.see(INFORMANT, number)
    assert (seen["state"], [each["move"] for each in seen["timeline"]].count("message")) == ("withdrawn", 1)


async def test_a_list_of_hundreds_comes_a_page_at_a_time(city: City, browser: Browser) -> None:
    making = [reported(city, NEIGHBOUR, f"第 {n} 件", grid="32108410700402") for n in range(25)]
    numbers = sorted(await asyncio.gather(*making), key=lambda number: int(number[3:]))
    async with screen(browser, city.url, "desk", "en") as at:
        await at.sign_in(NEIGHBOUR, "/mine")
        await expect(at.page.locator(".case")).to_have_count(20)
        await at.page.get_by_role("button", name="Show more").click()
        await expect(at.page.locator(f'[data-number="{numbers[0]}"]')).to_be_visible()
        await at.page.get_by_role("tab", name="My group's").click()
        # Reports of one instant stand in the order of their ids, not of their numbers.
        await expect(at.page.locator(".case")).to_have_count(20)
        await at.page.get_by_role("button", name="Show more").click()
        await expect(at.page.locator(f'[data-number="{numbers[-1]}"]')).to_be_visible()
        assert await at.serious() == []


async def test_lists_that_were_seen_are_there_without_a_network_and_say_so(city: City, browser: Browser) -> None:
    number = await reported(city, INFORMANT, "断网也看得到")
    async with screen(browser, city.url, "phone", known=("ERR_INTERNET_DISCONNECTED",)) as at:
        await at.sign_in(INFORMANT, "/mine")
        await expect(at.page.locator(f'[data-number="{number}"]')).to_be_visible()
        await at.page.locator('.foot [href="/street"]').click()
        await expect(at.page.locator(f'[data-number="{number}"]')).to_be_visible()
        await at.page.context.set_offline(True)
        await at.page.locator('.foot [href="/mine"]').click()
        await expect(at.page.locator(f'[data-number="{number}"]')).to_be_visible()
        await expect(at.page.locator(".mine")).to_contain_text("下面是上次看到的")
        await at.page.context.set_offline(False)
        await expect(at.page.locator(".mine")).not_to_contain_text("下面是上次看到的")


async def test_a_telephone_number_that_is_none_is_told_before_the_report_is_sent(city: City, browser: Browser) -> None:
    async with screen(browser, city.url, "phone") as at:
        await at.sign_in(INFORMANT, "/report")
        await to_the_words(at)
        await at.page.locator(".said textarea").fill("请回电")
        await at.page.locator("details summary").click()
        await at.page.get_by_label("电话").fill("没有电话")
        await go_on(at)
        await expect(at.page.locator(".caller [role=alert]")).to_contain_text("像 0514-84600000")
        await at.page.get_by_label("电话").fill("0514-84600000")
        await go_on(at)
        await number_of(at)
