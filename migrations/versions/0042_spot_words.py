"""Spots to patrol are found by words: an index of every two letters that stand side by side in what each is called.
And the newest of what is to be looked at is found without reading what was looked at before."""

from alembic import op

revision = "0042"
down_revision = "0045"


def upgrade() -> None:
    op.execute("CREATE INDEX spot_pairs ON spot USING gin (pairs(name, number)) WHERE state = 'standing'")
    op.execute("CREATE INDEX patrol_open_newest ON patrol (id) WHERE state IN ('due','missed')")


def downgrade() -> None:
    op.drop_index("patrol_open_newest", "patrol")
    op.drop_index("spot_pairs", "spot")
