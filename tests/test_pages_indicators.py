"""Indicators over time: a supervisor goes from a figure to its cases, and who is counted sees their own."""

from datetime import timedelta

from playwright.async_api import Browser, expect

from tests.pages.browsing import screen
from tests.pages.city import INFORMANT, TOWNSHIP, City
from tests.pages.figures import draw_up
from tests.pages.fixtures import both, needs_pages

pytestmark = needs_pages

REPORTED = "/board/indicators?by=informant&rate=filing&step=week"


@both
async def test_every_figure_over_time_opens_its_cases_and_persons_see_their_own(
    city: City, browser: Browser, size: str, language: str
) -> None:
    await city.report("栏杆倒了一段")
    await draw_up(city.database, timedelta(days=1 if size == "phone" else 2))
    async with screen(browser, city.url, size, language) as at:
        await at.sign_in(f"supervisor-{TOWNSHIP}")
        await at.page.locator('a[href="/board/indicators"]').click()
        await expect(at.page.locator("canvas")).to_have_count(1)
        await at.go(REPORTED)
        cell = at.page.locator('[data-period="all"] [data-mark="reported"] a')
        many = int((await cell.inner_text()).replace(",", ""))
        await expect(at.page.locator("[data-key]").first).to_be_visible()
        assert await at.serious() == []
        await cell.click()
        rows = at.page.locator("li[data-number]")
        await expect(rows).to_have_count(many)
        await expect(rows.first.locator("a")).to_be_visible()
    async with screen(browser, city.url, size, language) as at:
        await at.sign_in(INFORMANT, "/profile")
        await at.page.locator('a[href="/my-figures"]').click()
        card = at.page.locator('[data-rate="filing"]')
        own = card.locator('[data-period="all"] [data-mark="reported"] a')
        many = int((await own.inner_text()).replace(",", ""))
        assert await at.serious() == []
        await own.click()
        rows = at.page.locator("li[data-number]")
        await expect(rows).to_have_count(many)
        await expect(rows.first.locator("a")).to_be_visible()
