"""The pages tell today's truth."""

import re
from pathlib import Path

from docs import lifecycle, pictures
from tests.pages.browsing import LANGUAGES, SIZES

HOME = Path(__file__).parent.parent


def test_the_lifecycle_page_is_drawn_from_the_tables() -> None:
    assert lifecycle.PAGE.read_text(encoding="utf-8") == lifecycle.page()


def test_every_promise_names_a_test_that_is_there() -> None:
    page = (HOME / "docs" / "promises.md").read_text(encoding="utf-8")
    named = re.findall(r"`(tests/\w+\.py)::(\w+)`", page)
    assert len(named) >= 12
    for file, test in named:
        assert f"def {test}(" in (HOME / file).read_text(encoding="utf-8"), test


def test_every_page_has_its_pictures() -> None:
    assert pictures.PAGE.read_text(encoding="utf-8") == pictures.page()
    for scene in pictures.SCENES:
        for language in LANGUAGES:
            for size in SIZES:
                assert (pictures.FOLDER / language[:2] / f"{scene.name}-{size}.webp").is_file(), scene.name
    shown = [re.split("[?#]", scene.path)[0] for scene in pictures.SCENES]
    router = (HOME / "web" / "src" / "router.ts").read_text(encoding="utf-8")
    for path in re.findall(r"path: '(/[^'(]*)'", router):
        pattern = re.sub(r"/:\w+\?", "(/[^/]+)?", path)
        pattern = re.sub(r":\w+", "[^/]+", pattern)
        assert any(re.fullmatch(pattern, place) for place in shown), path
