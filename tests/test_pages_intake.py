"""The intake desk, by what its clerks do: write down what callers say, send checks out, place what has no place."""

import re
from uuid import uuid4

from playwright.async_api import Browser, expect

from tests.pages.browsing import Screen, screen
from tests.pages.city import City
from tests.pages.fixtures import both, needs_pages

pytestmark = needs_pages

TOWN = "321084116"
INTAKE, DISPATCHER, CENTRE = f"intake-{TOWN}", f"dispatcher-{TOWN}", "centre"
CATEGORY = "06010"


async def register(city: City, description: str, **more: object) -> str:
    """The number of what a clerk registered by HTTP."""
    body = {"category": CATEGORY, "description": description, "grid": TOWN, "source": "hotline", **more}
    answer = await city.ask(INTAKE, "POST", "/incidents", body, **{"Idempotency-Key": str(uuid4())})
    return str(answer["number"])


async def opened(at: Screen, who: str, view: str = "") -> None:
    await at.sign_in(who, f"/intake{view}")
    await expect(at.page.locator("main h1")).to_be_visible()


async def placed(at: Screen, words: str) -> None:
    """A place by words, from the keyboard."""
    search = at.page.locator(".call .place-search input")
    await search.focus()
    await at.page.keyboard.type(words)
    await expect(at.page.get_by_role("option").first).to_be_visible()
    await at.page.keyboard.press("Enter")
    await expect(at.page.get_by_role("option")).to_have_count(0)


async def kind(at: Screen, code: str) -> None:
    combobox = at.page.locator(".call .category input[role=combobox]")
    await combobox.focus()
    await at.page.keyboard.type(code)
    await expect(at.page.locator(".call .category [role=option]").first).to_be_visible()
    await at.page.keyboard.press("Enter")
    await expect(at.page.locator(".call .category .now")).to_be_visible()


@both
async def test_a_call_is_written_down_without_a_mouse_and_its_number_read_back(
    city: City, browser: Browser, size: str, language: str
) -> None:
    async with screen(browser, city.url, size, language, "dark" if language == "en" else "light") as at:
        await opened(at, INTAKE)
        await expect(at.page.locator("[name=description]")).to_be_focused()
        await at.page.keyboard.type(f"{size} {language}: 垃圾桶满了三天没人收")
        await placed(at, TOWN)
        await kind(at, CATEGORY)
        await expect(at.page.locator(".twins")).to_be_visible()
        assert await at.serious() == []
        await at.page.keyboard.press("Control+Enter")
        number = await at.page.locator(".registered .number").inner_text()
        assert re.fullmatch(r"[A-Z]+-\d+", number)
        digits = {"zh-CN": "零幺二三四五六七八九", "en": ""}[language]
        if digits:
            said = " ".join(digits[int(each)] for each in number.split("-")[1])
            await expect(at.page.locator(".spoken")).to_contain_text(said)
        await expect(at.page.locator(".promise")).to_be_visible()
        await expect(at.page.locator(".registered svg")).to_be_visible()
        assert await at.serious() == []
        assert await at.page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
        await at.page.keyboard.press("n")
        await expect(at.page.locator("[name=description]")).to_be_focused()
        await expect(at.page.locator("[name=description]")).to_have_value("")
    seen = await city.see(INTAKE, number)
    assert (seen["source"], seen["category"]["key"], seen["grid"]["code"]) == ("hotline", CATEGORY, TOWN)


async def test_what_is_missing_is_said_and_what_went_wrong_loses_nothing(city: City, browser: Browser) -> None:
    async with screen(browser, city.url) as at:
        await opened(at, INTAKE)
        await at.page.keyboard.press("Control+Enter")
        for words in ("请填写：说了什么", "请填写：在哪里", "请填写：哪一类"):
            await expect(at.page.locator(".call")).to_contain_text(words)
        await at.page.locator("[name=description]").fill("路灯不亮")
        await placed(at, TOWN)
        await kind(at, CATEGORY)
        await at.page.get_by_label("电话", exact=True).fill("不是号码")
        await at.page.get_by_role("button", name="登记", exact=False).last.click()
        await expect(at.page.get_by_role("alert").first).to_be_visible()
        await at.page.get_by_label("电话", exact=True).fill("13800000000")
        await at.page.route("**/api/v1/incidents", lambda route: route.abort())
        await at.page.keyboard.press("Control+Enter")
        await expect(at.page.locator(".call .problem")).to_contain_text("连不上")
        await at.page.unroute("**/api/v1/incidents")
        # Looking something up in the middle of the call loses nothing either.
        await at.page.locator(".intake nav button").last.click()
        await at.page.locator(".intake nav button").first.click()
        await expect(at.page.locator("[name=description]")).to_have_value("路灯不亮")
        kept = await at.page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}])")
        assert "13800000000" not in kept
        await at.page.locator("[name=description]").press("Control+Enter")
        await expect(at.page.locator(".registered .number")).to_be_visible()
        assert "13800000000" not in await at.page.content()
        at.faults.clear()


