"""Cases are found by words: an index of every two letters that stand side by side in what was written."""

from alembic import op

revision = "0020"
down_revision = "0019"

PAIRS = """
CREATE OR REPLACE FUNCTION pairs(description text, address text) RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT coalesce(array_agg(DISTINCT one || two), '{}') FROM (
    SELECT letter AS one, lead(letter) OVER (ORDER BY place) AS two
    FROM string_to_table(lower(description || coalesce(E'\\n' || address, '')), NULL)
         WITH ORDINALITY AS s (letter, place)
  ) AS beside WHERE two IS NOT NULL
$$"""


def upgrade() -> None:
    op.execute(PAIRS)
    op.execute("CREATE INDEX wording_pairs ON wording USING gin (pairs(description, address))")


def downgrade() -> None:
    op.drop_index("wording_pairs", "wording")
    op.execute("DROP FUNCTION pairs(text, text)")
