"""Bulletins of before: those of older shapes are read after the migrations, and drafts keep the rules that they were
drawn up under."""

import asyncio
from datetime import timedelta
from io import BytesIO

import orjson
from openpyxl import load_workbook
from pypdf import PdfReader

from models import migrating
from models.bulletin import BulletinState
from models.database import Database
from tests.asking import Town, Wall, asked, over, town
from tests.recounted import PROPOSED
from tests.small import calendar, rules
from tests.stored import keys
from tests.test_api_bulletins import ANYBODY, june
from tests.test_indicators import JUNE
from tests.test_work_bulletin import DAY, lived
from tests.versioned import edited
from workflow import issuing, publishing, versions
from workflow.engine import Engine
from workflow.proof.findings import Proof

WITHOUT_A_LIFE = "0038"
"""The revision before bulletins had a life."""

LATER = {
    1: ("length", "rules", "best_worst", "late_why", "repeated", "oversight", "decided", "unheld"),
    2: ("length", "best_worst", "late_why", "repeated", "oversight", "decided", "unheld"),
    3: ("best_worst", "late_why", "repeated", "oversight", "decided", "unheld"),
}
"""What figures of an older format have not."""

MARKS = (*PROPOSED, "inspected", "inspection_failed", "missed")
"""What was counted only later."""


def older(figures: str, number: int) -> str:
    found = {name: value for name, value in orjson.loads(figures).items() if name not in LATER[number]}
    found["format"] = number
    found["ledger"] = {name: value for name, value in found["ledger"].items() if name != "seals"}
    for part in (found["city"], *found["townships"], *found["groups"]):
        part["marks"] = {name: value for name, value in part["marks"].items() if name not in MARKS}
    for row in (*found["late"], *found["tabled"]):
        row.pop("village", None)
    return orjson.dumps(found).decode()


def test_bulletins_of_older_shapes_are_read_after_the_migrations(database_url: str) -> None:
    """One that came out before bulletins had a life, with the figures of each older format in turn."""
    kept = asyncio.run(_drawn(database_url))
    migrating.downgrade(database_url, WITHOUT_A_LIFE)
    asyncio.run(_as_before(database_url, kept))
    migrating.upgrade(database_url)
    asyncio.run(_read(database_url, kept))


async def _drawn(url: str) -> str:
    """June's, out; its figures."""
    async with town(url) as found:
        await june(found)
        return (await publishing.find(found.engine, "2026-06")).figures


async def _as_before(url: str, figures: str) -> None:
    """As it stood then: with its pages in its own row, and nothing in the ledger."""
    database = await Database.open(url, 1)
    try:
        await database.pool.execute("DELETE FROM entry WHERE subject_id IN (SELECT id FROM bulletin)")
        await database.pool.execute("UPDATE bulletin SET figures = $1, html_zh = '<p>当时</p>'", older(figures, 1))
    finally:
        await database.close()


async def _read(url: str, figures: str) -> None:
    database = await Database.open(url, 4)
    try:
        wall = Wall()
        wall.at = JUNE.end + timedelta(days=30)
        engine = Engine(database, keys(), clock=wall)
        app = over(engine, url)
        async with asked(app) as client:
            then = Town(app, client, engine, wall)
            for number in LATER:
                await database.pool.execute("UPDATE bulletin_figures SET figures = $1", older(figures, number))
                await _opens(then)
            assert (await then.get(ANYBODY, "/api/v1/bulletins/2026-06.html?language=zh")).text == "<p>当时</p>"
            assert (await then.get(ANYBODY, "/api/v1/public/bulletins/GY-TB-2026-06.html")).status_code == 404
            await engine.sweep()
            assert await issuing.settle(engine) == 0
            assert (await publishing.find(engine, "2026-06")).bulletin.version == 0, "no clock moves it"
    finally:
        await database.close()


async def _opens(then: Town) -> None:
    """Its place in the list, its page for staff, the cases behind a figure, on paper, as a workbook."""
    (item,) = (await then.get(ANYBODY, "/api/v1/bulletins")).json()["items"]
    seen = (await then.get("centre", "/api/v1/bulletins/2026-06")).json()
    assert (item["state"], item["length"], seen["timeline"], seen["public"]) == ("sent", "month", [], False)
    assert seen["allowed"] == ["correct"]
    assert "headlines" in {section["key"] for section in seen["sections"]}
    cases = await then.get(ANYBODY, "/api/v1/bulletins/2026-06/cases?figure=reported")
    assert len(cases.json()["numbers"]) == 2
    for language in ("zh", "en"):
        paper, workbook = [
            (await then.get(ANYBODY, f"/api/v1/bulletins/2026-06.{form}?language={language}")).content
            for form in ("pdf", "xlsx")
        ]
        assert "GY-TB-2026-06" in PdfReader(BytesIO(paper)).pages[0].extract_text()
        assert len(load_workbook(BytesIO(workbook)).worksheets) >= 5


async def test_a_draft_keeps_the_rules_that_it_was_drawn_up_under(database_url: str) -> None:
    kept = ("draft: 2wd, by_itself: true", "draft: 9wd, by_itself: false")
    async with lived(database_url, steps=0) as city:
        engine = city.engine
        city.now = DAY
        draft = await publishing.of_period(engine, "2026-06")
        number = await versions.propose(engine, edited(kept), "rules", "test", "")
        await versions.switch_on(engine, number, "test", "", proving=lambda _: Proof(()))
        city.now = calendar().due(DAY, rules().bulletin.draft).at
        await engine.sweep()
        out = await publishing.find(engine, "2026-06")
        assert (out.bulletin.state, out.bulletin.as_drawn) == (BulletinState.SENT, True), "by its own rules"
        assert (out.bulletin.rules_version, out.figures) == (1, draft.figures)
        city.now = DAY + timedelta(days=31)
        assert (await publishing.of_period(engine, "2026-07")).bulletin.rules_version == 2
        city.now += timedelta(days=7)
        await engine.sweep()
        assert (await publishing.find(engine, "2026-07")).bulletin.state == BulletinState.DRAFTED, "by the new ones"
