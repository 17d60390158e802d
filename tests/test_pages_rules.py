"""A change of the rules is made from the page alone: a mistake told at its line, mended, tried, in force, undone."""

import re
from urllib.parse import urlsplit

import pytest
from playwright.async_api import Browser, Locator, expect

from models.database import Database
from tests.pages.browsing import Screen, screen
from tests.pages.city import City
from tests.pages.fixtures import needs_pages
from tests.stored import keys
from workflow import jobs
from workflow.engine import Engine

pytestmark = needs_pages

COUNTED = 180_000
"""A proof goes through the whole city, and the machine may be busy."""

BEFORE, WRONG, AFTER = "handle: 4wh", "handle: 4xx", "handle: 5wh"


async def find(at: Screen, words: str) -> None:
    """Selects the first place where the text says so, by the keyboard."""
    await at.page.locator(".cm-content").focus()
    await at.page.keyboard.press("Control+f")
    await at.page.locator(".cm-search [name=search]").press_sequentially(words)
    await at.page.keyboard.press("Enter")
    await at.page.keyboard.press("Escape")


async def type_over(at: Screen, before: str, after: str) -> None:
    await find(at, before)
    await at.page.keyboard.type(after)


def button(at: Screen, name: str) -> Locator:
    return at.page.get_by_role("button", name=name, exact=True)


async def in_force(city: City) -> int:
    found = await city.ask("centre", "GET", "/rules/versions")
    return int(found["in_force"])


async def write_with_a_mistake(at: Screen) -> None:
    """It is told at its line, and the draft outlives its tab."""
    await at.go("/centre/rules/edit")
    await type_over(at, BEFORE, WRONG)
    line, listed = at.page.locator(".cm-wrong"), at.page.locator(".problems button")
    await expect(line).to_contain_text(WRONG)
    await expect(at.page.locator(".cm-wrong-words")).to_contain_text("expected a whole number and a unit")
    await expect(listed).to_have_count(1)
    await expect(listed).to_contain_text(re.compile(r"line \d+ “4xx” is no time"))
    await expect(button(at, "Prove it")).to_have_count(0)
    assert await at.serious() == []
    await expect(at.page.get_by_text("Draft kept")).to_be_visible()
    await at.go("/centre/rules/edit")
    await expect(listed).to_have_count(1)
    await listed.press("Enter")
    await expect(line).to_be_in_viewport()


async def mend(at: Screen) -> None:
    await type_over(at, WRONG, AFTER)
    differs = at.page.locator(".differences li")
    await expect(differs).to_have_count(1)
    await expect(differs).to_contain_text("4wh → 5wh")
    await expect(at.page.locator(".cm-wrong")).to_have_count(0)


async def prove(at: Screen) -> None:
    await expect(button(at, "Switch on …")).to_be_disabled()
    await button(at, "Prove it").click()
    await expect(at.page.get_by_text("It holds: no incident can be left lying")).to_be_visible(timeout=COUNTED)
    assert await at.serious() == []


async def rehearse(at: Screen, city: City, number: str) -> None:
    """It is left while it waits, and come back to when it is done; then the draft is gone on with."""
    await button(at, "Rehearse").click()
    await expect(at.page.get_by_text("You can leave this page")).to_be_visible()
    address = urlsplit(at.page.url).path
    await at.page.get_by_role("link", name="All rehearsals").click()
    await expect(at.page.locator(".rehearsals > li")).to_contain_text("waits to be begun")
    database = await Database.open(city.database)
    try:
        await jobs.run_owed(Engine(database, keys()))
    finally:
        await database.close()
    await at.go(address)
    case = at.page.locator(".cases > li").filter(has_text=number)
    await expect(case).to_contain_text("To be handled by")
    assert await at.serious() == []
    await at.page.get_by_role("link", name="Change").click()
    await expect(at.page.locator(".differences li")).to_have_count(1)


