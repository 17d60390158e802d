"""Nobody sees or moves what lies outside the territory of a post: every route, every role, inside and outside.

The tables here say it a second time, by hand. A route that is in none of them fails the first test.
"""

from collections.abc import AsyncIterator, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

import pytest_asyncio
from fastapi.routing import iter_route_contexts

from api.examples import OF_BULLETIN, OF_MEETING, OF_MOTION, OF_MOVE
from api.pages import Pages
from tests.asking import Town, over, town
from tests.pictured import photo
from tests.small import EAST, GROUP, INFORMANT, ROOT, VILLAGE, uid
from tests.small_rules import SMALL
from tests.test_indicators import JUNE
from workflow import jobs, publishing
from workflow.indicators import WATCHED
from workflow.machines import Move
from workflow.machines.running import machine_of
from workflow.patrols.payloads import PAYLOADS as OF_PATROLS
from workflow.works import WORKS

DUTY_POST: Final = str(uid(f"duty-east:duty:{EAST}"))
DUTY_LINE: Final = str(uid(f"roster:{DUTY_POST}"))

ANYBODY: Final = {
    ("GET", "/healthz"), ("GET", "/readyz"), ("GET", "/metrics"), ("GET", "/openapi.json"), ("POST", "/api/v1/session"),
    ("GET", "/api/v1/site"),
    ("GET", "/api/v1/set-up"), ("POST", "/api/v1/set-up"),
    ("POST", "/api/v1/join"), ("POST", "/api/v1/join/check"), ("POST", "/api/v1/tour/sign-in"),
    ("GET", "/api/v1/public/doors/{code}"), ("GET", "/api/v1/public/doors/{code}/map"),
    ("GET", "/api/v1/public/catalogue"), ("GET", "/api/v1/public/conclusions"), ("POST", "/api/v1/public/photos"),
    ("POST", "/api/v1/public/doors/{code}/reports"), ("GET", "/api/v1/receipt/key"), ("GET", "/api/v1/figures"),
    ("GET", "/api/v1/seals"), ("GET", "/api/v1/calendar/{secret}.ics"), ("GET", "/api/v1/public/suggestions"),
    ("GET", "/api/v1/public/bulletins"), ("GET", "/api/v1/public/bulletins/{number}.html"),
    ("POST", "/api/v1/public/suggestions/{identity}/support"), ("POST", "/api/v1/public/suggestions/device"),
    ("DELETE", "/api/v1/public/suggestions/{identity}/support"),
}  # fmt: skip
"""Without signing in."""

SUPPORT: Final = {(how, "/api/v1/suggestions/{identity}/support") for how in ("POST", "DELETE")}
"""Whoever is signed in, of what is published: `tests/test_api_suggestions.py`."""

BY_RECEIPT: Final = {("GET", "/api/v1/receipt")}
"""For who holds a receipt, and nobody else: `tests/test_api_residents.py`."""

SIGNED_IN: Final[Mapping[tuple[str, str], str]] = {
    ("GET", "/api/v1/session"): "/api/v1/session",
    ("DELETE", "/api/v1/session"): "/api/v1/session",
    ("GET", "/api/v1/session/sign-ins"): "/api/v1/session/sign-ins",
    ("POST", "/api/v1/session/sign-ins/end_others"): "/api/v1/session/sign-ins/end_others",
    ("GET", "/api/v1/indicators/mine"): "/api/v1/indicators/mine",
    ("GET", "/api/v1/indicators/mine/incidents"): "/api/v1/indicators/mine/incidents?by=informant&mark=reported",
    ("GET", "/api/v1/incidents"): "/api/v1/incidents",
    ("GET", "/api/v1/incidents/nearby"): f"/api/v1/incidents/nearby?category=06010&grid={GROUP}",
    ("GET", "/api/v1/queues"): "/api/v1/queues",
    ("GET", "/api/v1/queues/{kind}"): "/api/v1/queues/intake",
    ("GET", "/api/v1/catalogue"): "/api/v1/catalogue",
    ("GET", "/api/v1/grids"): "/api/v1/grids",
    ("GET", "/api/v1/grids/search"): f"/api/v1/grids/search?words={GROUP}",
    ("GET", "/api/v1/grids/boundaries"): "/api/v1/grids/boundaries",
    ("GET", "/api/v1/grids/{code}/door.png"): f"/api/v1/grids/{GROUP}/door.png",
    ("GET", "/api/v1/grids/{code}/door.pdf"): f"/api/v1/grids/{GROUP}/door.pdf",
    ("GET", "/api/v1/grids/{code}/doors.html"): f"/api/v1/grids/{EAST}/doors.html",
    ("POST", "/api/v1/incidents"): "/api/v1/incidents",
    ("GET", "/api/v1/notices"): "/api/v1/notices",
    ("POST", "/api/v1/notices/acknowledge"): "/api/v1/notices/acknowledge",
    ("GET", "/api/v1/preferences"): "/api/v1/preferences",
    ("GET", "/api/v1/preferences/calendar"): "/api/v1/preferences/calendar",
    ("POST", "/api/v1/preferences/calendar"): "/api/v1/preferences/calendar",
    ("PUT", "/api/v1/preferences/calendar"): "/api/v1/preferences/calendar",
    ("DELETE", "/api/v1/preferences/calendar"): "/api/v1/preferences/calendar",
    ("PUT", "/api/v1/preferences"): "/api/v1/preferences",
    ("POST", "/api/v1/photos"): "/api/v1/photos",
    ("GET", "/api/v1/duty/mine"): "/api/v1/duty/mine",
    ("GET", "/api/v1/duty/requests"): "/api/v1/duty/requests",
    ("GET", "/api/v1/duty/handovers"): "/api/v1/duty/handovers",
    ("GET", "/api/v1/bulletins"): "/api/v1/bulletins",
    ("GET", "/api/v1/meetings"): "/api/v1/meetings",
    ("GET", "/api/v1/suggestions"): "/api/v1/suggestions",
    ("GET", "/api/v1/suggestions/open"): "/api/v1/suggestions/open",
    ("GET", "/api/v1/patrols/mine"): "/api/v1/patrols/mine",
    ("GET", "/api/v1/meetings/duties"): "/api/v1/meetings/duties",
    ("GET", "/api/v1/bulletins/{ref}"): "/api/v1/bulletins/2026-06",
    ("GET", "/api/v1/bulletins/{ref}.html"): "/api/v1/bulletins/2026-06.html",
    ("GET", "/api/v1/bulletins/{ref}.pdf"): "/api/v1/bulletins/2026-06.pdf",
    ("GET", "/api/v1/bulletins/{ref}.xlsx"): "/api/v1/bulletins/2026-06.xlsx",
    ("GET", "/api/v1/bulletins/{ref}/cases"): "/api/v1/bulletins/2026-06/cases?figure=reported",
}
"""Every person who is signed in, and no receipt; each route with an address of it."""

POINT: Final = ("GET", "/api/v1/grids/at")
"""The same. The small city has no outlines, so nothing lies anywhere; `tests/test_api_maps.py` has one that has."""

ROSTER: Final[Mapping[tuple[str, str], str]] = {
    ("GET", "/api/v1/duty"): f"/api/v1/duty?grid={EAST}",
    ("GET", "/api/v1/duty/week"): f"/api/v1/duty/week?grid={EAST}",
}
"""Staff of the township and of what lies above it; informants and units see no roster but their own."""

