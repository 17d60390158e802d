"""What a simulated life comes to, as plain text in fixed widths: the same bytes for the same life, wherever it took
place."""

import hashlib
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from models.clock import Outcome, Stage
from models.meeting import DecisionState, MeetingKind
from models.patrol import Patrol, PatrolState
from models.people import Language
from workflow.directory import Directory
from workflow.machines import Move
from workflow.messages import say
from workflow.simulation.ground import Published
from workflow.simulation.tally import Tally, township_of
from workflow.view import MeetingView, PatrolView, View, Whole

COLUMNS: Final = ("on_time", "late", "raised", "tabled", "waiting", "overdue")
MAIN: Final = (Stage.INTAKE, Stage.CHECK, Stage.DISPATCH, Stage.HANDLE, Stage.VERIFY, Stage.PROMISE)
"""The stages that a case goes through, and what its reporter was promised."""
Cells = Counter[tuple[str, str, str]]


def summary(
    language: Language,
    directory: Directory,
    views: Mapping[UUID, View],
    meetings: Mapping[UUID, MeetingView],
    bulletins: Iterable[Published],
    tally: Tally,
    now: datetime,
    walked: Mapping[UUID, Whole],
) -> Iterator[str]:
    """The lines: by stage and township on time, late, raised, tabled and waiting; what people did; the patrols, where
    there are any; the messages."""
    cells = _cells(views.values(), tally, now)
    yield _said(language, "counted", cases=len(views), entries=tally.entries, notices=tally.notices.total())
    yield from _table(language, _said(language, "stage"), _by_stage(language, cells))
    yield from _table(language, _said(language, "township"), _by_township(language, cells, directory))
    yield from _cross(language, cells, directory)
    yield from _counted(language, "endings", "ending", Counter(_ending(view) for view in views.values()))
    yield from _counted(language, "moves", "move", tally.moves)
    yield from _meetings(language, meetings)
    yield from _bulletins(language, bulletins)
    yield from _patrols(language, [view.patrol for view in walked.values() if isinstance(view, PatrolView)])
    yield from _counted(language, "messages", "notice", tally.notices)
    yield ""
    yield _said(language, "ledger", hash=ledger_hash([*views.values(), *meetings.values(), *walked.values()]))


def ledger_hash(wholes: Iterable[Whole]) -> str:
    """One hash over the last entry of every case, meeting, spot, patrol and campaign."""
    heads = sorted((str(view.root.number), view.seq, view.hash) for view in wholes)
    return hashlib.sha256(repr(heads).encode()).hexdigest()


def _cells(views: Iterable[View], tally: Tally, now: datetime) -> Cells:
    found: Cells = Counter()
    for view in views:
        town = township_of(view.incident)
        for clock in (each for each in view.clocks.values() if each.stage != Stage.REMINDER):
            if clock.outcome == Outcome.MET:
                found[town, clock.stage, "on_time"] += 1
            elif clock.outcome == Outcome.LATE:
                found[town, clock.stage, "late"] += 1
            else:
                found[town, clock.stage, "waiting"] += 1
                if clock.due_at is not None and clock.due_at < now:
                    found[town, clock.stage, "overdue"] += 1
    for (town, stage, move), count in tally.rungs.items():
        if move in (Move.RAISE, Move.TABLE):
            found[town, stage, "raised" if move == Move.RAISE else "tabled"] += count
    return found


def _by_stage(language: Language, cells: Cells) -> list[tuple[str, list[int]]]:
    rows = []
    for stage in Stage:
        row = [sum(n for (_, at, what), n in cells.items() if at == stage and what == each) for each in COLUMNS]
        if any(row):
            rows.append((say(language, f"stage-{stage}"), row))
    return rows


def _by_township(language: Language, cells: Cells, directory: Directory) -> list[tuple[str, list[int]]]:
    rows = []
    for town in _towns(cells):
        row = [sum(n for (at, _, what), n in cells.items() if at == town and what == each) for each in COLUMNS]
        rows.append((_name(language, directory, town), row))
    return rows


def _towns(cells: Cells) -> list[str]:
    return sorted({town for town, _, _ in cells})


def _name(language: Language, directory: Directory, town: str) -> str:
    grid = directory.grid(town)
    return grid.name if grid else _said(language, "nowhere")


