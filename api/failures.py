"""Counting failures, in memory and within bounds: so many of a kind within a time, and then a wait."""

from collections import OrderedDict, deque
from collections.abc import Hashable
from dataclasses import dataclass, field


@dataclass
class Failures:
    """At most `most` failures of one key within `seconds`. Of more than `size` keys the least recent are forgotten."""

    most: int
    seconds: float
    size: int = 10_000
    _seen: OrderedDict[Hashable, deque[float]] = field(default_factory=OrderedDict)

    def wait(self, key: Hashable, now: float) -> float:
        """How long until the key may try again; 0 if now."""
        times = self._seen.get(key)
        if times is None or len(times) < self.most:
            return 0.0
        return max(0.0, times[0] + self.seconds - now)

    def count(self, key: Hashable, now: float) -> None:
        times = self._seen.setdefault(key, deque(maxlen=self.most))
        times.append(now)
        self._seen.move_to_end(key)
        while len(self._seen) > self.size:
            self._seen.popitem(last=False)

    def forget(self, key: Hashable) -> None:
        self._seen.pop(key, None)
