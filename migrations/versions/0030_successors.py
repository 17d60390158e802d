"""Which grid came after one that was merged into another."""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0028"


def upgrade() -> None:
    op.add_column("grid", sa.Column("successor_id", sa.Uuid(), sa.ForeignKey("grid.id")))


def downgrade() -> None:
    op.drop_column("grid", "successor_id")
