"""Delivery: what each person wants, where else they are reached, and what becomes of a notice on its way."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0008"
down_revision = "0007"

QUEUED = sa.text("state = 'queued'")
INSTANTS = ("due_at", "repeat_at", "digest_at")


def upgrade() -> None:
    op.add_column("person", sa.Column("chat", sa.Text(), nullable=True))
    _preference()
    _columns()
    op.drop_index("notice_queued", "notice")
    op.drop_index("notice_queued_about", "notice")
    op.drop_index("notice_recipient", "notice")
    _indexes()


def downgrade() -> None:
    for name in ("fresh", "due", "about", "list", "unread", "children", "repeating", "digested", "dead"):
        op.drop_index(f"notice_{name}", "notice")
    op.create_index("notice_queued", "notice", ["created_at", "id"], postgresql_where=QUEUED)
    op.create_index("notice_queued_about", "notice", ["about"], postgresql_where=QUEUED)
    op.create_index("notice_recipient", "notice", ["recipient_id", "created_at"])
    for name in ("parent_id", "calling", "repeats", "passed_to", *INSTANTS):
        op.drop_column("notice", name)
    op.drop_table("preference")
    op.drop_column("person", "chat")


def _preference() -> None:
    op.create_table(
        "preference",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("channels", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("quiet_from", sa.Integer(), nullable=True),
        sa.Column("quiet_to", sa.Integer(), nullable=True),
        sa.Column("digest", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"]),
        sa.PrimaryKeyConstraint("person_id"),
    )


def _columns() -> None:
    op.add_column("notice", sa.Column("parent_id", sa.Uuid(), nullable=True))
    op.add_column("notice", sa.Column("calling", sa.Boolean(), server_default="false", nullable=False))
    op.add_column("notice", sa.Column("repeats", sa.Integer(), server_default="0", nullable=False))
    op.add_column("notice", sa.Column("passed_to", sa.Uuid(), nullable=True))
    for name in INSTANTS:
        op.add_column("notice", sa.Column(name, sa.DateTime(timezone=True), nullable=True))
    op.create_foreign_key("notice_parent_id_fkey", "notice", "notice", ["parent_id"], ["id"])
    op.create_foreign_key("notice_passed_to_fkey", "notice", "person", ["passed_to"], ["id"])


def _indexes() -> None:
    of_app = "channel = 'app'"
    _index("fresh", ["created_at", "id"], f"state = 'queued' AND {of_app}")
    due = ["channel", sa.text("urgent DESC"), "not_before", "id"]
    _index("due", due, "state = 'queued' AND channel <> 'app'")
    _index("about", ["about"], "state = 'queued' OR calling")
    _index("list", ["recipient_id", "created_at", "id"], of_app)
    _index("unread", ["recipient_id"], f"{of_app} AND acknowledged_at IS NULL AND state IN ('queued', 'sent')")
    _index("children", ["parent_id"], "parent_id IS NOT NULL")
    _index("repeating", ["repeat_at"], "repeat_at IS NOT NULL")
    _index("digested", ["digest_at"], "digest_at IS NOT NULL")
    _index("dead", ["created_at", "id"], "state = 'dead'")


def _index(name: str, columns: list[object], where: str) -> None:
    op.create_index(f"notice_{name}", "notice", columns, postgresql_where=sa.text(where))  # type: ignore[arg-type]
