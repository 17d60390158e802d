"""Answers to the invitation to a meeting: who may give them, until when, which count, and who sees them."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest

from models.answer import Coming
from models.meeting import MeetingKind, MeetingState
from tests.asking import Town, town
from tests.small import INFORMANT, MONDAY, uid
from tests.test_api_meetings import KNOWS, joint, listed, meeting, moved, rows
from workflow.simulation import answered


@pytest.fixture
async def place(database_url: str) -> AsyncIterator[Town]:
    async with town(database_url) as found:
        yield found


async def invited(place: Town) -> str:
    """A joint meeting that begins in a day, to which people are invited."""
    return await joint(place, before=timedelta(days=1))


async def answer(place: Town, name: str, ref: str, **said: Any) -> Any:
    body = {"answer": "accepted", "sequence": 0, **said}
    return await place.client.put(f"/api/v1/meetings/{ref}/answer", json=body, headers=await place.headers(name))


async def seen(place: Town, name: str, ref: str) -> dict[str, Any]:
    found = await place.get(name, f"/api/v1/meetings/{ref}/answers")
    assert found.status_code == 200, found.text
    return dict(found.json())


async def test_who_is_invited_answers_and_the_convener_sees_who_comes(place: Town) -> None:
    ref = await invited(place)
    version = (await listed(place, MeetingKind.JOINT))[0].version
    before = await seen(place, "gas-1", ref)
    assert (before["asked"], before["mine"], before["items"]) == (True, None, [])
    everybody = before["counts"]["waiting"]
    assert (await answer(place, "gas-1", ref, answer="tentative", words=" 看情况 ")).status_code == 200
    place.wall.wait(minutes=1)
    mine = (await answer(place, "gas-1", ref)).json()["mine"]
    assert (mine["answer"], mine["words"], mine["way"]) == ("accepted", "", "app")
    place.wall.wait(minutes=1)
    assert (await answer(place, "township-east", ref, answer="declined", words="出差")).status_code == 200
    convener = await seen(place, "supervisor", ref)
    assert convener["counts"] == {"accepted": 1, "tentative": 0, "declined": 1, "waiting": everybody - 2}
    assert len(convener["items"]) == everybody
    given = [(each["answer"], each["words"]) for each in convener["items"][:3]]
    assert given == [("declined", "出差"), ("accepted", ""), (None, "")]
    other = await seen(place, "township-east", ref)
    assert (other["items"], other["mine"]["answer"], other["counts"]) == ([], "declined", convener["counts"])
    (row,) = (each for each in await rows(place, "supervisor", "?kind=joint"))
    assert row["answers"] == convener["counts"]
    assert row["version"] == version, "an answer makes nobody's version grow old"


async def test_who_is_not_invited_or_not_of_the_meeting_cannot_answer(place: Town) -> None:
    ref = await invited(place)
    expected = dict.fromkeys(KNOWS, 200) | {"duty": 403, "township-west": 404, "admin": 404, INFORMANT: 404}
    for name, status in expected.items():
        assert (await answer(place, name, ref)).status_code == status, name
        assert (await place.get(name, f"/api/v1/meetings/{ref}/answers")).status_code == (404 if status == 404 else 200)
    for wrong in ({"answer": "perhaps"}, {"sequence": -1}, {"sequence": "0"}, {"words": "x" * 501}, {"more": 1}):
        assert (await answer(place, "gas-1", ref, **wrong)).status_code == 400, wrong
    assert (await answer(place, "gas-1", "GY-M99")).status_code == 404


async def test_a_changed_date_asks_anew_and_nobody_answers_once_it_begins(place: Town) -> None:
    ref = await invited(place)
    assert (await answer(place, "gas-1", ref)).status_code == 200
    meeting = (await listed(place, MeetingKind.JOINT))[0]
    later = (meeting.starts_at + timedelta(days=3)).isoformat()
    put_off = await moved(place, "supervisor", ref, "postpone", {"starts_at": later, "reason": "出差"})
    assert put_off.status_code == 200, put_off.text
    now = await seen(place, "gas-1", ref)
    assert (now["sequence"], now["mine"], now["asked"]) == (1, None, True)
    old = await answer(place, "gas-1", ref)
    assert (old.status_code, old.json()["type"], old.json()["current"]) == (409, "/problems/another-date", 1)
    assert (await answer(place, "gas-1", ref, sequence=1, answer="declined")).status_code == 200
    place.wall.wait(days=5)
    begun = await answer(place, "gas-1", ref, sequence=1)
    assert (begun.status_code, begun.json()["type"]) == (409, "/problems/not-asked")
    assert (await seen(place, "gas-1", ref))["mine"]["answer"] == "declined"
    assert not (await seen(place, "gas-1", ref))["asked"]


def test_lived_meetings_have_answers_from_dice_of_their_own_and_nobody_answers_before_they_are_asked() -> None:
    announced = meeting(MeetingState.INVITED, 0).but(
        invited_at=MONDAY, attendees=[str(uid(f"guest {number}")) for number in range(200)]
    )
    once, again = (list(answered.answers([announced], MONDAY + timedelta(days=2))) for _ in range(2))
    assert once == again
    assert 100 < len(once) < 200
    assert all(MONDAY <= each.answered_at <= MONDAY + timedelta(days=2) for each in once)
    assert {each.reply for each in once} == set(Coming)
    assert list(answered.answers([announced.but(invited_at=None)], MONDAY)) == []
