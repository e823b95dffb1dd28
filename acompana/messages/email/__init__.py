"""E-mail over SMTP."""

import smtplib
from email.message import EmailMessage
from email.utils import format_datetime
from gettext import gettext as _
from urllib.parse import unquote, urlsplit

from acompana.messages.channels import ChannelDown, Letter, NotTaken

TIMEOUT_SECONDS = 10
"""For each answer of the server. A message takes some ten of them, and must be done before its claim ends."""
_PORTS = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}
_CLOSING = 421  # the server's way of saying that it goes down


class UnfitAddressError(ValueError):
    """The address of the SMTP server is not one."""


class Email:
    """Sends through one SMTP server, over one connection until closed.

    Args:
        url: smtp://user:password@host:port, or smtp+starttls:// or smtps:// for an encrypted connection.
        sender: the address the messages come from.
    """

    name = "email"

    def __init__(self, url: str, sender: str) -> None:
        try:
            parts = urlsplit(url)
            port = parts.port
        except ValueError:
            parts, port = urlsplit(""), None
        if parts.scheme not in _PORTS or not parts.hostname:
            raise UnfitAddressError(
                _(
                    "Expected the SMTP server as smtp://host:port, smtp+starttls://user:password@host:port or"
                    " smtps://…; found something else. Correct ACOMPANA_SMTP_URL."
                )
            )
        if sender.count("@") != 1 or any(sign.isspace() for sign in sender):
            raise UnfitAddressError(
                _("Expected the sender's address as name@host; found something else. Correct ACOMPANA_MAIL_FROM.")
            )
        self._scheme = parts.scheme
        self._host, self._port = parts.hostname, port or _PORTS[parts.scheme]
        self._user, self._password = unquote(parts.username or ""), unquote(parts.password or "")
        self._sender = sender
        self._server: smtplib.SMTP | None = None

    def send(self, letter: Letter) -> None:
        try:
            self._connected().send_message(self._written(letter))
        except smtplib.SMTPRecipientsRefused as error:
            self.close()
            raise NotTaken(_("Expected the server to take the recipient's address; it did not.")) from error
        except smtplib.SMTPResponseException as error:
            self.close()
            if error.smtp_code == _CLOSING:
                raise self._down(error) from error
            raise NotTaken(
                _("Expected the server to take the message; it answered {code}.").format(code=error.smtp_code)
            ) from error
        except (smtplib.SMTPException, OSError) as error:
            self.close()
            raise self._down(error) from error

    def close(self) -> None:
        if self._server is not None:
            self._server.close()
            self._server = None

    def _connected(self) -> smtplib.SMTP:
        if self._server is None:
            kind = smtplib.SMTP_SSL if self._scheme == "smtps" else smtplib.SMTP
            server = kind(self._host, self._port, timeout=TIMEOUT_SECONDS)
            if self._scheme == "smtp+starttls":
                server.starttls()
            if self._user:
                server.login(self._user, self._password)
            self._server = server
        return self._server

    def _written(self, letter: Letter) -> EmailMessage:
        message = EmailMessage()
        message["Subject"] = letter.subject
        message["From"] = self._sender
        message["To"] = letter.address
        message["Date"] = format_datetime(letter.at)
        # A repeated message has the id of the first, and many mailboxes then show one.
        message["Message-ID"] = f"<{letter.id}@{self._sender.partition('@')[2]}>"
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(letter.text)
        return message

    def _down(self, error: Exception) -> ChannelDown:
        return ChannelDown(
            _(
                "Expected an SMTP server at {address}; found {found}. Check that it runs and that ACOMPANA_SMTP_URL"
                " names it."
            ).format(address=f"{self._host}:{self._port}", found=type(error).__name__)
        )
