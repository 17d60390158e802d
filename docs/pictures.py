"""Takes the pictures of every page that the docs show: `python -m docs.pictures [scene …]`.

A throw-away demonstration city with some days behind it is served, and each scene is gone to as its user would, at
phone and desk size, in both languages. Look at what came of it before it is committed.
"""

import argparse
import asyncio
from collections.abc import Awaitable, Callable
from contextlib import ExitStack
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from PIL import Image
from playwright.async_api import Browser, ViewportSize, expect

from models import embedded, server
from tests.pages.browsing import LANGUAGES, SIZES, Screen, screen
from tests.pages.chromium import chromium
from tests.pages.city import DISPATCHER, HANDLER, HOME, INFORMANT, TOWNSHIP, City, running

FOLDER: Final = HOME / "docs" / "pictures"
PLACE: Final = HOME / ".cache"
DAYS: Final = 14
"""How many lived days the city has behind it."""

QUALITY: Final = 78
LONGEST: Final = 1800
"""Pixels of height: what lies below is left out."""

SETTLED_MS: Final = 700
"""For what comes in softly, such as a map's outlines."""

Act = Callable[[Screen, City], Awaitable[None]]


async def nothing(at: Screen, city: City) -> None:
    """The page is shown as it opens."""


@dataclass(frozen=True)
class Scene:
    """A page as `who` (nobody: not signed in) sees it at an address; `act` is what they do there first."""

    name: str
    who: str
    path: str
    act: Act = nothing
    sizes: tuple[str, ...] = tuple(SIZES)


async def first_row(at: Screen, city: City) -> None:
    await at.page.locator("[data-number]").first.wait_for()
    await at.page.keyboard.press("j")


async def typed(at: Screen, city: City) -> None:
    """A caller's words, while the intake desk listens."""
    await at.page.locator("main textarea").first.fill("小区门口垃圾成堆，已经两天没人清运，味道很大")


SCENES: Final = (
    Scene("sign-in", "", "/sign-in"),
    Scene("street", INFORMANT, "/street"),
    Scene("report", INFORMANT, "/report"),
    Scene("mine", INFORMANT, "/mine"),
    Scene("outbox", INFORMANT, "/outbox"),
    Scene("desk", DISPATCHER, "/?queue=dispatch", first_row),
    Scene("incident", DISPATCHER, "/incidents/{number}"),
    Scene("handle", HANDLER, "/handle"),
    Scene("intake", f"intake-{TOWNSHIP}", "/intake", typed),
    Scene("duty", DISPATCHER, "/duty"),
    Scene("notices", DISPATCHER, "/notices"),
    Scene("profile", DISPATCHER, "/profile"),
    Scene("help", DISPATCHER, "/help/desk"),
)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m docs.pictures", description=__doc__)
    parser.add_argument("scenes", nargs="*", metavar="scene", help=", ".join(scene.name for scene in SCENES))
    asked = parser.parse_args().scenes
    if unknown := set(asked) - {scene.name for scene in SCENES}:
        parser.error(f"no scene is called {min(unknown)}")
    PLACE.mkdir(exist_ok=True)
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="pictures-", dir=PLACE)))
        url = stack.enter_context(embedded.server(folder / "server", fsync=False))
        asyncio.run(server.ensure_database(url, "city"))
        city = stack.enter_context(running(embedded.database_url(url, "city"), folder, days=DAYS))
        asyncio.run(take(city, [scene for scene in SCENES if not asked or scene.name in asked], folder))


async def take(city: City, scenes: list[Scene], folder: Path) -> None:
    number = await a_case(city)
    async with chromium(folder) as browser:
        for scene in scenes:
            for size in scene.sizes:
                for language in LANGUAGES:
                    await shoot(browser, city, scene, size, language, number)


async def a_case(city: City) -> str:
    """The number of a case in which something has happened: sent, taken, reported on; beside it others that wait."""
    for words in ("路边垃圾堆成小山，紧挨着水渠", "菜场后门垃圾三天没人清", "公交站旁散落装修垃圾"):
        await city.report(words)
    number = await city.dispatched("小区门口垃圾成堆，已经两天没人清运")
    await city.fire(HANDLER, number, "acknowledge")
    await city.fire(HANDLER, number, "progress", note="已联系清运车，下午到场")
    return number


async def shoot(browser: Browser, city: City, scene: Scene, size: str, language: str, number: str) -> None:
    async with screen(browser, city.url, size, language) as at:
        if scene.who:
            await at.sign_in(scene.who)
        await at.go(scene.path.format(number=number))
        await scene.act(at, city)
        await expect(at.page.locator("[aria-busy=true], .q-skeleton")).to_have_count(0, timeout=30_000)
        await at.page.wait_for_timeout(SETTLED_MS)
        await stretch(at, SIZES[size])
        taken = Image.open(BytesIO(await at.page.screenshot()))
    file = FOLDER / language[:2] / f"{scene.name}-{size}.webp"
    file.parent.mkdir(parents=True, exist_ok=True)
    taken.save(file, quality=QUALITY, method=6)


async def stretch(at: Screen, window: ViewportSize) -> None:
    """A window as long as its page, so that what is fixed to its edge stays there."""
    tall = await at.page.evaluate("document.documentElement.scrollHeight")
    height = min(max(tall, window["height"]), LONGEST)
    await at.page.set_viewport_size({"width": window["width"], "height": height})
    await at.page.wait_for_timeout(SETTLED_MS)


if __name__ == "__main__":
    main()
