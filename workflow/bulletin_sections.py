"""A bulletin as a document to print or to count on. Pure: made of the frozen figures alone, as its page is."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, Final

from models.people import Language
from workflow import ledger
from workflow.bulletin_page import APART, BESIDE, MOST_LISTED, TOOK_PLACE, Json, Words
from workflow.documents.sections import Bars, Cell, Paper, Section, Table, Text
from workflow.indicators import Ratio

PARTS: Final = (
    ("kept", "key-kept", "#2c6aa8"),
    ("closed_late", "key-late", "#c98a12"),
    ("not_closed", "key-missed", "#b3261e"),
)
PROMISED: Final = ("promised", "kept", "closed_late", "not_closed")


def paper(figures: Json, drawn_at: datetime, language: Language, *, whole: bool = False) -> Paper:
    """The document. Of what is late it lists as many as the page does, or `whole`."""
    words = Words(language)
    return Paper(
        title=f"{figures['grid']['name']} {words.text('title')}",
        subtitle=f"{words.month(figures)} · {figures['number']}",
        language=language,
        made_at=drawn_at,
        sections=list(_sections(figures, words, whole)),
        foot=[
            words.text("drawn", at=words.instant(drawn_at)),
            words.text("counted", start=words.instant(figures["from"]), end=words.instant(figures["to"])),
            words.text("versions", rules=figures["rules_version"], calendar=figures["calendar_version"]),
            f"{words.text('hash')} {ledger.digest(figures)}",
        ],
    )


def _sections(figures: Json, words: Words, whole: bool) -> Iterator[Section]:
    city, townships, groups = figures["city"], figures["townships"], figures["groups"]
    yield Text([words.summary(figures)], words.text("headlines"))
    yield _townships(townships, words)
    yield _rates(city, words)
    yield Text([words.text("promise-note")], words.text("promise"))
    everything = (words.text("whole-city"), city)
    yield _promises("promise-by-township", [everything, *((words.place(row), row) for row in townships)], words)
    yield _promises("promise-by-group", [(words.named(row), row) for row in groups], words)
    yield _groups(groups, words)
    ends = [(words.mark(name), city["marks"][name]) for name in APART + TOOK_PLACE]
    yield Table(
        _name(words, "ends"),
        [words.text("ends"), words.text("cases")],
        ends,
        words.text("ends"),
        words.text("ends-note"),
    )
    yield from _late(figures["late"], words, whole)
    yield from _meetings(figures, words)
    yield from _changes(figures["rules"], words)
    yield Text(list(_ledger(figures["ledger"], words)), words.text("ledger"))


def _name(words: Words, code: str) -> str:
    """Of a workbook's sheet, which has room for 31 letters and bears no slash or bracket."""
    return words.text(f"sheet-{code}")


def _townships(rows: Sequence[Json], words: Words) -> Table:
    return Table(
        _name(words, "townships"),
        [
            words.text("township"),
            words.text("lamp"),
            words.text("rank"),
            words.mark("reported"),
            words.mark("closing_due"),
            words.rate("closing"),
            words.rate("closing_on_time"),
            words.mark("open_late"),
        ],
        [
            [
                words.place(row),
                words.lamp(row["lamp"]),
                row["rank"],
                row["marks"]["reported"],
                row["marks"]["closing_due"],
                Ratio(*row["rates"]["closing"]),
                Ratio(*row["rates"]["closing_on_time"]),
                row["marks"]["open_late"],
            ]
            for row in rows
        ],
        words.text("townships"),
        f"{words.text('ranked-by')} {words.text('townships-caption')}",
    )


def _rates(city: Json, words: Words) -> Table:
    rows: list[list[Cell]] = [
        [words.rate(name), Ratio(*pair), words.formula(name)] for name, pair in city["rates"].items()
    ]
    head = [words.text(name) for name in ("rate", "value", "formula")]
    return Table(_name(words, "rates"), head, rows, words.text("rates"), words.text("rates-caption"))


def _promises(code: str, rows: Sequence[tuple[str, Json]], words: Words) -> Table:
    first = "township" if code == "promise-by-township" else "group"
    heads = [words.text(name.replace("_", "-")) for name in PROMISED]
    shown = [(name, row["promise"]) for name, row in rows if row is not rows[0][1] or first == "group"]
    return Table(
        _name(words, code),
        [words.text(first), *heads, *(words.mark(name) for name in BESIDE)],
        [
            [name, *(row["promise"][part] for part in PROMISED), *(row["marks"][mark] for mark in BESIDE)]
            for name, row in rows
        ],
        words.text(code),
        bars=Bars(
            [name for name, _ in shown],
            [(words.text(label), colour, [promise[part] for _, promise in shown]) for part, label, colour in PARTS],
        ),
    )


