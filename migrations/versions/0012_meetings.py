"""Meetings and their decisions."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0012"
down_revision = "0011"

HANGING = ("clock", "clock_event", "notice", "event")
CODE = sa.Text(collation="C")
INSTANT = sa.DateTime(timezone=True)
JSON = postgresql.JSONB(none_as_null=True)
OPEN_MEETING = sa.text("state NOT IN ('closed','cancelled')")
OPEN_DECISION = sa.text("state IN ('open','reported')")
ARMED = sa.text("next_at IS NOT NULL AND meeting_id IS NOT NULL")


def upgrade() -> None:
    op.execute(sa.schema.CreateSequence(sa.Sequence("meeting_number", start=1)))
    _meeting()
    _decision()
    op.create_table(
        "minutes",
        sa.Column("subject_id", sa.Uuid(), primary_key=True),
        sa.Column("meeting_id", sa.Uuid(), sa.ForeignKey("meeting.id"), nullable=False, index=True),
        sa.Column("text", sa.Text(), nullable=False),
    )
    for table in HANGING:
        op.create_foreign_key(None, table, "meeting", ["meeting_id"], ["id"])
    op.create_index("clock_meeting_next", "clock", ["next_at", "meeting_id"], postgresql_where=ARMED)


def _meeting() -> None:
    op.create_table(
        "meeting",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("number", sa.Text(), nullable=False, unique=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("grid_id", sa.Uuid(), sa.ForeignKey("grid.id"), nullable=False),
        sa.Column("path", CODE, nullable=False),
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("topic", sa.Text(), nullable=True),
        sa.Column("starts_at", INSTANT, nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("agenda", JSON, nullable=False),
        sa.Column("attendees", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("planned_at", INSTANT, nullable=False),
        *(
            sa.Column(name, INSTANT, nullable=True)
            for name in ("drawn_at", "invited_at", "held_at", "minuted_at", "ended_at", "raised_at")
        ),
        sa.Column("rules_version", sa.Integer(), nullable=False),
        sa.Column("calendar_version", sa.Integer(), nullable=False),
        sa.CheckConstraint("level BETWEEN 1 AND 2", "meeting_level"),
    )
    op.create_index("meeting_once", "meeting", ["kind", "period", "path"], unique=True)
    op.create_index("meeting_open", "meeting", ["starts_at", "id"], postgresql_where=OPEN_MEETING)
    op.create_index("meeting_path", "meeting", ["path", "id"])


def _decision() -> None:
    op.create_table(
        "decision",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("meeting_id", sa.Uuid(), sa.ForeignKey("meeting.id"), nullable=False, index=True),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("incident_id", sa.Uuid(), sa.ForeignKey("incident.id"), nullable=True),
        sa.Column("unit_id", sa.Uuid(), sa.ForeignKey("unit.id"), nullable=True),
        sa.Column("grid_id", sa.Uuid(), sa.ForeignKey("grid.id"), nullable=True),
        sa.Column("person_id", sa.Uuid(), sa.ForeignKey("person.id"), nullable=True),
        sa.Column("due_at", INSTANT, nullable=False),
        sa.Column("decided_at", INSTANT, nullable=False),
        sa.Column("carried_at", INSTANT, nullable=True),
        sa.Column("carried_by", sa.Uuid(), sa.ForeignKey("person.id"), nullable=True),
        sa.Column("sent_back", sa.Integer(), nullable=False),
        sa.Column("ended_at", INSTANT, nullable=True),
        sa.Column("ended_by", sa.Uuid(), sa.ForeignKey("person.id"), nullable=True),
        sa.CheckConstraint("num_nonnulls(unit_id, grid_id, person_id) = 1", "decision_one_owner"),
    )
    op.create_index("decision_of_meeting", "decision", ["meeting_id", "number"], unique=True)
    op.create_index("decision_open", "decision", ["due_at", "id"], postgresql_where=OPEN_DECISION)
    op.create_index(
        "decision_incident", "decision", ["incident_id"], postgresql_where=sa.text("incident_id IS NOT NULL")
    )


def downgrade() -> None:
    op.drop_index("clock_meeting_next", "clock")
    for table in HANGING:
        op.drop_constraint(f"{table}_meeting_id_fkey", table, type_="foreignkey")
        op.execute(f"DELETE FROM {table} WHERE meeting_id IS NOT NULL")  # noqa: S608
    op.drop_table("minutes")
    op.drop_table("decision")
    op.drop_table("meeting")
    op.execute(sa.schema.DropSequence(sa.Sequence("meeting_number")))
