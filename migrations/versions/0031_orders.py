"""What a supervision order is about, when it is due, and how often somebody was reminded."""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0034"

AT = sa.DateTime(timezone=True)
OPEN = "state IN ('issued','answered')"


def upgrade() -> None:
    op.add_column("supervision_order", sa.Column("kind", sa.Text(), nullable=False, server_default="late"))
    op.add_column("supervision_order", sa.Column("entry", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("supervision_order", sa.Column("reminders", sa.Integer(), nullable=False, server_default="0"))
    for name in ("kind", "entry", "reminders"):
        op.alter_column("supervision_order", name, server_default=None)
    for name in ("due_at", "raised_at", "reminded_at", "pressed_at"):
        op.add_column("supervision_order", sa.Column(name, AT))
    for name in ("reminders", "reminders_by_hand", "unheeded"):
        op.add_column("incident", sa.Column(name, sa.Integer(), nullable=False, server_default="0"))
        op.alter_column("incident", name, server_default=None)
    op.add_column("incident", sa.Column("reminded_at", AT))
    op.add_column("incident", sa.Column("pressed_at", AT))
    op.add_column("incident", sa.Column("pressing", sa.Boolean(), nullable=False, server_default="false"))
    op.alter_column("incident", "pressing", server_default=None)
    op.drop_index("supervision_order_open", "supervision_order")
    op.create_index("supervision_order_open", "supervision_order", ["due_at", "id"], postgresql_where=sa.text(OPEN))
    op.create_index(
        "supervision_order_closed",
        "supervision_order",
        ["decided_at", "id"],
        postgresql_where=sa.text("decided_at IS NOT NULL"),
    )


def downgrade() -> None:
    op.drop_index("supervision_order_closed", "supervision_order")
    op.drop_index("supervision_order_open", "supervision_order")
    for name in ("kind", "entry", "due_at", "raised_at", "reminders", "reminded_at", "pressed_at"):
        op.drop_column("supervision_order", name)
    op.create_index("supervision_order_open", "supervision_order", ["level"], postgresql_where=sa.text(OPEN))
    for name in ("reminders", "reminders_by_hand", "unheeded", "reminded_at", "pressed_at", "pressing"):
        op.drop_column("incident", name)
