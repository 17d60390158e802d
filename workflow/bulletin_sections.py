"""A bulletin as a document to print or to count on. Pure: made of the frozen figures alone, as its page is."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final

from models.people import Language
from workflow import bulletin_said, ledger
from workflow.bulletin_page import APART, BESIDE, MOST_LISTED, TOOK_PLACE, Json, Told, Words, order
from workflow.documents.sections import Bars, Cell, Paper, Section, Table, Text
from workflow.gazette.payloads import Section as Key
from workflow.indicators import Ratio

PARTS: Final = (
    ("kept", "key-kept", "#2c6aa8"),
    ("closed_late", "key-late", "#c98a12"),
    ("not_closed", "key-missed", "#b3261e"),
)
MOST_LINES: Final = 12
"""How many sentences of a section are shown beside what is being written to it."""

PROMISED: Final = ("promised", "kept", "closed_late", "not_closed")


def paper(figures: Json, told: Told, language: Language, *, whole: bool = False) -> Paper:
    """The document. Of what is late it lists as many as the page does, or `whole`."""
    words = Words(language)
    return Paper(
        title=f"{figures['grid']['name']} {words.text('title')}",
        subtitle=f"{words.period(figures)} · {told.number}",
        language=language,
        made_at=told.drawn_at,
        sections=list(_sections(figures, told, words, whole)),
        foot=[
            words.text("drawn", at=words.instant(told.drawn_at)),
            words.text("counted", start=words.instant(figures["from"]), end=words.instant(figures["to"])),
            words.text("versions", rules=figures["rules_version"], calendar=figures["calendar_version"]),
            f"{words.text('hash')} {ledger.digest(figures)}",
        ],
    )


def _sections(figures: Json, told: Told, words: Words, whole: bool) -> Iterator[Section]:
    """The sections in the order in which they are to stand, each followed by what somebody wrote beside it."""
    said = told.words
    if introduction := said.get("introduction"):
        yield Text(introduction.splitlines(), words.text("introduction"))
    for key in order(said):
        yield from SECTIONS[key](figures, words, whole)
        if comment := said.get("comments", {}).get(key):
            yield Text([words.text("comment", text=line) for line in comment.splitlines()])
    if recommendation := said.get("recommendation"):
        yield Text(recommendation.splitlines(), words.text("recommendation"))


def _headlines(figures: Json, words: Words, whole: bool) -> Iterator[Section]:
    yield Text([words.summary(figures)], words.text("headlines"))


def _ranked(figures: Json, words: Words, whole: bool) -> Iterator[Section]:
    yield _townships(figures, words)


def _indicators(figures: Json, words: Words, whole: bool) -> Iterator[Section]:
    yield _rates(figures, words)


def _promise(figures: Json, words: Words, whole: bool) -> Iterator[Section]:
    yield Text([words.text("promise-note")], words.text("promise"))
    everything = (words.whole(figures), figures["city"])
    rows = [everything, *((words.place(row), row) for row in figures["townships"])]
    yield _promises(figures, "promise-by-township", rows, words)
    groups = [(words.named(row), row) for row in figures["groups"]]
    yield _promises(figures, "promise-by-group", groups, words)


def _by_group(figures: Json, words: Words, whole: bool) -> Iterator[Section]:
    yield _groups(figures["groups"], words)


def _ends(figures: Json, words: Words, whole: bool) -> Iterator[Section]:
    ends = [(words.mark(name), figures["city"]["marks"][name]) for name in APART + TOOK_PLACE]
    head = [words.text("ends"), words.text("cases")]
    yield Table(_name(words, "ends"), head, ends, words.text("ends"), words.text("ends-note"))


def _overdue(figures: Json, words: Words, whole: bool) -> Iterator[Section]:
    yield from _late(figures["late"], words, whole)


def _met(figures: Json, words: Words, whole: bool) -> Iterator[Section]:
    yield from _meetings(figures, words)


def _rules(figures: Json, words: Words, whole: bool) -> Iterator[Section]:
    if "rules" in figures:  # not in those of before motions
        yield from _changes(figures["rules"], words)


def _chain(figures: Json, words: Words, whole: bool) -> Iterator[Section]:
    yield Text([*words.ledger(figures["ledger"]), *bulletin_said.seals(figures, words)], words.text("ledger"))


def _best(figures: Json, words: Words, whole: bool) -> Iterator[Section]:
    return bulletin_said.best_worst(figures, words)


def _why_late(figures: Json, words: Words, whole: bool) -> Iterator[Section]:
    return bulletin_said.late_why(figures, words)


def _often(figures: Json, words: Words, whole: bool) -> Iterator[Section]:
    return bulletin_said.repeated(figures, words)


def _proposed(figures: Json, words: Words, whole: bool) -> Iterator[Section]:
    return bulletin_said.suggestions(figures, words)


def _overseen(figures: Json, words: Words, whole: bool) -> Iterator[Section]:
    return bulletin_said.oversight(figures, words)


SECTIONS: Final[Mapping[Key, Callable[[Json, Words, bool], Iterator[Section]]]] = {
    Key.HEADLINES: _headlines,
    Key.TOWNSHIPS: _ranked,
    Key.BEST_WORST: _best,
    Key.RATES: _indicators,
    Key.PROMISE: _promise,
    Key.GROUPS: _by_group,
    Key.ENDS: _ends,
    Key.SUGGESTIONS: _proposed,
    Key.LATE: _overdue,
    Key.LATE_WHY: _why_late,
    Key.REPEATED: _often,
    Key.OVERSIGHT: _overseen,
    Key.MEETINGS: _met,
    Key.RULES: _rules,
    Key.LEDGER: _chain,
}


def outline(figures: Json, language: Language) -> Iterator[tuple[str, str, list[str]]]:
    """What stands in each section, in short, as it is drawn up: its heading and its sentences."""
    words = Words(language)
    for key in SECTIONS:
        found = list(SECTIONS[key](figures, words, False))
        lines = [line for each in found if isinstance(each, Text) for line in each.lines]
        notes = [each.note for each in found if isinstance(each, Table) and each.note]
        if found:
            yield str(key), next((each.title for each in found if each.title), ""), (lines or notes)[:MOST_LINES]


def _name(words: Words, code: str) -> str:
    """Of a workbook's sheet, which has room for 31 letters and bears no slash or bracket."""
    return words.text(f"sheet-{code}")


