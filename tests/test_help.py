"""The help: each role has its day in both languages, and the pictures that are shown were taken."""

import re

from docs.pictures import FOLDER, SCENES
from models.people import Role
from tests.pages.browsing import SIZES
from tests.pages.city import HOME

HELP = HOME / "web" / "src" / "help"
READERS = {*(role.value for role in Role), "resident"}


def read(name: str) -> str:
    return (HELP / name).read_text(encoding="utf-8")


def roles() -> str:
    """The table of the roles, with their pages and pictures."""
    found = re.search(r"const ROLES.*?= \{\n(.*?)\n\}\n", read("roles/index.ts"), re.DOTALL)
    assert found
    return found[1]


def quoted(text: str, name: str) -> set[str]:
    """All that stands in the lists of that name."""
    return {
        word for each in re.findall(rf"{name}: \[(.*?)\]", text, re.DOTALL) for word in re.findall(r"'([^']+)'", each)
    }


def test_each_role_has_its_day_in_both_languages() -> None:
    assert set(re.findall(r"^  (\w+): \{", roles(), re.MULTILINE)) == READERS
    for language in ("zh", "en"):
        days = re.split(r"^  (\w+): \{\n", read(f"roles/{language}.ts"), flags=re.MULTILINE)
        told = dict(zip(days[1::2], days[2::2], strict=True))
        assert set(told) == READERS, language
        for reader, text in told.items():
            for part in ("title:", "what:", "now: [", "otherwise:"):
                assert part in text, f"{language} {reader}: {part}"


def test_the_help_of_a_role_leads_to_pages_that_have_help() -> None:
    topics = {path.stem for path in (HELP / "en").glob("*.ts")}
    assert quoted(roles(), "pages") <= topics


def test_every_picture_that_the_help_names_was_taken() -> None:
    pictures = read("pictures.ts")
    shows, of_topic = pictures.split("const OF_TOPIC", 1)
    named = set(re.findall(r"^  '?([\w-]+)'?: \[", shows, re.MULTILINE))
    assert named <= {scene.name for scene in SCENES}
    table = of_topic.split("\n}\n", 1)[0]
    used = quoted(roles(), "scenes") | {
        word for each in re.findall(r"\w+: \[(.*?)\]", table) for word in re.findall(r"'([^']+)'", each)
    }
    assert used == named
    for scene in named:
        for language in ("zh", "en"):
            for size in SIZES:
                file = FOLDER / language / f"{scene}-{size}.webp"
                assert file.is_file(), file
                assert file.stat().st_size < 200_000, f"{file} is too large for a help that is read on a phone"
