"""Who is told by which channel and when: the rules' word, the person's wish, the hour."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.notice import Channel, Notice, NoticeKind
from tests.small import MONDAY, uid
from workflow.calendar import Budget
from workflow.delivery import deciding
from workflow.delivery.deciding import MOST_ATTEMPTS, Again, Plan, Planned, Wishes
from workflow.rules.calling import Notices

TZ = ZoneInfo("Asia/Shanghai")
RULES = Notices(
    quiet=(22 * 60, 7 * 60),
    digest=17 * 60 + 30,
    channels=(Channel.APP, Channel.CHAT),
    urgent=(Channel.APP, Channel.CHAT, Channel.SMS),
    every=Budget.parse("10m"),
    tries=3,
)
EVERYWHERE = {Channel.EMAIL: "a@example.org", Channel.CHAT: "a", Channel.SMS: "10086"}
READY = frozenset(EVERYWHERE)
PERSON = Wishes(addresses=EVERYWHERE)
TEN_MINUTES = timedelta(minutes=10)


def notice(kind: NoticeKind = NoticeKind.ASSIGNED, urgent: bool = False, **args: object) -> Notice:
    return Notice(
        id=uid("notice"),
        key="cause:app",
        about=uid("case"),
        entry=1,
        kind=kind,
        recipient_id=uid("person"),
        urgent=urgent,
        args=dict(args),
        created_at=MONDAY,
    )


def local(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 6, day, hour, minute, tzinfo=TZ).astimezone(UTC)


def planned(of: Notice, now: datetime, wishes: Wishes = PERSON, ready: frozenset[Channel] = READY) -> Plan:
    return deciding.plan(of, False, wishes, RULES, ready, now, TZ)


def test_what_does_not_press_goes_at_once_by_the_channels_of_the_rules() -> None:
    assert planned(notice(), MONDAY) == Plan((Planned(Channel.CHAT, MONDAY),), calling=True)


def test_what_does_not_press_waits_until_the_quiet_hours_end() -> None:
    for now in (local(8, 22), local(8, 23, 59), local(9, 0), local(9, 6, 59)):
        assert planned(notice(), now).letters == (Planned(Channel.CHAT, local(9, 7)),)
    for now in (local(9, 7), local(9, 21, 59)):
        assert planned(notice(), now).letters == (Planned(Channel.CHAT, now),)


def test_a_persons_own_quiet_hours_take_the_place_of_the_rules() -> None:
    noon = Wishes(addresses=EVERYWHERE, quiet=(12 * 60, 14 * 60))
    assert planned(notice(), local(9, 13), noon).letters[0].at == local(9, 14)
    assert planned(notice(), local(9, 23), noon).letters[0].at == local(9, 23)
    never = Wishes(addresses=EVERYWHERE, quiet=(0, 0))
    assert planned(notice(), local(9, 3), never).letters[0].at == local(9, 3)


def test_an_urgent_notice_passes_through_at_once_and_is_to_be_said_again() -> None:
    night = local(9, 3)
    wishes = Wishes(addresses=EVERYWHERE, channels=(Channel.EMAIL,), digest=True)
    plan = planned(notice(urgent=True), night, wishes)
    assert plan.letters == (Planned(Channel.CHAT, night), Planned(Channel.SMS, night))
    assert (plan.repeat_at, plan.digest_at) == (night + TEN_MINUTES, None)


def test_an_urgent_notice_that_the_rules_channels_cannot_bring_comes_by_any_that_can() -> None:
    plan = planned(notice(urgent=True), MONDAY, ready=frozenset({Channel.EMAIL}))
    assert [letter.channel for letter in plan.letters] == [Channel.EMAIL]
    assert planned(notice(urgent=True), MONDAY, Wishes()).letters == ()


def test_the_channels_that_a_rung_names_carry_its_messages_in_place_of_the_usual_ones() -> None:
    by_text, digest = notice(channels=["sms"]), Wishes(addresses=EVERYWHERE, digest=True)
    for wishes in (PERSON, digest):
        assert planned(by_text, local(9, 3), wishes).letters == (Planned(Channel.SMS, local(9, 7)),)
    urgent = notice(urgent=True, channels=["sms"])
    assert [each.channel for each in planned(urgent, MONDAY).letters] == [Channel.SMS]
    assert [each.channel for each in deciding.again(urgent, 0, False, PERSON, RULES, READY, MONDAY).letters] == [
        Channel.SMS
    ]
    only_chat = Wishes(addresses={Channel.CHAT: "a"})
    assert [each.channel for each in planned(by_text, MONDAY, only_chat).letters] == [Channel.CHAT]
    assert planned(notice(channels=["app"]), MONDAY).letters == ()


def test_what_only_tells_something_is_never_said_again() -> None:
    for kind in deciding.TELLS:
        assert planned(notice(kind, urgent=True), MONDAY).repeat_at is None


def test_with_a_digest_what_does_not_press_is_gathered() -> None:
    wishes = Wishes(addresses=EVERYWHERE, digest=True)
    assert planned(notice(), local(9, 9), wishes) == Plan((), calling=True, digest_at=local(9, 17, 30))
    assert planned(notice(), local(9, 17, 30), wishes).digest_at == local(10, 17, 30)
    invited = planned(notice(NoticeKind.INVITED), local(9, 9), wishes)
    assert (len(invited.letters), invited.digest_at) == (1, None)


def test_a_channel_that_is_not_set_up_or_has_no_address_is_left_out() -> None:
    wishes = Wishes(channels=(Channel.EMAIL, Channel.SMS, Channel.APP), addresses={Channel.EMAIL: "a@example.org"})
    assert [each.channel for each in planned(notice(), MONDAY, wishes).letters] == [Channel.EMAIL]
    assert planned(notice(), MONDAY, wishes, frozenset({Channel.SMS})).letters == ()


def test_what_was_acknowledged_before_it_went_out_goes_nowhere() -> None:
    assert deciding.plan(notice(urgent=True), True, PERSON, RULES, READY, MONDAY, TZ) == Plan()


def again(repeats: int, moot: bool = False, passed: bool = False) -> Again:
    return deciding.again(notice(urgent=True, passed=passed), repeats, moot, PERSON, RULES, READY, MONDAY)


def test_an_urgent_notice_is_said_as_often_as_the_rules_say_and_then_passed_on() -> None:
    for repeats in (0, 1):
        found = again(repeats)
        assert [letter.channel for letter in found.letters] == [Channel.CHAT, Channel.SMS]
        assert (found.repeat_at, found.pass_on) == (MONDAY + TEN_MINUTES, False)
    assert again(2) == Again(pass_on=True)


def test_what_was_passed_on_once_is_not_passed_on_further() -> None:
    assert again(2, passed=True) == Again()


def test_what_has_no_point_any_more_is_neither_said_again_nor_passed_on() -> None:
    assert again(0, moot=True) == again(2, moot=True) == Again()


def test_the_pauses_outlast_days_and_none_is_longer_than_half_an_hour_and_a_bit() -> None:
    pauses = [pause for attempts in range(1, MOST_ATTEMPTS) if (pause := deciding.pause(attempts, 0.0))]
    assert len(pauses) == MOST_ATTEMPTS - 1
    assert sum(pauses, timedelta()) > timedelta(days=3)
    assert max(deciding.pause(n, 1.0) or timedelta() for n in range(1, MOST_ATTEMPTS)) <= timedelta(minutes=38)
    assert deciding.pause(MOST_ATTEMPTS, 0.5) is None


@given(
    minutes=st.integers(0, 6 * 366 * 1440),
    quiet=st.tuples(st.integers(0, 1439), st.integers(0, 1440)),
    urgent=st.booleans(),
    digest=st.booleans(),
    kind=st.sampled_from(NoticeKind),
    channels=st.lists(st.sampled_from(Channel), unique=True),
    ready=st.frozensets(st.sampled_from(Channel)),
    zone=st.sampled_from(["Asia/Shanghai", "Europe/Berlin", "UTC"]),
)
def test_nothing_goes_into_the_past_or_waits_more_than_a_day(
    minutes: int,
    quiet: tuple[int, int],
    urgent: bool,
    digest: bool,
    kind: NoticeKind,
    channels: list[Channel],
    ready: frozenset[Channel],
    zone: str,
) -> None:
    at = datetime(2024, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    wishes = Wishes(channels=tuple(channels), quiet=quiet, digest=digest, addresses=EVERYWHERE)
    plan = deciding.plan(notice(kind, urgent), False, wishes, RULES, ready, at, ZoneInfo(zone))
    assert all(at <= letter.at <= at + timedelta(hours=25) for letter in plan.letters)
    assert {letter.channel for letter in plan.letters} <= ready - {Channel.APP}
    assert len({letter.channel for letter in plan.letters}) == len(plan.letters)
    if urgent:
        assert all(letter.at == at for letter in plan.letters)
    if plan.digest_at is not None:
        assert digest
        assert not urgent
        assert plan.letters == ()
        assert at < plan.digest_at <= at + timedelta(hours=25)


@pytest.mark.parametrize("quiet", [(22 * 60, 7 * 60), (60, 1440), (0, 1440), (5, 5)])
@given(minutes=st.integers(0, 3 * 1440))
def test_when_quiet_hours_end_it_is_quiet_no_longer(quiet: tuple[int, int], minutes: int) -> None:
    now = local(8, 0) + timedelta(minutes=minutes)
    end = deciding.quiet_end(now, quiet, TZ)
    if quiet == (0, 1440):
        assert end is not None
    elif end is not None:
        assert end > now
        assert deciding.quiet_end(end, quiet, TZ) is None
