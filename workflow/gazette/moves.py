"""What each move on a bulletin does beside moving it."""

from collections.abc import Mapping

from models.bulletin import BulletinState
from workflow import ledger
from workflow.commands import Payload, Plain, Reasoned
from workflow.gazette.draft import Act, BulletinDraft, readers
from workflow.gazette.payloads import Edit
from workflow.machines import Move


def draw_up(draft: BulletinDraft, payload: Plain) -> None:
    bulletin = draft.bulletin
    code = "bulletin-corrects" if bulletin.corrects else "bulletin-drawn-anew" if bulletin.edition > 1 else "drawn-up"
    draft.because(code, period=bulletin.period, figures=bulletin.hash)
    draft.tell_editors("drafted")


def edit(draft: BulletinDraft, payload: Edit) -> None:
    """The words are kept apart; the chain has their hash, and who wrote them last."""
    words = payload.model_dump(mode="json", exclude_defaults=True)
    draft.words = words
    draft.change(words_hash=ledger.digest(words) if words else None, edited_by=draft.actor_id, edited_at=draft.now)
    draft.because("bulletin-edited", comments=len(payload.comments), omitted=len(payload.omitted))
    draft.tell_approvers("edited")


def hand_back(draft: BulletinDraft, payload: Reasoned) -> None:
    bulletin = draft.bulletin
    draft.change(handed_back=bulletin.handed_back + 1, approved_by=None, approved_at=None)
    draft.because("bulletin-handed-back", count=bulletin.handed_back + 1)
    if bulletin.edited_by is not None:
        draft.tell_person(bulletin.edited_by, "handed_back")
    draft.tell_editors("handed_back")


def approve(draft: BulletinDraft, payload: Plain) -> None:
    draft.change(approved_by=draft.actor_id, approved_at=draft.now)
    draft.because("bulletin-approved")
    draft.tell_editors("approved")


def publish(draft: BulletinDraft, payload: Plain) -> None:
    """By somebody once it is approved. When its time is over, by itself: with what was approved, or else as it was
    drawn up, without the words that nobody approved."""
    approved = draft.before.bulletin.state == BulletinState.APPROVED
    draft.change(published_at=draft.now, published_by=draft.actor_id, as_drawn=not approved)
    if draft.actor_id is not None:
        draft.because("bulletin-published")
    else:
        draft.because("bulletin-by-itself" if approved else "bulletin-as-drawn")


def send(draft: BulletinDraft, payload: Plain) -> None:
    bulletin = draft.bulletin
    told = list(readers(bulletin, draft.facts))
    draft.change(ended_at=draft.now)
    draft.because("bulletin-sent", count=len(told))
    what = "corrected" if bulletin.corrects else "as_drawn" if bulletin.as_drawn else "published"
    draft.tell_readers(told, what)


def discard(draft: BulletinDraft, payload: Reasoned) -> None:
    draft.change(ended_at=draft.now)
    draft.again = True
    draft.because("bulletin-discarded")
    draft.tell_editors("discarded")


def correct(draft: BulletinDraft, payload: Reasoned) -> None:
    """What is out stays as it is until the correction is."""
    draft.change(correcting=True)
    draft.again = True
    draft.because("bulletin-to-be-corrected")


def supersede(draft: BulletinDraft, payload: Plain) -> None:
    draft.because("bulletin-superseded", by=(draft.command.context or {})["number"])


def retime(draft: BulletinDraft, payload: Payload) -> None:
    """The calendar was published or amended: what is ahead is counted anew."""
    draft.change(calendar_version=draft.calendar.version)
    for clock in list(draft.view().clocks.values()):
        if not clock.over:
            draft.happened(draft.timing.retime(clock))


MOVES: Mapping[Move, Act] = {
    Move.DRAW_UP: draw_up,
    Move.EDIT: edit,
    Move.HAND_BACK: hand_back,
    Move.APPROVE: approve,
    Move.ISSUE: publish,
    Move.SEND: send,
    Move.DISCARD: discard,
    Move.CORRECT: correct,
    Move.SUPERSEDE: supersede,
    Move.RETIME: retime,
}
