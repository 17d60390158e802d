"""Draws docs/lifecycle.md from the machines' tables: `python -m docs.lifecycle`. A test holds the page to them."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from workflow.machines import TABLES, Arrow, Kind, Standing, Table
from workflow.machines.language import ANYBODY

PAGE = Path(__file__).with_name("lifecycle.md")

HEAD = """# The life of a case, of a meeting, of a motion, and of a bulletin

This page is drawn from the tables in `workflow/machines/` by `python -m docs.lifecycle`; a test fails when the two
differ. Six machines serve an incident: its own, and those of its tasks, requests, supervision orders, objections and
second looks ([inspection.md](inspection.md)). An incident that is a suggestion or a small wish moves by a table of its
own ([suggestions.md](suggestions.md)).
Two serve a meeting: its own, and that of its decisions ([meetings.md](meetings.md)). One serves a motion to change the
rules ([motions.md](motions.md)), three serve patrols: of campaigns, of the spots, of each look at one
([patrols.md](patrols.md)), and one a bulletin ([bulletins.md](bulletins.md)).

The five stages that everybody knows are discover → report → dispatch → handle → feedback. From `dispatched` to
`resolved` the incident's state is a pure roll-up of its tasks, the lead task first (`workflow/rollup.py`).
`SYSTEM` is the engine itself: a rule, a ladder, a roll-up.
"""

TITLES = {
    Kind.INCIDENT: "Incident (事件)",
    Kind.PROPOSAL: "Suggestion or small wish (建言、微心愿)",
    Kind.TASK: "Task (任务)",
    Kind.REQUEST: "Request for time (延期、挂账申请)",
    Kind.ORDER: "Supervision order (督办单)",
    Kind.OBJECTION: "Objection and timeout appeal (异议、超时申诉)",
    Kind.CAMPAIGN: "Campaign (专项排查)",
    Kind.SPOT: "Spot to patrol (巡查点)",
    Kind.PATROL: "Patrol (巡查)",
    Kind.INSPECTION: "Second look at what was closed (督促检查、复查)",
    Kind.MEETING: "Meeting (会议)",
    Kind.DECISION: "Decision of a meeting (决定事项)",
    Kind.MOTION: "Motion to change the rules (动议)",
    Kind.BULLETIN: "Bulletin (情况通报)",
}


def page() -> str:
    parts = [HEAD]
    for kind, table in TABLES.items():
        parts.append(f"## {TITLES[kind]}\n\n{chart(table)}\n")
    parts.append("## The table of moves\n\n" + moves())
    return "\n".join(parts)


def chart(table: Table) -> str:
    """A state chart in Mermaid, one arrow a line; moves that stay are in the table of moves only."""
    lines = ["```mermaid", "stateDiagram-v2", f"    [*] --> {table.initial}"]
    labels: dict[tuple[str, str], list[str]] = {}
    for arrow in table:
        for start in sorted(arrow.start):
            if arrow.to is not None and arrow.to != start:
                found = labels.setdefault((start, arrow.to), [])
                if arrow.move not in found:
                    found.append(str(arrow.move))
    lines += [f"    {start} --> {to}: {', '.join(names)}" for (start, to), names in sorted(labels.items())]
    lines += [f"    {end} --> [*]" for end in sorted(table.ends)]
    return "\n".join([*lines, "```"])


def moves() -> str:
    head = "| machine | move | from | to | who | guards | reason |\n|---|---|---|---|---|---|---|\n"
    return head + "\n".join(_rows()) + "\n"


def _rows() -> Iterator[str]:
    for kind, table in TABLES.items():
        for arrow in table:
            cells = (
                kind,
                f"`{arrow.move}`",
                _states(arrow, table),
                arrow.to or "stays",
                _who(arrow.by),
                ", ".join(f"`{guard.__name__}`" for guard in arrow.guards),
                "yes" if arrow.reason else "",
            )
            yield "| " + " | ".join(str(cell) for cell in cells) + " |"


def _states(arrow: Arrow, table: Table) -> str:
    stored = [str(s) for s in table.states if str(s) not in ("draft", "new")]
    if set(stored) == arrow.start:
        return "any"
    live = {s for s in stored if s not in table.ends}
    if live == arrow.start:
        return "any open"
    return ", ".join(s for s in map(str, table.states) if s in arrow.start)


def _who(standings: Iterable[Standing]) -> str:
    found = frozenset(standings)
    if found == ANYBODY:
        return "whoever sees it"
    return ", ".join("SYSTEM" if s == Standing.SYSTEM else str(s) for s in Standing if s in found)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
