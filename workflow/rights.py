"""Who may do and see what: the one place. Rights come from posts and from relations to a case, and reach no further.

`standings` says as what somebody stands to one subject; the tables of `workflow.machines` say what each standing may
do; `Scope` says the same about seeing, in a form that the store can turn into one condition.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from uuid import UUID

from models.bulletin import Bulletin
from models.incident import Flow, Incident, Verifier
from models.ledger import ActorKind
from models.meeting import Decision
from models.motion import Motion
from models.patrol import Campaign, Patrol, Spot
from models.people import Post, Role
from models.photo import Photo
from models.task import Task, TaskState
from models.territory import CITY, TOWNSHIP, Grid
from workflow.commands import Actor
from workflow.directory import Directory, takes
from workflow.events import Event, standing_in
from workflow.facts import Facts
from workflow.gazette.guards import Question as BulletinQuestion
from workflow.guards import Question
from workflow.machines import TABLES, Kind, Move, Standing, machine_of, machines_of, run_by
from workflow.meetings.guards import Question as MeetingQuestion
from workflow.view import BulletinView, MeetingView, View, Whole

TERRITORIAL = {
    Role.INFORMANT: Standing.INFORMANT,
    Role.HANDLER: Standing.HANDLER,
    Role.INTAKE: Standing.INTAKE,
    Role.DISPATCHER: Standing.DISPATCHER,
    Role.TOWNSHIP_SUPERVISOR: Standing.TOWNSHIP_SUPERVISOR,
    Role.SUPERVISOR: Standing.SUPERVISOR,
    Role.DUTY: Standing.DUTY,
    Role.CENTRE: Standing.CENTRE,
}
"""The roles that see the cases of their territory. An admin sees none; a unit's people see what they were given."""


OF_A_CASE = tuple(kind for kind in TABLES if kind in View.KINDS)


@dataclass(frozen=True)
class Scope:
    """The cases that somebody may see: those below `paths`, in special grids `specials`, given to `units` or `grids`
    or to the person, reported by, to be checked, verified or looked at again by the person. `persons` are those whom
    they stand in for: what was given to these, or is theirs to check, verify or look at again."""

    person_id: UUID | None
    paths: tuple[str, ...] = ()
    specials: tuple[str, ...] = ()
    units: tuple[UUID, ...] = ()
    grids: tuple[UUID, ...] = ()
    incident_id: UUID | None = None
    persons: tuple[UUID, ...] = ()

    def sees(self, incident: Incident, tasks: Iterable[Task]) -> bool:
        if self.incident_id == incident.id:
            return True
        if self.person_id is None:
            return False
        if any(below(incident.path, path) for path in self.paths) or set(self.specials) & set(incident.specials):
            return True
        if self.person_id == incident.reporter_id:
            return True
        stands = (self.person_id, *self.persons)
        if self.person_id == incident.verifier_id or set(stands) & set(asked(incident)):
            return True
        return any(
            task.unit_id in self.units or task.grid_id in self.grids or task.person_id in stands for task in tasks
        )

    def hears(self, event: Event) -> bool:
        """Whether a live event is of something that this scope sees, or saw until then."""
        return not self._ears.isdisjoint(event.reaches)

    @cached_property
    def _ears(self) -> frozenset[str]:
        if self.person_id is None:
            return frozenset()
        ids = (self.person_id, *self.units, *self.grids)
        return frozenset([*self.paths, *self.specials, *map(str, ids), *map(standing_in, self.persons)])


def asked(incident: Incident) -> tuple[UUID | None, ...]:
    """Who was asked to check, to verify or to look again as a member of staff: a reporter who verifies is nobody's to
    stand in for."""
    by_staff = incident.verify_by != Verifier.REPORTER
    return (incident.checker_id, incident.verifier_id if by_staff else None, incident.inspector_id)


def below(path: str, root: str) -> bool:
    """Whether a path is the root's or lies in its subtree."""
    return path == root or path.startswith(root + ".")


