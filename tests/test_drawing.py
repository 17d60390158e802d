"""Boundaries as maps draw them."""

import json

import shapely

from models.territory import GROUP, TOWNSHIP, VILLAGE, Grid
from tests.test_demonstration import city
from workflow.territory import drawing
from workflow.territory.boundary import geometry, outline


def ordinary(level: int) -> list[Grid]:
    return [grid for grid in city().grids if grid.level == level and not grid.special]


def test_neighbours_keep_their_borders_without_gap_or_overlap() -> None:
    for level in (TOWNSHIP, VILLAGE):
        shapes = [geometry(shape) for _, shape in drawing.drawn(ordinary(level))]
        whole = shapely.union_all(shapes)
        assert abs(sum(each.area for each in shapes) - whole.area) < 1e-4 * whole.area
        before = shapely.union_all([geometry(grid.boundary) for grid in ordinary(level) if grid.boundary])
        assert whole.symmetric_difference(before).area < 2e-2 * before.area


def test_a_detailed_border_is_drawn_with_few_points_and_stays_where_it_is() -> None:
    (grid,) = ordinary(1)
    ragged = shapely.Point(119.5, 32.8).buffer(0.3, quad_segs=2_000)
    ((_, drawn),) = drawing.drawn([grid.but(boundary=outline(ragged))])
    assert len(json.dumps(drawn)) < len(json.dumps(outline(ragged))) / 20
    assert geometry(drawn).hausdorff_distance(ragged) < 2 * drawing.TOLERANCE[1]


def test_what_is_too_small_to_be_simplified_is_drawn_as_it_is() -> None:
    grid = ordinary(TOWNSHIP)[0]
    tiny = outline(shapely.Point(119.5, 32.8).buffer(2e-5, quad_segs=4))
    ((_, drawn),) = drawing.drawn([grid.but(boundary=tiny)])
    assert geometry(drawn).is_valid
    assert not geometry(drawn).is_empty


def test_a_special_grid_is_drawn_over_the_others_and_who_has_no_outline_is_left_out() -> None:
    special = next(grid for grid in city().grids if grid.special)
    village, bare = ordinary(VILLAGE)[:2]
    found = drawing.drawn([special, village, bare.but(boundary=None)])
    assert [grid.code for grid, _ in found] == [special.code, village.code]


def test_the_centre_of_a_grid_lies_within_it() -> None:
    for grid in ordinary(GROUP)[::97]:
        lat, lon = drawing.centre(grid) or (0, 0)
        assert grid.boundary is not None
        assert shapely.intersects_xy(geometry(grid.boundary), lon, lat), grid.code
    assert drawing.centre(ordinary(GROUP)[0].but(boundary=None)) is None


def test_the_bounds_hold_every_outline() -> None:
    ((south, west), (north, east)) = drawing.bounds(ordinary(TOWNSHIP)) or ((0, 0), (0, 0))
    assert 32 < south < north < 34
    assert 119 < west < east < 120
    assert drawing.bounds([]) is None
