"""Spots to patrol, patrols and campaigns: their tables, and the clocks that hang on them."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY

revision = "0037"
down_revision = "0031"

INSTANT = sa.DateTime(timezone=True)
CODE = sa.Text(collation="C")
TEXTS = ARRAY(sa.Text())
OPEN = "state IN ('due','missed')"
STANDING = "state = 'standing'"
ROOTS = ("patrol_id", "campaign_id")


def upgrade() -> None:
    for name in ("spot_number", "patrol_number", "campaign_number"):
        op.execute(sa.schema.CreateSequence(sa.Sequence(name, start=1)))
    _spots()
    _campaigns()
    _patrols()
    _clocks()
    op.add_column("incident", sa.Column("patrol_id", sa.Uuid(), nullable=True))
    op.create_index("incident_patrol", "incident", ["patrol_id"], postgresql_where=sa.text("patrol_id IS NOT NULL"))
    for name in ROOTS:
        op.add_column("event", sa.Column(name, sa.Uuid(), nullable=True))


def _point() -> list[sa.Column[Any]]:
    return [sa.Column("lat", sa.Float(), nullable=True), sa.Column("lon", sa.Float(), nullable=True)]


def _place() -> list[sa.Column[Any]]:
    return [
        sa.Column("grid_id", sa.Uuid(), sa.ForeignKey("grid.id"), nullable=False),
        sa.Column("path", CODE, nullable=False),
    ]


def _head() -> list[sa.Column[Any]]:
    return [
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("number", sa.Text(), nullable=False, unique=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
    ]


def _spots() -> None:
    op.create_table(
        "spot",
        *_head(),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        *_place(),
        sa.Column("township", CODE, nullable=True),
        *_point(),
        sa.Column("made_up", sa.Boolean(), nullable=False),
        sa.Column("added_at", INSTANT, nullable=False),
        sa.Column("ended_at", INSTANT, nullable=True),
        sa.CheckConstraint("(lat IS NULL) = (lon IS NULL)", "spot_whole_point"),
    )
    op.create_index("spot_standing", "spot", ["path", "kind"], postgresql_where=sa.text(STANDING))
    op.create_index("spot_township", "spot", ["township", "id"], postgresql_where=sa.text(STANDING))
    op.create_index("spot_grid", "spot", ["grid_id"])


def _campaigns() -> None:
    op.create_table(
        "campaign",
        *_head(),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("kinds", TEXTS, nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("look", TEXTS, nullable=False),
        sa.Column("finding", sa.Text(), nullable=True),
        sa.Column("level", sa.Integer(), nullable=False),
        *_place(),
        sa.Column("until", INSTANT, nullable=False),
        sa.Column("started_by", sa.Uuid(), sa.ForeignKey("person.id"), nullable=False),
        sa.Column("started_at", INSTANT, nullable=False),
        sa.Column("ended_at", INSTANT, nullable=True),
        sa.Column("left", sa.Integer(), nullable=True),
        sa.Column("rules_version", sa.Integer(), nullable=False),
        sa.Column("calendar_version", sa.Integer(), nullable=False),
        sa.CheckConstraint("level BETWEEN 1 AND 4", "campaign_level"),
    )
    op.create_index("campaign_running", "campaign", ["id"], postgresql_where=sa.text("state = 'running'"))
    op.create_index("campaign_path", "campaign", ["path", "id"])


def _patrols() -> None:
    op.create_table(
        "patrol",
        *_head(),
        sa.Column("spot_id", sa.Uuid(), sa.ForeignKey("spot.id"), nullable=False),
        sa.Column("template", sa.Text(), nullable=True),
        sa.Column("campaign_id", sa.Uuid(), sa.ForeignKey("campaign.id"), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        *_place(),
        sa.Column("township", CODE, nullable=True),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("made_at", INSTANT, nullable=False),
        *(sa.Column(name, INSTANT, nullable=True) for name in ("until", "due_at", "missed_at", "ended_at")),
        sa.Column("ended_by", sa.Uuid(), sa.ForeignKey("person.id"), nullable=True),
        sa.Column("incident_id", sa.Uuid(), sa.ForeignKey("incident.id"), nullable=True),
        *_point(),
        sa.Column("rules_version", sa.Integer(), nullable=False),
        sa.Column("calendar_version", sa.Integer(), nullable=False),
        sa.CheckConstraint("num_nonnulls(template, campaign_id) = 1", "patrol_of_one"),
        sa.CheckConstraint("(lat IS NULL) = (lon IS NULL)", "patrol_whole_point"),
    )
    _index("patrol_once", ["spot_id", "template"], f"{OPEN} AND template IS NOT NULL", unique=True)
    _index("patrol_campaign_once", ["campaign_id", "spot_id"], "campaign_id IS NOT NULL", unique=True)
    _index("patrol_campaign", ["campaign_id", "township", "state", "due_at"], "campaign_id IS NOT NULL")
    _index("patrol_open_path", ["path", "due_at", "id"], OPEN)
    _index("patrol_open_township", ["township", "due_at"], OPEN)
    _index("patrol_open_campaign", ["campaign_id"], f"{OPEN} AND campaign_id IS NOT NULL")
    _index("patrol_open_calendar", ["calendar_version", "id"], OPEN)
    op.create_index(
        "patrol_ended",
        "patrol",
        ["ended_at"],
        postgresql_include=["township", "state", "due_at"],
        postgresql_where=sa.text("ended_at IS NOT NULL"),
    )
    op.create_index("patrol_spot", "patrol", ["spot_id", "id"])
    op.create_index("patrol_newest", "patrol", ["township", "id"])
    _index("patrol_incident", ["incident_id"], "incident_id IS NOT NULL")
    op.create_table(
        "patrol_photo",
        sa.Column("photo_id", sa.Uuid(), sa.ForeignKey("photo.id"), primary_key=True),
        sa.Column("patrol_id", sa.Uuid(), sa.ForeignKey("patrol.id"), primary_key=True),
        sa.Column("entry", sa.Integer(), primary_key=True),
        sa.Column("at", INSTANT, nullable=False),
    )
    op.create_index("patrol_photo_patrol", "patrol_photo", ["patrol_id", "entry"])


def _index(name: str, columns: list[str], where: str, unique: bool = False) -> None:
    op.create_index(name, "patrol", columns, unique=unique, postgresql_where=sa.text(where))


def _clocks() -> None:
    for table in ("clock", "clock_event"):
        for name in ROOTS:
            op.add_column(table, sa.Column(name, sa.Uuid(), sa.ForeignKey(f"{name[:-3]}.id"), nullable=True))
    op.drop_constraint("clock_hangs_on_one", "clock")
    hangs = "num_nonnulls(incident_id, meeting_id, patrol_id, campaign_id) = 1"
    op.create_check_constraint("clock_hangs_on_one", "clock", hangs)
    ahead = sa.text("next_at IS NOT NULL AND patrol_id IS NOT NULL")
    op.create_index("clock_patrol_next", "clock", ["next_at", "patrol_id"], postgresql_where=ahead)
    for name in ROOTS:
        there = sa.text(f"{name} IS NOT NULL")
        op.create_index(f"clock_{name[:-3]}", "clock", [name], postgresql_where=there)
        op.create_index(f"clock_event_{name[:-3]}", "clock_event", [name, "entry"], postgresql_where=there)


def downgrade() -> None:
    for name in ROOTS:
        op.drop_column("event", name)
        op.execute(sa.text(f"DELETE FROM clock_event WHERE {name} IS NOT NULL"))  # noqa: S608
        op.execute(sa.text(f"DELETE FROM clock WHERE {name} IS NOT NULL"))  # noqa: S608
    op.drop_column("incident", "patrol_id")
    op.drop_constraint("clock_hangs_on_one", "clock")
    for table in ("clock", "clock_event"):
        for name in ROOTS:
            op.drop_column(table, name)
    op.create_check_constraint("clock_hangs_on_one", "clock", "num_nonnulls(incident_id, meeting_id) = 1")
    for table in ("patrol_photo", "patrol", "campaign", "spot"):
        op.drop_table(table)
    for name in ("spot_number", "patrol_number", "campaign_number"):
        op.execute(sa.schema.DropSequence(sa.Sequence(name)))
