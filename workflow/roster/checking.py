"""What a change of a roster comes to, checked as a whole: who is known, which days, what overlaps, who can stand in.

Every fault is a BadInput that names its field. What is asked of a day that has gone cannot be meant; a line that has
begun can be ended, not struck, so that what was so stays so.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, timedelta
from uuid import UUID

from models.people import Post, Role, Roster, RosterDays, RosterKind
from models.roster import ChangeKind
from workflow.directory.duty import Line
from workflow.errors import BadInput
from workflow.roster import surging
from workflow.roster.books import (
    DAY,
    LONGEST_DAYS,
    Books,
    check_days,
    check_held,
    first_begins,
    holds_within,
    leaves_of,
    line_of,
    new_line,
    overlap,
    plain,
    post_of,
    stretch_of,
    swapped,
    swaps_on,
)
from workflow.roster.changes import Amendment, End, Leave, Shift, Substitute, Swap, Wish
from workflow.roster.stand_ins import check_stand_in


def amendment(wish: Wish, books: Books) -> Amendment:
    """What the change does. BadInput where it cannot be."""
    return _CHECKS[wish.kind](wish, books)


def subjects(wish: Wish, books: Books) -> tuple[Post, ...]:
    """The posts that a change is about, which whoever asks for it must be allowed to change."""
    asked = wish.payload
    match wish.kind:
        case ChangeKind.SHIFT:
            return (post_of("post", asked.post, books),)
        case ChangeKind.LEAVE:
            return tuple(_left(asked, books))
        case ChangeKind.SWAP:
            return (books.directory.posts[line_of("line", asked.line, books).post_id],)
        case ChangeKind.SURGE:
            return (surging.of_the_team(asked, asked.role, books),)
        case ChangeKind.END_SURGE:
            return tuple(surging.team_posts(asked, books)) or (surging.of_the_team(asked, Role.DUTY, books),)
        case _:
            return (books.directory.posts[line_of("line", wish.line, books).post_id],)


def named(wish: Wish) -> tuple[str, tuple[UUID, ...]]:
    """The field of a change that names people to do the duty of its subjects, and whom it names."""
    match wish.kind:
        case ChangeKind.LEAVE:
            field, persons = "substitute", [wish.payload.substitute]
        case ChangeKind.SWAP | ChangeKind.SUBSTITUTE:
            field, persons = "person", [wish.payload.person]
        case ChangeKind.SURGE:
            field, persons = "persons", wish.payload.persons
        case _:
            field, persons = "person", []
    return field, tuple(person for person in persons if person is not None)


def _shift(wish: Wish, books: Books) -> Amendment:
    asked: Shift = wish.payload
    post = post_of("post", asked.post, books)
    check_days(asked.starts_on, asked.ends_on, books)
    check_held(post, asked.starts_on, asked.ends_on, books)
    line = new_line(books.new_id(), post.id, asked, asked.starts_on, asked.ends_on)
    others = [each for each in books.directory.lines_of(post.id) if plain(each)]
    if any(overlap(line, other, books) for other in others):
        raise BadInput("begins", "shift-overlaps")
    return Amendment(wish.kind, lines=(line,), posts=(post,))


def _leave(wish: Wish, books: Books) -> Amendment:
    asked: Leave = wish.payload
    check_days(asked.starts_on, asked.ends_on, books)
    if (asked.ends_on - asked.starts_on).days > LONGEST_DAYS:
        raise BadInput("ends_on", "too-far-ahead", days=LONGEST_DAYS)
    posts = list(_left(asked, books))
    if not posts:
        raise BadInput("post" if asked.post else "person", "no-post-then")
    for post in posts:
        if any(holds_within(line, asked.starts_on, asked.ends_on) for line in leaves_of(post, books)):
            raise BadInput("starts_on", "leave-overlaps")
        if asked.substitute is not None:
            check_stand_in("substitute", asked.substitute, post, (asked.starts_on, asked.ends_on), books)
    lines = tuple(
        Roster(
            id=books.new_id(),
            kind=RosterKind.LEAVE,
            post_id=post.id,
            starts_on=asked.starts_on,
            ends_on=asked.ends_on,
            substitute_id=asked.substitute,
        )
        for post in posts
    )
    beside = books.directory.named_in(asked.person)
    return Amendment(wish.kind, lines=lines, posts=tuple(posts), beside=beside)


def _left(asked: Leave, books: Books) -> Iterator[Post]:
    """The posts that a leave is from: those held on any of its days."""
    if books.directory.person(asked.person) is None:
        raise BadInput("person", "unknown-person")
    start, end = books.midnight(asked.starts_on), books.midnight(asked.ends_on + timedelta(days=1))
    for post in books.directory.held_by(asked.person):
        held = post.valid_from < end and (post.valid_to is None or post.valid_to > max(start, books.now))
        if held and asked.post in (None, post.id):
            yield post


def _swap(wish: Wish, books: Books) -> Amendment:
    asked: Swap = wish.payload
    line = line_of("line", asked.line, books)
    post = books.directory.posts[line.post_id]
    if not plain(line):
        raise BadInput("line", "not-a-shift")
    if not Line.of(line).begins(asked.on.toordinal(), books.moment()):
        raise BadInput("on", "no-shift-then")
    start, end = stretch_of(line, asked.on, books)
    if end <= books.now or not post.holds(max(start, books.now)):
        raise BadInput("on", "shift-is-over")
    if any(stretch_of(other, asked.on, books) == (start, end) for other in swaps_on(post, asked.on, books)):
        raise BadInput("on", "swapped-already")
    past_midnight = Line.of(line).end > DAY
    check_stand_in("person", asked.person, post, (asked.on, asked.on + timedelta(days=past_midnight)), books)
    if _busy_there(asked.person, post, start, end, books):
        raise BadInput("person", "on-duty-then")
    swapped = line.but(
        id=books.new_id(),
        days=RosterDays.ALL,
        weekdays=127,
        starts_on=asked.on,
        ends_on=asked.on,
        substitute_id=asked.person,
    )
    return Amendment(wish.kind, lines=(swapped,), posts=(post,))


def _busy_there(person: UUID, post: Post, start: datetime, end: datetime, books: Books) -> bool:
    """Whether somebody has the same hours at the same desk already: then two would be on duty before, and one after."""
    desk = [each for each in books.directory.colleagues(post) if each.id != post.id]
    turns = books.directory.turns(desk, start, end, books.calendar)
    return any(books.directory.on_duty(each, at, books.calendar) == person for at in turns for each in desk)


def _end(wish: Wish, books: Books) -> Amendment:
    asked: End = wish.payload
    line = line_of("line", wish.line, books)
    if asked.ends_on < books.today - timedelta(days=1) or asked.ends_on < line.starts_on:
        raise BadInput("ends_on", "day-has-gone")
    if line.ends_on is not None and asked.ends_on > line.ends_on:
        raise BadInput("ends_on", "ends-before-that")
    after = asked.ends_on + timedelta(days=1)
    return Amendment(
        wish.kind,
        lines=(line.but(ends_on=asked.ends_on),),
        struck=tuple(_hanging(line, after, books)),
        posts=(books.directory.posts[line.post_id],),
    )


def _strike(wish: Wish, books: Books) -> Amendment:
    line = line_of("line", wish.line, books)
    if first_begins(line, books) <= books.now:
        raise BadInput("line", "line-has-begun")
    struck = (line.id, *_hanging(line, line.starts_on, books))
    return Amendment(wish.kind, struck=struck, posts=(books.directory.posts[line.post_id],))


def _hanging(line: Roster, first: date, books: Books) -> Iterator[UUID]:
    """The swaps of a shift from a date on, which go with it."""
    if not plain(line):
        return
    for other in books.directory.lines_of(line.post_id):
        same = (other.from_minute, other.to_minute) == (line.from_minute, line.to_minute)
        if swapped(other) and same and other.starts_on >= first and line.starts_on <= other.starts_on:
            yield other.id


def _substitute(wish: Wish, books: Books) -> Amendment:
    asked: Substitute = wish.payload
    line = line_of("line", wish.line, books)
    post = books.directory.posts[line.post_id]
    if line.kind != RosterKind.LEAVE:
        raise BadInput("line", "not-a-leave")
    if line.ends_on is not None and line.ends_on < books.today:
        raise BadInput("line", "day-has-gone")
    if asked.person is not None:
        last = line.ends_on or books.today + timedelta(days=LONGEST_DAYS)
        check_stand_in("person", asked.person, post, (max(line.starts_on, books.today), last), books)
    return Amendment(wish.kind, lines=(line.but(substitute_id=asked.person),), posts=(post,))


_CHECKS: Mapping[ChangeKind, Callable[[Wish, Books], Amendment]] = {
    ChangeKind.SHIFT: _shift,
    ChangeKind.LEAVE: _leave,
    ChangeKind.SWAP: _swap,
    ChangeKind.END: _end,
    ChangeKind.STRIKE: _strike,
    ChangeKind.SUBSTITUTE: _substitute,
    ChangeKind.SURGE: surging.call,
    ChangeKind.END_SURGE: surging.end,
}
