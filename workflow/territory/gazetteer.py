"""The gazetteer (地名录): grids found by what people call them, in any way that they type it.

A name is found whole, by its beginning or a part of it, without its office ("奎楼" for 奎楼社区居委会), in pinyin, by
initials, by code, and within an address: "龙虬镇兴南村三组桥头" is the third group of that village. No address is ever
stored here; what is asked for is forgotten with the answer.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final
from uuid import UUID

from pypinyin import Style, lazy_pinyin

from models.territory import Grid

OFFICES: Final = re.compile(r"(?:居民|村民)?(?:居委会|村委会|委员会)$")
KINDS: Final = re.compile(r"(?:社区|街道|新村|村|镇|乡|市|县|区)$")
GROUPS: Final = re.compile(r"第?([一二三四五六七八九十百\d]{1,4})(?=组|村民小组|小组)")
PARTS: Final = re.compile(r"[\s,，、;；。./\-]+")
DIGITS: Final = {digit: n for n, digit in enumerate("零一二三四五六七八九")}

SHORTEST_PINYIN, SHORTEST_CODE = 2, 4
EXACT, BEGINS, HOLDS, CODED, SPELT, INITIALS, WITHIN = 10, 8, 6, 9, 7, 5, 1
"""How near a match is, before the length of what matched is added."""

MOST: Final = 8
"""Parts of what was typed that are looked up: the way down has four, and each is held against every grid."""

FAR: Final = 2
"""How many times worse than the best a match may be and still be told."""


@lru_cache(maxsize=65_536)
def spelling(name: str) -> tuple[str, str]:
    """A Chinese name in pinyin without tones or spaces, and its initials. What is no character stays as it is."""
    syllables = lazy_pinyin(name, style=Style.NORMAL)
    return "".join(syllables).casefold(), "".join(each[:1] for each in syllables).casefold()


def plain(words: str) -> str:
    """What people type, made alike: widths, case, and the numbers of groups (第三组, 三组 and 3组 are one)."""
    text = unicodedata.normalize("NFKC", words).casefold().strip()
    return GROUPS.sub(lambda found: str(_number(found[1])), text)


def _number(numeral: str) -> str:
    if numeral.isdecimal():
        return str(int(numeral))
    tens, ten, ones = numeral.partition("十")
    if not ten:
        return "".join(str(DIGITS.get(each, each)) for each in numeral)
    return str((DIGITS.get(tens, 1) if tens else 1) * 10 + DIGITS.get(ones, 0))


@dataclass(frozen=True, slots=True)
class Called:
    """What one grid is called: the forms of its name, the longest first; pinyin and initials of each."""

    forms: tuple[str, ...]
    spelt: tuple[str, ...]
    initials: tuple[str, ...]
    code: str

    def near(self, token: str) -> int:
        """How near what was typed is to this name as a whole; 0 for not at all."""
        return max(self._named(token), self._spelt(token), self._coded(token))

    def _named(self, token: str) -> int:
        if token in self.forms:
            return EXACT + len(token)
        if any(form.startswith(token) for form in self.forms):
            return BEGINS + len(token)
        return HOLDS + len(token) if any(_stands(token, form) for form in self.forms) else 0

    def _spelt(self, token: str) -> int:
        if len(token) < SHORTEST_PINYIN or not (token.isascii() and token.isalnum()):
            return 0
        if token in self.spelt or token in self.initials:
            return EXACT
        if any(each.startswith(token) for each in self.spelt):
            return SPELT
        return INITIALS if any(each.startswith(token) for each in self.initials) else 0

    def _coded(self, token: str) -> int:
        return CODED if len(token) >= SHORTEST_CODE and self.code.startswith(token) else 0

    def within(self, token: str) -> str:
        """The longest form of the name that stands in what was typed, or nothing."""
        return next((form for form in self.forms if _stands(form, token)), "")


def _stands(part: str, text: str) -> bool:
    """Whether a part stands in a text, and not as the end of another number: 2组 does not stand in 12组."""
    at = text.find(part)
    return at >= 0 and not (at and part[0].isdigit() and text[at - 1].isdigit())


@lru_cache(maxsize=65_536)
def _forms(name: str) -> tuple[str, ...]:
    whole = plain(name)
    without = OFFICES.sub("", whole)
    found = {whole, without, KINDS.sub("", without)}
    return tuple(sorted((form for form in found if len(form) > 1), key=lambda form: (-len(form), form))) or (whole,)


def _called(grid: Grid) -> Called:
    forms = _forms(grid.name)
    spelt = [spelling(form) for form in (plain(grid.name), *forms)]
    return Called(forms, tuple(s for s, _ in spelt), tuple(i for _, i in spelt), grid.code.casefold())


class Gazetteer:
    """The grids that are given, found by words. Built once and never changed."""

    def __init__(self, grids: Iterable[Grid]) -> None:
        self._grids: Final = tuple(grids)
        self._by_id: Final[Mapping[UUID, Grid]] = {grid.id: grid for grid in self._grids}
        self._called: Final = {grid.id: _called(grid) for grid in self._grids}

    def path(self, grid: Grid) -> tuple[Grid, ...]:
        """The grids from the root down to this one."""
        return tuple(self._upward(grid))[::-1]

    def _upward(self, grid: Grid) -> Iterator[Grid]:
        at: Grid | None = grid
        while at is not None:
            yield at
            at = self._by_id.get(at.parent_id) if at.parent_id else None

    def search(self, words: str, level: int | None, limit: int) -> list[Grid]:
        """The grids that the words may mean, the likeliest first, of equals the higher, then by code. With a level only
        the ordinary ones of it."""
        tokens = tuple(dict.fromkeys(part for part in PARTS.split(plain(words)) if part))[:MOST]
        found = []
        for grid in self._grids:
            if (level is None or (grid.level == level and not grid.special)) and (score := self._score(grid, tokens)):
                found.append((-score, grid.level, grid.special, grid.code, grid))
        found.sort(key=lambda each: each[:4])
        # What was clearly meant is not buried under what merely shares a word with it.
        return [grid for behind, *_, grid in found[:limit] if behind * FAR <= found[0][0]]

    def _score(self, grid: Grid, tokens: Sequence[str]) -> int:
        called = self._called[grid.id]
        alone = max((_matched(called, token)[0] for token in tokens), default=0)
        return max(alone, self._along(grid, tokens)) if alone else 0

    def _along(self, grid: Grid, tokens: Sequence[str]) -> int:
        """How well the words name the way down to a grid. Each part of them names one grid of the way only; the grid
        itself must be named."""
        left, score, own = list(tokens), 0, 0
        for at in self.path(grid):
            called = self._called[at.id]
            own, used, rest = max(
                ((*_matched(called, token), n) for n, token in enumerate(left)),
                key=lambda each: each[0],
                default=(0, "", 0),
            )
            if own:
                score += own
                left[rest : rest + 1] = [part for part in left[rest].split(used, 1) if part]
        return score if own else 0


def _matched(called: Called, token: str) -> tuple[int, str]:
    """How near a name is to what was typed, and which part of that it takes up."""
    if near := called.near(token):
        return near, token
    form = called.within(token)
    return (WITHIN + len(form), form) if form else (0, "")
