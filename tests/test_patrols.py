"""Patrols: looks that are owed, done, missed and climb; campaigns; the same in memory and in PostgreSQL."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from models.patrol import Patrol, PatrolState
from models.people import Role
from tests.small import EAST, FAR_GROUP, GROUP, INFORMANT, MONDAY, VILLAGE, report, rules, uid, who, world
from tests.stored import small_engine
from workflow import store
from workflow.auditing import check_chains
from workflow.commands import Reasoned
from workflow.engine import Engine
from workflow.errors import BadInput, Forbidden, IllegalMove, NotFound
from workflow.identity import Seeded
from workflow.machines import Kind, Move
from workflow.memory import World
from workflow.patrols.payloads import AddSpot, CheckOff, ShiftSpot, StartCampaign
from workflow.patrols.remembered import SEED
from workflow.view import CampaignView, PatrolView, SpotView, Whole

NOW = MONDAY
SUPERVISOR = "township-east"


def spot(kind: str = "hydrant", grid: str = GROUP, name: str = "东门消火栓") -> AddSpot:
    return AddSpot(kind=kind, name=name, grid=grid)


def campaign(until: datetime, *kinds: str, grid: str = EAST, who_: str = "informant") -> StartCampaign:
    said = {"title": "锅炉房专项排查", "kinds": kinds or ("hydrant",), "grid": grid, "until": until, "who": who_}
    return StartCampaign.model_validate(said)


def only(city: World) -> Patrol:
    (view,) = city.patrolling.under_way()
    return view.patrol


def days(count: float) -> timedelta:
    return timedelta(days=count)


@pytest.fixture
def city() -> World:
    return world()


def test_a_spot_is_owed_a_look_from_the_hour_at_which_it_is_entered(city: World) -> None:
    city.patrolling.add(who(SUPERVISOR), spot(), NOW)
    patrol = only(city)
    assert (patrol.state, patrol.role, patrol.template) == (PatrolState.DUE, Role.INFORMANT, "hydrants")
    assert patrol.due_at == city.calendar.due(NOW, rules().patrols.templates["hydrants"].budget).at


def test_the_next_look_is_armed_when_the_last_is_done_and_counts_from_then(city: World) -> None:
    city.patrolling.add(who(SUPERVISOR), spot(), NOW)
    first, later = only(city), NOW + days(3)
    city.patrolling.fire(who(INFORMANT), first.id, Move.CHECK_OFF, CheckOff(), later)
    assert city.patrolling.patrols[first.id].patrol.state == PatrolState.DONE
    second = only(city)
    assert second.spot_id == first.spot_id
    assert second.due_at == city.calendar.due(later, rules().patrols.templates["hydrants"].budget).at


def test_a_look_is_missed_at_its_deadline_and_climbs_to_the_city_until_somebody_looks(city: World) -> None:
    city.patrolling.add(who(SUPERVISOR), spot(), NOW)
    patrol = only(city)
    assert patrol.due_at is not None
    city.sweep(patrol.due_at)
    missed = only(city)
    assert (missed.state, missed.missed_at, missed.level) == (PatrolState.MISSED, patrol.due_at, 4)
    levels, at = [missed.level], patrol.due_at
    for _ in range(4):
        at = city.next_due() or at
        city.sweep(at)
        levels.append(only(city).level)
    assert levels == [4, 2, 1, 1, 1]
    told = {n.recipient_id for n in city.notices.values()}
    assert {uid(INFORMANT), uid(SUPERVISOR), uid("supervisor")} <= told
    city.patrolling.fire(who(INFORMANT), missed.id, Move.CHECK_OFF, CheckOff(), at)
    done = city.patrolling.patrols[missed.id].patrol
    assert done.state == PatrolState.DONE
    assert done.late(at)


def test_a_list_of_many_spots_says_so_once_to_each_person(city: World) -> None:
    for number in range(12):
        city.patrolling.add(who(SUPERVISOR), spot(name=f"消火栓{number}"), NOW)
    at = only_due(city)
    city.sweep(at)
    mine = [n for n in city.notices.values() if n.recipient_id == uid(INFORMANT) and n.args["kind"] == "patrol_missed"]
    assert len(mine) == 1


def only_due(city: World) -> datetime:
    (at,) = {view.patrol.due_at for view in city.patrolling.under_way()}
    assert at is not None
    return at


def test_where_no_informant_has_a_post_it_is_the_handlers(city: World) -> None:
    city.patrolling.add(who(SUPERVISOR), spot(grid=VILLAGE), NOW)
    assert only(city).role == Role.HANDLER
    with pytest.raises(NotFound):
        city.patrolling.fire(who(INFORMANT), only(city).id, Move.CHECK_OFF, CheckOff(), NOW)
    city.patrolling.fire(who(f"handler-{VILLAGE}"), only(city).id, Move.CHECK_OFF, CheckOff(), NOW)


def test_an_informant_does_not_know_of_the_patrols_of_others(city: World) -> None:
    city.patrolling.add(who(SUPERVISOR), spot(), NOW)
    with pytest.raises(NotFound):
        city.patrolling.fire(who(f"informant-{FAR_GROUP}"), only(city).id, Move.CHECK_OFF, CheckOff(), NOW)
    with pytest.raises(Forbidden):
        city.patrolling.fire(who(INFORMANT), only(city).id, Move.WAIVE, Reasoned(reason="锁着"), NOW)


def test_a_finding_is_a_report_that_names_its_patrol_and_ends_it_once(city: World) -> None:
    city.patrolling.add(who(SUPERVISOR), spot(), NOW)
    patrol = only(city)
    found = city.submit(who(INFORMANT), report("P01013", source="patrol", patrol=patrol.number), NOW)
    ended = city.patrolling.patrols[patrol.id].patrol
    assert (ended.state, ended.incident_id, found.incident.patrol_id) == (
        PatrolState.FOUND,
        found.incident.id,
        patrol.id,
    )
    again = city.submit(who(INFORMANT), report("P01013", source="patrol", patrol=patrol.number), NOW)
    assert again.incident.patrol_id == patrol.id
    assert city.patrolling.patrols[patrol.id].patrol.incident_id == found.incident.id
    theirs = city.submit(who(f"informant-{FAR_GROUP}"), report(where=FAR_GROUP, patrol=only(city).number), NOW)
    assert theirs.incident.patrol_id is None


def test_a_spot_that_ends_takes_its_patrols_along_and_one_that_is_shifted_too(city: World) -> None:
    place = city.patrolling.add(who(SUPERVISOR), spot(), NOW).spot
    city.patrolling.fire(who(SUPERVISOR), place.id, Move.SHIFT, ShiftSpot(grid=VILLAGE), NOW)
    assert only(city).path.endswith(VILLAGE)
    city.patrolling.fire(who(SUPERVISOR), place.id, Move.RETIRE, Reasoned(reason="已拆除"), NOW)
    assert not city.patrolling.under_way()
    city.patrolling.make(NOW)
    assert not city.patrolling.under_way()


def test_spots_are_kept_in_ones_own_territory_and_of_the_kinds_of_the_rules(city: World) -> None:
    with pytest.raises(NotFound):
        city.patrolling.add(who("township-west"), spot(), NOW)
    with pytest.raises(NotFound):
        city.patrolling.add(who(INFORMANT), spot(), NOW)
    for field, said in (("kind", spot(kind="elderly")), ("grid", spot(grid="nowhere"))):
        with pytest.raises(BadInput) as refused:
            city.patrolling.add(who("centre"), said, NOW)
        assert refused.value.field == field


def test_a_campaign_asks_for_each_of_its_spots_once_and_ends_by_itself_at_its_date(city: World) -> None:
    for group in (f"{VILLAGE}01", f"{VILLAGE}02", FAR_GROUP):
        city.patrolling.add(who("centre"), spot("boiler_room", group), NOW)
    until = NOW + days(4)
    view = city.patrolling.start(who(SUPERVISOR), campaign(until, "boiler_room"), NOW)
    asked = city.patrolling.under_way()
    assert len(asked) == 2, "the third lies in another township"
    assert city.patrolling.keep(NOW) == 0
    (mine,) = (view.patrol for view in asked if view.patrol.path.endswith(GROUP))
    city.patrolling.fire(who(INFORMANT), mine.id, Move.CHECK_OFF, CheckOff(), NOW)
    city.sweep(until)
    ended = city.patrolling.campaigns[view.campaign.id].campaign
    assert (ended.state, ended.left) == ("ended", 1)
    assert only(city).state == PatrolState.MISSED, "what was missed stays to be done"
    with pytest.raises(IllegalMove):
        city.patrolling.fire(who(SUPERVISOR), view.campaign.id, Move.CALL_OFF, Reasoned(reason="x"), until)


Act = tuple[str, Callable[[World], Any], Callable[[Engine], Any]]


class Both:
    """One city in memory and in PostgreSQL, and what is done to both of them at an instant."""

    def __init__(self, city: World, engine: Engine, clock: list[datetime]) -> None:
        self.city, self.engine, self.clock = city, engine, clock

    @property
    def now(self) -> datetime:
        return self.clock[0]

    async def add(self, name: str, said: AddSpot) -> UUID:
        await self.engine.patrols.add(who(name), said)
        return self.city.patrolling.add(who(name), said, self.now).spot.id

    async def start(self, name: str, said: StartCampaign) -> UUID:
        await self.engine.patrols.start(who(name), said)
        return self.city.patrolling.start(who(name), said, self.now).campaign.id

    async def fire(self, name: str, kind: Kind, ref: UUID, move: Move, payload: Any) -> None:
        await self.engine.patrols.fire(who(name), kind, ref, move, payload)
        self.city.patrolling.fire(who(name), ref, move, payload, self.now)

    async def report(self, name: str, patrol: Patrol) -> None:
        said = report("P01013", patrol.path.rpartition(".")[2], source="patrol", patrol=patrol.number)
        await self.engine.submit(who(name), said, None, f"k{patrol.number}", "")
        self.city.submit(who(name), said, self.now)

    async def wait(self, length: timedelta) -> None:
        self.clock[0] += length
        assert await self.engine.sweep() == self.city.sweep(self.now)

    async def agree(self) -> None:
        patrols = self.city.patrolling
        kinds: tuple[tuple[type[Whole], dict[UUID, Any]], ...] = (
            (SpotView, patrols.spots),
            (PatrolView, patrols.patrols),
            (CampaignView, patrols.campaigns),
        )
        async with store.transaction(self.engine.database) as connection:
            for root, views in kinds:
                assert await store.reading.load(connection, root, list(views)) == views
                for identity in views:
                    assert await store.reading.entries(connection, identity) == self.city.entries[identity]
            stored = await connection.fetch("SELECT key FROM notice WHERE kind IN ('patrol', 'campaign')")
            assert await store.audit.unwatched(connection) == []
        kept = {n.key for n in self.city.notices.values() if n.kind in ("patrol", "campaign")}
        assert {record["key"] for record in stored} == kept
        found = await check_chains(self.engine, against_state=True)
        assert found.well, found.said


async def test_memory_and_database_agree_on_patrols(database_url: str) -> None:
    clock, city = [NOW], world()
    async with small_engine(database_url, Seeded(1), lambda: clock[0], of_patrols=Seeded(SEED)) as engine:
        both = Both(city, engine, clock)
        spots = [await both.add("centre", spot(name=f"消火栓{n}")) for n in range(3)]
        await both.add(SUPERVISOR, spot("boiler_room"))
        first, second, third = (view.patrol for view in city.patrolling.under_way())
        await both.fire(INFORMANT, Kind.PATROL, first.id, Move.CHECK_OFF, CheckOff(lat=32.8, lon=119.4))
        await both.report(INFORMANT, second)
        await both.start(SUPERVISOR, campaign(NOW + days(5), "boiler_room", "hydrant"))
        called_off = await both.start("centre", campaign(NOW + days(9), "hydrant", who_="handler"))
        await both.wait(days(3))
        await both.fire("centre", Kind.CAMPAIGN, called_off, Move.CALL_OFF, Reasoned(reason="重复"))
        await both.wait(days(20))
        await both.fire(SUPERVISOR, Kind.SPOT, spots[2], Move.SHIFT, ShiftSpot(grid=VILLAGE, name="新址"))
        await both.fire(SUPERVISOR, Kind.PATROL, third.id, Move.WAIVE, Reasoned(reason="检修"))
        await both.fire(SUPERVISOR, Kind.SPOT, spots[0], Move.RETIRE, Reasoned(reason="拆除"))
        await both.wait(days(15))
        assert await engine.patrols.keep() == city.patrolling.keep(both.now) == 0
        assert await engine.patrols.make(EAST) == city.patrolling.make(both.now) == 0
        await both.agree()
    states = {view.patrol.state for view in city.patrolling.patrols.values()}
    assert states == set(PatrolState) - {PatrolState.DUE} or states == set(PatrolState)
