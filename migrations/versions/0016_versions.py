"""The log of which rules were switched on when, by whom and why. What a city has in force is its first line."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    op.create_table(
        "switch",
        sa.Column("number", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("rules_version", sa.Integer(), sa.ForeignKey("rule_version.number"), nullable=False),
        sa.Column("before", sa.Integer(), sa.ForeignKey("rule_version.number"), nullable=True),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("decision", sa.Text(), nullable=True),
        sa.Column("despite", sa.Text(), nullable=True),
        sa.Column("failures", JSONB(), nullable=False),
        sa.Column("undoes", sa.Integer(), sa.ForeignKey("switch.number"), nullable=True),
    )
    op.execute(
        "INSERT INTO switch (number, at, rules_version, by, why, failures)"
        " SELECT 1, v.created_at, v.number, v.author, v.note, '[]'"
        " FROM active AS a JOIN rule_version AS v ON v.number = a.rules_version"
    )


def downgrade() -> None:
    op.drop_table("switch")
