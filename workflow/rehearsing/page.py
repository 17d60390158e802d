"""A rehearsal to read: a few lines for a terminal, and one page that needs nothing else. Pure, made of the sum and the
lines of the cases that differ."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from models.people import Language
from workflow.bulletin_page import style, template
from workflow.messages import has, say
from workflow.sentences import Names, instant, word

MOST_LISTED: Final = 200
"""How many cases the page lists; it says how many more there are, and the files have them all."""

MOST_PEOPLE: Final = 30

Json = Mapping[str, Any]

PAIRS: Final = (("late", "late_before", "late_after"), ("escalations", "escalations_before", "escalations_after"))
SINGLE: Final = ("changed", "elsewhere", "later", "earlier")


def lines(summary: Json, names: Names) -> Iterator[str]:
    """The sum in a few sentences."""
    yield text(names, "title", **_period(summary, names))
    yield text(names, "cases", cases=summary["cases"], changed=summary["changed"])
    if not summary["changed"]:
        yield text(names, "nothing-differs")
        return
    yield text(names, "moved", **{name: summary[name] for name in SINGLE})
    for name, before, after in rows(summary):
        yield f"{text(names, name)}: {before} → {after}"
    for move, found in summary["unfit"].items():
        for why, count in found.items():
            yield text(names, "unfit-line", what=move_of(names, move), why=why_of(names, why), count=count)


def rows(summary: Json) -> list[tuple[str, int, int]]:
    """The figures that there are before and after, by the code of their name."""
    found = [(name, summary[before], summary[after]) for name, before, after in PAIRS]
    return [*found, ("messages", summary["messages"]["before"], summary["messages"]["after"])]


def page(summary: Json, cases: Sequence[Json], names: Names, name: str) -> str:
    """The whole page. The same sum and lines give the same bytes."""
    return str(
        template("rehearsal.html").render(
            lang="zh-CN" if names.language == Language.ZH else "en-GB",
            style=style(),
            t=lambda code, **facts: text(names, code, **facts),
            name=name,
            period=_period(summary, names),
            summary=summary,
            single=SINGLE,
            rows=rows(summary),
            channels=_channels(summary, names),
            people=_people(summary, names),
            load=_load(summary, names),
            unfit=[
                (move_of(names, move), why_of(names, why), count)
                for move, found in summary["unfit"].items()
                for why, count in found.items()
            ],
            cases=[_case(case, names) for case in cases[:MOST_LISTED]],
            more=max(0, len(cases) - MOST_LISTED),
        )
    )


def told(summary: Json, names: Names) -> dict[str, Any]:
    """The sum in words, for a screen: figures before and after, who would be told more or less, whom it loads."""
    return {
        "single": [(text(names, f"count-{name}"), summary[name]) for name in SINGLE],
        "rows": [(text(names, name), before, after) for name, before, after in rows(summary)],
        "channels": _channels(summary, names),
        "people": _people(summary, names),
        "load": _load(summary, names),
        "unfit": [
            (move_of(names, move), why_of(names, why), count)
            for move, found in summary["unfit"].items()
            for why, count in found.items()
        ],
    }


def case_told(case: Json, names: Names) -> dict[str, Any]:
    """One case in words: what of it would have been otherwise, and what no longer fits."""
    return _case(case, names)


def text(names: Names, code: str, **facts: Any) -> str:
    return say(names.language, f"rehearsal-{code}", **{key: str(value) for key, value in facts.items()})


def move_of(names: Names, move: str) -> str:
    return word(names.language, "move", move) or move


def why_of(names: Names, why: str) -> str:
    """Why something no longer fits; a code that has no words of its own stands as it is."""
    code = f"rehearsal-why-{why.replace('_', '-')}"
    return say(names.language, code) if has(code, names.language) else why


def _period(summary: Json, names: Names) -> dict[str, str]:
    return {name: instant(names.language, summary[name]) for name in ("since", "until")}


def _channels(summary: Json, names: Names) -> list[tuple[str, int, int]]:
    found: dict[str, list[int]] = {}
    for channels in summary["messages"]["people"].values():
        for channel, pair in channels.items():
            both = found.setdefault(channel, [0, 0])
            both[0] += pair[0]
            both[1] += pair[1]
    return [(text(names, f"channel-{channel}"), pair[0], pair[1]) for channel, pair in sorted(found.items())]


def _people(summary: Json, names: Names) -> list[tuple[str, int, int]]:
    """Those for whom most changes, by the channel that has all their messages."""
    found = [
        (person, max(pair[0] for pair in channels.values()), max(pair[1] for pair in channels.values()))
        for person, channels in summary["messages"]["people"].items()
    ]
    changed = sorted((each for each in found if each[1] != each[2]), key=lambda each: (-abs(each[2] - each[1]), each))
    return [(_person(names, person), before, after) for person, before, after in changed[:MOST_PEOPLE]]


def _person(names: Names, person: str) -> str:
    if person == "reporter":
        return text(names, "reporters")
    return names.receiver(person) or person


def _load(summary: Json, names: Names) -> list[tuple[str, int, int, int, int]]:
    """Of each receiver whose load differs: tasks before and after, and in the fullest week of each."""
    found = []
    for receiver, weeks in summary["load"].items():
        before, after = [pair[0] for pair in weeks.values()], [pair[1] for pair in weeks.values()]
        if before != after:
            kind, _, code = receiver.partition(" ")
            name = names.receiver(code) or f"{kind} {code}"
            found.append((name, sum(before), sum(after), max(before), max(after)))
    return sorted(found, key=lambda each: (-abs(each[2] - each[1]), each))


def _case(case: Json, names: Names) -> dict[str, Any]:
    category = names.of("category", case["category"]) or case["category"]
    before, after = case["before"], case["after"]
    told: list[tuple[str, str, str]] = []
    for field in ("route", "lead", "co", "promise", "handle", "late", "escalations", "messages", "state"):
        if before[field] != after[field]:
            told.append((text(names, f"field-{field}"), _said(names, field, before), _said(names, field, after)))
    told += _other_deadlines(case, names)
    unfit = [(move_of(names, each["move"]), why_of(names, each["why"])) for each in case["unfit"]]
    return {"number": case["number"], "category": category, "told": told, "unfit": unfit}


def _other_deadlines(case: Json, names: Names) -> Iterator[tuple[str, str, str]]:
    """Those of the stages that the outcome does not name, where they were at another time or there was none."""
    for each in case["deadlines"]:
        before, after = ((each[side] or {}).get("due_at") for side in ("before", "after"))
        if each["stage"] not in ("promise", "handle") and before != after:
            stage = text(names, "field-stage", stage=word(names.language, "stage", each["stage"]) or each["stage"])
            yield stage, _at(names, before), _at(names, after)


def _at(names: Names, said: str | None) -> str:
    return instant(names.language, said) if said else "—"


def _said(names: Names, field: str, outcome: Json) -> str:
    value = outcome[field]
    if value is None or value == []:
        return "—"
    if field in ("lead", "co"):
        return ", ".join(names.receiver(who.partition(" ")[2]) or who for who in value)
    if field in ("promise", "handle"):
        return instant(names.language, value)
    if field == "late":
        return text(names, "late-yes" if value else "late-no")
    return (word(names.language, "state", value) or value) if field == "state" else str(value)
