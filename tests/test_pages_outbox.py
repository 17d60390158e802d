"""The outbox in a real Chromium, while everything that can go wrong does: each thing that was written ends as exactly
one incident, or stays to be seen with its reason."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any
from uuid import uuid4

import pytest
from playwright.async_api import Browser, Locator, Page, Route, expect

from tests.pages.browsing import Screen, screen, watched
from tests.pages.city import PASSWORD, City
from tests.pages.fixtures import both, needs_pages
from tests.pages.waiting import all_done, kept, put, report
from tests.pictured import photo

pytestmark = needs_pages

TOWNSHIP = "321084101"
DISPATCHER = f"dispatcher-{TOWNSHIP}"
WHO = "informant-0273"
CAUSED = (
    "ERR_INTERNET_DISCONNECTED",
    "ERR_FAILED",
    "status of 5",
    "status of 413",
    "status of 422",
    "dynamically imported",
    "preload CSS",
)
"""What the browser says of a network that is not there, and of the answers that are made up here."""

WRONG_CLOCK = "(hours) => { const right = Date.now; Date.now = () => right.call(Date) + hours * 3600_000 }"
NOTHING_KEPT = """
  IDBFactory.prototype.open = () => { throw new DOMException("denied", "SecurityError") }
  delete Navigator.prototype.locks
