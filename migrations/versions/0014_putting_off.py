"""How often a meeting was put off, and when it was first to begin."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    op.add_column("meeting", sa.Column("first_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("meeting", sa.Column("postponed", sa.Integer(), nullable=False, server_default="0"))
    op.alter_column("meeting", "postponed", server_default=None)


def downgrade() -> None:
    op.drop_column("meeting", "postponed")
    op.drop_column("meeting", "first_at")