def scope(actor: Actor, posts: tuple[Post, ...], directory: Directory) -> Scope:
    """What an actor may see now."""
    if actor.kind != ActorKind.PERSON:
        return Scope(None, incident_id=actor.incident_id)
    paths: list[str] = []
    specials: list[str] = []
    units: list[UUID] = []
    grids: list[UUID] = []
    for post in posts:
        if post.unit_id is not None:
            units.append(post.unit_id)
        grid = directory.grid_by_id(post.grid_id) if post.grid_id else None
        if grid is None or post.role not in TERRITORIAL:
            continue
        if post.role == Role.HANDLER:
            grids.append(grid.id)
        (specials if grid.special else paths).append(grid.code if grid.special else grid.path)
    persons = tuple(dict.fromkeys(post.person_id for post in posts if post.person_id != actor.id))
    return Scope(actor.id, tuple(paths), tuple(specials), tuple(units), tuple(grids), persons=persons)


SEE_ORDERS = frozenset({Role.SUPERVISOR, Role.TOWNSHIP_SUPERVISOR, Role.CENTRE, Role.DISPATCHER, Role.DUTY})
"""Who sees every supervision order of their territory: who issues them, and the desks that owe answers."""

OWE_ANSWERS = frozenset({Role.HANDLER, Role.UNIT_MEMBER})
"""Who sees those of the cases that they work on or have done."""


def sees_orders(posts: Iterable[Post]) -> bool:
    """Whether somebody with these posts has to do with supervision orders."""
    return any(post.role in SEE_ORDERS | OWE_ANSWERS for post in posts)


def oversees_orders(posts: Iterable[Post]) -> tuple[Post, ...]:
    """The posts by which somebody sees all orders of a territory."""
    return tuple(post for post in posts if post.role in SEE_ORDERS)


KEEPERS = frozenset({Role.ADMIN, Role.CENTRE})
"""Who keeps the outbox and the jobs: they see which letters nobody took, never what they say."""


def keeps_house(posts: Iterable[Post]) -> bool:
    return any(post.role in KEEPERS for post in posts)


def reads_city(posts: Iterable[Post]) -> bool:
    """Whether somebody with these posts may see who works in the city, with their posts, and what was changed of it."""
    return keeps_house(posts)


def keeps_city(posts: Iterable[Post]) -> bool:
    """Whether somebody with these posts may change who works in the city, its units and its territory."""
    return any(post.role == Role.ADMIN for post in posts)


TOURED = frozenset({Role.INFORMANT, Role.DISPATCHER, Role.HANDLER, Role.UNIT_MEMBER, Role.SUPERVISOR})


def may_be_toured(posts: Iterable[Post]) -> bool:
    """Whether the tour of a demonstration may sign in somebody with these posts, without a password: who acts in it,
    never a chief nor who keeps the city."""
    held = tuple(posts)
    return bool(held) and all(post.role in TOURED and not post.chief for post in held)


RULES_ARE_READ_BY = KEEPERS | {Role.SUPERVISOR}


def keeps_rules(posts: Iterable[Post]) -> bool:
    """Whether somebody with these posts may store rules, prove and rehearse them, switch them on and take them back,
    and move open cases to them."""
    return keeps_house(posts)


def reads_rules(posts: Iterable[Post]) -> bool:
    """Whether somebody with these posts may read the rules, their versions and what was found of them."""
    return any(post.role in RULES_ARE_READ_BY for post in posts)


SUPERVISE = frozenset({Role.TOWNSHIP_SUPERVISOR, Role.SUPERVISOR, Role.CENTRE})
"""Who has a board of their territory and the chart of where its cases stand."""


def supervised(posts: Iterable[Post], directory: Directory) -> tuple[Grid, ...]:
    """The grids over whose cases somebody with these posts watches, the highest first; none that lies in another."""
    grids = (directory.grid_by_id(post.grid_id) for post in posts if post.role in SUPERVISE and post.grid_id)
    found = {grid.path: grid for grid in grids if grid is not None and not grid.special}
    tops = [path for path in found if not any(other != path and below(path, other) for other in found)]
    return tuple(sorted((found[path] for path in tops), key=lambda grid: (grid.level, grid.code)))


