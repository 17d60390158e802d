"""A supervision order in words, and as a sheet of paper (督办单). Pure."""

from collections.abc import Iterator
from typing import Final

from models.people import Language
from models.task import Order, OrderState
from workflow.documents.sections import Paper, Section, Table, Text
from workflow.in_force import Now
from workflow.messages import say
from workflow.ordered import Ordered
from workflow.sentences import Names, amount, instant, reason, word

WRITTEN: Final = ("reason", "requirement", "answer", "refusal")


def number(order: Order) -> str:
    """By which a sheet is filed beside its case's number: the entry of the ledger that issued it."""
    return f"{order.entry:03}"


def why(found: Ordered, names: Names) -> str:
    """Why it was issued: what people wrote, or what its ladder says."""
    return found.words.reason or _said(found, names, "ordered")


def requirement(found: Ordered, names: Names) -> str:
    """What is required: what people wrote, else what is usual for its kind."""
    return found.words.requirement or word(names.language, "order-required", found.order.kind) or ""


def _said(found: Ordered, names: Names, family: str) -> str:
    code = f"{family}-{found.order.kind}"
    return next((reason(names, each) for each in found.words.reasons if each["code"] == code), "")


def sheet(found: Ordered, now: Now, language: Language) -> Paper:
    """One page: the case, what is ordered, what was answered, who was told."""
    names = Names(language, now.directory, now.rules)
    order, case = found.order, found.case
    kind = word(language, "order-kind", order.kind) or ""
    return Paper(
        title=say(language, "order-sheet-title"),
        subtitle=say(language, "order-sheet-number", number=case.number, order=number(order)),
        language=language,
        made_at=now.at,
        sections=list(_sections(found, names, kind)),
        foot=[say(language, "order-sheet-foot", number=case.number, at=instant(language, now.at))],
    )


def _sections(found: Ordered, names: Names, kind: str) -> Iterator[Section]:
    language, order = names.language, found.order
    yield Table(name="order", head=("", ""), rows=list(_facts(found, names, kind)))
    yield Text([why(found, names) or say(language, "order-sheet-erased")], say(language, "order-sheet-why"))
    yield Text([requirement(found, names)], say(language, "order-sheet-requirement"))
    answered = found.words.answer if order.answered_at or order.state != OrderState.ISSUED else ""
    if found.words.refusal and order.refusals:
        yield Text([found.words.refusal], say(language, "order-sheet-refusal", count=order.refusals))
    yield Text([answered or say(language, "order-sheet-blank")], say(language, "order-sheet-answer"))
    yield Text([say(language, "order-sheet-sign")], say(language, "order-sheet-opinion"))


def _facts(found: Ordered, names: Names, kind: str) -> Iterator[tuple[str, str]]:
    language, order, case = names.language, found.order, found.case

    def row(code: str, value: str) -> tuple[str, str]:
        return say(language, f"order-sheet-{code}"), value

    level = word(language, "level", str(order.level)) or ""
    path = (names.directory.grid(code) for code in case.path.split(".")[1:])
    yield row("case", f"{case.number} {names.of('category', case.category) or case.category}")
    yield row("place", " ".join(grid.name for grid in path if grid))
    yield row("kind", f"{kind} · {level}")
    by = (
        say(language, "order-sheet-ladder")
        if order.by_ladder
        else names.person(order.issued_by)
        if order.issued_by
        else ""
    )
    yield row("issued", f"{by} · {instant(language, order.issued_at)}")
    owes = ", ".join(names.person(each) for each in found.reached.persons)
    yield row("owes", f"{word(language, 'role', found.owing) or ''} {owes}".strip())
    due = instant(language, order.due_at) if order.due_at else ""
    yield row("due", say(language, "order-sheet-within", due=due, budget=amount(language, order.budget)))
    yield row("state", word(language, "order", order.state) or "")
    yield row("reminders", say(language, "order-sheet-times", count=order.reminders))
