"""Objections to figures are found by whose figure it is, beside which they are shown."""

import sqlalchemy as sa
from alembic import op

revision = "0044"
down_revision = "0041"


def upgrade() -> None:
    of = sa.text("kind = 'figure'")
    op.create_index("objection_figure", "objection", ["figure_of", "figure_key", "lodged_at"], postgresql_where=of)


def downgrade() -> None:
    op.drop_index("objection_figure", "objection")
