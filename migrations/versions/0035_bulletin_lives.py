"""Bulletins have a life: a draft, words, an approval; their figures beside it, clocks that hang on them."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0035"
down_revision = "0038"

CODE = sa.Text(collation="C")
INSTANT = sa.DateTime(timezone=True)
JSON = postgresql.JSONB(none_as_null=True)
OPEN = sa.text("state IN ('drafted','edited','approved','published')")
UNSETTLED = sa.text("state = 'sent' AND corrects IS NOT NULL")
HANGING = ("clock", "clock_event")
HANGS = "num_nonnulls(incident_id, meeting_id, patrol_id, campaign_id{}) = 1"
ON_A_BULLETIN = sa.text("bulletin_id IS NOT NULL")
ARMED = sa.text("next_at IS NOT NULL AND bulletin_id IS NOT NULL")
PAGES = ("html_zh", "html_en")
PERSONS = ("edited_by", "approved_by", "published_by")
INSTANTS = ("edited_at", "approved_at", "published_at", "raised_at", "ended_at")


def upgrade() -> None:
    op.create_table(
        "bulletin_figures",
        sa.Column("id", sa.Uuid(), sa.ForeignKey("bulletin.id"), primary_key=True),
        sa.Column("figures", sa.Text(), nullable=False),
        *(sa.Column(name, sa.Text()) for name in (*PAGES, "public_zh", "public_en")),
    )
    op.execute(
        "INSERT INTO bulletin_figures (id, figures, html_zh, html_en)"
        " SELECT id, figures, html_zh, html_en FROM bulletin"
    )
    op.create_index("bulletin_unfrozen", "bulletin_figures", ["id"], postgresql_where=sa.text("html_zh IS NULL"))
    op.create_table(
        "bulletin_words",
        sa.Column("id", sa.Uuid(), sa.ForeignKey("bulletin.id"), primary_key=True),
        sa.Column("words", JSON, nullable=False),
    )
    for name in ("figures", *PAGES):
        op.drop_column("bulletin", name)
    _lives()
    for table in HANGING:
        op.add_column(table, sa.Column("bulletin_id", sa.Uuid(), sa.ForeignKey("bulletin.id")))
    op.drop_constraint("clock_hangs_on_one", "clock")
    op.create_check_constraint("clock_hangs_on_one", "clock", HANGS.format(", bulletin_id"))
    op.create_index("clock_bulletin", "clock", ["bulletin_id"], postgresql_where=ON_A_BULLETIN)
    op.create_index("clock_bulletin_next", "clock", ["next_at", "bulletin_id"], postgresql_where=ARMED)
    op.create_index("clock_event_bulletin", "clock_event", ["bulletin_id", "entry"], postgresql_where=ON_A_BULLETIN)


def _lives() -> None:
    """Those that are there came out when they were drawn up, and were sent."""
    op.add_column("bulletin", sa.Column("version", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("bulletin", sa.Column("edition", sa.Integer(), nullable=False, server_default="1"))
    op.add_column("bulletin", sa.Column("handed_back", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("bulletin", sa.Column("as_drawn", sa.Boolean(), nullable=False, server_default="false"))
    op.add_column("bulletin", sa.Column("correcting", sa.Boolean(), nullable=False, server_default="false"))
    for name in ("version", "edition", "handed_back", "as_drawn", "correcting"):
        op.alter_column("bulletin", name, server_default=None)
    op.add_column("bulletin", sa.Column("path", CODE))
    op.add_column("bulletin", sa.Column("corrects", sa.Uuid(), sa.ForeignKey("bulletin.id")))
    op.add_column("bulletin", sa.Column("words_hash", sa.Text()))
    for name in PERSONS:
        op.add_column("bulletin", sa.Column(name, sa.Uuid(), sa.ForeignKey("person.id")))
    for name in INSTANTS:
        op.add_column("bulletin", sa.Column(name, INSTANT))
    op.execute("UPDATE bulletin SET path = grid, state = 'sent', published_at = drawn_at, ended_at = drawn_at")
    op.alter_column("bulletin", "path", nullable=False)
    op.drop_index("bulletin_once", "bulletin")
    op.create_index("bulletin_once", "bulletin", ["period", "grid", "edition"], unique=True)
    op.create_index("bulletin_newest", "bulletin", ["drawn_at", "id"])
    op.create_index("bulletin_open", "bulletin", ["drawn_at", "id"], postgresql_where=OPEN)
    op.create_index("bulletin_unsettled", "bulletin", ["id"], postgresql_where=UNSETTLED)


def downgrade() -> None:
    op.drop_index("clock_event_bulletin", "clock_event")
    op.drop_index("clock_bulletin_next", "clock")
    op.drop_index("clock_bulletin", "clock")
    op.drop_constraint("clock_hangs_on_one", "clock")
    for table in reversed(HANGING):
        op.execute(f"DELETE FROM {table} WHERE bulletin_id IS NOT NULL")  # noqa: S608
        op.drop_column(table, "bulletin_id")
    op.create_check_constraint("clock_hangs_on_one", "clock", HANGS.format(""))
    _first_and_out()
    for name in ("figures", *PAGES):
        op.add_column("bulletin", sa.Column(name, sa.Text(), nullable=False, server_default=""))
        op.alter_column("bulletin", name, server_default=None)
    op.execute(
        "UPDATE bulletin AS b SET figures = f.figures, html_zh = coalesce(f.html_zh, ''),"
        " html_en = coalesce(f.html_en, '') FROM bulletin_figures AS f WHERE f.id = b.id"
    )
    op.drop_table("bulletin_figures")


def _first_and_out() -> None:
    """Of each period and grid there was one, and it was out."""
    gone = "SELECT id FROM bulletin WHERE edition > 1 OR level > 1 OR state NOT IN ('published','sent','superseded')"
    op.drop_table("bulletin_words")
    for table in ("bulletin_figures", "bulletin"):
        op.execute(f"DELETE FROM {table} WHERE id IN ({gone})")  # noqa: S608
    for name in ("bulletin_unsettled", "bulletin_open", "bulletin_newest", "bulletin_once"):
        op.drop_index(name, "bulletin")
    op.execute("UPDATE bulletin SET state = 'published'")
    for name in ("version", "edition", "handed_back", "as_drawn", "correcting", "path", "corrects", "words_hash"):
        op.drop_column("bulletin", name)
    for name in (*PERSONS, *INSTANTS):
        op.drop_column("bulletin", name)
    op.create_index("bulletin_once", "bulletin", ["period", "grid"], unique=True)
