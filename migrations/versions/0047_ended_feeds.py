"""The address of a subscribed calendar ends with its person's sign-ins, and they are told."""

import sqlalchemy as sa
from alembic import op

revision = "0047"
down_revision = "0042"


def upgrade() -> None:
    op.add_column("feed", sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.execute("DELETE FROM feed WHERE ended_at IS NOT NULL")
    op.drop_column("feed", "ended_at")
