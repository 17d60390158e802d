"""Other versions of the shipped rules, made by editing them in one place or two."""

from functools import cache

from tests.small import rules
from workflow.calendar import Calendar
from workflow.days import published_days
from workflow.rules.language import Rules
from workflow.rules.reading import read

RUBBISH = """\
  - name: exposed-rubbish
    when: {category: [06010]}
    to: grid
    budgets: {handle: 4wh, promise: 3wd}
"""
"""The route of the small city's usual report."""

LONGER = (RUBBISH, RUBBISH.replace("4wh", "1wd").replace("3wd", "5wd"))
ELSEWHERE = (RUBBISH, f"  - {{name: morning, when: {{category: [06010], time: 08:00-10:00}}, to: grid}}\n{RUBBISH}")
SUMMER = ("    - {hours: [08:00-12:00, 14:00-18:00]}\n", "    - {hours: [08:00-12:00, 15:00-19:00]}\n")
HALF_WAY = (
    "  desk:                     # 受理、派遣 intake and dispatch\n",
    "  desk:                     # 受理、派遣 intake and dispatch\n    - {at: 50%, do: remind, tell: [responsible]}\n",
)
"""The ladder of intake and dispatch has one rung more, before the others."""


def edited(*edits: tuple[str, str]) -> str:
    """The shipped rules' text; each edit must apply exactly once."""
    text = rules().text
    for find, put in edits:
        assert text.count(find) == 1, find
        text = text.replace(find, put)
    return text


@cache
def amended(number: int, *edits: tuple[str, str]) -> Rules:
    return read(edited(*edits)).numbered(number)


@cache
def hours_of(found: Rules) -> Calendar:
    """The published calendar with the hours of these rules."""
    return Calendar(published_days(1), found.slots, found.workday_seconds)
