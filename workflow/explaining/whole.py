"""The whole explanation of a case, replayed from its record: how its routes were chosen, how each deadline was counted,
and step by step what happened, who was told and who was passed over."""

from collections.abc import Iterator
from dataclasses import dataclass

from workflow.explaining.choices import Choice, choices
from workflow.explaining.counts import Count, counts
from workflow.explaining.record import Record
from workflow.explaining.steps import Step, steps
from workflow.messages import say
from workflow.sentences import Names, instant, word


@dataclass(frozen=True)
class Explanation:
    """All of it, in one language. `now` is the short answer, `why`."""

    number: str
    state: str
    rules_version: int
    calendar_version: int
    now: list[str]
    choices: list[Choice]
    counts: list[Count]
    steps: list[Step]


def explained(record: Record, names: Names, now: list[str]) -> Explanation:
    incident = record.view.incident
    return Explanation(
        number=incident.number,
        state=str(incident.state),
        rules_version=incident.rules_version,
        calendar_version=incident.calendar_version,
        now=now,
        choices=list(choices(record, names)),
        counts=list(counts(record, names)),
        steps=steps(record, names),
    )


def text(found: Explanation, names: Names) -> Iterator[str]:
    """It as a page of text, a sentence a line."""
    language = names.language
    yield f"{found.number}  {word(language, 'state', found.state)}"
    yield from _indented(found.now)
    for heading, lines in (
        ("choices", _choices(found, names)),
        ("counts", _counts(found)),
        ("steps", _steps(found, names)),
    ):
        yield ""
        yield say(language, f"explain-{heading}")
        yield from lines


def _choices(found: Explanation, names: Names) -> Iterator[str]:
    for choice in found.choices:
        yield from _indented([f"{instant(names.language, choice.at)}  {choice.said}"])
        yield from _indented([*choice.fits, *(lost.said for lost in choice.lost)], 2)
        if choice.elsewhere:
            yield from _indented([say(names.language, "explain-elsewhere", count=choice.elsewhere)], 2)


def _counts(found: Explanation) -> Iterator[str]:
    for count in found.counts:
        head, *rest = count.said
        yield from _indented([head])
        yield from _indented(rest, 2)


def _steps(found: Explanation, names: Names) -> Iterator[str]:
    language = names.language
    for step in found.steps:
        actor = names.person(step.actor) if step.actor else ""
        yield from _indented([f"{instant(language, step.at)}  {word(language, 'move', step.move)}  {actor}".rstrip()])
        yield from _indented(step.said, 2)
        if step.times > 1:
            again = say(language, "explain-again", count=step.times - 1, until=instant(language, step.until))
            yield from _indented([again], 2)


def _indented(lines: list[str], depth: int = 1) -> Iterator[str]:
    return (f"{'  ' * depth}{line}" for line in lines)
