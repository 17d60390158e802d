"""The pages tell today's truth."""

import re
from pathlib import Path

from docs import lifecycle

HOME = Path(__file__).parent.parent


def test_the_lifecycle_page_is_drawn_from_the_tables() -> None:
    assert lifecycle.PAGE.read_text(encoding="utf-8") == lifecycle.page()


def test_every_promise_names_a_test_that_is_there() -> None:
    page = (HOME / "docs" / "promises.md").read_text(encoding="utf-8")
    named = re.findall(r"`(tests/\w+\.py)::(\w+)`", page)
    assert len(named) >= 12
    for file, test in named:
        assert f"def {test}(" in (HOME / file).read_text(encoding="utf-8"), test
