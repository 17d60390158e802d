"""What people do to an agenda: add to it, put it in order, take something off, put it back. Pure.

An agenda is drawn again and again; what people did to it stays. What was added comes after what is drawn, unless
somebody put it elsewhere; what was struck stays off as long as it would be drawn; the order is kept, and what is new
comes after the item that it follows by itself.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from models.meeting import Meeting, MeetingState
from workflow.errors import BadInput
from workflow.meetings import agenda
from workflow.meetings.draft import MeetingDraft
from workflow.meetings.naming import Found
from workflow.meetings.payloads import AddItem, OnItem, OrderItems, StrikeItem

MOST_ADDED: Final = 50
"""So many items people put on one agenda."""

NEVER_STRUCK: Final = ("topic", "proposal", "motion")
"""What a roundtable is about, and what has to be decided or left: neither is taken off."""

Item = dict[str, Any]


def arranged(meeting: Meeting, drawn: Sequence[Item]) -> tuple[list[Item], list[Item]]:
    """The agenda of what was drawn and what people did to it; beside it what stays struck."""
    known = {*agenda.keys(drawn), *agenda.keys(meeting.added)}
    struck = [item for item in meeting.struck if agenda.key(item) in known]
    off = set(agenda.keys(struck))
    subjects = {item["subject"] for item in drawn if item["subject"]}
    added = [item for item in meeting.added if item["subject"] not in subjects]
    whole = [item for item in (*drawn, *added) if agenda.key(item) not in off]
    return in_order(whole, meeting.ordered), struck


def in_order(items: Iterable[Item], ordered: Sequence[str]) -> list[Item]:
    """As they were put in order; what was not there then after the item that it follows by itself."""
    natural = {agenda.key(item): item for item in items}
    found = [key for key in ordered if key in natural]
    placed, before = set(found), None
    for key in natural:
        if key not in placed:
            found.insert(found.index(before) + 1 if before in placed else 0, key)
            placed.add(key)
        before = key
    return [natural[key] for key in found]


def add(draft: MeetingDraft, payload: AddItem) -> None:
    """`context` has what was found under the number that was named."""
    meeting = draft.meeting
    if len(meeting.added) >= MOST_ADDED:
        raise BadInput("subject", "too-many-items", count=MOST_ADDED)
    item = _item(draft, payload)
    taken = [*meeting.agenda, *meeting.struck]
    if item["subject"] in {each["subject"] for each in taken}:
        raise BadInput(
            "incident" if item["kind"] == agenda.ADDED else "decision", "already-on-it", value=item["number"]
        )
    item["by"] = str(draft.actor_id)
    draft.change(agenda=[*meeting.agenda, item], added=[*meeting.added, item])
    draft.because("item-added", number=item["number"] or "")
    _changed(draft)


def open_with(draft: MeetingDraft, subject: str) -> None:
    """What a meeting is called about is the first item that somebody put on its agenda."""
    item = {**_item(draft, AddItem(subject=subject)), "by": str(draft.actor_id)}
    draft.change(agenda=[item], added=[item])


def _item(draft: MeetingDraft, payload: AddItem) -> Item:
    if payload.subject is not None:
        identity = draft.new_id()
        draft.words[identity] = payload.subject
        return {"kind": agenda.WORDS, "subject": str(identity), "number": None}
    found: Found = (draft.command.context or {})["found"]
    if found.id is None:
        if found.kind == "case":
            raise BadInput("incident", "unknown-incident", value=found.number)
        raise BadInput("decision", "no-such-decision", value=found.number)
    return found.item()


def order(draft: MeetingDraft, payload: OrderItems) -> None:
    """All that is on it, each once, in the new order."""
    there = {agenda.key(item): item for item in draft.meeting.agenda}
    if sorted(payload.items) != sorted(there):
        raise BadInput("items", "not-this-agenda")
    draft.change(agenda=[there[key] for key in payload.items], ordered=list(payload.items))
    draft.because("items-ordered", count=len(there))
    _changed(draft)


def strike(draft: MeetingDraft, payload: StrikeItem) -> None:
    """Off the agenda, with a reason. A tabled case stays tabled: the level above hears of it, and the next joint
    meeting is called for it."""
    meeting = draft.meeting
    place, item = _named(meeting.agenda, payload.item)
    if item["kind"] in NEVER_STRUCK:
        raise BadInput("item", "never-struck")
    gone: Item = {**item, "place": place, "entry": draft.seq}
    rest = [each for each in meeting.agenda if agenda.key(each) != payload.item]
    draft.change(agenda=rest, struck=[*meeting.struck, gone])
    if item["kind"] == "tabled":
        draft.because("struck-tabled", number=item["number"])
        draft.tell_above_of_agenda()
    else:
        draft.because("item-struck", number=item["number"] or "")
    _changed(draft)


def restore(draft: MeetingDraft, payload: OnItem) -> None:
    """Back to where it was."""
    meeting = draft.meeting
    _, item = _named(meeting.struck, payload.item)
    back = {name: value for name, value in item.items() if name not in ("place", "entry")}
    items = list(meeting.agenda)
    items.insert(min(int(item["place"]), len(items)), back)
    draft.change(agenda=items, struck=[each for each in meeting.struck if agenda.key(each) != payload.item])
    draft.because("item-restored", number=item["number"] or "")
    _changed(draft)


def _named(items: Sequence[Item], key: str) -> tuple[int, Item]:
    found = next(((place, item) for place, item in enumerate(items) if agenda.key(item) == key), None)
    if found is None:
        raise BadInput("item", "not-this-agenda")
    return found


def _changed(draft: MeetingDraft) -> None:
    """Those invited hear of it, a while after the last change."""
    if draft.meeting.state == MeetingState.INVITED and not draft.past:
        draft.change(changed_at=draft.now)


def redrawn(draft: MeetingDraft, before: Sequence[Mapping[str, Any]]) -> None:
    """The agenda was drawn anew; what was on it counts, not in which order."""
    if set(agenda.keys(before)) != set(agenda.keys(draft.meeting.agenda)):
        _changed(draft)
