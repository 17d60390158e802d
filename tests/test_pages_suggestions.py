"""Suggestions on their page: an informant supports what the desk has published; the desk answers one and takes up the
other from their rows, the most supported first."""

from playwright.async_api import Browser, expect

from tests.pages.browsing import Screen, screen
from tests.pages.city import City
from tests.pages.fixtures import both, needs_pages

pytestmark = needs_pages

TOWNSHIP = "321084116"
DESK = f"dispatcher-{TOWNSHIP}"


async def proposed(city: City, category: str, sent: str, told: str) -> tuple[str, str]:
    """The number and the id of a suggestion that was accepted and published."""
    villages = await city.ask(DESK, "GET", f"/grids?under={TOWNSHIP}&level=3")
    number = await city.report(sent, grid=villages[0]["code"], category=category)
    said = await city.fire(DESK, number, "publish", text=told)
    return number, str(said["id"])


@both
async def test_a_resident_hands_a_wish_in_at_the_door_and_supports_what_is_published(
    city: City, browser: Browser, size: str, language: str
) -> None:
    villages = await city.ask(DESK, "GET", f"/grids?under={TOWNSHIP}&level=3")
    door = f"/r/{villages[0]['code']}"
    _, other = await proposed(city, "97997", "公交站太黑，我叫王某", "在公交站装一盏路灯")
    async with screen(browser, city.url, size, language) as at:
        page = at.page
        await at.go(door)
        await page.locator('a[href="?propose"]').click()
        await page.locator("input[value=wish]").check()
        await page.locator("button.main").click()
        await expect(page.locator(".problem")).to_be_visible()
        await page.locator("textarea").fill("活动室要几本书")
        assert await at.serious() == []
        await page.locator("button.main").click()
        number = await page.locator(".number").text_content() or ""
        await expect(page.locator(".receipt svg")).to_be_visible()
        case = await city.see(DESK, number)
        assert (case["flow"], case["source"]) == ("wish", "resident")
        await page.locator('footer a[href^="/proposals"]').click()
        row, button = page.locator(f'[data-proposal="{other}"]'), page.locator(f'[data-proposal="{other}"] button')
        await expect(row).not_to_contain_text("王某")
        for pressed, count in (("true", "1"), ("false", ""), ("true", "1")):
            await button.click()
            await expect(button).to_have_attribute("aria-pressed", pressed)
            await expect(row.locator("[data-supports]")).to_contain_text(count)
        await page.reload()
        await expect(button).to_have_attribute("aria-pressed", "true")
        assert await at.serious() == []
        assert await page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


@both
async def test_a_suggestion_is_supported_answered_taken_up_and_published_from_its_page(
    city: City, browser: Browser, size: str, language: str
) -> None:
    first, identity = await proposed(city, "97997", "公交站太黑，我叫王某", "在公交站装一盏路灯")
    second, _ = await proposed(city, "97997", "想要一条近路", "修一条近路")
    async with screen(browser, city.url, size, language) as at:
        await at.sign_in(f"informant-{321:04d}")
        await at.go("/suggestions")
        row = at.page.locator(f'[data-published="{identity}"]')
        await expect(row).not_to_contain_text("王某")
        await row.locator('[data-act="support"]').click()
        await expect(row.locator("[data-supports]")).to_contain_text("1")
        await expect(row.locator('[data-act="support"]')).to_have_attribute("aria-pressed", "true")
        assert await at.serious() == []
    async with screen(browser, city.url, size, language) as at:
        await at.sign_in(DESK)
        await at.go("/suggestions")
        rows = at.page.locator("[data-number]")
        await expect(rows.first).to_have_attribute("data-number", first)
        assert await at.serious() == []
        for number, move, words in ((first, "reply", "年内装好"), (second, "take_up", "明年修")):
            await at.page.locator(f'[data-number="{number}"] [data-move="{move}"]').click()
            await filled(at, words)
            await expect(at.page.locator(f'[data-number="{number}"]')).to_have_count(0)
        await shown(at, "doing")
        await expect(at.page.locator(f'[data-number="{second}"]')).to_be_visible()
        await shown(at, "rating")
        await at.page.locator(f'[data-number="{first}"] [data-move="publish"]').click()
        await filled(at, "装一盏路灯", "年内装好")
        await expect(at.page.locator(".q-dialog")).to_have_count(0)
        await shown(at, "published")
        row = at.page.locator(f'[data-published="{identity}"]')
        await expect(row).to_contain_text("年内装好")
        await expect(row.locator('[data-act="support"]')).to_have_count(0)


@both
async def test_a_handler_of_the_township_takes_up_a_wish(
    city: City, browser: Browser, size: str, language: str
) -> None:
    _, identity = await proposed(city, "97996", "我家要一把轮椅", "一把轮椅")
    async with screen(browser, city.url, size, language) as at:
        villages = await city.ask(DESK, "GET", f"/grids?under={TOWNSHIP}&level=3")
        await at.sign_in(f"handler-{villages[0]['code']}")
        await at.go("/suggestions")
        row = at.page.locator(f'[data-published="{identity}"]')
        await row.locator('[data-act="take_up"]').click()
        await filled(at, "周六送去")
        await expect(row.locator('[data-act="take_up"]')).to_have_count(0)


async def filled(at: Screen, *words: str) -> None:
    """What the form over the page asks for, sent."""
    boxes = at.page.locator(".q-dialog textarea")
    for index, said in enumerate(words):
        await boxes.nth(index).fill(said)
    assert await at.serious() == []
    await at.page.locator(".q-dialog form [type=submit]").click()


async def shown(at: Screen, which: str) -> None:
    await at.page.locator("select[name=show]").select_option(which)
