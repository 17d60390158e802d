"""An entry of the ledger in one short sentence: what was done, to whom, until when.

It is made of reasons alone, which stay when what people wrote is erased."""

from collections.abc import Mapping
from typing import Any, Final

from models.ledger import Entry
from workflow.explaining.conditions import comma
from workflow.machines import Kind, Move
from workflow.messages import has
from workflow.sentences import Names, sentence

MADE_OF: Final[Mapping[str, Mapping[str, tuple[str, ...]]]] = {
    Move.SUBMIT: {"filed-under": ("category",)},
    Move.CHECK: {"asked-to-check": ("person",)},
    Move.ACCEPT: {"filed": ("condition",)},
    Move.RELOCATE: {"placed": ("grid",)},
    Move.REGRID: {"regridded": ("grid",)},
    Move.DISPATCH: {"given": ("name",)},
    Move.REDISPATCH: {"given": ("name",)},
    Move.SPLIT: {"given": ("name",)},
    Move.WHISTLE: {"given": ("name",)},
    Move.ACKNOWLEDGE: {"taken": ("receiver",)},
    Move.CHECK_IN: {"taken": ("receiver",)},
    Move.RETURN: {"returned": ("type",)},
    Move.REQUEST_EXTENSION: {"asked-for": ("budget",)},
    Move.GRANT_EXTENSION: {"extended": ("by",)},
    Move.REQUEST_SUSPENSION: {"asked-for": ("until",)},
    Move.GRANT_SUSPENSION: {"suspended": ("until",)},
    Move.REWORK: {"not-fixed": ("times",)},
    Move.MERGE: {"merged-into": ("number",)},
    Move.ABSORB: {"report-joined": ("number",)},
    Move.RAISE: {"raised": ("level",)},
    Move.HAND_DOWN: {"handed-down": ("level",)},
    Move.SUPERVISE: {"supervised": ("level", "budget", "order")},
    Move.PRESS: {"pressed": ("count",)},
    Move.RAISE_ORDER: {"order-raised": ("level",)},
    Move.OBJECT: {"objected": ("level",)},
    Move.SEND_TO_LOOK: {"sent-to-look": ("person",)},
    Move.REOPEN: {"reopened": ("times",)},
    Move.REMIND: {"rung": ("stage",)},
    Move.WARN: {"rung": ("stage",)},
}
"""Of each move that says more than its name: which facts of which reasons its sentence is made of."""


def headline(entry: Entry, names: Names, kind: Kind = Kind.INCIDENT) -> str:
    """What this entry of the ledger of a subject of this kind did; empty where its move's own name says as much."""
    facts = dict(_facts(entry, names))
    wanted = {name for each in MADE_OF.get(entry.move, {}).values() for name in each}
    if wanted:
        found = sentence(names.language, "entry", _code(entry), facts, names) if wanted <= facts.keys() else None
        return found or _last(entry, names, kind)
    code = _code(entry)
    found = _last(entry, names, kind) or sentence(names.language, f"entry-{kind}", code, {}, names)
    return found or sentence(names.language, "entry", code, {}, names) or ""


def _last(entry: Entry, names: Names, kind: Kind) -> str:
    """Where a reason alone says how it went, of a case: verified, not so, closed by time."""
    if kind is not Kind.INCIDENT:
        return ""
    code = next((each["code"] for each in entry.reasons if has(f"entry-{each['code']}", names.language)), None)
    return (sentence(names.language, "entry", code, {}, names) or "") if code else ""


def _facts(entry: Entry, names: Names) -> list[tuple[str, Any]]:
    """Of several receivers all, in their order; of anything else the last that was said."""
    made_of, found = MADE_OF.get(entry.move, {}), []
    for code, wanted in made_of.items():
        said = [each for each in entry.reasons if each["code"] == code]
        for name in wanted:
            values = [str(each[name]) for each in said if each.get(name)]
            if values:
                found.append((name, comma(names).join(dict.fromkeys(values)) if name == "name" else values[-1]))
    return found


def _code(entry: Entry) -> str:
    return entry.move.rstrip("_").replace("_", "-")
