"""A bulletin's contents beside its counts as sections, for its page, for paper and for a workbook alike. Pure: made of
the frozen figures; those of an older format tell nothing of them.
"""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final

from models.territory import CITY
from workflow.documents.sections import Cell, Section, Table, Text
from workflow.indicators import Ratio
from workflow.sentences import word

if TYPE_CHECKING:
    from workflow.bulletin_page import Words

Json = Mapping[str, Any]

PROPOSED: Final = ("suggested", "answer_due")
SHARES: Final = {"answered_on_time": "answer_due", "adopted": "suggested", "carried_out": "adopted"}
"""Of suggestions and wishes: what is told as a number, and what as a share of what."""

MOST_UNHELD: Final = 40
WHY: Final = ("untaken", "unserved", "returns", "reworks", "extensions", "suspended", "raised", "tabled")
"""What befell cases that are late and open."""


def best_worst(figures: Json, words: "Words") -> Iterator[Section]:
    found = figures.get("best_worst")
    if found is None:
        return
    level = "village" if figures["level"] > CITY else "township"
    note = words.text(f"best-note-{level}", least=found["least"])
    if not found["worst"]:
        yield Text([note, words.text("best-none")], words.text("best-worst"))
        return
    yield Text([note], words.text("best-worst"))
    for which in ("best", "worst"):
        yield Text([_kept(row, words) for row in found[which]], words.text(f"the-{which}"), listed=True, level=3)


def _kept(row: Json, words: "Words") -> str:
    return words.text(
        "best-one",
        place=words.place(row),
        share=words.percent([row["kept"], row["promised"]]),
        promised=row["promised"],
        kept=row["kept"],
        late=row["closed_late"],
        missed=row["not_closed"],
    )


def late_why(figures: Json, words: "Words") -> Iterator[Section]:
    found = figures.get("late_why")
    if found is None:
        return
    title = words.text("late-causes")
    if not found["cases"]:
        yield Text([words.text("late-why-none")], title)
        return
    yield Text(list(_why(found, words)), title)


def _why(found: Json, words: "Words") -> Iterator[str]:
    comma = words.text("comma")
    yield words.text("late-why-cases", cases=found["cases"])
    stages = [
        words.text("late-why-count", what=word(words.language, "stage", stage) or stage, count=count)
        for stage, count in sorted(found["stages"].items(), key=lambda each: (-each[1], each[0]))
    ]
    if stages:
        yield words.text("late-why-stages", stages=comma.join(stages))
    if found["in_sum"]:
        yield words.text("late-why-in-sum", count=found["in_sum"])
    if not found["open"]:
        return
    holders = [
        words.text("late-why-count", what=words.text(f"holder-{kind}"), count=count)
        for kind, count in found["holders"].items()
    ]
    yield words.text("late-why-open", count=found["open"], holders=comma.join(holders))
    befell = [
        words.text("late-why-count", what=words.text(f"befell-{name}"), count=found[name])
        for name in WHY
        if found[name]
    ]
    if befell:
        yield words.text("late-why-befell", what=comma.join(befell))
    most = [words.text("late-why-count", what=each["name"], count=each["cases"]) for each in found["with"]]
    if most:
        yield words.text("late-why-with", who=comma.join(most))


def repeated(figures: Json, words: "Words") -> Iterator[Section]:
    found = figures.get("repeated")
    if found is None:
        return
    title = words.text("repeated")
    if not found:
        yield Text([words.text("repeated-none")], title)
        return
    yield Table(
        words.text("sheet-repeated"),
        [
            words.text("late-where"),
            words.text("late-what"),
            words.mark("reported"),
            words.mark("open"),
        ],
        [[words.where(row), words.named(row["category"]), row["reported"], row["open"]] for row in found],
        title,
        words.text("repeated-note"),
    )


def suggestions(figures: Json, words: "Words") -> Iterator[Section]:
    """Suggestions and wishes of the whole and of each part in which there was any; nothing of before they were
    counted."""
    whole = figures["city"]["marks"]
    if "suggested" not in whole:
        return
    title = words.text("suggestions")
    parts = [(words.place(row), row["marks"]) for row in figures["townships"]]
    rows = [(name, marks) for name, marks in [(words.whole(figures), whole), *parts] if _any_proposed(marks)]
    if not rows:
        yield Text([words.text("suggestions-none")], title)
        return
    yield Table(
        words.text("sheet-suggestions"),
        [words.of("township", figures), *(words.mark(name) for name in (*PROPOSED, *SHARES))],
        [_proposals(name, marks) for name, marks in rows],
        title,
        words.text("suggestions-note"),
    )


def _any_proposed(marks: Json) -> bool:
    return any(marks[name] for name in PROPOSED)


def _proposals(place: str, marks: Json) -> list[Cell]:
    shares = (Ratio(marks[part], marks[of]) for part, of in SHARES.items())
    return [place, *(marks[name] for name in PROPOSED), *shares]


def oversight(figures: Json, words: "Words") -> Iterator[Section]:
    found, marks = figures.get("oversight"), figures["city"]["marks"]
    if found is None:
        return
    lines = [
        words.text("orders", **{name: found[name] for name in ("issued", "by_ladder", "answered")}),
        words.text("orders-ended", **{name: found[name] for name in ("fulfilled", "lifted", "open", "late")}),
        words.text("reminded", count=found["reminded"]),
        words.text("inspected", count=marks["inspected"], failed=marks["inspection_failed"]),
        words.text("appeals", count=marks["exempted"]),
    ]
    yield Text(lines, words.text("oversight"))


def decided(figures: Json, words: "Words") -> list[str]:
    """What the meetings decided, in sum, and what bodies are behind with."""
    found, unheld = figures.get("decided"), figures.get("unheld", ())
    if found is None:
        return []
    lines = [words.text("decided-sum", **found)] if found["decisions"] else []
    if unheld:
        lines.append(words.text("unheld", count=len(unheld)))
        lines += [
            words.text(
                "unheld-one",
                grid=each["grid"],
                kind=words.meeting(each["kind"]),
                number=each["number"],
                at=words.instant(each["starts_at"]),
            )
            for each in unheld[:MOST_UNHELD]
        ]
        if len(unheld) > MOST_UNHELD:
            lines.append(words.text("unheld-more", count=len(unheld) - MOST_UNHELD))
    else:
        lines.append(words.text("unheld-none"))
    return lines


def meetings(figures: Json) -> tuple[list[Json], list[Json]]:
    """The meetings in the order in which they were: those that decided something, and the others."""
    found = sorted(figures["meetings"], key=lambda each: (each["starts_at"], len(each["number"]), each["number"]))
    return [each for each in found if each["decisions"]], [each for each in found if not each["decisions"]]


def named(meeting: Json, words: "Words") -> str:
    """Which meeting it was, where and when."""
    return f"{words.meeting(meeting['kind'])} · {meeting['number']} · {words.met(meeting)}"


def seals(figures: Json, words: "Words") -> list[str]:
    """The seals of the period's days; nothing where there are none."""
    found = figures["ledger"].get("seals")
    if not found:
        return []
    return [
        words.text("seals", **{name: found[name] for name in ("days", "sealed", "first", "last")}),
        words.text("seals-last-root", root=found["last_root"]),
        words.text("seals-root", root=found["root"]),
    ]
