"""Answers to invitations, the mails that were read for them, the packs of meetings, and calendars by subscription."""

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0027"


def upgrade() -> None:
    op.create_table(
        "answer",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("meeting_id", sa.Uuid(), sa.ForeignKey("meeting.id"), nullable=False),
        sa.Column("person_id", sa.Uuid(), sa.ForeignKey("person.id"), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("reply", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("way", sa.Text(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("reply IN ('accepted','tentative','declined')", "answer_reply"),
    )
    op.create_index("answer_of_meeting", "answer", ["meeting_id", "sequence", "person_id", "answered_at"])
    op.create_table(
        "taken_mail",
        sa.Column("hash", sa.LargeBinary(), primary_key=True),
        sa.Column("file", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text()),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("ix_taken_mail_taken_at", "taken_mail", ["taken_at"])
    op.create_table(
        "pack",
        sa.Column("meeting_id", sa.Uuid(), sa.ForeignKey("meeting.id"), primary_key=True),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("drawn_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("rules_version", sa.Integer(), nullable=False),
        sa.Column("calendar_version", sa.Integer(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
    )
    op.create_table(
        "feed",
        sa.Column("person_id", sa.Uuid(), sa.ForeignKey("person.id"), primary_key=True),
        sa.Column("secret_hash", sa.LargeBinary(), nullable=False, unique=True),
        sa.Column("meetings", sa.Boolean(), nullable=False),
        sa.Column("decisions", sa.Boolean(), nullable=False),
        sa.Column("shifts", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True)),
    )


def downgrade() -> None:
    op.drop_table("feed")
    op.drop_table("pack")
    op.drop_index("ix_taken_mail_taken_at", "taken_mail")
    op.drop_table("taken_mail")
    op.drop_index("answer_of_meeting", "answer")
    op.drop_table("answer")
