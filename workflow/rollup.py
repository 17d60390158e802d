"""The incident's state from dispatch to feedback, as a pure roll-up of its tasks, the lead task first."""

from collections.abc import Iterable

from models.incident import State
from models.task import Task, TaskKind, TaskState

LEADS = frozenset({TaskKind.LEAD, TaskKind.SELF})


def rolled(tasks: Iterable[Task], life: int) -> State:
    """Resolved when the lead is done and nobody is at work any more; accepted when nobody is at work and the lead was
    not done; otherwise the state of the open lead task or, without one, of the open co-tasks. `life` counts the
    reopenings: what was done before the last one is over."""
    tasks = [task for task in tasks if task.life == life]
    working = [task for task in tasks if task.open]
    lead_done = any(task.kind in LEADS and task.state == TaskState.DONE for task in tasks)
    if not working:
        return State.RESOLVED if lead_done else State.ACCEPTED
    leading = [task for task in working if task.kind in LEADS]
    states = {task.state for task in leading or working}
    if TaskState.HANDLING in states:
        return State.HANDLING
    if states == {TaskState.SUSPENDED}:
        return State.SUSPENDED
    return State.HANDLING if lead_done else State.DISPATCHED