OVERSEE = frozenset({Role.TOWNSHIP_SUPERVISOR, Role.SUPERVISOR})
"""Who sees the figures of those who work in their territory, by name. The centre does not: it supervises nobody."""


def oversees_anybody(posts: Iterable[Post]) -> bool:
    return any(post.role in OVERSEE for post in posts)


def oversees(posts: Iterable[Post], theirs: Collection[Post], directory: Directory) -> bool:
    """Whether somebody with these posts sees the figures of a person with `theirs`: who supervises where that person
    has a post."""
    tops = [directory.path_of(post) for post in posts if post.role in OVERSEE]
    own = [directory.path_of(post) for post in theirs if post.unit_id is None]
    return any(below(path, top) for path in own for top in tops)


ABOVE_ROSTERS = frozenset({Role.CENTRE, Role.ADMIN})
"""Whose rosters the administrator alone changes."""

CHIEFS_DESK = frozenset({Role.DISPATCHER, Role.INTAKE, Role.DUTY})
"""The desks of a duty chief (值班长)."""


def edits_roster(posts: Iterable[Post], post: Post, directory: Directory) -> bool:
    """Whether somebody with these posts may change a post's roster: a supervisor those of their subtree and of units
    that work nowhere else, a duty chief those of the desks at their own grid, the administrator all."""
    return any(_edits(own, post, directory) for own in posts)


def edits_any_roster(posts: Iterable[Post]) -> bool:
    """Whether there is any roster that somebody with these posts may change, or who keeps the house."""
    changers = KEEPERS | {Role.SUPERVISOR, Role.TOWNSHIP_SUPERVISOR}
    return any(post.role in changers or post.chief for post in posts)


def names_for_roster(own: Iterable[Post], post: Post, theirs: Collection[Post], directory: Directory) -> bool:
    """Whether somebody with these posts may name a person with `theirs` to do a post's duty: whoever may change its
    roster, of those who work in their own territory or in a unit that serves it."""
    for each in own:
        grid = directory.grid_by_id(each.grid_id) if each.grid_id else None
        if not _edits(each, post, directory):
            continue
        if grid is None or any(_works_in(work, grid.path, directory) for work in theirs):
            return True
    return False


def _works_in(post: Post, place: str, directory: Directory) -> bool:
    serves = post.unit_id is not None
    return any(below(path, place) or (serves and below(place, path)) for path in paths_of(post, directory))


def _edits(own: Post, post: Post, directory: Directory) -> bool:
    grid = directory.grid_by_id(own.grid_id) if own.grid_id else None
    if own.role == Role.ADMIN or grid is None or post.role in ABOVE_ROSTERS:
        return own.role == Role.ADMIN
    if own.role in (Role.SUPERVISOR, Role.TOWNSHIP_SUPERVISOR):
        return all(below(path, grid.path) for path in paths_of(post, directory))
    return own.chief and post.grid_id == own.grid_id and post.role in CHIEFS_DESK


def paths_of(post: Post, directory: Directory) -> list[str]:
    """Where a post is: of a unit's, where the unit works."""
    unit = directory.unit_by_id(post.unit_id) if post.unit_id else None
    return unit.paths if unit else [directory.path_of(post)]


def sees_roster(posts: Iterable[Post], paths: Iterable[str], unit: UUID | None, directory: Directory) -> bool:
    """Whether somebody with these posts may see who is on duty at any of these places (of a unit: where it works): a
    member of staff in the township or the territory of each post, a unit's people at their own. An informant's post
    shows nobody's roster."""
    wanted = list(paths)
    for own in posts:
        if own.unit_id is not None and own.unit_id == unit:
            return True
        grid = directory.grid_by_id(own.grid_id) if own.grid_id else None
        if grid is None or own.role == Role.INFORMANT:
            continue
        around = directory.township_path(grid.path)
        if any(below(path, around) or (unit is not None and below(around, path)) for path in wanted):
            return True
    return False


