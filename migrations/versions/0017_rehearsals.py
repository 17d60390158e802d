"""Rehearsals of rules over recorded cases, and what came of each township's."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    op.create_table(
        "rehearsal",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("asked_by", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("rules_version", sa.Integer(), sa.ForeignKey("rule_version.number"), nullable=False),
        sa.Column("calendar", JSONB(none_as_null=True), nullable=True),
        sa.Column("city", sa.Text(), nullable=True),
        sa.Column("summary", JSONB(none_as_null=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
    )
    op.create_table(
        "rehearsal_part",
        sa.Column("rehearsal_id", sa.Uuid(), sa.ForeignKey("rehearsal.id"), primary_key=True),
        sa.Column("township", sa.Text(collation="C"), primary_key=True),
        sa.Column("sum", JSONB(none_as_null=True), nullable=False),
        sa.Column("cases", sa.LargeBinary(), nullable=False),
    )


def downgrade() -> None:
    op.drop_table("rehearsal_part")
    op.drop_table("rehearsal")
