"""The pages in a real Chromium, by what their users do, on a running demonstration city."""

import json
import re
from itertools import product

import pytest
from playwright.async_api import Browser, FilePayload, expect

from tests.pages import openapi
from tests.pages.browsing import LANGUAGES, SIZES, THEMES, Screen, screen
from tests.pages.city import DISPATCHER, HANDLER, PASSWORD, TOWNSHIP, City
from tests.pages.fixtures import both, needs_pages
from tests.pictured import photo

pytestmark = needs_pages

EMPTY = "321084106"
"""A township where nothing happens in these tests."""


WORDS = {
    "zh-CN": {
        "accept": "受理",
        "dispatch": "派给",
        "acknowledge": "签收",
        "resolve": "反馈办结",
        "verify": "已办好，结案",
        "accepted": "已受理",
        "sent": "已派给",
        "taken": "已签收",
        "done": "已反馈，等待核查",
        "closed": "已结案",
        "feedback": "反馈",
        "working": "工作时间",
    },
    "en": {
        "accept": "Accept",
        "dispatch": "Send to",
        "acknowledge": "Acknowledge",
        "resolve": "Feed back as done",
        "verify": "It is fixed, close",
        "accepted": "is accepted",
        "sent": "was sent to",
        "taken": "is acknowledged",
        "done": "is fed back and waits",
        "closed": "is closed",
        "feedback": "Feedback",
        "working": "working time",
    },
}


@both
async def test_a_report_goes_from_the_queue_to_its_end(city: City, browser: Browser, size: str, language: str) -> None:
    words = WORDS[language]
    number = await city.report(f"从头到尾 {size} {language}")
    async with screen(browser, city.url, size, language) as at:
        await the_dispatcher_sends_it(at, number, words)
    assert (await city.see(DISPATCHER, number))["tasks"][0]["state"] == "assigned"
    async with screen(browser, city.url, size, language) as at:
        await the_handler_puts_it_right(at, number, words)
    async with screen(browser, city.url, size, language) as at:
        await the_dispatcher_verifies(at, number, words)
    assert (await city.see(DISPATCHER, number))["state"] == "closed"


async def the_dispatcher_sends_it(at: Screen, number: str, words: dict[str, str]) -> None:
    await at.fill_in(DISPATCHER)
    await expect(at.row(number)).to_contain_text("从头到尾")
    await at.row(number).get_by_role("link").click()
    await expect(at.page.get_by_role("heading", level=1)).to_be_focused()
    accept = await at.primary()
    await expect(accept).to_have_text(words["accept"])
    await accept.click()
    await at.said(f"{number} {words['accepted']}")
    dispatch = await at.primary()
    await expect(dispatch).to_contain_text(words["dispatch"])
    await dispatch.click()
    await at.said(words["sent"])


async def the_handler_puts_it_right(at: Screen, number: str, words: dict[str, str]) -> None:
    await at.sign_in(HANDLER, "/?queue=handle")
    await at.row(number).get_by_role("link").click()
    acknowledge = await at.primary()
    await expect(acknowledge).to_have_text(words["acknowledge"])
    await acknowledge.click()
    await at.said(words["taken"])
    await expect(at.page.get_by_role("img", name=words["working"]).first).to_be_visible()
    resolve = await at.primary()
    await expect(resolve).to_have_text(words["resolve"])
    await resolve.click()
    await at.page.locator(".move textarea").first.fill("三袋垃圾已清走")
    await at.page.locator(".move [type=submit]").click()
    await at.said(words["done"])
    await expect(at.page.locator('[aria-current="step"]')).to_contain_text(words["feedback"])


async def the_dispatcher_verifies(at: Screen, number: str, words: dict[str, str]) -> None:
    await at.sign_in(DISPATCHER, "/?queue=verify")
    await at.row(number).get_by_role("link").click()
    verify = await at.primary()
    await expect(verify).to_have_text(words["verify"])
    await verify.click()
    await at.said(words["closed"])
    await expect(at.page.locator(".actions .main")).to_have_count(0)


