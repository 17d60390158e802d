"""Photos over HTTP: taken in whole or not at all, named by their id, and shown to nobody but who may see the case."""

import asyncio
import hashlib
import socket
import threading
from asyncio import StreamReader, StreamWriter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import islice
from pathlib import Path

import httpx
import orjson
import pytest
import pytest_asyncio
import uvicorn
from structlog.testing import capture_logs

from api import body
from api.body import UPLOAD
from models.people import Language
from models.photo import MediaType
from tests.asking import Town, town
from tests.pictured import bomb, located, opened, photo
from tests.small import INFORMANT, uid, who
from tests.storing import count
from tests.test_api_body import is_chinese
from tests.test_api_rights import INSIDE, OUTSIDE
from workflow import auditing, doctoring
from workflow.photos import MOST_OF_ONE, MOST_UNUSED, WAITING
from workflow.pictures import Picture, made
from workflow.settings import from_environment

PHOTOS = "/api/v1/photos"
HANDLER = "gas-1"


@pytest.fixture
def media(tmp_path: Path) -> Path:
    return tmp_path / "media"


@pytest_asyncio.fixture
async def gaoyou(database_url: str, media: Path) -> AsyncIterator[Town]:
    async with town(database_url, media=media) as found:
        yield found


async def upload(town: Town, name: str, content: bytes | None = None, **headers: str) -> httpx.Response:
    told = {"Content-Type": "image/jpeg", **{k.replace("_", "-"): v for k, v in headers.items()}}
    return await town.client.post(PHOTOS, content=content or photo(), headers={**await town.headers(name), **told})


async def uploaded(town: Town, name: str, content: bytes | None = None) -> str:
    answer = await upload(town, name, content)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


def files(media: Path) -> list[str]:
    return sorted(path.name for path in media.rglob("*") if path.is_file())


async def test_an_uploaded_photo_is_stored_by_its_content(gaoyou: Town, media: Path) -> None:
    answer = await upload(gaoyou, INFORMANT, photo(64, 48, exif=located(6)))
    told = answer.json()
    assert answer.status_code == 201
    assert answer.headers["location"] == f"{PHOTOS}/{told['id']}"
    assert (told["media_type"], told["width"], told["height"]) == ("image/jpeg", 48, 64)
    kept = media / told["sha256"][:2] / told["sha256"]
    assert hashlib.sha256(kept.read_bytes()).hexdigest() == told["sha256"]
    assert kept.stat().st_size == told["bytes"]
    assert kept.stat().st_mode & 0o777 == 0o600
    assert files(media) == [told["sha256"], f"{told['sha256']}.thumb"]
    assert b"Zhang San" not in kept.read_bytes()


@pytest.mark.parametrize("kind", list(MediaType))
async def test_the_content_says_what_a_photo_is_and_not_the_header(gaoyou: Town, kind: MediaType) -> None:
    answer = await upload(gaoyou, INFORMANT, photo(kind=kind), Content_Type="image/tiff")
    assert answer.json()["media_type"] == kind
    shown = await gaoyou.get(INFORMANT, f"{PHOTOS}/{answer.json()['id']}")
    assert shown.headers["content-type"] == kind


async def test_the_same_content_twice_is_one_file(gaoyou: Town, media: Path) -> None:
    answers = await asyncio.gather(*(upload(gaoyou, name) for name in [INFORMANT, "centre", INFORMANT, "admin"]))
    assert [answer.status_code for answer in answers] == [201] * 4
    assert len({answer.json()["id"] for answer in answers}) == 4
    assert len({answer.json()["sha256"] for answer in answers}) == 1
    assert len(files(media)) == 2


async def test_the_same_key_gives_the_same_photo(gaoyou: Town, media: Path) -> None:
    first, again = [await upload(gaoyou, INFORMANT, Idempotency_Key="k") for _ in range(2)]
    assert first.json() == again.json()
    assert await count(gaoyou.engine.database, "photo") == 1
    other = await upload(gaoyou, INFORMANT, photo(seed=5), Idempotency_Key="k")
    assert (other.status_code, other.json()["type"]) == (422, "/problems/key-reused")
    assert len(files(media)) == 2


async def test_twins_of_one_key_in_flight_are_one_photo(gaoyou: Town) -> None:
    answers = await asyncio.gather(*(upload(gaoyou, INFORMANT, Idempotency_Key="k") for _ in range(MOST_OF_ONE)))
    assert len({answer.text for answer in answers}) == 1
    assert await count(gaoyou.engine.database, "photo") == 1