async def switch_on(at: Screen) -> None:
    """Not without a reason."""
    await button(at, "Switch on …").click()
    await button(at, "Switch on …").last.press("Enter")
    await expect(at.page.locator(".q-dialog .q-field--error")).to_have_count(1)
    await at.page.locator("[name=why]").fill("half a day was too short")
    await button(at, "Switch on …").last.click()
    await expect(at.page.locator(".q-dialog")).to_have_count(0, timeout=COUNTED)
    await at.said("is in force for all that is reported from now on")


async def take_back(at: Screen, begun: int) -> None:
    await button(at, f"Back to version {begun} …").click()
    await expect(at.page.locator(".q-dialog .differences")).to_contain_text("5wh → 4wh")
    await at.page.locator("[name=why]").fill("the meeting wants to see figures first")
    await button(at, "Take it back").click()
    await at.said(f"Version {begun} is in force again")


@pytest.mark.timeout(400)  # it is proved twice
async def test_a_change_of_the_rules_is_made_from_the_page_alone(city: City, browser: Browser) -> None:
    begun, number = await in_force(city), await city.dispatched("村口垃圾成堆")
    async with screen(browser, city.url, language="en") as at:
        await at.sign_in("centre")
        await write_with_a_mistake(at)
        await mend(at)
        await rehearse(at, city, number)
        await prove(at)
        await switch_on(at)
        changed = await in_force(city)
        assert changed != begun
        assert (await city.ask("centre", "GET", "/rules/draft"))["own"] is None
        await at.page.get_by_role("link", name="Versions").click()
        await expect(at.page.locator(".versions > li").first).to_contain_text("half a day was too short")
        await button(at, "See what it would do").click()
        await expect(at.page.get_by_text(f"would move to version {changed}")).to_be_visible()
        assert await at.serious() == []
        await take_back(at, begun)
        assert await in_force(city) == begun


async def written_elsewhere(at: Screen, city: City, begun: int) -> None:
    """In another window, then in this one: nothing is written over before it is said which of them holds."""
    own = (await city.ask("centre", "GET", "/rules/draft"))["own"]
    kept = {"rules": own["rules"] + "\n", "base": begun, "revision": own["revision"]}
    await city.ask("centre", "PUT", "/rules/draft", kept)
    await type_over(at, AFTER, "handle: 6wh")
    await expect(at.page.get_by_text("您在另一个窗口改过这份草稿")).to_be_visible()
    await button(at, "用我这一份").click()
    await expect(at.page.get_by_text("草稿已存")).to_be_visible()


async def test_two_who_write_at_once_know_of_each_other_and_two_windows_keep_to_one_text(
    city: City, browser: Browser
) -> None:
    begun = await in_force(city)
    text = (await city.ask("admin", "GET", f"/rules/versions/{begun}"))["text"]
    other = text.replace("returns: 2", "returns: 3", 1)
    await city.ask("admin", "PUT", "/rules/draft", {"rules": other, "base": begun, "revision": 0})
    async with screen(browser, city.url, size="phone", language="zh-CN") as at:
        await at.sign_in("centre")
        await at.go("/centre/rules/edit")
        await expect(at.page.get_by_text("也在修改规则")).to_be_visible()
        await type_over(at, BEFORE, AFTER)
        await expect(at.page.locator(".differences li")).to_have_count(1)
        assert await at.serious() == []
        await written_elsewhere(at, city, begun)
        await button(at, "放弃草稿").click()
        await at.said("草稿已放弃")
    own = (await city.ask("admin", "GET", "/rules/draft"))["own"]
    assert own["rules"] == other
    await city.ask("admin", "DELETE", f"/rules/draft?revision={own['revision']}")


async def test_whoever_keeps_no_rules_reads_them_or_is_told_who_does(city: City, browser: Browser) -> None:
    async with screen(browser, city.url, language="en") as at:
        await at.sign_in("supervisor")
        await at.go("/centre/rules/edit")
        await expect(at.page.locator(".cm-content")).to_contain_text("territory")
        await expect(at.page.get_by_role("link", name="Change")).to_have_count(0)
        await at.page.get_by_text("Routes").click()
        await at.page.get_by_role("button", name="exposed-rubbish", exact=True).press("Enter")
        await expect(at.page.locator(".cm-activeLine")).to_contain_text("exposed-rubbish")