ROSTER_EDITS: Final[Mapping[tuple[str, str], tuple[str, Mapping[str, Any]]]] = {
    ("POST", "/api/v1/duty/shifts"): (
        "/api/v1/duty/shifts",
        {"post": DUTY_POST, "begins": "20:00", "ends": "08:00", "starts_on": "2026-06-20"},
    ),
    ("POST", "/api/v1/duty/leaves"): (
        "/api/v1/duty/leaves",
        {"person": str(uid("duty-east")), "starts_on": "2026-06-20", "ends_on": "2026-06-21"},
    ),
    ("POST", "/api/v1/duty/swaps"): (
        "/api/v1/duty/swaps",
        {"line": DUTY_LINE, "on": "2026-06-20", "person": str(uid("chief-east"))},
    ),
    ("POST", "/api/v1/duty/surges"): (
        "/api/v1/duty/surges",
        {
            "name": "防汛",
            "grid": EAST,
            "role": "duty",
            "persons": [str(uid("chief-east"))],
            "starts_at": "2026-06-20T08:00:00+08:00",
            "ends_at": "2026-06-21T08:00:00+08:00",
            "shifts": [{"begins": "08:00", "ends": "20:00"}],
        },
    ),
    ("POST", "/api/v1/duty/surges/end"): ("/api/v1/duty/surges/end", {"name": "没有", "grid": EAST}),
    ("POST", "/api/v1/duty/lines/{line}/end"): (f"/api/v1/duty/lines/{DUTY_LINE}/end", {"ends_on": "2026-06-20"}),
    ("POST", "/api/v1/duty/lines/{line}/strike"): (f"/api/v1/duty/lines/{DUTY_LINE}/strike", {}),
    ("POST", "/api/v1/duty/lines/{line}/substitute"): (f"/api/v1/duty/lines/{DUTY_LINE}/substitute", {}),
}
"""Changes of the township's duty desk: by its chief, its supervisor, the city's, the administrator."""

ROSTER_CHANGES: Final = ("GET", "/api/v1/duty/changes")
EDITORS: Final = {"chief-east", "township-east", "supervisor", "admin"}

POSTS_CHECK: Final = ("POST", "/api/v1/posts/check")
"""What follows when somebody leaves: by who may change the rosters of all posts in question, and by the centre."""

ROSTER_OWN: Final = {
    ("POST", "/api/v1/duty/requests"),
    ("POST", "/api/v1/duty/requests/{identity}/agree"),
    ("POST", "/api/v1/duty/requests/{identity}/refuse"),
    ("POST", "/api/v1/duty/requests/{identity}/withdraw"),
    ("POST", "/api/v1/duty/handovers"),
    ("POST", "/api/v1/duty/handovers/{identity}/acknowledge"),
    ("POST", "/api/v1/duty/handovers/{identity}/erase"),
}
"""Of one's own shift or desk, and of whoever may change its roster; for anybody else there is none."""

BODIES: Final[Mapping[str, Any]] = {
    "/api/v1/incidents": {"category": "06010", "description": "垃圾", "grid": GROUP},
    "/api/v1/notices/acknowledge": {"until": "2026-06-08T09:00:00+08:00"},
    "/api/v1/preferences": {"language": "zh"},
    "/api/v1/preferences/calendar": {"meetings": True},
    "/api/v1/notices/dead/resend": {"ids": [str(uid("no such letter"))]},
    "/api/v1/notices/dead/give_up": {"ids": [str(uid("no such letter"))], "reason": "x"},
    "/api/v1/audit/receipt": {"receipt": "x"},
}
"""What is sent to an address that takes something."""

OWN_SIGN_INS: Final = {
    ("POST", "/api/v1/session/password"): (
        "/api/v1/session/password",
        {"old": "not this one", "new": "never mind it"},
        400,
    ),
    ("POST", "/api/v1/session/sign-ins/{id}/end"): (f"/api/v1/session/sign-ins/{'0' * 32}/end", {}, 404),
}
"""One's own password and sign-ins: with what is sent, and what comes of it. `tests/test_api_sign_ins.py` has whose."""

OWN: Final = ("POST", "/api/v1/notices/{id}/acknowledge")
"""Only whom the message is to; for anybody else there is none. `tests/test_api_notices.py` has who is."""

KEPT: Final[Mapping[tuple[str, str], str]] = {
    ("GET", "/api/v1/notices/dead"): "/api/v1/notices/dead",
    ("POST", "/api/v1/notices/{id}/resend"): f"/api/v1/notices/{uid('no such letter')}/resend",
    ("POST", "/api/v1/notices/dead/resend"): "/api/v1/notices/dead/resend",
    ("POST", "/api/v1/notices/dead/give_up"): "/api/v1/notices/dead/give_up",
    ("GET", "/api/v1/jobs"): "/api/v1/jobs",
    ("GET", "/api/v1/jobs/kinds"): "/api/v1/jobs/kinds",
    ("POST", "/api/v1/jobs/{id}/run"): f"/api/v1/jobs/{uid('no such job')}/run",
    ("GET", "/api/v1/persons"): "/api/v1/persons",
    ("GET", "/api/v1/persons/{id}"): f"/api/v1/persons/{uid('centre')}",
    ("GET", "/api/v1/units"): "/api/v1/units",
    ("GET", "/api/v1/grids/{code}"): f"/api/v1/grids/{EAST}",
    ("GET", "/api/v1/audit/changes"): "/api/v1/audit/changes",
    ("GET", "/api/v1/audit/changes/chain"): "/api/v1/audit/changes/chain",
    ("GET", "/api/v1/audit/records"): "/api/v1/audit/records",
    ("GET", "/api/v1/centre"): "/api/v1/centre",
}
"""Only who keeps the outbox and the jobs, and sees who works in the city and what was changed of it."""

KEPT_ELSE: Final[Mapping[tuple[str, str], tuple[str, int]]] = {
    ("GET", "/api/v1/jobs/{id}"): (f"/api/v1/jobs/{uid('no such job')}", 404),
    ("GET", "/api/v1/audit/ledger/{number}"): ("/api/v1/audit/ledger/GY-999999", 404),
    ("POST", "/api/v1/audit/receipt"): ("/api/v1/audit/receipt", 200),
}
"""The same, each with what comes of it where rights let it through."""

CITY_KEPT: Final[Mapping[tuple[str, str], tuple[str, Mapping[str, Any]]]] = {
    ("POST", "/api/v1/persons"): ("/api/v1/persons", {"name": "王芳", "username": "wang"}),
    **{
        ("POST", f"/api/v1/persons/{{id}}/{what}"): (f"/api/v1/persons/{uid('centre')}/{what}", body)
        for what, body in {"rename": {"name": "张三"}, "leave": {}, "sign_in": {}}.items()
    },
    ("POST", "/api/v1/posts"): ("/api/v1/posts", {"person": str(uid("centre")), "role": "duty", "grid": EAST}),
    ("POST", "/api/v1/posts/{id}/end"): (f"/api/v1/posts/{DUTY_POST}/end", {}),
    ("POST", "/api/v1/units"): (
        "/api/v1/units",
        {"code": "lamps", "name": "路灯所", "kind": "municipal", "grids": [EAST], "categories": ["*"]},
    ),
    ("POST", "/api/v1/units/{code}/amend"): ("/api/v1/units/gas/amend", {"name": "燃气"}),
    ("POST", "/api/v1/units/{code}/end"): ("/api/v1/units/gas/end", {}),
    ("POST", "/api/v1/grids"): ("/api/v1/grids", {"code": "x1", "name": "三组", "under": VILLAGE}),
    ("POST", "/api/v1/grids/specials"): (
        "/api/v1/grids/specials",
        {"code": "S2", "name": "菜场", "kind": "market", "under": EAST, "over": [VILLAGE]},
    ),
    ("POST", "/api/v1/grids/{code}/rename"): (f"/api/v1/grids/{EAST}/rename", {"name": "城东"}),
    ("POST", "/api/v1/grids/{code}/boundary"): (
        f"/api/v1/grids/{EAST}/boundary",
        {"boundary": {"type": "Polygon", "coordinates": [[[119, 32], [120, 32], [120, 33], [119, 32]]]}},
    ),
    ("POST", "/api/v1/grids/{code}/merge"): (f"/api/v1/grids/{GROUP}/merge", {"into": f"{VILLAGE}02"}),
    ("POST", "/api/v1/grids/{code}/end"): ("/api/v1/grids/S9001/end", {}),
}
"""Only the administrator changes who works in the city, its units and its territory."""

