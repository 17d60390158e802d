"""Jobs in the background: when a try may begin, when it did, and Prefect's run of it."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    op.add_column("job", sa.Column("by_hand", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.alter_column("job", "by_hand", server_default=None)
    op.add_column("job", sa.Column("not_before", sa.DateTime(timezone=True), nullable=True))
    op.add_column("job", sa.Column("begun_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("job", sa.Column("flow_run_id", sa.Uuid(), nullable=True))
    op.create_index("job_open", "job", ["created_at", "id"], postgresql_where=sa.text("state IN ('owed', 'running')"))


def downgrade() -> None:
    op.drop_index("job_open", "job")
    for column in ("flow_run_id", "begun_at", "not_before", "by_hand"):
        op.drop_column("job", column)
