"""E-mail by SMTP."""

from __future__ import annotations

import smtplib
import ssl
from email.message import EmailMessage
from email.utils import make_msgid
from urllib.parse import unquote, urlsplit

from adapters.i18n.telling import Telling
from adapters.outbound.notify.faults import not_arrived
from engine.contacts import Channel, is_address

_SECONDS = 15.0
_PERMANENT = range(500, 600)


class SmtpSender:
    """Implements `Sender`.

    Args:
        url: `smtp://user:password@host:587` (upgraded by STARTTLS when there is a user),
            `smtps://...` or `smtp://127.0.0.1:25`.
        sender: The address that letters come from.
    """

    def __init__(self, url: str, sender: str) -> None:
        self._parts = urlsplit(url)
        self._sender = sender

    def send(self, address: str, telling: Telling, key: str) -> None:
        """Send the letter; see the protocol."""
        if not is_address(Channel.EMAIL, address):
            raise not_arrived(cause="address not allowed", retryable=False)
        letter = EmailMessage()
        letter["From"], letter["To"], letter["Subject"] = self._sender, address, telling.subject
        # The same message has the same id, so that mail programs show a repetition once.
        letter["Message-ID"] = f"<{key.replace(':', '.')}@unioncase>" if key else make_msgid()
        letter["Auto-Submitted"] = "auto-generated"
        letter.set_content(telling.text)
        try:
            with self._connected() as server:
                server.send_message(letter)
        except smtplib.SMTPRecipientsRefused as refused:
            codes = [code for code, _ in refused.recipients.values()]
            gone = all(code in _PERMANENT for code in codes)
            raise not_arrived(cause=f"SMTP {codes[0]}", retryable=not gone) from refused
        except smtplib.SMTPResponseException as refused:
            permanent = refused.smtp_code in _PERMANENT
            raise not_arrived(
                cause=f"SMTP {refused.smtp_code}", retryable=not permanent
            ) from refused
        except (smtplib.SMTPException, OSError, ValueError) as error:
            helps = not isinstance(error, ValueError)
            raise not_arrived(cause=type(error).__name__, retryable=helps) from error

    def _connected(self) -> smtplib.SMTP:
        parts = self._parts
        host, context = parts.hostname or "127.0.0.1", ssl.create_default_context()
        server: smtplib.SMTP
        if parts.scheme == "smtps":
            server = smtplib.SMTP_SSL(host, parts.port or 465, timeout=_SECONDS, context=context)
        else:
            server = smtplib.SMTP(host, parts.port or 25, timeout=_SECONDS)
        if parts.username:
            if parts.scheme != "smtps":
                server.starttls(context=context)
            server.login(unquote(parts.username), unquote(parts.password or ""))
        return server
