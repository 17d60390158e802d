"""A roundtable in the browser, from its agenda to what everybody may read of it."""

import re

from playwright.async_api import Browser, expect

from tests.pages import kept
from tests.pages.browsing import Screen, screen
from tests.pages.city import City
from tests.pages.fixtures import both, needs_pages

pytestmark = needs_pages

TOWNSHIP = "321084108"
VILLAGE = f"{TOWNSHIP}009"
CONVENER, HANDLER = f"supervisor-{TOWNSHIP}", f"handler-{VILLAGE}"
SUBJECT = "垃圾桶放在哪里"
DONE = "添三个垃圾桶"
PUBLIC = "三日内在路口添三个垃圾桶。"
WORDS = {
    "zh-CN": {
        "owed": r"\d{4} 年应开的会", "well": "没有落后的", "draw": "拟定议程", "invite": "发出通知", "add": "增加议题",
        "up": "上移：", "down": "下移：", "strike": "撤下：", "struck": "已撤下 1 项", "restore": "恢复：",
        "guest": "邀请列席单位",
        "link": "线上链接", "join": "线上参加", "hold": "会议开始", "minute": "写纪要", "decide": "再加一项决定",
        "what": "做什么", "owner": "由谁办理", "carry": "报落实", "sign": "销号", "publish": "公开结论",
        "words": "第 1 项决定的公开说法", "read": "已通读", "closed": "已办结",
        "undone": "待落实",
    },
    "en": {
        "owed": r"Owed in \d{4}", "well": "Nobody falls behind", "draw": "Draw up the agenda",
        "invite": "Send the invitations", "add": "Add an item", "up": "Up: ", "down": "Down: ", "strike": "Strike: ",
        "struck": "1 struck", "restore": "Put back: ", "guest": "Invite from outside",
        "link": "Link for joining online", "join": "Join online", "hold": "The meeting begins",
        "minute": "Write the minutes", "decide": "Add a decision", "what": "What is to be done", "owner": "By whom",
        "carry": "Report as done", "sign": "Sign off", "publish": "Publish the conclusion",
        "words": "Decision 1 in public words", "read": "I have read it through", "closed": "closed",
        "undone": "to be carried out",
    },
}  # fmt: skip

TOLD = {
    "zh-CN": [
        "公开了圆桌会议的结论", "销号了一项决定", "形成了纪要", "恢复了撤下的议题", "发出了通知", "拟定了议程",
        "列入了计划",
    ],
    "en": [
        "published what the roundtable came to", "signed a decision off", "wrote the minutes",
        "put back what was struck", "sent the invitations", "drew up the agenda", "put it on the calendar",
    ],
}  # fmt: skip


async def shaped(at: Screen, said: dict[str, str]) -> None:
    """An item is added in words, moved by keyboard, struck and put back."""
    await press(at, said["add"])
    await asked(at, item=SUBJECT)
    items = at.page.locator("main ol > li").filter(has=at.page.get_by_role("button", name=re.compile(said["up"])))
    await expect(items.last).to_contain_text(SUBJECT)
    last = await items.count() - 1
    up = at.page.get_by_role("button", name=f"{said['up']}{SUBJECT}")
    down = at.page.get_by_role("button", name=f"{said['down']}{SUBJECT}")
    await up.focus()
    assert last >= 1
    for place in reversed(range(last)):
        await at.page.keyboard.press("Enter")
        await expect(items.nth(place)).to_contain_text(SUBJECT)
        await expect(up if place else down).to_be_focused()
    await press(at, f"{said['strike']}{SUBJECT}")
    await asked(at, reason="改日再议")
    await at.page.get_by_text(said["struck"]).click()
    await done(at, f"{said['restore']}{SUBJECT}")
    await expect(up).to_be_visible()


async def minuted(at: Screen, said: dict[str, str], owner: str) -> None:
    """The minutes with one decision, whose owner is found by search."""
    await press(at, said["minute"])
    form = at.page.locator("form.form")
    assert await at.serious() == []
    await form.locator("[name=text]").fill("议了垃圾桶的位置。")
    await press(at, said["decide"])
    await form.get_by_label(said["what"]).fill(DONE)
    await form.get_by_label(said["owner"]).press_sequentially(owner)
    options = at.page.get_by_role("listbox", name=said["owner"]).get_by_role("option")
    await options.filter(has_text=owner).first.click()
    await form.locator("[type=submit]").click()
    await expect(at.page.get_by_text(said["undone"])).to_be_visible()


async def press(at: Screen, name: str) -> None:
    await at.page.get_by_role("button", name=name, exact=True).click()


async def done(at: Screen, name: str | re.Pattern[str]) -> None:
    """Presses what can be done once; until it is done."""
    button = at.page.get_by_role("button", name=name, exact=True)
    await button.click()
    await expect(button).to_have_count(0)


async def asked(at: Screen, **given: str) -> None:
    """Fills in what a sheet asks for, and sends it."""
    sheet = at.page.get_by_role("dialog")
    for name, value in given.items():
        await sheet.locator(f"[name={name}]").fill(value)
    await sheet.locator("[type=submit]").click()
    await expect(sheet).to_have_count(0)


async def prepared(at: Screen, said: dict[str, str], number: str) -> None:
    """From the calendar to the invitations, with who comes from outside and where it is online."""
    owed = at.page.locator("section").filter(has=at.page.get_by_role("heading", name=re.compile(said["owed"])))
    await expect(owed).to_contain_text(said["well"])
    assert await at.serious() == []
    await at.page.locator(f"a[href='/meetings/{number}']").click()
    await done(at, said["draw"])
    await done(at, said["invite"])
    await shaped(at, said)
    await press(at, said["guest"])
    await asked(at, organisation="市供电公司", purpose="介绍改造计划", email="office@example.org")
    await press(at, said["link"])
    await asked(at, link="https://meet.example.org/1")
    await expect(at.page.get_by_role("link", name=said["join"])).to_be_visible()
    assert await at.serious() == []


async def published(at: Screen, said: dict[str, str]) -> None:
    await press(at, said["publish"])
    await at.page.locator("[name=conclusion]").fill("垃圾桶不够，路口要添。")
    await at.page.get_by_label(said["words"]).fill(PUBLIC)
    await at.page.get_by_label(said["read"]).check()
    assert await at.serious() == []
    await at.page.locator("form.form [type=submit]").click()
    await expect(at.page.locator("header .chip")).to_have_text(said["closed"])


@both
async def test_a_roundtable_from_its_agenda_to_what_everybody_may_read(
    city: City, browser: Browser, size: str, language: str
) -> None:
    said = WORDS[language]
    number = await kept.called_for_now(city, TOWNSHIP)
    async with screen(browser, city.url, size, language) as at, screen(browser, city.url, size, language) as other:
        await at.sign_in(CONVENER, "/meetings")
        await prepared(at, said, number)
        await done(at, said["hold"])
        owners = await city.ask(CONVENER, "GET", f"/meetings/{number}/owners?words={VILLAGE}")
        await minuted(at, said, owners[0]["name"])
        await other.sign_in(HANDLER, f"/meetings/{number}")
        await other.page.get_by_role("button", name=re.compile(f"^{said['carry']}")).click()
        await asked(other, reason="已添三个")
        assert await other.serious() == []
        await done(at, re.compile(f"^{said['sign']}"))
        await published(at, said)
        for words in TOLD[language]:
            await expect(at.page.get_by_text(words, exact=True).first).to_be_visible()
        assert await at.serious() == []
        await other.go("/figures")
        await expect(other.page.locator("article").filter(has_text=number)).to_contain_text(PUBLIC)
        assert await other.serious() == []
