"""The pack of a meeting as it was drawn up: found by who may see the meeting, printed as a page or on paper."""

from typing import Final, Literal, TypeAlias, get_args

import orjson

from models.pack import Pack
from models.people import Language
from models.record import JobState
from workflow import jobs, pack_sections, rights, store
from workflow.commands import SYSTEM, Actor
from workflow.engine import Engine
from workflow.errors import GridwardError, NotFound
from workflow.view import MeetingView

Form: TypeAlias = Literal["html", "pdf"]
FORMS: Final[tuple[Form, ...]] = get_args(Form)


class NoPack(NotFound):
    """The meeting is there, and its pack is not yet."""

    code = "no-pack"


class NotDrawn(GridwardError):
    """The job of the pack failed; `error` says where."""

    code = "pack-not-drawn"


async def find(engine: Engine, actor: Actor, ref: str) -> tuple[str, Pack]:
    """The meeting's number and its pack. NotFound for who may not know of the meeting, NoPack where there is none."""
    async with store.snapshot(engine.database) as connection:
        found = await store.meetings.find(connection, ref)
        if found is None:
            raise NotFound()
        now = await engine.in_force.at(connection, share=False)
        view = (await store.reading.load(connection, MeetingView, [found]))[found]
        if not rights.meeting_standings(view, found, actor, now.facts()):
            raise NotFound()
        pack = await store.packs.find(connection, found)
    if pack is None:
        raise NoPack()
    return view.meeting.number, pack


async def by_hand(engine: Engine, ref: str) -> tuple[str, Pack]:
    """The same for whoever keeps the city; one that is not there yet is drawn up now."""
    try:
        return await find(engine, SYSTEM, ref)
    except NoPack:
        meeting = (await engine.meetings.see(SYSTEM, ref)).view.meeting
        job = await jobs.run_by_hand(engine, store.packs.KIND, meeting.number, "")
    if job.state != JobState.DONE:
        raise NotDrawn(error=job.last_error)
    return await find(engine, SYSTEM, ref)


def printed(pack: Pack, form: Form, language: Language) -> bytes:
    """The pack as a file, the same each time. On paper about a second of a core: give it a thread."""
    from workflow.documents import page, paper  # what draws takes half a second to be read

    content = orjson.loads(pack.content)
    document = pack_sections.paper(content, pack.edition, pack.drawn_at, language, pack.hash)
    return page.html(document).encode() if form == "html" else paper.pdf(document)
