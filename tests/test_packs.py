"""The pack of a meeting: owed when it is announced and again when it changed, what stands in it, as page and paper."""

import io
from collections.abc import AsyncIterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import orjson
import pypdf
import pytest

from models.meeting import MeetingKind
from models.people import Language
from tests.asking import Town, town
from tests.small import INFORMANT, staff
from tests.test_api_meetings import DOES_NOT, KNOWS, joint, listed, moved
from workflow import jobs, pack_sections, packs, store
from workflow.documents import page, paper
from workflow.works import WORKS

DRAWN = datetime(2026, 11, 20, 1, tzinfo=UTC)
TRAP = '#let x = <b>会议</b> & "$a$" [*粗*] \\ @ref'
"""A name that looks like Typst, HTML and Fluent at once."""


@pytest.fixture
async def place(database_url: str) -> AsyncIterator[Town]:
    async with town(database_url) as found:
        yield found


async def owed(place: Town) -> list[str]:
    found, _ = await jobs.listing(place.engine, None, None, 50, "pack")
    return [each.period for each in found if each.state == "owed"]


async def kept(place: Town, ref: str) -> Mapping[str, Any]:
    async with store.snapshot(place.engine.database) as connection:
        found = await store.meetings.find(connection, ref)
        assert found is not None
        pack = await store.packs.find(connection, found)
    assert pack is not None
    return {**orjson.loads(pack.content), "edition": pack.edition, "hash": pack.hash}


async def test_a_pack_is_drawn_up_when_announced_again_when_changed_and_stays_once_held(place: Town) -> None:
    ref = await joint(place, before=timedelta(days=1))
    number = (await listed(place, MeetingKind.JOINT))[0].number
    assert await owed(place) == [number]
    missing = await place.get("supervisor", f"/api/v1/meetings/{ref}/pack")
    assert (missing.status_code, missing.json()["type"]) == (404, "/problems/no-pack")
    await jobs.run_owed(place.engine, {"pack": WORKS["pack"]})
    first = await kept(place, ref)
    assert first["edition"] == 1
    (case,) = first["cases"]
    assert case["category"]["zh"]
    assert case["holder"] == {"kind": "unit", "name": "gas"} or case["holder"]["kind"] == "unit"
    assert "垃圾成堆" not in orjson.dumps(first).decode(), "nothing that people wrote"
    assert await owed(place) == []
    later = (datetime.fromisoformat(first["starts_at"]) + timedelta(days=3)).isoformat()
    assert (
        await moved(place, "supervisor", ref, "postpone", {"starts_at": later, "reason": "出差"})
    ).status_code == 200
    assert await owed(place) == [number]
    await jobs.run_owed(place.engine, {"pack": WORKS["pack"]})
    second = await kept(place, ref)
    assert (second["edition"], second["sequence"]) == (2, 1)
    place.wall.wait(days=4)
    assert (await moved(place, "supervisor", ref, "hold", {})).status_code == 200
    assert await owed(place) == []
    with pytest.raises(jobs.Held):
        await jobs.run_by_hand(place.engine, "pack", number, "")
    assert await kept(place, ref) == second
    assert (await packs.by_hand(place.engine, number))[1].hash == second["hash"]


async def test_who_may_see_the_meeting_reads_its_pack_as_page_and_paper_in_both_languages(place: Town) -> None:
    ref = await joint(place, before=timedelta(days=1))
    link = "https://meet.example.org/1"
    assert (await moved(place, "supervisor", ref, "set_link", {"link": link})).status_code == 200
    await jobs.run_owed(place.engine, {"pack": WORKS["pack"]})
    at = f"/api/v1/meetings/{ref}/pack"
    for name in KNOWS:
        assert (await place.get(name, at)).status_code == 200, name
    for name in (*DOES_NOT, INFORMANT):
        assert (await place.get(name, at)).status_code == 404, name
    zh = await place.get("gas-1", f"{at}?language=zh")
    named = [
        name for name in staff().persons if name.startswith(("informant-", "handler-", "gas-")) and name in zh.text
    ]
    assert (link in zh.text, named) == (False, []), "neither where it is online, nor anybody's name"
    assert ("会议材料" in zh.text, zh.headers["content-type"]) == (True, "text/html; charset=utf-8")
    assert "default-src 'none'" in zh.headers["content-security-policy"]
    english = await place.get("gas-1", f"{at}?form=pdf&language=en")
    text = "\n".join(each.extract_text() for each in pypdf.PdfReader(io.BytesIO(english.content)).pages)
    assert "Meeting pack" in text
    assert "Case by case" in text
    again = await place.get("gas-1", f"{at}?form=pdf&language=en")
    assert again.content == english.content, "the same each time"
    assert (await place.get("gas-1", f"{at}?form=docx")).status_code == 400


