"""The figures of the days: what each case adds to them, their sums, and how far they are drawn up; and the entries by
when they were recorded, which is the order in which they lie."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY

revision = "0029"
down_revision = "0025"

CODE = sa.Text(collation="C")


def upgrade() -> None:
    op.create_table(
        "case_weight",
        sa.Column("incident_id", sa.Uuid(), sa.ForeignKey("incident.id"), primary_key=True),
        sa.Column("day", sa.Date(), primary_key=True),
        sa.Column("since", sa.Date(), primary_key=True),
        sa.Column("by", sa.Text(), primary_key=True),
        sa.Column("key", CODE, primary_key=True),
        sa.Column("township", CODE, primary_key=True),
        sa.Column("gained", ARRAY(sa.Text()), nullable=False),
        sa.Column("lost", ARRAY(sa.Text()), nullable=False),
    )
    op.create_index("case_weight_of", "case_weight", ["by", "key", "day", "township"])
    op.create_table(
        "figure",
        sa.Column("grain", sa.Text(), primary_key=True),
        sa.Column("by", sa.Text(), primary_key=True),
        sa.Column("mark", sa.Text(), primary_key=True),
        sa.Column("day", sa.Date(), primary_key=True),
        sa.Column("township", CODE, primary_key=True),
        sa.Column("key", CODE, primary_key=True),
        sa.Column("since", sa.Date(), primary_key=True),
        sa.Column("weight", sa.Integer(), nullable=False),
    )
    op.create_index("figure_of", "figure", ["grain", "by", "key", "day"])
    op.create_table(
        "figures_drawn",
        sa.Column("day", sa.Date(), primary_key=True),
        sa.Column("drawn_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("entry_recorded", "entry", ["recorded_at"], postgresql_using="brin")


def downgrade() -> None:
    op.drop_index("entry_recorded", "entry")
    op.drop_table("figures_drawn")
    op.drop_table("figure")
    op.drop_table("case_weight")
