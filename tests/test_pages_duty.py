"""The page of rosters, by what its users do: see who is there, ask for leave, answer, hand over, change a roster."""

from playwright.async_api import Browser, Locator, expect

from tests.pages.browsing import Screen, screen
from tests.pages.city import City
from tests.pages.fixtures import both, needs_pages

pytestmark = needs_pages

TOWN = "321084116"
DISPATCHER, COLLEAGUE = f"dispatcher-{TOWN}", f"dispatcher2-{TOWN}"
SUPERVISOR, INTAKE, INFORMANT = f"supervisor-{TOWN}", f"intake-{TOWN}", "informant-1954"


async def opened(at: Screen, who: str) -> None:
    await at.sign_in(who, "/duty")
    await expect(at.page.locator("main h1")).to_be_visible()
    await expect(at.page.locator(".q-skeleton")).to_have_count(0)


async def fill(form: Locator, **given: str) -> None:
    for label, value in given.items():
        await form.get_by_label(label, exact=False).first.fill(value)


async def day_after(city: City, days: int) -> str:
    """A date of the city, written out."""
    week = await city.ask(SUPERVISOR, "GET", f"/duty/week?grid={TOWN}")
    first = await city.ask(SUPERVISOR, "GET", f"/duty/week?grid={TOWN}&from={week['first']}")
    return str(first["posts"][0]["days"][days]["date"])


@both
async def test_who_is_there_my_shifts_and_the_week_are_shown(
    city: City, browser: Browser, size: str, language: str
) -> None:
    async with screen(browser, city.url, size, language, "dark" if size == "phone" else "light") as at:
        await opened(at, DISPATCHER)
        duty = await city.ask(DISPATCHER, "GET", "/duty")
        mine = await city.ask(DISPATCHER, "GET", "/duty/mine")
        await expect(at.page.locator(".now dt")).to_have_count(len(duty["roles"]))
        for role in duty["roles"]:
            for on in role["on_duty"]:
                await expect(at.page.locator(".now")).to_contain_text(on["person"]["name"])
        shifts = at.page.locator(".shifts ul li")
        await expect(shifts).to_have_count(len(mine["shifts"]))
        await expect(at.page.locator(".week")).to_contain_text("–")
        await at.page.get_by_role("button", name="今晚 22:00" if language == "zh-CN" else "Tonight 22:00").click()
        night = await city.ask(DISPATCHER, "GET", "/duty?at=tonight")
        desk = next(role for role in night["roles"] if role["role"] == "duty")
        await expect(at.page.locator(".now")).to_contain_text(desk["on_duty"][0]["person"]["name"])
        assert await at.serious() == []
        assert await at.page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


async def test_leave_is_asked_for_on_the_phone_and_agreed_to_at_the_desk(city: City, browser: Browser) -> None:
    day = await day_after(city, 5)
    async with screen(browser, city.url, "phone") as at:
        await opened(at, INTAKE)
        await at.page.get_by_role("button", name="请假", exact=True).click()
        form = at.page.locator("form.wish")
        await form.get_by_role("button", name="提出申请").click()
        await expect(form).to_contain_text("请填写：从哪天")
        await fill(form, 从哪天=day, 到哪天=day, 理由="年休假")
        await form.get_by_role("button", name="提出申请").click()
        await at.said("申请已提出")
        await expect(at.page.locator(".requests")).to_contain_text("等答复")
    async with screen(browser, city.url) as at:
        await opened(at, SUPERVISOR)
        waiting = at.page.locator(".requests .waiting li").filter(has_text="年休假")
        await waiting.get_by_role("button", name="同意", exact=True).click()
        await at.said("已同意")
        await expect(waiting).to_have_count(0)
    own = await city.ask(INTAKE, "GET", "/duty/requests")
    assert [each["state"] for each in own["mine"]] == ["agreed"]


async def test_a_swap_is_asked_for_and_the_other_person_refuses_it(city: City, browser: Browser) -> None:
    lines = (await city.ask(COLLEAGUE, "GET", "/duty/mine"))["lines"]
    shifts = (await city.ask(COLLEAGUE, "GET", "/duty/mine"))["shifts"]
    other = (await city.ask(INTAKE, "GET", "/session"))["person"]
    async with screen(browser, city.url) as at:
        await opened(at, COLLEAGUE)
        await at.page.get_by_role("button", name="申请换班").click()
        form = at.page.locator("form.wish")
        await form.get_by_label("哪个班").fill(lines[0]["begins"])
        await at.page.get_by_role("option").first.click()
        await fill(form, 哪一天=str(shifts[-2]["start"])[:10], 理由="家里有事")
        await form.get_by_label("换给谁").fill(other["name"])
        await at.page.get_by_role("option").filter(has_text=other["name"]).first.click()
        await form.get_by_role("button", name="提出申请").click()
        await at.said("申请已提出")
    async with screen(browser, city.url, "desk", "en") as at:
        await opened(at, INTAKE)
        waiting = at.page.locator(".requests .waiting li").filter(has_text="家里有事")
        await waiting.get_by_role("button", name="Refuse").click()
        await at.said("You refused")
    async with screen(browser, city.url) as at:
        await opened(at, COLLEAGUE)
        await expect(at.page.locator(".requests")).to_contain_text("没同意")