def _table(language: Language, head: str, rows: Sequence[tuple[str, list[int]]]) -> Iterator[str]:
    yield ""
    yield _line(head, [_said(language, column.replace("_", "-")) for column in COLUMNS])
    for name, row in rows:
        yield _line(name, [str(value) for value in row])
    yield _line(_said(language, "all"), [str(sum(row[i] for _, row in rows)) for i in range(len(COLUMNS))])


def _cross(language: Language, cells: Cells, directory: Directory) -> Iterator[str]:
    """On time, late and waiting of each stage in each township."""
    stages = [stage for stage in MAIN if any(at == stage for _, at, _ in cells)]
    yield ""
    heads = [say(language, f"stage-{stage}") for stage in stages]
    width = max([12, *(_wide(head) + 2 for head in heads)])
    yield _line(_said(language, "cross"), heads, width)
    for town in _towns(cells):
        shown = ["/".join(str(cells[town, stage, what]) for what in ("on_time", "late", "waiting")) for stage in stages]
        yield _line(_name(language, directory, town), shown, width)


def _counted(language: Language, title: str, family: str, counted: Counter[str]) -> Iterator[str]:
    yield ""
    yield _said(language, title)
    for code, count in sorted(counted.items()):
        name = say(language, f"{family}-{code.rstrip('_').replace('_', '-')}")
        yield _line(f"  {name}", [str(count)])


def _meetings(language: Language, meetings: Mapping[UUID, MeetingView]) -> Iterator[str]:
    """The meetings of each kind: how many there were, which were held, and what became of their decisions."""
    heads = ("called", "held", "decisions", "done", "done-late", "open-decisions")
    yield ""
    yield _line(_said(language, "meetings"), [_said(language, head) for head in heads])
    for kind in MeetingKind:
        found = [view for view in meetings.values() if view.meeting.kind == kind]
        decisions = [decision for view in found for decision in view.decisions.values()]
        done = [decision for decision in decisions if decision.state == DecisionState.DONE]
        late = sum(decision.late(decision.ended_at or decision.due_at) for decision in done)
        row = (
            len(found),
            sum(view.meeting.held_at is not None for view in found),
            len(decisions),
            len(done),
            late,
            sum(decision.open for decision in decisions),
        )
        yield _line(f"  {say(language, f'meeting-kind-{kind}')}", [str(value) for value in row])


def _bulletins(language: Language, bulletins: Iterable[Published]) -> Iterator[str]:
    """Each with the beginning of its figures' hash."""
    yield ""
    yield _said(language, "bulletins")
    for each in bulletins:
        yield _line(f"  {each.period}", [each.hash[:16]], 20)


def _patrols(language: Language, patrols: Sequence[Patrol]) -> Iterator[str]:
    """Of each standing patrol and of the campaigns: the looks that were done, how many of them late and with something
    found, how many were missed and how many more are owed."""
    if not patrols:
        return
    heads = ("looked", "looked-late", "found", "missed", "owed")
    yield ""
    yield _line(_said(language, "patrols"), [_said(language, head) for head in heads])
    campaigns = _said(language, "campaigns")
    for name in sorted({patrol.template or "" for patrol in patrols}):
        own = [patrol for patrol in patrols if (patrol.template or "") == name]
        done = [patrol for patrol in own if patrol.ended_by is not None and patrol.state != PatrolState.DROPPED]
        states = Counter(patrol.state for patrol in own)
        late = sum(patrol.ended_at is not None and patrol.late(patrol.ended_at) for patrol in done)
        row = (len(done), late, *(states[each] for each in (PatrolState.FOUND, PatrolState.MISSED, PatrolState.DUE)))
        yield _line(f"  {name or campaigns}", [str(value) for value in row])


def _ending(view: View) -> str:
    return str(view.incident.ending) if view.incident.ending else "none"


def _said(language: Language, code: str, **facts: object) -> str:
    return say(language, f"simulation-{code}", **{name: str(value) for name, value in facts.items()})


def _line(head: str, cells: Iterable[str], width: int = 10) -> str:
    return _padded(head, 26) + "".join(_right(cell, width) for cell in cells)


def _padded(text: str, width: int) -> str:
    return text + " " * max(1, width - _wide(text))


def _right(text: str, width: int) -> str:
    return " " * max(1, width - _wide(text)) + text


def _wide(text: str) -> int:
    """Columns of a terminal: a Chinese character takes two."""
    return sum(2 if unicodedata.east_asian_width(each) in "WF" else 1 for each in text)
