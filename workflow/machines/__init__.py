"""The state machines, each one small table; the only place that says what may follow what.

Charts in the docs, buttons on a page, the `allowed` list of the API and the rights check are read from these tables.
`transitions` runs them on a throw-away cursor: guards are its conditions, so a table is also what is executed.

language    moves, standings, kinds of subject, arrows
cases       the tables of an incident and what hangs on it
meetings    the tables of a meeting and its decisions
motions     the table of a motion to change the rules
patrols     the tables of spots, of patrols and of campaigns
running     which arrow is lawful, and where it leads
"""

from workflow.machines.cases import HEEDS, NOTES, ROLLED, WORKING
from workflow.machines.language import Arrow, Kind, Move, Standing, Table
from workflow.machines.running import TABLES, follow, lawful, machine_of, machines_of, run_by

__all__ = [
    "HEEDS",
    "NOTES",
    "ROLLED",
    "TABLES",
    "WORKING",
    "Arrow",
    "Kind",
    "Move",
    "Standing",
    "Table",
    "follow",
    "lawful",
    "machine_of",
    "machines_of",
    "run_by",
]