async def test_three_keys_accept_and_dispatch(city: City, browser: Browser) -> None:
    number = await city.report("三个键")
    async with screen(browser, city.url) as at:
        await at.sign_in(DISPATCHER)
        await expect(at.row(number)).to_be_visible()
        for _ in range(50):
            await at.page.keyboard.press("j")
            if await at.row(number).get_attribute("aria-current"):
                break
        await expect(at.row(number).get_by_role("link")).to_be_focused()
        await at.page.keyboard.press("a")
        await at.said("已受理")
        await at.page.keyboard.press("d")
        await at.said("已派给")
        await expect(at.row(number)).to_contain_text("已派给")
    assert (await city.see(DISPATCHER, number))["state"] == "dispatched"


async def test_the_keyboard_alone_finds_a_case_and_does_the_next_step(city: City, browser: Browser) -> None:
    number = await city.report("只用键盘")
    async with screen(browser, city.url) as at:
        keyboard = at.page.keyboard
        await at.sign_in(DISPATCHER)
        await expect(at.row(number)).to_be_visible()
        await keyboard.press("2")
        await expect(at.page.get_by_role("heading", level=1)).to_contain_text("待派遣")
        await keyboard.press("/")
        await keyboard.type(number)
        await keyboard.press("Enter")
        await expect(at.page.get_by_role("heading", level=1)).to_have_text("暴露垃圾")
        await expect(await at.primary()).to_have_text("受理")
        await keyboard.press("p")
        await at.said(f"{number} 已受理")
        await keyboard.press("?")
        await expect(at.page.get_by_role("dialog", name="事件页的按键")).to_be_visible()
        await keyboard.press("Escape")
        await expect(at.page.get_by_role("dialog")).to_have_count(0)
        await keyboard.press("u")
        await expect(at.row(number)).to_be_visible()


async def test_what_is_new_waits_until_it_is_taken_in(city: City, browser: Browser) -> None:
    first = await city.report("先来的")
    async with screen(browser, city.url) as at:
        await at.sign_in(DISPATCHER)
        await expect(at.row(first)).to_be_visible()
        before = await at.page.locator("tr[data-number]").all_inner_texts()
        second = await city.report("后来的")
        fresh = at.page.get_by_role("button", name=re.compile(r"^\d+ 新$"))
        await expect(fresh).to_be_visible(timeout=15_000)
        await expect(at.row(second)).to_have_count(0)
        assert len(await at.page.locator("tr[data-number]").all_inner_texts()) == len(before)
        await fresh.click()
        await expect(at.row(second)).to_be_visible()


DEAF = """
delete window.SharedWorker
window.EventSource = class { static CLOSED = 2; addEventListener() {} close() {} }
"""
"""A window that hears nothing: else the button is gone as soon as somebody else was first."""


async def test_who_comes_second_is_told_who_was_first(city: City, browser: Browser) -> None:
    number = await city.report("两个人同时")
    async with screen(browser, city.url) as at:
        await at.page.add_init_script(DEAF)
        await at.sign_in(f"intake-{TOWNSHIP}", f"/incidents/{number}")
        accept = await at.primary()
        answer = await city.fire(DISPATCHER, number, "accept")
        who = answer["timeline"][-1]["actor"]["name"]
        await accept.click()
        await expect(at.page.locator(".news, .problem").first).to_contain_text(who)
        await expect(at.page.locator("header.title")).to_contain_text("已立案")


async def test_a_missing_reason_is_said_at_its_field_and_what_was_typed_stays(city: City, browser: Browser) -> None:
    number = await city.dispatched("退回要有理由")
    async with screen(browser, city.url) as at:
        await at.sign_in(HANDLER, f"/incidents/{number}")
        await at.page.locator(".actions .beside").click()
        form = at.page.locator("form.move")
        reason = form.get_by_label("理由")
        await reason.fill("属于市政管养")
        await form.locator("[type=submit]").click()
        await expect(form.locator(".q-field--error")).to_contain_text("为什么退回")
        await expect(reason).to_have_value("属于市政管养")
        await form.get_by_label("为什么退回").click()
        await at.page.get_by_role("option", name="不属于我单位职责").click()
        await form.locator("[type=submit]").click()
        await expect(form).to_have_count(0)
    seen = await city.see(DISPATCHER, number)
    assert (seen["state"], seen["tasks"][0]["return_type"]) == ("accepted", "not_ours")


