"""Bulletins, with their figures frozen."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"


ENDED = sa.text("ended_at IS NOT NULL")
EXEMPTED = sa.text("kind = 'lateness' AND state = 'upheld'")


def upgrade() -> None:
    op.create_table(
        "bulletin",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("grid", sa.Text(collation="C"), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("drawn_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("rules_version", sa.Integer(), nullable=False),
        sa.Column("calendar_version", sa.Integer(), nullable=False),
        sa.Column("figures", sa.Text(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("html_zh", sa.Text(), nullable=False),
        sa.Column("html_en", sa.Text(), nullable=False),
        sa.UniqueConstraint("number"),
    )
    op.create_index("bulletin_once", "bulletin", ["period", "grid"], unique=True)
    op.create_table(
        "bulletin_part",
        sa.Column("period", sa.Text(), primary_key=True),
        sa.Column("grid", sa.Text(collation="C"), primary_key=True),
        sa.Column("township", sa.Text(collation="C"), primary_key=True),
        sa.Column("cases", sa.LargeBinary(), nullable=False),
    )
    op.create_index("incident_township_ended", "incident", ["township", "ended_at"], postgresql_where=ENDED)
    op.create_index("objection_exempted", "objection", ["decided_at"], postgresql_where=EXEMPTED)


def downgrade() -> None:
    op.drop_index("objection_exempted", "objection")
    op.drop_index("incident_township_ended", "incident")
    op.drop_table("bulletin_part")
    op.drop_table("bulletin")
