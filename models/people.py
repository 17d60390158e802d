"""The staff: persons, the posts that give them rights, the rosters that say who is on duty, and their sign-ins."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint
from sqlmodel import Field

from models.columns import INSTANT, TEXT, Row, Value


class Role(StrEnum):
    INFORMANT = "informant"
    HANDLER = "handler"
    INTAKE = "intake"
    DISPATCHER = "dispatcher"
    TOWNSHIP_SUPERVISOR = "township_supervisor"
    SUPERVISOR = "supervisor"
    UNIT_MEMBER = "unit_member"
    DUTY = "duty"
    CENTRE = "centre"
    ADMIN = "admin"


class Language(StrEnum):
    ZH = "zh"
    EN = "en"


class Person(Value):
    """A member of staff."""

    id: UUID = Field(primary_key=True)
    name: str = Field(sa_type=TEXT)
    language: Language = Field(default=Language.ZH, sa_type=TEXT)
    email: str | None = Field(default=None, sa_type=TEXT)
    phone: str | None = Field(default=None, sa_type=TEXT)
    chat: str | None = Field(default=None, sa_type=TEXT)
    """Their handle with the city's chat service."""


class PersonRow(Person, Row, table=True):
    __tablename__ = "person"


class Post(Value):
    """A person × role × grid or unit × period. `chief` makes a dispatcher the duty chief (值班长). `surge` names the
    surge team (突击队) that the post belongs to; such a post always has an end."""

    id: UUID = Field(primary_key=True)
    person_id: UUID = Field(foreign_key="person.id", index=True)
    role: Role = Field(sa_type=TEXT)
    grid_id: UUID | None = Field(default=None, foreign_key="grid.id", index=True)
    unit_id: UUID | None = Field(default=None, foreign_key="unit.id", index=True)
    chief: bool = False
    surge: str | None = Field(default=None, sa_type=TEXT)
    valid_from: datetime = Field(sa_type=INSTANT)
    valid_to: datetime | None = Field(default=None, sa_type=INSTANT)

    def holds(self, now: datetime) -> bool:
        return self.valid_from <= now and (self.valid_to is None or now < self.valid_to)


class PostRow(Post, Row, table=True):
    __tablename__ = "post"


class RosterKind(StrEnum):
    SHIFT = "shift"
    LEAVE = "leave"


class RosterDays(StrEnum):
    """On which days a roster line applies: every day, the calendar's working days, or its rest days."""

    ALL = "all"
    WORKDAYS = "workdays"
    RESTDAYS = "restdays"


class Roster(Value):
    """A line of a roster (值班表): on these days of this period, from one minute of the day to another, the holder of a
    post is on duty (`shift`) or away (`leave`). A shift whose end is not after its start runs past midnight. A post
    without any shift is on duty in the calendar's working slots. `substitute_id` stands in for the holder."""

    id: UUID = Field(primary_key=True)
    kind: RosterKind = Field(default=RosterKind.SHIFT, sa_type=TEXT)
    post_id: UUID = Field(foreign_key="post.id", index=True)
    days: RosterDays = Field(default=RosterDays.ALL, sa_type=TEXT)
    weekdays: int = 127
    """A bit for each day of the week, Monday the lowest."""
    from_minute: int = 0
    to_minute: int = 1440
    starts_on: date
    ends_on: date | None = None
    substitute_id: UUID | None = Field(default=None, foreign_key="person.id")


class RosterRow(Roster, Row, table=True):
    __tablename__ = "roster"


class AccountRow(Row, table=True):
    """A person's way in. `password_hash` is argon2's own text form."""

    __tablename__ = "account"
    person_id: UUID = Field(primary_key=True, foreign_key="person.id")
    username: str = Field(sa_type=TEXT, unique=True)
    password_hash: str = Field(sa_type=TEXT)
    disabled: bool = False


class SignInRow(Row, table=True):
    """An open sign-in; only the SHA-256 of its token is stored."""

    __tablename__ = "sign_in"
    token_hash: bytes = Field(primary_key=True)
    person_id: UUID = Field(foreign_key="person.id", index=True)
    created_at: datetime = Field(sa_type=INSTANT)
    expires_at: datetime = Field(sa_type=INSTANT, index=True)
    device: str = Field(default="", sa_type=TEXT)
    """What its holder knows it by, such as `Chrome · Android`; empty for a program."""


class SetUpRow(Row, table=True):
    """That a real city waits for its first administrator, or had one named. Of the code that was printed only the
    SHA-256 is stored, and that only until it was used."""

    __tablename__ = "set_up"
    __table_args__ = (CheckConstraint("id = 1", "set_up_is_one"),)
    id: int = Field(default=1, primary_key=True, sa_column_kwargs={"autoincrement": False})
    code_hash: bytes | None = None
    printed_at: datetime = Field(sa_type=INSTANT)
    done_at: datetime | None = Field(default=None, sa_type=INSTANT)
