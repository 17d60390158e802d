"""Delivery: what each person wants, and notices that hang on no case."""

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
