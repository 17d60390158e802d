"""The centre sees what is owed beside the cases, and has what failed taken up again."""

from collections.abc import AsyncIterator

import pytest_asyncio

from tests.asking import Town, town
from tests.small import uid
from tests.working import PARTS, Letters, at_once, make_table
from workflow import jobs, store


class Broken:
    """Fails a part until it is mended."""

    mended = False

    async def __call__(self, part: str) -> None:
        if part == "west" and not self.mended:
            raise KeyError(part)
        await at_once(part)


@pytest_asyncio.fixture
async def gaoyou(database_url: str) -> AsyncIterator[Town]:
    async with town(database_url) as found:
        await make_table(found.engine.database)
        yield found


async def test_a_job_is_listed_with_its_parts_its_tries_and_what_went_wrong(gaoyou: Town) -> None:
    works = {"letters": Letters(Broken())}
    gaoyou.wall.wait(days=1)
    await jobs.owe(gaoyou.engine, works)
    await jobs.run_owed(gaoyou.engine, works)
    answer = await gaoyou.get("centre", "/api/v1/jobs")
    assert answer.status_code == 200, answer.text
    job = answer.json()["items"][0]
    assert (job["kind"], job["period"], job["state"], job["tries"]) == ("letters", "2026-06-09", "owed", 1)
    assert (job["parts_done"], job["parts"]) == (2, 3)
    assert "KeyError" in job["error"]
    assert job["retried_at"] is not None
    assert answer.json()["next"] is None


async def test_pages_of_jobs_follow_each_other_and_can_be_of_one_state(gaoyou: Town) -> None:
    works = {"letters": Letters()}
    gaoyou.wall.wait(days=3)
    await jobs.owe(gaoyou.engine, works)
    await jobs.run_next(gaoyou.engine, works)
    first = (await gaoyou.get("admin", "/api/v1/jobs?limit=2")).json()
    second = (await gaoyou.get("admin", f"/api/v1/jobs?limit=2&cursor={first['next']}")).json()
    assert [len(first["items"]), len(second["items"]), second["next"]] == [2, 1, None]
    done = (await gaoyou.get("admin", "/api/v1/jobs?state=done")).json()["items"]
    assert [(job["state"], job["result"]) for job in done] == [("done", {"letters": 13})]
    assert len((await gaoyou.get("admin", "/api/v1/jobs?kind=letters&state=owed")).json()["items"]) == 2
    assert (await gaoyou.get("admin", "/api/v1/jobs?kind=audit")).json()["items"] == []
    for bad in ("limit=0", "limit=201", "state=lost", "cursor=x", "kind=", "what=letters"):
        assert (await gaoyou.get("admin", f"/api/v1/jobs?{bad}")).status_code == 400, bad


async def test_a_job_shows_each_part_with_its_result_and_is_late_where_nobody_takes_it_up(gaoyou: Town) -> None:
    works = {"letters": Letters()}
    gaoyou.wall.wait(days=2)
    await jobs.owe(gaoyou.engine, works)
    await jobs.run_next(gaoyou.engine, works)
    gaoyou.wall.wait(minutes=16)
    items = (await gaoyou.get("centre", "/api/v1/jobs")).json()["items"]
    assert [(job["state"], job["late"]) for job in items] == [("owed", True), ("done", False)]
    whole = (await gaoyou.get("centre", f"/api/v1/jobs/{items[1]['id']}")).json()
    assert [part["name"] for part in whole["each"]] == list(PARTS)
    assert all(part["result"] is not None for part in whole["each"])
    kinds = {each["kind"]: each for each in (await gaoyou.get("centre", "/api/v1/jobs/kinds")).json()}
    assert {"audit", "bulletin"} <= set(kinds)
    assert (kinds["audit"]["owed"], kinds["audit"]["last"]) == (0, None)


async def test_what_failed_is_run_again_by_hand_and_what_is_done_is_not(gaoyou: Town) -> None:
    broken = Broken()
    works = {"letters": Letters(broken)}
    gaoyou.wall.wait(days=1)
    await jobs.owe(gaoyou.engine, works)
    await jobs.run_next(gaoyou.engine, works)
    async with store.transaction(gaoyou.engine.database) as connection:
        await connection.execute("UPDATE job SET state = 'failed'")
    ref = (await gaoyou.get("centre", "/api/v1/jobs")).json()["items"][0]["id"]
    again = await gaoyou.post("centre", f"/api/v1/jobs/{ref}/run")
    assert (again.status_code, again.json()["state"]) == (200, "owed"), again.text
    broken.mended = True
    assert await jobs.run_next(gaoyou.engine, works)
    done = await gaoyou.post("centre", f"/api/v1/jobs/{ref}/run", Accept_Language="en")
    assert (done.status_code, done.json()["type"]) == (409, "/problems/job-held")
    assert (await gaoyou.post("centre", f"/api/v1/jobs/{uid('none')}/run")).status_code == 404
    assert (await gaoyou.post("centre", "/api/v1/jobs/x/run")).status_code == 400


async def test_a_job_tells_nothing_of_what_broke_it_but_kind_and_place(gaoyou: Town) -> None:
    async def failing(part: str) -> None:
        raise RuntimeError("13800138000")

    works = {"letters": Letters(failing, PARTS[:1])}
    gaoyou.wall.wait(days=1)
    await jobs.owe(gaoyou.engine, works)
    await jobs.run_next(gaoyou.engine, works)
    assert "138" not in (await gaoyou.get("centre", "/api/v1/jobs")).text
