"""A bulletin as its reader may see it, made from what the engine shows."""

from typing import Any, Final
from uuid import UUID

import orjson

from api.cases import EntryOf
from api.documents import Named
from api.issues import BulletinOf, HeadingOf, SectionOf
from api.showing import Reader, told
from models.bulletin import DRAFTS, Bulletin
from models.clock import Stage
from models.ledger import Entry
from workflow import bulletin_sections, duties
from workflow.gazette.payloads import REQUIRED, Edit, Section
from workflow.issuing import SeenBulletin
from workflow.machines import Kind, Move
from workflow.sentences import Names

GIVEN = (
    "id",
    "number",
    "period",
    "edition",
    "grid",
    "level",
    "version",
    "drawn_at",
    "published_at",
    "as_drawn",
    "hash",
)


AMONG_MAKERS: Final = frozenset({Move.HAND_BACK, Move.DISCARD})
"""Moves whose reasons are for those who make the bulletin. Why what is out is corrected, all its readers may know."""


def heading(found: Bulletin, names: Names) -> HeadingOf:
    return HeadingOf(**_heading(found, names))


def _heading(found: Bulletin, names: Names) -> dict[str, Any]:
    grid = names.directory.grid(found.grid)
    return {
        **{name: getattr(found, name) for name in GIVEN},
        "state": str(found.state),
        "length": duties.length(found.period),
        "place": grid.name if grid else found.grid,
    }


def bulletin(seen: SeenBulletin, names: Names) -> BulletinOf:
    """The whole document."""
    issue, found, by = seen.issue, seen.view.bulletin, Reader(names, seen.now)
    figures = orjson.loads(issue.figures)
    clock = next((c for c in seen.clocks if c.stage == Stage.BULLETIN and not c.over), None)
    return BulletinOf(
        **_heading(found, names),
        figures=figures,
        sections=[
            SectionOf(key=Section(key), title=title, lines=lines, optional=key not in REQUIRED)
            for key, title, lines in bulletin_sections.outline(figures, names.language)
        ],
        words=Edit.model_validate(issue.words if found.worded or seen.made else {}),
        worded=found.worded,
        edited_by=_named(found.edited_by, names),
        edited_at=found.edited_at,
        approved_by=_named(found.approved_by, names),
        approved_at=found.approved_at,
        published_by=_named(found.published_by, names),
        correcting=found.correcting,
        due_at=clock.due_at if clock else None,
        by_itself=found.state in DRAFTS and any(c.stage == Stage.RELEASE and not c.over for c in seen.clocks),
        others=[heading(each, names) for each in seen.others],
        allowed=list(seen.allowed),
        public=found.out and issue.public,
        timeline=[_entry(each, by, seen.made) for each in seen.entries],
    )


def _entry(entry: Entry, by: Reader, made: bool) -> EntryOf:
    said = told(entry, by, Kind.BULLETIN)
    return said if made or entry.move not in AMONG_MAKERS else said.model_copy(update={"text": ""})


def _named(person: UUID | None, names: Names) -> Named | None:
    return Named(id=person, name=names.person(person)) if person else None
