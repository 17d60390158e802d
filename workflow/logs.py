"""The logs: one line of JSON an event, on standard error, of every process and of every library alike.

No line holds what somebody wrote or who somebody is. Our own lines have a fixed name and fields that are ids, codes and
numbers. Of an error only its kind and where it happened are told, since its words may repeat what was in hand. Of what
a library says only the sentence is kept, without what was filled in.
"""

import logging
import sys
from datetime import UTC, datetime
from typing import Any, Final, TextIO

import orjson
import structlog
from structlog.tracebacks import ExceptionDictTransformer

QUIET: Final = ("prefect", "apprise", "icalendar")
"""Libraries whose sentences are put together from what was in hand: they say nothing."""

_FRAMES: Final = ExceptionDictTransformer(show_locals=False)


def begin(level: int = logging.INFO, stream: TextIO = sys.stderr) -> None:
    """From here on everything that is logged goes this way."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.ExceptionRenderer(fault),
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(stream),
        cache_logger_on_first_use=stream is sys.stderr,
    )
    handler = logging.StreamHandler(stream)
    handler.setFormatter(OfLibrary())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)


class OfLibrary(logging.Formatter):
    """What a library says as a line like our own: its sentence as it stands in its code, of several lines the first."""

    def format(self, record: logging.LogRecord) -> str:
        said = record.msg if isinstance(record.msg, str) else type(record.msg).__name__
        line: dict[str, Any] = {
            **structlog.contextvars.get_contextvars(),
            "event": "library_log",
            "level": record.levelname.lower(),
            "timestamp": datetime.fromtimestamp(record.created, UTC).isoformat(),
            "library": record.name,
            "said": said.partition("\n")[0][:200],
        }
        if record.exc_info and record.exc_info[1] is not None:
            line["exception"] = fault(record.exc_info)
        return orjson.dumps(line).decode()


def fault(exc_info: Any) -> list[dict[str, Any]]:
    """An error and what led to it: the kind of each and where it happened, never its words."""
    return [
        {
            "exc_type": each["exc_type"],
            "frames": [{name: frame[name] for name in ("filename", "lineno", "name")} for frame in each["frames"]],
        }
        for each in _FRAMES(exc_info)
    ]
