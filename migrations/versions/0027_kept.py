"""What is done to letters that nobody took, when which calendar was put in force, and the indexes by which the record
of all changes and the jobs of a kind are read a page at a time."""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0030"

INSTANT = sa.DateTime(timezone=True)

INDEXES = {
    "directory_change_at": ("directory_change", ["at"]),
    "directory_change_by": ("directory_change", ["by_id", "at"]),
    "roster_change_at": ("roster_change", ["at"]),
    "roster_change_by": ("roster_change", ["by_id", "at"]),
    "reporter_look_at": ("reporter_look", ["at"]),
    "reporter_look_by": ("reporter_look", ["person_id", "at"]),
    "job_kind": ("job", ["kind", "id"]),
}


def upgrade() -> None:
    op.create_table(
        "letter_act",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("notice_id", sa.Uuid(), sa.ForeignKey("notice.id"), nullable=False),
        sa.Column("act", sa.Text(), nullable=False),
        sa.Column("by_id", sa.Uuid(), sa.ForeignKey("person.id"), nullable=True),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
    )
    op.create_index("ix_letter_act_notice_id", "letter_act", ["notice_id"])
    op.create_index("letter_act_at", "letter_act", ["at"])
    op.create_index("letter_act_by", "letter_act", ["by_id", "at"])
    op.create_table(
        "calendar_switch",
        sa.Column("number", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("calendar_version", sa.Integer(), sa.ForeignKey("calendar_version.number"), nullable=False),
        sa.Column("before", sa.Integer(), sa.ForeignKey("calendar_version.number"), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
    )
    for name, (table, columns) in INDEXES.items():
        op.create_index(name, table, columns)
    op.create_index("job_unfinished", "job", ["state", "id"], postgresql_where=sa.text("state <> 'done'"))


def downgrade() -> None:
    op.drop_index("job_unfinished", "job")
    for name, (table, _) in INDEXES.items():
        op.drop_index(name, table)
    op.drop_table("calendar_switch")
    op.drop_table("letter_act")
