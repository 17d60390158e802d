"""What was sent for a second look by hand is found by when it was."""

import sqlalchemy as sa
from alembic import op

revision = "0040"
down_revision = "0044"


def upgrade() -> None:
    op.create_index("inspection_by_hand", "inspection", ["drawn_at"], postgresql_where=sa.text("period IS NULL"))


def downgrade() -> None:
    op.drop_index("inspection_by_hand", "inspection")
