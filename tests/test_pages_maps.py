"""Maps in a real Chromium: where a case lies, with and without a background."""

import io
import re

import pytest
from PIL import Image
from playwright.async_api import Browser, Route, expect

from tests.pages.browsing import THEMES, Screen, screen
from tests.pages.city import City
from tests.pages.fixtures import both, needs_pages

pytestmark = needs_pages

TOWNSHIP, VILLAGE = "321084109", "321084109236"
DISPATCHER = f"dispatcher-{TOWNSHIP}"
POINT = {"lat": 32.858, "lon": 119.675}
"""In 甘垛镇 · 振兴村委会 · 第六组."""
OPEN = {"zh-CN": ("地点", "振兴村委会", "放大"), "en": ("Where it is", "振兴村委会", "Closer")}


async def opened(at: Screen, number: str) -> None:
    await at.sign_in(DISPATCHER)
    await at.go(f"/incidents/{number}")
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