async def test_an_answer_that_was_lost_leaves_one_report(city: City, browser: Browser) -> None:
    async with screen(browser, city.url) as at:
        await opened(at, INTAKE)
        await at.page.locator("[name=description]").fill("回答丢了的来电")
        await placed(at, TOWN)
        await kind(at, CATEGORY)
        first = True

        async def lost(route: object) -> None:
            nonlocal first
            if first:
                first = False
                await route.fetch()  # type: ignore[attr-defined]
                await route.abort()  # type: ignore[attr-defined]
            else:
                await route.continue_()  # type: ignore[attr-defined]

        await at.page.route("**/api/v1/incidents", lost)
        await at.page.keyboard.press("Control+Enter")
        await expect(at.page.locator(".call .problem")).to_be_visible()
        await at.page.locator("[name=description]").press("Control+Enter")
        await expect(at.page.locator(".registered .number")).to_be_visible()
        at.faults.clear()
    listed = await city.ask(INTAKE, "GET", "/incidents?mine=true&limit=200")
    assert [each["description"] for each in listed["items"]].count("回答丢了的来电") == 1


async def test_a_second_call_about_the_same_thing_is_joined_to_the_first(city: City, browser: Browser) -> None:
    number = await register(city, "第一个来电")
    async with screen(browser, city.url) as at:
        await opened(at, INTAKE)
        await at.page.locator("[name=description]").fill("第二个来电，说的是同一处")
        await placed(at, TOWN)
        await kind(at, CATEGORY)
        await at.page.get_by_role("button", name=f"就是 {number} 这件").click()
        await at.page.get_by_role("button", name=f"登记，和 {number} 是同一件").click()
        second = await at.page.locator(".registered .number").inner_text()
    assert (await city.see(DISPATCHER, second))["same_as"]["number"] == number


async def test_a_check_is_sent_out_and_its_answer_filed(city: City, browser: Browser) -> None:
    number = await register(city, "有人说桥塌了")
    async with screen(browser, city.url) as at:
        await opened(at, INTAKE)
        await at.page.keyboard.press("Escape")
        await at.page.locator("h1").click()
        await at.page.keyboard.press("2")
        await at.page.get_by_role("button", name=f"派人核实 {number}").click()
        form = at.page.locator("form.check")
        await expect(form.locator("input[type=radio]:checked")).to_have_count(1)
        await expect(form.locator("label.on")).to_contain_text("建议")
        assert await at.serious() == []
        await form.get_by_label("要看什么").fill("桥还在不在")
        await form.get_by_role("button", name="派去核实").click()
        await at.said(f"{number} 已请")
        waits = at.page.locator("section", has_text="等答复").locator(f'[data-number="{number}"]')
        await expect(waits).to_contain_text("核实中")
        asked = next(
            each["checker"]
            for each in (await city.ask(INTAKE, "GET", "/incidents?checks=true"))["items"]
            if each["number"] == number
        )
        who = await informant(city, asked["id"])
        await city.fire(who, number, "confirm")
        answered = at.page.locator("section", has_text="有答复了").locator(f'[data-number="{number}"]')
        await expect(answered).to_contain_text("属实")
        await answered.get_by_role("button", name="受理").click()
        await at.said(f"{number} 已受理")
        await expect(at.page.locator(f'[data-number="{number}"]')).to_have_count(0)
    assert (await city.see(DISPATCHER, number))["state"] == "accepted"


async def informant(city: City, person: str) -> str:
    """The sign-in of an informant of the township."""
    for index in range(1954, 2165):
        name = f"informant-{index}"
        if (await city.ask(name, "GET", "/session"))["person"]["id"] == person:
            return name
    raise AssertionError(person)


async def test_what_has_no_place_is_put_on_the_map_by_the_centre(city: City, browser: Browser) -> None:
    number = await register(city, "说不清在哪里", grid=None, location={"address": "送桥镇老街桥头"})
    async with screen(browser, city.url, "phone") as at:
        await opened(at, INTAKE, "?view=unplaced")
        await at.page.get_by_role("button", name=f"定地点 {number}").click()
        await expect(at.page.get_by_text("由市数据中心定地点")).to_be_visible()
    async with screen(browser, city.url) as at:
        await opened(at, CENTRE, "?view=unplaced")
        await at.page.get_by_role("button", name=f"定地点 {number}").click()
        await expect(at.page.locator(".unplaced")).to_contain_text("送桥镇老街桥头")
        search = at.page.locator(".unplaced .place-search input").first
        await search.fill(TOWN)
        await expect(at.page.get_by_role("option").first).to_be_visible()
        await at.page.keyboard.press("Enter")
        assert await at.serious() == []
        await at.page.get_by_role("button", name=re.compile("^定在")).click()
        await at.said(f"{number} 已定在")
        await expect(at.page.locator(f'[data-number="{number}"]')).to_have_count(0)
    assert (await city.see(DISPATCHER, number))["grid"]["code"] == TOWN
