"""What the supervisors' board counts: indexes that hold all that a figure looks at, of what is open and of what has
ended lately; the tasks that a unit leads; and the clocks that have climbed."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"

OPEN = "state NOT IN ('closed','declined','withdrawn','voided','merged')"
OPEN_TASK = "state IN ('assigned','handling','suspended') AND unit_id IS NOT NULL AND kind = 'lead'"
DUE = sa.text("COALESCE(due_at, 'infinity'::timestamptz)")


def upgrade() -> None:
    op.create_index(
        "incident_board",
        "incident",
        ["township", DUE, "id"],
        postgresql_include=[
            "path",
            "village",
            "state",
            "level",
            "due_at",
            "promise_at",
            "claimed_by",
            "raised_at",
            "tabled_at",
            "exempt",
        ],
        postgresql_where=sa.text(OPEN),
    )
    op.create_index(
        "incident_ended",
        "incident",
        ["ended_at"],
        postgresql_include=["id", "township", "village", "path", "state", "promise_at", "exempt"],
        postgresql_where=sa.text("ended_at IS NOT NULL"),
    )
    op.create_index("task_lead", "task", ["incident_id", "unit_id"], postgresql_where=sa.text(OPEN_TASK))
    op.create_index(
        "clock_climbed",
        "clock",
        ["next_at", "incident_id"],
        postgresql_where=sa.text("next_at IS NOT NULL AND rung > 0 AND incident_id IS NOT NULL"),
    )


def downgrade() -> None:
    op.drop_index("clock_climbed", "clock")
    op.drop_index("task_lead", "task")
    op.drop_index("incident_ended", "incident")
    op.drop_index("incident_board", "incident")
