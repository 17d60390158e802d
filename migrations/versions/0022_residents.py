"""What residents send without a sign-in: their photos, and how content they are with what was done."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0024"

UNUSED = "draft IS NOT NULL AND used_at IS NULL"


def upgrade() -> None:
    op.add_column("incident", sa.Column("rating", sa.Integer(), nullable=True))
    op.create_check_constraint("incident_rating", "incident", "rating BETWEEN 1 AND 5")
    op.add_column("photo", sa.Column("draft", sa.Uuid(), nullable=True))
    op.alter_column("photo", "uploaded_by", nullable=True)
    op.create_check_constraint("photo_of_somebody", "photo", "(uploaded_by IS NULL) <> (draft IS NULL)")
    op.create_index("photo_of_draft", "photo", ["draft"], postgresql_where=sa.text(UNUSED))
    op.create_index("photo_without_sign_in", "photo", ["uploaded_at"], postgresql_where=sa.text("draft IS NOT NULL"))


def downgrade() -> None:
    """What residents photographed cannot be kept without saying whose it is."""
    op.execute("DELETE FROM photo_use WHERE photo_id IN (SELECT id FROM photo WHERE draft IS NOT NULL)")
    op.execute("DELETE FROM photo WHERE draft IS NOT NULL")
    op.drop_index("photo_without_sign_in", "photo")
    op.drop_index("photo_of_draft", "photo")
    op.drop_constraint("photo_of_somebody", "photo")
    op.alter_column("photo", "uploaded_by", nullable=False)
    op.drop_column("photo", "draft")
    op.drop_constraint("incident_rating", "incident")
    op.drop_column("incident", "rating")
