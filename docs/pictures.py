"""Takes the pictures of every page that docs/pictures.md shows: `python -m docs.pictures [scene …]`.

A throw-away demonstration city with some days behind it is served, and each scene is gone to as its user would, at
phone and desk size, in both languages. Look at what came of it before it is committed.
"""

import argparse
import asyncio
import re
from collections.abc import Awaitable, Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from PIL import Image
from playwright.async_api import Browser, ViewportSize, expect

from models import embedded, server
from models.database import Database
from tests.pages import kept
from tests.pages.browsing import LANGUAGES, SIZES, Screen, screen
from tests.pages.chromium import chromium
from tests.pages.city import DISPATCHER, HANDLER, HOME, INFORMANT, TOWNSHIP, VILLAGE, City, running
from tests.pages.figures import draw_up
from tests.stored import keys
from workflow import publishing
from workflow.engine import Engine

FOLDER: Final = HOME / "docs" / "pictures"
PAGE: Final = HOME / "docs" / "pictures.md"
PLACE: Final = HOME / ".cache"
DAYS: Final = 35
"""How many lived days the city has behind it: a month has ended in them, and has its bulletin."""

QUALITY: Final = 78
LONGEST: Final = 1800
"""Pixels of height: what lies below is left out."""

WAITING: Final = (
    ("路边垃圾堆成小山，紧挨着水渠", "321084001007"),
    ("菜场后门垃圾三天没人清", "321084001010"),
    ("公交站旁散落装修垃圾", "321084001012"),
    ("学校围墙外有人倒垃圾", VILLAGE),
    ("桥下堆了旧沙发和床垫", VILLAGE),
)
"""What else waits, and where; filed where it is not the village of the case that is shown."""

SETTLED_MS: Final = 700
"""For what comes in softly, such as a map's outlines."""

Act = Callable[[Screen, City], Awaitable[None]]


async def nothing(at: Screen, city: City) -> None:
    """The page is shown as it opens."""


@dataclass(frozen=True)
class Scene:
    """A page as `who` (nobody: not signed in) sees it at an address; `act` is what they do there first. In a new city
    nobody has been named yet. The title may point to a page of the docs."""

    name: str
    title: str
    who: str
    path: str
    act: Act = nothing
    new: bool = False


async def first_row(at: Screen, city: City) -> None:
    await at.page.locator("[data-number]").first.wait_for()
    await at.page.keyboard.press("j")


async def typed(at: Screen, city: City) -> None:
    """A caller's words, while the intake desk listens."""
    await at.page.locator("main textarea").first.fill("小区门口垃圾成堆，已经两天没人清运，味道很大")


async def counted(at: Screen, city: City) -> None:
    """After a night: the figures of the days are drawn up."""
    await draw_up(city.database)
    await at.page.reload()


async def letters(at: Screen, city: City) -> None:
    """Two that nobody took."""
    if not (await city.ask("centre", "GET", "/notices/dead"))["items"]:
        await kept.dead_letter(city, HANDLER)
        await kept.dead_letter(city, DISPATCHER, "no-address")
    await at.page.reload()
    await at.page.locator(".letters li input").first.check()


async def failure(at: Screen, city: City) -> None:
    await kept.failed_job(city, "2026-01")
    await at.page.reload()
    await at.page.locator(".job summary").first.click()


async def a_motion(at: Screen, city: City) -> None:
    found = (await city.ask("centre", "GET", "/motions"))["items"]
    number = found[0]["number"] if found else await kept.put_motion(city, "夜间燃气泄漏派遣太慢")
    await at.go(f"/centre/motions/{number}")
    await at.page.locator(".chip").first.wait_for()


async def proposals(at: Screen, city: City) -> None:
    """A suggestion that others support, and a wish."""
    said = "公交站晚上太黑，想装一盏路灯"
    waits = (await city.ask(DISPATCHER, "GET", "/suggestions/open?waits=answer"))["items"]
    if all(each["description"] != said for each in waits):
        number = await city.report(said, category="97997")
        told = await city.fire(DISPATCHER, number, "publish", text="在公交站装一盏路灯")
        for who in (INFORMANT, HANDLER, DISPATCHER):
            await city.ask(who, "POST", f"/suggestions/{told['id']}/support", {})
        await city.report("想给活动室添几本书", category="97996")
    await at.page.reload()
    await at.page.locator("[data-move], [data-proposal]").first.wait_for()


async def an_appeal(at: Screen, city: City) -> None:
    """A unit appeals a lateness: whatever case was closed late, and is not appealed yet."""
    if not (await city.ask("supervisor", "GET", "/board/appeals"))["items"]:
        number = await kept.closed_late(city, VILLAGE, HANDLER, DISPATCHER)
        await city.fire(HANDLER, number, "appeal", reason="连日暴雨，路面积水无法施工，附气象证明")
    await at.page.reload()
    await at.page.locator("[data-appeal]").first.wait_for()


