"""The pages tell today's truth."""

from docs import lifecycle


def test_the_lifecycle_page_is_drawn_from_the_tables() -> None:
    assert lifecycle.PAGE.read_text(encoding="utf-8") == lifecycle.page()
