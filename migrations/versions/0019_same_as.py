"""Which open case a report says it is the same as; and an index of who is asked to look whether a report is so."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    op.add_column("incident", sa.Column("same_as", sa.Uuid(), sa.ForeignKey("incident.id"), nullable=True))
    op.create_index(
        "incident_checker_asked", "incident", ["checker_id"], postgresql_where=sa.text("state = 'checking'")
    )


def downgrade() -> None:
    op.drop_index("incident_checker_asked", "incident")
    op.drop_column("incident", "same_as")
