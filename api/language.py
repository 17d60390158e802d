"""Which of the two languages a request wants."""

from collections.abc import Iterator

from starlette.requests import HTTPConnection

from models.people import Language

LONGEST = 400
"""Of an Accept-Language header; the rest is not read."""

TAGS = {Language.ZH: "zh-CN", Language.EN: "en"}


def wanted(header: str | None) -> Language:
    """The language that an Accept-Language header ranks first, Chinese where it names neither (RFC 9110, 12.5.4)."""
    ranked = sorted(_ranges(header or ""), key=lambda each: -each[0])
    return next((language for weight, language in ranked if weight > 0), Language.ZH)


def of(request: HTTPConnection) -> Language:
    return wanted(request.headers.get("accept-language"))


def _ranges(header: str) -> Iterator[tuple[float, Language]]:
    """The weights of the ranges that mean one of ours, in the order of the header."""
    for part in header[:LONGEST].split(","):
        tag, _, parameter = part.strip().partition(";")
        primary = tag.strip().lower().partition("-")[0]
        if primary in list(Language):
            yield _weight(parameter), Language(primary)


def _weight(parameter: str) -> float:
    name, _, value = parameter.strip().partition("=")
    if name.strip() != "q":
        return 1.0
    try:
        return float(value)
    except ValueError:
        return 0.0
