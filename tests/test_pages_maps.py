"""Maps in a real Chromium: where a case lies, with and without a background."""

import asyncio
import io
import re

import pytest
from PIL import Image
from playwright.async_api import Browser, Locator, Route, expect

from tests.pages.browsing import THEMES, Screen, screen
from tests.pages.city import City
from tests.pages.fixtures import both, needs_pages
from tests.pages.waiting import until

pytestmark = needs_pages

TOWNSHIP, VILLAGE = "321084109", "321084109236"
DISPATCHER = f"dispatcher-{TOWNSHIP}"
INFORMANT = "informant-1195"
"""Who works in 甘垛镇 · 甘垛社区居委会."""
POINT = {"lat": 32.858, "lon": 119.675}
"""In 甘垛镇 · 振兴村委会 · 第六组."""
OPEN = {"zh-CN": ("地点", "振兴村委会", "放大"), "en": ("Where it is", "振兴村委会", "Closer")}


async def opened(at: Screen, number: str) -> None:
    await at.sign_in(DISPATCHER, f"/incidents/{number}")
    await at.page.locator(".case-map").scroll_into_view_if_needed()
    await expect(at.page.locator(".case-map .map-chosen")).to_be_visible()


@both
async def test_a_case_is_shown_where_it_lies_and_what_the_place_is_called(
    city: City, browser: Browser, size: str, language: str
) -> None:
    number = await city.report("地图上看", grid=None, location={**POINT, "address": "甘垛中路12号"})
    title, village, closer = OPEN[language]
    async with screen(browser, city.url, size, language) as at:
        await opened(at, number)
        where = at.page.get_by_role("region", name=title)
        await expect(where).to_contain_text(village)
        await expect(where).to_contain_text("甘垛中路12号")
        await expect(where.locator(".map-point.map-green")).to_have_count(1)
        await expect(where.locator(".map-name span").filter(has_text="第六组")).to_be_visible()
        box = where.get_by_role("application")
        await expect(box).to_have_accessible_name(re.compile(village))
        await where.get_by_role("button", name=closer).focus()
        await at.page.keyboard.press("Enter")
        await expect(where.locator(".map-point.map-green")).to_have_count(1)
        assert await at.serious() == []


async def test_a_case_without_a_point_is_shown_as_its_grid_among_its_neighbours(city: City, browser: Browser) -> None:
    number = await city.report("只知道村", grid=VILLAGE)
    async with screen(browser, city.url, "desk", "en") as at:
        await opened(at, number)
        where = at.page.locator(".case-map")
        await expect(where).to_contain_text("the exact point is not")
        await expect(where.locator(".map-point")).to_have_count(0)
        await expect(where.locator(".map-quiet span").first).to_be_visible()


@pytest.mark.parametrize("theme", THEMES)
async def test_a_background_lies_under_the_outlines_and_says_whose_it_is(
    city: City, browser: Browser, theme: str
) -> None:
    number = await city.report("有底图", grid=None, location=POINT)
    asked: list[str] = []
    async with screen(browser, city.url, "desk", "zh-CN", theme) as at:

        async def site(route: Route) -> None:
            found = await (await route.fetch()).json()
            tiles = {"url": f"{city.url}/tiles/{{z}}/{{x}}/{{y}}.png", "labels": None, "attribution": "<b>例图</b>"}
            await route.fulfill(json={**found, "tiles": tiles})

        async def tile(route: Route) -> None:
            asked.append(route.request.url)
            if len(asked) % 2:
                await route.fulfill(status=404)
            else:
                await route.fulfill(body=picture(), content_type="image/png")

        await at.page.route("**/api/v1/site", site)
        await at.page.route("**/tiles/**", tile)
        await opened(at, number)
        where = at.page.locator(".case-map")
        await expect(where.locator(".leaflet-control-attribution")).to_have_text("<b>例图</b>")
        await expect(where.locator("img.leaflet-tile-loaded").first).to_be_visible()
        await expect(where.locator(".map-point")).to_have_count(1)
        assert await at.serious() == []
        assert at.faults == []
    assert asked


def picture() -> bytes:
    written = io.BytesIO()
    Image.new("RGB", (256, 256), (230, 230, 220)).save(written, "PNG")
    return written.getvalue()


async def picking(at: Screen) -> Locator:
    """The second step of a report, where somebody says where it is."""
    await at.sign_in(INFORMANT)
    await at.go("/report")
    await at.page.locator(".onward").click()
    picker = at.page.locator(".picker")
    await expect(picker.locator(".map-name").first).to_be_attached()
    return picker


async def put(at: Screen, picker: Locator) -> None:
    """Another point a little beside the middle of the map."""
    await picker.locator(".city-map .box").click(position={"x": 120, "y": 90})


