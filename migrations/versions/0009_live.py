"""Live events: who was asked and told, where a case came from, and up to where events were forgotten."""

import sqlalchemy as sa
from alembic import op

from models.ledger import Xid8

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    op.add_column("event", sa.Column("number", sa.Text(), nullable=True))
    op.add_column("event", sa.Column("came_from", sa.Text(collation="C"), nullable=True))
    for column in ("asked", "told"):
        op.add_column("event", sa.Column(column, sa.ARRAY(sa.Text()), server_default="{}", nullable=False))
    op.create_table(
        "event_floor",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("xid", Xid8(), nullable=False),
        sa.Column("last_id", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("id = 1", "event_floor_is_one"),
        sa.PrimaryKeyConstraint("id"),
    )


def downgrade() -> None:
    op.drop_table("event_floor")
    for column in ("told", "asked", "came_from", "number"):
        op.drop_column("event", column)
