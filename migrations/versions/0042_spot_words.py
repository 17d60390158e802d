"""Spots to patrol are found by words: an index of every two letters that stand side by side in what each is called."""

from alembic import op

revision = "0042"
down_revision = "0041"


def upgrade() -> None:
    op.execute("CREATE INDEX spot_pairs ON spot USING gin (pairs(name, number)) WHERE state = 'standing'")


def downgrade() -> None:
    op.drop_index("spot_pairs", "spot")
