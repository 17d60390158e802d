"""The dispatcher's desk in a real Chromium: everything by keyboard, several at once, live, and ten thousand rows."""

import asyncio
import re
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import uuid4

import pytest
from playwright.async_api import Browser, Locator, Route, expect

from tests.pages.browsing import LANGUAGES, THEMES, Screen, screen
from tests.pages.city import City
from tests.pages.crowd import crowd
from tests.pages.fixtures import both, needs_pages, served

pytestmark = needs_pages

DESK, OTHER = "321084112", "321084113"
ROWS = 10_000


def village(township: str) -> str:
    return f"{township}001"


async def report(city: City, description: str, township: str = DESK, **more: Any) -> str:
    return await city.report(description, grid=await a_village(city, township), **more)


async def a_village(city: City, township: str) -> str:
    found = await city.ask(f"dispatcher-{township}", "GET", f"/grids?under={township}&level=3")
    return str(found[0]["code"])


@asynccontextmanager
async def desk(
    city: City, browser: Browser, township: str = DESK, size: str = "desk", language: str = "zh-CN"
) -> AsyncIterator[Screen]:
    async with screen(browser, city.url, size, language) as at:
        await at.sign_in(f"dispatcher-{township}")
        yield at


async def current(at: Screen, number: str) -> None:
    """Walks down with `j` until this row is the current one."""
    await expect(at.row(number)).to_be_visible()
    await at.page.keyboard.press("Home")
    for _ in range(60):
        if await at.row(number).get_attribute("aria-current"):
            break
        await at.page.keyboard.press("j")
    await expect(at.row(number).get_by_role("link")).to_be_focused()


async def dialog(at: Screen) -> Locator:
    """The form of a move, with the cursor in its first field."""
    form = at.page.get_by_role("dialog").locator("form.move")
    await expect(form.locator("input, textarea, select").first).to_be_focused()
    return form


async def test_three_keys_take_a_report_to_its_receiver_and_the_reason_is_beside_it(
    city: City, browser: Browser
) -> None:
    number = await report(city, "三键")
    async with desk(city, browser) as at:
        await current(at, number)
        keyboard = at.page.keyboard
        await keyboard.press("a")
        await at.said("已受理")
        await expect(at.row(number).locator("td.goes")).to_contain_text("已受理")
        side = at.page.locator("section.side")
        await expect(side).to_contain_text(number)
        await expect(side.locator(".columns > .went")).to_be_visible()
        widths = await side.locator(".columns > *").evaluate_all("cards => cards.map(card => card.offsetWidth)")
        assert len(set(widths)) == 1, "the parts of a case stand one below the other"
        await keyboard.press("2")
        await current(at, number)
        await expect(at.row(number).locator("td.goes")).to_contain_text("在办")
        await expect(at.row(number).locator("td.goes")).to_have_attribute("title", re.compile("按路线"))
        await keyboard.press("d")
        await at.said("已派给")
    assert (await city.see(f"dispatcher-{DESK}", number))["state"] == "dispatched"


async def test_a_move_that_wants_words_is_made_by_keys_alone(city: City, browser: Browser) -> None:
    declined, other = [await report(city, f"只用按键 {n}") for n in range(2)]
    async with desk(city, browser) as at:
        keyboard = at.page.keyboard
        await current(at, declined)
        await keyboard.press("r")
        await dialog(at)
        await keyboard.type("不属于受理范围")
        await keyboard.press("Control+Enter")
        await expect(at.page.get_by_role("dialog")).to_have_count(0)
        await expect(at.row(declined).locator(".said")).to_be_visible()
        await current(at, other)
        await keyboard.press("m")
        await dialog(at)
        await keyboard.press("Escape")
        await expect(at.page.get_by_role("dialog")).to_have_count(0)
        await expect(at.row(other).get_by_role("link")).to_be_focused()
    assert (await city.see(f"dispatcher-{DESK}", declined))["state"] == "declined"


