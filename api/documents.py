"""What the API answers, as OpenAPI shows it: problems, sign-ins, the catalogue, health. Cases have their own module."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from models.incident import Flow
from models.people import Language, Role


class Document(BaseModel):
    model_config = ConfigDict(frozen=True)


class Fault(Document):
    """One field that is wrong: its path, a code for programs, a sentence for people."""

    field: str
    reason: str
    message: str


class Problem(Document):
    """RFC 9457. A conflict also carries `current` (the version) and `state`, or the `guard` that held; a key that
    was used before, in `answer`, what was answered then."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "type": "/problems/bad-input",
                    "title": "填写的内容有误",
                    "status": 400,
                    "detail": "请按下面指出的各项改正后再提交。",
                    "errors": [{"field": "category", "reason": "unknown-category", "message": "没有这个事件类别。"}],
                }
            ]
        }
    )
    type: str
    title: str
    status: int
    detail: str
    errors: list[Fault] | None = None
    current: int | None = None
    state: str | None = None
    kind: str | None = None
    move: str | None = None
    guard: str | None = None
    answer: dict[str, Any] | None = None


class Named(Document):
    id: UUID
    name: str


class PostOf(Document):
    role: Role
    grid: str | None
    grid_name: str | None
    unit: str | None
    unit_name: str | None
    chief: bool


class Person(Named):
    language: Language
    posts: list[PostOf]


class Session(Document):
    """An open sign-in, and what its holder may act as. `city_time`: the city's clock; a demonstration winds it on."""

    expires_at: datetime
    city_time: datetime
    person: Person


class NewSession(Session):
    """The token goes into `Authorization: Bearer …`; pages use the cookie that comes with it."""

    access_token: str
    token_type: Literal["bearer"] = "bearer"  # noqa: S105 - the kind of token, not one


class CategoryOf(Document):
    key: str
    zh: str
    en: str


class GridOf(Document):
    code: str
    name: str


class ConditionOf(Document):
    """A condition of filing or of closing, by the name under which it is recorded."""

    name: str
    zh: str
    en: str


class CatalogueCategory(CategoryOf):
    """`code` is what the standard says, `older` what the standard before it said. `pinyin` and `initials` are its
    Chinese name in Latin letters, without tones; `words` are what people call it, by which it may be suggested.
    `flow` tells problems from suggestions and wishes."""

    code: str
    older: str | None
    group: str
    family: str
    flow: Flow
    pinyin: str
    initials: str
    words: list[str]
    filing: list[ConditionOf]
    closing: list[ConditionOf]


class UnitOf(Document):
    code: str
    name: str
    kind: str


class SeverityOf(Document):
    level: int
    zh: str
    en: str


class Catalogue(Document):
    categories: list[CatalogueCategory]
    groups: list[CategoryOf]
    severities: list[SeverityOf]
    units: list[UnitOf]


class GridRow(GridOf):
    """`pinyin` and `initials` are its name's, so that it is found by typing."""

    tier: str
    level: int
    parent: str | None
    special: bool
    kind: str | None
    pinyin: str
    initials: str


class Health(Document):
    """`ready` only when all is: else `reasons` names what is missing."""

    ready: bool
    reasons: list[str]
