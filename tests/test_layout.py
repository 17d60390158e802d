"""What the docs promise about the repository and is cheap to hold."""

import ast
import re
import subprocess
from collections.abc import Iterator
from functools import cache
from itertools import product
from pathlib import Path

import pytest

from workflow.settings import HOME

DECISIONS = HOME / "docs" / "decisions"
HEADINGS = ["Context", "Choice", "Cost"]

SUFFIXES = "py md sh yaml yml toml lock ftl"
"""Of a name in backticks that means a file of ours, wherever that lies."""

BROAD = {
    ("api/problems.py", "__call__"),  # the edge of the app: any fault becomes a 500 with an id
    ("workflow/clockwork.py", "run"),  # a duty of the clock: logged, tried again at its next turn
    ("workflow/delivery/replying.py", "read"),  # what a stranger mailed: set aside with a reason
    ("workflow/delivery/lane.py", "_ours"),  # a letter that cannot be written: logged, tried later, after the others
    ("workflow/delivery/lane.py", "tried"),  # a letter that a courier chokes on: logged, tried later, after the others
    ("workflow/delivery/process.py", "_keep"),  # a part of delivery: logged, goes on at its next turn
    ("workflow/flows.py", "run"),  # what broke off the process that speaks to Prefect: logged, begun again
    ("workflow/intake.py", "_write"),  # a group that failed: each report is written, or refused, by itself
    ("workflow/jobs.py", "owe"),  # a kind of job that cannot say what it owes keeps no other from it
    ("workflow/jobs.py", "run"),  # a try of a job that failed: stored, logged, and tried again
    ("workflow/worker.py", "_taken"),  # a worker's turn: logged, tried again at the next
    ("workflow/migrating_cases.py", "_decided"),  # a case that other rules cannot take over: logged, listed, left
    ("workflow/timekeeping.py", "_retime_set"),  # a case that another calendar cannot count: logged, listed, left
    ("workflow/timekeeping.py", "_sweep_set"),  # an incident that cannot be decided stops nobody else's clock
}
"""The functions that may catch everything: each stands at a loop's edge, says so in the log, and goes on."""

HOSTS = re.compile(
    r"(?:docker|ghcr|quay|gcr|lscr)\.io|public\.ecr|mcr\.microsoft|pypi\.org|pythonhosted\.org|npmjs\.(?:org|com)"
    r"|\bregistry\.[a-z0-9-]+\.|index[-]url",
    re.I,
)
MACHINE_PATHS = re.compile(r"(?<![\w.$}{~/-])/(?:work|home|root|Users)/")


