"""The frame around the pages: places, help, the way in, what is said without network."""

import re

import pytest
from playwright.async_api import Browser, expect

from tests.pages.browsing import screen
from tests.pages.city import City
from tests.pages.fixtures import needs_pages

pytestmark = needs_pages

TOWNSHIP = "321084200"
DISPATCHER = f"dispatcher-{TOWNSHIP}"
INFORMANT = "informant-2165"

BEGINS = {
    INFORMANT: "/street",
    f"handler-{TOWNSHIP}001": "/handle",
    f"intake-{TOWNSHIP}": "/",
    DISPATCHER: "/",
    "supervisor": "/board",
    "centre": "/",
}


@pytest.mark.parametrize("size", ["phone", "desk"])
async def test_everybody_begins_where_they_work_and_may_ask_for_the_desk(
    city: City, browser: Browser, size: str
) -> None:
    async with screen(browser, city.url, size) as at:
        for who, path in BEGINS.items():
            await at.fill_in(who)
            await at.page.wait_for_url(f"{city.url}{path}")
            place = at.page.locator("nav.foot .here" if size == "phone" else "nav.places .here")
            await expect(place).to_have_attribute("aria-current", "page")
            await at.go("/?queue=verify")
            await expect(at.page.get_by_role("heading", level=1)).to_be_visible()
            assert at.page.url == f"{city.url}/?queue=verify"
            await at.page.context.clear_cookies()


@pytest.mark.parametrize(("size", "language"), [("phone", "zh-CN"), ("desk", "en")])
async def test_help_is_one_tap_away_and_leaves_what_was_typed(
    city: City, browser: Browser, size: str, language: str
) -> None:
    async with screen(browser, city.url, size, language) as at:
        await at.sign_in(DISPATCHER, "/notices")
        title = {"zh-CN": "消息", "en": "Notices"}[language]
        await expect(at.page.get_by_role("heading", level=1)).to_have_text(title)
        await at.page.keyboard.press("?")
        help_ = at.page.get_by_role("dialog")
        await expect(help_.get_by_role("heading", name=title)).to_be_visible()
        await expect(help_.get_by_role("listitem").first).to_be_visible()
        assert await at.serious() == []
        await at.page.keyboard.press("Escape")
        await expect(help_).to_have_count(0)
        await at.page.locator("header .ask").click()
        await help_.get_by_role("link", name={"zh-CN": "全部帮助", "en": "All help"}[language]).click()
        await at.page.wait_for_url("**/help")
        for link in await at.page.locator("main li a").all():
            assert re.search(r"\w", await link.inner_text())
        assert await at.serious() == []