def standings(view: View, about: UUID, actor: Actor, facts: Facts) -> frozenset[Standing]:
    """As what an actor stands to a subject of this incident; empty for who may not even know of it."""
    return frozenset(_standings(view, about, actor, facts))


def knows(view: View, actor: Actor, facts: Facts) -> bool:
    """Whether somebody may know of a case: they stand to it in some way, or it was once theirs."""
    if standings(view, view.incident.id, actor, facts) - {Standing.HELPER}:
        return True
    posts = facts.posts(actor.id) if actor.id else ()
    return scope(actor, posts, facts.directory).sees(view.incident, view.tasks.values())


def _standings(view: View, about: UUID, actor: Actor, facts: Facts) -> Iterator[Standing]:
    if actor.kind == ActorKind.SYSTEM:
        yield Standing.SYSTEM
        return
    incident = view.incident
    if actor.kind == ActorKind.RECEIPT:
        if actor.incident_id == incident.id:
            yield Standing.REPORTER
        return
    if actor.id is None:
        return
    posts = facts.posts(actor.id)
    held = frozenset(_by_post(incident, posts, facts.directory))
    yield from held
    yield from _by_relation(incident, actor.id, posts)
    yield from _by_inspection(view, about, actor.id, posts)
    yield from _by_task(view, about, actor.id, posts, facts.directory)
    yield from _by_level(view, about, held)
    if offered(incident) and could_help(incident, posts, facts.directory, facts.now):
        yield Standing.HELPER


def offered(incident: Incident) -> bool:
    """Whether a wish waits for somebody who takes it up."""
    return incident.flow == Flow.WISH and incident.published_at is not None and incident.unanswered and incident.open


def could_help(incident: Incident, posts: Iterable[Post], directory: Directory, now: datetime) -> bool:
    """Whether somebody works where a wish is: for a unit that serves the place, or as a handler of its township."""
    around = directory.township_path(incident.path)
    for post in posts:
        unit = directory.unit_by_id(post.unit_id) if post.unit_id and post.role == Role.UNIT_MEMBER else None
        if unit is not None and takes(unit, incident.category) and any(below(incident.path, p) for p in unit.paths):
            return True
        if post.role == Role.HANDLER and post.grid_id and below(directory.path_of(post), around):
            return True
    return False


def _by_post(incident: Incident, posts: tuple[Post, ...], directory: Directory) -> Iterator[Standing]:
    for post in posts:
        grid = directory.grid_by_id(post.grid_id) if post.grid_id else None
        standing = TERRITORIAL.get(post.role)
        if grid is None or standing is None:
            continue
        if grid.code in incident.specials if grid.special else below(incident.path, grid.path):
            yield standing
            if post.chief:
                yield Standing.CHIEF


def _by_relation(incident: Incident, person_id: UUID, posts: tuple[Post, ...]) -> Iterator[Standing]:
    """What was asked of somebody is asked of who stands in for them too; what they reported stays theirs."""
    reports = incident.reporter_id == person_id
    stands = {person_id, *(post.person_id for post in posts)}
    if reports:
        yield Standing.REPORTER
    if incident.checker_id in stands:
        yield Standing.CHECKER
    by_reporter = reports and incident.verify_by == Verifier.REPORTER
    if incident.verifier_id == person_id or asked(incident)[1] in stands or by_reporter:
        yield Standing.VERIFIER


def _by_inspection(view: View, about: UUID, person_id: UUID, posts: tuple[Post, ...]) -> Iterator[Standing]:
    """Who was sent to look again, or who stands in for them."""
    stands = {person_id, *(post.person_id for post in posts)}
    asked = [view.inspections[about]] if about in view.inspections else view.inspections.values()
    if any(each.looker_id in stands for each in asked):
        yield Standing.INSPECTOR


