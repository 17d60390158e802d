"""A supervisor at the board: from a figure to its cases, many of them dealt with at once; and the state chart."""

import asyncpg
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


ANSWER = "清运车坏了，今天下午四点前清完，以后每周三、周六各加一次巡查"


async def climbing(city: City, number: str) -> None:
    """As if the first rung of its clocks had fired: the pages' city has no clock process."""
    connection = await asyncpg.connect(city.database)
    try:
        await connection.execute(
            "UPDATE clock SET rung = 1 WHERE next_at IS NOT NULL"
            " AND incident_id = (SELECT id FROM incident WHERE number = $1)",
            number,
        )
    finally:
        await connection.close()


async def answered(city: City) -> tuple[str, str]:
    """The village and number of a case that climbs, with an answer to its supervision order."""
    village, [number] = await reported(city, 1)
    await climbing(city, number)
    await city.fire("supervisor", number, "supervise", reason="请说明原因")
    await city.fire(f"dispatcher-{TOWNSHIP}", number, "answer", reason=ANSWER)
    return village, number


@both
async def test_a_supervisor_sees_what_climbs_who_was_on_duty_where_it_is_late_and_reads_an_answer(
    city: City, browser: Browser, size: str, language: str
) -> None:
    village, number = await answered(city)
    async with screen(browser, city.url, size, language) as at:
        await at.sign_in("supervisor")
        await at.go(f"/board/{TOWNSHIP}")
        rise = at.page.locator(f'[data-rise="{number}"]')
        await expect(rise.locator("strong").first).not_to_be_empty()
        await at.page.locator(".desks summary").press("Enter")
        await expect(at.page.locator(f'[data-desk="{village}"] dd')).not_to_be_empty()
        await expect(at.page.locator(".leaflet-container path.map-shade").first).to_be_visible()
        await at.page.locator('[data-view="tree"]').press("Enter")
        branch = at.page.locator(f'[data-grid="{village}"]')
        await branch.get_by_role("button").first.press("Enter")
        await expect(branch.locator("[data-grid]").first).to_be_visible()
        assert await at.serious() == []
        many = int((await branch.locator('[data-figure="open"]').first.inner_text()).split()[-1])
        await branch.locator('[data-figure="open"]').first.click()
        await at.page.wait_for_url("**/board/cases?*")
        await expect(at.page.locator("tr[data-number]")).to_have_count(many)
        await at.go(f"/board/cases?figure=answered&place={TOWNSHIP}")
        await expect(at.row(number).locator("[data-answer]")).to_contain_text(ANSWER)
        await at.row(number).locator("a").focus()
        await expect(at.page.locator("[data-picked] blockquote")).to_contain_text(ANSWER)
        assert await at.serious() == []
        await at.page.locator('[data-move="accept_answer"]').click()
        await at.page.locator(".q-dialog form [type=submit]").click()
        await expect(at.page.locator(".q-dialog")).to_have_count(0)
    assert [order["state"] for order in (await city.see("supervisor", number))["orders"]] == ["fulfilled"]


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