KEEPERS: Final = {"centre", "admin"}

BOARD: Final[Mapping[tuple[str, str], str]] = {
    ("GET", "/api/v1/board"): "/api/v1/board",
    ("GET", "/api/v1/board/units"): "/api/v1/board/units",
    ("GET", "/api/v1/board/chart"): "/api/v1/board/chart",
    ("GET", "/api/v1/board/grids"): "/api/v1/board/grids",
    ("GET", "/api/v1/board/duty"): "/api/v1/board/duty",
    ("GET", "/api/v1/board/ladders"): "/api/v1/board/ladders",
    ("GET", "/api/v1/board/inspections"): "/api/v1/board/inspections",
    ("GET", "/api/v1/board/appeals"): "/api/v1/board/appeals",
    ("GET", "/api/v1/board/incidents"): "/api/v1/board/incidents?figure=open",
}
"""Who supervises a township or the city, and the centre."""

INDICATORS: Final[Mapping[tuple[str, str], str]] = {
    ("GET", "/api/v1/indicators"): "/api/v1/indicators?by=unit",
    ("GET", "/api/v1/indicators/incidents"): "/api/v1/indicators/incidents?mark=reported",
}
"""The same people; of persons by name only who supervises them, which the centre does not."""

SUPERVISE: Final = {"township", "supervisor", "centre"}

ORDERS: Final[Mapping[tuple[str, str], str]] = {
    ("GET", "/api/v1/orders"): "/api/v1/orders",
    ("GET", "/api/v1/orders/standing"): "/api/v1/orders/standing",
}
"""Who issues supervision orders and who owes the answers: others have none."""

ORDER_SHEET: Final = ("GET", "/api/v1/orders/{order}/sheet.pdf")

STREAM: Final = ("GET", "/api/v1/events")
"""Every person who is signed in. `tests/test_api_events.py` listens to it, at a real server, inside and outside."""

LOOK: Final = ("GET", "/api/v1/incidents/{ref}")
EXPLANATION: Final = ("GET", "/api/v1/incidents/{ref}/explanation")
DRAWN: Final = ("GET", "/api/v1/incidents/{ref}/inspection")
"""Whoever may know of the case."""
PHOTO: Final = ("GET", "/api/v1/photos/{photo}")
RECEIVERS: Final = ("GET", "/api/v1/incidents/{ref}/receivers")
CHECKERS: Final = ("GET", "/api/v1/incidents/{ref}/checkers")
LOOKERS: Final = ("GET", "/api/v1/incidents/{ref}/lookers")
LOTS: Final = ("GET", "/api/v1/board/inspections/lots")
"""Who supervises that township; `tests/test_api_inspections.py` has a township that has drawn."""
WHO_REPORTED: Final = ("POST", "/api/v1/incidents/{ref}/reporter")
TOLD: Final = {("GET", "/api/v1/incidents/{ref}/looks"), ("GET", "/api/v1/incidents/{ref}/told")}

MEETINGS: Final = {
    ("GET", "/api/v1/meetings/{ref}"), ("GET", "/api/v1/meetings/{ref}/invitation.ics"),
    ("PUT", "/api/v1/meetings/{ref}/answer"), ("GET", "/api/v1/meetings/{ref}/answers"),
    ("GET", "/api/v1/meetings/{ref}/pack"),
    ("GET", "/api/v1/meetings/{ref}/owners"), ("POST", "/api/v1/meetings"),
    *(("POST", f"/api/v1/meetings/{{ref}}/{move}") for move in OF_MEETING),
}  # fmt: skip
"""Who convenes, was invited, sits above or has something to carry out: `tests/test_api_meetings.py` and
`tests/test_answers.py` have each."""

RULES_READ: Final[Mapping[tuple[str, str], str]] = {
    ("GET", "/api/v1/calendar"): "/api/v1/calendar",
    ("GET", "/api/v1/calendar/versions"): "/api/v1/calendar/versions",
    ("GET", "/api/v1/calendar/versions/{number}"): "/api/v1/calendar/versions/1",
    ("GET", "/api/v1/rules/versions"): "/api/v1/rules/versions",
    ("GET", "/api/v1/rules/rehearsals"): "/api/v1/rules/rehearsals",
    ("GET", "/api/v1/rules/versions/{number}"): "/api/v1/rules/versions/1",
    ("GET", "/api/v1/rules/versions/{number}/difference"): "/api/v1/rules/versions/1/difference",
}
"""Who keeps the rules, and who supervises the city."""

REHEARSALS: Final = {
    ("GET", f"/api/v1/rules/rehearsals/{{identity}}{what}"): f"/api/v1/rules/rehearsals/{uid('none')}{what}"
    for what in ("", ".csv", ".html", "/cases")
}
"""The same. `tests/test_api_rehearsals.py` has one that there is."""

RULES_KEPT: Final[Mapping[tuple[str, str], tuple[str, Mapping[str, Any], int]]] = {
    ("POST", "/api/v1/calendar/check"): ("/api/v1/calendar/check", {"years": {}}, 200),
    ("POST", "/api/v1/calendar"): ("/api/v1/calendar", {"years": {}, "why": "x"}, 409),
    ("POST", "/api/v1/rules/versions"): ("/api/v1/rules/versions", {"rules": "routes: []", "note": "x"}, 400),
    ("POST", "/api/v1/rules/versions/{number}/switch_on"): ("/api/v1/rules/versions/99/switch_on", {"why": "x"}, 404),
    ("POST", "/api/v1/rules/read"): ("/api/v1/rules/read", {"rules": "routes: []"}, 200),
    ("POST", "/api/v1/rules/compare"): ("/api/v1/rules/compare", {"rules": SMALL}, 200),
    ("GET", "/api/v1/rules/draft"): ("/api/v1/rules/draft", {}, 200),
    ("PUT", "/api/v1/rules/draft"): ("/api/v1/rules/draft", {"rules": "x", "base": 99}, 404),
    ("DELETE", "/api/v1/rules/draft"): ("/api/v1/rules/draft?revision=9", {}, 409),
    ("POST", "/api/v1/rules/check"): ("/api/v1/rules/check", {"rules": "routes: []"}, 400),
    ("POST", "/api/v1/rules/roll_back"): ("/api/v1/rules/roll_back", {"why": "x", "version": 99}, 409),
    ("POST", "/api/v1/rules/rehearsals"): ("/api/v1/rules/rehearsals", {"rules": "routes: []"}, 400),
    ("POST", "/api/v1/rules/migrate"): ("/api/v1/rules/migrate", {}, 200),
}
"""Only who keeps the rules: each with what is sent, and what comes of it where rights let it through."""

