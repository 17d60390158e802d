"""Supervision orders on their page: a township answers what the city ordered, the city presses and decides, several at
once; and how often somebody was reminded stands wherever the case does."""

from playwright.async_api import Browser, expect

from tests.pages.browsing import screen
from tests.pages.city import City
from tests.pages.fixtures import both, needs_pages

pytestmark = needs_pages

TOWNSHIP = "321084101"
SUPERVISOR, DESK = f"supervisor-{TOWNSHIP}", f"dispatcher-{TOWNSHIP}"
WHY, WHAT, ANSWER = "市民两次反映", "周五前清完，并说明为什么拖了三天", "清运车坏了，今天下午四点前清完"


async def ordered(city: City, many: int) -> list[str]:
    villages = await city.ask(SUPERVISOR, "GET", f"/grids?under={TOWNSHIP}&level=3")
    numbers = [await city.report(f"第 {n} 件，拖着没办", grid=villages[0]["code"]) for n in range(many)]
    for number in numbers:
        await city.fire("supervisor", number, "supervise", kind="quality", reason=WHY, requirement=WHAT, budget="1wd")
    return numbers


async def decided(city: City, browser: Browser, size: str, language: str, first: str, second: str) -> None:
    """The city's part: several at once, one answer accepted, and found again among the closed."""
    async with screen(browser, city.url, size, language) as at:
        await at.sign_in("supervisor")
        await at.go(f"/orders?place={TOWNSHIP}")
        for number in (first, second):
            await at.page.locator(f'[data-order="{number}"] input[type=checkbox]').check()
        await at.page.locator('[data-several="lift"]').click()
        await at.page.locator(".q-dialog textarea").first.fill("已办结")
        assert await at.serious() == []
        await at.page.keyboard.press("Escape")
        await at.page.locator(f'[data-order="{first}"] input[type=checkbox]').uncheck()
        await at.page.locator('[data-several="press"]').click()
        await at.page.locator(".q-dialog form [type=submit]").click()
        await expect(at.page.locator(".q-dialog")).to_have_count(0)
        await at.page.locator(f'[data-order="{first}"] [data-move="accept_answer"]').click()
        await at.page.locator(".q-dialog form [type=submit]").click()
        await expect(at.page.locator(f'[data-order="{first}"]')).to_have_count(0)
        await at.page.locator("select[name=closed]").select_option("7")
        await expect(at.page.locator(f'[data-order="{first}"]')).to_be_visible()
        assert await at.serious() == []


@both
async def test_an_order_is_answered_by_the_township_and_decided_on_by_the_city_from_their_lists(
    city: City, browser: Browser, size: str, language: str
) -> None:
    first, second = await ordered(city, 2)
    await city.fire(DESK, second, "remind", note="请抓紧")
    async with screen(browser, city.url, size, language) as at:
        await at.sign_in(SUPERVISOR)
        await at.go(f"/orders?place={TOWNSHIP}")
        row = at.page.locator(f'[data-order="{first}"]')
        await expect(row).to_contain_text(WHAT)
        assert await at.serious() == []
        await row.locator('[data-move="answer"]').click()
        await at.page.locator(".q-dialog textarea").first.fill(ANSWER)
        await at.page.locator(".q-dialog form [type=submit]").click()
        await expect(at.page.locator(".q-dialog")).to_have_count(0)
        await expect(row.locator("[data-state=answered]")).to_be_visible()
        await at.page.locator(f'[data-count="{TOWNSHIP}:answered"]').click()
        await expect(at.page.locator(f'[data-order="{second}"]')).to_have_count(0)
        await expect(row).to_contain_text(ANSWER)
        await at.go(f"/incidents/{second}")
        await expect(at.page.locator("[data-reminded]").first).to_be_visible()
    await decided(city, browser, size, language, first, second)
    [order] = (await city.see("supervisor", second))["orders"]
    assert order["reminders"] == 1
