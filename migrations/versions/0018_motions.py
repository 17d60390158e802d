"""Motions to change the rules, and the decisions that adopt them."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0018"
down_revision = "0017"

INSTANT = sa.DateTime(timezone=True)
JSON = postgresql.JSONB(none_as_null=True)
OF_A_MEETING = sa.text("meeting_id IS NOT NULL")


def upgrade() -> None:
    op.execute(sa.schema.CreateSequence(sa.Sequence("motion_number", start=1)))
    op.create_table(
        "motion",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("number", sa.Text(), nullable=False, unique=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("path", sa.Text(collation="C"), nullable=False),
        sa.Column("proposes", sa.Integer(), sa.ForeignKey("rule_version.number"), nullable=False),
        sa.Column("against", sa.Integer(), sa.ForeignKey("rule_version.number"), nullable=False),
        sa.Column("proposed_by", sa.Uuid(), sa.ForeignKey("person.id"), nullable=False),
        sa.Column("proposed_at", INSTANT, nullable=False),
        sa.Column("proof", JSON, nullable=False),
        sa.Column("rehearsal", JSON, nullable=False),
        sa.Column("meeting_id", sa.Uuid(), sa.ForeignKey("meeting.id"), nullable=True),
        sa.Column("tabled_at", INSTANT, nullable=True),
        sa.Column("decision", sa.Text(), nullable=True),
        sa.Column("decided_at", INSTANT, nullable=True),
        sa.Column("held_back", sa.Text(), nullable=True),
        *(sa.Column(name, INSTANT, nullable=True) for name in ("held_at", "switched_at", "ended_at")),
    )
    op.create_index("motion_waiting", "motion", ["id"], postgresql_where=sa.text("state = 'proposed'"))
    op.create_index("motion_adopted", "motion", ["id"], postgresql_where=sa.text("state = 'adopted'"))
    op.create_index("motion_meeting", "motion", ["meeting_id"], postgresql_where=OF_A_MEETING)
    op.add_column("decision", sa.Column("motion_id", sa.Uuid(), sa.ForeignKey("motion.id"), nullable=True))


def downgrade() -> None:
    op.drop_column("decision", "motion_id")
    op.drop_table("motion")
    op.execute(sa.schema.DropSequence(sa.Sequence("motion_number")))
