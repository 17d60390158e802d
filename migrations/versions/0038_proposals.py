"""Suggestions and wishes: what became of each, what everybody may read of it, and how many support it."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import TIMESTAMP

revision = "0038"
down_revision = "0032"

OPEN = "flow <> 'problem' AND state NOT IN ('closed','declined','withdrawn','voided','merged')"
INSTANTS = ("answered_at", "taken_up_at", "published_at")


def upgrade() -> None:
    op.add_column("incident", sa.Column("flow", sa.Text(), nullable=False, server_default="problem"))
    for name in INSTANTS:
        op.add_column("incident", sa.Column(name, TIMESTAMP(timezone=True)))
    op.add_column("incident", sa.Column("carry_out", sa.Text()))
    op.create_index("incident_proposals", "incident", ["township", "id"], postgresql_where=sa.text(OPEN))
    op.create_index(
        "incident_published", "incident", ["published_at", "id"], postgresql_where=sa.text("published_at IS NOT NULL")
    )
    op.create_table(
        "publication",
        sa.Column("incident_id", sa.Uuid(), sa.ForeignKey("incident.id"), primary_key=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text()),
    )
    op.create_table(
        "support_count",
        sa.Column("incident_id", sa.Uuid(), sa.ForeignKey("incident.id"), primary_key=True),
        sa.Column("count", sa.Integer(), nullable=False),
    )
    op.create_table(
        "support",
        sa.Column("incident_id", sa.Uuid(), sa.ForeignKey("incident.id"), primary_key=True),
        sa.Column("mark", sa.LargeBinary(), primary_key=True),
        sa.Column("on_day", sa.Date(), nullable=False),
    )
    op.create_index("support_day", "support", ["on_day"])


def downgrade() -> None:
    for table in ("support", "support_count", "publication"):
        op.drop_table(table)
    op.drop_index("incident_published", "incident")
    op.drop_index("incident_proposals", "incident")
    for name in ("carry_out", *INSTANTS, "flow"):
        op.drop_column("incident", name)