async def test_a_key_that_is_pressed_while_the_form_is_still_coming_opens_it(city: City, browser: Browser) -> None:
    number, late = await report(city, "网慢时按键"), asyncio.Event()

    async def hold(route: Route) -> None:
        await late.wait()
        await route.continue_()

    async with screen(browser, city.url) as at:
        await at.page.route("**/assets/MoveDialog-*.js", hold)
        await at.sign_in(f"dispatcher-{DESK}")
        await current(at, number)
        await at.page.keyboard.press("r")
        late.set()
        await expect((await dialog(at)).locator("textarea").first).to_be_focused()
        await at.page.go_back()
        await expect(at.page.get_by_role("dialog")).to_have_count(0)
        await expect(at.row(number)).to_be_visible()


async def test_what_a_reporter_says_a_case_is_the_same_as_stands_first_where_cases_are_joined(
    city: City, browser: Browser
) -> None:
    into = await report(city, "先报的那件")
    merged = await report(city, "和那件一样", same_as=into)
    async with desk(city, browser) as at:
        await current(at, merged)
        await expect(at.row(merged).locator("[data-same-as]")).to_contain_text(into)
        await expect(at.row(into).locator("[data-same-as]")).to_have_count(0)
        # Only their grid is known: the map beside the list draws them so, and says so.
        await at.page.keyboard.press("g")
        await expect(at.page.locator(".side .map-current.map-vague")).to_be_visible()
        await expect(at.page.locator(".side .vague")).to_contain_text("没有准确位置")
        await at.page.keyboard.press("m")
        twin = (await dialog(at)).get_by_role("radio").first
        await expect(twin).to_have_attribute("value", into)
        await twin.focus()
        await at.page.keyboard.press("Space")
        await at.page.keyboard.press("Control+Enter")
        await expect(at.page.get_by_role("dialog")).to_have_count(0)
        await expect(at.row(merged).locator(".said")).to_be_visible()
        assert (await city.see(f"dispatcher-{DESK}", merged))["state"] == "merged"
        await expect(at.page.locator(".undo")).to_contain_text(merged)
        await at.page.keyboard.press("u")
        await at.said(f"{merged} 已撤销")
    for number in (into, merged):
        assert (await city.see(f"dispatcher-{DESK}", number))["state"] == "reported"


async def take(form: Locator, kind: str) -> str:
    """The first that is not suggested and can be chosen, by keys; its code."""
    choice = form.locator(f"label:not(:has(.chip)) input[type={kind}]:enabled").first
    await choice.press("Space")
    await expect(choice).to_be_checked()
    return str(await choice.get_attribute("value")).split(":")[-1]


async def test_a_case_goes_to_another_is_split_and_whistled_for_by_keys_alone(city: City, browser: Browser) -> None:
    number = await report(city, "另派、加派、吹哨", OTHER)
    await city.fire(f"dispatcher-{OTHER}", number, "accept")
    sent = []
    async with desk(city, browser, OTHER) as at:
        keyboard = at.page.keyboard
        await expect(at.page.get_by_role("tab").nth(1)).to_be_visible()
        await keyboard.press("2")
        for key, kind, reason in (("D", "radio", ""), ("s", "radio", ""), ("w", "checkbox", "要几家一起到场")):
            await current(at, number)
            await keyboard.press(key)
            form = await dialog(at)
            sent.append(await take(form, kind))
            if reason:
                await form.locator("textarea").last.focus()
                await keyboard.type(reason)
            await keyboard.press("Control+Enter")
            await expect(at.page.get_by_role("dialog")).to_have_count(0)
            await expect(at.row(number).locator(".said")).to_be_visible()
    tasks = (await city.see(f"dispatcher-{OTHER}", number))["tasks"]
    assert [(task["kind"], task["receiver"]["code"]) for task in tasks] == list(
        zip(("lead", "co", "whistle"), sent, strict=True)
    )


