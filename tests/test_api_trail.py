"""The audit: one list of everything that was changed and by whom, and the ledger held to its promises by anybody's
number or receipt."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import pytest_asyncio

from tests.asking import Town, town
from tests.small import INFORMANT, uid
from workflow import store

RECORDS = "/api/v1/audit/records"


@pytest_asyncio.fixture
async def gaoyou(database_url: str) -> AsyncIterator[Town]:
    async with town(database_url) as found:
        yield found


async def execute(town: Town, statement: str, *values: Any) -> None:
    async with store.transaction(town.engine.database) as connection:
        await connection.execute(statement, *values)


async def records(town: Town, query: str = "", who: str = "admin") -> list[dict[str, Any]]:
    answer = await town.get(who, f"{RECORDS}{query}")
    assert answer.status_code == 200, answer.text
    return list(answer.json()["items"])


async def something_of_each(town: Town) -> str:
    """A change of people, of a roster, of the rules, of the calendar, and a look at who reported; the case's number."""
    ref = await town.reported(INFORMANT)
    number = str((await town.see("dispatcher-east", ref))["number"])
    leave = {"person": str(uid("duty-east")), "starts_on": "2026-06-20", "ends_on": "2026-06-21", "reason": "年假"}
    steps: tuple[tuple[str, str, dict[str, Any], dict[str, str]], ...] = (
        ("admin", f"/api/v1/persons/{uid('centre')}/rename", {"name": "李四", "reason": "改名"}, {"If_Match": "0"}),
        ("supervisor", "/api/v1/duty/leaves", leave, {}),
        ("dispatcher-east", f"/api/v1/incidents/{ref}/reporter", {"reason": "回访"}, {}),
    )
    for who, path, body, headers in steps:
        town.wall.wait(minutes=1)
        answer = await town.post(who, path, body, **headers)
        assert answer.is_success, answer.text
    town.wall.wait(minutes=1)
    years = (await town.get("centre", "/api/v1/calendar")).json()["years"]
    years["2027"] = {"off": ["2027-01-01"]}
    wish = {"years": years, "why": "通知"}
    seen = (await town.post("centre", "/api/v1/calendar/check", {"years": years})).json()["foreseen"]
    assert (await town.post("centre", "/api/v1/calendar", {**wish, "foreseen": seen})).is_success
    return number


async def test_every_change_and_look_stands_in_one_list_and_is_found_by_kind_person_subject_and_day(
    gaoyou: Town,
) -> None:
    number = await something_of_each(gaoyou)
    found = await records(gaoyou)
    assert [(each["about"], each["kind"], each["reason"]) for each in found] == [
        ("calendar", "published", "通知"),
        ("looks", "looked", None),  # why stands with the case, for those who may know of its reporter
        ("rosters", "leave", "年假"),
        ("staff", "rename", "改名"),
    ]
    assert [each["by"]["id"] for each in found] == [
        str(uid(name)) for name in ("centre", "dispatcher-east", "supervisor", "admin")
    ]
    assert (found[0]["version"], found[1]["number"], found[3]["subject"]["name"]) == (2, number, "李四")
    for query, about in {
        "?about=looks&about=rosters": ["looks", "rosters"],
        f"?by={uid('admin')}": ["staff"],
        f"?by={uid('centre')}": ["calendar"],
        f"?subject={uid('centre')}": ["staff"],
        f"?number={number}": ["looks"],
        "?since=2026-06-09": [],
        "?until=2026-06-07": [],
        "?since=2026-06-08&until=2026-06-08": ["calendar", "looks", "rosters", "staff"],
    }.items():
        assert [each["about"] for each in await records(gaoyou, query)] == about, query


async def test_pages_of_the_record_follow_one_another_without_gap_or_repetition(gaoyou: Town) -> None:
    await something_of_each(gaoyou)
    for version in range(1, 5):  # all at the same instant
        body = {"name": f"李{version}", "reason": "改名"}
        path = f"/api/v1/persons/{uid('duty-east')}/rename"
        seen = (await gaoyou.get("admin", f"/api/v1/persons/{uid('duty-east')}")).json()["version"]
        assert (await gaoyou.post("admin", path, body, If_Match=str(seen))).is_success
    keys, cursor = [], ""
    while True:
        answer = (await gaoyou.get("centre", f"{RECORDS}?limit=3{cursor}")).json()
        keys += [each["key"] for each in answer["items"]]
        if answer["next"] is None:
            break
        cursor = f"&cursor={answer['next']}"
    assert len(keys) == len(set(keys)) == 8
    assert keys == [each["key"] for each in await records(gaoyou)]
    for wrong in ("cursor=x", "about=all", "since=heute", "until=9999-12-31", "by=x", "limit=0", "who=x"):
        assert (await gaoyou.get("centre", f"{RECORDS}?{wrong}")).status_code == 400, wrong
    assert (await gaoyou.get("centre", f"{RECORDS}?number=GY-999999")).status_code == 404