def _by_task(
    view: View, about: UUID, person_id: UUID, posts: tuple[Post, ...], directory: Directory
) -> Iterator[Standing]:
    given = (task for task in view.tasks.values() if task.open or task.state == TaskState.DONE)
    tasks = [view.tasks[about]] if about in view.tasks else list(given)
    if any(does(task, person_id, posts) for task in tasks):
        yield Standing.DOER


def does(task: Task | Decision, person_id: UUID, posts: tuple[Post, ...]) -> bool:
    """Whether a person is of the receiver that a task or a decision was given to, or stands in for the one it was
    given to."""
    if task.person_id is not None and task.person_id in {person_id, *(post.person_id for post in posts)}:
        return True
    return any(
        (post.unit_id is not None and post.unit_id == task.unit_id and post.role == Role.UNIT_MEMBER)
        or (post.grid_id is not None and post.grid_id == task.grid_id and post.role == Role.HANDLER)
        for post in posts
    )


def _by_level(view: View, about: UUID, held: frozenset[Standing]) -> Iterator[Standing]:
    """The level that decides on an order's answer or on an objection; the city may for a township."""
    subject = view.orders.get(about) or view.objections.get(about)
    if subject is None:
        return
    if Standing.SUPERVISOR in held or (subject.level >= 2 and Standing.TOWNSHIP_SUPERVISOR in held):
        yield Standing.ARBITER


def meeting_standings(view: MeetingView, about: UUID, actor: Actor, facts: Facts) -> frozenset[Standing]:
    """As what an actor stands to a meeting or to one of its decisions; empty for who may not even know of it. By a
    post at the body's own grid or above it, by having been invited, or by having something to carry out."""
    return frozenset(_meeting_standings(view, about, actor, facts))


def _meeting_standings(view: MeetingView, about: UUID, actor: Actor, facts: Facts) -> Iterator[Standing]:
    if actor.kind == ActorKind.SYSTEM:
        yield Standing.SYSTEM
    if actor.kind != ActorKind.PERSON or actor.id is None:
        return
    meeting, posts = view.meeting, facts.posts(actor.id)
    for post in posts:
        grid = facts.directory.grid_by_id(post.grid_id) if post.grid_id else None
        if grid is None or grid.special or post.role not in TERRITORIAL or not below(meeting.path, grid.path):
            continue
        yield TERRITORIAL[post.role]
        if post.role == level_role(meeting.level):
            yield Standing.CONVENER
    if str(actor.id) in meeting.attendees:
        yield Standing.ATTENDEE
    decisions = [view.decisions[about]] if about in view.decisions else view.decisions.values()
    if any(does(decision, actor.id, posts) for decision in decisions):
        yield Standing.DOER


def convened(actor: Actor, facts: Facts) -> tuple[str, ...]:
    """The paths of the bodies whose meetings somebody calls together."""
    found: list[str] = []
    for post in facts.posts(actor.id) if actor.id else ():
        grid = facts.directory.grid_by_id(post.grid_id) if post.grid_id else None
        level = grid.level if grid is not None and not grid.special else None
        if grid is not None and level in (CITY, TOWNSHIP) and post.role == level_role(grid.level):
            found.append(grid.path)
    return tuple(dict.fromkeys(found))


def comes(held: Collection[Standing]) -> bool:
    """Whether somebody who stands so to a meeting takes part in it: who was invited, and who convenes it."""
    return bool({Standing.ATTENDEE, Standing.CONVENER, Standing.CENTRE} & set(held))


HEARD_BY: Mapping[Role, Standing] = {
    Role.CENTRE: Standing.KEEPER,
    Role.ADMIN: Standing.KEEPER,
    Role.SUPERVISOR: Standing.SUPERVISOR,
    Role.TOWNSHIP_SUPERVISOR: Standing.TOWNSHIP_SUPERVISOR,
}
"""Who sees motions to change the rules, and as what: who keeps them puts them, who is called to the city's meetings
hears of them."""


