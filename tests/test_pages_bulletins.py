"""Bulletins in the browser: what is there, as a page, on paper and as a workbook."""

from playwright.async_api import Browser, expect

from models.database import Database
from tests.made_month import bulletin
from tests.pages.browsing import screen
from tests.pages.city import City
from tests.pages.fixtures import both, needs_pages
from workflow import store

pytestmark = needs_pages

MADE = bulletin(cases=40)
WORDS = {"zh-CN": ("打开", "PDF", "表格（XLSX）"), "en": ("Open", "PDF", "Workbook (XLSX)")}


async def published(city: City) -> None:
    database = await Database.open(city.database, 2)
    try:
        async with store.transaction(database) as connection:
            await store.bulletins.put(connection, MADE)
    finally:
        await database.close()


@both
async def test_a_bulletin_is_opened_and_fetched_as_paper_and_workbook(
    city: City, browser: Browser, size: str, language: str
) -> None:
    await published(city)
    async with screen(browser, city.url, size, language) as at:
        await at.sign_in("supervisor", "/bulletins")
        row = at.page.get_by_role("listitem").filter(has_text=MADE.number)
        read, *files = WORDS[language]
        for name, ending in zip(files, ("pdf", "xlsx"), strict=True):
            async with at.page.expect_download() as fetched:
                await row.get_by_text(name, exact=True).click()
            assert (await fetched.value).suggested_filename == f"{MADE.number}.{ending}"
        assert await at.serious() == []
        await row.get_by_text(read, exact=True).click()
        await expect(at.page.get_by_role("heading", level=1)).to_contain_text("高邮市")
        await expect(at.page.locator("html")).to_have_attribute("lang", "zh-CN" if language == "zh-CN" else "en-GB")