async def test_the_chain_of_one_number_is_held_to_its_promises_and_a_change_of_it_is_found(
    gaoyou: Town,
) -> None:
    ref = await gaoyou.reported(INFORMANT)
    number = (await gaoyou.see("dispatcher-east", ref))["number"]
    held = (await gaoyou.get("centre", f"/api/v1/audit/ledger/{number}")).json()
    assert (held["whole"], held["flaws"], held["entries"]) == (True, [], 1)
    assert len(held["head"]) == 64
    await execute(gaoyou, "UPDATE entry SET move = 'close' WHERE subject_id = $1 AND seq = 1", UUID(ref))
    broken = (await gaoyou.get("admin", f"/api/v1/audit/ledger/{number}")).json()
    assert (broken["whole"], broken["flaws"]) == (False, [{"what": "entry-changed", "seq": 1}])


async def test_a_receipt_that_is_shown_is_ours_and_held_or_is_not(gaoyou: Town) -> None:
    answer = (await gaoyou.report(INFORMANT)).json()

    async def checked(receipt: str) -> dict[str, Any]:
        found = await gaoyou.post("centre", "/api/v1/audit/receipt", {"receipt": receipt})
        assert found.status_code == 200, found.text
        return dict(found.json())

    held = await checked(f"  {answer['receipt']}\n")
    assert (held["ours"], held["holds"], held["whole"], held["number"]) == (True, True, True, answer["number"])
    assert not (await checked(answer["receipt"][:-4] + "AAAA"))["ours"]
    await execute(gaoyou, "UPDATE entry SET hash = 'x' WHERE subject_id = $1", UUID(answer["id"]))
    forged = await checked(answer["receipt"])
    assert (forged["ours"], forged["holds"], forged["whole"]) == (True, False, False)


async def dead_letter(town: Town, name: str, ref: str | None = None) -> str:
    """A letter to somebody, about a case, that a mail server has refused for good."""
    identity = uid(f"letter {next(town.numbers)}")
    await execute(
        town,
        "INSERT INTO notice (id, key, incident_id, about, entry, kind, recipient_id, channel, urgent, args, state,"
        " created_at, attempts, last_error)"
        " VALUES ($1, $2, $3, $1, 1, 'ended', $4, 'email', false, '{}', 'dead', $5, 3, '550')",
        *(identity, str(identity), UUID(ref) if ref else None, uid(name), town.wall()),
    )
    return str(identity)


async def test_a_letter_that_nobody_took_is_sent_again_once_or_given_up_with_a_reason(
    gaoyou: Town,
) -> None:
    one, other = [await dead_letter(gaoyou, "chief-east") for _ in range(2)]
    listed = (await gaoyou.get("centre", "/api/v1/notices/dead")).json()
    assert (listed["count"], {each["recipient"]["name"] for each in listed["items"]}) == (2, {"chief-east"})
    assert (await gaoyou.get("centre", "/api/v1/centre")).json()["dead_letters"] == 2
    for queued in (1, 0):
        again = await gaoyou.post("centre", "/api/v1/notices/dead/resend", {"ids": [one]})
        assert again.json() == {"queued": queued}
    assert (await gaoyou.post("admin", "/api/v1/notices/dead/give_up", {"ids": [other]})).status_code == 400, (
        "no reason"
    )
    for given_up in (1, 0):
        done = await gaoyou.post("admin", "/api/v1/notices/dead/give_up", {"ids": [one, other], "reason": "已退休"})
        assert done.json() == {"given_up": given_up}
    nothing: dict[str, Any] = {"items": [], "next": None, "count": 0, "guests": [], "aside": []}
    assert (await gaoyou.get("centre", "/api/v1/notices/dead")).json() == nothing
    found = {(each["kind"], each["by"]["name"], each["reason"]) for each in await records(gaoyou, "?about=letters")}
    assert found == {("resent", "centre", None), ("given_up", "admin", "已退休")}


async def test_who_reported_is_not_named_by_a_letter_that_they_did_not_get(gaoyou: Town) -> None:
    ref = await gaoyou.reported(INFORMANT)
    await dead_letter(gaoyou, INFORMANT, ref)
    await dead_letter(gaoyou, "chief-east", ref)
    found = (await gaoyou.get("centre", "/api/v1/notices/dead")).json()["items"]
    assert {(each["reporter"], each["recipient"] is None) for each in found} == {(True, True), (False, False)}
    assert {each["number"] for each in found} == {(await gaoyou.see("dispatcher-east", ref))["number"]}
    assert str(uid(INFORMANT)) not in str(found)
