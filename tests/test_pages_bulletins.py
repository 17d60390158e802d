"""Bulletins in the browser: a draft is written to, approved by somebody else and published; what is out is read, opens
the cases behind its figures, and is had on paper and as a workbook."""

import re
from dataclasses import replace

from playwright.async_api import Browser, expect

from models.database import Database
from tests.made_month import bulletin, told
from tests.pages.browsing import screen
from tests.pages.city import City
from tests.pages.fixtures import both, needs_pages
from tests.stored import keys
from workflow import freezing, issuing, store
from workflow.bulletins import Edition
from workflow.engine import Engine

pytestmark = needs_pages

TOWNSHIP = "321084112"
WORDS = {
    "zh-CN": ("引言", "保存文字", "已保存", "审定", "发布", "已发布，已告知", "PDF", "表格（XLSX）", "网页版"),
    "en": ("Introduction", "Save the words", "Saved", "Approve", "Publish", "Published: its readers", "PDF",
           "Workbook (XLSX)", "As a page"),
}  # fmt: skip
INTRODUCTION = "本镇十月总体平稳。"


async def drafted(city: City, edition: int, township: str | None = TOWNSHIP) -> str:
    """A draft of the township's (or of the city's), with the rows that its figures count; its number."""
    issue = bulletin(cases=200, edition=Edition(township, edition))
    database = await Database.open(city.database, 2)
    try:
        engine = Engine(database, keys())
        async with store.transaction(database) as connection:
            now = await engine.in_force.at(connection)
            rows = {code: freezing.packed(cases) for code, cases in told(cases=200).parts.items()}
            await store.bulletins.freeze(connection, "2026-10", now.directory.root.code, rows)
            drawn = replace(issue, bulletin=issue.bulletin.but(drawn_at=now.at))
            await issuing.put(connection, engine, [drawn], now)
    finally:
        await database.close()
    return issue.number


@both
async def test_a_draft_is_written_to_approved_by_somebody_else_published_and_read(
    city: City, browser: Browser, size: str, language: str
) -> None:
    number = await drafted(city, 1 if size == "phone" else 2)
    said, save, saved, approve, publish, out, *files, read = WORDS[language]
    async with screen(browser, city.url, size, language) as at:
        await at.sign_in(f"supervisor-{TOWNSHIP}", f"/bulletins/{number}")
        await at.page.get_by_label(said, exact=True).fill(INTRODUCTION)
        await at.page.get_by_role("button", name=save).click()
        await expect(at.page.get_by_text(saved)).to_be_visible()
        await expect(at.page.get_by_role("button", name=approve, exact=True)).to_have_count(0)
        assert await at.serious() == []
    async with screen(browser, city.url, size, language) as at:
        await at.sign_in("supervisor", "/bulletins")
        await at.page.get_by_role("listitem").filter(has_text=number).get_by_role("link").first.click()
        await at.page.get_by_role("button", name=approve, exact=True).click()
        await at.page.get_by_role("button", name=publish, exact=True).click()
        await expect(at.page.get_by_text(out)).to_be_visible()
        await expect(at.page.get_by_text(INTRODUCTION)).to_be_visible()
        await at.page.locator("td button").first.click()
        await expect(at.page.locator("[role=status] h3")).to_be_visible()
        assert await at.serious() == []
        for name, ending in zip(files, ("pdf", "xlsx"), strict=True):
            async with at.page.expect_download() as fetched:
                await at.page.get_by_text(name, exact=True).click()
            assert (await fetched.value).suggested_filename == f"{number}.{ending}"
        await at.page.get_by_text(read, exact=True).click()
        await expect(at.page.get_by_role("heading", level=1)).to_contain_text("情况通报" if language == "zh-CN" else "")
        await expect(at.page.get_by_text(INTRODUCTION)).to_be_visible()


@both
async def test_anybody_opens_the_public_version_from_the_citys_figures(
    city: City, browser: Browser, size: str, language: str
) -> None:
    number = await drafted(city, 1 if size == "phone" else 2, None)
    for move in ("approve", "issue"):
        seen = await city.ask("supervisor", "GET", f"/bulletins/{number}")
        await city.ask("supervisor", "POST", f"/bulletins/{number}/{move}", {}, **{"If-Match": str(seen["version"])})
    async with screen(browser, city.url, size, language) as at:
        await at.go("/figures")
        row = at.page.get_by_role("listitem").filter(has_text=number)
        assert await at.serious() == []
        await row.get_by_role("link").click()
        await expect(at.page.locator("header")).to_contain_text("公开版" if language == "zh-CN" else "public version")
        assert await at.serious() == []
    async with screen(browser, city.url, size, language) as at:
        await at.sign_in("supervisor", f"/bulletins/{number}")
        await at.page.get_by_role("link", name="公开版" if language == "zh-CN" else "Public version").click()
        await expect(at.page).to_have_url(re.compile(f"/api/v1/public/bulletins/{number}"))
        wide = "[document.documentElement.scrollWidth, document.documentElement.clientWidth]"
        scrolls, fits = await at.page.evaluate(wide)
        assert scrolls <= fits, "nothing is wider than the page"
        await at.page.get_by_role("contentinfo").get_by_role("link").click()
        await expect(at.page.get_by_role("heading", level=1)).to_be_visible()
        await expect(at.page).to_have_url(f"{city.url}/bulletins/{number}")
