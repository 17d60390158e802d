"""The heartbeat: a sign to a service outside that everything is well, whose silence wakes somebody."""

import asyncio
import urllib.request
from typing import Final

SECONDS: Final = 5.0


async def beat(url: str) -> bool:
    """Asks the URL once; whether it answered well."""
    return await asyncio.to_thread(_asked, url)


def _asked(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=SECONDS) as answer:  # noqa: S310 - the operator's own setting
            return bool(200 <= answer.status < 300)
    except (OSError, ValueError):
        return False
