"""The directory as it changes: persons, posts, units, grids, who can sign in, and the chained log of all that."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from models.incident import OPEN_SQL
from models.keeping import DirectoryChange, DirectoryChangeRow
from models.meeting import OPEN_DECISION_SQL
from models.people import Language, Person, PersonRow, Post, PostRow, Roster, RosterRow
from models.task import OPEN_TASK_SQL
from models.territory import Grid, GridRow, Unit, UnitRow
from workflow.keeping.amendment import Amendment
from workflow.store import sets
from workflow.store.reading import made
from workflow.store.signing import end_feed
from workflow.store.transactions import Connection

_CHANGE = sets.columns(DirectoryChangeRow, DirectoryChange)

NO_PASSWORD = "!"  # noqa: S105 - the hash of nothing that could be typed
"""What an account has in place of a password's hash until somebody has chosen one."""


async def amend(c: Connection, amended: Amendment) -> None:
    """Puts what a change comes to. Of a person only what changed is written: they keep their own addresses."""
    if amended.new is not None:
        await sets.insert(c, PersonRow, sets.columns(PersonRow, Person), [amended.new])
    if amended.called is not None:
        await c.execute("UPDATE person SET name = $2 WHERE id = $1", amended.subject, amended.called)
    await sets.upsert(c, GridRow, sets.columns(GridRow, Grid), amended.grids)
    await c.execute(
        "INSERT INTO grid_cover (special_id, grid_id) SELECT * FROM unnest($1::uuid[], $2::uuid[])",
        [special for special, _ in amended.covers],
        [grid for _, grid in amended.covers],
    )
    await sets.upsert(c, UnitRow, sets.columns(UnitRow, Unit), amended.units)
    await sets.upsert(c, PostRow, sets.columns(PostRow, Post), amended.posts)
    await sets.upsert(c, RosterRow, sets.columns(RosterRow, Roster), amended.lines)


async def open_cases(c: Connection, grid: Grid) -> list[UUID]:
    """The open cases that lie in a grid or below it, and those of which its handlers have an open task, by id."""
    records = await c.fetch(
        f"SELECT id FROM incident WHERE {OPEN_SQL} AND (path = $1 OR (path >= $1 || '.' AND path < $1 || '/'))"  # noqa: S608
        f" UNION SELECT incident_id FROM task WHERE {OPEN_TASK_SQL} AND grid_id = $2 ORDER BY id",
        grid.path,
        grid.id,
    )
    return [record["id"] for record in records]


async def decisions_owed(c: Connection, grid: UUID) -> list[str]:
    """What meetings decided that a grid's handlers still owe, as people call it."""
    records = await c.fetch(
        "SELECT m.number || '/' || d.number AS named FROM decision AS d JOIN meeting AS m ON m.id = d.meeting_id"  # noqa: S608
        f" WHERE d.{OPEN_DECISION_SQL} AND d.grid_id = $1 ORDER BY d.due_at, d.id",
        grid,
    )
    return [record["named"] for record in records]


async def last(c: Connection) -> tuple[int, str] | None:
    """The number and the hash of the newest change."""
    record = await c.fetchrow("SELECT number, hash FROM directory_change ORDER BY number DESC LIMIT 1")
    return (record["number"], record["hash"]) if record else None


async def add_change(c: Connection, change: DirectoryChange) -> None:
    await sets.insert(c, DirectoryChangeRow, _CHANGE, [change])


async def versions(c: Connection, subjects: Collection[UUID]) -> dict[UUID, int]:
    """The number of the newest change of each; nothing of what was never changed here."""
    records = await c.fetch(
        "SELECT subject_id, max(number) AS number FROM directory_change WHERE subject_id = ANY($1) GROUP BY subject_id",
        list(subjects),
    )
    return {record["subject_id"]: record["number"] for record in records}


async def changes(c: Connection, subject: UUID | None, before: int | None, limit: int) -> list[DirectoryChange]:
    """The changes, of one subject or of all, the newest first; of numbers below one where it is named."""
    records = await c.fetch(
        f"SELECT {sets.listed(_CHANGE)} FROM directory_change"  # noqa: S608
        " WHERE ($1::uuid IS NULL OR subject_id = $1) AND ($2::integer IS NULL OR number < $2)"
        " ORDER BY number DESC LIMIT $3",
        subject,
        before,
        limit,
    )
    return made(DirectoryChange, records)


async def after(c: Connection, number: int, limit: int) -> list[DirectoryChange]:
    """The changes after one, in order."""
    records = await c.fetch(
        f"SELECT {sets.listed(_CHANGE)} FROM directory_change WHERE number > $1 ORDER BY number LIMIT $2",  # noqa: S608
        number,
        limit,
    )
    return made(DirectoryChange, records)


