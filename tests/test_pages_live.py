"""The bell and the list of notices in a real Chromium, while others work."""

from uuid import uuid4

import httpx
import pytest
from playwright.async_api import Browser, Page, Route, expect

from models.database import Database
from tests.pages.browsing import LANGUAGES, screen
from tests.pages.city import DISPATCHER, City
from tests.pages.fixtures import needs_pages
from tests.stored import keys
from workflow.engine import Engine

pytestmark = needs_pages


@pytest.mark.parametrize(("size", "language"), [("phone", "zh-CN"), ("desk", "en")])
async def test_the_bell_rings_while_the_page_is_open_and_the_list_says_it_in_words(
    city: City, browser: Browser, size: str, language: str
) -> None:
    async with screen(browser, city.url, size, language) as at:
        await at.sign_in(DISPATCHER)
        bell = at.page.locator("header .bell")
        before = await bell.get_attribute("aria-label")
        number = await city.report(f"铃 {size}")
        await expect(bell).not_to_have_attribute("aria-label", str(before))
        await expect(bell.locator(".unread")).to_be_visible()
        await bell.click()
        notice = at.page.locator("main li", has=at.page.locator(f'a[href="/incidents/{number}"]')).first
        await expect(notice).to_contain_text(number)
        assert await at.serious() == []
        told = await bell.get_attribute("aria-label")
        await notice.get_by_role("button").click()
        await expect(notice.get_by_role("button")).to_have_count(0)
        await expect(bell).not_to_have_attribute("aria-label", str(told))
        await notice.get_by_role("link").click()
        await at.page.wait_for_url(f"**/incidents/{number}")


async def streams(city: City) -> float:
    async with httpx.AsyncClient(base_url=city.url) as client:
        lines = (await client.get("/metrics")).text.splitlines()
    return next(float(line.split()[1]) for line in lines if line.startswith("gridward_live_streams "))


async def rung(city: City, *pages: Page) -> None:
    """A report, of which every page hears."""
    before = [await page.locator("header .bell").get_attribute("aria-label") for page in pages]
    await city.report("几个窗口")
    for page, label in zip(pages, before, strict=True):
        await expect(page.locator("header .bell")).not_to_have_attribute("aria-label", str(label))


async def test_two_tabs_share_one_stream(city: City, browser: Browser) -> None:
    async with screen(browser, city.url) as at:
        await at.sign_in(DISPATCHER)
        await rung(city, at.page)
        alone = await streams(city)
        other = await at.page.context.new_page()
        await other.goto(city.url)
        await expect(other.locator("header .bell")).to_be_visible()
        await rung(city, at.page, other)
        assert await streams(city) <= alone
        await other.close()


@pytest.mark.parametrize(("size", "language"), [("phone", "zh-CN"), ("desk", "en")])
async def test_an_invitation_leads_to_the_meeting_with_its_agenda(
    city: City, browser: Browser, size: str, language: str
) -> None:
    number = await city.report(f"会 {size}")
    await city.fire("supervisor", number, "table", reason="多次超时")
    database = await Database.open(city.database, 2)
    try:
        await Engine(database, keys()).meetings.convene()
    finally:
        await database.close()
    meeting = (await city.ask("centre", "GET", "/meetings?kind=joint"))["items"][0]
    for move in ("draw", "invite"):
        if meeting["state"] != "invited":
            headers = {"If-Match": str(meeting["version"])}
            meeting = await city.ask("centre", "POST", f"/meetings/{meeting['id']}/{move}", {}, **headers)
    async with screen(browser, city.url, size, language) as at:
        await at.sign_in("supervisor", "/notices")
        await at.page.locator("main a[href^='/meetings/']").first.click()
        await at.page.wait_for_url("**/meetings/*")
        case = at.page.locator(f'main a[href="/incidents/{number}"]').first
        await expect(case).to_contain_text(number)
        assert await at.serious() == []


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_phone_keeps_its_header_in_one_line_however_much_is_unread(
    city: City, browser: Browser, language: str
) -> None:
    async with screen(browser, city.url, "phone", language) as at:
        await at.page.route("**/api/v1/notices?*", bulletins_alone)
        await at.sign_in("supervisor", "/notices")
        await expect(at.page.locator("header .unread")).to_have_text("99+")
        for part in await at.page.locator("header.top > *:visible, header .taste, header .unread").all():
            box = await part.bounding_box()
            assert box is not None
            assert box["x"] >= 0
            assert box["x"] + box["width"] <= 390
            assert box["y"] >= 0
            assert box["y"] + box["height"] <= 56
        switch = at.page.locator("header .taste").first
        assert await switch.evaluate("it => it.scrollWidth <= it.clientWidth && it.clientHeight <= 48")
        bulletin = at.page.locator("main li a")
        await expect(bulletin).to_have_attribute("href", "/bulletins/GY-TB-2026-09")
        assert await at.serious() == []


async def bulletins_alone(route: Route) -> None:
    """A list that says no more than that a bulletin is out, and that much else is unread."""
    notice = {
        **dict.fromkeys(("acknowledged_at", "incident", "meeting")),
        "id": str(uuid4()),
        "kind": "bulletin",
        "title": "GY-TB-2026-09",
        "text": "-",
        "urgent": False,
        "at": "2026-10-08T00:00:00Z",
        "number": "GY-TB-2026-09",
    }
    await route.fulfill(json={"items": [notice], "next": None, "unread": 120})


@pytest.mark.parametrize(("asked", "spoken"), [("en-GB", "en"), ("zh-TW", "zh-CN"), ("fr", "zh-CN")])
async def test_who_has_chosen_no_language_is_asked_to_sign_in_in_the_browsers(
    city: City, browser: Browser, asked: str, spoken: str
) -> None:
    page = await browser.new_page(locale=asked)
    await page.goto(f"{city.url}/sign-in")
    await expect(page.locator("html")).to_have_attribute("lang", spoken)
    await page.close()
