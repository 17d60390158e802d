"""Supports: who was counted is kept while the suggestion is open, and the day of it not at all; what so many support
that a roundtable is called about it."""

import sqlalchemy as sa
from alembic import op

revision = "0041"
down_revision = "0039"


def upgrade() -> None:
    op.add_column("support_count", sa.Column("marked", sa.Boolean(), nullable=False, server_default="true"))
    op.create_index("support_marked", "support_count", ["incident_id"], postgresql_where=sa.text("marked"))
    op.create_index("support_hot", "support_count", ["count"], postgresql_where=sa.text("marked"))
    op.drop_index("support_day", "support")
    op.drop_column("support", "on_day")
    op.add_column("meeting", sa.Column("proposal_id", sa.Uuid(), sa.ForeignKey("incident.id")))
    op.create_index(
        "meeting_of_proposal",
        "meeting",
        ["proposal_id"],
        unique=True,
        postgresql_where=sa.text("proposal_id IS NOT NULL"),
    )


def downgrade() -> None:
    op.drop_index("meeting_of_proposal", "meeting")
    op.drop_column("meeting", "proposal_id")
    op.drop_index("support_hot", "support_count")
    op.add_column("support", sa.Column("on_day", sa.Date(), nullable=False, server_default="2026-01-01"))
    op.alter_column("support", "on_day", server_default=None)
    op.create_index("support_day", "support", ["on_day"])
    op.drop_index("support_marked", "support_count")
    op.drop_column("support_count", "marked")
