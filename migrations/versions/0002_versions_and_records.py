"""What is in force, and what is kept beside the cases: commands, jobs, live events."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from models.ledger import Xid8

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    _rule_version()
    _calendar_version()
    _active()
    _command()
    _job()
    _event()


def downgrade() -> None:
    op.drop_table("event")
    op.drop_table("job")
    op.drop_table("command")
    op.drop_table("active")
    op.drop_table("calendar_version")
    op.drop_table("rule_version")


def _rule_version() -> None:
    op.create_table(
        "rule_version",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("number"),
        sa.UniqueConstraint("hash"),
    )


def _calendar_version() -> None:
    op.create_table(
        "calendar_version",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("days", postgresql.JSONB(), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("number"),
        sa.UniqueConstraint("hash"),
    )


def _active() -> None:
    op.create_table(
        "active",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("rules_version", sa.Integer(), nullable=False),
        sa.Column("calendar_version", sa.Integer(), nullable=False),
        sa.Column("directory", sa.Integer(), nullable=False),
        sa.CheckConstraint("id = 1", name="active_is_one"),
        sa.ForeignKeyConstraint(["calendar_version"], ["calendar_version.number"]),
        sa.ForeignKeyConstraint(["rules_version"], ["rule_version.number"]),
        sa.PrimaryKeyConstraint("id"),
    )


def _command() -> None:
    op.create_table(
        "command",
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("request_hash", sa.Text(), nullable=False),
        sa.Column("answer", postgresql.JSONB(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("actor", "key"),
    )
    op.create_index("ix_command_created_at", "command", ["created_at"])


def _job() -> None:
    op.create_table(
        "job",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("lease_token", sa.Uuid(), nullable=True),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("parts", postgresql.JSONB(), nullable=False),
        sa.Column("result", postgresql.JSONB(), nullable=True),
        sa.Column("last_error", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("job_once", "job", ["kind", "period", "scope"], unique=True)


def _event() -> None:
    op.create_table(
        "event",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("xid", Xid8(), server_default=sa.text("pg_current_xact_id()"), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("incident_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("move", sa.Text(), nullable=False),
        sa.Column("path", sa.Text(collation="C"), nullable=False),
        sa.Column("specials", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("persons", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("units", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("grids", sa.ARRAY(sa.Text()), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("event_cursor", "event", ["xid", "id"])
    op.create_index("ix_event_at", "event", ["at"])