CALL_BACK = frozenset({Standing.INTAKE, Standing.DISPATCHER, Standing.DUTY})
"""Who calls a reporter back, and may look who it was. Handlers and units never see who reported."""

SEE_LOOKS = CALL_BACK | {Standing.TOWNSHIP_SUPERVISOR, Standing.SUPERVISOR, Standing.REPORTER}
"""Who sees that somebody looked: whoever may look, who oversees them, and whose name it is."""


def looks_at_reporter(held: Collection[Standing]) -> bool:
    """Whether somebody who stands so to a case may look who reported it."""
    return not CALL_BACK.isdisjoint(held)


def sees_looks(held: Collection[Standing]) -> bool:
    """Whether somebody who stands so to a case may see who looked who reported it, when and why."""
    return not SEE_LOOKS.isdisjoint(held)


def motion_standings(actor: Actor, facts: Facts) -> frozenset[Standing]:
    """As what an actor stands to every motion; empty for who may not even know that there are any."""
    if actor.kind == ActorKind.SYSTEM:
        return frozenset({Standing.SYSTEM})
    if actor.kind != ActorKind.PERSON or actor.id is None:
        return frozenset()
    return frozenset(HEARD_BY[post.role] for post in facts.posts(actor.id) if post.role in HEARD_BY)


def bulletin_standings(bulletin: Bulletin, actor: Actor, facts: Facts) -> frozenset[Standing]:
    """As what an actor stands to a bulletin: by a post at its own grid or above it. Who has none may read it once it is
    out, and does not know of it before."""
    if actor.kind == ActorKind.SYSTEM:
        return frozenset({Standing.SYSTEM})
    if actor.kind != ActorKind.PERSON or actor.id is None:
        return frozenset()
    return frozenset(_over_bulletin(bulletin, facts.posts(actor.id), facts.directory))


DRAFTED_FOR = frozenset({Role.CENTRE, Role.SUPERVISOR, Role.TOWNSHIP_SUPERVISOR})
"""Who sees the drafts of bulletins: who writes to them, and who approves them."""


def _over_bulletin(bulletin: Bulletin, posts: Iterable[Post], directory: Directory) -> Iterator[Standing]:
    for post in posts:
        grid = directory.grid_by_id(post.grid_id) if post.grid_id else None
        if grid is not None and not grid.special and post.role in DRAFTED_FOR and below(bulletin.path, grid.path):
            yield TERRITORIAL[post.role]


def reads_drafting(bulletin: Bulletin, actor: Actor, facts: Facts) -> bool:
    """Whether somebody may read what those who make a bulletin say to each other: why its draft went back, and words
    that nobody approved. Others see that it went back, and when."""
    return bool(bulletin_standings(bulletin, actor, facts))


def drafting_paths(posts: Iterable[Post], directory: Directory) -> tuple[str, ...]:
    """The paths at and below which somebody with these posts sees the drafts of bulletins."""
    grids = (directory.grid_by_id(post.grid_id) for post in posts if post.grid_id and post.role in DRAFTED_FOR)
    return tuple(dict.fromkeys(grid.path for grid in grids if grid is not None and not grid.special))


def bulletin_allowed(view: BulletinView, actor: Actor, facts: Facts) -> tuple[str, ...]:
    """The names of the moves that an actor may make on a bulletin now."""
    held = bulletin_standings(view.bulletin, actor, facts)
    return tuple(
        dict.fromkeys(_open_moves(Kind.BULLETIN, str(view.bulletin.state), held, BulletinQuestion(view, actor.id)))
    )


def motion_allowed(motion: Motion, actor: Actor, facts: Facts) -> tuple[str, ...]:
    """The names of the moves that an actor may make on a motion now."""
    return tuple(_open_moves(Kind.MOTION, str(motion.state), motion_standings(actor, facts), None))


KEEP_SPOTS = frozenset({Role.TOWNSHIP_SUPERVISOR, Role.CENTRE})
"""Who keeps the spots to patrol of their territory, and starts campaigns in it."""