def chosen(name: str, content: bytes) -> FilePayload:
    return {"name": name, "mimeType": "image/jpeg", "buffer": content}


@pytest.mark.parametrize(("size", "language"), [("phone", "zh-CN"), ("desk", "en")])
async def test_a_photo_goes_with_a_move_and_is_seen_with_the_case(
    city: City, browser: Browser, size: str, language: str
) -> None:
    number = await city.dispatched(f"拍照反馈 {size}")
    await city.fire(HANDLER, number, "acknowledge")
    async with screen(browser, city.url, size, language) as at:
        await at.sign_in(HANDLER, f"/incidents/{number}")
        await (await at.primary()).click()
        form = at.page.locator("form.move")
        files = form.locator("input[type=file]")
        await files.set_input_files([chosen("clean.jpg", photo(640, 480)), chosen("broken.jpg", b"no photo")])
        await expect(form.get_by_role("alert")).to_contain_text("broken.jpg")
        await expect(form.get_by_role("alert")).to_contain_text({"en": "no photo", "zh-CN": "不是照片"}[language])
        await expect(form.locator("li")).to_have_count(1)
        await expect(form.locator("li")).to_contain_text("KB")
        assert await at.serious() == []
        await form.locator("[type=submit]").click()
        await at.said(WORDS[language]["done"])
        picture = at.page.locator(".card.photos img")
        await expect(picture).to_have_attribute("alt", re.compile(WORDS[language]["resolve"]))
        await expect(picture).to_have_js_property("naturalWidth", 480)
        await expect(at.page.locator(".q-dialog")).to_have_count(0)  # the form's sheet sinks away
        assert await at.serious() == []
        address = await at.page.locator(".card.photos a").get_attribute("href")
    seen = await city.see(DISPATCHER, number)
    assert [(each["move"], f"/api/v1/photos/{each['id']}") for each in seen["photos"]] == [("resolve", address)]


async def test_a_photo_that_is_taken_out_again_does_not_go_with_the_move(city: City, browser: Browser) -> None:
    number = await city.dispatched("拍错了")
    await city.fire(HANDLER, number, "acknowledge")
    async with screen(browser, city.url) as at:
        await at.sign_in(HANDLER, f"/incidents/{number}")
        await (await at.primary()).click()
        form = at.page.locator("form.move")
        await form.locator("input[type=file]").set_input_files([chosen("wrong.jpg", photo())])
        await form.get_by_role("button", name="去掉 wrong.jpg").click()
        await expect(form.locator("li")).to_have_count(0)
        await form.locator("[type=submit]").click()
        await at.said("已反馈")
    assert (await city.see(DISPATCHER, number))["photos"] == []


async def test_the_dispatcher_sends_it_to_another_than_the_suggested(city: City, browser: Browser) -> None:
    number = await city.report("另派")
    await city.fire(DISPATCHER, number, "accept")
    async with screen(browser, city.url) as at:
        await at.sign_in(DISPATCHER, f"/incidents/{number}")
        await at.page.get_by_role("button", name="另选承办单位").click()
        form = at.page.locator("form.move")
        await form.locator("[type=search]").first.fill("321084001007")
        await form.locator('input[value="grid:321084001007"]').first.check()
        await form.locator("[type=submit]").click()
        await at.said("已派给")
    assert (await city.see(DISPATCHER, number))["tasks"][0]["receiver"]["code"] == "321084001007"


