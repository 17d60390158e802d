"""The pack of a meeting as a document, to be read on a page or on paper. Pure: made of what was frozen alone."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final

from models.incident import State
from models.people import Language
from workflow.bulletin_page import Words
from workflow.bulletin_sections import PARTS
from workflow.documents.sections import Bars, Cell, Paper, Section, Table, Text
from workflow.indicators import RATES, Ratio
from workflow.messages import say
from workflow.sentences import word

Json = Mapping[str, Any]

STAGES: Final = ("discover", "report", "dispatch", "handle", "feedback")
REACHED: Final[Mapping[str, int]] = {
    State.REPORTED: 1,
    State.CHECKING: 1,
    State.ACCEPTED: 2,
    State.DISPATCHED: 2,
    State.HANDLING: 3,
    State.SUSPENDED: 3,
    State.RESOLVED: 4,
}
"""At which of the stages a case stands; what has ended has gone through all of them."""

CHANGES: Final = (
    "filing_on_time",
    "dispatch_on_time",
    "handling_on_time",
    "verify_on_time",
    "closing_on_time",
    "rework",
)


def paper(content: Json, edition: int, drawn_at: datetime, language: Language, digest: str) -> Paper:
    words = Pages(language)
    return Paper(
        title=f"{words.either(content['title'])} · {words.text('title')}",
        subtitle=words.instant(content["starts_at"]),
        language=language,
        made_at=drawn_at,
        sections=list(_sections(content, words)),
        foot=[
            words.text("drawn", at=words.instant(drawn_at), edition=edition),
            words.say("versions", rules=content["rules_version"], calendar=content["calendar_version"]),
            f"{words.text('hash')} {digest}",
        ],
    )


class Pages:
    """What a pack says in a language."""

    def __init__(self, language: Language) -> None:
        self.language, self.plain = language, Words(language)

    def text(self, code: str, **facts: Any) -> str:
        return say(self.language, f"pack-{code}", **facts)

    def say(self, code: str, **facts: Any) -> str:
        return self.plain.text(code, **facts)

    def instant(self, at: str | datetime) -> str:
        return self.plain.instant(at)

    def either(self, said: Json) -> str:
        return str(said[str(self.language)])

    def stage(self, stage: str) -> str:
        return word(self.language, "stage", stage) or stage

    def percent(self, marks: Json, rate: str) -> Ratio:
        over, under = RATES[rate]
        return Ratio(marks.get(str(over), 0), marks.get(str(under), 0))


def _sections(content: Json, words: Pages) -> Iterator[Section]:
    yield Text(list(_cover(content, words)), words.text("cover"))
    yield _offices(content["offices"], words)
    yield from _agenda(content["agenda"], words)
    if content["cases"]:
        yield Text([words.text("sheets-note", count=len(content["cases"]))], words.text("sheets"))
    for at, case in enumerate(content["cases"], 1):
        yield _sheet(at, case, words)
    yield from _figures(content["figures"], words)
    yield from _decisions(content["decisions"], words)
    yield from _ladders(content["ladders"], words)


def _cover(content: Json, words: Pages) -> Iterator[str]:
    yield words.text("meeting", title=words.either(content["title"]))
    yield words.text("body", name=content["grid"]["name"] or content["grid"]["code"])
    yield words.text("when", at=words.instant(content["starts_at"]))
    if content["sequence"]:
        yield words.text("moved", times=content["sequence"])
    if content["guests"]:
        yield words.text("guests", names=words.say("comma").join(content["guests"]))
    yield words.text("online") if content["online"] else words.text("no-link")


def _offices(offices: Sequence[Json], words: Pages) -> Section:
    title = words.text("invited")
    if not offices:
        return Text([words.text("nobody")], title)
    head = [words.text("place"), words.text("office"), words.text("people")]
    rows: list[list[Cell]] = [[each["place"], words.either(each["role"]), each["count"]] for each in offices]
    return Table(words.text("invited"), head, rows, title)


def _agenda(agenda: Sequence[Json], words: Pages) -> Iterator[Section]:
    title = words.text("agenda")
    if not agenda:
        yield Text([words.text("no-agenda")], title)
        return
    rows: list[list[Cell]] = [
        [at, words.either(item["text"]), words.text("late") if item["late"] else "—"]
        for at, item in enumerate(agenda, 1)
    ]
    yield Table(title, [words.text("item"), words.text("matter"), words.text("state")], rows, title)


def _sheet(at: int, case: Json, words: Pages) -> Section:
    plain = words.plain
    return Text(
        [
            words.text("where", place=plain.where(case), reported=words.instant(case["reported_at"])),
            _stepper(case, words),
            *_due(case, words),
            _held(case, words),
            *_why(case, words),
            *_steps(case, words),
        ],
        f"{at}. {case['number']} · {plain.named(case['category'])}",
        listed=True,
    )


def _held(case: Json, words: Pages) -> str:
    """Who has it; of one that has ended only how."""
    plain, state = words.plain, words.plain.state(case["state"])
    if case["state"] not in REACHED:
        return words.text("ended", state=state)
    return plain.text("held-by", holder=plain.owner(case["holder"]), level=plain.level(case["level"]), state=state)


def _stepper(case: Json, words: Pages) -> str:
    reached = REACHED.get(case["state"], len(STAGES))
    marks = ["●" if at < reached else "◐" if at == reached else "○" for at in range(len(STAGES))]
    return "  →  ".join(f"{mark} {words.text(f'stage-{stage}')}" for mark, stage in zip(marks, STAGES, strict=True))


def _due(case: Json, words: Pages) -> Iterator[str]:
    for each in case["deadlines"]:
        if each["due_at"] is None:
            yield words.text("paused", stage=words.stage(each["stage"]))
        else:
            code = "overdue" if each["late"] else "due"
            yield words.text(code, stage=words.stage(each["stage"]), at=words.instant(each["due_at"]))


def _why(case: Json, words: Pages) -> Iterator[str]:
    if case["late"] is None:
        return
    told = words.plain.late({**case, **case["late"]})
    yield words.text("why-late", time=told["how_late"], since=told["since"])
    yield from told["why"]


def _steps(case: Json, words: Pages) -> Iterator[str]:
    for each in case["steps"]:
        yield words.text("step", at=words.instant(each["at"]), said=words.either(each["text"]))


def _figures(figures: Json, words: Pages) -> Iterator[Section]:
    title = words.text("figures")
    if figures["last"] is None or not figures["marks"]:
        yield Text([words.text("no-figures")], title)
        return
    days = words.text("days", first=_day(figures["first"], words), last=_day(figures["last"], words))
    rows: list[list[Cell]] = [
        [words.plain.rate(name), words.percent(figures["marks"], name), words.plain.formula(name)] for name in CHANGES
    ]
    head = [words.say("rate"), words.say("value"), words.say("formula")]
    yield Table(words.text("rates"), head, rows, title, days)
    yield _promises(words.text("by-month"), [(each["month"], each["marks"]) for each in figures["months"]], words)
    if figures["townships"]:
        rows_ = [(each["name"], each["marks"]) for each in figures["townships"]]
        yield _promises(words.text("by-township"), rows_, words)


def _day(text: str, words: Pages) -> str:
    day = date.fromisoformat(text)
    if words.language == Language.ZH:
        return f"{day.year}年{day.month}月{day.day}日"
    return f"{day.day} {day:%b %Y}"


def _promises(title: str, rows: Sequence[tuple[str, Json]], words: Pages) -> Table:
    """Promised, kept, closed late, not closed; as figures and as bars."""
    found = [(name, _promise(marks)) for name, marks in rows]
    heads = [words.say(name.replace("_", "-")) for name in ("promised", "kept", "closed_late", "not_closed")]
    return Table(
        title,
        [words.text("of-whom"), *heads, words.plain.rate("closing_on_time")],
        [
            [
                name,
                sum(each.values()),
                each["kept"],
                each["closed_late"],
                each["not_closed"],
                Ratio(each["kept"], sum(each.values())),
            ]
            for name, each in found
        ],
        title,
        bars=Bars(
            [name for name, _ in found],
            [(words.say(label), colour, [each[part] for _, each in found]) for part, label, colour in PARTS],
        ),
    )


def _promise(marks: Json) -> dict[str, int]:
    due, kept, closed = (marks.get(name, 0) for name in ("closing_due", "closed_on_time", "closed_of_due"))
    return {"kept": kept, "closed_late": closed - kept, "not_closed": due - closed}


def _decisions(decisions: Sequence[Json], words: Pages) -> Iterator[Section]:
    title = words.text("decisions")
    if not decisions:
        yield Text([words.text("no-decisions")], title)
        return
    head = [words.text(name) for name in ("decision", "case", "owner", "deadline", "state")]
    rows = [
        [
            each["number"],
            each["case"] or "—",
            each["owner"] or words.say("a-person"),
            words.instant(each["due_at"]),
            words.text("late") if each["late"] else word(words.language, "decision", each["state"]) or each["state"],
        ]
        for each in decisions
    ]
    yield Table(title, head, rows, title)


def _ladders(ladders: Json, words: Pages) -> Iterator[Section]:
    title = words.text("ladders")
    if not ladders["items"]:
        yield Text([words.text("no-ladders")], title)
        return
    plain = words.plain
    head = [words.text(name) for name in ("case", "matter", "place", "who", "rungs", "next")]
    rows = [
        [
            each["number"],
            plain.named(each["category"]),
            plain.where(each),
            plain.owner(each["holder"]),
            words.text("rung", stage=words.stage(each["stage"]), fired=each["fired"], rungs=each["rungs"]),
            words.instant(each["next_at"]) if each["next_at"] else "—",
        ]
        for each in ladders["items"]
    ]
    note = words.text("ladders-note", count=ladders["count"], shown=len(rows))
    yield Table(title, head, rows, title, note)
