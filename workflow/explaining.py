"""Why a case is here, why now, and why not there: the answers as sentences, from what the ledger recorded."""

from collections.abc import Iterator
from typing import Final

from workflow.clocks import Timing, leading
from workflow.directory import Reached
from workflow.engine import Seen
from workflow.machines import Move
from workflow.messages import say
from workflow.rules.language import Attribute, Condition, Lost, Met, Routing
from workflow.sentences import Names, amount, instant, reason, word, words

MOST_LOST: Final = 5
MOST_WANTED: Final = 5


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
    for met in found.true:
        seen, wanted = _said(met.attribute, met.seen, names), _wanted(met, names)
        code = "why-met-same" if seen == wanted else "why-met"
        yield say(names.language, code, attribute=_attribute(met.attribute, names), wanted=wanted, seen=seen)


def _not(found: Routing, names: Names) -> Iterator[str]:
    """Of the routes before it, the last ones that were for this kind of case and failed on something else."""
    near = [lost for lost in found.lost if lost.condition.attribute != Attribute.CATEGORY]
    for lost in near[-MOST_LOST:]:
        yield _lost(lost, names)


def _lost(lost: Lost, names: Names) -> str:
    attribute = lost.condition.attribute
    return say(
        names.language,
        "why-lost",
        route=lost.route,
        attribute=_attribute(attribute, names),
        wanted=_wanted(lost.condition, names),
        seen=_said(attribute, lost.seen, names) or say(names.language, "nothing-seen"),
    )


def _attribute(attribute: Attribute, names: Names) -> str:
    return word(names.language, "attribute", str(attribute)) or str(attribute)


def _wanted(asked: Met | Condition, names: Names) -> str:
    shown = [_said(asked.attribute, each, names) for each in asked.wanted[:MOST_WANTED]]
    more = ["…"] if len(asked.wanted) > MOST_WANTED else []
    listed = _comma(names).join([*shown, *more])
    return say(names.language, "wanted-not", wanted=listed) if asked.excluding else listed


def _comma(names: Names) -> str:
    return say(names.language, "list-comma")


def _said(attribute: Attribute, value: str, names: Names) -> str:
    """A value that a condition looks at, as people call it."""
    match attribute:
        case Attribute.CATEGORY:
            return names.of("category", value) or value
        case Attribute.GRID | Attribute.SPECIAL:
            return names.receiver(value.rpartition(".")[2]) or value
        case Attribute.GRID_KIND:
            kind = names.rules.grid_kinds.get(value)
            return names.either(kind) if kind else value
        case Attribute.SPECIAL_KIND:
            kind = names.rules.special_kinds.get(value)
            return names.either(kind) if kind else value
        case Attribute.WORKDAY:
            return word(names.language, "truth", value) or value
        case Attribute.SOURCE:
            return word(names.language, "source", value) or value
        case _:
            return value


def _who(reached: Reached, names: Names) -> Iterator[str]:
    language = names.language
    persons = _comma(names).join(names.person(person) for person in reached.persons)
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
        woken = _comma(names).join(names.person(person) for person in reached.woken)
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


def story(seen: Seen, names: Names) -> Iterator[str]:
    """The whole story of one incident: why it is where it is, each entry with its reasons, every deadline it had."""
    language, incident = names.language, seen.view.incident
    yield f"{incident.number}  {word(language, 'state', str(incident.state))}"
    yield from (f"  {line}" for line in why(seen, names, public=False))
    for entry in seen.entries:
        yield f"{instant(language, entry.happened_at)}  {word(language, 'move', entry.move)}"
        yield from (f"  {reason(names, each)}" for each in entry.reasons)
    route = seen.now.rules.named(incident.route)
    timing = Timing(seen.now.at, seen.now.rules, seen.now.calendar, route.ladders)
    for clock in sorted(seen.view.clocks.values(), key=lambda clock: (clock.started_at, clock.id)):
        due = instant(language, clock.due_at) if clock.due_at else "–"
        stage = word(language, "stage", str(clock.stage)) or str(clock.stage)
        said = {"stage": stage, "round": str(clock.round), "budget": amount(language, clock.budget), "due": due}
        yield say(language, "why-deadline", used=str(timing.used(clock) // 60), **said)