SEE_PATROLS = KEEP_SPOTS | {Role.SUPERVISOR}
"""Who sees how the patrols of their territory go."""


def patrol_standings(view: Whole, actor: Actor, facts: Facts) -> frozenset[Standing]:
    """As what an actor stands to a spot, a patrol or a campaign; empty for who may not know of it: by a post at its
    grid or above it. An informant stands to a patrol that informants have to do, and to nobody else's. To a campaign
    stands who oversees in its territory, or above it; who oversees a part of it only sees it."""
    if actor.kind == ActorKind.SYSTEM:
        return frozenset({Standing.SYSTEM})
    if actor.kind != ActorKind.PERSON or actor.id is None:
        return frozenset()
    root: Spot | Patrol | Campaign = view.root
    return frozenset(_patrol_standings(root, facts.posts(actor.id), facts.directory))


def _patrol_standings(
    root: Spot | Patrol | Campaign, posts: tuple[Post, ...], directory: Directory
) -> Iterator[Standing]:
    for post in posts:
        grid = directory.grid_by_id(post.grid_id) if post.grid_id else None
        if grid is None or grid.special or post.role not in SEE_PATROLS | LOOK_AT_SPOTS:
            continue
        if below(root.path, grid.path) and _concerns(root, post.role):
            yield TERRITORIAL[post.role]
        elif isinstance(root, Campaign) and post.role in SEE_PATROLS and below(grid.path, root.path):
            yield Standing.ATTENDEE


LOOK_AT_SPOTS = frozenset({Role.INFORMANT, Role.HANDLER})
"""Whose post at the place can have a patrol to do."""


def _concerns(root: Spot | Patrol | Campaign, role: Role) -> bool:
    if isinstance(root, Patrol):
        return role != Role.INFORMANT or root.role == Role.INFORMANT
    return role in SEE_PATROLS


@dataclass(frozen=True)
class Rounds:
    """Which open patrols are somebody's to do: those of informants at the paths `informs`, those of handlers at
    `handles`, where what informants have missed is theirs too."""

    informs: tuple[str, ...] = ()
    handles: tuple[str, ...] = ()

    @property
    def none(self) -> bool:
        return not self.informs and not self.handles


def rounds(posts: Iterable[Post], directory: Directory) -> Rounds:
    """What somebody with these posts has to look at, those that they stand in for among them."""
    found: dict[Role, dict[str, None]] = {Role.INFORMANT: {}, Role.HANDLER: {}}
    for post in posts:
        grid = directory.grid_by_id(post.grid_id) if post.grid_id else None
        if grid is not None and not grid.special and post.role in found:
            found[post.role][grid.path] = None
    return Rounds(tuple(found[Role.INFORMANT]), tuple(found[Role.HANDLER]))


def oversees_patrols(posts: Iterable[Post], directory: Directory) -> tuple[Grid, ...]:
    """The grids in which somebody with these posts sees how the patrols go, the highest first."""
    return supervised([post for post in posts if post.role in SEE_PATROLS], directory)


def keeps_any_spots(posts: Iterable[Post]) -> bool:
    """Whether somebody with these posts may enter a spot anywhere."""
    return any(post.role in KEEP_SPOTS for post in posts)


def keeps_spots(posts: Iterable[Post], path: str, directory: Directory) -> bool:
    """Whether somebody with these posts may enter a spot at a path, and start a campaign there."""
    return any(post.role in KEEP_SPOTS and below(path, directory.path_of(post)) for post in posts)


def patrol_allowed(view: Whole, actor: Actor, facts: Facts) -> tuple[str, ...]:
    """The names of the moves that an actor may make on a spot, a patrol or a campaign now."""
    held = patrol_standings(view, actor, facts)
    return tuple(_open_moves(Kind(view.KINDS[0]), str(view.root.state), held, None))


def level_role(level: int) -> Role:
    """Who oversees at a duty level, and calls its body together."""
    return Role.SUPERVISOR if level <= CITY else Role.TOWNSHIP_SUPERVISOR


