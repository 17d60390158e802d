"""The incidents and, apart from them, what was written about them and by whom."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.execute(sa.schema.CreateSequence(sa.Sequence("incident_number", start=1001)))
    _incident()
    _wording()
    _reporter()
    _reporter_look()


def downgrade() -> None:
    op.drop_table("reporter_look")
    op.drop_table("reporter")
    op.drop_table("wording")
    op.drop_table("incident")
    op.execute(sa.schema.DropSequence(sa.Sequence("incident_number")))


def _incident() -> None:
    op.create_table(
        "incident",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("category", sa.Text(), nullable=False),
        sa.Column("severity", sa.Integer(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("grid_id", sa.Uuid(), nullable=True),
        sa.Column("grid", sa.Text(collation="C"), nullable=True),
        sa.Column("path", sa.Text(collation="C"), nullable=False),
        sa.Column("township", sa.Text(collation="C"), nullable=True),
        sa.Column("village", sa.Text(collation="C"), nullable=True),
        sa.Column("specials", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("lat", sa.Float(), nullable=True),
        sa.Column("lon", sa.Float(), nullable=True),
        sa.Column("occurred_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reported_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reporter_id", sa.Uuid(), nullable=True),
        sa.Column("caused_by", sa.Text(), nullable=True),
        sa.Column("repeats", sa.Integer(), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("tabled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("raised_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("claimed_by", sa.Uuid(), nullable=True),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("checker_id", sa.Uuid(), nullable=True),
        sa.Column("checked", sa.Boolean(), nullable=True),
        sa.Column("verify_by", sa.Text(), nullable=True),
        sa.Column("verifier_id", sa.Uuid(), nullable=True),
        sa.Column("returns", sa.Integer(), nullable=False),
        sa.Column("reworks", sa.Integer(), nullable=False),
        sa.Column("reopens", sa.Integer(), nullable=False),
        sa.Column("hand_downs", sa.Integer(), nullable=False),
        sa.Column("objections", sa.Integer(), nullable=False),
        sa.Column("arbitrated", sa.Boolean(), nullable=False),
        sa.Column("unserved", sa.Boolean(), nullable=False),
        sa.Column("urgent", sa.Boolean(), nullable=False),
        sa.Column("route", sa.Text(), nullable=False),
        sa.Column("rules_version", sa.Integer(), nullable=False),
        sa.Column("calendar_version", sa.Integer(), nullable=False),
        sa.Column("filing_condition", sa.Text(), nullable=True),
        sa.Column("closing_condition", sa.Text(), nullable=True),
        sa.Column("merged_into", sa.Uuid(), nullable=True),
        sa.Column("ended_from", sa.Text(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by", sa.Uuid(), nullable=True),
        sa.Column("ended_level", sa.Integer(), nullable=True),
        sa.Column("ending", sa.Text(), nullable=True),
        sa.Column("exempt", sa.Boolean(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("promise_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("state <> 'draft'", name="incident_not_a_draft"),
        sa.CheckConstraint("(lat IS NULL) = (lon IS NULL)", name="incident_whole_point"),
        sa.CheckConstraint("level BETWEEN 1 AND 4", name="incident_level"),
        sa.CheckConstraint("severity BETWEEN 1 AND 4", name="incident_severity"),
        sa.ForeignKeyConstraint(["checker_id"], ["person.id"]),
        sa.ForeignKeyConstraint(["claimed_by"], ["person.id"]),
        sa.ForeignKeyConstraint(["ended_by"], ["person.id"]),
        sa.ForeignKeyConstraint(["grid_id"], ["grid.id"]),
        sa.ForeignKeyConstraint(["merged_into"], ["incident.id"]),
        sa.ForeignKeyConstraint(["reporter_id"], ["person.id"]),
        sa.ForeignKeyConstraint(["verifier_id"], ["person.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("number"),
    )
    op.create_index("incident_category_newest", "incident", ["category", "id"])
    op.create_index(
        "incident_checker", "incident", ["checker_id", "id"], postgresql_where=sa.text("checker_id IS NOT NULL")
    )
    op.create_index(
        "incident_ended_oddly",
        "incident",
        ["state", "id"],
        postgresql_where=sa.text("state IN ('declined','withdrawn','voided','merged')"),
    )
    op.create_index(
        "incident_merged_into", "incident", ["merged_into"], postgresql_where=sa.text("merged_into IS NOT NULL")
    )
    op.create_index(
        "incident_open_newest",
        "incident",
        ["id"],
        postgresql_where=sa.text("state NOT IN ('closed','declined','withdrawn','voided','merged')"),
    )
    op.create_index(
        "incident_open_path",
        "incident",
        ["path", "state"],
        postgresql_where=sa.text("state NOT IN ('closed','declined','withdrawn','voided','merged')"),
    )
    op.create_index(
        "incident_open_place",
        "incident",
        ["category", "path"],
        postgresql_where=sa.text("state NOT IN ('closed','declined','withdrawn','voided','merged')"),
    )
    op.create_index(
        "incident_open_point",
        "incident",
        ["category", "lat"],
        postgresql_where=sa.text(
            "state NOT IN ('closed','declined','withdrawn','voided','merged') AND lat IS NOT NULL"
        ),
    )
    op.create_index(
        "incident_open_specials",
        "incident",
        ["specials"],
        postgresql_using="gin",
        postgresql_where=sa.text(
            "state NOT IN ('closed','declined','withdrawn','voided','merged') AND specials <> '{}'"
        ),
    )
    op.create_index("incident_path_newest", "incident", ["path", "id"])
    op.create_index(
        "incident_queue",
        "incident",
        [
            "township",
            "state",
            sa.text("(NOT urgent)"),
            "severity",
            sa.text("COALESCE(due_at, 'infinity'::timestamptz)"),
            "id",
        ],
        postgresql_where=sa.text("state NOT IN ('closed','declined','withdrawn','voided','merged')"),
    )
    op.create_index(
        "incident_queue_city",
        "incident",
        ["state", sa.text("(NOT urgent)"), "severity", sa.text("COALESCE(due_at, 'infinity'::timestamptz)"), "id"],
        postgresql_where=sa.text("state NOT IN ('closed','declined','withdrawn','voided','merged')"),
    )
    op.create_index(
        "incident_raised",
        "incident",
        [sa.text("(NOT urgent)"), "severity", sa.text("COALESCE(due_at, 'infinity'::timestamptz)"), "id"],
        postgresql_where=sa.text(
            "state NOT IN ('closed','declined','withdrawn','voided','merged')"
            " AND (raised_at IS NOT NULL OR tabled_at IS NOT NULL)"
        ),
    )
    op.create_index(
        "incident_reporter", "incident", ["reporter_id", "id"], postgresql_where=sa.text("reporter_id IS NOT NULL")
    )
    op.create_index(
        "incident_reporter_asked",
        "incident",
        ["reporter_id"],
        postgresql_where=sa.text("state = 'resolved' AND verify_by = 'reporter'"),
    )
    op.create_index(
        "incident_specials",
        "incident",
        ["specials"],
        postgresql_using="gin",
        postgresql_where=sa.text("specials <> '{}'"),
    )
    op.create_index("incident_township_newest", "incident", ["township", "id"])
    op.create_index(
        "incident_verifier", "incident", ["verifier_id", "id"], postgresql_where=sa.text("verifier_id IS NOT NULL")
    )
    op.create_index(
        "incident_verifier_asked", "incident", ["verifier_id"], postgresql_where=sa.text("state = 'resolved'")
    )
    op.create_index("incident_village_newest", "incident", ["village", "id"])


def _wording() -> None:
    op.create_table(
        "wording",
        sa.Column("incident_id", sa.Uuid(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["incident_id"], ["incident.id"]),
        sa.PrimaryKeyConstraint("incident_id"),
    )


def _reporter() -> None:
    op.create_table(
        "reporter",
        sa.Column("incident_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.LargeBinary(), nullable=True),
        sa.Column("phone", sa.LargeBinary(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["incident_id"], ["incident.id"]),
        sa.PrimaryKeyConstraint("incident_id"),
    )


def _reporter_look() -> None:
    op.create_table(
        "reporter_look",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("incident_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["incident_id"], ["incident.id"]),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_reporter_look_incident_id", "reporter_look", ["incident_id"])
