"""A supervisor at the board: from a figure to its cases, many of them dealt with at once; and the state chart."""

import pytest
from playwright.async_api import Browser, expect

from tests.pages.browsing import Screen, screen
from tests.pages.city import City
from tests.pages.fixtures import both, needs_pages

pytestmark = needs_pages

TOWNSHIP = "321084406"
SUPERVISOR = f"supervisor-{TOWNSHIP}"


async def reported(city: City, many: int) -> tuple[str, list[str]]:
    villages = await city.ask(SUPERVISOR, "GET", f"/grids?under={TOWNSHIP}&level=3")
    village = villages[0]["code"]
    return village, [await city.report(f"第 {n} 件，没人管", grid=village) for n in range(many)]


async def counted(at: Screen, selector: str, figure: str) -> int:
    link = at.page.locator(f'{selector} [data-figure="{figure}"]')
    return int((await link.inner_text()).split()[0].strip("■▲").replace(",", ""))


@both
async def test_a_supervisor_goes_from_a_figure_to_its_cases_and_supervises_them_at_once(
    city: City, browser: Browser, size: str, language: str
) -> None:
    village, numbers = await reported(city, 3)
    async with screen(browser, city.url, size, language) as at:
        await at.sign_in(SUPERVISOR)
        await at.page.wait_for_url("**/board")
        row = f'[data-part="{village}"]'
        many = await counted(at, row, "untaken")
        assert many >= len(numbers)
        await at.page.locator(f'{row} [data-figure="untaken"]').click()
        await at.page.wait_for_url("**/board/cases?*")
        rows = at.page.locator("tr[data-number]")
        await expect(rows).to_have_count(many)
        assert await at.serious() == []
        for number in numbers:
            await at.row(number).locator("input[type=checkbox]").check()
        await at.page.locator('[data-move="supervise"]').click()
        await at.page.locator(".q-dialog textarea").first.fill("今天之内处理完")
        await at.page.locator(".q-dialog form [type=submit]").click()
        await expect(at.page.locator(".q-dialog")).to_have_count(0)
        await expect(at.page.locator("input[type=checkbox]:checked")).to_have_count(0)
    for number in numbers:
        [order] = (await city.see(SUPERVISOR, number))["orders"]
        assert order["state"] == "issued"


@pytest.mark.parametrize("language", ["en"])
async def test_the_chart_shows_where_cases_wait_by_keyboard_and_opens_them(
    city: City, browser: Browser, language: str
) -> None:
    village, numbers = await reported(city, 1)
    async with screen(browser, city.url, "desk", language) as at:
        await at.sign_in(SUPERVISOR)
        await at.go("/chart")
        await at.page.locator('[data-state="reported"]').press("Enter")
        here = at.page.locator(f'[data-part="{village}"]')
        await expect(here).to_be_visible()
        link = here.locator("a").first
        many = int(await link.inner_text())
        assert await at.serious() == []
        await link.press("Enter")
        await at.page.wait_for_url("**/board/cases?*")
        await expect(at.page.locator("tr[data-number]")).to_have_count(many)
        await expect(at.row(numbers[0])).to_be_visible()