PATROLS: Final = {
    ("GET", "/api/v1/patrols"), ("GET", "/api/v1/patrols/plan"), ("GET", "/api/v1/patrols/{ref}"),
    ("GET", "/api/v1/spots"), ("POST", "/api/v1/spots"), ("POST", "/api/v1/spots/import"),
    ("GET", "/api/v1/spots/{ref}"),
    ("GET", "/api/v1/campaigns"), ("POST", "/api/v1/campaigns"), ("GET", "/api/v1/campaigns/{ref}"),
    *(("POST", f"/api/v1/{machine_of(move)}s/{{ref}}/{move}") for move in OF_PATROLS),
}  # fmt: skip
"""Who looks at a spot has its patrols, who oversees its territory sees how it goes, and who keeps that enters spots and
starts campaigns: `tests/test_api_patrols.py` has who sees and moves what."""

MOTIONS: Final = {
    ("GET", "/api/v1/motions"), ("POST", "/api/v1/motions"),
    ("GET", "/api/v1/motions/{ref}"), ("GET", "/api/v1/motions/{ref}/rules.yaml"),
    *(("POST", f"/api/v1/motions/{{ref}}/{move}") for move in OF_MOTION),
}  # fmt: skip
"""Who keeps the rules puts them, who is called to the city's meetings reads them: `tests/test_api_motions.py` has
each."""

ISSUED: Final = {("POST", f"/api/v1/bulletins/{{ref}}/{move}") for move in OF_BULLETIN}
"""Who writes to a bulletin's draft and who approves it, and what nobody else finds: `tests/test_api_bulletins.py` has
each."""

INSIDE: Final[Mapping[str, str]] = {
    "informant": f"informant-{GROUP}",
    "colleague": f"informant-{VILLAGE}02",
    "handler": f"handler-{VILLAGE}",
    "intake": "intake-east",
    "dispatcher": "dispatcher-east",
    "chief": "chief-east",
    "township": "township-east",
    "duty": "duty-east",
    "supervisor": "supervisor",
    "centre": "centre",
    "unit": "gas-1",
}
"""Who the case is a matter of: the reporter's group, the village, the township, the city, the unit that was sent."""

OUTSIDE: Final[Mapping[str, str]] = {
    "informant": "informant-900100200101",
    "neighbour": f"informant-{VILLAGE}02",
    "handler": "handler-9001002001",
    "next village's handler": "handler-9001001002",
    "intake": "intake-west",
    "dispatcher": "dispatcher-west",
    "chief": "chief-west",
    "township": "township-west",
    "duty": "duty-west",
    "admin": "admin",
    "unit": "water-1",
}
"""Everybody else: the other township, the next village, the next group, another unit, and who sees no cases at all."""

DESK = {"intake", "dispatcher", "chief", "duty"}
DISPATCH = {"dispatcher", "chief", "duty"}
ABOVE = {"township", "supervisor"}
ALL = set(INSIDE) - {"colleague"}
MAY: Final[Mapping[Move, set[str]]] = {
    Move.CLAIM: DESK,
    Move.RELEASE: DESK,
    Move.CHECK: DESK,
    Move.CONFIRM: {"informant"},
    Move.DENY: set(),
    Move.ACCEPT: DESK,
    Move.DECLINE: DISPATCH,
    Move.RECLASSIFY: DESK,
    Move.RELOCATE: DESK | {"centre"},
    Move.DISPATCH: DISPATCH | {"township", "centre"},
    Move.REDISPATCH: DISPATCH | {"township"},
    Move.SPLIT: DISPATCH,
    Move.WHISTLE: DISPATCH | {"handler", "township"},
    Move.CHECK_IN: {"unit"},
    Move.ACKNOWLEDGE: {"unit"},
    Move.PROGRESS: {"unit"},
    Move.RETURN: {"unit"},
    Move.RESOLVE: {"unit"},
    Move.HANDLE_HERE: {"informant", "handler"},
    Move.RESUME: DISPATCH,
    Move.REQUEST_EXTENSION: {"unit"},
    Move.GRANT_EXTENSION: DISPATCH | {"township"},
    Move.REFUSE_EXTENSION: DISPATCH | {"township"},
    Move.REQUEST_SUSPENSION: {"unit"},
    Move.GRANT_SUSPENSION: DISPATCH | {"township"},
    Move.REFUSE_SUSPENSION: DISPATCH | {"township"},
    Move.VERIFY: DISPATCH,
    Move.REWORK: DISPATCH | {"informant"},
    Move.CLOSE: DISPATCH,
    Move.REOPEN: ABOVE,
    Move.WITHDRAW: {"informant"},
    Move.VOID: {"chief"},
    Move.MERGE: DESK,
    Move.UNMERGE: DISPATCH,
    Move.RAISE: DISPATCH | {"unit", "handler", "township"},
    Move.HAND_DOWN: DISPATCH | ABOVE,
    Move.REMIND: DESK | ABOVE,
    Move.TABLE: {"supervisor"},
    Move.SUPERVISE: ABOVE,
    Move.ANSWER: DISPATCH | {"unit", "township"},
    Move.PRESS: {"supervisor"},
    Move.RAISE_ORDER: {"supervisor"},
    Move.ACCEPT_ANSWER: {"supervisor"},
    Move.REFUSE_ANSWER: {"supervisor"},
    Move.LIFT: {"supervisor"},
    Move.OBJECT: {"informant"},
    Move.APPEAL: {"unit"},
    Move.DISPUTE: {"informant", "intake", "dispatcher", "chief", "unit", "township"},
    Move.UPHOLD: {"supervisor"},
    Move.DISMISS: {"supervisor"},
    Move.INSPECT: ABOVE,
    Move.SEND_TO_LOOK: ABOVE,
    Move.STILL_GOOD: ABOVE,
    Move.NOT_GOOD: ABOVE,
    Move.NOTE: ALL,
    Move.ASK: DESK | {"unit"},
    Move.MESSAGE: {"informant"},
    Move.REPLY: DISPATCH | ABOVE | {"unit"},
    Move.TAKE_UP: DISPATCH | ABOVE | {"unit"},
    Move.PUBLISH: DISPATCH | ABOVE,
    Move.WITHHOLD: DISPATCH | ABOVE,
}
"""Whose a move is at all, whatever the state, on a case that their posts reach. The order is the city's, and the
objection is to the township's own decision, so both are the city's to rule on."""

AT_THE_END: Final = {Move.UPHOLD, Move.DISMISS}
"""The moves that only a case with an objection can show."""

UNVERSIONED: Final = {Move.NOTE, Move.ASK, Move.MESSAGE}


@pytest_asyncio.fixture
async def gaoyou(database_url: str, tmp_path: Path) -> AsyncIterator[Town]:
    async with town(database_url, media=tmp_path) as found:
        yield found


