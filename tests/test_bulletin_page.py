"""A bulletin in a real Chromium, as its readers have it: phone and desk, both languages, light and dark, under its own
policy. It is opened as a page that the API serves, with the API's headers."""

from itertools import product

import pytest
from playwright.async_api import Browser, Page, Route

from api.bulletins import policy
from tests.made_month import bulletin
from tests.pages.browsing import AXE
from workflow.bulletins import Issue

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.skipif(not AXE.exists(), reason="the pages' packages are not installed"),
]

URL = "http://gridward.test/bulletin.html"
SIZES = {"phone": (360, 760), "desk": (1280, 900)}
WIDTHS = (360, 390, 705, 768, 993, 1024, 1280, 1440)
PAPER = 673
"""Pixels between the margins of an A4 page."""


@pytest.fixture(scope="module")
def october() -> Issue:
    return bulletin(cases=200)


async def opened(browser: Browser, html: str, size: str, scheme: str) -> tuple[Page, list[str]]:
    """The page, and everything that the browser complains of or asks for beside it."""
    width, height = SIZES[size]
    page = await browser.new_page(viewport={"width": width, "height": height}, color_scheme=scheme)  # type: ignore[arg-type]
    faults: list[str] = []

    async def served(route: Route) -> None:
        if route.request.url != URL:
            faults.append(route.request.url)
        headers = {"content-type": "text/html; charset=utf-8", "content-security-policy": policy()}
        await route.fulfill(body=html, headers=headers)

    await page.route("**/*", served)
    page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    await page.goto(URL)
    return page, faults


@pytest.mark.parametrize(("size", "language"), list(product(SIZES, ("zh", "en"))))
async def test_a_bulletin_is_whole_and_accessible_at_phone_and_desk(
    browser: Browser, october: Issue, size: str, language: str
) -> None:
    html = october.html_zh if language == "zh" else october.html_en
    for scheme in ("light", "dark"):
        page, faults = await opened(browser, html, size, scheme)
        assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "nothing is cut off"
        bold = await page.evaluate("getComputedStyle(document.querySelector('header')).borderBottomWidth")
        assert bold == "3px", "its own style holds under its policy"
        assert faults == []
        await page.evaluate(AXE.read_text())
        found = await page.evaluate("axe.run(document, {resultTypes: ['violations']})")
        assert [f"{each['id']}: {each['nodes'][0]['html']}" for each in found["violations"]] == []
        await page.close()


@pytest.mark.parametrize("language", ["zh", "en"])
async def test_no_table_of_a_bulletin_is_wider_than_its_page(browser: Browser, october: Issue, language: str) -> None:
    page, _ = await opened(browser, october.html_zh if language == "zh" else october.html_en, "desk", "light")
    over = "[...document.querySelectorAll('main *')].filter(e => e.scrollWidth > e.clientWidth && e.matches('section'))"
    for width, media in [*((each, "screen") for each in WIDTHS), (PAPER, "print")]:
        await page.emulate_media(media=media)  # type: ignore[arg-type]
        await page.set_viewport_size({"width": width, "height": 900})
        assert await page.evaluate("document.documentElement.scrollWidth") <= width, (width, media)
        assert await page.evaluate(f"{over}.map(e => e.innerHTML.slice(0, 60))") == [], (width, media)
    await page.close()


async def test_a_bulletin_prints_on_white_paper(browser: Browser, october: Issue) -> None:
    page, _ = await opened(browser, october.html_zh, "desk", "dark")
    await page.emulate_media(media="print")
    assert await page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert (await page.pdf(format="A4")).startswith(b"%PDF")
    await page.close()
