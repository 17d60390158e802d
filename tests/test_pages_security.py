"""What a page of somebody else cannot do, and what ours never do: seen by a real browser."""

import http.server
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.async_api import Browser

from tests.pages.browsing import screen, watched
from tests.pages.city import PASSWORD, City
from tests.pages.fixtures import needs_pages

pytestmark = needs_pages

TOWNSHIP = "321084200"
INFORMANT = "informant-2168"

ATTACKS = {
    "a form": """(url) => {
        const form = document.createElement('form')
        Object.assign(form, {method: 'POST', action: `${url}/api/v1/notices/acknowledge`, enctype: 'text/plain'})
        const input = document.createElement('input')
        Object.assign(input, {name: '{"until":"2030-01-01T00:00:00+08:00","x":"', value: '"}'})
        form.append(input)
        document.body.append(form)
        form.submit()
    }""",
    "a request": """(url) => fetch(`${url}/api/v1/session/sign-ins/end_others`,
        {method: 'POST', credentials: 'include', mode: 'no-cors'}).then(() => undefined, () => undefined)""",
    "a sign-in as somebody else": """(url) => fetch(`${url}/api/v1/session`, {method: 'POST', credentials: 'include',
        mode: 'no-cors', headers: {'Content-Type': 'text/plain'},
        body: JSON.stringify({username: 'centre', password: 'x'})}).then(() => undefined, () => undefined)""",
}

DEVICE = """async () => {
    const opened = (request) => new Promise((done, failed) =>
        Object.assign(request, {onsuccess: () => done(request.result), onerror: failed}))
    const found = {}
    for (const {name} of await indexedDB.databases()) {
        const database = await opened(indexedDB.open(name))
        for (const store of database.objectStoreNames) {
            const at = database.transaction(store).objectStore(store)
            found[`${name} ${store}`] = [await opened(at.getAllKeys()), await opened(at.getAll())]
        }
        database.close()
    }
    return JSON.stringify(found)
}"""
"""Everything that this site keeps on the device."""


@contextmanager
def elsewhere(folder: Path) -> Iterator[str]:
    """A site of somebody else, on another port of this machine: as near to ours as another origin can be."""
    (folder / "index.html").write_text("<!doctype html><title>Evil</title><h1>Evil</h1>", encoding="utf-8")
    handler = partial(http.server.SimpleHTTPRequestHandler, directory=str(folder))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.mark.parametrize("attack", ATTACKS)
async def test_another_site_changes_nothing_with_our_cookie(
    city: City, browser: Browser, tmp_path: Path, attack: str
) -> None:
    context = await browser.new_context()
    page = await context.new_page()
    signed = await context.request.post(
        f"{city.url}/api/v1/session", data={"username": INFORMANT, "password": PASSWORD}
    )
    assert signed.ok
    before = await city.ask(INFORMANT, "GET", "/session")
    with elsewhere(tmp_path) as evil:
        await page.goto(evil)
        async with page.expect_request(lambda asked: asked.url.startswith(city.url)) as sent:
            await page.evaluate(ATTACKS[attack], city.url)
        await (await sent.value).response()  # none that the page could read, or a refusal
    after = await city.ask(INFORMANT, "GET", "/session")
    assert {**after, "city_time": before["city_time"]} == before, "the other sign-in holds still"
    mine = await context.request.get(f"{city.url}/api/v1/session")
    assert (await mine.json())["person"] == before["person"], "still signed in as who they are"
    await context.close()


async def test_no_other_site_can_frame_a_page_or_read_it(city: City, browser: Browser, tmp_path: Path) -> None:
    context = await browser.new_context()
    page = await context.new_page()
    with elsewhere(tmp_path) as evil:
        await page.goto(evil)
        await page.evaluate(
            """(url) => new Promise((loaded) => {
                const frame = document.createElement('iframe')
                Object.assign(frame, {src: url, onload: loaded})
                document.body.append(frame)
            }).then(() => undefined)""",
            f"{city.url}/sign-in",
        )
        read = "(url) => fetch(url, {credentials: 'include'}).then(() => 'read', () => 'refused')"
        assert await page.evaluate(read, f"{city.url}/api/v1/site") == "refused"
        assert await page.frame_locator("iframe").locator("#app").count() == 0
    await context.close()


