"""The informant's pages in a real Chromium: reporting in four steps, what is asked of them, what became of theirs."""

import asyncio
from typing import Any
from uuid import uuid4

from playwright.async_api import Browser, expect

from tests.pages.browsing import screen
from tests.pages.city import City
from tests.pages.fixtures import both, needs_pages

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
        "yes": "确认",
        "done": "已完成",
        "more": "详情和操作",
        "group": "本组的",
        "message": "留言",
    },
    "en": {
        "report": "Report a problem",
        "look": "Have a look",
        "is it so": "is it so",
        "yes": "It is so",
        "done": "done",
        "more": "Details",
        "group": "My group's",
        "message": "Message",
    },
}


async def reported(city: City, who: str, description: str, **more: Any) -> str:
    body = {"category": "06010", "description": description, "grid": GROUP, "severity": 4, **more}
    answer = await city.ask(who, "POST", "/incidents", body, **{"Idempotency-Key": str(uuid4())})
    return str(answer["number"])


@both
async def test_what_is_asked_of_an_informant_is_answered_where_they_begin(
    city: City, browser: Browser, size: str, language: str
) -> None:
    words = WORDS[language]
    number = await reported(city, NEIGHBOUR, f"河边有人倒垃圾 {size} {language}")
    await city.fire(DISPATCHER, number, "check")
    async with screen(browser, city.url, size, language) as at:
        await at.sign_in(INFORMANT)
        await at.go("/street")
        case = at.page.locator(f'[data-number="{number}"]').first
        await expect(case).to_contain_text(words["is it so"])
        assert await at.serious() == []
        await case.get_by_role("button", name=words["look"]).click()
        await expect(case).to_contain_text(f"河边有人倒垃圾 {size} {language}")
        await case.locator(".actions .main").click()
        await expect(at.page.locator(f'[data-number="{number}"]')).to_have_count(0)
    assert (await city.see(DISPATCHER, number))["state"] == "reported"


async def test_a_reporter_sees_how_far_theirs_is_and_writes_and_withdraws_from_their_list(
    city: City, browser: Browser
) -> None:
    number = await reported(city, INFORMANT, "井盖边缘松动")
    other = await reported(city, NEIGHBOUR, "邻组的上报", grid="32108410700402")
    async with screen(browser, city.url, "phone") as at:
        await at.sign_in(INFORMANT)
        await at.go("/mine")
        case = at.page.locator(f'[data-number="{number}"]')
        await expect(case.locator('[aria-current="step"]')).to_contain_text("上报")
        await expect(case).to_contain_text("前办结")
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
        await expect(case).to_contain_text("撤回")
    seen = await city.see(INFORMANT, number)
    assert (seen["state"], [each["move"] for each in seen["timeline"]].count("message")) == ("withdrawn", 1)


async def test_a_list_of_hundreds_comes_a_page_at_a_time(city: City, browser: Browser) -> None:
    making = [reported(city, NEIGHBOUR, f"第 {n} 件", grid="32108410700402") for n in range(25)]
    numbers = sorted(await asyncio.gather(*making), key=lambda number: int(number[3:]))
    async with screen(browser, city.url, "desk", "en") as at:
        await at.sign_in(NEIGHBOUR)
        await at.go("/mine")
        await expect(at.page.locator(".case")).to_have_count(20)
        await at.page.get_by_role("button", name="Show more").click()
        await expect(at.page.locator(f'[data-number="{numbers[0]}"]')).to_be_visible()
        await at.page.get_by_role("tab", name="My group's").click()
        await expect(at.page.locator(f'[data-number="{numbers[-1]}"]')).to_be_visible()
        assert await at.serious() == []
