"""What is owed once a night, whatever night that is: it looks at what there is, so missed nights are not made up."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

from workflow.errors import BadInput
from workflow.in_force import Now


def owed(now: Now, after: datetime, hour: int) -> Iterator[tuple[str, str]]:
    """The last night only, where its hour by the city's clock has come since `after`."""
    local = now.at.astimezone(now.calendar.tz)
    night = local.replace(hour=hour, minute=0, second=0, microsecond=0)
    if night > local:
        night -= timedelta(days=1)
    if night.astimezone(UTC) > after:
        yield f"{night:%Y-%m-%d}", ""


def check(now: Now, period: str, scope: str, hour: int) -> str:
    """The scope, which is empty. BadInput unless it is a night that has come, of the city's life: what is looked at
    today must not stand for a night to come."""
    night = _night(period, now, hour)
    if night > now.at:
        raise BadInput("period", "not-begun", value=period, earliest=night.isoformat())
    if now.since is not None and night <= now.since:
        raise BadInput("period", "before-the-city", value=period, began=now.since.isoformat())
    if scope:
        raise BadInput("scope", "no-scope", value=scope)
    return ""


def _night(period: str, now: Now, hour: int) -> datetime:
    """When a night's work falls due. BadInput for what is not written as such a day."""
    try:
        day = date.fromisoformat(period)
    except ValueError:
        day = None
    if day is None or period != f"{day}":
        raise BadInput("period", "no-night", value=period, today=f"{now.at.astimezone(now.calendar.tz).date()}")
    return datetime(day.year, day.month, day.day, hour, tzinfo=now.calendar.tz).astimezone(UTC)
