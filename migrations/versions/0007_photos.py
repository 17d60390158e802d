"""Photos, and the entries that name them."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

UNUSED = sa.text("used_at IS NULL")


def upgrade() -> None:
    op.create_table(
        "photo",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("bytes", sa.Integer(), nullable=False),
        sa.Column("uploaded_by", sa.Uuid(), nullable=False),
        sa.Column("uploaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("sha256 ~ '^[0-9a-f]{64}$'", "photo_sha256"),
        sa.ForeignKeyConstraint(["uploaded_by"], ["person.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("photo_content", "photo", ["sha256"])
    op.create_index("photo_unused", "photo", ["uploaded_at"], postgresql_where=UNUSED)
    op.create_index("photo_unused_of", "photo", ["uploaded_by"], postgresql_where=UNUSED)
    op.create_table(
        "photo_use",
        sa.Column("photo_id", sa.Uuid(), nullable=False),
        sa.Column("incident_id", sa.Uuid(), nullable=False),
        sa.Column("entry", sa.Integer(), nullable=False),
        sa.Column("move", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["photo_id"], ["photo.id"]),
        sa.ForeignKeyConstraint(["incident_id"], ["incident.id"]),
        sa.PrimaryKeyConstraint("photo_id", "incident_id", "entry"),
    )
    op.create_index("photo_use_incident", "photo_use", ["incident_id", "entry"])


def downgrade() -> None:
    op.drop_table("photo_use")
    op.drop_table("photo")
