"""Supports: who was counted is kept while the suggestion is open, and the day of it not at all."""

import sqlalchemy as sa
from alembic import op

revision = "0041"
down_revision = "0039"


def upgrade() -> None:
    op.add_column("support_count", sa.Column("marked", sa.Boolean(), nullable=False, server_default="true"))
    op.create_index("support_marked", "support_count", ["incident_id"], postgresql_where=sa.text("marked"))
    op.drop_index("support_day", "support")
    op.drop_column("support", "on_day")


def downgrade() -> None:
    op.add_column("support", sa.Column("on_day", sa.Date(), nullable=False, server_default="2026-01-01"))
    op.alter_column("support", "on_day", server_default=None)
    op.create_index("support_day", "support", ["on_day"])
    op.drop_index("support_marked", "support_count")
    op.drop_column("support_count", "marked")
