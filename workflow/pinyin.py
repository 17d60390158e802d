"""Chinese words in Latin letters, so that they can be found by typing: 暴露垃圾 by `baolulaji` or by `bllj`."""

from functools import lru_cache
from itertools import chain

from pypinyin import Style, pinyin


@lru_cache(65_536)
def full(words: str) -> str:
    """Every syllable without its tone, in lower case, with nothing between them. What is no Chinese stays, but for
    blanks and punctuation."""
    return _spelt(words, Style.NORMAL)


@lru_cache(65_536)
def initials(words: str) -> str:
    """The first letter of every syllable; what is no Chinese stays whole."""
    return _spelt(words, Style.FIRST_LETTER)


def _spelt(words: str, style: Style) -> str:
    found = "".join(chain.from_iterable(pinyin(words, style=style)))
    return "".join(letter for letter in found.lower() if letter.isalnum())