async def test_what_the_form_of_a_move_lacks_is_said_in_it_and_what_was_typed_stays(
    city: City, browser: Browser
) -> None:
    number = await report(city, "缺理由")
    async with desk(city, browser) as at:
        await current(at, number)
        await at.page.keyboard.press("r")
        form = await dialog(at)
        await at.page.keyboard.press("Control+Enter")
        await expect(form.locator(".q-field--error")).to_contain_text("理由")
        await city.fire(f"dispatcher-{DESK}", number, "accept")
        await at.page.keyboard.type("不归我们")
        await at.page.route("**/decline", lambda route: route.abort())
        await at.page.keyboard.press("Control+Enter")
        await expect(form.get_by_role("alert")).to_contain_text("连不上")
        await expect(form.locator("textarea").first).to_have_value("不归我们")
        at.faults.clear()


async def test_the_keyboard_finds_a_number_opens_it_comes_back_and_asks_for_help(city: City, browser: Browser) -> None:
    number = await report(city, "按编号找")
    async with desk(city, browser) as at:
        keyboard = at.page.keyboard
        await expect(at.row(number)).to_be_visible()
        await keyboard.press("/")
        await keyboard.type(number.split("-")[1])
        await keyboard.press("Enter")
        await expect(at.page.locator("header.title")).to_contain_text(number)
        await keyboard.press("Escape")
        await expect(at.row(number)).to_be_visible()
        await keyboard.press("?")
        await expect(at.page.get_by_role("dialog").get_by_role("heading", name="派遣台")).to_be_visible()
        await keyboard.press("Escape")
        await expect(at.page.get_by_role("dialog")).to_have_count(0)
        for key, shown in (("i", 0), ("i", 1), ("g", 1), ("g", 0), ("i", 1)):
            await keyboard.press(key)
            await expect(at.page.locator("section.side")).to_have_count(shown)


async def test_a_claim_is_seen_at_once_at_the_other_desk_and_can_be_taken_back(city: City, browser: Browser) -> None:
    number = await report(city, "两个窗口")
    async with desk(city, browser) as mine, screen(browser, city.url) as other:
        await other.sign_in(f"intake-{DESK}")
        await expect(other.row(number)).to_be_visible()
        await current(mine, number)
        await mine.page.keyboard.press("c")
        await expect(mine.row(number).locator("td.claimed")).to_contain_text("我")
        await expect(mine.page.locator(".undo")).to_contain_text("领取")
        name = (await city.see(f"dispatcher-{DESK}", number))["claimed_by"]["name"]
        await expect(other.row(number).locator("td.claimed")).to_contain_text(name)
        await mine.page.keyboard.press("u")
        await mine.said(f"{number} 已撤销")
        await expect(other.row(number).locator("td.claimed")).not_to_contain_text(name)


async def test_both_claim_at_once_and_the_second_is_told_who_was_first_and_when(city: City, browser: Browser) -> None:
    number = await report(city, "同时领取")
    async with desk(city, browser) as mine, screen(browser, city.url, known=("ERR_FAILED",)) as other:
        await other.sign_in(f"intake-{DESK}")
        await current(mine, number)
        await current(other, number)
        # The other desk is told of nothing until it has claimed too: what comes first is a matter of a moment.
        await other.page.route("**/api/v1/queues/**", lambda route: route.abort())
        await mine.page.keyboard.press("c")
        await expect(mine.row(number).locator("td.claimed")).to_contain_text("我")
        await expect(mine.page.locator(".undo")).to_be_visible()
        seen = await city.see(f"dispatcher-{DESK}", number)
        await other.page.keyboard.press("c")
        told = other.page.locator(".q-notification").filter(has_text="先领取")
        await expect(told).to_contain_text(seen["claimed_by"]["name"])
        await expect(told).to_contain_text(re.compile(r"\d\d:\d\d"))
        await expect(other.row(number).locator("td.claimed")).to_contain_text(seen["claimed_by"]["name"])
        other.faults.clear()


