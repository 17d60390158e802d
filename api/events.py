"""Live events: one stream a page, of what concerns whoever is signed in (server-sent events)."""

from collections.abc import AsyncGenerator, Iterator
from contextlib import aclosing
from typing import Annotated, Any, Final

import orjson
from fastapi import APIRouter, Header, Request, Response
from fastapi.sse import EventSourceResponse, format_sse_event
from starlette.types import Receive, Scope, Send

from api.openapi import answers
from api.problems import Refused, bad_input
from api.routes import Signed, person
from api.tokens import credentials, hash_of
from workflow.events import Cursor, Event
from workflow.live import Live, Message, Stream

router = APIRouter(prefix="/api/v1", tags=["events"])

AGAIN: Final = 2000
"""Milliseconds after which a browser comes back when its stream has ended."""

EXAMPLE: Final = (
    "event: notice\ndata: {}\n\nevent: incident\nid: 81204-17\n"
    'data: {"id":"…","number":"GY-1001","seq":3,"move":"dispatch","at":"2026-11-26T01:00:00+00:00"}\n\n'
)


class Streaming(EventSourceResponse):
    """A stream for as long as somebody listens."""

    def __init__(self, live: Live, stream: Stream) -> None:
        super().__init__(written(live, stream), headers={"X-Accel-Buffering": "no"})
        self.live, self.stream = live, stream

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        with self.live.opened(self.stream):
            await super().__call__(scope, receive, send)


async def events(
    request: Request,
    last_event_id: Annotated[str | None, Header(description="The `id` that you saw last, to miss nothing.")] = None,
) -> Response:
    """What changes, as it changes: `incident` and `meeting` (which one, and what was done with it), `notice` (there is
    something new for you) and `reset` (too much happened since: load everything anew). Each carries the `id` to come
    back with; comes one without anything else, it is newer."""
    asker = person(request)
    assert asker.id is not None
    reached = Cursor.parse(last_event_id) if last_event_id else None
    if last_event_id and reached is None:
        raise bad_input("Last-Event-ID", "not-a-place")
    live: Live = request.app.state.live
    if live.full(asker.id):
        raise Refused(429, "too-many-streams", headers={"Retry-After": "30"})
    return Streaming(live, live.stream(asker.id, hash_of(credentials(request)[1]), reached))


router.routes += [
    Signed("/api/v1/events", events, methods=["GET"], response_class=Response, summary="Live events", tags=["events"],
           responses=answers(400, 401, 403, 429) | {200: {
               "description": "Until either side ends it",
               "content": {"text/event-stream": {"schema": {"type": "string"}, "example": EXAMPLE}}}}),
]  # fmt: skip


async def written(live: Live, stream: Stream) -> AsyncGenerator[bytes]:
    """A stream as it goes over the wire, several messages at a time where they are there."""
    yield format_sse_event(retry=AGAIN)
    async with aclosing(live.messages(stream)) as said:
        async for messages in said:
            yield b"".join(part for message in messages for part in of_message(message))


def of_message(message: Message) -> Iterator[bytes]:
    """Only the last part of a message carries its place: who loses the connection in between hears once more that
    there is a notice, which does no harm."""
    parts, place = list(_named(message)), str(message.cursor)
    for number, (name, data) in enumerate(parts, 1):
        yield format_sse_event(
            event=name, data_str=orjson.dumps(data).decode(), id=place if number == len(parts) else None
        )
    if not parts:
        yield format_sse_event(id=place)  # moves the place on, and is not shown to the page


def _named(message: Message) -> Iterator[tuple[str, Any]]:
    if message.reset:
        yield "reset", {}
    if message.told:
        yield "notice", {}
    if message.event is not None and message.seen:
        yield from _matter(message.event)


def _matter(event: Event) -> Iterator[tuple[str, Any]]:
    """What it is about, and nothing of its content."""
    change = {"seq": event.seq, "move": event.move, "at": event.at}
    if event.incident_id is not None:
        yield "incident", {"id": event.incident_id, "number": event.number, **change}
    elif event.meeting_id is not None:
        yield "meeting", {"id": event.meeting_id, **change}
    elif event.patrol_id is not None:
        yield "patrol", {"id": event.patrol_id, "number": event.number, **change}
    elif event.campaign_id is not None:
        yield "campaign", {"id": event.campaign_id, "number": event.number, **change}
