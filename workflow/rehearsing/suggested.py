"""Whom a dispatcher would have sent: who named the very receivers that the rules suggested then is taken to follow what
they suggest now; anybody else was chosen by a person and stays."""

from workflow import receivers
from workflow.commands import Dispatch, Receiver
from workflow.directory import Target
from workflow.machines import Kind
from workflow.rehearsing.sketch import Sketch
from workflow.rules.language import Rules


def as_suggested(sketch: Sketch, payload: Dispatch, then: Rules, route: str) -> Dispatch:
    """The dispatch as it would be now. `then` and `route` are what the case went by when it was dispatched."""
    if payload.to is None or route not in then.masks.places:
        return payload
    lead, co = _suggested_then(sketch, then, route)
    if sketch.facts.receiver("to", payload.to) != lead or (now := receivers.suggestion(sketch)) is None:
        return payload
    named = [sketch.facts.receiver("co", receiver) for receiver in payload.co]
    beside = receivers.co_receivers(sketch) if named and named == co else named
    return Dispatch.model_construct(to=_named(now), co=[_named(each) for each in beside])


def _suggested_then(sketch: Sketch, then: Rules, route: str) -> tuple[Target | None, list[Target]]:
    rules, incident = sketch.rules, sketch.incident
    sketch.rules = then
    sketch.change(route=route)
    found = receivers.suggestion(sketch), receivers.co_receivers(sketch)
    sketch.rules = rules
    sketch.put(Kind.INCIDENT, incident)
    return found


def _named(target: Target) -> Receiver:
    if target.kind == "person":
        return Receiver.model_construct(person=target.id)
    if target.kind == "grid":
        return Receiver.model_construct(grid=target.code)
    return Receiver.model_construct(unit=target.code)
