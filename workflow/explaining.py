"""Why a case is where it is, in sentences of either language, from what the ledger recorded."""

from collections.abc import Iterator

from models.ledger import Entry
from models.people import Language
from workflow.commands import SYSTEM
from workflow.engine import Engine, Seen
from workflow.messages import has, say
from workflow.rules.language import Routing


async def explain(engine: Engine, number: str, language: Language) -> list[str]:
    """The whole story of one incident: its route and why the others lost, each entry with its reasons."""
    seen = await engine.see(SYSTEM, number)
    lines = [f"{seen.view.incident.number}  {say(language, f'state-{seen.view.incident.state}')}"]
    lines += routing(seen.routing, language) if seen.routing else []
    for entry in seen.entries:
        local = entry.happened_at.astimezone(seen.now.calendar.tz)
        lines.append(f"{local:%Y-%m-%d %H:%M}  {move(entry.move, language)}")
        lines += [f"    {line}" for line in reasons(entry, language)]
    return [*lines, *deadlines(seen, language)]


def routing(found: Routing, language: Language) -> list[str]:
    """The route that won with its conditions, and the first condition that each earlier one lacked."""
    lines = [say(language, "why-route", route=found.route.name, line=str(found.route.line))]
    for met in found.true:
        attribute = say(language, f"attribute-{str(met.attribute).replace('_', '-')}")
        lines.append("  " + say(language, "why-met", attribute=attribute, wanted=", ".join(met.wanted), seen=met.seen))
    for lost in found.lost:
        attribute = say(language, f"attribute-{str(lost.condition.attribute).replace('_', '-')}")
        wanted = ", ".join(lost.condition.wanted)
        lines.append(
            "  " + say(language, "why-lost", route=lost.route, attribute=attribute, wanted=wanted, seen=lost.seen)
        )
    return lines


def move(name: str, language: Language) -> str:
    return say(language, "move-" + name.rstrip("_").replace("_", "-"))


def reasons(entry: Entry, language: Language) -> Iterator[str]:
    """The reasons of one entry, a sentence each."""
    for reason in entry.reasons:
        facts = {name: word(value, language) for name, value in reason.items() if name != "code"}
        yield say(language, f"reason-{reason['code']}", **facts)


def word(value: str, language: Language) -> str:
    """A code of ours in the reader's language; anything else as it is."""
    for family in ("state", "stage", "role", "ending", "return", "notice", "verifier", "request"):
        code = f"{family}-{value.replace('_', '-')}"
        if has(code, language):
            return say(language, code)
    return value


def deadlines(seen: Seen, language: Language) -> Iterator[str]:
    """Every deadline that the case ever had: what was granted, used, and when it is or was due."""
    for clock in sorted(seen.view.clocks.values(), key=lambda clock: clock.started_at):
        due = clock.due_at.astimezone(seen.now.calendar.tz) if clock.due_at else None
        yield say(
            language,
            "why-deadline",
            stage=say(language, f"stage-{clock.stage}"),
            round=str(clock.round),
            budget=clock.budget,
            used=str(clock.used_seconds // 60),
            due=f"{due:%Y-%m-%d %H:%M}" if due else "-",
        )