def content(cases: int = 2, **fields: Any) -> dict[str, Any]:
    """The content of a pack with names that look like markup."""
    both = {"zh": TRAP, "en": TRAP}
    grid = {"code": "9", "name": TRAP}
    case = {
        "number": "GY-1001", "category": {"key": "06010", **both}, "township": grid, "grid": grid, "state": "handling",
        "level": 2, "holder": {"kind": "unit", "name": TRAP}, "reported_at": "2026-11-02T01:00:00Z",
        "deadlines": [
            {"stage": "handle", "due_at": "2026-11-04T01:00:00Z", "late": True},
            {"stage": "promise", "due_at": None, "late": False},
        ],
        "late": {
            "since": "2026-11-04T01:00:00Z", "late_seconds": 1_382_400, "stages": ["handle"], "tabled_at": None,
            "raised_at": "2026-11-05T01:00:00Z", "returns": 2, "reworks": 1, "extensions": 0, "taken": True,
            "unserved": False,
        },
        "steps": [{"at": "2026-11-02T02:00:00Z", "text": both}] * 8,
    }  # fmt: skip
    marks = {"closing_due": 40, "closed_on_time": 30, "closed_of_due": 36, "filed": 50, "filed_on_time": 45}
    return {
        "number": "GY-M7", "kind": "joint", "title": both, "grid": grid, "starts_at": "2026-11-26T01:00:00Z",
        "sequence": 1, "online": True, "guests": [TRAP], "offices": [{"role": both, "place": TRAP, "count": 3}],
        "agenda": [{"kind": "tabled", "number": "GY-1001", "late": True, "text": both}] * cases,
        "cases": [case] * cases,
        "figures": {
            "first": "2026-09-01", "last": "2026-11-25", "marks": marks,
            "months": [{"month": f"2026-{month:02}", "marks": marks} for month in (9, 10, 11)],
            "townships": [{"code": f"{at}", "name": f"{TRAP} {at}", "marks": marks} for at in range(13)],
        },
        "decisions": [
            {
                "number": "GY-M3/1", "owner": TRAP, "case": "GY-1001", "due_at": "2026-11-20T01:00:00Z",
                "state": "open", "late": True, "sent_back": 1,
            }
        ],
        "ladders": {
            "count": 30,
            "items": [{**case, "stage": "handle", "fired": 2, "rungs": 5, "next_at": "2026-11-27T01:00:00Z"}],
        },
        "rules_version": 1, "calendar_version": 1, **fields,
    }  # fmt: skip


def test_what_looks_like_markup_in_a_name_stays_a_name_and_sixty_items_have_sixty_sheets() -> None:
    made = pack_sections.paper(content(cases=60), 3, DRAWN, Language.ZH, "0" * 64)
    html = page.html(made)
    assert "<b>会议</b>" not in html
    assert html.count("&lt;b&gt;会议&lt;/b&gt;") > 60
    assert "style=" not in html.partition("</style>")[2], "the policy lets no element have a style of its own"
    assert html.count("<h2>") >= 65
    read = pypdf.PdfReader(io.BytesIO(paper.pdf(made)))
    text = "".join("".join(each.extract_text() for each in read.pages).split())
    assert text.count("".join(["#letx=<b>会议</b>"])) >= 60
    assert len(read.pages) > 20


def test_an_empty_pack_says_of_each_part_that_there_is_nothing() -> None:
    empty = content(
        cases=0, offices=[], decisions=[], ladders={"count": 0, "items": []},
        figures={"first": "2026-09-01", "last": None, "marks": {}, "months": [], "townships": []},
    )  # fmt: skip
    for language in Language:
        html = page.html(pack_sections.paper(empty, 1, DRAWN, language, "0" * 64))
        assert html.count("<table") == 0
        assert html.count("<h2>") == 6
