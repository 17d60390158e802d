"""The channels that the settings set up, and the delivery that uses them."""

from typing import Final

from models.notice import Channel
from workflow import store
from workflow.delivery.letters import Courier
from workflow.delivery.mail import Mail, Server
from workflow.delivery.mail_in import MailIn
from workflow.delivery.process import WIDTH, Delivery
from workflow.delivery.replying import ReplyTo
from workflow.delivery.wording import Sender
from workflow.engine import Engine
from workflow.errors import NotFound
from workflow.settings import Settings

ALL: Final = (Channel.EMAIL, Channel.CHAT, Channel.SMS)


def couriers(settings: Settings, city: str = "") -> dict[Channel, Courier]:
    """SetUpError for a setting that cannot be; one that is empty leaves its channel out."""
    found: dict[Channel, Courier] = {}
    if settings.smtp_url:
        found[Channel.EMAIL] = Mail(Server.of(settings.smtp_url, settings.mail_from), city)
    for channel, url in ((Channel.CHAT, settings.chat_url), (Channel.SMS, settings.sms_url)):
        if url:
            from workflow.delivery.gateways import Gateway  # Apprise takes a second to come

            found[channel] = Gateway(channel, url, WIDTH)
    return found


async def delivery(engine: Engine, settings: Settings) -> Delivery:
    """The delivery of this city by these settings. NotFound where there is no city yet."""
    async with store.snapshot(engine.database) as connection:
        city = await store.seeding.city_row(connection)
    if city is None:
        raise NotFound(what="city")
    replies = ReplyTo(settings.mail_replies, engine.keys) if settings.mail_replies else None
    sender = Sender(city.name, settings.public_url or settings.url, replies)
    mail_in = MailIn(engine, settings.mail_in, replies) if settings.mail_in and replies else None
    return Delivery(engine, couriers(settings, city.name), sender, mail_in=mail_in)
