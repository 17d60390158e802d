"""Every page for every role: nothing serious for axe, nothing cut off, nothing untranslated, nothing
too small for a finger, no fault in the console.

One sign-in a role. Each page is looked at in one of the eight ways in which it can be (size, language, light or dark),
by axe too, and in the other size and language; the roles take turns, so that all eight of every page are seen.
"""

import re
from collections.abc import Iterator
from itertools import product
from uuid import uuid5

import pytest
from playwright.async_api import Browser, expect

from tests.pages.browsing import LANGUAGES, SIZES, THEMES, Screen, screen
from tests.pages.city import HOME, City
from tests.pages.fixtures import needs_pages
from tests.pages.touching import too_small
from workflow.demonstration.staff import space_of

pytestmark = needs_pages

TOWNSHIP = "321084200"
VILLAGE = f"{TOWNSHIP}001"
INFORMANT = "informant-2167"
ROLES = (
    INFORMANT,
    f"handler-{VILLAGE}",
    "unit-agriculture",
    f"intake-{TOWNSHIP}",
    f"dispatcher-{TOWNSHIP}",
    f"supervisor-{TOWNSHIP}",
    "duty-321084",
    "supervisor",
    "centre",
    "admin",
)
WAYS = tuple(product(SIZES, LANGUAGES, THEMES))

AREAS = "|".join(sorted(path.stem for path in (HOME / "web" / "src" / "messages" / "en").glob("*.json")))
KEYS = re.compile(rf"\b(?:{AREAS})\.[a-z]\w+(?:\.\w+)*\b")
"""How a sentence looks that is in no language: by its name."""

FILLED = {
    "/incidents/:which": "/incidents/{number}",
    "/meetings/:which": "/meetings/GY-H-0000",
    "/bulletins/:which": "/bulletins/GY-TB-2020-01",
    "/board/:place?": "/board",
    "/help/:topic?": "/help/start",
    "/centre/people/:which": f"/centre/people/{uuid5(space_of('321084'), 'person/centre')}",
    "/:rest(.*)*": "/no/such/page",
    "/centre/rules/:part?/:which?": "/centre/rules",
    "/centre/motions/:which?": "/centre/motions",
    "/": "/?queue=intake",
}


def addresses(number: str) -> Iterator[str]:
    """An address of every route of the router."""
    paths = re.findall(r"path: '([^']+)'", (HOME / "web" / "src" / "router.ts").read_text(encoding="utf-8"))
    assert len(paths) > 15, "the router is read"
    for path in paths:
        address = FILLED.get(path, path).format(number=number)
        assert ":" not in address, f"{path} needs an address here"
        yield address
    yield "/help"


GO = """(address) => {
  history.pushState({}, '', address)
  dispatchEvent(new PopStateEvent('popstate', {state: {}}))
}"""
"""To another page without loading everything anew, as the places do."""

UNFINISHED = "main .q-skeleton:not(.city-map .waits), main [aria-busy='true']"
"""A map that is never scrolled to is not drawn."""

SPEAK = """(language) => {
  if (document.documentElement.lang === language) return false
  document.querySelector('header.top .tastes button').click()
  return true
}"""
FITS = """() => new Promise((done) => {
  const end = performance.now() + 5_000
  const look = () => {
    const fits = document.documentElement.scrollWidth <= innerWidth
    if (fits || performance.now() > end) done(fits)
    else requestAnimationFrame(look)
  }
  look()
})"""
"""Whether nothing stands out of the window, at the latest when all is drawn for its new size."""


async def worn(at: Screen, size: str, language: str) -> None:
    """Another size and language of the page as it stands, changed as its user changes them."""
    if at.page.viewport_size != SIZES[size]:
        await at.page.set_viewport_size(SIZES[size])
    if await at.page.evaluate(SPEAK, language):
        await expect(at.page.locator("html")).to_have_attribute("lang", language)


def other(way: tuple[str, str, str]) -> tuple[str, str]:
    """The other size, the other language."""
    [size], [language] = set(SIZES) - {way[0]}, set(LANGUAGES) - {way[1]}
    return size, language


async def looked_at(at: Screen, address: str, way: tuple[str, str, str], seen: set[str]) -> list[str]:
    """What is wrong with a page. Nothing of one that leads to another which this person has seen: where somebody has no
    business a dozen pages may lead to the same."""
    await at.page.evaluate(GO, address)
    await expect(at.page.get_by_role("heading", level=1).first).to_be_visible()
    found = await at.page.evaluate("location.pathname")
    if found != address.partition("?")[0] and found in seen:
        return []
    seen.add(found)
    await expect(at.page.locator(UNFINISHED)).to_have_count(0, timeout=15_000)
    await at.page.emulate_media(color_scheme="dark" if way[2] == "dark" else "light")
    wrong: list[str] = []
    for size, language in (other(way), way[:2]):
        await worn(at, size, language)
        if not await at.page.evaluate(FITS):
            wrong.append(f"{address} {size} {language}: too wide")
        if size == "phone":
            wrong += [f"{address} {language}: too small for a finger: {each}" for each in await too_small(at.page)]
        named = KEYS.findall(await at.page.inner_text("body"))
        wrong += [f"{address} {language}: {key}" for key in named]
    return [*wrong, *(f"{address} {way}: {each}" for each in await at.serious())]


@pytest.mark.parametrize("who", ROLES)
async def test_every_page_is_whole_for_every_role(city: City, browser: Browser, who: str) -> None:
    number = await city.report("每一页", grid=VILLAGE)
    turn, wrong, seen = ROLES.index(who), list[str](), set[str]()
    # Where somebody has no business the server says so, and the page in its own words.
    async with screen(browser, city.url, theme="auto", known=("status of 403",)) as at:
        await at.sign_in(who, "/help")
        for count, address in enumerate(addresses(number)):
            wrong += await looked_at(at, address, WAYS[(turn + count) % len(WAYS)], seen)
    assert not wrong, "\n".join(wrong)


async def test_an_informants_start_is_whole_before_the_words_of_the_other_pages_are_there(
    city: City, browser: Browser
) -> None:
    await city.ask(INFORMANT, "GET", "/session")
    async with screen(browser, city.url, "phone", known=("net::ERR_FAILED",)) as at:
        await at.page.route(re.compile(r"/assets/(zh|en)-[\w-]+\.js"), lambda route: route.abort())
        await at.sign_in(INFORMANT, "/street")
        await expect(at.page.locator("main .q-btn.main")).to_be_visible()
        await expect(at.page.locator(UNFINISHED)).to_have_count(0)
        assert KEYS.findall(await at.page.inner_text("body")) == []


async def test_the_help_of_each_page_is_there_in_both_languages() -> None:
    folder = HOME / "web" / "src" / "help"
    index = (folder / "index.ts").read_text(encoding="utf-8")
    found = re.search(r"TOPICS = \[(.*?)\]", index, re.DOTALL)
    assert found
    topics = set(re.findall(r"'(\w+)'", found[1]))
    for language in ("zh", "en"):
        assert {path.stem for path in (folder / language).glob("*.ts")} == topics, language
    asked = {
        topic
        for path in (HOME / "web" / "src").rglob("*.vue")
        for topic in re.findall(r"useHelp\('(\w+)'", path.read_text(encoding="utf-8"))
    }
    assert asked <= topics
