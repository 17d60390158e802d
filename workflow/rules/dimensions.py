"""A dimension of what a case can be: values, of which it has one, or tokens, of which it has any number.

A set of either is an int with a bit for each. Tokens may imply each other: a word implies every word within it; three
repeats within 50 m and 7 days imply two, and three within 200 m.
"""

from collections.abc import Iterable, Iterator
from typing import Final, Generic, NamedTuple, TypeVar

T = TypeVar("T")


class Tokened(NamedTuple):
    """Which sets of tokens are still possible: none of `without`, and one at least of each of `needs`."""

    without: int = 0
    needs: tuple[int, ...] = ()


class Values(Generic[T]):
    def __init__(self, values: Iterable[T]) -> None:
        self.values: Final = tuple(dict.fromkeys(values))
        self._bits: Final = {value: 1 << place for place, value in enumerate(self.values)}

    @property
    def whole(self) -> int:
        return (1 << len(self.values)) - 1

    def key(self, values: Iterable[T]) -> int:
        """The set of those values that there are."""
        found = 0
        for value in values:
            found |= self._bits.get(value, 0)
        return found

    def of(self, key: int) -> Iterator[T]:
        """The values of a set, in their order."""
        return (self.values[place] for place in bits(key))


class Tokens(Generic[T]):
    """Tokens with what they imply: `implies(a, b)` says that no case has `a` without `b`."""

    def __init__(self, tokens: Iterable[T], implies: "Implication[T]") -> None:
        self.tokens: Final = tuple(sorted(set(tokens), key=str))
        self._places: Final = {token: place for place, token in enumerate(self.tokens)}
        self._apart: Final = type(implies) is Implication
        self._implying: Final = [
            sum(1 << other for other, having in enumerate(self.tokens) if having == token or implies(having, token))
            for token in (() if self._apart else self.tokens)
        ]

    whole: Final = Tokened()

    def key(self, tokens: Iterable[T]) -> int:
        return sum(1 << place for place in {self._places[token] for token in tokens})

    def narrow(self, state: Tokened, key: int, holds: bool) -> Tokened | None:
        """What is left where one of the set is there, or none of it is; None where that cannot be."""
        if not holds:
            without = state.without | key
            for place in () if self._apart else bits(key):
                without |= self._implying[place]
            return None if any(not need & ~without for need in state.needs) else Tokened(without, state.needs)
        options = key & ~state.without
        if not options:
            return None
        if self.narrow(state, key, False) is None:
            return state
        return Tokened(state.without, (*state.needs, options))

    def fewest(self, state: Tokened) -> tuple[T, ...]:
        """Tokens that a case has in a state, those implied left out: one for each need that has none yet."""
        found = 0
        for need in state.needs:
            possible = need & ~state.without
            found |= 0 if possible & found else possible & -possible
        return tuple(self.tokens[place] for place in bits(found))


class Implication(Generic[T]):
    """Whether no case has one token without the other."""

    def __call__(self, having: T, token: T) -> bool:
        return False


class Within(Implication[str]):
    def __call__(self, having: str, token: str) -> bool:
        return token in having


class Nearer(Implication[tuple[int, int, int]]):
    """Of (at least, metres, days): more of them within less are as many within more."""

    def __call__(self, having: tuple[int, int, int], token: tuple[int, int, int]) -> bool:
        return having[0] >= token[0] and having[1] <= token[1] and having[2] <= token[2]


def bits(mask: int) -> Iterator[int]:
    """The places of the bits of a mask, from the lowest on."""
    while mask:
        lowest = mask & -mask
        yield lowest.bit_length() - 1
        mask ^= lowest