def test_every_route_is_in_a_table() -> None:
    app = over(None)
    routes = {
        (method, str(context.path_format))
        for context in iter_route_contexts(app.routes)
        for method in context.methods or ()
        if method != "HEAD"
    }
    moves = {("POST", f"/api/v1/incidents/{{ref}}/{move}") for move in MAY}
    duty = set(ROSTER) | set(ROSTER_EDITS) | ROSTER_OWN | {ROSTER_CHANGES, POSTS_CHECK, POINT}
    rules = set(RULES_READ) | set(REHEARSALS) | set(RULES_KEPT)
    known = (
        duty
        | rules
        | ANYBODY
        | set(CITY_KEPT)
        | BY_RECEIPT
        | set(BOARD)
        | set(INDICATORS)
        | set(ORDERS)
        | set(OWN_SIGN_INS)
        | set(SIGNED_IN)
        | set(KEPT)
        | set(KEPT_ELSE)
        | MEETINGS
        | MOTIONS
        | PATROLS
        | ISSUED
        | moves
    )
    of_a_case = {LOOK, EXPLANATION, DRAWN, *SUPPORT, WHO_REPORTED, OWN, CHECKERS, LOOKERS, LOTS, RECEIVERS, ORDER_SHEET}
    assert routes == known | of_a_case | {STREAM, PHOTO} | TOLD
    assert isinstance(app.router.default, Pages), "what is no route is a page"


async def worked_on(town: Town) -> str:
    """A case that the gas company works on, with a request for time and the city's supervision order."""
    ref = await town.reported(INFORMANT)
    await town.moves(
        ref,
        ("dispatcher-east", "accept", {}),
        ("dispatcher-east", "dispatch", {"to": {"unit": "gas"}}),
        ("gas-1", "acknowledge", {}),
        ("gas-1", "request_suspension", {"until": "2026-06-20T09:00:00+08:00", "reason": "等材料"}),
        ("supervisor", "supervise", {"reason": "久拖不决"}),
    )
    return ref


async def objected_to(town: Town) -> str:
    """A case that was declined, and whose reporter objects."""
    ref = await town.reported(INFORMANT)
    steps = (("dispatcher-east", "decline", {"reason": "不归我们"}), (INFORMANT, "object", {"reason": "归你们"}))
    await town.moves(ref, *steps)
    return ref


async def tried(town: Town, name: str, ref: str, move: Move) -> int:
    """The status of a move against a version that never was: 409 where rights would have let it through."""
    version: dict[str, str] = {} if move in UNVERSIONED else {"If_Match": "99999"}
    answer = await town.post(name, f"/api/v1/incidents/{ref}/{move}", dict(OF_MOVE[move]), **version)
    assert answer.headers["content-type"] == ("application/json" if answer.is_success else "application/problem+json")
    return answer.status_code


async def test_inside_its_territory_each_role_moves_what_is_its_own_and_no_more(gaoyou: Town) -> None:
    at_work, ended = await worked_on(gaoyou), await objected_to(gaoyou)
    for move, may in MAY.items():
        ref = ended if move in AT_THE_END else at_work
        for role, name in INSIDE.items():
            status = await tried(gaoyou, name, ref, move)
            expected = 404 if role == "unit" and ref == ended else 404 if role == "colleague" else 403
            if role in may:
                expected = 200 if move in UNVERSIONED else 409
            assert status == expected, f"{role} {move}: {status}"


async def test_the_explanation_is_for_whoever_sees_the_case_and_for_no_receipt(gaoyou: Town) -> None:
    ref = await worked_on(gaoyou)
    for role, name in INSIDE.items():
        answer = await gaoyou.get(name, f"/api/v1/incidents/{ref}/explanation")
        assert answer.status_code == (404 if role == "colleague" else 200), role
    receipt = (await gaoyou.report(INFORMANT, key="with-a-receipt")).json()
    held = {"Authorization": f"Receipt {receipt['receipt']}"}
    answer = await gaoyou.client.get(f"/api/v1/incidents/{receipt['id']}/explanation", headers=held)
    assert answer.status_code == 403


async def test_who_was_told_is_for_whoever_sees_the_case_and_for_no_receipt(gaoyou: Town) -> None:
    ref = await worked_on(gaoyou)
    for role, name in INSIDE.items():
        answer = await gaoyou.get(name, f"/api/v1/incidents/{ref}/told")
        assert answer.status_code == (404 if role == "colleague" else 200), role
    receipt = (await gaoyou.report(INFORMANT, key="with-a-receipt")).json()
    held = {"Authorization": f"Receipt {receipt['receipt']}"}
    for below in ("told", "looks"):
        answer = await gaoyou.client.get(f"/api/v1/incidents/{receipt['id']}/{below}", headers=held)
        assert answer.status_code == 403, below
        assert (await gaoyou.client.get(f"/api/v1/incidents/{ref}/{below}")).status_code == 401, below


async def test_who_looked_is_shown_to_the_desk_to_who_oversees_it_and_to_who_reported(gaoyou: Town) -> None:
    ref = await worked_on(gaoyou)
    for role, name in INSIDE.items():
        answer = await gaoyou.get(name, f"/api/v1/incidents/{ref}/looks")
        seen = role in DESK | ABOVE | {"informant"}
        assert answer.status_code == (200 if seen else 404 if role == "colleague" else 403), role
    for role, name in OUTSIDE.items():
        for below in ("told", "looks"):
            answer = await gaoyou.get(name, f"/api/v1/incidents/{ref}/{below}")
            assert answer.status_code == 404, f"{role} {below}"


async def test_who_reported_is_shown_to_who_calls_back_and_to_nobody_else(gaoyou: Town) -> None:
    ref = await worked_on(gaoyou)
    for role, name in INSIDE.items():
        answer = await gaoyou.post(name, f"/api/v1/incidents/{ref}/reporter", {"reason": "回访"})
        assert answer.status_code == (200 if role in DESK else 404 if role == "colleague" else 403), role
    for role, name in OUTSIDE.items():
        answer = await gaoyou.post(name, f"/api/v1/incidents/{ref}/reporter", {"reason": "好奇"})
        assert answer.status_code == 404, role


async def test_who_could_be_sent_is_told_to_who_may_send_and_to_nobody_else(gaoyou: Town) -> None:
    ref = await worked_on(gaoyou)
    sends = set().union(*(MAY[move] for move in (Move.DISPATCH, Move.REDISPATCH, Move.SPLIT, Move.WHISTLE)))
    for role, name in INSIDE.items():
        answer = await gaoyou.get(name, f"/api/v1/incidents/{ref}/receivers")
        assert answer.status_code == (200 if role in sends else 404 if role == "colleague" else 403), role
    for role, name in OUTSIDE.items():
        assert (await gaoyou.get(name, f"/api/v1/incidents/{ref}/receivers")).status_code == 404, role
    receipt = (await gaoyou.report(INFORMANT, key="with-a-receipt")).json()
    held = {"Authorization": f"Receipt {receipt['receipt']}"}
    asked = await gaoyou.client.get(f"/api/v1/incidents/{receipt['id']}/receivers", headers=held)
    assert asked.status_code == 403


async def test_who_can_be_sent_to_look_is_told_to_who_sends_and_to_nobody_else(gaoyou: Town) -> None:
    ref = await gaoyou.reported(INFORMANT)
    for role, name in INSIDE.items():
        answer = await gaoyou.get(name, f"/api/v1/incidents/{ref}/checkers")
        expected = 200 if role in DESK else 404 if role in ("colleague", "unit") else 403
        assert answer.status_code == expected, role
    for role, name in OUTSIDE.items():
        assert (await gaoyou.get(name, f"/api/v1/incidents/{ref}/checkers")).status_code == 404, role
    receipt = (await gaoyou.report(INFORMANT, key="with-a-receipt")).json()
    held = {"Authorization": f"Receipt {receipt['receipt']}"}
    asked = await gaoyou.client.get(f"/api/v1/incidents/{receipt['id']}/checkers", headers=held)
    assert asked.status_code == 403


