"""What can be wrong with a rules file. Each problem has its place and can be said in zh and en (messages `rules-…`)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Final

from models.people import Language
from workflow import messages
from workflow.errors import GridwardError

MOST: Final = 500
"""Problems that are told at once; a file with more has one cause, and the rest would hide it."""

_LONGEST: Final = 60
_SUGGESTED: Final = 100


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong at a line and column of a file, both counted from 1. `facts` are texts."""

    file: str
    line: int
    column: int
    code: str
    facts: Mapping[str, str] = field(default_factory=dict)

    def say(self, language: Language) -> str:
        """What is wrong and what was expected, in one sentence without the place."""
        return messages.say(language, self.code, **self.facts)


class RulesInvalid(GridwardError):
    """A rules file that cannot be used, with all its problems in the order of their places."""

    code = "rules-invalid"

    def __init__(self, file: str, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(file=file, count=len(self.problems))


class Findings:
    """Collects the problems of one file."""

    def __init__(self, file: str) -> None:
        self.file = file
        self._found: dict[tuple[int, int, str], Problem] = {}

    def add(self, place: tuple[int, int], code: str, known: Iterable[str] | None = None, **facts: object) -> None:
        """One more problem; with `known`, the names that would have been right, the nearest to `seen` is named."""
        said = {name: _short(str(value)) for name, value in facts.items()}
        if known is not None:
            said |= self._nearest(said.get("seen", ""), list(known))
        line, column = place
        self._found.setdefault((line, column, code), Problem(self.file, line, column, code, said))

    def stop_if_any(self) -> None:
        """Raises RulesInvalid with what was found so far, if anything was."""
        if not self._found:
            return
        found = [self._found[key] for key in sorted(self._found)]
        if len(found) > MOST:
            last = found[MOST]
            more = {"count": str(len(found) - MOST)}
            found[MOST:] = [Problem(self.file, last.line, last.column, "rules-more", more)]
        raise RulesInvalid(self.file, found)

    def _nearest(self, seen: str, known: list[str]) -> dict[str, str]:
        close = get_close_matches(seen, known, n=1, cutoff=0.5) if len(self._found) < _SUGGESTED else []
        names = ", ".join(known[:_SUGGESTED])
        return {"near": "yes", "nearest": close[0], "known": names} if close else {"near": "no", "known": names}


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
