"""Why a case is here, why now, and why not there: the answers as sentences, from what the ledger recorded.

`why` is the short answer that every case shows; `workflow.explaining.whole` is all of it.
"""

from collections.abc import Iterator
from typing import Final

from workflow.clocks import leading
from workflow.directory import Reached
from workflow.engine import Seen
from workflow.explaining import conditions
from workflow.machines import Move
from workflow.messages import say
from workflow.rules.language import Attribute, Routing
from workflow.sentences import Names, amount, instant, reason, word, words

MOST_LOST: Final = 5


def why(seen: Seen, names: Names, public: bool) -> Iterator[str]:
    """The route with its conditions, who must act, by when, and the nearest routes that it did not take. Who holds a
    receipt is told by when."""
    open_ = seen.view.incident.open
    if seen.routing is not None and not public:
        yield from _route(seen.routing, names)
    if open_ and not public:
        yield from _who(seen.responsible, names)
    if open_:
        yield from _when(seen, names)
    if not public:
        yield from _heard(seen, names)
    if seen.routing is not None and not public:
        yield from _not(seen.routing, names)


def _route(found: Routing, names: Names) -> Iterator[str]:
    yield say(names.language, "why-route", route=found.route.name, line=str(found.route.line))
    yield from conditions.fits(found, names)


def _not(found: Routing, names: Names) -> Iterator[str]:
    """Of the routes before it, the last ones that were for this kind of case and failed on something else."""
    near = [lost for lost in found.lost if lost.condition.attribute != Attribute.CATEGORY]
    yield from (conditions.lacked(lost, names) for lost in near[-MOST_LOST:])


def _who(reached: Reached, names: Names) -> Iterator[str]:
    language = names.language
    persons = conditions.comma(names).join(names.person(person) for person in reached.persons)
    if not persons:
        yield say(language, "why-nobody")
        return
    role = word(language, "role", str(reached.role)) if reached.role else None
    yield say(language, "why-responsible-role" if role else "why-responsible", persons=persons, role=role or "")
    for passed in reached.passed[:1]:
        said = words(language, {"role": passed.role, "grid": passed.grid, "why": passed.why}, names=names)
        if passed.next_at is None:
            yield say(language, "why-passed", **said)
        else:
            yield say(language, "why-passed-until", next=instant(language, passed.next_at), **said)
    if reached.woken:
        woken = conditions.comma(names).join(names.person(person) for person in reached.woken)
        yield say(language, "why-woken", persons=woken)
    if reached.alarm:
        yield say(language, "why-alarm")


def _when(seen: Seen, names: Names) -> Iterator[str]:
    language = names.language
    for clock in leading(seen.view)[:1]:
        stage = word(language, "stage", str(clock.stage)) or str(clock.stage)
        if clock.due_at is None:
            yield say(language, "why-paused", stage=stage)
            return
        code = "why-provisional" if clock.provisional else "why-due"
        yield say(
            language, code, stage=stage, due=instant(language, clock.due_at), budget=amount(language, clock.budget)
        )


def _heard(seen: Seen, names: Names) -> Iterator[str]:
    """What the last meeting that heard it said."""
    last = next((entry for entry in reversed(seen.entries) if entry.move == Move.HEAR), None)
    yield from (reason(names, each) for each in (last.reasons if last else ()) if each["code"].startswith("heard"))