HEAD: Final = """# Every page in pictures

Taken by `python -m docs.pictures` from the demonstration city, at a phone's and a desk's size, in both languages; this
page is written by it too. What a page is for stands where its heading leads, and behind its “?”."""

SCENES: Final = (
    Scene("sign-in", "Sign in", "", "/sign-in"),
    Scene("street", "[The informant's start](reporting.md)", INFORMANT, "/street"),
    Scene("report", "[Report a problem](reporting.md)", INFORMANT, "/report"),
    Scene("mine", "[My reports](reporting.md)", INFORMANT, "/mine"),
    Scene("outbox", "[The outbox](outbox.md)", INFORMANT, "/outbox"),
    Scene("desk", "[The dispatcher's desk](desk.md)", DISPATCHER, "/?queue=dispatch", first_row),
    Scene("incident", "[A case](incident-page.md)", DISPATCHER, "/incidents/{number}"),
    Scene("handle", "[My tasks](handling.md)", HANDLER, "/handle"),
    Scene("intake", "[Intake](intake.md)", f"intake-{TOWNSHIP}", "/intake", typed),
    Scene("duty", "[Who is on duty](duty.md)", DISPATCHER, "/duty"),
    Scene("notices", "[Notices](notices.md)", DISPATCHER, "/notices"),
    Scene("profile", "[My settings](pages.md)", DISPATCHER, "/profile"),
    Scene("meeting", "[A meeting](meetings.md)", "supervisor", "/meetings/{meeting}"),
    Scene("meetings", "[The calendar of meetings](meetings.md)", "supervisor", "/meetings"),
    Scene("board", "[The supervisor's board](board.md)", "supervisor", "/board"),
    Scene("board-cases", "[The cases behind a figure](board.md)", "supervisor", "/board/cases?figure=late"),
    Scene("orders", "[Supervision orders](supervision.md)", "supervisor", "/orders"),
    Scene("inspections", "[Second looks and appeals](inspection.md#the-page)", "supervisor", "/inspections", an_appeal),
    Scene("suggestions", "[Suggestions and wishes](suggestions.md)", DISPATCHER, "/suggestions", proposals),
    Scene("chart", "[The state chart, live](board.md)", "supervisor", "/chart"),
    Scene("patrols", "[My patrols](patrols.md)", INFORMANT, "/patrols"),
    Scene("patrol-plan", "[How the patrols go](patrols.md)", "supervisor", "/patrols/plan"),
    Scene("patrol-list", "[The patrols behind a figure](patrols.md)", "supervisor", "/patrols/list?state=late"),
    Scene("spots", "[Spots to patrol](patrols.md)", "centre", "/patrols/spots"),
    Scene("bulletins", "[Bulletins](bulletins.md)", "supervisor", "/bulletins"),
    Scene("bulletin", "[A bulletin's draft](bulletins.md)", "centre", "/bulletins/{bulletin}"),
    Scene("indicators", "[Indicators over time](indicators.md)", "supervisor", "/board/indicators?step=week", counted),
    Scene(
        "indicator-cases",
        "[The cases behind an indicator](indicators.md)",
        "supervisor",
        "/board/indicators/cases?mark=closed_on_time",
        counted,
    ),
    Scene("patterns", "[Worth a look](indicators.md#patterns)", "supervisor", "/board/patterns", counted),
    Scene("my-figures", "[My figures](indicators.md)", INFORMANT, "/my-figures", counted),
    Scene("centre", "[The centre](centre.md)", "centre", "/centre"),
    Scene("people", "[People](centre.md)", "admin", "/centre/people"),
    Scene("person", "[One person](centre.md)", "admin", "/centre/people/{person}"),
    Scene("units", "[Units](centre.md)", "admin", "/centre/units"),
    Scene("territory", "[Territory](centre.md)", "admin", f"/centre/territory?at={TOWNSHIP}"),
    Scene("rosters", "[Rosters](centre.md)", "centre", "/centre/rosters"),
    Scene("rules", "[The rules](rules-page.md)", "centre", "/centre/rules"),
    Scene("motions", "[Motions](motions.md)", "centre", "/centre/motions", a_motion),
    Scene("calendar", "[The calendar](calendar-page.md)", "centre", "/centre/calendar"),
    Scene("dead-letters", "[Dead letters](notices.md)", "centre", "/centre/dead-letters", letters),
    Scene("jobs", "[Jobs](jobs.md)", "centre", "/centre/jobs", failure),
    Scene("audit", "[The audit](centre.md)", "centre", "/centre/audit"),
    Scene("door", "[A resident reports](resident.md)", "", f"/r/{VILLAGE}"),
    Scene(
        "propose", "[A resident suggests or wishes](suggestions.md#at-the-residents-door)", "", f"/r/{VILLAGE}?propose"
    ),
    Scene(
        "proposals",
        "[What is proposed, for anybody](suggestions.md#at-the-residents-door)",
        "",
        f"/proposals?door={VILLAGE}",
        proposals,
    ),
    Scene("receipt", "[A resident's receipt](resident.md)", "", "/receipt"),
    Scene("figures", "[Figures for anybody](resident.md)", "", "/figures"),
    Scene("join", "[The first sign-in](centre.md)", "", "/join"),
    Scene("help", "Help", DISPATCHER, "/help/desk"),
    Scene("tour", "[The tour of the demonstration](first-run.md#the-tour-of-the-demonstration)", "", "/tour"),
    Scene("set-up", "[A new city](first-run.md)", "", "/set-up#{code}", new=True),
)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m docs.pictures", description=__doc__)
    parser.add_argument("scenes", nargs="*", metavar="scene", help=", ".join(scene.name for scene in SCENES))
    asked = parser.parse_args().scenes
    PAGE.write_text(page())
    if unknown := set(asked) - {scene.name for scene in SCENES}:
        parser.error(f"no scene is called {min(unknown)}")
    PLACE.mkdir(exist_ok=True)
    scenes = [scene for scene in SCENES if not asked or scene.name in asked]
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="pictures-", dir=PLACE)))
        url = stack.enter_context(embedded.server(folder / "server", fsync=False))
        for new in sorted({scene.new for scene in scenes}):
            with a_city(url, folder, new=new) as city:
                asyncio.run(take(city, [scene for scene in scenes if scene.new == new], folder))