def meeting_allowed(view: MeetingView, actor: Actor, facts: Facts) -> tuple[str, ...]:
    """The names of the moves that an actor may make on a meeting or on any of its decisions now."""
    found: dict[str, None] = {}
    for kind in (Kind.MEETING, Kind.DECISION):
        for about, record in view.of(kind).items():
            held = meeting_standings(view, about, actor, facts)
            question = MeetingQuestion(view, about, actor.id, facts.now)
            found |= dict.fromkeys(_open_moves(kind, str(record.state), held, question))  # type: ignore[attr-defined]
    return tuple(found)


def allowed(view: View, actor: Actor, facts: Facts, question: Question) -> tuple[str, ...]:
    """The names of the moves that an actor may make now, in the order of the tables."""
    found: dict[str, None] = {}
    for kind in OF_A_CASE:
        for about in view.of(kind):
            found |= dict.fromkeys(allowed_on(view, kind, about, actor, facts, question))
    return tuple(found)


def allowed_on(view: View, kind: Kind, about: UUID, actor: Actor, facts: Facts, question: Question) -> tuple[str, ...]:
    """Those that they may make on one subject of the case."""
    record, held = view.of(kind)[about], standings(view, about, actor, facts)
    if not held:
        return ()
    asked = Question(view, about, question.actor_id, question.now, question.limits, Standing.DOER in held)
    return tuple(_open_moves(run_by(kind, record), str(record.state), held, asked))  # type: ignore[attr-defined]


def _open_moves(
    kind: Kind,
    state: str,
    held: frozenset[Standing],
    question: Question | MeetingQuestion | BulletinQuestion | None,
) -> Iterator[str]:
    for arrow in TABLES[kind]:
        if state not in arrow.start or not arrow.by & held or machine_of(arrow.move) not in machines_of(kind):
            continue
        if all(guard(question) for guard in arrow.guards):
            yield str(arrow.move)


def permitted(move: Move, held: frozenset[Standing], incident: Incident | None = None) -> bool:
    """Whether a standing may make a move at all, whatever the state: by the table of that incident, where it knows
    the move."""
    kind = machine_of(move)
    if kind is None:
        return False
    arrows = [a for each in machines_of(kind) for a in TABLES[each] if a.move == move]
    own = [a for a in TABLES[run_by(kind, incident)] if a.move == move] if incident is not None else []
    return any(a.by & held for a in own or arrows)


SENDING = (Move.DISPATCH, Move.REDISPATCH, Move.SPLIT, Move.WHISTLE)


def sends(held: frozenset[Standing]) -> bool:
    """Whether a standing may send somebody to a case at all, and so learns who could be sent."""
    return any(permitted(move, held) for move in SENDING)


def nameable(photos: Iterable[Photo], on_case: Collection[UUID], actor: Actor) -> dict[UUID, str]:
    """Those of these photos that an actor may name in a report or a move: their own uploads, and what the case has
    already; each with the hash of its file."""
    return {photo.id: photo.sha256 for photo in photos if _uploaded(actor, photo) or photo.id in on_case}


def _uploaded(actor: Actor, photo: Photo) -> bool:
    if actor.draft is not None:
        return photo.draft == actor.draft
    return actor.id is not None and photo.uploaded_by == actor.id


def shows_photo(actor: Actor, move: str) -> bool:
    """Whether an actor who may see a case may see what was named in it by this move: who holds a receipt sees what
    was sent with the report, and nothing of the staff's."""
    return actor.kind != ActorKind.RECEIPT or move == Move.SUBMIT


def sees_photo(actor: Actor, photo: Photo, moves: Iterable[str]) -> bool:
    """Whether an actor may see a photo that is named by these moves in cases that they may see. While none names it
    it is its uploader's alone."""
    if photo.used_at is None:
        return _uploaded(actor, photo)
    return any(shows_photo(actor, move) for move in moves)
