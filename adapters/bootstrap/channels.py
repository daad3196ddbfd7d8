"""The channels that an installation sends notices through."""

from __future__ import annotations

from collections.abc import Mapping

from adapters.i18n.telling import NoticeWords
from adapters.outbound import db, notify
from adapters.outbound.db.database import Database
from adapters.settings import Settings
from engine.contacts import Channel
from engine.delivery import Courier
from engine.ports import Clock


def couriers(
    settings: Settings, database: Database, words: NoticeWords, clock: Clock
) -> Mapping[str, Courier]:
    """The channels that the settings open, by kind of message."""
    contacts, inbox = db.SqlAlchemyContacts(database), db.SqlAlchemyInbox(database)
    return {
        channel.value: notify.NoticeCourier(
            channel=channel, contacts=contacts, inbox=inbox, words=words, sender=sender
        )
        for channel, sender in _senders(settings, clock).items()
    }


def _senders(settings: Settings, clock: Clock) -> dict[Channel, notify.Sender]:
    """Chat robots are always open: their hosts are public, and each person names the address."""
    hosts = {host.strip() for host in settings.webhook_hosts.split(",")} - {""}
    senders: dict[Channel, notify.Sender] = {
        Channel.WECOM: notify.WeComRobot(notify.Poster({notify.WECOM_HOST, *hosts})),
        Channel.DINGTALK: notify.DingTalkRobot(
            notify.Poster({notify.DINGTALK_HOST, *hosts}), clock.now
        ),
    }
    if settings.smtp_url is not None:
        address = settings.smtp_url.get_secret_value()
        senders[Channel.EMAIL] = notify.SmtpSender(address, settings.smtp_sender)
    if settings.webhook_secret is not None:
        secret = settings.webhook_secret.get_secret_value().encode()
        senders[Channel.WEBHOOK] = notify.WebhookSender(notify.Poster(hosts), secret, clock.now)
    return senders
