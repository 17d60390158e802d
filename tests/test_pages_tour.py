"""The tour of the demonstration city, taken in a real Chromium from its offer to its end: every step is really done."""

import asyncpg
from playwright.async_api import Browser, expect

from tests.pages.browsing import Screen, screen
from tests.pages.city import City
from tests.pages.fixtures import both, needs_pages

pytestmark = needs_pages

LATE = "321084401"
"""The township in which something is late."""

BAR = "aside.tour"


async def late_one(city: City) -> None:
    """A case whose deadline was days ago."""
    villages = await city.ask(f"supervisor-{LATE}", "GET", f"/grids?under={LATE}&level=3")
    number = await city.report("没人管的垃圾", grid=villages[0]["code"])
    connection = await asyncpg.connect(city.database)
    try:
        case = await connection.fetchval(
            "UPDATE incident SET due_at = due_at - interval '9 days' WHERE number = $1 RETURNING id", number
        )
        await connection.execute(
            "UPDATE clock SET due_at = due_at - interval '9 days' WHERE incident_id = $1 AND next_at IS NOT NULL", case
        )
    finally:
        await connection.close()


async def at_step(at: Screen, step: str) -> None:
    await expect(at.page.locator(BAR)).to_have_attribute("data-tour", step)


async def be_the_next(at: Screen, step: str) -> None:
    """One press, and somebody else is signed in, on the page where their step begins."""
    await at_step(at, step)
    await at.page.locator(f"{BAR} .main").click()
    await expect(at.page.locator(f"{BAR} .main")).to_have_count(0)


async def press(at: Screen, what: str) -> None:
    """What the tour points to, by the keyboard that it brings there."""
    marked = at.page.locator(f"{what}[data-tour-mark]")
    await expect(marked).to_be_visible()
    await at.page.locator(f"{BAR} .ways .other").click()
    await expect(at.page.locator("[data-tour-mark]:focus, [data-tour-mark] :focus")).to_have_count(1)
    await at.page.keyboard.press("Enter")


async def reports(at: Screen) -> None:
    await press(at, ".street .big")
    await at.page.wait_for_url("**/report")
    await press(at, ".onward")
    await expect(at.page.locator(".picker .where strong")).to_contain_text("第一组")
    await press(at, ".onward")
    await at.page.get_by_role("combobox").fill("bllj")
    await expect(at.page.get_by_role("option").first).to_be_visible()
    await at.page.keyboard.press("Enter")
    await expect(at.page.locator(".category .now")).to_be_visible()
    await at.page.locator(".onward").click()
    await at.page.locator(".said textarea").first.fill("路口堆了三袋垃圾")
    await press(at, ".onward")


async def sends_it_on(at: Screen) -> str:
    """The dispatcher: accepts it and sends it to whom it is suggested to. The number of the case."""
    await be_the_next(at, "accept")
    number = await at.page.locator("tr[data-tour-mark]").get_attribute("data-number") or ""
    await press(at, f'tr[data-number="{number}"]')
    await at.page.wait_for_url(f"**/incidents/{number}")
    await press(at, ".actions .main")
    await at_step(at, "dispatch")
    assert await at.serious() == []
    await press(at, ".actions .main")
    return number


async def puts_it_right(at: Screen) -> None:
    """The handler: takes it, leaves the tour for a while, goes on with it, and feeds back."""
    await be_the_next(at, "acknowledge")
    await press(at, ".next")
    await at_step(at, "resolve")
    await at.page.locator(f"{BAR} .leave").click()
    await expect(at.page.locator(BAR)).to_have_count(0)
    await at.go("/tour")
    await expect(at.page.locator("li[aria-current=step]")).to_have_count(1)
    assert await at.serious() == []
    await at.page.locator("main .main").click()
    await at_step(at, "resolve")
    await press(at, ".next")
    await at.page.locator(".q-dialog textarea").first.fill("已清运")
    await at.page.locator(".q-dialog form [type=submit]").click()


async def sees_what_is_late(at: Screen) -> None:
    """The supervisor: from the board to a late case, and who was told of it."""
    await be_the_next(at, "late")
    await press(at, '[data-figure="late"]')
    await at_step(at, "told")
    await press(at, "tr[data-number] a")
    await at.page.wait_for_url("**/incidents/*")
    await expect(at.page.locator("section.told[data-tour-mark]")).to_be_visible()
    assert await at.serious() == []
    await at.page.locator(f"{BAR} .main").click()


@both
async def test_whoever_opens_the_city_takes_the_tour_from_the_report_to_a_late_case(
    city: City, browser: Browser, size: str, language: str
) -> None:
    await late_one(city)
    async with screen(browser, city.url, size, language) as at:
        await at.go("/")
        await at.page.locator(".offer .other").click()
        await at.page.wait_for_url("**/street")
        await at_step(at, "report")
        assert await at.serious() == []
        await reports(at)
        number = await sends_it_on(at)
        await puts_it_right(at)
        await be_the_next(at, "verify")
        await press(at, ".q-btn.ask")
        await press(at, ".actions .main")
        await at_step(at, "late")
        assert (await city.see("centre", number))["state"] == "closed"
        await sees_what_is_late(at)
        await at_step(at, "over")
        await expect(at.page.locator(BAR)).to_contain_text(number)
        await at.page.locator(f"{BAR} .main").click()
        await at.page.wait_for_url("**/help")
        await expect(at.page.locator(BAR)).to_have_count(0)