@both
async def test_a_place_is_taken_from_the_position_then_from_a_pin_then_from_words_then_from_lists(
    city: City, browser: Browser, size: str, language: str
) -> None:
    async with screen(browser, city.url, size, language) as at:
        await at.page.context.grant_permissions(["geolocation"])
        await at.page.context.set_geolocation({"latitude": POINT["lat"], "longitude": POINT["lon"], "accuracy": 20})
        picker = await picking(at)
        where = picker.locator(".where strong")
        await expect(where).to_have_text("甘垛镇 · 振兴村委会 · 第六组")
        assert await at.serious() == []
        await put(at, picker)
        await expect(picker.locator(".map-pin")).to_be_visible()
        await expect(where).to_contain_text("振兴村委会")
        await picker.locator(".ways button").nth(1).click()
        await picker.get_by_role("combobox").fill("kuilou 3组")
        listed = at.page.get_by_role("listbox", name=re.compile(r"\S"))
        await expect(listed.get_by_role("option").first).to_contain_text("第三组")
        await at.page.keyboard.press("Enter")
        await expect(where).to_have_text("高邮街道 · 奎楼社区居委会 · 第三组")
        await expect(picker.locator(".map-pin")).to_have_count(0)
        await picker.locator(".grid-list").get_by_role("button", name="第五组", exact=True).click()
        await expect(where).to_have_text("高邮街道 · 奎楼社区居委会 · 第五组")
        assert await at.serious() == []


async def test_a_position_outside_the_city_is_no_place_and_a_pin_is_put_from_the_keyboard_alone(
    city: City, browser: Browser
) -> None:
    async with screen(browser, city.url, "desk", "en") as at:
        await at.page.context.grant_permissions(["geolocation"])
        await at.page.context.set_geolocation({"latitude": 39.9, "longitude": 116.4, "accuracy": 20})
        drawn = asyncio.Event()

        async def hold(route: Route) -> None:
            await drawn.wait()
            await route.continue_()

        await at.page.route("**/api/v1/grids/at?*", hold)
        picker = await picking(at)
        # The village where they work is drawn while the city is still being asked where the position is.
        await expect(picker.locator(".map-name", has_text="第").first).to_be_attached()
        await expect(picker.locator(".map-pin")).to_have_count(0)
        drawn.set()
        await expect(picker.get_by_role("alert")).to_contain_text("outside the city")
        await expect(picker.locator(".where strong")).to_have_text("No place yet")
        box = picker.get_by_role("application")
        await expect(box).to_have_accessible_name(re.compile("Enter puts the pin"))
        await box.focus()
        await at.page.keyboard.press("+")
        await expect(picker.locator(".cross")).to_be_visible()
        await at.page.keyboard.press("Enter")
        # The map has not gone where the position is: its middle lies in the city.
        await expect(picker.locator(".map-pin")).to_be_visible()
        await expect(picker.locator(".where strong")).to_contain_text("甘垛镇")


async def test_without_a_network_a_pin_still_says_in_which_grid_it_stands(city: City, browser: Browser) -> None:
    async with screen(browser, city.url, "phone", known=("ERR_INTERNET_DISCONNECTED",)) as at:
        picker = await picking(at)
        await until(at.page, KEPT, [f"boundaries {TOWNSHIP} 4", f"grids {TOWNSHIP} 4", "boundaries  3"])
        await at.page.context.set_offline(True)
        await put(at, picker)
        await expect(picker.locator(".where strong")).to_contain_text("甘垛镇 · ")
        await picker.locator(".ways button").nth(1).click()
        await picker.get_by_role("combobox").fill("荷花")
        await expect(at.page.get_by_role("option").first).to_contain_text("荷花村委会")
        await at.page.keyboard.press("Enter")
        await expect(picker.locator(".where strong")).to_have_text("甘垛镇 · 荷花村委会")
        await picker.locator(".grid-list").get_by_role("button", name="第二组", exact=True).click()
        await expect(picker.locator(".where strong")).to_have_text("甘垛镇 · 荷花村委会 · 第二组")


KEPT = """async (names) => {
  const database = await new Promise((done, failed) => {
    const opening = indexedDB.open("gridward")
    opening.onsuccess = () => done(opening.result)
    opening.onerror = () => failed(opening.error)
  })
  const found = await new Promise((done) => {
    const asking = database.transaction("city").objectStore("city").getAllKeys()
    asking.onsuccess = () => done(asking.result)
  })
  database.close()
  return names.every((name) => found.includes(`map ${name}`))
}"""
"""Whether the device keeps these lists and outlines."""
