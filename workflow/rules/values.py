"""The single values of a rules file: each reads a text, or says what it expected (an error named `rules-…`).

What a name may refer to comes in as the validation's context: `Names`, the names that the file itself declares.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import partial
from typing import Annotated, Any, Final, Literal, LiteralString, TypeVar
from zoneinfo import ZoneInfo

from pydantic import BeforeValidator, Field, PlainValidator, ValidationInfo
from pydantic_core import PydanticCustomError

from models.people import Role
from workflow.calendar import Budget, Unit
from workflow.rules.language import Receiver, covers


@dataclass(frozen=True, slots=True)
class Names:
    """What the file declares, right or wrong: categories (and the older standard's codes for them), filing and
    closing conditions, kinds, ladders, shared conditions."""

    categories: tuple[str, ...] = ()
    older: Mapping[str, str] = field(default_factory=dict)
    filing: tuple[str, ...] = ()
    closing: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    grid_kinds: tuple[str, ...] = ()
    special_kinds: tuple[str, ...] = ()
    ladders: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()
    spot_kinds: tuple[str, ...] = ()


RECEIVING_ROLES: Final = {
    Role.HANDLER: 3,
    Role.DISPATCHER: 2,
    Role.TOWNSHIP_SUPERVISOR: 2,
    Role.SUPERVISOR: 1,
    Role.DUTY: 2,
    Role.CENTRE: 1,
}
"""The roles that may be sent, each with the duty level at which it usually stands."""

_LONGEST: Final = {
    Unit.MINUTE: 999_999,
    Unit.HOUR: 17_520,
    Unit.DAY: 730,
    Unit.WORK_MINUTE: 240_000,
    Unit.WORK_HOUR: 4_000,
    Unit.WORK_DAY: 500,
    Unit.STATUTORY_DAY: 500,
}
"""About two years: what is longer is a slip, and would run out of the years that a calendar covers."""

_UNIT_WORDS: Final = {
    word: unit
    for unit, words in {
        "m": ("min", "mins", "minute", "minutes", "分", "分钟"),
        "h": ("hr", "hrs", "hour", "hours", "小时", "个小时", "时"),
        "d": ("day", "days", "天", "日", "自然日"),
        "wm": ("mw", "working minutes", "工作分钟"),
        "wh": ("hw", "working hour", "working hours", "工作时", "工作小时", "个工作小时"),
        "wd": ("dw", "bd", "workday", "workdays", "working day", "working days", "工作日", "个工作日"),
        "sd": ("ds", "statutory day", "statutory days", "法定日", "个法定日"),
    }.items()
    for word in (unit, *words)
}
"""What people write for a unit, in lower case."""

_CLOCK: Final = r"([01]?\d|2[0-3]):([0-5]\d)"
_SPAN: Final = re.compile(rf"{_CLOCK}\s*-\s*(?:{_CLOCK}|(24):(00))")
_SPANNED: Final = r"[0-9]{1,2}:[0-9]{2}\s*-\s*[0-9]{1,2}:[0-9]{2}"
RECEIVED: Final = rf"grid|unit \S+|(substitute of )?role ({'|'.join(RECEIVING_ROLES)}) level [1-4]"
"""How a receiver is written."""

_NAME: Final = re.compile(r"\w[\w.-]{0,59}")
_T = TypeVar("_T")


def wrong(code: LiteralString, seen: object = "", **facts: Any) -> PydanticCustomError:
    """The error that becomes the problem `rules-CODE`."""
    return PydanticCustomError(code, code, {"seen": str(seen), **facts})


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise wrong("not-text", key="")
    return value


def _words(value: object) -> str:
    text = _text(value).strip()
    if not 1 <= len(text) <= 200:
        raise wrong("text-length", text, most="200")
    return text


def _name(value: object) -> str:
    text = _text(value)
    if not _NAME.fullmatch(text):
        raise wrong("name", text)
    return text


def _whole(low: int, high: int, value: object) -> int:
    text = _text(value)
    if not re.fullmatch("[0-9]{1,9}", text) or not low <= int(text) <= high:
        raise wrong("number", text, low=str(low), high=str(high))
    return int(text)


def _flag(value: object) -> bool:
    text = _text(value)
    if text not in ("true", "false"):
        raise wrong("flag", text)
    return text == "true"


def _budget(value: object) -> Budget:
    text = _text(value)
    try:
        budget = Budget.parse(text)
    except ValueError:
        raise wrong("budget", text, **_meant(text)) from None
    if budget.amount > _LONGEST[budget.unit]:
        raise wrong("budget-long", text, most=f"{_LONGEST[budget.unit]}{budget.unit}")
    return budget


def _meant(text: str) -> dict[str, str]:
    """The time that was probably meant, where it has a number and a word for a unit."""
    found = re.fullmatch(r"\s*(\d{1,6})\s*(\D+?)\s*", text)
    unit = _UNIT_WORDS.get(" ".join(found[2].lower().split())) if found else None
    return {"near": "yes", "nearest": f"{int(found[1])}{unit}"} if found and unit and int(found[1]) else {"near": "no"}


def _work_days(value: object) -> Budget:
    budget = _budget(value)
    if budget.unit is not Unit.WORK_DAY:
        raise wrong("work-days", budget, nearest=f"{budget.amount}{Unit.WORK_DAY}")
    return budget


def _running(value: object) -> Budget:
    budget = _budget(value)
    if budget.works:
        raise wrong("budget-runs", budget, nearest=f"{budget.amount}{str(budget.unit)[-1]}")
    return budget


def _workday(value: object) -> int:
    text = _text(value)
    found = re.fullmatch(r"([1-9]\d?)wh|([1-9]\d{0,3})wm", text)
    seconds = (int(found[1] or 0) * 3_600 + int(found[2] or 0) * 60) if found else 0
    if not 0 < seconds <= 86_400:
        raise wrong("workday", text)
    return seconds


def _share(value: object) -> Fraction:
    text = _text(value)
    found = re.fullmatch(r"(\d{1,3}(?:\.\d{1,2})?)\s*%", text)
    share = Fraction(found[1]) / 100 if found else Fraction(0)
    if not 0 < share <= 1:
        raise wrong("share", text)
    return share


def _span(value: object) -> tuple[int, int]:
    """Minutes of the day, from and to; the end may be 24:00 and lie before the start, past midnight."""
    text = _text(value)
    found = _SPAN.fullmatch(text)
    if found is None:
        raise wrong("span", text)
    start = int(found[1]) * 60 + int(found[2])
    end = int(found[3] or found[5]) * 60 + int(found[4] or found[6])
    if start == end:
        raise wrong("span", text)
    return start, end


def _hours(value: object) -> tuple[int, int]:
    start, end = _span(value)
    if end < start:
        raise wrong("hours-over-midnight", value)
    return start, end


def _moment(value: object) -> int:
    text = _text(value)
    found = re.fullmatch(_CLOCK, text)
    if found is None:
        raise wrong("moment", text)
    return int(found[1]) * 60 + int(found[2])


def _day(value: object) -> str:
    text = _text(value)
    found = re.fullmatch(r"(\d\d)-(\d\d)", text)
    days = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
    if not found or not 1 <= int(found[1]) <= 12 or not 1 <= int(found[2]) <= days[int(found[1]) - 1]:
        raise wrong("day", text)
    return text


def _season(value: object) -> tuple[str, str]:
    """The first and the last day, such as 06-01 and 09-30; the last may lie before the first, past New Year."""
    text = _text(value)
    found = re.fullmatch(r"([\d-]+)\s*\.\.\s*([\d-]+)", text)
    if found is None:
        raise wrong("season", text)
    return _day(found[1]), _day(found[2])


def _at_least(value: object) -> int:
    text = _text(value)
    found = re.fullmatch(r">=\s*([1-9]\d{0,4})", text)
    if found is None:
        raise wrong("at-least", text)
    return int(found[1])


def _zone(value: object) -> ZoneInfo:
    text = _text(value)
    try:
        return ZoneInfo(text)
    except (LookupError, ValueError, OSError):
        raise wrong("timezone", text) from None


def _prefix(value: object) -> str:
    text = _text(value)
    if not re.fullmatch("[A-Z]{1,4}", text):
        raise wrong("prefix", text)
    return text


def _code(value: object) -> str:
    text = _text(value)
    if not re.fullmatch("[0-9A-Za-z._-]{1,40}", text):
        raise wrong("code", text)
    return text


def _said(value: object) -> str:
    return _words(value).lower()


def names(info: ValidationInfo) -> Names:
    """The names that came with a validation; none where there are none."""
    return info.context if isinstance(info.context, Names) else Names()


def _known(code: LiteralString, field: str, value: object, info: ValidationInfo) -> str:
    text = _text(value)
    declared: tuple[str, ...] = getattr(names(info), field)
    if text not in declared:
        raise wrong(code, text, known=declared)
    return text


def _categories(value: object, info: ValidationInfo) -> str:
    """A category's key, or a group such as `06*` that has at least one category."""
    text, declared = _text(value), names(info)
    if text in declared.older:
        raise wrong("older-category", text, key=declared.older[text])
    if text == "*" or not any(covers(text, key) for key in declared.categories):
        raise wrong("unknown-category", text, known=declared.categories)
    return text


def _receiver(value: object, info: ValidationInfo) -> Receiver:
    """`grid`, `unit KIND`, `role ROLE level N` or `substitute of role ROLE level N`."""
    match _text(value).split():
        case ["substitute", "of", *rest] if rest[:1] == ["role"]:
            return replace(_receiver(" ".join(rest), info), how="substitute")
        case ["grid"]:
            return Receiver("grid", level=3)
        case ["unit", kind]:
            return Receiver("unit", unit=_known("unknown-unit", "units", kind, info))
        case ["role", role, "level", level] if role in RECEIVING_ROLES:
            return Receiver("role", role=Role(role), level=_whole(1, 4, level))
        case ["role", role, "level", _]:
            raise wrong("unknown-role", role, known=tuple(str(r) for r in RECEIVING_ROLES))
        case _:
            roles = (f"role {role} level {level}" for role, level in RECEIVING_ROLES.items())
            raise wrong("receiver", value, known=("grid", *(f"unit {kind}" for kind in names(info).units), *roles))


def _read_by(read: Callable[..., _T], written: Any = str) -> PlainValidator:
    """`written` is what an editor takes it for: the type of a plain YAML value, or the pattern of a text."""
    shown = Annotated[str, Field(pattern=f"^({written})$")] if isinstance(written, str) else written
    return PlainValidator(read, json_schema_input_type=shown)


def known(code: LiteralString, field: str) -> PlainValidator:
    """A name that the file declares among `Names`' field; else the error `code`."""
    return _read_by(partial(_known, code, field))


def choice(*values: str, code: LiteralString = "choice") -> PlainValidator:
    """One of a closed list of words."""

    def choose(value: object) -> str:
        text = _text(value)
        if text not in values:
            raise wrong(code, text, known=values)
        return text

    return _read_by(choose, Literal[tuple(str(value) for value in values)])


def whole(low: int, high: int) -> PlainValidator:
    """A whole number within bounds."""
    return _read_by(partial(_whole, low, high), Annotated[int, Field(ge=low, le=high)])


def _several(value: object) -> object:
    return [value] if isinstance(value, str) else value


_Received = Annotated[str, Field(pattern=f"^({RECEIVED})$")]
one_or_several: Final = BeforeValidator(_several, json_schema_input_type=_Received | list[_Received])
"""A list, of which a single one may stand without brackets."""

Words = Annotated[str, _read_by(_words)]
Name = Annotated[str, _read_by(_name)]
Code = Annotated[str, _read_by(_code, str | int)]
Flag = Annotated[bool, _read_by(_flag, bool)]
Amount = Annotated[Budget, _read_by(_budget, "[1-9][0-9]*(m|h|d|wm|wh|wd|sd)")]
Running = Annotated[Budget, _read_by(_running, "[1-9][0-9]*(m|h|d)")]
WorkDays = Annotated[Budget, _read_by(_work_days, "[1-9][0-9]*wd")]
Workday = Annotated[int, _read_by(_workday, "[1-9][0-9]*(wh|wm)")]
Share = Annotated[Fraction, _read_by(_share, r"(100(\.0{1,2})?|[0-9]{1,2}(\.[0-9]{1,2})?)\s*%")]
Span = Annotated[tuple[int, int], _read_by(_span, _SPANNED)]
Hours = Annotated[tuple[int, int], _read_by(_hours, _SPANNED)]
Moment = Annotated[int, _read_by(_moment, "[0-9]{1,2}:[0-9]{2}")]
Day = Annotated[str, _read_by(_day, "[0-9]{2}-[0-9]{2}")]
Season = Annotated[tuple[str, str], _read_by(_season, r"[0-9]{2}-[0-9]{2}\s*\.\.\s*[0-9]{2}-[0-9]{2}")]
AtLeast = Annotated[int, _read_by(_at_least, r">=\s*[1-9][0-9]*")]
Zone = Annotated[ZoneInfo, _read_by(_zone)]
Prefix = Annotated[str, _read_by(_prefix, "[A-Z]{1,4}")]
Said = Annotated[str, _read_by(_said)]
CategoryPattern = Annotated[str, _read_by(_categories, str | int)]
To = Annotated[Receiver, _read_by(_receiver, RECEIVED)]
CategoryName = Annotated[str, _read_by(partial(_known, "unknown-category", "categories"), str | int)]
LadderName = Annotated[str, known("unknown-ladder", "ladders")]
ConditionName = Annotated[str, known("unknown-conditions", "conditions")]
FilingName = Annotated[str, known("unknown-filing", "filing")]
ClosingName = Annotated[str, known("unknown-closing", "closing")]
