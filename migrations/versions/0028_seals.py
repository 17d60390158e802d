"""Seals over each day's entries of the ledger."""

import sqlalchemy as sa
from alembic import op

from models.ledger import Xid8

revision = "0028"
down_revision = "0029"

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "seal",
        sa.Column("number", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("day", sa.Date(), nullable=False, unique=True),
        sa.Column("starts", INSTANT),
        sa.Column("through", INSTANT, nullable=False),
        sa.Column("sealed_at", INSTANT, nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("root", sa.Text(), nullable=False),
        sa.Column("nodes", sa.LargeBinary(), nullable=False),
        sa.Column("prev_hash", sa.Text(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("next_xid", Xid8(), nullable=False),
    )
    op.create_table(
        "seal_leaf",
        sa.Column("seal", sa.Integer(), primary_key=True),
        sa.Column("position", sa.Integer(), primary_key=True),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.UniqueConstraint("subject_id", "seq"),
    )


def downgrade() -> None:
    op.drop_table("seal_leaf")
    op.drop_table("seal")