async def test_a_key_answers_with_a_photo_that_is_there_also_after_it_was_forgotten(gaoyou: Town) -> None:
    first = (await upload(gaoyou, INFORMANT, Idempotency_Key="k")).json()
    gaoyou.wall.wait(days=2)
    assert await gaoyou.engine.photos.tidy() == 1
    again = (await upload(gaoyou, INFORMANT, Idempotency_Key="k")).json()
    assert again == first
    assert (await gaoyou.get(INFORMANT, f"{PHOTOS}/{first['id']}")).status_code == 200


BAD: list[tuple[str, bytes, str]] = [
    ("nothing", b" ", "not-a-photo"),
    ("a bomb", bomb(), "photo-too-many-pixels"),
    ("half a photo", photo()[:300], "photo-truncated"),
    ("two things in one", photo() + b"PK\x03\x04", "photo-and-more"),
    ("damaged EXIF", photo(exif=b"Exif\x00\x00no"), "photo-exif-damaged"),
]


@pytest.mark.parametrize("tag", ["en", "zh-CN"])
async def test_what_is_no_photo_is_named_and_leaves_nothing(gaoyou: Town, media: Path, tag: str) -> None:
    for what, content, reason in BAD:
        answer = await upload(gaoyou, INFORMANT, content, Accept_Language=tag)
        assert answer.status_code == 400, what
        assert answer.headers["content-type"] == "application/problem+json"
        (fault,) = answer.json()["errors"]
        assert (fault["field"], fault["reason"]) == ("photo", reason), what
        assert is_chinese(fault["message"]) == (tag == "zh-CN")
    assert files(media) == []
    assert await count(gaoyou.engine.database, "photo") == 0


async def test_other_than_a_picture_is_415(gaoyou: Town) -> None:
    for kind in ("application/json", "multipart/form-data; boundary=x", "text/html", ""):
        answer = await upload(gaoyou, INFORMANT, Content_Type=kind)
        assert (answer.status_code, answer.json()["type"]) == (415, "/problems/not-an-image")


async def test_a_file_of_ten_megabytes_is_read_and_a_byte_more_is_not(gaoyou: Town, media: Path) -> None:
    for size, status in ((UPLOAD, 400), (UPLOAD + 1, 413)):
        answer = await upload(gaoyou, INFORMANT, b"x" * size)
        assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
    assert files(media) == []


async def test_of_a_file_that_never_ends_nothing_is_kept(gaoyou: Town, media: Path) -> None:
    async def endless() -> AsyncIterator[bytes]:
        while True:
            yield b"x" * (1 << 20)

    headers = {**await gaoyou.headers(INFORMANT), "Content-Type": "image/png"}
    answer = await gaoyou.client.post(PHOTOS, content=endless(), headers=headers)
    assert answer.status_code == 413
    assert "10 MB" in answer.json()["detail"]


@asynccontextmanager
async def served(town: Town) -> AsyncIterator[tuple[str, int]]:
    """The same app behind a real server on loopback."""
    server = uvicorn.Server(uvicorn.Config(town.app, port=0, lifespan="off", log_config=None))
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        serving = asyncio.create_task(server.serve(sockets=[listening]))
        while not server.started:  # noqa: ASYNC110 - uvicorn tells it no other way
            await asyncio.sleep(0.01)
        yield listening.getsockname()
        server.should_exit = True
        await serving


async def sending(
    town: Town, at: tuple[str, int], length: int, *more: str, name: str = INFORMANT
) -> tuple[StreamReader, StreamWriter]:
    """A connection on which the head of an upload was sent."""
    reader, writer = await asyncio.open_connection(*at)
    token = (await town.headers(name))["Authorization"]
    head = [f"POST {PHOTOS} HTTP/1.1", "Host: x", "Content-Type: image/png", f"Authorization: {token}"]
    writer.write("\r\n".join([*head, f"Content-Length: {length}", *more, "", ""]).encode())
    await writer.drain()
    return reader, writer


async def test_who_still_sends_too_much_reads_the_answer_and_who_asks_first_need_not_send(gaoyou: Town) -> None:
    async with served(gaoyou) as at:
        reader, writer = await sending(gaoyou, at, UPLOAD + 1)
        writer.write(b"x" * (UPLOAD + 1))
        await writer.drain()
        assert b" 413 " in await reader.readline()
        writer.close()
        reader, writer = await sending(gaoyou, at, UPLOAD + 1, "Expect: 100-continue")
        assert b" 413 " in await reader.readline()
        writer.close()


