"""A counter-example of a proof in words: what is reported, what people then do, and how the case lies."""

from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID

from workflow.messages import say
from workflow.proof import looks, unapproved
from workflow.proof.findings import Example
from workflow.proof.walking import REPORTER
from workflow.sentences import Names, instant, word


def told(example: Example, names: Names) -> Iterator[str]:
    """Sentence by sentence, in the order in which it happens."""
    report = example.report
    if looks.of_it(example):
        yield from _of_patrol(example, names)
        return
    if unapproved.of_it(example):
        yield from _of_draft(example, names)
        return
    said = {
        "at": instant(names.language, example.at),
        "category": _category(names, report),
        "severity": word(names.language, "severity", str(report["severity"])) or str(report["severity"]),
        "source": word(names.language, "source", report["source"]) or report["source"],
        "grid": names.receiver(str(report.get("grid") or "")) or "—",
    }
    yield say(names.language, "example-report", **said)
    yield from _acts(example, names)
    until = instant(names.language, example.until)
    state = word(names.language, "state", example.state) or example.state
    yield say(names.language, f"example-lies-{example.lies}", until=until, state=state)


def _acts(example: Example, names: Names) -> Iterator[str]:
    for act in example.acts:
        facts = {
            "at": instant(names.language, act.at),
            "move": word(names.language, "move", act.move) or act.move,
            "by": _who(names, act.by, act.payload if act.move == "submit" else None),
        }
        yield say(names.language, "example-act", **facts)


def _of_draft(example: Example, names: Names) -> Iterator[str]:
    """Of a bulletin's draft that nobody approves, or nobody publishes."""
    language, drawn = names.language, example.report["bulletin"]
    grid = names.receiver(drawn["grid"]) or drawn["grid"]
    yield say(language, "example-draft", at=instant(language, example.at), period=drawn["period"], grid=grid)
    yield from _acts(example, names)
    state = word(language, "bulletin-state", example.state) or example.state
    yield say(language, f"example-lies-{example.lies}", until=instant(language, example.until), state=state)


def _of_patrol(example: Example, names: Names) -> Iterator[str]:
    """Of a spot that nobody looks at."""
    language, spot = names.language, example.report["spot"]
    facts = {
        "at": instant(language, example.at),
        "until": instant(language, example.until),
        "spot": names.of("spot", spot["kind"]) or spot["kind"],
        "grid": names.receiver(spot["grid"]) or spot["grid"],
        "of": "template" if "template" in example.report else "campaign",
        "template": example.report.get("template", ""),
        "state": word(language, "patrol", example.state) or example.state,
    }
    yield say(language, "example-look", **facts)
    yield say(language, f"example-lies-{example.lies}", **facts)


def _category(names: Names, report: Mapping[str, Any]) -> str:
    code = str(report["category"])
    return f"{code} {names.of('category', code) or ''}".strip()


def _who(names: Names, by: str | None, reported: Mapping[str, Any] | None) -> str:
    if reported is not None:
        return say(names.language, "example-somebody")
    if by is None or by == REPORTER:
        return say(names.language, "example-reporter" if by else "example-system")
    return names.person(UUID(by))