async def test_who_can_look_again_is_told_to_who_supervises_and_to_nobody_else(gaoyou: Town) -> None:
    ref = await worked_on(gaoyou)
    for role, name in INSIDE.items():
        answer = await gaoyou.get(name, f"/api/v1/incidents/{ref}/lookers")
        expected = 200 if role in ABOVE else 404 if role == "colleague" else 403
        assert answer.status_code == expected, role
    for role, name in OUTSIDE.items():
        assert (await gaoyou.get(name, f"/api/v1/incidents/{ref}/lookers")).status_code == 404, role
    assert (await gaoyou.client.get(f"/api/v1/incidents/{ref}/lookers")).status_code == 401


async def test_what_has_no_place_is_listed_for_the_city_and_for_who_reported_it(gaoyou: Town) -> None:
    placed = await gaoyou.reported(INFORMANT)
    nowhere = {"grid": None, "location": {"address": "老通扬运河边"}}
    astray = await gaoyou.reported("intake-east", **nowhere, source="hotline")
    for role, name in {**INSIDE, **OUTSIDE}.items():
        listed = (await gaoyou.get(name, "/api/v1/incidents?unplaced=true")).json()["items"]
        seen = name in ("centre", "supervisor", "intake-east")
        assert [item["id"] for item in listed] == ([astray] if seen else []), role
    assert placed not in {astray}


async def test_outside_its_territory_nobody_moves_or_learns_anything(gaoyou: Town) -> None:
    at_work, ended = await worked_on(gaoyou), await objected_to(gaoyou)
    unknown = str(uid("no such case"))
    for role, name in OUTSIDE.items():
        for move in MAY:
            for ref in (at_work, ended) if move in (Move.NOTE, Move.UPHOLD, Move.VERIFY) else (at_work,):
                assert await tried(gaoyou, name, ref, move) == 404, f"{role} {move}"
        for below in ("", "/explanation"):
            answers = [await gaoyou.get(name, f"/api/v1/incidents/{ref}{below}") for ref in (at_work, ended, unknown)]
            assert [answer.status_code for answer in answers] == [404] * 3, role
            assert answers[0].json() == answers[2].json(), "as if there were none"


async def test_a_number_tells_as_little_as_an_id(gaoyou: Town) -> None:
    ref = await worked_on(gaoyou)
    number = (await gaoyou.see("supervisor", ref))["number"]
    for each in (number, "GY-999999"):
        assert (await gaoyou.get("dispatcher-west", f"/api/v1/incidents/{each}")).status_code == 404
        assert await tried(gaoyou, "dispatcher-west", each, Move.ACCEPT) == 404


async def test_each_role_looks_at_what_its_territory_has(gaoyou: Town) -> None:
    ref = await worked_on(gaoyou)
    for role in ALL:
        seen = await gaoyou.see(INSIDE[role], ref)
        assert set(seen["allowed"]) <= {str(move) for move, may in MAY.items() if role in may}, role
    for role, name in INSIDE.items():
        listed = (await gaoyou.get(name, "/api/v1/incidents")).json()["items"]
        assert [item["id"] for item in listed] == ([ref] if role in ALL else []), role


async def test_lists_and_queues_show_nothing_from_outside(gaoyou: Town) -> None:
    refs = [await worked_on(gaoyou), await objected_to(gaoyou), await gaoyou.reported(INFORMANT)]
    accepted = await gaoyou.reported(INFORMANT)
    await gaoyou.moves(accepted, ("dispatcher-east", "accept", {}))
    paths = [
        "/api/v1/incidents",
        *(f"/api/v1/queues/{q}" for q in ("intake", "dispatch", "handle", "verify", "supervise")),
    ]
    for role, name in OUTSIDE.items():
        for path in paths:
            answer = await gaoyou.get(name, path)
            assert (answer.status_code, answer.json()["items"]) == (200, []), f"{role} {path}"
            assert not any(ref in answer.text for ref in refs)


async def test_orders_are_seen_by_who_issues_and_by_who_owes_the_answer_and_by_nobody_from_outside(
    gaoyou: Town,
) -> None:
    ref = await worked_on(gaoyou)
    [order] = (await gaoyou.see("supervisor", ref))["orders"]
    sheet = f"/api/v1/orders/{order['id']}/sheet.pdf"
    receipt = (await gaoyou.report(INFORMANT)).json()["receipt"]
    for path in (*ORDERS.values(), sheet):
        assert (await gaoyou.client.get(path)).status_code == 401, path
        held = {"Authorization": f"Receipt {receipt}"}
        assert (await gaoyou.client.get(path, headers=held)).status_code == 403, path
    desks = DISPATCH | ABOVE | {"centre", "unit"}
    for role, name in INSIDE.items():
        listed = await gaoyou.get(name, "/api/v1/orders")
        assert listed.status_code == (200 if role in desks | {"handler"} else 403), role
        printed = await gaoyou.get(name, sheet)
        assert printed.status_code == (200 if role in desks else 404 if role == "handler" else 403), role
        if role in desks:
            assert [each["id"] for each in listed.json()["items"]] == [order["id"]], role
            assert printed.content.startswith(b"%PDF"), role
    for role, name in OUTSIDE.items():
        listed = await gaoyou.get(name, "/api/v1/orders")
        assert listed.status_code == 403 or listed.json()["items"] == [], role
        assert (await gaoyou.get(name, sheet)).status_code in (403, 404), role


async def test_a_board_is_of_who_supervises_and_shows_nothing_from_outside(gaoyou: Town) -> None:
    ref = await worked_on(gaoyou)
    receipt = (await gaoyou.report(INFORMANT)).json()["receipt"]
    for path in BOARD.values():
        assert (await gaoyou.client.get(path)).status_code == 401, path
        held = {"Authorization": f"Receipt {receipt}"}
        assert (await gaoyou.client.get(path, headers=held)).status_code == 403, path
        for role, name in (*INSIDE.items(), *OUTSIDE.items()):
            answer = await gaoyou.get(name, path)
            assert answer.status_code == (200 if role in SUPERVISE else 403), f"{name} {path}"
        joined = "&" if "?" in path else "?"
        for name, place, status in (
            ("supervisor", EAST, 200),
            ("township-east", EAST, 200),
            ("township-east", VILLAGE, 200),
            ("township-west", EAST, 404),
            ("township-west", VILLAGE, 404),
            ("township-east", ROOT, 404),
            ("supervisor", "no such place", 404),
        ):
            answer = await gaoyou.get(name, f"{path}{joined}place={place}")
            assert answer.status_code == status, f"{name} {place}"
    outside = await gaoyou.get("township-west", "/api/v1/board/incidents?figure=open")
    assert (outside.json()["items"], ref in outside.text) == ([], False)
    assert (await gaoyou.get("township-west", "/api/v1/board")).json()["total"]["open"] == 0


