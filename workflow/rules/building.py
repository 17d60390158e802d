"""From the shape of a rules file to the language: defaults filled in, codes taken apart, routes compiled."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from hashlib import sha256
from typing import Any, Literal, cast

from models.clock import Stage
from models.incident import Ending, Flow, Verifier
from models.notice import Channel
from models.people import Role
from models.task import ReturnType
from workflow.calendar import Budget
from workflow.days import Slots
from workflow.rules import calling, checks, language, measuring, patrolling, sampling, shapes
from workflow.rules.clauses import Clauses
from workflow.rules.document import Node
from workflow.rules.language import OTHER_STAGES, ROUTE_STAGES, Alternative, Named
from workflow.rules.matching import Masks

INSTEAD = {
    Stage.MINUTES: Stage.REVIEW,
    Stage.CONCLUSION: Stage.REVIEW,
    Stage.DECISION: Stage.ORDER,
    Stage.INSPECTION: Stage.REVIEW,
    Stage.ANSWER: Stage.HANDLE,
}
"""Whose pace a stage takes in a file that was written before there was such a stage."""

REMINDER = str(Stage.REMINDER)
USUAL_REMINDER = shapes.Stage.model_construct(
    budget=Budget.parse("4wh"),
    ladder=REMINDER,
    urgent=shapes.Pace.model_construct(budget=Budget.parse("30m"), ladder=REMINDER),
)
"""How a reminder by hand repeats in a file that does not say, on a ladder of its own."""

USUAL_LADDER = language.Ladder(
    REMINDER,
    (
        language.Rung(
            Fraction(1), None, language.Action.REMIND, (language.Audience.RESPONSIBLE,), every=Budget.parse("4wh")
        ),
    ),
)
USUAL_PAUSES = language.Reminders(Budget.parse("2h"), Budget.parse("15m"))


def build(file: shapes.File, tree: Node, text: str) -> language.Rules:
    """The rules that a valid file says."""
    catalogue = {category.key: category for category in _categories(file.catalogue)}
    limits = _limits(file.limits)
    places = tree.at(["routes"]).items or []
    clauses = Clauses(file.conditions, tree, tuple(catalogue), file.limits.duplicates)
    routes = tuple(
        _route(route, limits, clauses.alternatives(route.when, place.at(["when"])), place)
        for route, place in zip(file.routes, places, strict=True)
    )
    slots = Slots(checks.seasons(file.calendar))
    return language.Rules(
        number=0,
        hash=sha256(text.encode()).hexdigest(),
        text=text,
        prefix=file.territory.prefix,
        timezone=file.territory.timezone,
        tiers=file.territory.tiers,
        slots=slots,
        workday_seconds=file.calendar.workday or slots.workday_seconds(),
        yellow=file.limits.yellow,
        catalogue=catalogue,
        groups=_named({k: g for f in file.catalogue.families.values() for k, g in f.groups.items()}),
        filing=_named(file.catalogue.filing),
        closing=_named(file.catalogue.closing),
        unit_kinds={key: language.UnitKind(u.zh, u.en, u.level) for key, u in file.units.items()},
        grid_kinds=_named(file.territory.grid_kinds),
        special_kinds=_named(file.territory.special_kinds),
        routes=routes,
        ladders=_ladders(file),
        limits=limits,
        meetings={name: _meeting(name, meeting, tree) for name, meeting in file.meetings},
        notices=_notices(file.notices),
        retention=language.Retention(**dict(file.retention)),
        patrols=_patrols(file.patrols, tree) if file.patrols else patrolling.NONE,
        indicators=_measures(file.indicators),
        masks=Masks(routes),
        inspections=_inspections(file.inspections),
    )


def _ladders(file: shapes.File) -> dict[str, language.Ladder]:
    own = {name: _ladder(name, rungs) for name, rungs in file.ladders.items()}
    return own if file.limits.stages.reminder else {REMINDER: USUAL_LADDER} | own


def _named(shapes_: Mapping[str, shapes.Named]) -> dict[str, Named]:
    return {key: Named(shape.zh, shape.en) for key, shape in shapes_.items()}


def _categories(catalogue: shapes.Catalogue) -> Iterator[language.Category]:
    for name, family in catalogue.families.items():
        for group_key, group in family.groups.items():
            for key, category in group.categories.items():
                yield language.Category(
                    key=key,
                    standard=family.standard,
                    kind=family.kind,
                    code=key.removeprefix(family.prefix or ""),
                    group=group_key,
                    family=name,
                    zh=category.zh,
                    en=category.en,
                    filing=tuple(category.filing or group.filing),
                    closing=tuple(category.closing or group.closing),
                    words=tuple(category.words or ()),
                    alias=group.older + key[-2:] if group.older else None,
                    flow=Flow(category.flow),
                )


def _limits(limits: shapes.Limits) -> language.Limits:
    stages = limits.stages
    paces: dict[Stage, shapes.Pace] = {stage: _pace(stages, stage) for stage in (*ROUTE_STAGES, *OTHER_STAGES)}
    urgent = {stage: getattr(pace, "urgent", None) or pace for stage, pace in paces.items()}
    shaped = ("stages", "duplicates", "reminders", "yellow")
    counts = _counts({name: v for name, v in limits if name not in shaped})
    pause = {
        Stage.SUSPENSION: stages.suspension.ladder,
        Stage.MEETING: (stages.meeting or stages.review).ladder,
        Stage.BULLETIN: (stages.bulletin or stages.review).ladder,
    }
    return language.Limits(
        **counts,
        duplicates=language.Duplicates(limits.duplicates.metres, limits.duplicates.days),
        reminders=replace(USUAL_PAUSES, **_said(limits.reminders)) if limits.reminders else USUAL_PAUSES,
        budgets={stage: pace.budget for stage, pace in paces.items()},
        ladders={stage: pace.ladder for stage, pace in paces.items()} | pause,
        urgent_budgets={stage: pace.budget for stage, pace in urgent.items()},
        urgent_ladders={stage: pace.ladder for stage, pace in urgent.items()} | pause,
    )


def _pace(stages: shapes.Stages, stage: Stage) -> shapes.Pace:
    own: shapes.Pace | None = getattr(stages, stage)
    if own is None and stage == Stage.REMINDER:
        return USUAL_REMINDER
    return own or getattr(stages, INSTEAD[stage])


def _route(
    route: shapes.Route, limits: language.Limits, alternatives: tuple[Alternative, ...], node: Node
) -> language.Route:
    budgets = dict(limits.urgent_budgets if route.urgent else limits.budgets)
    ladders = dict(limits.urgent_ladders if route.urgent else limits.ladders)
    return language.Route(
        name=route.name,
        alternatives=alternatives,
        to=tuple(route.to),
        choose=language.Choose(route.choose),
        co=tuple(route.co),
        accept="accept" in route.automatic,
        dispatch="dispatch" in route.automatic,
        check=not route.urgent if route.check is None else route.check,
        verify=Verifier(route.verify),
        close_after=route.close_after,
        budgets=budgets | _own(route.budgets),
        ladders=ladders | _own(route.ladders),
        limits=replace(limits, **_counts(_said(route.limits))) if route.limits else limits,
        urgent=route.urgent,
        line=node.place[0],
    )


def _counts(said: dict[str, Any]) -> dict[str, Any]:
    """Caps as `Limits` has them: of returns that of all, and those of single types beside it."""
    returns = said.get("returns")
    if returns is None:
        return said
    if isinstance(returns, int):
        return {**said, "returns_by": {}}
    own = {ReturnType(name): cap for name, cap in _said(returns).items() if name != "total"}
    return {**said, "returns": returns.total, "returns_by": own}


def _said(shape: shapes.Shape) -> dict[str, Any]:
    return {name: value for name, value in shape if value is not None}


def _own(shape: shapes.Budgets | shapes.Ladders) -> dict[Stage, Any]:
    return {Stage(stage): value for stage, value in _said(shape).items()}


def _ladder(name: str, rungs: list[shapes.Rung]) -> language.Ladder:
    return language.Ladder(
        name,
        tuple(
            language.Rung(
                share=rung.at,
                after=rung.after,
                do=language.Action(rung.do),
                tell=tuple(language.Audience(audience) for audience in rung.tell),
                level=rung.level,
                every=rung.every,
                channels=tuple(Channel(channel) for channel in rung.channels or ()),
            )
            for rung in rungs
        ),
    )


def _meeting(name: str, meeting: shapes.Meeting, tree: Node) -> calling.Meeting:
    if isinstance(meeting, shapes.Bulletin):
        return _bulletin(name, meeting, tree.key(["meetings", name])[0])
    said: dict[str, Any] = dict(meeting)
    return calling.Meeting(name, **{**said, "invite": meeting.invite or calling.INVITE})


def _patrols(patrols: shapes.Patrols, tree: Node) -> patrolling.Patrols:
    kinds = {key: patrolling.Kind(kind.zh, kind.en, kind.finding) for key, kind in patrols.kinds.items()}
    templates = {
        name: _template(name, said, kinds[said.kind], patrols, tree.key(["patrols", "templates", name])[0])
        for name, said in patrols.templates.items()
    }
    return patrolling.Patrols(kinds, templates, patrols.ladder, tree.key(["patrols"])[0])


def _template(
    name: str, said: shapes.Template, kind: patrolling.Kind, patrols: shapes.Patrols, line: int
) -> patrolling.Template:
    return patrolling.Template(
        name=name,
        zh=said.zh,
        en=said.en,
        kind=said.kind,
        every=said.every,
        budget=said.budget or said.every,
        who=Role(said.who),
        look=tuple(patrolling.Said(line.zh, line.en) for line in said.look),
        finding=said.finding or kind.finding,
        ladder=said.ladder or patrols.ladder,
        line=line,
    )


def _inspections(inspections: shapes.Inspections | None) -> sampling.Inspections | None:
    if inspections is None:
        return None
    samples = tuple(
        sampling.Sample(
            name=sample.name,
            share=sample.share,
            at_least=sample.at_least,
            at_most=sample.at_most,
            categories=tuple(sample.category or ()),
            units=tuple(sample.unit or ()),
            endings=tuple(Ending(each) for each in sample.closed or ()),
            severities=tuple(sample.severity or ()),
        )
        for sample in inspections.samples
    )
    return sampling.Inspections(cast(Literal["week", "month"], inspections.every), samples)


def _bulletin(name: str, file: shapes.Bulletin, line: int) -> calling.Bulletin:
    said: dict[str, Any] = {key: value for key, value in dict(file).items() if key in shapes.Meeting.model_fields}
    of = ("city", "townships") if file.of is None else file.of
    return calling.Bulletin(
        name,
        **{**said, "invite": file.invite or calling.INVITE},
        city="city" in of,
        townships="townships" in of,
        quarter=_telling(file.quarter, file.day),
        year=_telling(file.year, file.day),
        draft=file.draft or calling.DRAFT,
        by_itself=file.by_itself is not False,
        line=line,
    )


def _telling(file: shapes.Telling | None, day: int | None) -> calling.Telling:
    """Of a quarter or a year the city's, on the day of the month's, where the file says nothing else."""
    said = file or shapes.Telling()
    of = ("city",) if said.of is None else said.of
    return calling.Telling(said.day or day or 1, "city" in of, "townships" in of)


def _notices(notices: shapes.Notices) -> calling.Notices:
    return calling.Notices(
        quiet=notices.quiet,
        digest=notices.digest,
        channels=tuple(Channel(channel) for channel in notices.channels),
        urgent=tuple(Channel(channel) for channel in notices.urgent),
        every=notices.every,
        tries=notices.tries,
    )


def _measures(said: shapes.Indicators) -> measuring.Measures:
    """Composites that the file does not say are the usual ones."""
    own = {measuring.Whose(whose): tuple(map(_part, parts)) for whose, parts in said.composites.items()}
    grades = [measuring.Grade(g.name, g.at_least, measuring.Colour(g.colour)) for g in said.grades or ()]
    return measuring.Measures(
        grades=tuple(grades) or measuring.GRADES,
        composites={**measuring.COMPOSITES, **own},
        patterns=measuring.Watched(**_said(said.patterns)),
    )


def _part(part: shapes.Part) -> measuring.Part:
    bands = tuple(measuring.Band(band.points, band.up_to) for band in part.bands or ())
    return measuring.Part(part.weight, part.rate, part.count, part.inverted, bands)
