"""One's own settings, and a real city's first administrator, as whoever sits before them does it."""

import re
from pathlib import Path

import pytest
from playwright.async_api import Browser, expect

from tests.pages.browsing import screen
from tests.pages.city import City, running
from tests.pages.fixtures import needs_pages

pytestmark = needs_pages

TOWNSHIP = "321084200"
INFORMANT = "informant-2166"
OWN = "a password of my own"
CITY = "code,name,level,parent_code\n11,City,county,\n1101,East,township,11\n"


@pytest.mark.parametrize(("size", "language"), [("phone", "zh-CN"), ("desk", "en")])
async def test_somebody_chooses_how_they_are_told_things(
    city: City, browser: Browser, size: str, language: str
) -> None:
    words = {
        "zh-CN": ("电子邮件", "请填写地址", "保存", "已保存"),
        "en": ("e-mail", "Please fill this in", "Save", "Saved"),
    }[language]
    who = {"phone": INFORMANT, "desk": f"intake-{TOWNSHIP}"}[size]
    async with screen(browser, city.url, size, language) as at:
        await at.sign_in(who, "/profile")
        wishes = at.page.locator("form").first
        await wishes.get_by_role("group").nth(1).get_by_role("radio").nth(1).check()
        await wishes.get_by_role("checkbox", name=words[0]).check()
        await wishes.get_by_role("checkbox", name=re.compile("SMS|短信")).uncheck()
        await wishes.get_by_role("checkbox", name=re.compile("chat|聊天")).uncheck()
        await wishes.locator("[name=email]").fill("")
        await wishes.get_by_role("button", name=words[2], exact=True).click()
        await expect(wishes.locator(".q-field--error")).to_contain_text(words[1])
        assert await at.serious() == []
        await wishes.locator("[name=email]").fill("grid@example.org")
        await wishes.get_by_role("button", name=words[2], exact=True).click()
        await at.said(words[3])
        await at.page.reload()
        await expect(wishes.locator("[name=email]")).to_have_value("grid@example.org")
        await expect(wishes.get_by_role("checkbox", name=words[0])).to_be_checked()
        assert await at.page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
        assert await at.serious() == []
    own = (await city.ask(who, "GET", "/preferences"))["own"]
    assert (own["channels"], own["email"]) == (["app", "email"], "grid@example.org")


async def test_the_language_that_somebody_chose_is_spoken_on_a_device_where_nobody_has_chosen(
    city: City, browser: Browser
) -> None:
    who = f"supervisor-{TOWNSHIP}"
    await city.ask(who, "PUT", "/preferences", {"language": "en"})
    context = await browser.new_context(locale="zh-CN")
    page = await context.new_page()
    await page.goto(f"{city.url}/sign-in")
    await expect(page.locator("html")).to_have_attribute("lang", "zh-CN")
    await page.locator("[name=username]").fill(who)
    await page.locator("[name=password]").fill("a-long-way-to-gaoyou")
    await page.locator("button[type=submit]").click()
    await expect(page.locator("html")).to_have_attribute("lang", "en")
    await context.close()


async def test_a_new_password_ends_the_sign_in_on_the_lost_phone(city: City, browser: Browser) -> None:
    who = f"dispatcher2-{TOWNSHIP}"
    async with screen(browser, city.url, "phone") as lost, screen(browser, city.url, "desk") as at:
        await lost.fill_in(who)
        await at.sign_in(who, "/profile")
        await expect(at.page.locator(".devices li")).to_have_count(2)
        await expect(at.page.locator(".devices li").first).to_contain_text("这台设备")
        form = at.page.locator("form:has([name=old])")
        await form.locator("[name=old]").fill("wrong")
        await form.locator("[name=new]").fill(OWN)
        await form.locator("[type=submit]").click()
        await expect(form.locator(".q-field--error")).to_contain_text("现在的密码不对")
        await expect(form.locator("[name=new]")).to_have_value(OWN)
        await form.locator("[name=old]").fill("a-long-way-to-gaoyou")
        await form.locator("[type=submit]").click()
        await at.said("密码已改")
        await expect(at.page.locator(".devices li")).to_have_count(1)
        answer = await lost.page.evaluate("fetch('/api/v1/session').then((answer) => answer.status)")
        assert answer == 401
        lost.faults.clear()


async def test_a_sign_in_that_is_not_known_is_ended(city: City, browser: Browser) -> None:
    who = f"chief-{TOWNSHIP}"
    await city.ask(who, "GET", "/session")
    async with screen(browser, city.url, "phone") as at:
        await at.sign_in(who, "/profile")
        await expect(at.page.locator(".devices li")).to_have_count(2)
        await at.page.get_by_role("button", name=re.compile("^结束: 程序")).click()
        await at.said("程序 上的登录已结束")
        await expect(at.page.locator(".devices li")).to_have_count(1)


async def test_the_printed_link_names_the_administrator_and_is_closed_for_ever(
    database_url: str, tmp_path: Path, browser: Browser
) -> None:
    (tmp_path / "city.csv").write_text(CITY, encoding="utf-8")
    begun = ("--no-demonstration", "--city", str(tmp_path / "city.csv"))
    with running(database_url, tmp_path, *begun, password="") as city:
        code = re.search(r"/set-up#(\S+)", city.said)
        assert code
        async with screen(browser, city.url, "phone", "zh-CN") as at:
            await at.go("/sign-in")
            await at.page.get_by_role("link", name="去设立").click()
            await expect(at.page.locator("[name=code]")).to_be_visible()
            await at.go("/help")
            await at.go(f"/set-up#{code[1]}")
            await at.page.locator("[type=submit]").click()
            await expect(at.page.locator(".q-field--error")).to_have_count(3)
            await at.page.locator("[name=name]").fill("张明")
            await at.page.locator("[name=username]").fill("zhang.ming")
            await at.page.locator("[name=password]").fill("short")
            await at.page.locator("[type=submit]").click()
            await expect(at.page.locator(".q-field--error")).to_contain_text("至少 10 个字符")
            assert await at.serious() == []
            await at.page.locator("[name=password]").fill(OWN)
            await at.page.locator("[type=submit]").click()
            await at.page.wait_for_url("**/profile")
            await expect(at.page.locator("main").get_by_text("张明")).to_be_visible()
        async with screen(browser, city.url, "desk", "en") as at:
            await at.go(f"/set-up#{code[1]}")
            await expect(at.page.get_by_role("heading", level=1)).to_have_text("This city is set up")
            assert await at.serious() == []
            await at.page.get_by_role("link", name="Sign in").click()
            await expect(at.page.locator("[name=username]")).to_be_visible()