async def test_figures_over_time_are_of_who_supervises_and_a_persons_of_who_supervises_that_person(
    gaoyou: Town,
) -> None:
    receipt = (await gaoyou.report(INFORMANT)).json()["receipt"]
    gaoyou.wall.wait(days=1)
    await jobs.catch_up(gaoyou.engine, {"figures": WORKS["figures"]})
    for path in INDICATORS.values():
        assert (await gaoyou.client.get(path)).status_code == 401, path
        held = {"Authorization": f"Receipt {receipt}"}
        assert (await gaoyou.client.get(path, headers=held)).status_code == 403, path
        for role, name in (*INSIDE.items(), *OUTSIDE.items()):
            answer = await gaoyou.get(name, path)
            assert answer.status_code == (200 if role in SUPERVISE else 403), f"{name} {path}"
        for name, place, status in (
            ("supervisor", EAST, 200), ("township-east", EAST, 200), ("township-east", VILLAGE, 400),
            ("township-west", EAST, 404), ("township-west", VILLAGE, 404), ("township-east", ROOT, 404),
            ("supervisor", "no such place", 404),
        ):  # fmt: skip
            answer = await gaoyou.get(name, f"{path}&place={place}")
            assert answer.status_code == status, f"{name} {place}"
    named = "/api/v1/indicators?by=informant"
    for name, seen in (("township-east", 1), ("supervisor", 1), ("township-west", 0)):
        assert len((await gaoyou.get(name, named)).json()["rows"]) == seen, name
    assert (await gaoyou.get("centre", named)).status_code == 403
    one = f"{named}&key={uid(INFORMANT)}"
    assert [(await gaoyou.get(name, one)).status_code for name in ("township-east", "township-west")] == [200, 404]
    west = "/api/v1/indicators/incidents?mark=reported"
    assert (await gaoyou.get("township-west", west)).json()["items"] == []
    assert len((await gaoyou.get("township-east", west)).json()["items"]) == 1


async def test_an_objection_to_a_figure_stands_beside_it_for_whom_the_figure_is_shown(gaoyou: Town) -> None:
    """Also of a case that lies elsewhere: who reported it as staff is counted by it, and by no receipt."""
    stranger = OUTSIDE["informant"]
    found = (await gaoyou.report(stranger)).json()
    ref, number = found["id"], found["number"]
    body = {"of": "informant", "figure": "filing", "reason": "不是我辖区"}
    for name in (OUTSIDE["neighbour"], OUTSIDE["handler"], "township-west"):
        assert (await gaoyou.move(name, ref, "dispute", body)).status_code in (403, 404), name
    held = {"Authorization": f"Receipt {found['receipt']}", "If-Match": "1"}
    by_receipt = await gaoyou.client.post(f"/api/v1/incidents/{ref}/dispute", json=body, headers=held)
    assert by_receipt.status_code in (401, 403, 409), by_receipt.text
    assert (await gaoyou.move(stranger, ref, "dispute", body)).status_code == 200
    mine = (await gaoyou.get(stranger, "/api/v1/indicators/mine")).json()["informant"]["objections"]
    assert [(each["number"], each["figure"], each["state"], each["opens"]) for each in mine] == [
        (number, "filing", "lodged", True)
    ]
    one = f"/api/v1/indicators?by=informant&key={uid(stranger)}"
    for name, opens in (("township-west", False), ("supervisor", True)):
        (shown,) = (await gaoyou.get(name, one)).json()["objections"]
        assert (shown["number"], shown["opens"], shown["id"]) == (number, opens, ref if opens else None), name
    assert (await gaoyou.get("township-east", one)).status_code == 404
    for name in ("township-east", "supervisor", "centre"):
        answer = (await gaoyou.get(name, "/api/v1/indicators?by=township")).json()
        assert answer["objections"] == [], f"{name}: it is no figure of a township's"
    watched = await gaoyou.move(stranger, ref, "dispute", {**body, "figure": WATCHED[0]})
    assert watched.status_code == 200, watched.text
    mine = (await gaoyou.get(stranger, "/api/v1/indicators/mine")).json()["informant"]["objections"]
    others = (await gaoyou.get("supervisor", one)).json()["objections"]
    assert (len(mine), [each["figure"] for each in others]) == (2, ["filing"]), "patterns are one's own to see"


async def test_whoever_is_signed_in_may_ask_and_nobody_else(gaoyou: Town) -> None:
    receipt = (await gaoyou.report(INFORMANT)).json()["receipt"]
    everybody = {*INSIDE.values(), *OUTSIDE.values()}
    reported = gaoyou.wall.at
    gaoyou.wall.at = JUNE.end
    await publishing.of_period(gaoyou.engine, "2026-06")
    gaoyou.wall.at += timedelta(days=8)
    await gaoyou.engine.sweep()
    gaoyou.wall.at = reported
    for (method, _), path in SIGNED_IN.items():
        for told in ({}, {"Authorization": "Bearer x"}):
            assert (await ask(gaoyou, method, path, told)).status_code == 401, path
        assert (await ask(gaoyou, method, path, {"Authorization": f"Receipt {receipt}"})).status_code == 403, path
        for name in everybody:
            answer = await ask(gaoyou, method, path, await gaoyou.headers(name))
            assert answer.status_code in (200, 201, 204), f"{name} {path}"
            if method == "DELETE":
                gaoyou.tokens.clear()


async def test_ones_own_password_and_sign_ins_are_of_who_is_signed_in_and_of_no_receipt(gaoyou: Town) -> None:
    receipt = (await gaoyou.report(INFORMANT)).json()["receipt"]
    for path, body, status in OWN_SIGN_INS.values():
        assert (await gaoyou.client.post(path, json=body)).status_code == 401, path
        by_receipt = await gaoyou.client.post(path, json=body, headers={"Authorization": f"Receipt {receipt}"})
        assert by_receipt.status_code == 403, path
        assert (await gaoyou.post("dispatcher-east", path, body)).status_code == status, path


async def test_only_who_keeps_outbox_and_jobs_sees_them_or_sets_them_going_again(gaoyou: Town) -> None:
    receipt = (await gaoyou.report(INFORMANT)).json()["receipt"]
    kept = {(method, path): 200 if method == "GET" else 404 for (method, _), path in KEPT.items()}
    kept |= {(method, path): status for (method, _), (path, status) in KEPT_ELSE.items()}
    for (method, path), status in kept.items():
        assert (await ask(gaoyou, method, path, {})).status_code == 401, path
        assert (await ask(gaoyou, method, path, {"Authorization": f"Receipt {receipt}"})).status_code == 403, path
        for name in {*INSIDE.values(), *OUTSIDE.values()}:
            answer = await ask(gaoyou, method, path, await gaoyou.headers(name))
            expected = status if name in KEEPERS else 403
            assert answer.status_code == expected, f"{name} {path}"


async def test_only_the_administrator_changes_people_units_and_territory_or_learns_what_would_follow(
    gaoyou: Town,
) -> None:
    receipt = (await gaoyou.report(INFORMANT)).json()["receipt"]
    for path, body in CITY_KEPT.values():
        asked = {**body, "reason": "x"}
        told = {"Authorization": f"Receipt {receipt}", "If-Match": "0"}
        assert (await gaoyou.client.post(path, json=asked, headers={"If-Match": "0"})).status_code == 401, path
        assert (await gaoyou.client.post(path, json=asked, headers=told)).status_code == 403, path
        for name in {*INSIDE.values(), *OUTSIDE.values()} - {"admin"}:
            for query in ("", "?dry_run=true"):
                answer = await gaoyou.post(name, path + query, asked, If_Match="0")
                assert answer.status_code == 403, f"{name} {path}{query}: {answer.text}"
        assert (await gaoyou.post("admin", f"{path}?dry_run=true", asked)).status_code == 200, path


