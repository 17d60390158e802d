"""An entry of a ledger in one short sentence: each move of each machine has one, of its own kind of subject."""

import json
from pathlib import Path

import pytest

from models.ledger import ActorKind, Entry
from models.people import Language
from tests.small import MONDAY, uid, world
from workflow.explaining.headlines import headline
from workflow.machines import TABLES, Kind, Move
from workflow.sentences import Names

PAGES = Path(__file__).parent.parent / "web" / "src" / "messages"
LEDGERS = (Kind.MEETING, Kind.MOTION, Kind.CAMPAIGN, Kind.SPOT, Kind.PATROL, Kind.BULLETIN)
"""Kinds that have a ledger of their own; what a meeting decides stands in the meeting's, all others in the case's."""
MOVES = sorted(
    (ledger, move)
    for kind, table in TABLES.items()
    for ledger in (Kind.MEETING if kind is Kind.DECISION else kind if kind in LEDGERS else Kind.INCIDENT,)
    for move in {arrow.move for arrow in table.arrows}
)


def entry(move: Move, *reasons: str) -> Entry:
    return Entry(
        subject_id=uid("subject"),
        seq=1,
        happened_at=MONDAY,
        recorded_at=MONDAY,
        actor_kind=ActorKind.SYSTEM,
        standing="",
        move=move,
        about=uid("subject"),
        changes=[],
        reasons=[{"code": code} for code in reasons],
        rules_version=1,
        calendar_version=1,
        salt="",
        facts_hash="",
        prev_hash="",
        hash="",
    )


def said(language: Language, move: Move, kind: Kind, *reasons: str) -> str:
    city = world()
    return headline(entry(move, *reasons), Names(language, city.directory, city.rules), kind)


@pytest.mark.parametrize("language", list(Language))
def test_every_move_of_every_machine_has_its_sentence_in_the_timeline(language: Language) -> None:
    folder = "zh" if language is Language.ZH else "en"
    named = json.loads((PAGES / folder / "moves.json").read_text(encoding="utf-8"))["name"]
    city = world()
    names = Names(language, city.directory, city.rules)
    assert [(kind, move) for kind, move in MOVES if not (headline(entry(move), names, kind) or named.get(move))] == []


@pytest.mark.parametrize(
    ("kind", "move", "reason", "words"),
    [
        (Kind.MEETING, Move.DRAW, "drawn", "拟定了议程"),
        (Kind.MEETING, Move.PLAN, "planned", "列入了计划"),
        (Kind.MEETING, Move.INVITE, "invited", "发出了通知"),
        (Kind.INCIDENT, Move.INSPECT, "drawn", "抽中复查"),
        (Kind.PATROL, Move.PLAN, "patrol-planned", "排了这次巡查"),
        (Kind.MOTION, Move.TABLE, "tabled", "列入了会议议程"),
    ],
)
def test_a_move_is_said_in_the_words_of_its_kind(kind: Kind, move: Move, reason: str, words: str) -> None:
    assert said(Language.ZH, move, kind, reason) == words
