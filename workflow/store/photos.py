"""Photos: uploads, which entries name them, who may see one, and which are to be forgotten.

The row of a photo is the lock between an entry that names it and the sweep that forgets what is unused; an advisory
lock on its content is the one between an upload of that content and the removal of its file.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from uuid import UUID

from models.patrol import PatrolPhoto, PatrolPhotoRow
from models.photo import UNUSED_SQL, Photo, PhotoRow, PhotoUse, PhotoUseRow
from workflow.effects import Effects, Outcome, PatrolEffects
from workflow.rights import Scope
from workflow.store import sets
from workflow.store.reading import made
from workflow.store.scoping import scope_sql
from workflow.store.transactions import Connection

CONTENT = 0x70686F74
"""The class of the advisory locks on contents."""


async def hold(c: Connection, sha256: str, alone: bool = False) -> None:
    """Until the transaction ends nobody else removes this content's file; `alone`, nobody uploads it either."""
    lock = "pg_advisory_xact_lock" if alone else "pg_advisory_xact_lock_shared"
    await c.execute(f"SELECT {lock}($1, hashtext($2))", CONTENT, sha256)


async def add(c: Connection, photo: Photo) -> None:
    await sets.insert(c, PhotoRow, sets.columns(PhotoRow, Photo), [photo])


async def find(c: Connection, identity: UUID) -> Photo | None:
    return (await _photos(c, [identity])).get(identity)


async def held(c: Connection, ids: Collection[UUID]) -> dict[UUID, Photo]:
    """Those of these photos that there are, locked in the order of their ids: until the transaction ends none of
    them is forgotten."""
    return await _photos(c, sorted(set(ids)), "FOR NO KEY UPDATE") if ids else {}


async def _photos(c: Connection, ids: Sequence[UUID], locking: str = "") -> dict[UUID, Photo]:
    columns = sets.selected(PhotoRow, Photo)
    records = await c.fetch(f"SELECT {columns} FROM photo WHERE id = ANY($1) ORDER BY id {locking}", ids)  # noqa: S608
    return {photo.id: photo for photo in made(Photo, records)}


async def unused_of(c: Connection, person_id: UUID) -> int:
    """How many photos somebody uploaded that no entry has named yet."""
    found: int = await c.fetchval(f"SELECT count(*) FROM photo WHERE uploaded_by = $1 AND {UNUSED_SQL}", person_id)  # noqa: S608
    return found


async def unused_of_draft(c: Connection, draft: UUID) -> int:
    """The same of a report that is made without a sign-in."""
    found: int = await c.fetchval(f"SELECT count(*) FROM photo WHERE draft = $1 AND {UNUSED_SQL}", draft)  # noqa: S608
    return found


async def without_sign_in(c: Connection, since: datetime, most: int) -> tuple[int, int]:
    """How many photos came without a sign-in since then, and their bytes; of `most` at most."""
    sizes = await c.fetch("SELECT bytes FROM photo WHERE draft IS NOT NULL AND uploaded_at > $1 LIMIT $2", since, most)
    return len(sizes), sum(record["bytes"] for record in sizes)


async def uses(c: Connection, incident_id: UUID) -> list[PhotoUse]:
    """The photos of a case, in the order in which its entries name them."""
    columns = sets.selected(PhotoUseRow, PhotoUse)
    records = await c.fetch(
        f"SELECT {columns} FROM photo_use WHERE incident_id = $1 ORDER BY entry, photo_id",  # noqa: S608
        incident_id,
    )
    return made(PhotoUse, records)


async def record(c: Connection, effects: Iterable[Outcome]) -> None:
    """Writes down which entries name which photos; these are locked already."""
    effects = list(effects)
    found = [use for each in effects if isinstance(each, Effects) for use in each.photos]
    looked = [use for each in effects if isinstance(each, PatrolEffects) for use in each.photos]
    await sets.insert(c, PhotoUseRow, sets.columns(PhotoUseRow, PhotoUse), found)
    await sets.insert(c, PatrolPhotoRow, sets.columns(PatrolPhotoRow, PatrolPhoto), looked)
    if found or looked:
        await c.execute(
            f"UPDATE photo SET used_at = $2 WHERE id = ANY($1) AND {UNUSED_SQL}",  # noqa: S608
            sorted({*(use.photo_id for use in found), *(use.photo_id for use in looked)}),
            min([*(use.at for use in found), *(use.at for use in looked)]),
        )


async def moves_seen(c: Connection, identity: UUID, scope: Scope) -> set[str]:
    """By which moves a photo is named in cases that the scope sees, or in patrols of its territory."""
    condition, arguments = scope_sql(scope, 2)
    records = await c.fetch(
        "SELECT DISTINCT u.move FROM photo_use AS u JOIN incident AS i ON i.id = u.incident_id"  # noqa: S608
        f" WHERE u.photo_id = $1 AND {condition}",
        identity,
        *arguments,
    )
    looked = await c.fetch(
        "SELECT FROM patrol_photo AS u JOIN patrol AS p ON p.id = u.patrol_id JOIN unnest($2::text[]) AS w(path)"
        " ON p.path = w.path OR starts_with(p.path, w.path || '.') WHERE u.photo_id = $1 LIMIT 1",
        identity,
        list(scope.paths) if scope.person_id else [],
    )
    return {record["move"] for record in records} | ({"check_off"} if looked else set())


async def forget_unused(c: Connection, before: datetime, limit: int) -> list[str]:
    """Forgets photos that were uploaded before then and that no entry names; their contents. One that somebody is
    about to name is passed over."""
    records = await c.fetch(
        "DELETE FROM photo WHERE id IN (SELECT id FROM photo"  # noqa: S608
        f" WHERE uploaded_at < $1 AND {UNUSED_SQL} ORDER BY id LIMIT $2 FOR UPDATE SKIP LOCKED) RETURNING sha256",
        before,
        limit,
    )
    return [record["sha256"] for record in records]


async def strays(c: Connection, contents: Collection[str]) -> set[str]:
    """Those of these contents that no photo has."""
    records = await c.fetch("SELECT DISTINCT sha256 FROM photo WHERE sha256 = ANY($1)", list(contents))
    return set(contents) - {record["sha256"] for record in records}
