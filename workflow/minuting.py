"""Meetings in words: an item of an agenda, and the list of what comes and what is late."""

from collections.abc import Iterator, Mapping
from typing import Any, Final
from uuid import UUID

from models.people import Language
from workflow import inviting
from workflow.commands import SYSTEM
from workflow.engine import Engine
from workflow.in_force import Now
from workflow.meetings import agenda
from workflow.messages import say
from workflow.sentences import Names, instant, word
from workflow.store.meetings import Counted, Wanted

MOST_LISTED: Final = 200


def words(item: Mapping[str, Any], names: Names, said: Mapping[UUID, str] | None = None) -> str:
    """What an item of an agenda says to a reader. `said` is what people wrote about the meeting, as far as it has not
    been erased; without it a subject in words is only named as one."""
    kind, language = item["kind"], names.language
    if kind == agenda.WORDS:
        if said is None:
            return say(language, "agenda-words")
        return said.get(UUID(item["subject"])) or say(language, "agenda-words-erased")
    if kind == "topic":
        return say(language, "agenda-topic", category=names.of("category", item["number"]) or item["number"])
    if kind == "decision":
        code = "agenda-decision-late" if item["late"] else "agenda-decision"
        return say(language, code, number=item["number"], due=instant(language, item["due"]))
    if kind == "motion":
        code = "agenda-motion-failing" if item["count"] else "agenda-motion"
        return say(language, code, number=item["number"], count=str(item["count"]))
    return say(language, f"agenda-{kind}", number=item["number"], count=str(item.get("count", 1)))


async def listed(engine: Engine, language: Language, late: bool) -> list[str]:
    """A line for each meeting that has not come to an end, the next one first; or only for what is late."""
    found, now = await engine.meetings.listed(SYSTEM, Wanted(open=True, late=late), None, MOST_LISTED)
    names = Names(language, now.directory, now.rules)
    in_order = sorted(found.items, key=lambda each: (each.meeting.starts_at, each.meeting.number))
    return [line for each in in_order for line in _lines(each, names, now)] or [say(language, "meetings-none")]


def _lines(each: Counted, names: Names, now: Now) -> Iterator[str]:
    meeting, language = each.meeting, names.language
    state = word(language, "meeting", str(meeting.state)) or str(meeting.state)
    yield say(
        language,
        "meetings-late" if meeting.coming and meeting.starts_at < now.at else "meetings-line",
        at=instant(language, meeting.starts_at),
        title=inviting.title(meeting, names),
        state=state,
    )
    if each.undone:
        code = "meetings-overdue" if each.overdue else "meetings-undone"
        yield say(language, code, undone=str(each.undone), overdue=str(each.overdue))
