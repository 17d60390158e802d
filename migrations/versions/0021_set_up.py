"""The first administrator of a city, and what a sign-in is known by."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "set_up",
        sa.Column("id", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("code_hash", sa.LargeBinary(), nullable=True),
        sa.Column("printed_at", INSTANT, nullable=False),
        sa.Column("done_at", INSTANT, nullable=True),
        sa.CheckConstraint("id = 1", name="set_up_is_one"),
    )
    op.add_column("sign_in", sa.Column("device", sa.Text(), nullable=False, server_default=""))
    op.alter_column("sign_in", "device", server_default=None)


def downgrade() -> None:
    op.drop_column("sign_in", "device")
    op.drop_table("set_up")
