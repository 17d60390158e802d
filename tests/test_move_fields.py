"""The forms of the pages ask for everything that the API takes with a move, and for nothing else."""

import re

from tests.pages.city import HOME
from workflow.commands import PAYLOADS
from workflow.machines import Move

FORMS = (HOME / "web" / "src" / "moves" / "fields.ts").read_text(encoding="utf-8")
SHARED = {
    "NOTE": "note",
    "REASON": "reason",
    "TASK": "task",
    "REQUEST": "request",
    "ORDER": "order",
    "PHOTOS": "photos",
}
OTHERWISE = {
    Move.RELOCATE: {"location"},  # with the grid, in one choice of a place
    Move.VERIFY: {"satisfied"},  # by which of the two buttons is pressed
    **{move: {"rating"} for move in (Move.CONFIRM, Move.REWORK, Move.OBJECT)},  # the reporter's, by their receipt
}


def asked(move: Move) -> set[str]:
    row = re.search(rf"^  {move}: \[(.*?)\],$", FORMS, re.MULTILINE | re.DOTALL)
    assert row, f"no form for {move}"
    return set(re.findall(r"(?:may|must)\('(\w+)'", row[1])) | {SHARED[n] for n in re.findall(r"\b[A-Z]{4,}\b", row[1])}


def test_a_form_asks_for_all_that_its_move_takes_and_for_nothing_else() -> None:
    plain = {Move.CLAIM, Move.RELEASE}  # at one press: a note would stand where nobody looks
    for move, payload in PAYLOADS.items():
        if move == Move.SUBMIT:
            continue
        takes = set(payload.model_fields) - OTHERWISE.get(move, set()) - ({"note"} if move in plain else set())
        assert asked(move) == takes, move
