"""A meeting's answers and pack, and one's own calendar, as those who are invited come to them."""

import httpx
import vobject
from playwright.async_api import Browser, expect

from tests.pages import kept
from tests.pages.browsing import Screen, screen
from tests.pages.city import City
from tests.pages.fixtures import both, needs_pages

pytestmark = needs_pages

TOWNSHIP = "321084109"
WORDS = {
    "zh-CN": ("不参加", "参加", "答复", "已答复", "改答复", "PDF", "生成地址", "停用地址", "地址已停用"),
    "en": ("I do not come", "I come", "Answer", "Answered", "Answer otherwise", "As PDF", "Make an address",
           "End the address", "leads nowhere"),
}  # fmt: skip


@both
async def test_somebody_answers_and_answers_otherwise_and_subscribes_to_their_calendar(
    city: City, browser: Browser, size: str, language: str
) -> None:
    declines, comes, send, said, otherwise, paper, make, end, ended = WORDS[language]
    number = await kept.announced(city, TOWNSHIP)
    who = f"{'dispatcher' if size == 'phone' else 'intake'}-{TOWNSHIP}"
    async with screen(browser, city.url, size, language) as at:
        await at.sign_in(who, f"/meetings/{number}")
        await at.page.get_by_role("radio", name=declines, exact=True).check()
        await at.page.locator("[name=words]").fill("当天在外地")
        await at.page.get_by_role("button", name=send, exact=True).click()
        await at.said(said)
        assert (await _counts(city, number))["declined"] == 1
        await at.page.get_by_role("button", name=otherwise, exact=True).click()
        await at.page.get_by_role("radio", name=comes, exact=True).check()
        await at.page.get_by_role("button", name=send, exact=True).click()
        await expect(at.page.get_by_role("button", name=otherwise, exact=True)).to_be_visible()
        assert await at.serious() == []
        async with at.page.expect_download() as fetched:
            await at.page.get_by_role("link", name=paper, exact=True).click()
        assert (await fetched.value).suggested_filename.endswith(".pdf")
        await _subscribed(at, number, make, end, ended)
    async with screen(browser, city.url, size, language) as at:
        await _seen_by_the_convener(at, city, number, comes)


async def _subscribed(at: Screen, number: str, make: str, end: str, ended: str) -> None:
    """An address is made, shown once, read by a calendar program, and ended."""
    await at.go("/profile")
    await at.page.get_by_role("button", name=make).click()
    address = await at.page.locator("[name=url]").input_value()
    async with httpx.AsyncClient() as outside:
        assert number in vobject.readOne((await outside.get(address)).text).serialize()
        assert await at.serious() == []
        await at.page.reload()
        await at.page.get_by_role("button", name=end).click()
        await at.said(ended)
        await expect(at.page.locator("[name=url]")).to_have_count(0)
        assert (await outside.get(address)).status_code == 404


async def _seen_by_the_convener(at: Screen, city: City, number: str, comes: str) -> None:
    await at.sign_in(f"supervisor-{TOWNSHIP}", f"/meetings/{number}")
    answers = at.page.locator(".given li").filter(has_text=comes)
    await expect(answers.first).to_be_visible()
    assert await answers.count() == (await _counts(city, number))["accepted"]
    assert await at.serious() == []


async def _counts(city: City, number: str) -> dict[str, int]:
    found = await city.ask(f"supervisor-{TOWNSHIP}", "GET", f"/meetings/{number}/answers")
    counts: dict[str, int] = found["counts"]
    return counts