def _groups(rows: Sequence[Json], words: Words) -> Table:
    marks, rates = ("reported", "filed"), ("handling_on_time", "closing_on_time", "rework")
    return Table(
        _name(words, "groups"),
        [
            words.text("group"),
            *(words.mark(name) for name in marks),
            *(words.rate(name) for name in rates),
            words.mark("open_late"),
        ],
        [
            [
                words.named(row),
                *(row["marks"][name] for name in marks),
                *(Ratio(*row["rates"][name]) for name in rates),
                row["marks"]["open_late"],
            ]
            for row in rows
        ],
        words.text("groups"),
        words.text("groups-caption"),
    )


def _late(cases: Sequence[Json], words: Words, whole: bool) -> Iterator[Section]:
    if not cases:
        yield Text([words.text("late-none")], words.text("late"))
        return
    listed = [words.late(case) for case in (cases if whole else cases[:MOST_LISTED])]
    yield Table(
        _name(words, "late"),
        [words.text(f"late-{name}") for name in ("number", "what", "where", "how", "who", "why")],
        [
            [
                case["number"],
                case["category"],
                case["place"],
                case["how_late"],
                words.text("held-by", holder=case["holder"], level=case["level"], state=case["state"]),
                words.text("semicolon").join(case["why"]),
            ]
            for case in listed
        ],
        words.text("late"),
        words.text("late-note", count=len(cases)),
    )
    if more := len(cases) - len(listed):
        yield Text([words.text("late-more", count=more)])


def _meetings(figures: Json, words: Words) -> Iterator[Section]:
    tabled = [
        words.text(
            "tabled-one",
            number=case["number"],
            category=words.named(case["category"]),
            place=words.where(case),
            at=words.instant(case["tabled_at"]),
            state=words.state(case["state"]),
        )
        for case in figures["tabled"]
    ]
    yield Text(tabled or [words.text("tabled-none")], words.text("tabled"), listed=bool(tabled))
    if not figures["meetings"]:
        yield Text([words.text("meetings-none")], words.text("meetings"))
    for meeting in figures["meetings"]:
        decided = [_decided(each, words) for each in meeting["decisions"]]
        title = f"{words.meeting(meeting['kind'])} · {meeting['number']} · {words.met(meeting)}"
        yield Text(decided or [words.text("decided-none")], title, listed=bool(decided))


def _decided(each: Json, words: Words) -> str:
    said = words.text(
        "decided",
        number=each["number"],
        about=each["about"] or "—",
        owner=words.owner(each["owner"]),
        due=words.instant(each["due_at"]),
    )
    return f"{said}{words.text('comma')}{words.decision(each)}"


def _changes(rules: Json, words: Words) -> Iterator[Section]:
    switches = [words.switched(each) for each in rules["switches"]]
    yield Text(switches or [words.text("switches-none")], words.text("rules"), listed=bool(switches))
    for at, motion in enumerate(rules["motions"], 1):
        state = words.text(f"motion-{motion['state'].replace('_', '-')}")
        yield Text(list(words.motion(motion)), f"{motion['number']} · {state}")
        note, measures = words.change(motion["prediction"])
        if measures:
            columns = ("before", "predicted", "came")
            yield Table(
                f"{_name(words, 'change')} {at}",
                [words.text("change-measure"), *(words.text(f"change-{name}") for name in columns)],
                [[row["name"], *(_measured(row[name]) for name in columns)] for row in measures],
                note=note,
            )


def _measured(cell: Any) -> str:
    share, count = cell
    return f"{share} ({count})"


def _ledger(state: Json, words: Words) -> Iterator[str]:
    yield words.text("ledger-cases", cases=state["cases"], entries=state["entries"])
    if not state["audited_at"]:
        yield words.text("audit-none")
    elif state["faults"]:
        yield words.text("audit-faults", count=state["faults"], at=words.instant(state["audited_at"]))
    else:
        yield words.text("audit-well", at=words.instant(state["audited_at"]))