@cache
def files() -> tuple[Path, ...]:
    """Every file that is kept, or would be if it were added now."""
    asked = ["git", "-C", str(HOME), "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    try:
        listed = subprocess.run(asked, check=True, capture_output=True, text=True).stdout
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("not a checkout of git")
    found = (HOME / name for name in listed.split("\0") if name)
    return tuple(path for path in found if path.is_file())


def texts() -> Iterator[tuple[str, str]]:
    for path in files():
        try:
            yield path.relative_to(HOME).as_posix(), path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue


def pages() -> list[Path]:
    return [*sorted(HOME.glob("*.md")), *sorted((HOME / "docs").rglob("*.md"))]


def prose(page: Path) -> str:
    """A page without its fenced blocks."""
    return re.sub(r"^```.*?^```", "", page.read_text(encoding="utf-8"), flags=re.M | re.S)


def named(page: Path) -> Iterator[str]:
    """What a page names in backticks that can only be a file or a folder of ours; `{a,b}` as each of the two."""
    tops = {path.name for path in HOME.iterdir() if path.is_dir() and not path.name.startswith(".")}
    for span in re.findall(r"`([^`\s]+)`", prose(page)):
        inside = "/" in span and span.split("/")[0] in tops
        bare = re.fullmatch(rf"[\w.-]+\.(?:{SUFFIXES.replace(' ', '|')})", span)
        if (inside or bare) and not re.search(r"[…*<]", span):
            parts = re.split(r"\{([^}]*)\}", span)
            yield from ("".join(each) for each in product(*(part.split(",") for part in parts)))


@pytest.mark.parametrize("page", pages(), ids=lambda page: page.relative_to(HOME).as_posix())
def test_every_file_that_a_page_names_is_there(page: Path) -> None:
    names = {path.name for path in files()}
    missing = [
        name
        for name in (span.partition("::")[0] for span in named(page))
        if not (HOME / name).exists() and ("/" in name or name not in names)
    ]
    assert not missing


@pytest.mark.parametrize("page", pages(), ids=lambda page: page.relative_to(HOME).as_posix())
def test_every_link_of_a_page_leads_somewhere(page: Path) -> None:
    targets = re.findall(r"\]\(([^)\s]+)\)", prose(page))
    local = [target.partition("#")[0] for target in targets if "://" not in target and not target.startswith("#")]
    assert not [target for target in local if not (page.parent / target).exists()]


def test_every_module_of_the_engine_stands_in_the_map_of_the_architecture() -> None:
    page = (HOME / "docs" / "architecture.md").read_text(encoding="utf-8")
    table = [line for line in page.split("## Where what is")[1].split("\n## ")[0].splitlines() if line.startswith("|")]
    told = set(re.findall(r"`(\w+/?)`", "\n".join(table)))
    inside = {path.relative_to(HOME / "workflow").parts for path in files() if path.is_relative_to(HOME / "workflow")}
    there = {parts[0].removesuffix(".py") if len(parts) == 1 else f"{parts[0]}/" for parts in inside} - {"__init__"}
    assert told == there


def test_the_settings_that_are_documented_are_those_that_are_read() -> None:
    told = set(re.findall(r"\bGRIDWARD_[A-Z_]*[A-Z]\b", (HOME / "docs" / "operations.md").read_text(encoding="utf-8")))
    own = Path(__file__).relative_to(HOME).as_posix()
    read: set[str] = set()
    anywhere: set[str] = set()
    for name, text in texts():
        if name == own:
            continue
        anywhere |= set(re.findall(r"\bGRIDWARD_[A-Z_]*[A-Z]\b", text))
        if name.endswith(".py"):
            read |= set(re.findall(r"""["'](GRIDWARD_[A-Z_]*[A-Z])["']""", text))
    assert told == read
    assert anywhere <= told


def test_no_file_names_a_registry_or_a_place_on_somebodys_machine() -> None:
    found = [
        f"{name}: {match[0]}"
        for name, text in texts()
        for pattern in (HOSTS, MACHINE_PATHS)
        for match in pattern.finditer(text)
    ]
    assert not found


def test_no_file_holds_what_a_merge_left_open() -> None:
    assert [name for name, text in texts() if re.search(r"^(<{7}|>{7}) ", text, re.MULTILINE)] == []


class Broad(ast.NodeVisitor):
    """The functions of a module that catch everything."""

    def __init__(self) -> None:
        self.found: list[str] = []
        self.within = ["the module"]

    def visit_FunctionDef(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        self.within.append(node.name)
        self.generic_visit(node)
        self.within.pop()

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> None:
        self.visit_FunctionDef(node)

    def visit_ExceptHandler(self, node: ast.ExceptHandler) -> None:
        kinds = node.type.elts if isinstance(node.type, ast.Tuple) else [node.type]
        broad = ("Exception", "BaseException")
        if any(kind is None or (isinstance(kind, ast.Name) and kind.id in broad) for kind in kinds):
            self.found.append(self.within[-1])
        self.generic_visit(node)


def test_everything_is_caught_only_at_the_edge_of_a_loop() -> None:
    found: set[tuple[str, str]] = set()
    for name, text in texts():
        if name.endswith(".py"):
            visitor = Broad()
            visitor.visit(ast.parse(text))
            found |= {(name, function) for function in visitor.found}
    assert found == BROAD


def test_every_decision_has_its_context_its_choice_and_its_cost() -> None:
    records = sorted(DECISIONS.glob("[0-9]*.md"))
    index = (DECISIONS / "README.md").read_text(encoding="utf-8")
    numbers = [int(record.name[:4]) for record in records]
    assert len(set(numbers)) == len(numbers)
    for number, record in zip(numbers, records, strict=True):
        title, *_ = text = record.read_text(encoding="utf-8").splitlines()
        assert record.name.startswith(f"{number:04}-"), record.name
        assert title.startswith(f"# {number}. "), record.name
        assert [line[3:] for line in text if line.startswith("## ")] == HEADINGS, record.name
        assert f"{number}. [{title.partition('. ')[2]}]({record.name})" in index, record.name


@pytest.mark.parametrize(
    "chinese", sorted([*HOME.glob("*.zh-CN.md"), *(HOME / "docs").glob("*.zh-CN.md")]), ids=lambda page: page.name
)
def test_a_page_and_its_chinese_twin_have_the_same_sections_and_lead_to_the_same_places(chinese: Path) -> None:
    english = chinese.with_name(chinese.name.replace(".zh-CN", ""))
    assert english.exists()
    assert outline(chinese) == outline(english)
    between = {chinese.name, english.name}
    assert targets(chinese) - between == targets(english) - between


def outline(page: Path) -> list[int]:
    """The depth of each heading, in order."""
    return [len(depth) for depth in re.findall(r"^(#+) ", prose(page), re.M)]


def targets(page: Path) -> set[str]:
    """What a page links to, whichever language of it."""
    return {
        target.replace(".zh-CN", "").replace("pictures/zh/", "pictures/en/")
        for target in re.findall(r"\]\(([^)\s]+)\)", prose(page))
    }
