"""The residents' pages in a real browser: a report at a printed code's door, its receipt, and what it leads to."""

import re
from pathlib import Path

from playwright.async_api import Browser, expect

from tests.pages.browsing import Screen, screen
from tests.pages.city import City
from tests.pages.fixtures import both, needs_pages
from tests.pictured import photo

pytestmark = needs_pages

VILLAGE = "321084106003"
TOWNSHIP = VILLAGE[:9]


CLOSED = {"zh-CN": "已办好，已结案", "en": "Put right and closed"}


async def dealt_with(city: City, receipt_of: str) -> None:
    """The case is put right, as far as its village says."""
    await city.fire(f"intake-{TOWNSHIP}", receipt_of, "accept")
    await city.fire(f"dispatcher-{TOWNSHIP}", receipt_of, "dispatch", to={"grid": VILLAGE})
    await city.fire(f"handler-{VILLAGE}", receipt_of, "acknowledge")
    await city.fire(f"handler-{VILLAGE}", receipt_of, "resolve", note="清走了")


async def reported(at: Screen, picture: Path) -> str:
    """The number of a report that is made at the door as its reporter makes it, a pin on the outlines with it."""
    page, onward = at.page, at.page.locator(".onwards button")
    await at.go(f"/r/{VILLAGE}")
    await page.locator("input.library").set_input_files(picture)
    await expect(page.locator("main img")).to_be_visible()
    await onward.click()
    await page.locator("svg.outlines text.mine").first.click(force=True)
    await expect(page.locator(".where strong")).to_contain_text("组")
    await onward.click()
    await page.locator("[data-tiles=common] button").first.click()
    await onward.click()
    await page.locator("textarea").fill("门口的垃圾两天没有人收")
    assert await at.serious() == []
    await onward.click()
    await expect(page.locator(".receipt svg")).to_be_visible()
    return await page.locator(".number").text_content() or ""


@both
async def test_a_resident_reports_follows_the_receipt_and_confirms(
    city: City, browser: Browser, size: str, language: str, tmp_path: Path
) -> None:
    picture = tmp_path / "photo.jpg"
    picture.write_bytes(photo(640, 480))
    async with screen(browser, city.url, size, language) as at:
        page, asked = at.page, []
        page.on("request", lambda request: asked.append(request.url))
        number = await reported(at, picture)
        assert await at.serious() == []
        await dealt_with(city, number)
        await page.locator('a.main[href^="/receipt#"]').click()
        await expect(page.locator("h1")).to_have_text(number)
        await page.locator("[data-move=confirm]").click()
        await page.locator(".stars label").nth(3).click()
        await page.locator("[data-act] button[type=submit]").click()
        await expect(page.locator(".now")).to_contain_text(CLOSED[language])
        await expect(page.locator(".promise.kept")).to_be_visible()
        assert await at.serious() == []
        assert await page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    receipt = page.url.partition("#")[2]
    assert receipt.count(".") == 2
    assert not any(receipt in url for url in asked), "browsers send nothing that stands behind the #"
    assert not any("/assets/core-" in url for url in asked), "nothing of the staff's pages is fetched"


async def test_what_was_written_without_a_network_waits_on_the_phone_and_goes_by_itself(
    city: City, browser: Browser
) -> None:
    async with screen(browser, city.url, "phone", known=("ERR_INTERNET_DISCONNECTED", "ERR_FAILED")) as at:
        page = at.page
        onward = page.locator(".onwards button")
        await at.go(f"/r/{VILLAGE}")
        for _ in range(2):
            await onward.click()
        await page.locator("[data-tiles=common] button").first.click()
        await onward.click()
        await page.locator("textarea").fill("断网时写的")
        await page.route("**/api/v1/public/**", lambda route: route.abort())
        await onward.click()
        await expect(page.locator("h1")).to_have_text("已存在手机里")
        await page.unroute("**/api/v1/public/**")
        await page.reload()
        await expect(page.locator(".number")).to_have_text(re.compile("GY-"))


async def test_no_receipt_leads_nowhere_and_says_so(city: City, browser: Browser) -> None:
    async with screen(browser, city.url, "phone", "en") as at:
        await at.go("/receipt#a.b.c")
        await expect(at.page.locator(".problem")).to_contain_text("no receipt of this city")
        await at.page.locator("textarea").fill("nothing of the kind")
        await at.page.locator("button.main").click()
        await expect(at.page.locator(".problem")).to_contain_text("no receipt in it")
        await at.go("/r/000000")
        await expect(at.page.locator(".problem")).to_contain_text("No grid has this code")
