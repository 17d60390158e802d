"""Who is told by which channel and when, and what comes next: values and `now` in, a frozen value out. Pure.

An urgent notice passes through at once, by the channels that the rules name for it, and is said again until it is
acknowledged. Any other waits out the quiet hours, or goes into the day's digest where the person wants one.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Final

from models.notice import Channel, Notice, NoticeKind
from models.people import Language
from workflow.drafting import CALLS
from workflow.rules.calling import Notices

TELLS: Final = frozenset(
    {
        NoticeKind.DECIDED,
        NoticeKind.MESSAGE,
        NoticeKind.ENDED,
        NoticeKind.PROMISE_MOVED,
        NoticeKind.MINUTES,
        NoticeKind.BULLETIN,
        NoticeKind.MOTION,
        NoticeKind.PROOF,
        NoticeKind.PATROL,
        NoticeKind.CAMPAIGN,
        NoticeKind.DIGEST,
    }
)
"""The kinds that only tell something: they are never said again, however urgent."""

SINGLE: Final = frozenset({NoticeKind.INVITED, NoticeKind.MEETING_CHANGED, NoticeKind.MEETING_CANCELLED})
"""The kinds that go into no digest: they carry a file of their own."""

FIRST_PAUSE: Final = timedelta(seconds=30)
LONGEST_PAUSE: Final = timedelta(minutes=30)
MOST_ATTEMPTS: Final = 200
"""With the pauses between them more than four days. A channel that is down as a whole uses none of them up."""

_DAY: Final = 1440


@dataclass(frozen=True)
class Wishes:
    """What a person wants, and where they can be reached. No channels: those of the rules. `quiet`: minutes of the day
    from and to, the same twice for none at all, None for those of the rules."""

    language: Language = Language.ZH
    channels: tuple[Channel, ...] = ()
    quiet: tuple[int, int] | None = None
    digest: bool = False
    addresses: Mapping[Channel, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Planned:
    """One letter, and from when on it may go."""

    channel: Channel
    at: datetime


@dataclass(frozen=True)
class Plan:
    """What becomes of a notice that now stands in its person's list."""

    letters: tuple[Planned, ...] = ()
    calling: bool = False
    repeat_at: datetime | None = None
    digest_at: datetime | None = None


@dataclass(frozen=True)
class Again:
    """What becomes of one that nobody has acknowledged: it is said again, or passed on, or let be."""

    letters: tuple[Planned, ...] = ()
    repeat_at: datetime | None = None
    pass_on: bool = False


def plan(
    notice: Notice, acknowledged: bool, wishes: Wishes, rules: Notices, ready: Collection[Channel], now: datetime,
    tz: tzinfo,
) -> Plan:  # fmt: skip
    """`ready`: the channels that are set up. What is acknowledged already is carried no further."""
    if acknowledged:
        return Plan()
    calling, named = notice.kind in CALLS, _named(notice, wishes, ready)
    if notice.urgent:
        carried = urgent_channels(wishes, rules, ready) if named is None else named
        letters = tuple(Planned(channel, now) for channel in carried)
        return Plan(letters, calling, None if notice.kind in TELLS else now + rules.every.running)
    if named is not None:
        return Plan(_from_quiet_on(named, wishes, rules, now, tz), calling)
    if wishes.digest and notice.kind not in SINGLE:
        return Plan((), calling, digest_at=next_at(now, rules.digest, tz))
    return Plan(ordinary_letters(wishes, rules, ready, now, tz), calling)


def ordinary_letters(
    wishes: Wishes, rules: Notices, ready: Collection[Channel], now: datetime, tz: tzinfo
) -> tuple[Planned, ...]:
    """What does not press, by the channels that the person chose; in quiet hours for when they end."""
    return _from_quiet_on(reachable(wishes.channels or rules.channels, wishes, ready), wishes, rules, now, tz)


def _from_quiet_on(
    channels: Collection[Channel], wishes: Wishes, rules: Notices, now: datetime, tz: tzinfo
) -> tuple[Planned, ...]:
    at = quiet_end(now, rules.quiet if wishes.quiet is None else wishes.quiet, tz) or now
    return tuple(Planned(channel, at) for channel in channels)


def _named(notice: Notice, wishes: Wishes, ready: Collection[Channel]) -> tuple[Channel, ...] | None:
    """The channels that the rung of a ladder names, beside the list itself; None, and the usual ones carry it, where
    it names none or none that reaches the person."""
    named = tuple(Channel(each) for each in notice.args.get("channels", ()))
    if named and {*named} == {Channel.APP}:
        return ()
    return reachable(named, wishes, ready) or None


def again(
    notice: Notice, repeats: int, moot: bool, wishes: Wishes, rules: Notices, ready: Collection[Channel], now: datetime
) -> Again:
    """`repeats`: how often it was said again already. `moot`: its case has ended, or the person has acted on it."""
    if moot:
        return Again()
    if repeats + 1 < rules.tries:
        named = _named(notice, wishes, ready)
        carried = urgent_channels(wishes, rules, ready) if named is None else named
        letters = tuple(Planned(channel, now) for channel in carried)
        return Again(letters, now + rules.every.running)
    return Again(pass_on=not notice.args.get("passed"))


def urgent_channels(wishes: Wishes, rules: Notices, ready: Collection[Channel]) -> tuple[Channel, ...]:
    """Those of the rules; where none of them reaches the person, any that does."""
    return reachable(rules.urgent, wishes, ready) or reachable(tuple(Channel), wishes, ready)


def reachable(channels: tuple[Channel, ...], wishes: Wishes, ready: Collection[Channel]) -> tuple[Channel, ...]:
    """Those that are set up and have an address of the person's; the list itself is none of them."""
    known = (channel for channel in channels if channel in ready and wishes.addresses.get(channel))
    return tuple(dict.fromkeys(channel for channel in known if channel != Channel.APP))


def quiet_end(now: datetime, quiet: tuple[int, int], tz: tzinfo) -> datetime | None:
    """When the quiet hours end that it is in, in UTC; None outside of them."""
    start, end = quiet
    local = now.astimezone(tz)
    minute = local.hour * 60 + local.minute
    if start <= end:
        return _wall(local, end, tz) if start <= minute < end else None
    if minute >= start:
        return _wall(local, end + _DAY, tz)
    return _wall(local, end, tz) if minute < end else None


def next_at(now: datetime, minute: int, tz: tzinfo) -> datetime:
    """The next time that it is this minute of the day, after `now`, in UTC."""
    local = now.astimezone(tz)
    today = _wall(local, minute, tz)
    return today if today > now else _wall(local, minute + _DAY, tz)


def _wall(local: datetime, minute: int, tz: tzinfo) -> datetime:
    midnight = datetime(local.year, local.month, local.day, tzinfo=tz)
    return (midnight + timedelta(minutes=minute)).astimezone(UTC)


def pause(attempts: int, chance: float) -> timedelta | None:
    """How long to wait after so many failed attempts, `chance` between 0 and 1; None when it is to be given up."""
    if attempts >= MOST_ATTEMPTS:
        return None
    return backoff(attempts, FIRST_PAUSE, LONGEST_PAUSE, chance)


def backoff(times: int, first: timedelta, longest: timedelta, chance: float) -> timedelta:
    """Twice as long each time, up to the longest; by chance up to a quarter less or more, so that not all come back
    at once."""
    doubled: int = 1 << min(max(times - 1, 0), 20)
    return min(longest, first * doubled) * (0.75 + chance / 2)
