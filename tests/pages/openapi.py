"""What the pages know of the API: the schemas that they use, kept in web/openapi.json for the types made from it.

`python -m tests.pages.openapi` writes them anew; `npm run types` in web/ then makes the types.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.pages.city import HOME

SAVED = HOME / "web" / "openapi.json"
USED = (
    "PublicProposals",
    "OfferedProposals",
    "WaitingProposals",
    "SupportOf",
    "IncidentOf",
    "OrdersOf",
    "OrdersStanding",
    "Moved",
    "Items",
    "Tallies",
    "Session",
    "Queue",
    "Catalogue",
    "GridRow",
    "ManyAround",
    "Candidates",
    "Problem",
    "NoticesOf",
    "BulletinsOf",
    "BulletinOf",
    "CasesOf",
    "Uploaded",
    "Report",
    "Submitted",
    "MeetingOf",
    "MeetingRows",
    "DutiesOf",
    "PublicConclusions",
    "PublicBulletins",
    "AnswersOf",
    "FeedState",
    "FeedMade",
    "PreferencesOf",
    "SetUp",
    "SignInsOf",
    "CheckerOf",
    "Submitted",
    "DutyOf",
    "WeekOf",
    "MineOf",
    "RequestsOf",
    "HandOverOf",
    "Changed",
    "Asked",
    "ChangeOf",
    "ExplanationOf",
    "Told",
    "LooksOf",
    "Reporter",
    "PlaceFound",
    "Boundaries",
    "BoardOf",
    "UnitsOf",
    "ChartOf",
    "BehindOf",
    "ClimbOf",
    "ShadesOf",
    "DesksOf",
    "IndicatorsOf",
    "InspectionsOf",
    "LotsOf",
    "AppealsOf",
    "WhyOf",
    "OwnOf",
    "CountedCases",
    "Figure",
    "Site",
    "Taken",
    "ChangedOf",
    "StaffPage",
    "StaffWhole",
    "KeptUnits",
    "KeptGrid",
    "ChangeRows",
    "LinkedOf",
    "DoorOf",
    "PublicCatalogue",
    "DoorReport",
    "Followed",
    "ReadOf",
    "DraftsOf",
    "ComparedOf",
    "VersionRows",
    "VersionOf",
    "api__checks__ProofOf",
    "MigrationOf",
    "RehearsalRows",
    "DifferingOf",
    "MotionRows",
    "MotionOf",
    "CalendarOf",
    "ForeseenOf",
    "CalendarRows",
    "YearsOf",
    "PublishedOf",
    "JobsOf",
    "JobKind",
    "JobWhole",
    "DeadLetters",
    "Queued",
    "GivenUp",
    "RecordsOf",
    "About",
    "ChainOf",
    "ChainChecked",
    "ReceiptChecked",
    "Waiting",
    "PublicFigures",
    "MyPatrols",
    "PatrolRows",
    "PatrolOf",
    "PlanOf",
    "SpotRows",
    "SpotOf",
    "CampaignOf",
    "Entered",
    "SealsOf",
)


def schemas() -> dict[str, Any]:
    """The part of the app's OpenAPI that the pages use."""
    from api.app import create_app

    whole = create_app(_nobody, Path()).openapi()
    known = whole["components"]["schemas"]
    names: set[str] = set()
    todo = list(USED)
    while todo:
        name = todo.pop()
        if name not in names:
            names.add(name)
            todo.extend(_referred(known[name]))
    used = {name: known[name] for name in sorted(names)}
    return {"openapi": whole["openapi"], "info": whole["info"], "paths": {}, "components": {"schemas": used}}


def _nobody() -> Any:
    raise AssertionError("it is described, not served")


def _referred(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for key, inner in value.items():
            if key == "$ref":
                yield inner.rpartition("/")[2]
            else:
                yield from _referred(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _referred(inner)


if __name__ == "__main__":
    SAVED.write_text(json.dumps(schemas(), ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
