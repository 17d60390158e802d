"""The course of a clock: when it ran, rested and was extended (a clock from before has none). And repeats by other
measures than the usual one, for the routes that ask for them."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    op.add_column("clock", sa.Column("course", sa.ARRAY(sa.Text()), nullable=False, server_default="{}"))
    op.alter_column("clock", "course", server_default=None)
    op.add_column("incident", sa.Column("nearby", postgresql.JSONB(), nullable=True))


def downgrade() -> None:
    op.drop_column("incident", "nearby")
    op.drop_column("clock", "course")
