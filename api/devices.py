"""What a sign-in is known by to its holder: a browser and a system, and nothing finer."""

from collections.abc import Iterable
from typing import Final

BROWSERS: Final = (
    ("MicroMessenger", "WeChat"),
    ("Edg", "Edge"),
    ("Firefox", "Firefox"),
    ("OPR", "Opera"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
"""By the first of these words that stands in what a browser says of itself."""

SYSTEMS: Final = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Macintosh", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)


def device(agent: str) -> str:
    """`Chrome · Android`; empty for what is no browser that we know."""
    return " · ".join(filter(None, (_first(BROWSERS, agent), _first(SYSTEMS, agent))))


def _first(known: Iterable[tuple[str, str]], agent: str) -> str:
    return next((name for word, name in known if word in agent), "")