async def test_one_shift_hands_over_and_the_next_says_that_it_has_read_it(city: City, browser: Browser) -> None:
    async with screen(browser, city.url) as at:
        await opened(at, DISPATCHER)
        await at.page.get_by_role("button", name="写交接").click()
        notes = at.page.locator(".notes")
        await notes.get_by_role("button", name="交给下一班").click()
        await expect(notes).to_contain_text("请写交接内容")
        await notes.locator("textarea").fill("泵站钥匙在门卫处")
        await notes.get_by_label("还没办完的事件编号").fill("GY-999999")
        await notes.get_by_role("button", name="交给下一班").click()
        await expect(at.page.locator(".problem")).to_be_visible()
        await expect(notes.locator("textarea")).to_have_value("泵站钥匙在门卫处")
        await notes.get_by_label("还没办完的事件编号").fill("")
        await notes.get_by_role("button", name="交给下一班").click()
        await at.said("交接已留给下一班")
        await expect(notes.locator("li")).to_contain_text("泵站钥匙在门卫处")
        await expect(notes.get_by_role("button", name="我看过了")).to_have_count(0)
    async with screen(browser, city.url, "phone") as at:
        await opened(at, COLLEAGUE)
        note = at.page.locator(".notes li").filter(has_text="泵站钥匙在门卫处")
        await note.get_by_role("button", name="我看过了").click()
        await at.said("已确认看过")
        await expect(note).to_contain_text("已看")


async def make(at: Screen, **given: str) -> None:
    """Fills in the change that is open, looks at what follows, and makes it."""
    form = at.page.locator("form.wish")
    await fill(form, **given)
    await form.get_by_role("button", name="先看影响").click()
    await expect(form.get_by_role("status")).to_be_visible()
    await form.get_by_role("button", name="确定这样排").click()
    await expect(form).to_have_count(0)
    await at.said("排班已改")


async def test_the_supervisor_changes_a_roster_from_its_row_by_keys_and_sees_what_follows_before_it_is_made(
    city: City, browser: Browser
) -> None:
    day = await day_after(city, 6)
    duty = await city.ask(SUPERVISOR, "GET", f"/duty/week?grid={TOWN}")
    # The duty chief among them is replaced by nobody but a chief.
    name, other = [row["person"]["name"] for row in duty["posts"] if row["role"] == "dispatcher" and not row["chief"]][
        :2
    ]
    async with screen(browser, city.url) as at:
        await opened(at, SUPERVISOR)
        week, form = at.page.locator(".week"), at.page.locator("form.wish")
        cells = week.locator("tbody tr").filter(has_text=name)

        async def choose(change: str) -> None:
            await at.page.get_by_role("button", name=f"改{name}的排班").focus()
            await at.page.keyboard.press("Enter")
            await at.page.locator(".q-menu .q-item").filter(has_text=change).focus()
            await at.page.keyboard.press("Enter")
            await expect(form).to_be_visible()

        await the_way_back_closes_the_menu(at, f"改{name}的排班")
        await choose("排一个班")
        await make(at, 从几点="19:00", 到几点="21:00", 从哪天=day, 到哪天=day, 理由="防汛值守")
        await expect(cells).to_contain_text("19:00–21:00")
        await choose("删去这条")
        await make(at, 理由="雨停了")
        await expect(cells).not_to_contain_text("19:00–21:00")
        await choose("记请假")
        await make(at, 从哪天=day, 到哪天=day, 理由="外出开会")
        await expect(cells).to_contain_text("请假")
        await choose("指定替班人")
        await form.get_by_label("换给谁").fill(other)
        await at.page.get_by_role("option").filter(has_text=other).first.click()
        await make(at, 理由="由他代会后的事")
        await at.page.locator("summary").filter(has_text="改动记录").click()
        for reason in ("防汛值守", "雨停了", "外出开会", "由他代会后的事"):
            await expect(at.page.locator("details.card")).to_contain_text(reason)


async def the_way_back_closes_the_menu(at: Screen, button: str) -> None:
    await at.page.get_by_role("button", name=button).click()
    await expect(at.page.locator(".q-menu")).to_be_visible()
    await at.page.go_back()
    await expect(at.page.locator(".q-menu")).to_have_count(0)


async def test_a_surge_team_is_called_and_sent_home(city: City, browser: Browser) -> None:
    day = await day_after(city, 5)
    other = (await city.ask(COLLEAGUE, "GET", "/session"))["person"]["name"]
    async with screen(browser, city.url) as at:
        await opened(at, SUPERVISOR)
        week, form = at.page.locator(".week"), at.page.locator("form.wish")
        await week.get_by_role("button", name="召集增援队").click()
        await form.get_by_label("做什么").select_option("duty")
        await form.get_by_label("哪些人").fill(other)
        await at.page.get_by_role("option").filter(has_text=other).first.click()
        await make(at, 队名="防汛突击队", 从什么时候=f"{day}T08:00", 到什么时候=f"{day}T20:00", 理由="大雨")
        await expect(week.locator("tbody th").filter(has_text="防汛突击队")).to_contain_text(other)
        await week.get_by_role("button", name="结束增援").click()
        await expect(form.get_by_label("队名")).to_have_value("防汛突击队")
        await make(at, 理由="水退了")
        await expect(week.locator("tbody tr").filter(has_text="防汛突击队")).not_to_contain_text("08:00–20:00")


async def test_an_informant_sees_their_own_shifts_and_nobody_elses(city: City, browser: Browser) -> None:
    async with screen(browser, city.url, "phone") as at:
        await opened(at, INFORMANT)
        await expect(at.page.locator(".shifts")).to_be_visible()
        await expect(at.page.locator(".now, .week")).to_have_count(0)
        await expect(at.page.get_by_role("button", name="请假", exact=True)).to_be_visible()
