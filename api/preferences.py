"""Which messages somebody wants, how and when, and where they are reached. Everybody's own, and nobody else's."""

from typing import Annotated, Final, Self

from fastapi import APIRouter, Body
from pydantic import Field, StrictBool, StringConstraints, model_validator

from api.body import JsonRequest
from api.documents import Document
from api.openapi import answers
from api.routes import Signed, engine, person
from models.notice import Channel
from models.people import Language
from workflow.commands import Actor, Payload
from workflow.delivery import inbox
from workflow.delivery.deciding import Wishes
from workflow.delivery.letters import ADDRESSES, LONGEST
from workflow.engine import Engine
from workflow.rules.calling import Notices

router = APIRouter(prefix="/api/v1", route_class=Signed, tags=["notices"])

Minute = Annotated[str, StringConstraints(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]


def _address(channel: Channel) -> StringConstraints:
    return StringConstraints(max_length=LONGEST, pattern=f"^(?:{ADDRESSES[channel].pattern})$")


Email = Annotated[str, _address(Channel.EMAIL)]
Phone = Annotated[str, _address(Channel.SMS)]
Handle = Annotated[str, _address(Channel.CHAT)]

EXAMPLE: Final = {
    "language": "zh",
    "channels": ["email"],
    "quiet": {"from": "21:30", "to": "07:30"},
    "digest": True,
    "email": "zhang@example.org",
}


class Quiet(Payload):
    """From one time of the day to another, past midnight too; the same twice: none at all."""

    from_: Minute = Field(alias="from")
    to: Minute


class Preferences(Payload):
    """`channels` empty and `quiet` null: as the rules say. Urgent messages come at once, by the channels of the rules,
    whatever stands here. An address that is left out is none."""

    language: Language
    channels: list[Channel] = Field(default_factory=list, max_length=len(Channel))
    quiet: Quiet | None = None
    digest: StrictBool = False
    email: Email | None = None
    phone: Phone | None = None
    chat: Handle | None = None

    @model_validator(mode="after")
    def _each_once(self) -> Self:
        if len(set(self.channels)) < len(self.channels):
            raise ValueError("each channel once")
        return self


class RulesOf(Document):
    """What holds for who has chosen nothing, and for what is urgent."""

    channels: list[Channel]
    urgent: list[Channel]
    quiet: Quiet
    digest: str


class PreferencesOf(Document):
    own: Preferences
    rules: RulesOf


@router.get("/preferences", summary="What you want of messages", responses=answers(401, 403))
async def preferences(request: JsonRequest) -> PreferencesOf:
    """Your own, and what the city's rules say."""
    return await _read(engine(request), person(request))


@router.put("/preferences", summary="Choose what you want of messages", responses=answers(400, 401, 403, 413, 415))
async def prefer(request: JsonRequest, asked: Annotated[Preferences, Body(examples=[EXAMPLE])]) -> PreferencesOf:
    """All of it anew. It holds for what is sent from now on."""
    asker = person(request)
    assert asker.id is not None
    await inbox.prefer(engine(request), asker.id, _wishes(asked))
    return await _read(engine(request), asker)


async def _read(engine: Engine, actor: Actor) -> PreferencesOf:
    assert actor.id is not None
    found, now = await inbox.wishes(engine, actor.id)
    return PreferencesOf(own=_shown(found), rules=_rules(now.rules.notices))


def _wishes(asked: Preferences) -> Wishes:
    addresses = {Channel.EMAIL: asked.email, Channel.SMS: asked.phone, Channel.CHAT: asked.chat}
    return Wishes(
        language=asked.language,
        channels=tuple(asked.channels),
        quiet=(_minute(asked.quiet.from_), _minute(asked.quiet.to)) if asked.quiet else None,
        digest=asked.digest,
        addresses={channel: address for channel, address in addresses.items() if address},
    )


def _shown(wishes: Wishes) -> Preferences:
    """As they are stored; an address that a file brought in is shown as it is."""
    return Preferences.model_construct(
        language=wishes.language,
        channels=list(wishes.channels),
        quiet=_quiet(wishes.quiet) if wishes.quiet else None,
        digest=wishes.digest,
        email=wishes.addresses.get(Channel.EMAIL),
        phone=wishes.addresses.get(Channel.SMS),
        chat=wishes.addresses.get(Channel.CHAT),
    )


def _rules(rules: Notices) -> RulesOf:
    return RulesOf(
        channels=list(rules.channels), urgent=list(rules.urgent), quiet=_quiet(rules.quiet), digest=_clock(rules.digest)
    )


def _quiet(minutes: tuple[int, int]) -> Quiet:
    return Quiet.model_validate({"from": _clock(minutes[0]), "to": _clock(minutes[1] % 1440)})


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


def _minute(text: str) -> int:
    hours, minutes = text.split(":")
    return int(hours) * 60 + int(minutes)
