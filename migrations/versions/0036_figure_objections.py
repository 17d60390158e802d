"""Objections to a figure that counts a case: whose, and which."""

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"

COLUMNS = ("figure_of", "figure_key", "figure")


def upgrade() -> None:
    for name in COLUMNS:
        op.add_column("objection", sa.Column(name, sa.Text()))


def downgrade() -> None:
    for name in reversed(COLUMNS):
        op.drop_column("objection", name)
