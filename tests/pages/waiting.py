"""What a browser keeps in its outbox: put there as the pages put it, looked at as it lies there."""

import asyncio
import json
from typing import Any, Final
from uuid import uuid4

from playwright.async_api import Page

PUT: Final = """async ([items, photos]) => {
  const opening = indexedDB.open("gridward")
  const database = await new Promise((done, failed) => {
    opening.onsuccess = () => done(opening.result)
    opening.onerror = () => failed(opening.error)
  })
  const whole = database.transaction(["outbox", "photos"], "readwrite")
  for (const item of items) {
    whole.objectStore("outbox").put(item)
    for (const [place, bytes] of photos.entries()) {
      const blob = new Blob([new Uint8Array(bytes)], {type: "image/jpeg"})
      whole.objectStore("photos").put(blob, [item.id, place])
    }
  }
  await new Promise((done, failed) => {
    whole.oncomplete = done
    whole.onerror = () => failed(whole.error)
  })
  database.close()
}"""
ALL: Final = """async () => {
  const opening = indexedDB.open("gridward")
  const database = await new Promise((done, failed) => {
    opening.onsuccess = () => done(opening.result)
    opening.onerror = () => failed(opening.error)
  })
  const read = (name) => new Promise((done, failed) => {
    const asked = database.transaction(name).objectStore(name).getAll()
    asked.onsuccess = () => done(asked.result)
    asked.onerror = () => failed(asked.error)
  })
  const found = {
    items: await read("outbox"),
    photos: (await read("photos")).length,
    kept: (await read("kept")).length,
    databases: (await indexedDB.databases()).map(({name}) => name),
  }
  database.close()
  return found
}"""


def report(person: str, grid: str, description: str, **more: Any) -> dict[str, Any]:
    """A report that waits, as the pages store it."""
    return {
        "id": str(uuid4()),
        "person": person,
        "kind": "report",
        "made": "2026-11-26T01:00:00.000Z",
        "state": "waiting",
        "title": description,
        "body": {"category": "06010", "description": description, "grid": grid, "severity": 4},
        "photos": 0,
        "named": {},
        "round": 0,
        "unsure": False,
        "tries": 0,
        **more,
    }


async def put(page: Page, items: list[dict[str, Any]], photos: list[bytes] | None = None) -> None:
    """Stored on the device, each with these photos; the page must be of the city, so that its database is there."""
    await page.evaluate(PUT, [json.loads(json.dumps(items)), [list(each) for each in photos or []]])


async def kept(page: Page) -> Any:
    """{items, photos: how many, kept: how many, databases: their names}."""
    return await page.evaluate(ALL)


async def all_done(page: Page) -> None:
    """Wait until everything in it has arrived."""
    await until(page, f"async () => (await ({ALL})()).items.every(({{state}}) => state === 'done')")


async def until(page: Page, so: str, arg: Any = None) -> None:
    """Wait until it is so. The browser's own waiting takes a promise for the answer, and goes on at once."""
    again = f"""async (arg) => {{
      while (!(await ({so})(arg))) await new Promise(requestAnimationFrame)
    }}"""
    async with asyncio.timeout(60):
        await page.evaluate(again, arg)