async def test_several_at_once_are_told_one_by_one_and_what_failed_stays_selected(city: City, browser: Browser) -> None:
    township = OTHER
    numbers = [await report(city, f"一起办 {n}", township) for n in range(3)]
    async with desk(city, browser, township) as at:
        keyboard = at.page.keyboard
        for number in numbers:
            await current(at, number)
            await keyboard.press("x")
        await expect(at.page.get_by_text("已选 3 件")).to_be_visible()
        # What is told of the claim reaches neither the list nor its one row before the key is pressed.
        await at.page.route("**/api/v1/queues/**", lambda route: route.abort())
        await at.page.route(re.compile(r"/api/v1/incidents\?number="), lambda route: route.abort())
        await city.fire(f"intake-{township}", numbers[1], "claim")
        await keyboard.press("a")
        await at.said("办成 2 件，1 件没成")
        await expect(at.row(numbers[0]).locator("td.goes")).to_contain_text("已受理")
        await expect(at.row(numbers[1]).locator(".failed")).not_to_be_empty()
        await expect(at.row(numbers[1])).to_have_class(re.compile("selected"))
        await expect(at.page.get_by_text("已选 1 件")).to_be_visible()
        await keyboard.press("Escape")
        await expect(at.page.get_by_text("已选 1 件")).to_have_count(0)
        at.faults.clear()
    states = [(await city.see(f"dispatcher-{township}", number))["state"] for number in numbers]
    assert states == ["accepted", "reported", "accepted"]


@both
async def test_a_case_is_found_by_words(city: City, browser: Browser, size: str, language: str) -> None:
    word = f"独木桥{uuid4().hex[:6]}"
    number = await report(city, f"{word}栏杆松动", OTHER)
    async with desk(city, browser, OTHER, size, language) as at:
        await expect(at.row(number)).to_be_visible()
        await at.page.get_by_role("searchbox").fill(f"{word} 栏杆")
        await at.page.keyboard.press("Enter")
        await expect(at.page.get_by_role("heading", level=1)).to_contain_text(word)
        await expect(at.page.locator("tr[data-number]")).to_have_count(1)
        await expect(at.row(number)).to_be_visible()
        assert await at.serious() == []
        await at.page.get_by_role("searchbox").fill("没有这样的字")
        await at.page.keyboard.press("Enter")
        await expect(at.page.locator(".empty h2")).to_contain_text("没有这样的字")
        await at.page.locator(".empty button").click()
        await expect(at.row(number)).to_be_visible()
        assert await at.page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


async def test_the_desk_has_nothing_serious_for_axe_in_any_dress(city: City, browser: Browser) -> None:
    number = await report(city, "给 axe 看")
    async with desk(city, browser) as at:
        for language in LANGUAGES:
            for theme in THEMES:
                await at.taste(language, theme)
                await current(at, number)
                await at.page.keyboard.press("x")
                await expect(at.page.locator("section.side .actions")).to_be_visible()
                assert await at.serious() == [], (language, theme)
                assert await at.page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


@pytest.fixture(scope="module")
def crowded(server_url: str, demonstration: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[City]:
    """A city of its own, in one township of which ten thousand cases wait."""
    with served(server_url, demonstration, tmp_path_factory.mktemp("crowd")) as found:
        yield found


async def test_ten_thousand_rows_are_scrolled_to_their_end_a_few_drawn_at_a_time(
    crowded: City, browser: Browser
) -> None:
    last = await crowd(crowded, DESK, ROWS)
    async with desk(crowded, browser) as at:
        await expect(at.page.locator(".sums")).to_contain_text(re.compile(r"10,?000 件"))
        for _ in range(ROWS):
            if await at.row(last).count():
                break
            await at.page.keyboard.press("End")
        await expect(at.row(last)).to_have_attribute("aria-current", "true")
        await expect(at.row(last).get_by_role("link")).to_be_focused()
        assert await at.page.locator("tr[data-number]").count() < 300
        # So far down too a row says at once what was done elsewhere.
        await crowded.fire(f"intake-{DESK}", last, "claim")
        by = (await crowded.see(f"dispatcher-{DESK}", last))["claimed_by"]["name"]
        await expect(at.row(last).locator("td.claimed")).to_contain_text(by)
        await at.page.keyboard.press("Home")
        await expect(at.page.locator("tr[data-number]").first).to_have_attribute("aria-current", "true")
