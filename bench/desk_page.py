"""The dispatcher's desk with ten thousand rows, in a real Chromium: frames and long tasks while it is scrolled."""

import asyncio
import tempfile
from pathlib import Path
from typing import Any, Final

from playwright.async_api import Page

from bench.city import Bench, tokens_of
from bench.figures import Figures, percentile
from bench.serving import SERVE, free_port, serving
from models.database import Database
from tests.pages.chromium import chromium
from tests.pages.city import INFORMANT, City
from tests.pages.crowd import crowd

ROWS, QUICK = 10_000, 1_000
TOWNSHIP: Final = "321084112"
NOTE: Final = "1440 x 900, every row fetched page by page first; one frame is 1/60 s; long is a task of 50 ms or more"

WATCH = """() => {
  window.seen = {frames: [], tasks: []}
  new PerformanceObserver((list) => list.getEntries().forEach((each) => seen.tasks.push(each.duration)))
    .observe({entryTypes: ['longtask']})
}"""

SCROLL = """async (step) => {
  const list = document.querySelector('.list')
  let last = performance.now()
  while (list.scrollTop + list.clientHeight < list.scrollHeight - 1) {
    list.scrollTop += step
    const now = await new Promise(requestAnimationFrame)
    seen.frames.push(now - last)
    last = now
  }
  return seen
}"""


def run(bench: Bench) -> Figures:
    rows = QUICK if bench.quick else ROWS
    port = free_port()
    with bench.city.copied("bench_desk") as url, serving(SERVE, port, bench.city.environment(url, port)):
        return asyncio.run(_measured(City(f"http://127.0.0.1:{port}", url), rows))


async def _measured(city: City, rows: int) -> Figures:
    dispatcher = f"dispatcher-{TOWNSHIP}"
    database = await Database.open(city.database, 2)
    try:
        city.tokens |= await tokens_of(database, [dispatcher, INFORMANT])
    finally:
        await database.close()
    await crowd(city, TOWNSHIP, rows)
    with tempfile.TemporaryDirectory() as folder:
        async with chromium(Path(folder)) as browser:
            context = await browser.new_context(viewport={"width": 1440, "height": 900})
            page = await context.new_page()
            await page.goto(f"{city.url}/sign-in")
            await page.locator("[name=username]").fill(dispatcher)
            await page.locator("[name=password]").fill("bench")
            await page.locator("button[type=submit]").click()
            return await _scrolled(page, rows)


async def _scrolled(page: Page, rows: int) -> Figures:
    figures = Figures(f"the desk with {rows:,} rows", NOTE)
    await page.locator("tr[data-number]").first.wait_for()
    await page.evaluate(WATCH)
    begun = await page.evaluate("performance.now()")
    await page.keyboard.press("End")
    await page.locator(f'tr[aria-rowindex="{rows + 1}"]').wait_for(timeout=300_000)
    figures.add("to the last row, all fetched", (await page.evaluate("performance.now()") - begun) / 1000, "s")
    figures.add("long tasks on the way", len(await page.evaluate("seen.tasks")), "")
    await page.keyboard.press("Home")
    await page.locator('tr[aria-rowindex="2"]').wait_for()
    for name, step in (("wheel", 100), ("drag", 2_000)):
        await page.evaluate(
            "(() => { seen.frames = []; seen.tasks = []; document.querySelector('.list').scrollTop = 0 })()"
        )
        _add(figures, name, await page.evaluate(SCROLL, step))
    return figures


def _add(figures: Figures, name: str, seen: dict[str, Any]) -> None:
    frames = sorted(seen["frames"])
    figures.add(f"{name}: frames a second", 1000 * len(frames) / sum(frames), "")
    figures.add(f"{name}: 95 of 100 frames within", percentile(frames, 95), "ms")
    figures.add(f"{name}: the longest frame", frames[-1], "ms")
    figures.add(f"{name}: long tasks", len(seen["tasks"]), "")
