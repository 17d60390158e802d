"""Second looks at what was closed, their draws, and the second reviewer of a timeout appeal."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0032"
down_revision = "0033"

INSTANT = sa.DateTime(timezone=True)
CODE = sa.Text(collation="C")
JSON = postgresql.JSONB(none_as_null=True)


def upgrade() -> None:
    op.create_table(
        "inspection",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("incident_id", sa.Uuid(), sa.ForeignKey("incident.id"), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("life", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=True) for name in ("period", "sample")),
        sa.Column("lot", sa.Integer(), nullable=True),
        sa.Column("township", CODE, nullable=True),
        sa.Column("category", sa.Text(), nullable=False),
        sa.Column("unit_id", sa.Uuid(), sa.ForeignKey("unit.id"), nullable=True),
        sa.Column("drawn_by", sa.Uuid(), sa.ForeignKey("person.id"), nullable=True),
        sa.Column("drawn_at", INSTANT, nullable=False),
        sa.Column("looker_id", sa.Uuid(), sa.ForeignKey("person.id"), nullable=True),
        sa.Column("sent_at", INSTANT, nullable=True),
        sa.Column("decided_by", sa.Uuid(), sa.ForeignKey("person.id"), nullable=True),
        sa.Column("decided_at", INSTANT, nullable=True),
    )
    op.create_index("ix_inspection_incident_id", "inspection", ["incident_id"])
    op.create_index("inspection_once", "inspection", ["incident_id", "life"], unique=True)
    looking, waiting = sa.text("state = 'looking'"), sa.text("state IN ('drawn','looking')")
    op.create_index("inspection_looker", "inspection", ["looker_id", "incident_id"], postgresql_where=looking)
    op.create_index("inspection_open", "inspection", ["township", "id"], postgresql_where=waiting)
    op.create_index("inspection_township", "inspection", ["township", "id"])
    drawn, decided = sa.text("period IS NOT NULL"), sa.text("decided_at IS NOT NULL")
    op.create_index("inspection_period", "inspection", ["period", "township"], postgresql_where=drawn)
    op.create_index("inspection_decided", "inspection", ["decided_at"], postgresql_where=decided)
    op.create_table(
        "inspection_draw",
        sa.Column("period", sa.Text(), primary_key=True),
        sa.Column("township", CODE, primary_key=True),
        sa.Column("drawn_at", INSTANT, nullable=False),
        sa.Column("rules_version", sa.Integer(), nullable=False),
        sa.Column("samples", JSON, nullable=False),
    )
    op.add_column("incident", sa.Column("inspector_id", sa.Uuid(), sa.ForeignKey("person.id"), nullable=True))
    sent = sa.text("inspector_id IS NOT NULL")
    op.create_index("incident_inspector", "incident", ["inspector_id", "id"], postgresql_where=sent)
    op.add_column("objection", sa.Column("seconded_by", sa.Uuid(), sa.ForeignKey("person.id"), nullable=True))
    op.add_column("objection", sa.Column("seconded_at", INSTANT, nullable=True))
    _open_objections("state IN ('lodged','seconded')")


def downgrade() -> None:
    op.execute("UPDATE objection SET state = 'lodged' WHERE state = 'seconded'")
    _open_objections("state = 'lodged'")
    op.drop_column("objection", "seconded_at")
    op.drop_column("objection", "seconded_by")
    op.drop_index("incident_inspector", "incident")
    op.drop_column("incident", "inspector_id")
    op.drop_table("inspection_draw")
    op.drop_table("inspection")


def _open_objections(which: str) -> None:
    op.drop_index("objection_open", "objection")
    op.create_index("objection_open", "objection", ["level"], postgresql_where=sa.text(which))