async def status(reader: StreamReader) -> int:
    return int((await reader.readline()).split()[1])


async def test_uploads_that_are_half_sent_hold_no_more_than_the_places_there_are(gaoyou: Town) -> None:
    """40 connections of 20 people, each of which sends a half and waits."""
    content = photo()
    people = [*dict.fromkeys([*INSIDE.values(), *OUTSIDE.values()])][:20]
    async with served(gaoyou) as at:
        opened = []
        for name in people * 2:
            reader, writer = await sending(gaoyou, at, len(content), name=name)
            writer.write(content[:300])
            await writer.drain()
            opened.append((asyncio.create_task(status(reader)), writer))
        told = [await answer for answer in islice(asyncio.as_completed([task for task, _ in opened]), 40 - WAITING)]
        assert told == [503] * (40 - WAITING)
        waiting = [(task, writer) for task, writer in opened if not task.done()]
        assert len(waiting) == WAITING
        refused = await upload(gaoyou, people[0], content)
        assert (refused.status_code, refused.json()["type"]) == (503, "/problems/uploads-waiting")
        assert int(refused.headers["retry-after"]) > 0
        for _, writer in waiting:
            writer.write(content[300:])
        assert [await task for task, _ in waiting] == [201] * WAITING
        assert (await upload(gaoyou, people[0], content)).status_code == 201, "the places came back"
        for _, writer in opened:
            writer.close()


@pytest.mark.parametrize("tag", ["en", "zh-CN"])
async def test_a_place_is_given_back_when_a_half_sent_upload_took_too_long(
    gaoyou: Town, media: Path, monkeypatch: pytest.MonkeyPatch, tag: str
) -> None:
    monkeypatch.setattr(body, "UPLOAD_SECONDS", 0.1)
    async with served(gaoyou) as at:
        for _ in range(MOST_OF_ONE + 1):
            reader, writer = await sending(gaoyou, at, 1000, f"Accept-Language: {tag}", "Connection: close")
            writer.write(photo()[:500])
            answer = await reader.read()
            assert b" 408 " in answer.splitlines()[0]
            told = orjson.loads(answer.partition(b"\r\n\r\n")[2])
            assert told["type"] == "/problems/too-slow"
            assert is_chinese(told["detail"]) == (tag == "zh-CN")
            writer.close()
    assert files(media) == []


async def test_places_of_senders_who_go_are_given_back(gaoyou: Town) -> None:
    async with served(gaoyou) as at:
        for _ in range(MOST_OF_ONE + 1):
            reader, writer = await sending(gaoyou, at, 1000)
            writer.write(photo()[:500])
            writer.write_eof()
            await reader.read()
            writer.close()
    assert (await upload(gaoyou, INFORMANT)).status_code == 201


async def test_who_goes_in_the_middle_of_an_upload_leaves_nothing(gaoyou: Town, media: Path) -> None:
    with capture_logs() as logs:
        async with served(gaoyou) as at:
            _, writer = await sending(gaoyou, at, 1000)
            writer.write(photo()[:500])
            await writer.drain()
            writer.close()
            await writer.wait_closed()
    assert not [line for line in logs if line["event"] == "unexpected_error"]
    assert files(media) == []


async def test_without_room_on_the_disk_the_answer_says_when_to_come_back(database_url: str, tmp_path: Path) -> None:
    taken = tmp_path / "media"
    taken.write_text("a file where the folder should be")
    async with town(database_url, media=taken) as gaoyou:
        answer = await upload(gaoyou, INFORMANT, Idempotency_Key="k")
        assert (answer.status_code, answer.json()["type"]) == (503, "/problems/no-room")
        assert int(answer.headers["retry-after"]) > 0
        assert await count(gaoyou.engine.database, "photo") == await count(gaoyou.engine.database, "command") == 0
        taken.unlink()
        assert (await upload(gaoyou, INFORMANT, Idempotency_Key="k")).status_code == 201


async def test_where_the_second_file_cannot_be_written_the_first_is_not_left(gaoyou: Town, media: Path) -> None:
    sha256 = made(photo()).sha256
    (media / sha256[:2] / sha256 / "in the way").mkdir(parents=True)
    assert (await upload(gaoyou, "centre")).status_code == 503
    assert files(media) == []
    assert await count(gaoyou.engine.database, "photo") == 0