async def test_paused_time_is_hatched(city: City, browser: Browser) -> None:
    number = await city.dispatched("挂账")
    await city.fire(HANDLER, number, "acknowledge")
    async with screen(browser, city.url) as at:
        await at.sign_in(HANDLER, f"/incidents/{number}")
        await at.choose("request_suspension")
        form = at.page.locator("form.move")
        await form.get_by_label("挂账到").fill("2027-06-01T09:00")
        await form.get_by_label("理由").fill("等施工许可")
        await form.locator("[type=submit]").click()
        await expect(form).to_have_count(0)
        await expect(at.page.get_by_text("申请挂账到").first).to_be_visible()
        await city.fire(DISPATCHER, number, "grant_suspension")
        await at.page.reload()
        await expect(at.page.locator("header.title")).to_contain_text("挂账")
        await expect(at.page.get_by_text("暂停计时").first).to_be_visible()


async def test_a_wrong_password_is_said_in_words(city: City, browser: Browser) -> None:
    async with screen(browser, city.url, "phone") as at:
        await at.go("/sign-in")
        await at.page.locator("[type=submit]").click()
        await expect(at.page.get_by_text("请填写用户名")).to_be_visible()
        await at.page.locator("[name=username]").fill(DISPATCHER)
        await at.page.locator("[name=password]").fill("wrong")
        await at.page.locator("[type=submit]").click()
        await expect(at.page.get_by_role("alert")).to_contain_text("用户名或密码不对")
        await expect(at.page.locator("[name=username]")).to_have_value(DISPATCHER)


async def test_a_link_waits_for_the_sign_in(city: City, browser: Browser) -> None:
    number = await city.report("从链接来")
    async with screen(browser, city.url) as at:
        await at.go(f"/incidents/{number}")
        await at.page.locator("[name=username]").fill(DISPATCHER)
        await at.page.locator("[name=password]").fill(PASSWORD)
        await at.page.locator("[type=submit]").click()
        await expect(at.page.locator("header.title")).to_contain_text(number)


async def test_a_sign_in_that_ran_out_loses_nothing(city: City, browser: Browser) -> None:
    number = await city.dispatched("登录过期")
    async with screen(browser, city.url) as at:
        await at.sign_in(HANDLER, f"/incidents/{number}")
        await at.choose("note")
        await at.page.locator(".move textarea").fill("已电话联系")
        await at.page.context.clear_cookies()
        await at.page.locator(".move [type=submit]").click()
        await at.page.locator("[name=username]").fill(HANDLER)
        await at.page.locator("[name=password]").fill(PASSWORD)
        await at.page.locator(".again [type=submit]").click()
        await expect(at.page.locator(".again")).to_have_count(0)
        await expect(at.page.locator(".move textarea")).to_have_value("已电话联系")
        await at.page.locator(".move [type=submit]").click()
        await expect(at.page.locator(".move")).to_have_count(0)
        await expect(at.page.get_by_text("已电话联系")).to_be_visible()


async def test_the_queue_stays_when_the_server_is_gone(city: City, browser: Browser) -> None:
    number = await city.report("服务器不在")
    async with screen(browser, city.url) as at:
        await at.sign_in(DISPATCHER)
        await expect(at.row(number)).to_be_visible()
        await at.page.route("**/api/v1/queues/**", lambda route: route.abort())
        await city.report("来的时候连不上")
        await expect(at.page.get_by_text("服务器暂时连不上")).to_be_visible(timeout=15_000)
        await expect(at.row(number)).to_be_visible()
        await at.page.unroute("**/api/v1/queues/**")
        await expect(at.page.get_by_text("服务器暂时连不上")).to_have_count(0, timeout=15_000)
        at.faults.clear()


async def test_an_empty_queue_teaches_and_says_what_came_last(city: City, browser: Browser) -> None:
    [village, *_] = await city.ask(f"dispatcher-{EMPTY}", "GET", f"/grids?under={EMPTY}&level=3")
    number = await city.report("已不予受理", grid=village["code"])
    await city.fire(f"dispatcher-{EMPTY}", number, "decline", reason="不属于受理范围")
    async with screen(browser, city.url, "phone", "en") as at:
        await at.sign_in(f"dispatcher-{EMPTY}")
        await expect(at.page.get_by_role("heading", name="No report waits to be accepted")).to_be_visible()
        last = at.page.get_by_role("link", name=re.compile("The last came"))
        await expect(last).to_have_attribute("href", f"/incidents/{number}")


