"""What a phone waits for: an informant's start page, and the door that a printed code opens to a resident, in a real
Chromium on "slow 4G" with a processor slowed down four times; beside them a page of one line that does nothing, in the
same browser, on the same line and processor."""

import asyncio
import json
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import monotonic
from typing import Any, Final

from playwright.async_api import Browser, BrowserContext, CDPSession, FilePayload, Page

from api.tokens import COOKIE
from bench.city import Bench, tokens_of
from bench.figures import Figures
from bench.serving import SERVE, doing_nothing, free_port, serving
from models.database import Database
from tests.pages.chromium import chromium
from tests.pictured import photo

WHO: Final = "informant-0001"
READY: Final = "main .q-btn.main, main button.act.main:enabled, [data-ready]"
"""What is on a page once its user can do the next thing: here the button to report, or to go on with a report."""

DOOR: Final = "/r/321084106003"
"""A village's door in the demonstration city."""

WATCH: Final = """(ready) => {
  window.usable = new Promise((done) => {
    const seen = new MutationObserver(() => {
      if (!document.querySelector(ready)) return
      seen.disconnect()
      requestAnimationFrame(() => done(performance.now()))
    })
    seen.observe(document, {childList: true, subtree: true, attributes: true})
  })
}"""
"""Watches in the page itself: asking from outside again and again takes up to half a second on a slow processor."""

PHONE: Final[dict[str, Any]] = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}
SMALL: Final[dict[str, Any]] = PHONE | {"viewport": {"width": 360, "height": 780}}
SLOW_4G: Final = {"offline": False, "latency": 150, "downloadThroughput": 200_000, "uploadThroughput": 93_750}
"""150 ms there and back, 1.6 Mbit/s down and 0.75 up: what browsers' own tools call so. Bytes a second."""

PHOTO: Final = 4000, 3000
"""Pixels."""

SLOWER: Final = 4
PATIENCE_S: Final = 60
CODE: Final = ("Script", "Stylesheet")


@dataclass
class Visit:
    """Seconds until the page could be used; bytes as they were sent, of scripts and styles and of everything."""

    seconds: float
    code: int
    everything: int


def run(bench: Bench) -> Figures:
    rounds = 2 if bench.quick else 5
    with ExitStack() as stack:
        url = stack.enter_context(bench.city.copied("bench_first_load"))
        real, nothing = free_port(), free_port()
        stack.enter_context(serving(SERVE, real, bench.city.environment(url, real)))
        stack.enter_context(serving(doing_nothing(nothing), nothing, {}))
        folder = stack.enter_context(TemporaryDirectory())
        found = asyncio.run(_measure(url, _address(real), _address(nothing), Path(folder), rounds))
    return _figures(found, rounds)


def _address(port: int) -> str:
    return f"http://127.0.0.1:{port}"


async def _measure(url: str, real: str, nothing: str, folder: Path, rounds: int) -> dict[str, list[Visit]]:
    database = await Database.open(url, 2)
    try:
        token = (await tokens_of(database, [WHO]))[WHO]
    finally:
        await database.close()
    found: dict[str, list[Visit]] = {"nothing": [], "door": [], "report": [], "first": [], "again": []}
    async with chromium(folder) as browser:
        for _ in range(rounds):
            found["nothing"].append(await _first(browser, nothing))
            found["door"].append(await _first(browser, real + DOOR, SMALL))
            found["report"].append(await _reported(browser, real + DOOR))
            context = await _signed_in(browser, real, token)
            found["first"].append(await _visit(await context.new_page(), real))
            await _kept(context)
            found["again"].append(await _visit(await context.new_page(), real))
            await context.close()
    return found


async def _first(browser: Browser, address: str, phone: dict[str, Any] = PHONE) -> Visit:
    context = await browser.new_context(**phone, locale="zh-CN")
    visit = await _visit(await context.new_page(), address)
    await context.close()
    return visit


