"""The clock on the wall: the one place that reads it. Everything else is told what time it is."""

from datetime import UTC, datetime


def now() -> datetime:
    """The real instant, in UTC."""
    return datetime.now(UTC)  # noqa: TID251