async def test_a_foreign_case_is_not_found(city: City, browser: Browser) -> None:
    number = await city.report("别的乡镇看不到")
    async with screen(browser, city.url) as at:
        await at.sign_in(f"dispatcher-{EMPTY}", f"/incidents/{number}")
        await expect(at.page.get_by_role("heading", level=1)).to_have_text("找不到这件事件")


async def test_language_and_theme_switch_everything(city: City, browser: Browser) -> None:
    number = await city.report("换语言")
    async with screen(browser, city.url) as at:
        await at.sign_in(DISPATCHER, f"/incidents/{number}")
        why = at.page.locator(".why p").first
        chinese = await why.inner_text()
        await at.page.get_by_role("button", name="English").click()
        await expect(at.page.locator("html")).to_have_attribute("lang", "en")
        await expect(why).not_to_have_text(chinese)
        await expect(at.page.get_by_role("heading", name="What happened")).to_be_visible()
        await at.page.get_by_role("button", name=re.compile("^Appearance")).click()
        await expect(at.page.locator("body")).to_have_class(re.compile("body--dark"))


KEYS = re.compile(r"\b(app|errors|incident|moves|queue|signIn|time|words)\.[a-z]\w+", re.IGNORECASE)


async def visit(at: Screen, city: City, page: str) -> None:
    """Each page as it is in the middle of the day."""
    if page == "sign-in":
        await at.go("/sign-in")
        return
    number = await city.dispatched("垃圾成堆")
    await city.fire(HANDLER, number, "acknowledge")
    await city.fire(HANDLER, number, "request_extension", budget="2wh", reason="要等配件")
    await at.sign_in(HANDLER if page == "form" else DISPATCHER, "/" if page == "queue" else f"/incidents/{number}")


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("page", ["sign-in", "queue", "incident", "form"])
async def test_nothing_serious_for_axe_nothing_cut_off_nothing_untranslated(
    city: City, browser: Browser, page: str, size: str
) -> None:
    await city.report("给队列看的")
    async with screen(browser, city.url, size) as at:
        await visit(at, city, page)
        for language, theme in product(LANGUAGES, THEMES):
            await at.taste(language, theme)
            await expect(at.page.locator(".q-skeleton:not(.waits), [aria-busy='true']")).to_have_count(0)
            if page == "form":
                await at.choose("return_")
                await at.page.wait_for_timeout(500)
            assert await at.serious() == [], (language, theme)
            assert await at.page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
            assert KEYS.findall(await at.page.locator("body").inner_text()) == []


async def test_dense_on_the_desk_and_generous_on_the_phone(city: City, browser: Browser) -> None:
    number = await city.report("行高")
    heights = {}
    for size in SIZES:
        async with screen(browser, city.url, size) as at:
            await at.sign_in(DISPATCHER)
            row = await at.row(number).bounding_box()
            await at.go(f"/incidents/{number}")
            button = await (await at.primary()).bounding_box()
            assert row
            assert button
            heights[size] = row["height"], button["height"]
    assert 32 <= heights["desk"][0] <= 34
    assert heights["phone"][0] >= 48
    assert heights["phone"][1] >= 48


async def test_the_types_of_the_pages_are_those_of_the_api() -> None:
    saved = json.loads(openapi.SAVED.read_text(encoding="utf-8"))
    assert saved == openapi.schemas(), "python -m tests.pages.openapi && (cd web && npm run types)"


async def test_the_policy_lets_no_foreign_script_in(city: City, browser: Browser) -> None:
    async with screen(browser, city.url) as at:
        answer = await at.page.goto(city.url)
        assert answer is not None
        policy = (await answer.all_headers())["content-security-policy"]
        assert "script-src 'self'" in policy
        assert "unsafe-eval" not in policy
        scripts = policy.split("script-src")[1].split(";")[0]
        assert "unsafe-inline" not in scripts
