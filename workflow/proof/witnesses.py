"""Counter-examples of a stage that sleeps: a report that wins a route at a place and an instant, and the acts that
bring it to the stage."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import product
from typing import Any, Final

from models.clock import Stage
from models.incident import Source, State
from models.people import Role
from models.task import ReturnType
from workflow.directory import Place, Target
from workflow.directory.places import upward
from workflow.errors import GridwardError
from workflow.facts import Facts
from workflow.machines import Move
from workflow.proof import patience
from workflow.proof.asking import Asked, At, sources
from workflow.proof.findings import Act, Example, Subject
from workflow.proof.replaying import bears_out
from workflow.proof.sending import Timed
from workflow.receivers import suggested
from workflow.rules.language import Attribute, Case, Condition, Route

STATE_OF: Final[Mapping[Stage, State]] = {
    Stage.INTAKE: State.REPORTED,
    Stage.CHECK: State.CHECKING,
    Stage.DISPATCH: State.ACCEPTED,
    Stage.HANDLE: State.DISPATCHED,
    Stage.VERIFY: State.RESOLVED,
}
TRIES: Final = 20_000
"""How many reports are tried for one finding."""

PLAYED: Final = 1000
"""As how many reports one counts that is played out."""

PLACES, ROUTES = 6, 40
"""How many places and routes are tried at one instant."""

SEVERITIES: Final = (4, 3, 2, 1)
SAID: Final = "…"


@dataclass(slots=True)
class Stages:
    """Makes examples that lie asleep in a stage. `left` is how many reports may still be tried."""

    subject: Subject
    left: int = TRIES

    def example(self, asked: Asked, timed: Timed, at: datetime, until: datetime) -> Example | None:
        """An incident that comes to the stage at `at` and has lain asleep at `until`; played out, it does. None where
        no report can be made up that goes this way."""
        if asked.stage is None:
            return None
        for place, route in product(asked.places[:PLACES], timed.routes[:ROUTES]):
            alone = asked.stage == Stage.INTAKE or (asked.stage == Stage.HANDLE and route.accept and route.dispatch)
            for reported in (at,) if alone else self._instants(route, at):
                report = self._report(asked, route, place, reported)
                found = report and self._made(asked.stage, route, place, report, (reported, at, until))
                if found:
                    return found
        return None

    def _made(
        self,
        stage: Stage,
        route: Route,
        at: At,
        report: Mapping[str, Any],
        when: tuple[datetime, datetime, datetime],
    ) -> Example | None:
        reported, begins, until = when
        acts = self._acts(stage, route, at.place, report, begins)
        if acts is None:
            return None
        others = (Act(reported, Move.SUBMIT, payload=report),) * repeats(route)
        example = Example(report, reported, until, str(STATE_OF[stage]), "asleep", (*others, *acts))
        self.left -= PLAYED
        try:
            return example if bears_out(example, self.subject) else None
        except GridwardError:
            return None

    # The report

    def _instants(self, route: Route, at: datetime) -> Iterator[datetime]:
        """When it may have been reported: at once, or when the route's own hours last began or ended."""
        yield at
        zone = self.subject.calendar.tz
        midnight = at.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0)
        for condition in conditions(route, Attribute.TIME):
            for minute in condition.takes:
                for days in (0, 1):
                    reported = midnight + timedelta(days=-days, minutes=int(minute))
                    if at - timedelta(days=1) < reported < at:
                        yield reported.astimezone(at.tzinfo)

    def _report(self, asked: Asked, route: Route, at: At, when: datetime) -> dict[str, Any] | None:
        """A report that wins the route there and then."""
        rules = self.subject.rules
        for case in self._cases(asked, route, at, when):
            self.left -= 1
            patience.go_on()
            if self.left < 0:
                return None
            if rules.route(case) is route:
                return {
                    "category": case.category,
                    "severity": case.severity,
                    "source": case.source,
                    "grid": at.code,
                    "description": case.words or SAID,
                }
        return None

    def _cases(self, asked: Asked, route: Route, at: At, when: datetime) -> Iterator[Case]:
        subject, place = self.subject, at.place
        local = when.astimezone(subject.calendar.tz)
        grid = subject.directory.grid(place.grid)
        blank = Case(
            category="",
            severity=4,
            path=place.path,
            kind=grid.kind if grid else None,
            specials=place.specials,
            source=Source.INFORMANT,
            minute=local.hour * 60 + local.minute,
            workday=subject.calendar.is_workday(local.date()),
            words="",
            repeats=repeats(route),
            special_kinds=subject.directory.kinds_of(place.specials),
            day=f"{local:%m-%d}",
            nearby=tuple((*measure, repeats(route)) for measure in subject.rules.measures),
        )
        categories = self._values(route, Attribute.CATEGORY, tuple(subject.rules.catalogue))
        if asked.categories is not None:
            categories = tuple(each for each in categories if each in asked.categories)
        doors = sources(asked.stage, asked.sort, route) if asked.stage else ()
        severities = self._values(route, Attribute.SEVERITY, SEVERITIES)
        words = self._values(route, Attribute.WORDS, ("",))
        for word, source, category, severity in product(words, doors, categories, severities):
            yield blank._replace(category=category, severity=severity, source=str(source), words=str(word).lower())

    def _values(self, route: Route, attribute: Attribute, others: tuple[Any, ...]) -> tuple[Any, ...]:
        """The values that a route's conditions name, then the others."""
        named = tuple(value for condition in conditions(route, attribute) for value in condition.takes)
        return tuple(dict.fromkeys((*named, *others)))

    # The acts

    def _acts(
        self, stage: Stage, route: Route, place: Place, report: Mapping[str, Any], at: datetime
    ) -> tuple[Act, ...] | None:
        """What must be done for it to be in the stage; None where there is nobody to do it."""
        desk = self._holder((Role.DISPATCHER, Role.DUTY), place.path, at)
        if stage == Stage.INTAKE:
            return ()
        if stage == Stage.CHECK:
            return (Act(at, Move.CHECK, desk),) if desk else None
        accepted = () if route.accepts(report["source"]) else (Act(at, Move.ACCEPT, desk),)
        if stage == Stage.DISPATCH and not route.dispatch:
            return accepted if desk or not accepted else None
        target = self._target(route, place, report, at)
        doer = next(iter(self.subject.directory.members(target, at)), None) if target else None
        given = (*accepted, *(() if route.dispatch else (Act(at, Move.DISPATCH, desk),)))
        if doer is None or (given and desk is None):
            return None
        done = {
            Stage.DISPATCH: (Act(at, Move.RETURN, str(doer), {"reason": SAID, "type": ReturnType.NOT_OURS.value}),),
            Stage.VERIFY: (Act(at, Move.ACKNOWLEDGE, str(doer)), Act(at, Move.RESOLVE, str(doer))),
        }
        return (*given, *done.get(stage, ()))

    def _holder(self, roles: tuple[Role, ...], path: str, at: datetime) -> str | None:
        for role, here in product(roles, upward(path)):
            for person in self.subject.directory.holders(role, here, at):
                return str(person)
        return None

    def _target(self, route: Route, place: Place, report: Mapping[str, Any], at: datetime) -> Target | None:
        facts = Facts(self.subject.directory, self.subject.calendar, at)
        return suggested(
            route.to, str(report["category"]), place.path, list(place.specials), facts, route.urgent, route.choose
        )


def conditions(route: Route, attribute: Attribute) -> tuple[Condition, ...]:
    """What any way in which a route fits asks of an attribute."""
    every = (condition for alternative in route.alternatives for condition in alternative)
    return tuple(condition for condition in every if condition.attribute == attribute and not condition.negated)


def repeats(route: Route) -> int:
    """How many reports of its kind must lie nearby for a route to fit in any of its ways."""
    return max((int(condition.takes[0]) for condition in conditions(route, Attribute.REPEATS)), default=0)
