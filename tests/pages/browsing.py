"""A person at a browser: at a phone or a desk, in one of the languages, in light or dark."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from playwright.async_api import Browser, ConsoleMessage, Locator, Page, Request, ViewportSize, expect

from tests.pages.city import HOME, PASSWORD

SIZES: dict[str, ViewportSize] = {"phone": {"width": 390, "height": 844}, "desk": {"width": 1440, "height": 900}}
LANGUAGES = ("zh-CN", "en")
THEMES = ("light", "dark")
AXE = HOME / "web" / "node_modules" / "axe-core" / "axe.min.js"

AUDIT = """async () => {
  const running = document.getAnimations().filter(({playState, effect}) =>
    playState === "running" && effect.getComputedTiming().endTime !== Infinity)
  const rest = Promise.allSettled(running.map(({finished}) => finished))
  await Promise.race([rest, new Promise((done) => setTimeout(done, 2_000))])
  return axe.run(document, {resultTypes: ["violations"]})
}"""
"""A colour on its way to another has any contrast: axe looks when all has come to rest, which what is not drawn never
does."""

TASTES = """([language, theme, again]) => {
  if (!again && localStorage.getItem("gridward.language")) return
  localStorage.setItem("gridward.language", language)
  localStorage.setItem("gridward.theme", theme)
}"""
KNOWN = tuple(f"status of {status}" for status in (401, 404, 409, 400))
"""What a test may mean to happen, and what the browser reports by itself."""


@dataclass
class Screen:
    """One window. `faults` is what no window may have: script errors, policy violations, calls to elsewhere."""

    page: Page
    url: str
    faults: list[str] = field(default_factory=list)
    known: tuple[str, ...] = KNOWN

    async def sign_in(self, who: str, path: str = "/") -> None:
        """To a page as somebody, by the request of the sign-in page but without loading that page: it takes a second of
        the machine, and every test would pay it."""
        person = {"username": who, "password": PASSWORD}
        answer = await self.page.context.request.post(f"{self.url}/api/v1/session", data=person)
        assert answer.ok, await answer.text()
        await self.go(path)
        await expect(self.page.locator("header.top")).to_be_visible()

    async def fill_in(self, who: str) -> None:
        """Sign in as a person does."""
        await self.page.goto(f"{self.url}/sign-in")
        await self.page.locator("[name=username]").fill(who)
        await self.page.locator("[name=password]").fill(PASSWORD)
        await self.page.locator("button[type=submit]").click()
        await expect(self.page.locator("header.top")).to_be_visible()

    async def go(self, path: str) -> None:
        await self.page.goto(f"{self.url}{path}")

    async def taste(self, language: str, theme: str) -> None:
        """Another choice of language and theme; the page is loaded anew."""
        await self.page.evaluate(TASTES, [language, theme, True])
        await self.page.reload()

    def row(self, number: str) -> Locator:
        return self.page.locator(f'tr[data-number="{number}"]')

    async def said(self, words: str) -> None:
        await expect(self.page.locator(".q-notification").filter(has_text=words).first).to_be_visible()

    async def primary(self) -> Locator:
        """The one biggest button."""
        button = self.page.locator(".actions .main")
        await expect(button).to_have_count(1)
        return button

    async def choose(self, move: str) -> None:
        """One of the quiet moves in the menu."""
        await self.page.locator(".actions .menu-button").click()
        await self.page.locator(f'.q-menu [data-move="{move}"]').click()

    async def serious(self) -> list[str]:
        """What axe finds that is serious or worse."""
        if await self.page.evaluate("typeof axe") == "undefined":
            await self.page.evaluate(AXE.read_text())
        found = await self.page.evaluate(AUDIT)
        return [
            f"{each['id']}: {node['target']} {node['failureSummary']}"
            for each in found["violations"]
            if each["impact"] in ("serious", "critical")
            for node in each["nodes"]
        ]


@asynccontextmanager
async def screen(
    browser: Browser,
    url: str,
    size: str = "desk",
    language: str = "zh-CN",
    theme: str = "light",
    installed: bool = False,
    known: tuple[str, ...] = (),
) -> AsyncIterator[Screen]:
    """A window of its own, with nobody signed in. At its end it must be without faults; `known` are words of errors
    that the test means to cause. `installed`: with the service worker, so that it starts without a network too."""
    phone = size == "phone"
    context = await browser.new_context(
        viewport=SIZES[size],
        is_mobile=phone,
        has_touch=phone,
        reduced_motion="reduce",  # nobody waits for what glides in
        service_workers="allow" if installed else "block",
    )
    context.set_default_timeout(60_000)
    await context.add_init_script(f"({TASTES})(['{language}', '{theme}', false])")
    opened = watched(await context.new_page(), url, known)
    yield opened
    await context.close()
    assert not opened.faults, "\n".join(opened.faults)


def watched(page: Page, url: str, known: tuple[str, ...] = ()) -> Screen:
    """A further window, of which every fault is noted."""
    opened = Screen(page, url, known=(*KNOWN, *known))
    page.on("console", lambda message: _heard(opened, message))
    page.on("pageerror", lambda error: opened.faults.append(str(error)))
    page.on("request", lambda request: _asked(opened, request))
    return opened


def _heard(screen: Screen, message: ConsoleMessage) -> None:
    if message.type == "error" and not any(known in message.text for known in screen.known):
        screen.faults.append(message.text)


def _asked(screen: Screen, request: Request) -> None:
    asked = request.url.removeprefix("blob:")  # a photo that is on the device only
    if urlsplit(asked).netloc != urlsplit(screen.url).netloc:
        screen.faults.append(f"asked elsewhere: {request.url}")
