"""Second looks and appeals on their page: a case is sent for a second look and fails it, and two people review why it
was late."""

from typing import Any

from playwright.async_api import Browser, Page, expect

from tests.pages import kept
from tests.pages.browsing import screen
from tests.pages.city import City
from tests.pages.fixtures import both, needs_pages

pytestmark = needs_pages

TOWNSHIP = "321084107"
SUPERVISOR, DESK = f"supervisor-{TOWNSHIP}", f"dispatcher-{TOWNSHIP}"
WHY, FOUND = "路面积水，三天进不了场", "又堆回来了，和原来一样"


async def told(page: Page, words: str) -> None:
    """What a form asks for, said and sent."""
    await page.locator(".q-dialog textarea").first.fill(words)
    await page.locator(".q-dialog form [type=submit]").click()
    await expect(page.locator(".q-dialog")).to_have_count(0)


async def appealed(city: City, browser: Browser, size: str, language: str) -> str:
    """The number of a case whose handler appeals its lateness, having read what that leads to."""
    village = (await city.ask(SUPERVISOR, "GET", f"/grids?under={TOWNSHIP}&level=3"))[0]["code"]
    number = await kept.closed_late(city, village, f"handler-{village}", DESK)
    async with screen(browser, city.url, size, language) as at:
        await at.sign_in(f"handler-{village}", f"/incidents/{number}")
        await at.choose("appeal")
        both_agree = "都同意" if language == "zh-CN" else "both have to agree"
        await expect(at.page.locator(".q-dialog")).to_contain_text(both_agree)
        await told(at.page, WHY)
    return number


async def sent_out(city: City, browser: Browser, size: str, language: str, number: str) -> dict[str, Any]:
    """The township's part: the first review, and a second look by an informant whom it names."""
    async with screen(browser, city.url, size, language) as at:
        await at.sign_in(SUPERVISOR, "/inspections")
        appeal = at.page.locator(f'[data-appeal="{number}"]')
        await expect(appeal).to_contain_text(WHY)
        await appeal.locator('[data-move="uphold"]').click()
        await told(at.page, "属实")
        await expect(appeal).to_have_count(0)
        await at.page.locator("[data-send]").click()
        await at.page.locator(".q-dialog [name=number]").fill(number)
        await told(at.page, "有人打电话来说又堆了")
        row = at.page.locator(f'[data-look="{number}"]')
        await expect(row).to_have_attribute("data-state", "looking")
        await row.locator('[data-move="send_to_look"]').click()
        await at.page.locator(".q-dialog [role=combobox]").first.click()
        last = at.page.locator(".q-menu [role=option]").last
        await expect(last).to_be_visible()
        await last.click()
        assert await at.serious() == []
        await at.page.locator(".q-dialog form [type=submit]").click()
        await expect(at.page.locator(".q-dialog")).to_have_count(0)
    (look,) = (await city.see(SUPERVISOR, number))["inspections"]
    return dict(look["looker"])


@both
async def test_a_second_look_that_fails_reopens_the_case_and_an_appeal_is_reviewed_by_two_from_one_page(
    city: City, browser: Browser, size: str, language: str
) -> None:
    number = await appealed(city, browser, size, language)
    looker = await sent_out(city, browser, size, language, number)
    people = (await city.ask("admin", "GET", f"/persons?words={looker['name']}"))["items"]
    username = next(each["username"] for each in people if each["id"] == looker["id"])
    async with screen(browser, city.url, size, language) as at:
        await at.sign_in(username, f"/incidents/{number}")
        await at.page.locator(".actions .beside").click()
        await told(at.page, FOUND)
        await expect(at.page.locator(".actions .beside")).to_have_count(0)
    async with screen(browser, city.url, size, language) as at:
        await at.sign_in("supervisor", f"/inspections?place={TOWNSHIP}&which=failed")
        row = at.page.locator(f'[data-look="{number}"]')
        await expect(row).to_have_attribute("data-state", "failed")
        appeal = at.page.locator(f'[data-appeal="{number}"]')
        await expect(appeal.locator("[data-move]")).to_have_count(2)
        assert await at.serious() == []
        await appeal.locator('[data-move="uphold"]').click()
        await told(at.page, "同意")
        await expect(appeal).to_have_count(0)
    seen = await city.see("supervisor", number)
    assert (seen["state"], [each["state"] for each in seen["objections"]]) == ("accepted", ["upheld"])