async def test_who_has_uploaded_much_that_nothing_names_must_name_it_first(gaoyou: Town) -> None:
    async with gaoyou.engine.database.pool.acquire() as connection:
        await connection.execute(
            "INSERT INTO photo (id, sha256, media_type, width, height, bytes, uploaded_by, uploaded_at)"
            " SELECT gen_random_uuid(), repeat('0', 64), 'image/png', 1, 1, 1, $1, $2 FROM generate_series(1, $3)",
            uid(INFORMANT), gaoyou.wall(), MOST_UNUSED,
        )  # fmt: skip
    answer = await upload(gaoyou, INFORMANT)
    assert (answer.status_code, answer.json()["errors"][0]["reason"]) == (400, "photo-too-many-unused")
    assert (await upload(gaoyou, "centre")).status_code == 201


class Slow:
    """Makes pictures only once it is let; how many it was at work on at a time."""

    def __init__(self) -> None:
        self.begun, self.let = threading.Event(), threading.Event()
        self.at_work, self.most = 0, 0

    def __call__(self, sent: bytes) -> Picture:
        self.at_work += 1
        self.most = max(self.most, self.at_work)
        self.begun.set()
        assert self.let.wait(60)
        self.at_work -= 1
        return made(sent)


async def test_others_are_answered_while_a_photo_is_being_worked_on(gaoyou: Town) -> None:
    slow = gaoyou.engine.photos.make = Slow()
    working = [asyncio.create_task(upload(gaoyou, INFORMANT)) for _ in range(MOST_OF_ONE)]
    await asyncio.to_thread(slow.begun.wait)
    for _ in range(3):
        assert (await gaoyou.get("centre", "/api/v1/incidents")).status_code == 200
    assert not any(task.done() for task in working)
    slow.let.set()
    assert [answer.status_code for answer in await asyncio.gather(*working)] == [201] * 3
    assert slow.most == 1


@pytest.mark.parametrize("tag", ["en", "zh-CN"])
async def test_who_uploads_more_at_once_than_one_may_is_told_so_and_others_are_not(gaoyou: Town, tag: str) -> None:
    slow = gaoyou.engine.photos.make = Slow()
    working = [asyncio.create_task(upload(gaoyou, INFORMANT, Accept_Language=tag)) for _ in range(MOST_OF_ONE + 1)]
    done, waiting = await asyncio.wait(working, return_when=asyncio.FIRST_COMPLETED)
    (refused,) = [task.result() for task in done]
    assert (refused.status_code, refused.json()["type"]) == (429, "/problems/too-many-uploads")
    assert str(MOST_OF_ONE) in refused.json()["detail"]
    assert is_chinese(refused.json()["detail"]) == (tag == "zh-CN")
    assert int(refused.headers["retry-after"]) > 0
    other = asyncio.create_task(upload(gaoyou, "centre"))
    slow.let.set()
    assert [answer.status_code for answer in await asyncio.gather(other, *waiting)] == [201] * (MOST_OF_ONE + 1)


# Named in reports and moves


async def at_work(town: Town, first: str) -> str:
    """A case that names a photo of its reporter's, and that the gas company works on."""
    ref = await town.reported(INFORMANT, photos=[first])
    await town.moves(
        ref,
        ("dispatcher-east", "accept", {}),
        ("dispatcher-east", "dispatch", {"to": {"unit": "gas"}}),
        (HANDLER, "acknowledge", {}),
    )
    return ref


async def test_a_report_and_a_move_name_photos_by_their_id(gaoyou: Town) -> None:
    before, after = await uploaded(gaoyou, INFORMANT), await uploaded(gaoyou, HANDLER, photo(seed=3))
    ref = await at_work(gaoyou, before)
    seen = await gaoyou.moves(ref, (HANDLER, "resolve", {"note": "好了", "photos": [after, before, after]}))
    named = [(each["id"], each["move"], each["seq"]) for each in seen["photos"]]
    assert named == [(before, "submit", 1), *sorted([(after, "resolve", 5), (before, "resolve", 5)])]


