"""Letters to guests that a mail server refused are found among the dead letters."""

import sqlalchemy as sa
from alembic import op

revision = "0045"
down_revision = "0040"
DEAD = sa.text("owed IS NULL AND last_error IS NOT NULL AND email IS NOT NULL")


def upgrade() -> None:
    op.create_index("guest_undelivered", "guest", ["not_before", "id"], postgresql_where=DEAD)


def downgrade() -> None:
    op.drop_index("guest_undelivered", "guest")
