"""Clocks, notices and live events that hang on a meeting, or on no case at all."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

TABLES = ("clock", "clock_event", "notice", "event")
ON_A_MEETING = sa.text("meeting_id IS NOT NULL")
ROUND = ["incident_id", "subject_id", "stage", "round"]


def upgrade() -> None:
    for table in TABLES:
        op.add_column(table, sa.Column("meeting_id", sa.Uuid(), nullable=True))
        op.alter_column(table, "incident_id", nullable=True)
    op.create_check_constraint("clock_hangs_on_one", "clock", "num_nonnulls(incident_id, meeting_id) = 1")
    op.drop_index("clock_round", "clock")
    op.create_index("clock_round", "clock", ROUND, unique=True, postgresql_nulls_not_distinct=True)
    op.create_index("clock_meeting", "clock", ["meeting_id"], postgresql_where=ON_A_MEETING)
    op.create_index("clock_event_meeting", "clock_event", ["meeting_id", "entry"], postgresql_where=ON_A_MEETING)
    op.create_index("notice_meeting", "notice", ["meeting_id"], postgresql_where=ON_A_MEETING)


def downgrade() -> None:
    op.drop_index("notice_meeting", "notice")
    op.drop_index("clock_event_meeting", "clock_event")
    op.drop_index("clock_meeting", "clock")
    op.drop_index("clock_round", "clock")
    op.create_index("clock_round", "clock", ROUND, unique=True)
    op.drop_constraint("clock_hangs_on_one", "clock")
    for table in TABLES:
        op.execute(f"DELETE FROM {table} WHERE incident_id IS NULL")  # noqa: S608
        op.alter_column(table, "incident_id", nullable=False)
        op.drop_column(table, "meeting_id")