"""

IMPATIENT = "setInterval(() => window.dispatchEvent(new Event('online')), 300)"
"""As where the network comes and goes."""

REPORTS = "**/api/v1/incidents"
MANY = 50
"""Of reports that wait."""
PHOTOS = "**/api/v1/photos"


@dataclass
class Street:
    """Somebody at their outbox."""

    at: Screen
    city: City
    person: str
    grid: str

    @property
    def page(self) -> Page:
        return self.at.page

    async def write(self, description: str, photos: int = 0, **more: Any) -> str:
        """The id of a report that waits on the device; nothing has tried to send it yet."""
        item = report(self.person, self.grid, description, photos=photos, **more)
        await put(self.page, [item], [photo(seed=each + 1) for each in range(photos)])
        return str(item["id"])

    async def send(self) -> None:
        """As when the pages are looked at again."""
        await self.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")

    def item(self, identity: str) -> Locator:
        return self.page.locator(f'[data-item="{identity}"]')

    async def is_(self, identity: str, state: str) -> None:
        await expect(self.item(identity)).to_have_attribute("data-state", state, timeout=20_000)

    async def arrived(self, description: str) -> list[Any]:
        found = await self.city.ask(DISPATCHER, "GET", "/incidents?limit=200")
        return [each for each in found["items"] if each["description"] == description]


@asynccontextmanager
async def street(city: City, browser: Browser, who: str = WHO, **how: Any) -> AsyncIterator[Street]:
    grids = await city.ask(WHO, "GET", f"/grids?under={TOWNSHIP}&level=3")
    person = (await city.ask(who, "GET", "/session"))["person"]["id"]
    async with screen(browser, city.url, **{"size": "phone", "known": CAUSED, **how}) as at:
        await at.sign_in(who, "/outbox")
        await expect(at.page.get_by_role("heading", level=1)).to_be_visible()
        yield Street(at, city, str(person), str(grids[0]["code"]))


Fault = Callable[[Route], Awaitable[None]]


def in_turn(faults: list[Any], method: str = "POST") -> Fault:
    """Each fault once, one after the other, then all is well."""

    async def handle(route: Route) -> None:
        if route.request.method == method and faults:
            await faults.pop(0)(route)
        else:
            await route.continue_()

    return handle


async def broken(route: Route) -> None:
    await route.fulfill(status=500, content_type="application/problem+json", body='{"type": "/problems/internal"}')


async def away(route: Route) -> None:
    await route.fulfill(status=502, content_type="text/html", body="<h1>Bad Gateway</h1>")


async def hotel(route: Route) -> None:
    """A network that wants to be paid first answers everything itself."""
    await route.fulfill(status=200, content_type="text/html", body="<h1>Welcome</h1>")


async def unheard(route: Route) -> None:
    """It is done, and the answer does not arrive."""
    await route.fetch()
    await route.abort()


async def foreign(route: Route) -> None:
    """Something on the way that speaks JSON, and takes everything."""
    await route.fulfill(status=201, content_type="application/json", body='{"ok": true}')


async def cut(route: Route) -> None:
    """It is done, and the answer breaks off in the middle."""
    answer = await route.fetch()
    await route.fulfill(status=201, content_type="application/json", body=(await answer.body())[:40])


async def guarded(route: Route) -> None:
    """A proxy that wants a sign-in of its own."""
    await route.fulfill(status=401, content_type="text/html", body="<h1>Proxy</h1>")


async def test_what_is_not_answered_well_goes_again_and_becomes_one_incident(city: City, browser: Browser) -> None:
    words = f"坏消息 {uuid4()}"
    async with street(city, browser) as her:
        faults = [broken, away, hotel, foreign, guarded, cut, unheard]
        await her.page.route("**/api/v1/session", in_turn([hotel, foreign, guarded], "GET"))
        await her.page.route(PHOTOS, in_turn([hotel, foreign, unheard]))
        await her.page.route(REPORTS, in_turn(faults))
        item = await her.write(words, photos=1)
        await her.send()
        await expect(her.page.locator(".trouble")).to_contain_text("暂时连不上")
        await her.page.evaluate(IMPATIENT)
        await expect(her.item(item)).to_contain_text("可能已经送到")
        await her.is_(item, "done")
        await expect(her.page.get_by_role("dialog")).to_have_count(0)
        assert (await kept(her.page))["photos"] == 0
        assert faults == []
    [found] = await her.arrived(words)
    assert len((await city.see(DISPATCHER, found["number"]))["photos"]) == 1


@pytest.mark.parametrize(
    ("said", "clock"), [(3, 3), (20_000, 0), (-20_000, 0)], ids=["ahead", "was ahead", "was reset"]
)
async def test_what_was_written_without_a_network_is_sent_when_there_is_one_though_the_clock_is_wrong(
    city: City, browser: Browser, said: int, clock: int
) -> None:
    """And though the server has forgotten meanwhile the photo that it had."""
    words = f"没有网络 {uuid4()}"
    now = datetime.now(UTC)
    async with street(city, browser) as her:
        await her.page.evaluate(WRONG_CLOCK, clock)
        await her.page.context.set_offline(True)
        body = {"category": "06010", "description": words, "grid": her.grid, "severity": 4}
        body["occurred_at"] = (now + timedelta(hours=said)).isoformat()
        item = await her.write(words, photos=2, body=body, named={0: str(uuid4())})
        await her.send()
        await expect(her.page.locator(".trouble")).to_contain_text("没有网络")
        await her.is_(item, "waiting")
        await her.page.context.set_offline(False)
        await her.is_(item, "done")
    [found] = await her.arrived(words)
    seen = await city.see(DISPATCHER, found["number"])
    assert len(seen["photos"]) == 2
    occurred, reported = (datetime.fromisoformat(seen[name]) for name in ("occurred_at", "reported_at"))
    # What a clock of years ago said is left out, and the city takes the time of the report, which is its own.
    assert min(abs(occurred - now), abs(occurred - reported)) < timedelta(minutes=5)


async def test_what_the_server_refuses_stays_with_its_reason_until_it_is_put_right(
    city: City, browser: Browser
) -> None:
    words = f"写得太长 {uuid4()}"
    async with street(city, browser) as her:
        item = await her.write(words + "。" * 5000)
        await her.send()
        await her.is_(item, "stuck")
        await expect(her.item(item).locator(".reason")).to_be_visible()
        await her.page.reload()
        await her.is_(item, "stuck")
        await her.page.context.set_offline(True)
        await her.item(item).get_by_role("button", name="修改").click()
        await her.at.said("这部分页面还没存到这台设备上")
        await expect(her.page.locator(".note").filter(has_text="出了意外")).to_have_count(0)
        await her.page.context.set_offline(False)
        await her.item(item).get_by_role("button", name="修改").click()
        await her.page.locator(".edit textarea").first.fill(words)
        await her.page.get_by_role("button", name="保存并发送").click()
        await her.is_(item, "done")
    assert len(await her.arrived(words)) == 1


async def test_a_photo_that_is_too_large_is_taken_out_and_the_rest_goes(city: City, browser: Browser) -> None:
    words = f"照片太大 {uuid4()}"
    async with street(city, browser) as her:

        async def large(route: Route) -> None:
            body = route.request.post_data_buffer or b""
            if body == photo(seed=2):
                await route.fulfill(status=413, content_type="text/html", body="<h1>Too large</h1>")
            else:
                await route.continue_()

        await her.page.route(PHOTOS, large)
        item = await her.write(words, photos=2)
        await her.send()
        await her.is_(item, "stuck")
        await expect(her.item(item).locator(".reason")).to_contain_text("太大")
        await her.item(item).get_by_role("button", name="修改").click()
        await her.page.get_by_role("button", name="去掉第 2 张照片").click()
        await her.page.get_by_role("button", name="保存并发送").click()
        await her.is_(item, "done")
    [found] = await her.arrived(words)
    assert len((await city.see(DISPATCHER, found["number"]))["photos"]) == 1


async def test_a_tab_that_closes_in_mid_upload_leaves_one_incident_with_each_photo_once(
    city: City, browser: Browser
) -> None:
    words = f"传到一半 {uuid4()}"
    async with street(city, browser) as her:
        context = her.page.context
        begun: list[Route] = []

        async def second_hangs(route: Route) -> None:
            begun.append(route)
            if len(begun) == 1:
                await route.continue_()

        await her.page.route(PHOTOS, second_hangs)
        item = await her.write(words, photos=2)
        await her.send()
        await her.is_(item, "sending")
        async with her.page.expect_request(PHOTOS):
            pass
        await her.page.close()
        again = watched(await context.new_page(), city.url)
        await again.go("/outbox")
        her.at = again
        await her.is_(item, "done")
        assert again.faults == []
    [found] = await her.arrived(words)
    assert len((await city.see(DISPATCHER, found["number"]))["photos"]) == 2


@pytest.mark.parametrize("somebody", [False, True], ids=["ran out", "somebody else's"])
async def test_a_sign_in_that_ran_out_is_asked_for_and_then_all_goes(
    city: City, browser: Browser, somebody: bool
) -> None:
    """Also where somebody else signs in in another window while it is being sent."""
    words = f"登录过期 {uuid4()}"
    async with street(city, browser) as her:
        item = await her.write(words)
        if somebody:
            other = {"username": DISPATCHER, "password": PASSWORD}

            async def meanwhile(route: Route) -> None:
                await her.page.context.request.post(f"{city.url}/api/v1/session", data=other)
                await route.continue_()

            await her.page.route(REPORTS, meanwhile, times=1)
        else:
            await her.page.context.clear_cookies()
        await her.send()
        dialog = her.page.get_by_role("dialog")
        await expect(dialog).to_contain_text("重新登录")
        await her.is_(item, "waiting")
        await dialog.locator("[name=username]").fill(WHO)
        await dialog.locator("[name=password]").fill(PASSWORD)
        await dialog.locator("button[type=submit]").click()
        await her.is_(item, "done")
    assert len(await her.arrived(words)) == 1
    mine = (await city.ask(WHO, "GET", "/incidents?mine=true&limit=200"))["items"]
    assert words in [each["description"] for each in mine]


async def test_a_server_that_was_gone_for_an_hour_gets_what_waited_when_it_says_it_may(
    city: City, browser: Browser
) -> None:
    words = f"一小时 {uuid4()}"
    asked: list[str] = []

    async def busy(route: Route) -> None:
        asked.append(route.request.url)
        headers = {"Retry-After": "1800", "Content-Type": "text/html"}
        await route.fulfill(status=503, headers=headers, body="<h1>Later</h1>")

    async with street(city, browser) as her:
        await her.page.clock.install()
        await her.page.route("**/api/v1/**", lambda route: route.abort())
        item = await her.write(words)
        await her.send()
        await expect(her.page.locator(".trouble")).to_contain_text("暂时连不上")
        await her.page.clock.run_for("01:00:00")
        await her.is_(item, "waiting")
        await her.page.unroute_all()
        await her.page.route("**/api/v1/session", busy)
        async with her.page.expect_response("**/api/v1/session"):
            await her.page.clock.run_for("01:10")
        await expect(her.item(item)).to_be_visible()
        await her.send()
        await her.page.evaluate("window.dispatchEvent(new Event('online'))")
        await her.page.clock.run_for("29:00")
        assert len(asked) == 1, "the server wants to be left alone for half an hour"
        await her.page.unroute_all()
        await her.page.clock.run_for("01:10")
        await her.is_(item, "done")
    assert len(await her.arrived(words)) == 1


@pytest.mark.parametrize("locks", [True, False], ids=["locks", "no locks"])
async def test_many_that_wait_go_once_each_though_two_windows_send_and_every_third_answer_is_lost(
    city: City, browser: Browser, locks: bool
) -> None:
    words = f"许多件 {uuid4()}"
    async with street(city, browser) as her:
        numbers = count(1)

        async def third_is_lost(route: Route) -> None:
            if route.request.method == "POST" and next(numbers) % 3 == 0:
                await unheard(route)
            else:
                await route.continue_()

        context = her.page.context
        if not locks:
            await context.add_init_script("delete Navigator.prototype.locks")
            await her.page.reload()
        await context.route(REPORTS, third_is_lost)
        other = watched(await context.new_page(), city.url, CAUSED)
        await other.go("/outbox")
        items = [report(her.person, her.grid, f"{words} {each}") for each in range(MANY)]
        await put(her.page, items)
        for each in (her.page, other.page):
            await each.evaluate(IMPATIENT)
        await expect(her.page.locator('[data-state="done"]')).to_have_count(MANY, timeout=90_000)
        assert other.faults == []
    found = (await city.ask(DISPATCHER, "GET", "/incidents?limit=200"))["items"]
    assert sorted(each["description"] for each in found if words in each["description"]) == sorted(
        f"{words} {each}" for each in range(MANY)
    )


async def case(city: City, her: Street) -> str:
    """The number of a case that waits for the dispatcher."""
    body = {"category": "06010", "description": f"有人先动了 {uuid4()}", "grid": her.grid, "severity": 4}
    answer = await city.ask(WHO, "POST", "/incidents", body, **{"Idempotency-Key": str(uuid4())})
    return str(answer["number"])


async def accepting(her: Street, number: str, made: str = "2026-11-26T01:00:00.000Z") -> str:
    """The id of an accepting that waits, on the case as it is at this moment."""
    seen = await her.city.see(DISPATCHER, number)
    incident = {each: seen[each] for each in ("id", "number", "version")}
    body = {"note": "已核对"}
    return await her.write("", kind="move", move="accept", incident=incident, title="", body=body, made=made)


async def test_a_case_that_moved_on_meanwhile_says_so_and_the_step_is_made_on_it_as_it_is_now(
    city: City, browser: Browser
) -> None:
    async with street(city, browser, DISPATCHER) as she:
        number = await case(city, she)
        item = await accepting(she, number)
        await city.fire(DISPATCHER, number, "reclassify", severity=3, reason="比想的大")
        await she.send()
        await she.is_(item, "stuck")
        await expect(she.item(item)).to_contain_text("改类")
        await she.item(item).get_by_role("button", name="按现在的情况再做一次").click()
        await she.is_(item, "done")
    assert (await city.see(DISPATCHER, number))["state"] == "accepted"


async def test_a_step_that_somebody_else_made_meanwhile_can_only_be_given_up(city: City, browser: Browser) -> None:
    async with street(city, browser, DISPATCHER) as she:
        number = await case(city, she)
        item = await accepting(she, number)
        behind = await accepting(she, number, "2026-11-26T01:00:01.000Z")
        await city.fire(DISPATCHER, number, "decline", reason="不属于受理范围")
        await she.send()
        await she.is_(item, "stuck")
        await expect(she.item(item)).to_contain_text("已经不能做了")
        await expect(she.item(item).get_by_role("button")).to_have_text(["不发了"])
        await expect(she.item(behind)).to_contain_text("先处理完")
        await she.item(item).get_by_role("button", name="不发了").click()
        await she.page.get_by_role("dialog").get_by_role("button", name="删掉").click()
        await expect(she.item(item)).to_have_count(0)
        await she.is_(behind, "stuck")


async def test_a_step_on_the_phone_without_a_network_is_made_when_there_is_one(city: City, browser: Browser) -> None:
    async with street(city, browser, DISPATCHER) as she:
        number = await case(city, she)
        await she.at.go(f"/incidents/{number}")
        await expect(await she.at.primary()).to_have_text("受理")
        await she.page.context.set_offline(True)
        await (await she.at.primary()).click()
        await she.at.said("连上后自动发送")
        await expect(she.page.locator(".pending")).to_contain_text("受理 等待发送")
        await she.page.context.set_offline(False)
        await expect(she.page.locator(".pending")).to_have_count(0, timeout=20_000)
    assert (await city.see(DISPATCHER, number))["state"] == "accepted"


CONTROLLED = """() => {
  const { serviceWorker } = navigator
  if (serviceWorker.controller) return null
  return new Promise((done) => serviceWorker.addEventListener('controllerchange', () => done(null), { once: true }))
}"""
"""Until the service worker has taken the page over. The policy refuses to have a sentence evaluated again and again."""


async def test_the_pages_open_without_a_network_for_who_was_signed_in_and_send_what_was_written(
    city: City, browser: Browser
) -> None:
    words = f"离线打开 {uuid4()}"
    async with street(city, browser, installed=True) as her:
        await her.page.evaluate("navigator.serviceWorker.ready")
        await her.page.evaluate(CONTROLLED)
        await her.page.context.set_offline(True)
        await her.page.reload()
        await expect(her.page.get_by_role("heading", level=1)).to_have_text("待发送")
        item = await her.write(words)
        await her.page.reload()
        await her.is_(item, "waiting")
        await her.page.context.set_offline(False)
        await her.is_(item, "done")
        cached = await her.page.evaluate(
            """async () => {
              const names = await caches.keys()
              const keys = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()))
              return keys.flat().map((request) => new URL(request.url).pathname)
            }"""
        )
        assert cached
        assert not [path for path in cached if path.startswith("/api")]
        await sent_with_every_window_closed(her, f"{words} 关着")
        await her.page.context.set_offline(True)
        await her.page.reload()
        await her.page.locator("nav").get_by_role("button", name="更多").click()
        await her.page.get_by_text("退出登录").click()
        await expect(her.page.locator("[name=username]")).to_be_visible()
        assert (await her.page.context.request.get(f"{city.url}/api/v1/session")).ok, "nobody could tell the server"
        await her.page.context.set_offline(False)
        async with her.page.expect_response(lambda answer: answer.request.method == "DELETE"):
            await her.page.reload()
        await expect(her.page.locator("[name=username]")).to_be_visible()
        assert (await her.page.context.request.get(f"{city.url}/api/v1/session")).status == 401
    assert len(await her.arrived(words)) == 1


async def sent_with_every_window_closed(her: Street, words: str) -> None:
    """By the service worker, as when the browser tells it that there is a network."""
    context = her.page.context
    bare = await context.new_page()
    await bare.goto(f"{her.city.url}/healthz")
    tools = await context.new_cdp_session(bare)
    found: asyncio.Future[str] = asyncio.get_running_loop().create_future()

    def registered(event: dict[str, Any]) -> None:
        for each in event["registrations"]:
            if not found.done():
                found.set_result(each["registrationId"])

    tools.on("ServiceWorker.workerRegistrationUpdated", registered)
    await tools.send("ServiceWorker.enable")
    await her.write(words)
    await her.page.close()
    its = {"origin": her.city.url, "registrationId": await found, "tag": "outbox", "lastChance": False}
    await tools.send("ServiceWorker.dispatchSyncEvent", its)
    await all_done(bare)
    assert len(await her.arrived(words)) == 1
    her.at = watched(bare, her.city.url, CAUSED)
    await her.at.go("/outbox")
    await expect(bare.locator('[data-state="done"]')).to_have_count(2)


async def test_a_newer_version_of_the_pages_is_taken_when_somebody_says_so(city: City, browser: Browser) -> None:
    async with screen(browser, city.url, "phone", installed=True) as at:
        await at.go("/healthz")
        await at.page.evaluate(
            """async () => {
              await navigator.serviceWorker.register("/sw.js?before")
              await navigator.serviceWorker.ready
            }"""
        )
        await at.sign_in(WHO)
        bar = at.page.locator(".newer")
        await expect(bar).to_contain_text("有新版本")
        async with at.page.expect_event("load"):
            await bar.get_by_role("button").click()
        await expect(at.page.locator("header.top")).to_be_visible()
        await expect(bar).to_have_count(0)


async def test_signing_out_tells_what_waits_and_leaves_nobody_to_call_back(city: City, browser: Browser) -> None:
    words = f"退出 {uuid4()}"
    async with street(city, browser) as her:
        body = {"category": "06010", "description": words, "grid": her.grid, "severity": 4}
        await her.page.route(REPORTS, unheard)
        item = await her.write(words, body={**body, "reporter": {"name": "周小满", "phone": "13900001111"}})
        behind = await her.write("", kind="move", move="note", title="", body={"note": "已提醒"}, behind=item)
        arrived = await her.write("早就到了", state="done", done_at="2030-01-01T00:00:00.000Z")
        await her.page.reload()
        await her.is_(arrived, "done")
        await expect(her.item(behind)).to_contain_text("等同一案件的“上报”先处理完")
        await her.page.locator("nav").get_by_role("button", name="更多").click()
        await her.page.get_by_text("退出登录").click()
        await expect(her.page.locator(".leaving")).to_contain_text("还有 2 件没有送到")
        await her.page.get_by_role("button", name="仍然退出").click()
        await expect(her.page.locator("[name=username]")).to_be_visible()
        left = await kept(her.page)
        assert {each["id"] for each in left["items"]} == {item, behind}
        assert "周小满" not in str(left)
        assert "13900001111" not in str(left)
        assert left["kept"] == 0
        assert left["databases"] == ["gridward"], "what is kept elsewhere, signing out does not wipe"
        await her.page.unroute_all()
        await her.at.sign_in(WHO, "/outbox")
        await her.is_(item, "done")
        await her.is_(behind, "done")
        [found] = await her.arrived(words)
        await expect(her.item(item)).to_contain_text(found["number"])
    noted = (await city.see(DISPATCHER, found["number"]))["timeline"]
    assert [each["text"] for each in noted if each["move"] == "note"] == ["已提醒"]


async def test_a_browser_that_keeps_nothing_sends_a_step_at_once(city: City, browser: Browser) -> None:
    async with street(city, browser, DISPATCHER) as she:
        number = await case(city, she)
        await she.page.context.add_init_script(NOTHING_KEPT)
        await she.page.context.clear_cookies()
        await she.at.sign_in(DISPATCHER, f"/incidents/{number}")
        await (await she.at.primary()).click()
        await she.at.said("受理")
        await she.page.locator("nav").get_by_role("button", name="更多").click()
        await she.page.get_by_text("退出登录").click()
        await expect(she.page.locator("[name=username]")).to_be_visible()
    assert (await city.see(DISPATCHER, number))["state"] == "accepted"


@both
async def test_each_state_is_told_in_words_and_can_be_read_by_everybody(
    city: City, browser: Browser, size: str, language: str
) -> None:
    why = {"status": 400, "code": "bad-input", "message": "…", "fields": {"category": "?"}}
    async with street(city, browser, size=size, language=language) as her:
        await her.page.route("**/api/v1/session", lambda route: route.abort())
        items = [
            await her.write("等", tries=2, unsure=True, after="2099-01-01T00:00:00.000Z"),
            await her.write("改", state="stuck", why=why),
            await her.write("到", state="done", done_at="2099-01-01T00:00:00.000Z"),
        ]
        await her.send()
        await her.is_(items[0], "waiting")
        said = {"zh-CN": ["等待发送", "需要您处理", "已送达"], "en": ["Waiting to be sent", "Needs you", "Arrived"]}
        for item, words in zip(items, said[language], strict=True):
            await expect(her.item(item)).to_contain_text(words)
        assert await her.at.serious() == []
        await her.item(items[1]).get_by_role("button").first.click()
        await expect(her.page.get_by_role("dialog")).to_be_visible()
        assert await her.at.serious() == []
        width = await her.page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        assert width <= 0
