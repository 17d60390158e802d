"""What people want of the messages to them, and where they are reached."""

from collections.abc import Iterable
from uuid import UUID

from models.notice import Channel
from models.people import Language
from workflow.delivery.deciding import Wishes
from workflow.store.transactions import Connection

ADDRESSES = {Channel.EMAIL: "email", Channel.SMS: "phone", Channel.CHAT: "chat"}
"""The column of a person that a channel needs."""


async def wishes_of(c: Connection, persons: Iterable[UUID]) -> dict[UUID, Wishes]:
    """Of those of these persons that there are; who has said nothing wants what the rules say."""
    records = await c.fetch(
        "SELECT p.id, p.email, p.phone, p.chat, coalesce(w.language, p.language) AS language,"
        " coalesce(w.channels, '{}') AS channels, w.quiet_from, w.quiet_to, coalesce(w.digest, false) AS digest"
        " FROM person AS p LEFT JOIN preference AS w ON w.person_id = p.id WHERE p.id = ANY($1)",
        sorted(set(persons)),
    )
    return {
        record["id"]: Wishes(
            language=Language(record["language"]),
            channels=tuple(Channel(channel) for channel in record["channels"]),
            quiet=None if record["quiet_from"] is None else (record["quiet_from"], record["quiet_to"]),
            digest=record["digest"],
            addresses={channel: record[name] for channel, name in ADDRESSES.items() if record[name]},
        )
        for record in records
    }


async def put(c: Connection, person_id: UUID, wishes: Wishes) -> None:
    """What a person wants from now on, their addresses too. The person's row is locked first."""
    addresses = [wishes.addresses.get(channel) for channel in ADDRESSES]
    names = ", ".join(f"{name} = ${number}" for number, name in enumerate(ADDRESSES.values(), 2))
    await c.execute(f"UPDATE person SET {names} WHERE id = $1", person_id, *addresses)  # noqa: S608
    await c.execute(
        "INSERT INTO preference (person_id, language, channels, quiet_from, quiet_to, digest)"
        " VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (person_id) DO UPDATE SET language = excluded.language,"
        " channels = excluded.channels, quiet_from = excluded.quiet_from, quiet_to = excluded.quiet_to,"
        " digest = excluded.digest",
        person_id,
        str(wishes.language),
        [str(channel) for channel in wishes.channels],
        *(wishes.quiet or (None, None)),
        wishes.digest,
    )
