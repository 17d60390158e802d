"""The places of a territory: all that rules can tell apart, found without trying points."""

from shapely.geometry import box

from tests.small import GROUP, MARKET, MONDAY, VILLAGE, directory, grid, grids, staff, units
from workflow.directory import Directory
from workflow.proof.places import Ground, grounds
from workflow.territory.boundary import outline

BOTH = "S9002"


def found(city: Directory) -> dict[str, list[Ground]]:
    """Places by the grid that they lie in."""
    by_grid: dict[str, list[Ground]] = {}
    for ground in grounds(city, MONDAY):
        by_grid.setdefault(ground.grid or "nowhere", []).append(ground)
    return by_grid


def drawn(*over: tuple[str, tuple[float, float, float, float]]) -> Directory:
    """The small city with one group drawn as a square of a hundredth of a degree, and special grids over it."""
    shapes = {GROUP: box(119, 32, 119.01, 32.01), **{code: box(*sides) for code, sides in over}}
    hung = grids()
    parent = next(each for each in hung if each.code == VILLAGE)
    for code, _ in over:
        if code != MARKET:
            path = f"{parent.path}.{code}"
            hung.append(grid(code, "special", 4, VILLAGE, path, special=True))
    hung = [g.but(boundary=outline(shapes[g.code])) if g.code in shapes else g for g in hung]
    people = staff()
    return Directory(1, hung, [], units(), people.persons.values(), people.posts, [])


def test_every_grid_is_a_place_and_so_is_the_city_where_no_place_is_known() -> None:
    places = found(directory())
    assert places.keys() == {each.code for each in grids() if not each.special}
    assert sum(map(len, places.values())) == len(grids())
    root = directory().root
    hilly = Directory(1, [g.but(kind="hills") if g.id == root.id else g for g in grids()], [], [], [], [], [])
    assert [ground.spot.kind for ground in grounds(hilly, MONDAY) if ground.spot.path == root.path] == [None, "hills"]


def test_outlines_that_overlap_make_a_place_of_each_piece() -> None:
    west, east = (MARKET, (118.99, 31.99, 119.006, 32.02)), (BOTH, (119.004, 31.99, 119.02, 32.02))
    places = found(drawn(west, east))[GROUP]
    assert {ground.spot.specials for ground in places} == {(), (MARKET,), (BOTH,), (MARKET, BOTH)}


def test_each_place_says_how_a_report_comes_to_lie_there() -> None:
    city = drawn((MARKET, (119.002, 32.002, 119.004, 32.004)))
    for ground in grounds(city, MONDAY):
        point = ground.says.get("location", {})
        if "grid" in ground.says:
            place = city.place(ground.says["grid"], MONDAY)
        elif "lat" in point:
            place = city.locate(point["lat"], point["lon"], MONDAY)
        else:
            continue
        assert place is not None
        assert (place.path, place.specials, place.grid) == (ground.spot.path, ground.spot.specials, ground.grid)
