"""What a map is drawn of: where a point lies, places by words, outlines, the city itself."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from api import sheets
from models.people import Language
from tests.asking import Town, asked, over, town
from tests.small import EAST, GROUP, INFORMANT, ROOT, VILLAGE, WEST
from workflow import store
from workflow.errors import SetUpError
from workflow.messages import say
from workflow.settings import Tiles, from_environment


def box(west: float, south: float, east: float, north: float) -> dict[str, Any]:
    corners = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [corners]}


DRAWN = {
    ROOT: box(119, 32, 120, 33),
    EAST: box(119.5, 32, 120, 33),
    WEST: box(119, 32, 119.5, 33),
    VILLAGE: box(119.5, 32, 119.75, 33),
    GROUP: box(119.5, 32, 119.6, 33),
}


@pytest_asyncio.fixture
async def gaoyou(database_url: str, tmp_path: Path) -> AsyncIterator[Town]:
    """The small city, with an outline for some of its grids."""
    async with town(database_url, media=tmp_path) as found:
        async with store.transaction(found.engine.database) as connection:
            for code, outline in DRAWN.items():
                await connection.execute("UPDATE grid SET boundary = $1 WHERE code = $2", outline, code)
            await store.versions.activate(connection, directory=True)
        yield found


async def test_a_point_lies_in_the_smallest_grid_that_holds_it(gaoyou: Town) -> None:
    for lat, lon, code in ((32.5, 119.55, GROUP), (32.5, 119.7, VILLAGE), (32.5, 119.9, EAST), (32.5, 119.2, WEST)):
        found = (await gaoyou.get(INFORMANT, f"/api/v1/grids/at?lat={lat}&lon={lon}")).json()
        assert found["code"] == code
    assert found["path_names"] == [f"G{ROOT}", f"G{WEST}"]
    assert (found["level"], found["special"]) == (2, False)
    assert (32 < found["lat"] < 33, 119 < found["lon"] < 119.5) == (True, True)


@pytest.mark.parametrize(
    ("query", "status", "field"),
    [
        ("lat=40&lon=116", 404, None),
        ("lat=91&lon=116", 400, "lat"),
        ("lat=nan&lon=116", 400, "lat"),
        ("lat=40&lon=inf", 400, "lon"),
        ("lat=40", 400, "lon"),
        ("lat=here&lon=116", 400, "lat"),
        ("lat=40&lon=116&zoom=3", 400, "zoom"),
    ],
)
async def test_a_point_that_lies_nowhere_is_said_to(gaoyou: Town, query: str, status: int, field: str | None) -> None:
    answer = await gaoyou.get(INFORMANT, f"/api/v1/grids/at?{query}")
    assert answer.status_code == status
    assert [each["field"] for each in answer.json().get("errors") or []] == ([field] if field else [])


async def test_a_place_is_found_by_words_with_the_way_down_to_it(gaoyou: Town) -> None:
    found = (await gaoyou.get(INFORMANT, f"/api/v1/grids/search?words={VILLAGE}&level=4")).json()
    assert found[0]["code"] == GROUP
    assert found[0]["path_names"] == [f"G{code}" for code in (ROOT, EAST, VILLAGE, GROUP)]
    assert (found[0]["lat"], found[1]["lat"]) != (None, found[0]["lat"])
    assert found[1]["lat"] is None, "it has no outline"
    assert len((await gaoyou.get(INFORMANT, "/api/v1/grids/search?words=g&limit=3")).json()) <= 3
    assert (await gaoyou.get(INFORMANT, "/api/v1/grids/search?words=xyzzy")).json() == []
    for wrong in ("", "?words=", f"?words={'x' * 201}", "?words=x&limit=51", "?words=x&level=5"):
        assert (await gaoyou.get(INFORMANT, f"/api/v1/grids/search{wrong}")).status_code == 400, wrong


async def test_outlines_are_geojson_of_what_lies_below(gaoyou: Town) -> None:
    answer = await gaoyou.get(INFORMANT, "/api/v1/grids/boundaries")
    assert answer.headers["content-type"] == "application/geo+json"
    found = answer.json()
    assert found["type"] == "FeatureCollection"
    assert found["under"] == {"code": ROOT, "name": f"G{ROOT}", "level": 1, "parent": None}
    assert [each["id"] for each in found["features"]] == [EAST, WEST]
    east = found["features"][0]
    assert east["geometry"]["type"] == "Polygon"
    assert (east["properties"]["name"], east["properties"]["parent"]) == (f"G{EAST}", ROOT)
    assert 119.5 <= east["properties"]["lon"] <= 120
    groups = (await gaoyou.get(INFORMANT, f"/api/v1/grids/boundaries?under={EAST}&level=4")).json()
    assert [each["id"] for each in groups["features"]] == [GROUP], "the others have no outline"
    for wrong in ("under=nowhere", "level=0", "below=x"):
        assert (await gaoyou.get(INFORMANT, f"/api/v1/grids/boundaries?{wrong}")).status_code == 400


async def test_outlines_are_sent_once_until_the_territory_changes(gaoyou: Town) -> None:
    path = "/api/v1/grids/boundaries"
    first = await gaoyou.get(INFORMANT, path)
    again = await gaoyou.get(INFORMANT, path, **{"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    async with store.transaction(gaoyou.engine.database) as connection:
        ended = gaoyou.wall.at + timedelta(hours=1)
        await connection.execute("UPDATE grid SET valid_to = $1 WHERE code = $2", ended, WEST)
        await store.versions.activate(connection, directory=True)
    same = await gaoyou.get(INFORMANT, path, **{"If-None-Match": first.headers["etag"]})
    assert same.status_code == 304, "it has not ended yet"
    gaoyou.wall.wait(hours=2)
    after = await gaoyou.get(INFORMANT, path, **{"If-None-Match": first.headers["etag"]})
    assert [each["id"] for each in after.json()["features"]] == [EAST]
    found = (await gaoyou.get(INFORMANT, f"/api/v1/grids/search?words={WEST}")).json()
    assert WEST not in {each["code"] for each in found}


async def test_outlines_are_packed_for_who_can_unpack_them(gaoyou: Town) -> None:
    told = {"Accept-Encoding": "identity"}
    plain = await gaoyou.get(INFORMANT, "/api/v1/grids/boundaries", **told)
    packed = await gaoyou.get(INFORMANT, "/api/v1/grids/boundaries", **{"Accept-Encoding": "gzip, br"})
    assert (plain.headers.get("content-encoding"), packed.headers["content-encoding"]) == (None, "gzip")
    assert plain.content == packed.content
    assert packed.headers["vary"] == "Accept-Encoding"


async def test_more_outlines_than_a_page_can_draw_are_refused(gaoyou: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "MOST", 1)
    answer = await gaoyou.get(INFORMANT, "/api/v1/grids/boundaries", **{"Accept-Language": "en"})
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["message"].startswith("There are more than 1 grids")


async def test_anybody_learns_what_the_city_is_called_and_where_it_lies(gaoyou: Town) -> None:
    found = (await gaoyou.client.get("/api/v1/site")).json()
    assert found["tiles"] is None
    assert found["bounds"] == [[32, 119], [33, 120]]
    assert found["demonstration"] is True
    assert found["name"]
    assert set(found) == {"name", "demonstration", "tour", "tiles", "centre", "bounds"}


async def test_pictures_come_from_the_maps_origin_alone_and_only_where_one_is_set(gaoyou: Town) -> None:
    tiles = Tiles("https://t0.example.cn/vec/{z}/{x}/{y}?tk=k", "https://t1.example.cn/cva/{z}/{x}/{y}", "© 例图")
    app = over(gaoyou.engine, tiles=tiles)
    async with asked(app) as client:
        answer = await client.get("/api/v1/site")
    rules = dict(rule.split(" ", 1) for rule in answer.headers["content-security-policy"].split("; "))
    assert rules["img-src"] == "'self' blob: https://t0.example.cn https://t1.example.cn"
    assert [name for name, sources in rules.items() if "http" in sources] == ["img-src"]
    assert answer.json()["tiles"] == {"url": tiles.url, "labels": tiles.labels, "attribution": "© 例图"}
    without = (await gaoyou.client.get("/api/v1/site")).headers["content-security-policy"]
    assert "http" not in without


SET = {"GRIDWARD_TILES_URL": "https://t0.example.cn/{z}/{x}/{y}.png", "GRIDWARD_TILES_ATTRIBUTION": "© 例图"}


def test_a_background_is_set_by_its_address_and_whose_map_it_is() -> None:
    assert from_environment({}).tiles is None
    tiles = from_environment(SET).tiles
    assert tiles == Tiles(SET["GRIDWARD_TILES_URL"], "", "© 例图")
    assert tiles.origins == ("https://t0.example.cn",)
    labels = {"GRIDWARD_TILES_LABELS_URL": "https://t0.example.cn/names?{z}&{x}&{y}"}
    assert (from_environment(SET | labels).tiles or tiles).origins == ("https://t0.example.cn",)


@pytest.mark.parametrize(
    "wrong",
    [
        {"GRIDWARD_TILES_URL": "https://t0.example.cn/{z}/{x}.png"},
        {"GRIDWARD_TILES_URL": "ftp://t0.example.cn/{z}/{x}/{y}.png"},
        {"GRIDWARD_TILES_URL": "/tiles/{z}/{x}/{y}.png"},
        {"GRIDWARD_TILES_URL": "https://t0.example.cn; script-src *;/{z}/{x}/{y}"},
        {"GRIDWARD_TILES_URL": "https://t0.example.cn https://evil.example/{z}/{x}/{y}"},
        {"GRIDWARD_TILES_URL": "https://{s}.example.cn/{z}/{x}/{y}"},
        {"GRIDWARD_TILES_URL": "https://[::1/{z}/{x}/{y}"},
        {"GRIDWARD_TILES_URL": "https://t0.example.cn:port/{z}/{x}/{y}"},
        {"GRIDWARD_TILES_URL": "", "GRIDWARD_TILES_LABELS_URL": "https://t0.example.cn/{z}/{x}/{y}"},
        {"GRIDWARD_TILES_LABELS_URL": "names"},
        {"GRIDWARD_TILES_ATTRIBUTION": " "},
    ],
)
def test_a_background_that_cannot_be_one_is_refused_at_the_start(wrong: dict[str, str]) -> None:
    with pytest.raises(SetUpError) as refused:
        from_environment(SET | wrong)
    assert refused.value.facts["what"] == "bad-tiles"
    for language in Language:
        assert "GRIDWARD_TILES_URL" in say(language, "set-up-bad-tiles", value="x")
