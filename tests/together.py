"""Who of the workers does which test: one takes all of a module whose tests share what is dear to make."""

from functools import cache
from pathlib import Path

from xdist.scheduler import LoadScopeScheduling

from workflow.settings import HOME

SHARED = 'fixture(scope="module")'


class Together(LoadScopeScheduling):  # type: ignore[misc]
    """A module with such a fixture is one piece of work, and the large pieces go first; any other test is a piece by
    itself. (The mark `xdist_group` does nothing: xdist 3.8 writes it into a name that pytest 9.2 works out anew.)"""

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.partition("::")[0]
        return file if _shares(HOME / file) else nodeid


@cache
def _shares(file: Path) -> bool:
    return SHARED in file.read_text(encoding="utf-8")
