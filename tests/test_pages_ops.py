"""What runs by itself, looked after from the centre's pages: letters, jobs, the calendar, the record, motions."""

import re

from playwright.async_api import Browser, Locator, expect

from tests.pages import kept
from tests.pages.browsing import Screen, screen
from tests.pages.city import City
from tests.pages.fixtures import both, needs_pages

pytestmark = needs_pages

COUNTED = 60_000
"""Every open deadline is counted, and the machine may be busy."""


def button(at: Screen, name: str) -> Locator:
    return at.page.get_by_role("button", name=name)


async def reasoned(at: Screen, why: str) -> None:
    """The form that asks for a reason, sent without one and then with it."""
    form = at.page.locator("form.ask")
    await form.locator("[type=submit]").click()
    await expect(form.locator(".q-field--error")).to_have_count(1)
    await form.locator("[name=reason]").fill(why)
    await form.locator("[type=submit]").click()
    await expect(form).to_have_count(0, timeout=COUNTED)


@both
async def test_letters_that_nobody_took_go_out_again_or_are_given_up_and_the_record_says_by_whom(
    city: City, browser: Browser, size: str, language: str
) -> None:
    zh = language == "zh-CN"
    why = "已调离" if zh else "has moved on"
    for error in ("550", "no-address"):
        await kept.dead_letter(city, f"supervisor-{321084106}", error)
    await kept.set_aside(city, "1764150000.M1P2.example", "wrong-token")
    async with screen(browser, city.url, size, language) as at:
        await at.sign_in("centre")
        await at.go("/centre")
        await expect(at.page.locator(".chip.loud").filter(has_text=re.compile(r"2 (封|letters)"))).to_be_visible()
        await at.page.get_by_role("link", name="没送到的通知" if zh else "Dead letters").click()
        await expect(at.page.locator("[data-aside]")).to_contain_text("不属于任何人" if zh else "nobody’s")
        rows = at.page.locator(".letters li:not([data-aside])")
        await expect(rows).to_have_count(2)
        assert await at.serious() == []
        await rows.filter(has_text="550").locator("input").check()
        await button(at, "再发（1）" if zh else "Send again (1)").click()
        await expect(rows).to_have_count(1)
        await rows.first.locator("input").check()
        await button(at, "不再发送" if zh else "Give up").first.click()
        await reasoned(at, why)
        await expect(rows).to_have_count(0)
        await at.go("/centre/audit")
        await at.page.locator("[name=about]").select_option("letters")
        line = at.page.locator(".record").filter(has_text=why)
        await expect(line).to_have_count(1)
        await at.page.locator(".verify form").first.locator("button").click()
        await expect(at.page.locator(".said")).to_contain_text("都和当初写下的一样" if zh else "as they were written")
        assert await at.serious() == []


@both
async def test_a_year_is_published_after_a_look_at_what_it_moves(
    city: City, browser: Browser, size: str, language: str
) -> None:
    zh = language == "zh-CN"
    why = f"放假通知 {size}"
    date = "2031-10-01" if zh else "2032-10-01"
    async with screen(browser, city.url, size, language) as at:
        await at.sign_in("centre")
        await at.go("/centre/calendar")
        await button(at, "提出修改" if zh else "Propose changes").click()
        year = at.page.locator(".which h2")
        while await year.inner_text() != date[:4]:
            await at.page.locator(".which button").last.click()
        if zh:
            await at.page.locator(f'[data-day="{date}"]').click()
        else:
            await at.page.locator("[name=first]").fill(date)
            await at.page.locator("[name=name]").fill("National Day")
            await button(at, "Mark these days").click()
        await expect(at.page.locator(f'[data-day="{date}"].off')).to_have_count(1)
        assert await at.serious() == []
        await button(at, "先看影响" if zh else "See what follows").click()
        await expect(at.page.locator(".moves")).to_be_visible(timeout=COUNTED)
        await button(at, "启用……" if zh else "Put it in force …").click()
        await reasoned(at, why)
        await expect(at.page.get_by_text(why)).to_be_visible()
        assert await at.serious() == []
    found = await city.ask("centre", "GET", "/calendar")
    assert date in found["years"][date[:4]]["off"]


@both
async def test_a_job_that_failed_tells_why_and_which_townships_are_done_and_is_run_again(
    city: City, browser: Browser, size: str, language: str
) -> None:
    zh = language == "zh-CN"
    period = "2020-01" if zh else "2020-02"
    await kept.failed_job(city, period)
    async with screen(browser, city.url, size, language) as at:
        await at.sign_in("admin")
        await at.go("/centre/jobs")
        await at.page.locator("[name=kind]").select_option("bulletin")
        job = at.page.locator(f'[data-job="bulletin {period}"]')
        await expect(job).to_contain_text("Unreachable at")
        await job.locator("summary").click()
        await expect(job.locator(".parts li").filter(has_text="12")).to_have_count(1)
        assert await at.serious() == []
        await job.get_by_role("button", name="再做一次" if zh else "Run again").click()
        await expect(job).to_contain_text("待做" if zh else "owed")


async def test_a_motion_is_found_with_what_it_proposes_and_is_taken_back_with_a_reason(
    city: City, browser: Browser
) -> None:
    number = await kept.put_motion(city, "夜间时限过长")
    async with screen(browser, city.url, "phone") as at:
        await at.sign_in("centre")
        await at.go("/centre/motions")
        await at.page.get_by_role("link", name=re.compile(number)).click()
        await expect(at.page.locator(".chip").first).to_have_text("等待会议")
        assert await at.serious() == []
        await button(at, "撤回").click()
        await reasoned(at, "先看一季度的数字")
        await expect(at.page.locator(".chip").first).to_have_text("已撤回")
    async with screen(browser, city.url) as at:
        await at.sign_in("supervisor")
        await at.go(f"/centre/motions/{number}")
        await expect(at.page.get_by_text("先看一季度的数字")).to_be_visible()
        await expect(button(at, "撤回")).to_have_count(0)