def _townships(figures: Json, words: Words) -> Table:
    return Table(
        words.of("sheet-townships", figures),
        [
            words.of("township", figures),
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
            for row in figures["townships"]
        ],
        words.of("townships", figures),
        f"{words.of('ranked-by', figures)} {words.text('townships-caption')}",
    )


def _rates(figures: Json, words: Words) -> Table:
    rows: list[list[Cell]] = [
        [words.rate(name), Ratio(*pair), words.formula(name)] for name, pair in figures["city"]["rates"].items()
    ]
    head = [words.text(name) for name in ("rate", "value", "formula")]
    return Table(_name(words, "rates"), head, rows, words.text("rates"), words.of("rates-caption", figures))


def _promises(figures: Json, code: str, rows: Sequence[tuple[str, Json]], words: Words) -> Table:
    first = "township" if code == "promise-by-township" else "group"
    heads = [words.text(name.replace("_", "-")) for name in PROMISED]
    shown = [(name, row["promise"]) for name, row in rows if row is not rows[0][1] or first == "group"]
    return Table(
        words.of(f"sheet-{code}", figures),
        [words.of(first, figures), *heads, *(words.mark(name) for name in BESIDE)],
        [
            [name, *(row["promise"][part] for part in PROMISED), *(row["marks"][mark] for mark in BESIDE)]
            for name, row in rows
        ],
        words.of(code, figures),
        bars=Bars(
            [name for name, _ in shown],
            [(words.text(label), colour, [promise[part] for _, promise in shown]) for part, label, colour in PARTS],
        ),
        level=3,
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
        for case in figures["tabled"][:MOST_LISTED]
    ]
    yield Text(tabled or [words.text("tabled-none")], words.text("tabled"), listed=bool(tabled))
    if more := len(figures["tabled"]) - len(tabled):
        yield Text([words.text("late-more", count=more)])
    summed = bulletin_said.decided(figures, words)
    if summed or not figures["meetings"]:
        none = [] if figures["meetings"] else [words.text("meetings-none")]
        yield Text([*none, *summed], words.text("meetings"))
    deciding, quiet = bulletin_said.meetings(figures)
    for meeting in deciding:
        decided = [_decided(each, words) for each in meeting["decisions"]]
        yield Text(decided, bulletin_said.named(meeting, words), listed=True, level=3)
    if quiet:
        met = [bulletin_said.named(meeting, words) for meeting in quiet]
        yield Text(met, words.text("decided-none"), listed=True, level=3)


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
        yield Text(list(words.motion(motion)), f"{motion['number']} · {state}", level=3)
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
