"""What people do to an agenda, guests from outside, the link of a meeting, and what roundtables came to."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0033"
down_revision = "0037"

INSTANT = sa.DateTime(timezone=True)
JSON = postgresql.JSONB(none_as_null=True)
INSTANTS = ("changed_at", "behind_at", "published_at")
LISTS: dict[str, tuple[Any, str]] = {
    "added": (JSON, "[]"),
    "struck": (JSON, "[]"),
    "ordered": (sa.ARRAY(sa.Text()), "{}"),
    "guests": (sa.ARRAY(sa.Text()), "{}"),
}


def upgrade() -> None:
    for name, (kind, empty) in LISTS.items():
        op.add_column("meeting", sa.Column(name, kind, nullable=False, server_default=empty))
        op.alter_column("meeting", name, server_default=None)
    op.add_column("meeting", sa.Column("link", sa.Text(), nullable=True))
    for name in INSTANTS:
        op.add_column("meeting", sa.Column(name, INSTANT, nullable=True))
    op.create_index("meeting_starts", "meeting", ["starts_at", "id"])
    op.create_index(
        "meeting_published", "meeting", ["published_at", "id"], postgresql_where=sa.text("published_at IS NOT NULL")
    )
    _guest()
    op.create_table(
        "conclusion",
        sa.Column("meeting_id", sa.Uuid(), sa.ForeignKey("meeting.id"), primary_key=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("decisions", JSON, nullable=False),
    )


def _guest() -> None:
    op.create_table(
        "guest",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("meeting_id", sa.Uuid(), sa.ForeignKey("meeting.id"), nullable=False, index=True),
        sa.Column("organisation", sa.Text(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("email", sa.LargeBinary(), nullable=True),
        sa.Column("asked_at", INSTANT, nullable=False),
        sa.Column("owed", sa.Text(), nullable=True),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("not_before", INSTANT, nullable=True),
        sa.Column("lease_token", sa.Uuid(), nullable=True),
        sa.Column("leased_until", INSTANT, nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("sent_at", INSTANT, nullable=True),
        sa.Column("last_error", sa.Text(), nullable=True),
        sa.Column("erased_at", INSTANT, nullable=True),
    )
    op.create_index("guest_owed", "guest", ["not_before", "id"], postgresql_where=sa.text("owed IS NOT NULL"))


def downgrade() -> None:
    op.drop_table("conclusion")
    op.drop_table("guest")
    op.drop_index("meeting_published", "meeting")
    op.drop_index("meeting_starts", "meeting")
    for name in (*INSTANTS, "link", *LISTS):
        op.drop_column("meeting", name)
