"""Rules that somebody is writing and has not stored as a version yet."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0023"

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "rule_draft",
        sa.Column("person_id", sa.Uuid(), sa.ForeignKey("person.id"), primary_key=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("base", sa.Integer(), sa.ForeignKey("rule_version.number"), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("written_at", INSTANT, nullable=False),
    )


def downgrade() -> None:
    op.drop_table("rule_draft")