async def test_the_ledger_holds_the_hash_of_each_photo(gaoyou: Town, media: Path) -> None:
    told = (await upload(gaoyou, INFORMANT)).json()
    ref = await gaoyou.reported(INFORMANT, photos=[told["id"]])
    entries = (await gaoyou.engine.see(who(INFORMANT), ref)).entries
    assert (entries[0].facts or {})["asked"]["photos"] == {told["id"]: told["sha256"]}
    found = await auditing.check_chains(gaoyou.engine, against_state=True)
    assert found.well
    assert "1 photos: all whole" in found.said[-1]
    place = media / told["sha256"][:2] / told["sha256"]
    place.write_bytes(photo(seed=7))
    assert not (await auditing.check_chains(gaoyou.engine, against_state=False)).well
    place.unlink()
    found = await auditing.check_chains(gaoyou.engine, against_state=False)
    assert told["id"] in found.said[0]


async def test_a_photo_that_is_somebody_elses_cannot_be_named(gaoyou: Town) -> None:
    foreign, own = await uploaded(gaoyou, "centre"), await uploaded(gaoyou, INFORMANT)
    for photos in ([foreign], [own, foreign], [str(uid("none"))]):
        answer = await gaoyou.report(INFORMANT, photos=photos)
        assert answer.status_code == 400
        assert answer.json()["errors"][0] == {
            "field": "photos",
            "reason": "unknown-photo",
            "message": "There is no such photo; please upload it again.",
        }
    ref = await at_work(gaoyou, own)
    answer = await gaoyou.move(HANDLER, ref, "progress", {"note": "x", "photos": [foreign]})
    assert answer.status_code == 400
    assert len((await gaoyou.see(HANDLER, ref))["photos"]) == 1
    assert (await gaoyou.get("centre", f"{PHOTOS}/{foreign}")).status_code == 200, "it is still unused"


async def test_a_photo_that_the_case_has_can_be_named_again_by_another(gaoyou: Town) -> None:
    own = await uploaded(gaoyou, INFORMANT)
    ref = await at_work(gaoyou, own)
    await gaoyou.moves(ref, (HANDLER, "progress", {"note": "这里", "photos": [own]}))
    other = await gaoyou.report("intake-east", photos=[own])
    assert other.status_code == 400, "another case has it not"


async def test_a_report_with_a_photo_is_refused_without_a_trace_of_its_use(gaoyou: Town) -> None:
    own = await uploaded(gaoyou, INFORMANT)
    answer = await gaoyou.report(INFORMANT, photos=[own], category="no such")
    assert answer.status_code == 400
    assert await count(gaoyou.engine.database, "photo_use") == 0
    assert await count(gaoyou.engine.database, "photo", "used_at IS NULL") == 1


# Shown


async def test_inside_the_cases_territory_everybody_sees_its_photos_and_nobody_else(gaoyou: Town) -> None:
    ref = await at_work(gaoyou, own := await uploaded(gaoyou, INFORMANT))
    for size in ("", "?size=thumb", "?size=full"):
        for role, name in INSIDE.items():
            expected = 404 if role == "colleague" else 200
            assert (await gaoyou.get(name, f"{PHOTOS}/{own}{size}")).status_code == expected, role
        for role, name in OUTSIDE.items():
            answer = await gaoyou.get(name, f"{PHOTOS}/{own}{size}")
            unknown = await gaoyou.get(name, f"{PHOTOS}/{uid('none')}{size}")
            assert (answer.status_code, answer.json()) == (404, unknown.json()), role
    assert (await gaoyou.client.get(f"{PHOTOS}/{own}")).status_code == 401
    assert [each["id"] for each in (await gaoyou.see("supervisor", ref))["photos"]] == [own]


async def test_an_unused_photo_is_its_uploaders_alone(gaoyou: Town) -> None:
    own = await uploaded(gaoyou, "dispatcher-east")
    for name in {*INSIDE.values(), *OUTSIDE.values()}:
        expected = 200 if name == "dispatcher-east" else 404
        assert (await gaoyou.get(name, f"{PHOTOS}/{own}")).status_code == expected, name


async def test_a_used_photo_is_seen_by_the_case_and_not_by_who_uploaded_it(gaoyou: Town) -> None:
    own = await uploaded(gaoyou, "informant-900100200101")
    ref = await gaoyou.reported("informant-900100200101", grid="900100200101", photos=[own])
    assert (await gaoyou.get("informant-900100200101", f"{PHOTOS}/{own}")).status_code == 200
    await gaoyou.moves(ref, ("dispatcher-west", "accept", {}))
    assert (await gaoyou.get("dispatcher-east", f"{PHOTOS}/{own}")).status_code == 404