async def test_the_cookie_cannot_be_read_by_scripts_and_goes_nowhere_else(city: City, browser: Browser) -> None:
    async with screen(browser, city.url) as at:
        await at.fill_in(f"dispatcher-{TOWNSHIP}")
        (cookie,) = await at.page.context.cookies()
        assert (cookie["httpOnly"], cookie["sameSite"], cookie["path"]) == (True, "Strict", "/")
        assert cookie["domain"] == urlsplit(city.url).hostname
        assert await at.page.evaluate("document.cookie") == ""


async def test_nothing_about_who_is_signed_in_is_kept_in_local_storage(city: City, browser: Browser) -> None:
    async with screen(browser, city.url) as at:
        await at.sign_in(f"dispatcher-{TOWNSHIP}")
        for path in ("/", "/profile", "/notices", "/report"):
            await at.go(path)
            await at.page.locator("h1").first.wait_for()
        name = (await city.ask(f"dispatcher-{TOWNSHIP}", "GET", "/session"))["person"]["name"]
        kept = await at.page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}])")
        assert name not in kept
        assert f"dispatcher-{TOWNSHIP}" not in kept
        assert PASSWORD not in kept


async def test_every_page_and_answer_says_what_a_browser_may_do_with_it(city: City, browser: Browser) -> None:
    async with screen(browser, city.url) as at:
        for path in ("/", "/sign-in", "/incidents/GY-1", "/set-up", "/api/v1/site", "/api/v1/session", "/favicon.svg"):
            answer = await at.page.context.request.get(f"{city.url}{path}")
            headers = answer.headers
            policy = dict(part.strip().split(" ", 1) for part in headers["content-security-policy"].split(";"))
            assert policy["default-src"] == policy["script-src"] == policy["connect-src"] == "'self'", path
            assert policy["frame-ancestors"] == policy["object-src"] == policy["base-uri"] == "'none'", path
            assert headers["x-content-type-options"] == "nosniff", path
            assert headers["referrer-policy"] == "same-origin", path
            assert headers["cross-origin-opener-policy"] == "same-origin", path
            assert "set-cookie" not in headers, path


async def test_a_sign_out_leaves_nothing_behind_the_back_button_in_other_windows_or_on_the_device(
    city: City, browser: Browser
) -> None:
    async with screen(browser, city.url) as at:
        await at.sign_in(f"intake-{TOWNSHIP}")
        other = watched(await at.page.context.new_page(), city.url)
        await other.go("/notices")
        await other.page.locator("header.top").wait_for()
        await at.go("/intake")
        kind = at.page.locator(".call .category input[role=combobox]")
        await kind.fill("06010")
        await at.page.locator(".call .category [role=option]").first.click()
        await at.page.locator(".call .category .now").wait_for()
        me = (await city.ask(f"intake-{TOWNSHIP}", "GET", "/session"))["person"]
        assert me["id"] in str(await at.page.evaluate(DEVICE))
        await at.go("/profile")
        # A menu that is opened before its page has come closes with the coming of the page.
        await at.page.get_by_role("heading", level=1).wait_for()
        await at.page.locator("header .me").click()
        await at.page.locator(".q-menu").get_by_text("退出登录").click()
        await at.page.wait_for_url("**/sign-in")
        assert me["id"] not in str(await at.page.evaluate(DEVICE))
        await other.page.locator("[name=username]").wait_for()
        assert other.faults == []
        await at.page.go_back()
        await at.page.locator("[name=username]").wait_for()
        assert await at.page.locator("header.top").count() == 0


async def test_a_page_that_the_browser_brings_back_as_it_stood_is_loaded_anew(city: City, browser: Browser) -> None:
    async with screen(browser, city.url) as at:
        await at.sign_in(f"intake-{TOWNSHIP}")
        await at.page.evaluate("fetch('/api/v1/session', {method: 'DELETE'}).then(() => undefined)")
        await at.page.evaluate(
            "setTimeout(() => dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true})))"
        )
        await at.page.locator("[name=username]").wait_for()
        assert await at.page.locator("header.top").count() == 0
