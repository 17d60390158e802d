"""Choosing while something is decided: a category by typing, whom to send, what to join, where it really is."""

from playwright.async_api import Browser, Locator, expect

from tests.pages.browsing import Screen, screen
from tests.pages.city import City
from tests.pages.fixtures import both, needs_pages

pytestmark = needs_pages

TOWNSHIP = "321084108"
VILLAGE, OTHER = f"{TOWNSHIP}009", f"{TOWNSHIP}010"
DISPATCHER = f"dispatcher-{TOWNSHIP}"

TYPED = {
    "06010": "暴露垃圾",
    "H0110": "暴露垃圾",
    "暴露": "暴露垃圾",
    "bllj": "暴露垃圾",
    "baolu": "暴露垃圾",
    "pothole": "道路破损",
    "路灯不亮": "路灯",
    "井盖没了": "不明井盖",
    "gas lea": "燃气管道破裂",
}


async def reported(city: City, description: str, **more: object) -> str:
    return await city.report(description, **{"grid": VILLAGE, **more})


async def accepted(city: City, description: str, **more: object) -> str:
    number = await reported(city, description, **more)
    await city.fire(DISPATCHER, number, "accept")
    return number


async def opened(at: Screen, number: str, move: str | None = None) -> Locator:
    """The form of a move of the dispatcher's; the one of the first button if none is named."""
    await at.sign_in(DISPATCHER, f"/incidents/{number}")
    if move is None:
        await at.page.locator(".actions .note").click()
    else:
        await at.choose(move)
    form = at.page.locator("form.move")
    await expect(form).to_be_visible()
    return form


@both
async def test_a_category_is_found_by_initials_and_taken_by_keys_alone(
    city: City, browser: Browser, size: str, language: str
) -> None:
    number = await reported(city, "路边一堆垃圾，没人清", category="06012")
    async with screen(browser, city.url, size, language) as at:
        form = await opened(at, number, "reclassify")
        suggested = form.locator('[data-tiles="suggested"] button')
        await expect(suggested.first).to_have_text("暴露垃圾" if language == "zh-CN" else "Exposed rubbish")
        assert await at.serious() == []
        typed = form.get_by_role("combobox").first
        await typed.fill("bllj")
        await expect(form.get_by_role("option")).to_have_count(1)
        await typed.press("ArrowDown")
        await typed.press("Enter")
        await expect(form.locator(".now strong")).to_have_text("暴露垃圾" if language == "zh-CN" else "Exposed rubbish")
        assert await at.serious() == []
        await form.locator("textarea").fill("是垃圾，不是路脏")
        await form.locator("textarea").press("Control+Enter")
        await expect(form).to_have_count(0)
    assert (await city.see(DISPATCHER, number))["category"]["key"] == "06010"


async def test_a_category_is_found_by_code_name_pinyin_english_and_what_people_call_it_without_a_network_too(
    city: City, browser: Browser
) -> None:
    number = await reported(city, "找类别")
    async with screen(browser, city.url) as at:
        form = await opened(at, number, "reclassify")
        await expect(form.locator("details.all")).to_be_visible()
        await at.page.route("**/api/v1/catalogue", lambda route: route.abort())
        form = await opened(at, number, "reclassify")
        await expect(form.locator("details.all")).to_be_visible()
        for typed, found in TYPED.items():
            await form.get_by_role("combobox").first.fill(typed)
            await expect(form.get_by_role("option").first).to_contain_text(found)
        await form.get_by_role("combobox").first.fill("没有这一类")
        await expect(form.get_by_text("没有叫")).to_be_visible()
        at.faults.clear()  # the catalogue that was not to be had


async def test_whoever_is_sent_is_chosen_by_what_speaks_for_them_without_a_mouse(city: City, browser: Browser) -> None:
    number = await accepted(city, "另派一家")
    async with screen(browser, city.url) as at:
        form = await opened(at, number)
        first = form.locator("label").first
        await expect(first).to_contain_text("规则建议派给它")
        await expect(first).to_contain_text("手上没有")
        await form.locator("[type=search]").first.fill(OTHER)
        await form.locator("[type=search]").first.press("Tab")
        await at.page.keyboard.press("Space")
        await expect(form.get_by_role("radio", checked=True)).to_have_value(f"grid:{OTHER}")
        await at.page.keyboard.press("Control+Enter")
        await at.said("已派给武宁社区居委会")
    assert [task["receiver"]["code"] for task in (await city.see(DISPATCHER, number))["tasks"]] == [OTHER]