def page() -> str:
    """What docs/pictures.md says: every page in both languages, at both sizes."""
    parts = [HEAD]
    for scene in SCENES:
        parts.append(f"## {scene.title}\n\n`{scene.path}`")
        for language in LANGUAGES:
            short = language[:2]
            shown = (f"![{scene.name}, {size}](pictures/{short}/{scene.name}-{size}.webp)" for size in SIZES)
            parts.append(
                "| " + " | ".join(f"{short}, {size}" for size in SIZES) + " |\n|---|---|\n| " + " | ".join(shown) + " |"
            )
    return "\n\n".join(parts) + "\n"


@contextmanager
def a_city(url: str, folder: Path, *, new: bool) -> Iterator[City]:
    """Served from a database of its own: the demonstration, or a city in which nobody has been named yet."""
    name = "new" if new else "lived"
    asyncio.run(server.ensure_database(url, name))
    data = folder / name
    data.mkdir()
    database = embedded.database_url(url, name)
    with (
        running(database, data, "--no-demonstration", password="")
        if new
        else running(database, data, days=DAYS) as city
    ):
        yield city


async def take(city: City, scenes: list[Scene], folder: Path) -> None:
    found = re.search(r"/set-up#(\S+)", city.said)
    at = {"code": found[1]} if found else await what_is_shown(city)
    async with chromium(folder) as browser:
        for scene in scenes:
            for size in SIZES:
                for language in LANGUAGES:
                    await shoot(browser, city, scene, size, language, scene.path.format(**at))


async def what_is_shown(city: City) -> dict[str, str]:
    """What stands in the addresses of the scenes."""
    case, meeting = await a_case(city), await a_meeting(city)
    bulletin = await a_bulletin(city)
    people = await city.ask("admin", "GET", f"/persons?words={DISPATCHER}")
    return {"number": case, "meeting": meeting, "bulletin": bulletin, "person": people["items"][0]["id"]}


async def a_bulletin(city: City) -> str:
    """Draws up the one of the month that has ended; its number."""
    database = await Database.open(city.database, 2)
    try:
        return (await publishing.asked(Engine(database, keys()), {})).number
    finally:
        await database.close()


async def a_meeting(city: City) -> str:
    """The number of a joint meeting to which people are invited."""
    number = await city.report("菜场后门的垃圾堆放点，一个月内第四次")
    await city.fire("supervisor", number, "table", reason="多次超时，涉及两个部门")
    database = await Database.open(city.database, 2)
    try:
        await Engine(database, keys()).meetings.convene()
    finally:
        await database.close()
    meeting = (await city.ask("centre", "GET", "/meetings?kind=joint"))["items"][0]
    for move in ("draw", "invite"):
        if meeting["state"] != "invited":
            headers = {"If-Match": str(meeting["version"])}
            meeting = await city.ask("centre", "POST", f"/meetings/{meeting['id']}/{move}", {}, **headers)
    return str(meeting["number"])


async def a_case(city: City) -> str:
    """The number of a case in which something has happened: sent, taken, reported on; beside it others that wait."""
    for words, grid in WAITING:
        other = await city.report(words, grid=grid)
        if grid != VILLAGE:
            await city.fire(DISPATCHER, other, "accept")
    number = await city.dispatched("小区门口垃圾成堆，已经两天没人清运")
    await city.fire(HANDLER, number, "acknowledge")
    await city.fire(HANDLER, number, "progress", note="已联系清运车，下午到场")
    return number


async def shoot(browser: Browser, city: City, scene: Scene, size: str, language: str, path: str) -> None:
    async with screen(browser, city.url, size, language) as at:
        if scene.who:
            await at.sign_in(scene.who)
        await at.go(path)
        await scene.act(at, city)
        await expect(at.page.locator("[aria-busy=true], .q-skeleton")).to_have_count(0, timeout=90_000)
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
