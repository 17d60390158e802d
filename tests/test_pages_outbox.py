"""The outbox in a real Chromium, while everything that can go wrong does: each thing that was written ends as exactly
one incident, or stays to be seen with its reason."""

from typing import Any
from uuid import uuid4

from playwright.async_api import Browser, Page, expect

from tests.pages.browsing import Screen, screen
from tests.pages.city import City
from tests.pages.fixtures import needs_pages
from tests.pages.waiting import kept, put, report
from tests.pictured import photo

pytestmark = needs_pages

TOWNSHIP = "321084101"
DISPATCHER = f"dispatcher-{TOWNSHIP}"
WHO = "informant-0273"
GONE = ("ERR_INTERNET_DISCONNECTED", "ERR_FAILED", "status of 5", "status of 413", "status of 422")
"""What the browser says of a network that is not there, and of the answers that are made up here."""


async def signed_in(at: Screen, city: City, who: str = WHO) -> str:
    """At the outbox; the id of who is signed in."""
    await at.sign_in(who)
    await at.go("/outbox")
    await expect(at.page.get_by_role("heading", level=1)).to_be_visible()
    return str((await city.ask(who, "GET", "/session"))["person"]["id"])


async def village(city: City) -> str:
    grids = await city.ask(WHO, "GET", f"/grids?under={TOWNSHIP}&level=3")
    return str(grids[0]["code"])


async def incidents(city: City, description: str) -> list[Any]:
    found = await city.ask(DISPATCHER, "GET", "/incidents?limit=200")
    return [each for each in found["items"] if each["description"] == description]


async def ended(page: Page, item: str, state: str) -> None:
    await expect(page.locator(f'[data-item="{item}"]')).to_have_attribute("data-state", state, timeout=20_000)


async def test_what_was_written_without_a_network_is_sent_when_there_is_one(city: City, browser: Browser) -> None:
    words = f"没有网络 {uuid4()}"
    async with screen(browser, city.url, "phone", known=GONE) as at:
        person = await signed_in(at, city)
        item = report(person, await village(city), words, photos=1)
        await at.page.context.set_offline(True)
        await put(at.page, [item], [photo()])
        await at.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
        await expect(at.page.locator(".trouble")).to_contain_text("没有网络")
        await ended(at.page, item["id"], "waiting")
        await at.page.context.set_offline(False)
        await ended(at.page, item["id"], "done")
        assert (await kept(at.page))["photos"] == 0
    assert len(await incidents(city, words)) == 1
