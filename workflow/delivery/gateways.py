"""Chat and SMS by Apprise: a service of the operator's choosing, named by a URL with `{to}` where the person's address
belongs. What a person fills in is quoted into a path or a query and can never choose the host.

Apprise says only whether it went well, so every failure is a delay until the tries run out. It blocks: each channel
has threads of its own, which a slow service can fill without holding up another.
"""

import asyncio
import logging
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from typing import Final
from urllib.parse import parse_qsl, quote, urlsplit

from apprise import Apprise, AppriseAsset, NotifyFormat

from models.notice import Channel
from workflow.delivery.letters import SENT, Became, Letter, Outcome, Send, fits
from workflow.errors import SetUpError

HOLE: Final = "{to}"
SECONDS: Final = 20.0
"""How long a message may take; a thread that takes longer is no longer waited for."""

FAILED: Final = Outcome(Became.DELAYED, "gateway")

logging.getLogger("apprise").setLevel(logging.CRITICAL)  # it would log addresses and what was said


class Gateway:
    """The courier of one such service. SetUpError for a URL that is none, or whose host a person could choose."""

    def __init__(self, channel: Channel, url: str, width: int, seconds: float = SECONDS) -> None:
        self.channel, self.url, self.seconds = channel, url, seconds
        self._asset = AppriseAsset(secure_logging=True, async_mode=False)
        if not _sound(url) or Apprise.instantiate(self._addressed("10000"), asset=self._asset) is None:
            raise SetUpError(what=f"bad-{channel}-url")
        self._threads = ThreadPoolExecutor(width, thread_name_prefix=channel)

    @asynccontextmanager
    async def round(self) -> AsyncIterator[Send]:
        yield self._send

    async def _send(self, letter: Letter) -> Outcome:
        if not fits(self.channel, letter.to):
            return Outcome(Became.REFUSED, "bad-address")
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(self.seconds):
                sent = await loop.run_in_executor(self._threads, self._notify, letter)
        except TimeoutError:
            return Outcome(Became.DELAYED, "timeout")
        return SENT if sent else FAILED

    def _notify(self, letter: Letter) -> bool:
        service = Apprise.instantiate(self._addressed(letter.to), asset=self._asset)
        if not service:
            return False
        if self.channel == Channel.SMS:
            return bool(service.notify(body=letter.message.short, body_format=NotifyFormat.TEXT))
        return bool(
            service.notify(title=letter.message.title, body=letter.message.brief, body_format=NotifyFormat.TEXT)
        )

    def _addressed(self, to: str) -> str:
        return self.url.replace(HOLE, quote(to, safe=""))


def _sound(url: str) -> bool:
    """Whether the hole is there, behind a host; in the query only as what is sent, since Apprise takes other parameters
    for settings, some of which name a server."""
    try:
        parts = urlsplit(url)
        asked = parse_qsl(parts.query, keep_blank_values=True)
    except ValueError:
        return False
    settings = [key + value for key, value in asked if key[:1] not in (":", "-")]
    behind = HOLE not in parts.scheme + parts.netloc + "".join(settings)
    return bool(parts.hostname) and HOLE in url and behind