async def test_units_are_whistled_for_and_one_that_is_there_cannot_be_called_again(
    city: City, browser: Browser
) -> None:
    number = await accepted(city, "路面塌陷，要几家到场", category="06013")
    found = (await city.ask(DISPATCHER, "GET", f"/incidents/{number}/receivers"))["items"]
    units = [each["code"] for each in found if each["kind"] == "unit"][:2]
    async with screen(browser, city.url) as at:
        await city.fire(DISPATCHER, number, "dispatch", to={"unit": units[0]})
        form = await opened(at, number, "whistle")
        await form.locator("[type=search]").first.fill(units[0])
        await expect(form.locator(f'input[value="unit:{units[0]}"]')).to_be_disabled()
        await expect(form.locator("label").first).to_contain_text("正在处置")
        await form.locator("[type=search]").first.fill(units[1])
        await form.locator(f'input[value="unit:{units[1]}"]').check()
        await form.locator("textarea").last.fill("到现场会商")
        await form.locator("[type=submit]").click()
        await expect(form).to_have_count(0)
    tasks = (await city.see(DISPATCHER, number))["tasks"]
    assert [(task["kind"], task["receiver"]["code"]) for task in tasks] == [("lead", units[0]), ("whistle", units[1])]


async def test_what_the_reporter_said_it_is_stands_first_when_it_is_merged(city: City, browser: Browser) -> None:
    first = await reported(city, "路灯不亮", category="P01037")
    number = await reported(city, "这里也不亮", category="P01037", same_as=first)
    async with screen(browser, city.url, "phone", "en", "dark") as at:
        form = await opened(at, number, "merge")
        await expect(at.page.locator("[data-same-as]")).to_contain_text(f"the same as {first}")
        twin = form.locator("label").first
        await expect(twin).to_contain_text(first)
        await expect(twin).to_contain_text("the reporter says so · Reported · same grid")
        assert await at.serious() == []
        await twin.get_by_role("radio").check()
        await form.locator("[type=submit]").click()
        await expect(form).to_have_count(0)
    merged = await city.see(DISPATCHER, number)
    assert (merged["state"], merged["same_as"]["number"]) == ("merged", first)


async def test_who_looks_and_where_it_is_are_chosen_and_conditions_have_names(city: City, browser: Browser) -> None:
    number = await reported(city, "违建", category="06001")
    asked = (await city.ask(DISPATCHER, "GET", f"/incidents/{number}/checkers"))[1]["person"]
    async with screen(browser, city.url) as at:
        form = await opened(at, number, "relocate")
        await form.locator(".leaflet-container").click()
        # Where the middle lies depends on how near the map has come: in the township it is.
        await expect(form.locator(".map-pin")).to_be_visible()
        await expect(form.locator(".where strong")).to_contain_text("三垛镇 · ")
        await form.locator("[type=submit]").click()
        await expect(form).to_have_count(0)
        form = await opened(at, number, "check")
        await form.get_by_label("请谁去看").fill(asked["name"])
        await at.page.get_by_role("option").filter(has_text=asked["name"]).first.click()
        await form.locator("[type=submit]").click()
        await expect(form).to_have_count(0)
        await at.page.locator(".actions .note").click()
        await form.get_by_label("立案条件").click()
        await at.page.get_by_role("option", name="未经批准，已经建成").click()
        await form.locator("[type=submit]").click()
        await expect(form).to_have_count(0)
    seen = await city.see(DISPATCHER, number)
    assert (seen["state"], seen["lat"] is None, seen["grid"]["code"][:9]) == ("accepted", False, TOWNSHIP)
    assert [entry["move"] for entry in seen["timeline"]] == ["submit", "relocate", "check", "accept"]