@dataclass(frozen=True)
class Member:
    """A member of staff as a list shows them. `reached` are the columns in which they have an address; `link` is until
    when the link opens by which they choose a password."""

    id: UUID
    name: str
    language: Language
    username: str | None
    disabled: bool
    chosen: bool
    reached: list[str]
    sign_ins: int
    link: datetime | None


_MEMBER = """
SELECT p.id, p.name, p.language, a.username, coalesce(a.disabled, false) AS disabled,
       coalesce(a.password_hash <> '!', false) AS chosen,
       array_remove(ARRAY[CASE WHEN p.email IS NOT NULL THEN 'email' END,
                          CASE WHEN p.phone IS NOT NULL THEN 'phone' END,
                          CASE WHEN p.chat IS NOT NULL THEN 'chat' END], NULL) AS reached,
       (SELECT count(*) FROM sign_in AS s WHERE s.person_id = p.id AND s.expires_at > now()) AS sign_ins,
       (SELECT expires_at FROM sign_in_link AS l WHERE l.person_id = p.id AND l.expires_at > now()) AS link
FROM person AS p LEFT JOIN account AS a ON a.person_id = p.id"""


async def members(
    c: Connection, words: str, among: Collection[UUID] | None, after: UUID | None, limit: int
) -> list[Member]:
    """Staff by name: whose name has the words in it, or whose username begins with them; only these persons, where
    they are named; after one of them."""
    records = await c.fetch(
        f"{_MEMBER} WHERE ($1 = '' OR strpos(lower(p.name), $1) > 0 OR starts_with(a.username, $1))"  # noqa: S608
        " AND ($2::uuid[] IS NULL OR p.id = ANY($2))"
        " AND ($3::uuid IS NULL OR (p.name, p.id) > (SELECT name, id FROM person WHERE id = $3))"
        " ORDER BY p.name, p.id LIMIT $4",
        words.strip().lower(),
        None if among is None else list(among),
        after,
        limit,
    )
    return [_member(dict(record)) for record in records]


async def member(c: Connection, person: UUID) -> Member | None:
    record = await c.fetchrow(f"{_MEMBER} WHERE p.id = $1", person)
    return _member(dict(record)) if record else None


def _member(record: dict[str, object]) -> Member:
    return Member(**{**record, "language": Language(str(record["language"]))})  # type: ignore[arg-type]


async def username_taken(c: Connection, username: str) -> bool:
    found: bool = await c.fetchval("SELECT EXISTS (SELECT FROM account WHERE username = $1)", username)
    return found


async def username_of(c: Connection, person: UUID) -> str | None:
    found: str | None = await c.fetchval("SELECT username FROM account WHERE person_id = $1", person)
    return found


async def open_account(c: Connection, person: UUID, username: str, code_hash: bytes, expires_at: datetime) -> None:
    """From now on only the link opens: no old password, no old link, no sign-in."""
    await c.execute(
        "INSERT INTO account (person_id, username, password_hash, disabled) VALUES ($1, $2, $3, false)"
        " ON CONFLICT (person_id) DO UPDATE SET password_hash = excluded.password_hash, disabled = false",
        *(person, username, NO_PASSWORD),
    )
    await c.execute(
        "INSERT INTO sign_in_link (person_id, code_hash, expires_at) VALUES ($1, $2, $3)"
        " ON CONFLICT (person_id) DO UPDATE SET code_hash = excluded.code_hash, expires_at = excluded.expires_at",
        *(person, code_hash, expires_at),
    )
    await c.execute("DELETE FROM sign_in WHERE person_id = $1", person)
    await end_feed(c, person)


async def close_account(c: Connection, person: UUID) -> None:
    await c.execute("UPDATE account SET disabled = true WHERE person_id = $1", person)
    await c.execute("DELETE FROM sign_in_link WHERE person_id = $1", person)
    await c.execute("DELETE FROM sign_in WHERE person_id = $1", person)


async def linked(c: Connection, code_hash: bytes, now: datetime) -> tuple[UUID, str] | None:
    """Whose link it is, with the name by which they sign in; none where it opens nothing. Locks it, for who is about
    to use it."""
    record = await c.fetchrow(
        "SELECT l.person_id, a.username FROM sign_in_link AS l JOIN account AS a USING (person_id)"
        " WHERE l.code_hash = $1 AND l.expires_at > $2 AND NOT a.disabled FOR UPDATE OF l",
        *(code_hash, now),
    )
    return (record["person_id"], record["username"]) if record else None


async def use_link(c: Connection, person: UUID, password_hash: str) -> None:
    """The password is chosen, and the link opens nothing any more."""
    await c.execute("UPDATE account SET password_hash = $2 WHERE person_id = $1", person, password_hash)
    await end_feed(c, person)
    await c.execute("DELETE FROM sign_in_link WHERE person_id = $1", person)