async def _reported(browser: Browser, address: str) -> Visit:
    """A whole report at a resident's door, from the address to the receipt, by who presses as soon as they can: a photo
    as a phone takes it, a pin, a kind, a sentence."""
    context = await browser.new_context(**SMALL, locale="zh-CN")
    page = await context.new_page()
    visit = await _visit(page, address)
    begun, onward = monotonic(), page.locator(".onwards button")
    taken = FilePayload(name="photo.jpg", mimeType="image/jpeg", buffer=photo(*PHOTO))
    await page.locator("input.library").set_input_files(taken)
    await page.locator("main img").wait_for()
    await onward.click()
    await page.locator("svg.outlines text.mine").first.click(force=True)
    await page.locator(".where strong", has_text="组").wait_for()
    await onward.click()
    await page.locator("[data-tiles=common] button").first.click()
    await onward.click()
    await page.locator("textarea").fill("门口的垃圾两天没有人收")
    await onward.click()
    await page.locator(".receipt svg").wait_for(timeout=PATIENCE_S * 1000)
    await context.close()
    return Visit(visit.seconds + monotonic() - begun, visit.code, visit.everything)


async def _signed_in(browser: Browser, address: str, token: str) -> BrowserContext:
    context = await browser.new_context(**PHONE, locale="zh-CN")
    await context.add_cookies([{"name": COOKIE, "value": token, "url": address}])
    return context


async def _kept(context: BrowserContext) -> None:
    """Until the service worker has put the pages by, which it does after the first visit and in no hurry."""
    page = context.pages[0]
    await page.evaluate("navigator.serviceWorker.ready.then(() => 1)")
    await page.close()


async def _visit(page: Page, address: str) -> Visit:
    """One visit, everything slowed down; nothing that the browser had in its cache before."""
    devtools = await page.context.new_cdp_session(page)
    sizes = await _counted(devtools)
    await devtools.send("Network.emulateNetworkConditions", dict(SLOW_4G))
    await devtools.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    await page.add_init_script(f"({WATCH})({json.dumps(READY)})")
    await page.goto(address, wait_until="commit")
    # From the browser's own clock: how long it was since the address was asked for, as the next frame is drawn.
    passed = await asyncio.wait_for(page.evaluate("usable"), PATIENCE_S)
    assert await page.locator(READY).is_visible()
    code = sum(size for kind, size in sizes.values() if kind in CODE)
    return Visit(passed / 1000, code, sum(size for _, size in sizes.values()))


async def _counted(devtools: CDPSession) -> dict[str, tuple[str, int]]:
    """Of each request its kind and how many bytes came for it, filled in as they come."""
    sizes: dict[str, tuple[str, int]] = {}

    def answered(event: dict[str, Any]) -> None:
        sizes[event["requestId"]] = (event["type"], 0)

    def ended(event: dict[str, Any]) -> None:
        kind, _ = sizes.get(event["requestId"], ("Other", 0))
        sizes[event["requestId"]] = (kind, int(event["encodedDataLength"]))

    devtools.on("Network.responseReceived", answered)
    devtools.on("Network.loadingFinished", ended)
    await devtools.send("Network.enable")
    return sizes


def _figures(found: dict[str, list[Visit]], rounds: int) -> Figures:
    note = (
        f"The middle of {rounds} visits, each in a browser that knew nothing; slow 4G (150 ms, 1.6 Mbit/s), processor"
        f" {SLOWER} times slower. Usable: the button to report is there, from the browser's own clock."
    )
    figures = Figures("A phone's first load", note)
    seconds = {name: median(visit.seconds for visit in visits) for name, visits in found.items()}
    first = found["first"]
    figures.add("first visit : a page that does nothing", seconds["first"] / seconds["nothing"], "times")
    figures.add("second visit : first visit", seconds["again"] / seconds["first"], "times")
    figures.add("usable, first visit", seconds["first"], "s")
    figures.add("usable, second visit", seconds["again"], "s")
    figures.add("usable, a resident's door", seconds["door"], "s")
    figures.add("a resident's whole report, by a script that presses at once", seconds["report"], "s")
    figures.add("usable, a page that does nothing", seconds["nothing"], "s")
    figures.add("scripts and styles, as sent", median(visit.code for visit in first) / 1024, "KB")
    figures.add("scripts and styles, a resident's door", median(visit.code for visit in found["door"]) / 1024, "KB")
    figures.add("everything, as sent", median(visit.everything for visit in first) / 1024, "KB")
    return figures
