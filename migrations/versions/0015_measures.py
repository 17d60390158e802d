"""The course of a clock: when it ran, rested and was extended. A clock from before has none."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    op.add_column("clock", sa.Column("course", sa.ARRAY(sa.Text()), nullable=False, server_default="{}"))
    op.alter_column("clock", "course", server_default=None)


def downgrade() -> None:
    op.drop_column("clock", "course")
