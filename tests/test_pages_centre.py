"""Keeping the city on its pages, as its administrator does it: who is taken on, who leaves, who is on duty."""

import re

from playwright.async_api import Browser, Locator, expect

from tests.pages.browsing import Screen, screen
from tests.pages.city import City
from tests.pages.fixtures import both, needs_pages

pytestmark = needs_pages

TOWNSHIP = "321084106"
OWN = "a password of my own"


async def begun(at: Screen, words: str) -> Locator:
    """The form of a change, opened by its button."""
    await at.page.get_by_role("button", name=words, exact=True).click()
    form = at.page.locator("form.change")
    await expect(form).to_be_visible()
    return form


async def foreseen(form: Locator, reason: str) -> Locator:
    """What would follow, once the reason is given."""
    await form.locator("[name=reason]").fill(reason)
    await form.locator("[type=submit]").click()
    return form.locator(".follows")


async def found(within: Locator) -> None:
    """The township is typed by its code and taken from the list."""
    await within.locator(".place-search input").first.fill(TOWNSHIP)
    listed = within.page.get_by_role("listbox", name=re.compile(r"\S"))
    await listed.get_by_role("option").filter(has_text=TOWNSHIP).first.click()


async def joined(browser: Browser, link: str, language: str, username: str) -> None:
    """The password is chosen on their own phone."""
    async with screen(browser, link.partition("/join")[0], "phone", language) as phone:
        await phone.page.goto(link)
        await expect(phone.page.locator("form")).to_contain_text(username)
        await phone.page.locator("[name=password]").fill(OWN)
        assert await phone.serious() == []
        await phone.page.locator("[type=submit]").click()
        await expect(phone.page.locator("header.top")).to_be_visible()


@both
async def test_somebody_is_taken_on_gets_a_post_and_chooses_a_password_by_their_link(
    city: City, browser: Browser, size: str, language: str
) -> None:
    zh = language == "zh-CN"
    name, username = ("王芳", "wang.fang") if zh else ("Wang Min", "wang.min")
    async with screen(browser, city.url, size, language) as at:
        await at.sign_in("admin")
        await at.go("/centre")
        await at.page.get_by_role("link", name="人员和岗位" if zh else "People and posts").click()
        form = await begun(at, "新增人员" if zh else "Take somebody on")
        await form.locator("[type=submit]").click()
        await expect(form.locator(".q-field--error")).to_have_count(3)
        await form.locator("[name=name]").fill(name)
        await form.locator("[name=username]").fill(username)
        await form.locator("[name=reason]").fill("新来")
        assert await at.serious() == []
        await form.locator("[type=submit]").click()
        await expect(at.page.get_by_role("heading", level=1)).to_have_text(name)
        link = await at.page.locator(".link code").inner_text()
        form = await begun(at, "分配岗位" if zh else "Grant a post")
        await form.locator("select").select_option("intake")
        await found(form)
        await expect(await foreseen(form, "新来")).to_be_visible()
        await form.locator("[type=submit]").click()
        await expect(at.page.locator("li strong", has_text="受理员" if zh else "Intake clerk")).to_be_visible()
        assert await at.serious() == []
    await joined(browser, link, language, username)


async def test_what_a_leaving_orphans_is_shown_before_it_is_made(city: City, browser: Browser) -> None:
    answer = await city.ask("admin", "GET", f"/persons?role=township_supervisor&grid={TOWNSHIP}")
    (who,) = answer["items"]
    async with screen(browser, city.url) as at:
        await at.sign_in("admin")
        await at.go(f"/centre/people/{who['id']}")
        form = await begun(at, "离岗")
        await expect((await foreseen(form, "退休")).locator(".orphan")).to_have_count(1)
        await expect(form.locator("[type=submit]")).to_have_text("看过影响，仍然确定")
        assert await at.serious() == []
        assert (await city.ask("admin", "GET", f"/persons/{who['id']}"))["posts"][0]["in_force"]
        await form.locator("[type=submit]").click()
        await at.said("离岗")
        await expect(at.page.locator(".card").filter(has_text="改动记录")).to_contain_text("退休")
    assert not (await city.ask("admin", "GET", f"/persons/{who['id']}"))["posts"][0]["in_force"]


async def test_a_week_is_planned_from_its_grid_by_keyboard(city: City, browser: Browser) -> None:
    async with screen(browser, city.url) as at:
        await at.sign_in("admin")
        await at.go("/centre/rosters")
        await found(at.page.locator("main"))
        cells = at.page.get_by_role("grid").locator("td[tabindex='0']")
        await expect(at.page.get_by_role("heading", level=1)).not_to_contain_text("高邮市")
        await expect(cells).to_have_count(1)
        assert await at.serious() == []
        await cells.focus()
        for key in ("ArrowDown", "ArrowRight", "ArrowRight", "Enter"):
            await at.page.keyboard.press(key)
        await at.page.locator(".q-menu").get_by_text("记请假").click()
        form = at.page.locator("form.wish")
        await form.locator("textarea").fill("年休假")
        await form.locator("[type=submit]").click()
        await expect(form.locator(".foreseen")).to_be_visible()
        await form.locator("[type=submit]").click()
        await at.said("排班已改")
        await expect(at.page.get_by_role("grid").get_by_text("请假")).not_to_have_count(0)


@both
async def test_a_group_is_merged_from_its_page_once_what_follows_was_seen(
    city: City, browser: Browser, size: str, language: str
) -> None:
    zh = language == "zh-CN"
    found_ = await city.ask("admin", "GET", f"/grids/search?words={TOWNSHIP}&level=4&limit=8")
    gone, into = (each["code"] for each in found_[0 if zh else 2 :][:2])
    number = await city.report(grid=gone)
    async with screen(browser, city.url, size, language) as at:
        await at.sign_in("admin")
        await at.go(f"/centre/territory?at={gone}")
        form = await begun(at, "并入别的网格" if zh else "Merge it into another")
        await form.locator(".place-search input").first.fill(into)
        await at.page.get_by_role("option").filter(has_text=into).first.click()
        follows = await foreseen(form, "村民小组合并" if zh else "two groups become one")
        await expect(follows).to_contain_text("时限不变" if zh else "no deadline is touched")
        assert await at.serious() == []
        await form.locator("[type=submit]").click()
        await at.said("并入别的网格" if zh else "Merge it into another")
    assert (await city.see("centre", number))["grid"]["code"] == into