async def test_rules_are_read_by_the_city_and_kept_by_the_centre_and_the_administrator(gaoyou: Town) -> None:
    receipt = (await gaoyou.report(INFORMANT)).json()["receipt"]
    read = {route: (path, None, 200) for route, path in RULES_READ.items()}
    read |= {route: (path, None, 404) for route, path in REHEARSALS.items()}
    for (method, _), (path, body, status) in {**read, **RULES_KEPT}.items():
        assert (await gaoyou.client.request(method, path, json=body)).status_code == 401, path
        told = {"Authorization": f"Receipt {receipt}"}
        assert (await gaoyou.client.request(method, path, json=body, headers=told)).status_code == 403, path
        allowed = KEEPERS | ({"supervisor"} if method == "GET" and body is None else set())
        for name in {*INSIDE.values(), *OUTSIDE.values(), *KEEPERS}:
            answer = await gaoyou.client.request(method, path, json=body, headers=await gaoyou.headers(name))
            assert answer.status_code == (status if name in allowed else 403), f"{name} {path}: {answer.text}"


async def test_where_a_point_lies_is_told_to_whoever_is_signed_in_and_to_no_receipt(gaoyou: Town) -> None:
    receipt = (await gaoyou.report(INFORMANT)).json()["receipt"]
    path = f"{POINT[1]}?lat=32.8&lon=119.4"
    assert (await gaoyou.client.get(path)).status_code == 401
    assert (await gaoyou.client.get(path, headers={"Authorization": f"Receipt {receipt}"})).status_code == 403
    for name in {*INSIDE.values(), *OUTSIDE.values()}:
        assert (await gaoyou.get(name, path)).status_code == 404, name


async def test_a_file_that_can_be_used_is_proved_for_who_keeps_the_rules_alone(gaoyou: Town) -> None:
    for name in {*INSIDE.values(), *OUTSIDE.values(), *KEEPERS}:
        answer = await gaoyou.post(name, "/api/v1/rules/check", {"rules": SMALL})
        assert answer.status_code == (200 if name in KEEPERS else 403), f"{name}: {answer.text}"
        assert ("findings" in answer.json()) == (name in KEEPERS)


async def test_a_stream_of_events_is_for_persons_who_are_signed_in(gaoyou: Town) -> None:
    receipt = (await gaoyou.report(INFORMANT)).json()["receipt"]
    for told, status in (
        ({}, 401),
        ({"Authorization": "Bearer x"}, 401),
        ({"Authorization": f"Receipt {receipt}"}, 403),
    ):
        assert (await gaoyou.client.get(STREAM[1], headers=told)).status_code == status


async def test_every_move_and_look_needs_a_sign_in(gaoyou: Town) -> None:
    ref = await gaoyou.reported(INFORMANT)
    assert (await ask(gaoyou, "GET", f"/api/v1/incidents/{ref}", {})).status_code == 401
    for move in MAY:
        assert (await ask(gaoyou, "POST", f"/api/v1/incidents/{ref}/{move}", {})).status_code == 401, move


async def test_anybody_may_ask_how_it_is(gaoyou: Town) -> None:
    for method, path in sorted(ANYBODY):
        gaoyou.client.cookies.clear()  # what a device is handed says more of the next
        answer = await gaoyou.client.request(
            method,
            path.format(code=GROUP, secret="x" * 43, identity=uid("nothing"), number="GY-TB-1999-01"),
            json={} if method == "POST" else None,
        )
        nothing = any(part in path for part in ("{secret}", "{number}"))
        known = (400, 404) if "{identity}" in path else (200, 204, 503, 400)
        assert answer.status_code in ((404,) if nothing else known), path


async def ask(town: Town, method: str, path: str, headers: Mapping[str, str]) -> Any:
    if path == "/api/v1/photos":
        return await town.client.post(path, content=photo(8, 8), headers={**headers, "Content-Type": "image/jpeg"})
    body = BODIES.get(path, BODIES["/api/v1/incidents"]) if method in ("POST", "PUT") else None
    key = {"Idempotency-Key": f"k{next(town.numbers)}"} if method == "POST" else {}
    return await town.client.request(method, path, json=body, headers={**headers, **key})


async def test_rosters_are_shown_to_staff_of_the_place_and_changed_by_who_is_in_charge(gaoyou: Town) -> None:
    seen_by = {*INSIDE.values(), "admin", "handler-9001001002"} - {
        INSIDE[x] for x in ("informant", "colleague", "unit")
    }
    everybody = {*INSIDE.values(), *OUTSIDE.values()}
    for name in everybody:
        for path in ROSTER.values():
            assert (await gaoyou.get(name, path)).status_code == (200 if name in seen_by else 404), f"{name} {path}"
        for path, body in ROSTER_EDITS.values():
            answer = await gaoyou.post(name, f"{path}?dry_run=true", {**body, "reason": "试试"})
            expected = {200, 400} if name in EDITORS else {403} if name in {*seen_by, "duty-east"} else {404}
            assert answer.status_code in expected, f"{name} {path}: {answer.text}"
        status = (await gaoyou.get(name, f"{ROSTER_CHANGES[1]}?grid={EAST}")).status_code
        assert status == (200 if name in EDITORS else 403 if name in seen_by else 404), name


async def test_what_follows_when_somebody_leaves_is_told_to_who_is_in_charge_of_their_posts(gaoyou: Town) -> None:
    for name in {*INSIDE.values(), *OUTSIDE.values()}:
        answer = await gaoyou.post(name, POSTS_CHECK[1], {"post": DUTY_POST})
        assert answer.status_code == (200 if name in {*EDITORS, "centre"} else 403), f"{name}: {answer.text}"
    assert (await gaoyou.client.post(POSTS_CHECK[1], json={"post": DUTY_POST})).status_code == 401


async def test_requests_and_hand_overs_are_the_desks_own_and_of_who_is_in_charge(gaoyou: Town) -> None:
    swap = {"line": DUTY_LINE, "on": "2026-06-20", "person": str(uid("dispatcher-east")), "reason": "家里有事"}
    asked = await gaoyou.post("duty-east", "/api/v1/duty/requests", {"swap": swap})
    body = {"role": "duty", "grid": EAST, "text": "今夜有雨"}
    note = await gaoyou.post("duty-east", "/api/v1/duty/handovers", body)
    assert (asked.status_code, note.status_code) == (201, 201)
    request, hand_over = asked.json()["id"], note.json()["id"]
    for name in {*INSIDE.values(), *OUTSIDE.values()} - {"duty-east"}:
        near = name in EDITORS
        told = await gaoyou.post(name, "/api/v1/duty/requests", {"swap": swap})
        assert told.status_code == 403, name
        answers = {
            f"requests/{request}/withdraw": 403 if near or name == "dispatcher-east" else 404,
            f"handovers/{hand_over}/acknowledge": 403 if near else 404,
        }
        for path, status in answers.items():
            assert (await gaoyou.post(name, f"/api/v1/duty/{path}", {})).status_code == status, f"{name} {path}"
        assert (await gaoyou.post(name, "/api/v1/duty/handovers", body)).status_code == 403, name
        if not near:
            erased = await gaoyou.post(name, f"/api/v1/duty/handovers/{hand_over}/erase", {})
            assert erased.status_code == 404, name
        if not near and name != "dispatcher-east":
            for answer in ("agree", "refuse"):
                assert (await gaoyou.post(name, f"/api/v1/duty/requests/{request}/{answer}", {})).status_code == 404
    for method, path in sorted(set(ROSTER) | set(ROSTER_EDITS) | ROSTER_OWN | {ROSTER_CHANGES}):
        address = path.replace("{line}", DUTY_LINE).replace("{identity}", request)
        assert (await gaoyou.client.request(method, address, json={} if method == "POST" else None)).status_code == 401