async def test_who_holds_a_receipt_sees_what_was_sent_with_the_report_and_nothing_of_the_staffs(gaoyou: Town) -> None:
    own, staffs = await uploaded(gaoyou, INFORMANT), await uploaded(gaoyou, HANDLER, photo(seed=3))
    answer = (await gaoyou.report(INFORMANT, photos=[own])).json()
    receipt = {"Authorization": f"Receipt {answer['receipt']}"}
    await gaoyou.moves(
        answer["id"],
        ("dispatcher-east", "accept", {}),
        ("dispatcher-east", "dispatch", {"to": {"unit": "gas"}}),
        (HANDLER, "acknowledge", {}),
        (HANDLER, "progress", {"note": "x", "photos": [staffs]}),
    )
    other = (await gaoyou.report("intake-east")).json()
    seen = await gaoyou.client.get(f"/api/v1/incidents/{answer['id']}", headers=receipt)
    assert [each["id"] for each in seen.json()["photos"]] == [own]
    assert (await gaoyou.client.get(f"{PHOTOS}/{own}", headers=receipt)).status_code == 200
    assert (await gaoyou.client.get(f"{PHOTOS}/{staffs}", headers=receipt)).status_code == 404
    foreign = {"Authorization": f"Receipt {other['receipt']}"}
    assert (await gaoyou.client.get(f"{PHOTOS}/{own}", headers=foreign)).status_code == 404
    refused = await gaoyou.client.post(PHOTOS, content=photo(), headers={**receipt, "Content-Type": "image/jpeg"})
    assert refused.status_code == 403


async def test_a_photo_is_shown_as_what_it_is_and_may_be_kept(gaoyou: Town) -> None:
    told = (await upload(gaoyou, INFORMANT, photo(1000, 500, MediaType.PNG))).json()
    shown = await gaoyou.get(INFORMANT, f"{PHOTOS}/{told['id']}")
    assert hashlib.sha256(shown.content).hexdigest() == told["sha256"]
    assert shown.headers["etag"] == f'"{told["sha256"]}"'
    assert shown.headers["cache-control"] == "private, max-age=31536000, immutable"
    assert shown.headers["x-content-type-options"] == "nosniff"
    assert shown.headers["content-disposition"] == f'inline; filename="{told["id"]}.png"'
    thumb = await gaoyou.get(INFORMANT, f"{PHOTOS}/{told['id']}?size=thumb")
    assert (thumb.headers["content-type"], opened(thumb.content).size) == ("image/jpeg", (480, 240))
    assert thumb.headers["etag"] != shown.headers["etag"]
    for each in (shown, thumb):
        again = await gaoyou.get(
            INFORMANT, each.request.url.raw_path.decode(), **{"If-None-Match": each.headers["etag"]}
        )
        assert (again.status_code, again.content) == (304, b"")
        headers = await gaoyou.headers(INFORMANT)
        head = await gaoyou.client.head(each.request.url.raw_path.decode(), headers=headers)
        assert (head.status_code, head.content) == (200, b"")
        assert head.headers["content-length"] == str(len(each.content))


async def test_another_size_or_another_parameter_is_refused(gaoyou: Town) -> None:
    own = await uploaded(gaoyou, INFORMANT)
    for query in ("?size=huge", "?size=../../etc/passwd", "?path=x"):
        assert (await gaoyou.get(INFORMANT, f"{PHOTOS}/{own}{query}")).status_code == 400
    for name in ("x", "..%2f..%2fetc%2fpasswd", "0" * 64):
        assert (await gaoyou.get(INFORMANT, f"{PHOTOS}/{name}")).status_code in (400, 404)


async def test_a_photo_whose_file_is_gone_is_not_found(gaoyou: Town, media: Path) -> None:
    own = await uploaded(gaoyou, INFORMANT)
    for path in media.rglob("*"):
        if path.is_file():
            path.unlink()
    assert (await gaoyou.get(INFORMANT, f"{PHOTOS}/{own}")).status_code == 404


async def test_the_doctor_says_whether_photos_can_be_stored(tmp_path: Path) -> None:
    settings = from_environment({"GRIDWARD_DATA": str(tmp_path)})
    well = {finding.code: finding.well for finding in doctoring.media(settings)}
    assert well["media"]
    assert "space" in well
    settings.media.rmdir()
    settings.media.write_text("a file where the folder should be")
    (finding,) = doctoring.media(settings)
    assert not finding.well
    assert str(settings.media) in finding.say(Language.EN)
