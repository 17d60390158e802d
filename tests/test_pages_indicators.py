"""Indicators over time: a supervisor goes from a figure to its cases, and who is counted sees their own."""

import re
from datetime import timedelta

from playwright.async_api import Browser, expect

from tests.pages.browsing import Screen, screen
from tests.pages.city import INFORMANT, TOWNSHIP, City
from tests.pages.figures import draw_up
from tests.pages.fixtures import both, needs_pages

pytestmark = needs_pages

REPORTED = "/board/indicators?by=informant&rate=filing&step=week"


@both
async def test_every_figure_over_time_opens_its_cases_and_persons_see_their_own(
    city: City, browser: Browser, size: str, language: str
) -> None:
    number = await city.report("栏杆倒了一段")
    await draw_up(city.database, timedelta(days=1 if size == "phone" else 2))
    async with screen(browser, city.url, size, language) as at:
        await at.sign_in(f"supervisor-{TOWNSHIP}")
        await at.page.locator('a[href="/board/indicators"]').click()
        await expect(at.page.locator("canvas")).to_have_count(1)
        await at.go(REPORTED)
        await expect(at.page.locator("[data-key]").first).to_be_visible()
        await opens_its_cases(at, "")
        await at.go("/board/patterns")
        await expect(at.page.locator("[data-pattern]")).to_have_count(6)
        await expect(at.page.locator("[data-tenth]")).to_have_count(10)
        await at.page.locator('select[name="by"]').select_option("unit")
        await expect(at.page).to_have_url(re.compile("by=unit"))
        await expect(at.page.locator("#where")).to_be_visible()
        assert await at.serious() == []
    await city.fire(INFORMANT, number, "dispute", of="informant", figure="filing", reason="不是我的辖区")
    async with screen(browser, city.url, size, language) as at:
        await at.sign_in(INFORMANT, "/profile")
        await at.page.locator('a[href="/my-figures"]').click()
        beside = at.page.locator('[data-rate="filing"] [data-objection]').first
        await expect(beside).to_be_visible()
        await opens_its_cases(at, '[data-rate="filing"]')


async def opens_its_cases(at: Screen, within: str) -> None:
    """The number of all that were reported leads to exactly so many cases."""
    cell = at.page.locator(f'{within} [data-period="all"] [data-mark="reported"] a')
    many = int((await cell.inner_text()).replace(",", ""))
    assert await at.serious() == []
    await cell.click()
    rows = at.page.locator("li[data-number]")
    await expect(rows).to_have_count(many)
    await expect(rows.first.locator("a")).to_be_visible()
