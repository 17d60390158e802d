"""Who is on duty, in words: what the command prints."""

from collections.abc import Iterable, Iterator, Sequence
from uuid import UUID

from workflow.messages import say
from workflow.roster.coverage import place_of
from workflow.roster.seeing import RoleNow
from workflow.sentences import Names, instant, word


def lines(roles: Sequence[RoleNow], names: Names) -> Iterator[str]:
    """A line a desk: who is on duty, or when somebody is and who is told until then, and whom urgent cases wake."""
    for found in roles:
        place = names.receiver(place_of(names.directory, found.desk)) or ""
        desk = {"role": word(names.language, "role", str(found.role)) or str(found.role), "place": place}
        if found.on_duty:
            yield say(names.language, "duty-on", persons=_named([on.person for on in found.on_duty], names), **desk)
            continue
        next_at = instant(names.language, found.next_at) if found.next_at else "–"
        yield say(names.language, "duty-off", next=next_at, persons=_named(found.told.persons, names), **desk)
        if found.urgent.woken:
            yield say(names.language, "duty-wakes", persons=_named(found.urgent.woken, names))


def _named(persons: Iterable[UUID], names: Names) -> str:
    return say(names.language, "list-comma").join(names.person(person) for person in persons)
