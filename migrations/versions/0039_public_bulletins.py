"""Bulletins' pages for anybody. What was kept in their place until now was the page of the staff: it goes."""

import sqlalchemy as sa
from alembic import op

revision = "0039"
down_revision = "0036"


def upgrade() -> None:
    op.add_column("bulletin_figures", sa.Column("public_format", sa.Integer()))
    op.execute("UPDATE bulletin_figures SET public_zh = NULL, public_en = NULL WHERE public_zh IS NOT NULL")


def downgrade() -> None:
    op.drop_column("bulletin_figures", "public_format")
