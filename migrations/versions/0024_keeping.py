"""How the city is kept: changes of the directory, and links to sign in."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0024"
down_revision = "0021"

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "directory_change",
        sa.Column("number", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("path", sa.Text(collation="C"), nullable=False),
        sa.Column("by_id", sa.Uuid(), sa.ForeignKey("person.id"), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("facts", postgresql.JSONB(none_as_null=True), nullable=True),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("salt", "facts_hash", "prev_hash", "hash")),
    )
    op.create_index("directory_change_subject", "directory_change", ["subject_id", "number"])
    op.create_table(
        "sign_in_link",
        sa.Column("person_id", sa.Uuid(), sa.ForeignKey("person.id"), primary_key=True),
        sa.Column("code_hash", sa.LargeBinary(), nullable=False, unique=True),
        sa.Column("expires_at", INSTANT, nullable=False),
    )


def downgrade() -> None:
    op.drop_table("sign_in_link")
    op.drop_table("directory_change")
