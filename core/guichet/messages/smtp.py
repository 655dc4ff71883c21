"""Mail transport by SMTP."""

import contextlib
import smtplib
import ssl
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

from guichet.messages.transports import TIMEOUT, DeliveryFailure, PermanentFailure, TemporaryFailure
from guichet.settings import THIS_MACHINE, MailSettings, SettingsError


class Smtp:
    """Hands each mail to the relay of the settings, over a connection of its own."""

    def __init__(self, settings: MailSettings, timeout: float = TIMEOUT, tls: ssl.SSLContext | None = None) -> None:
        """``timeout`` is in seconds per answer; ``tls`` replaces the machine's own list of certificate authorities.

        Raises :class:`SettingsError` when the password cannot be read, or would travel unencrypted.
        """
        self._settings = settings
        self._timeout = timeout
        self._tls = tls or ssl.create_default_context()
        self._password = _password(settings)

    def send(self, message: EmailMessage, recipient: str) -> str:
        """Sends and returns the Message-ID. What the relay answers in the 5xx range about this mail is permanent.

        Everything that happens before, such as a wrong password, says nothing about the mail and is temporary.
        """
        sender = message["From"].addresses[0].addr_spec
        with self._connected() as connection:
            try:
                connection.send_message(message, from_addr=sender, to_addrs=[recipient])
            except OSError as problem:  # smtplib's own errors are OSErrors too
                raise _failure(problem) from problem
        return str(message["Message-ID"])

    @contextlib.contextmanager
    def _connected(self) -> Iterator[smtplib.SMTP]:
        try:
            connection = self._connect()
        except OSError as problem:
            raise TemporaryFailure(f"smtp-{_name(problem)}") from problem
        try:
            yield connection
        finally:
            _hang_up(connection)

    def _connect(self) -> smtplib.SMTP:
        host, port = self._settings.host, self._settings.port
        if self._settings.security == "tls":
            connection: smtplib.SMTP = smtplib.SMTP_SSL(host, port, timeout=self._timeout, context=self._tls)
        else:
            connection = smtplib.SMTP(host, port, timeout=self._timeout)
        try:
            if self._settings.security == "starttls":
                connection.starttls(context=self._tls)
            if self._settings.username:
                connection.login(self._settings.username, self._password)
        except BaseException:
            connection.close()
            raise
        return connection


def _password(settings: MailSettings) -> str:
    if not settings.username:
        return ""
    if settings.security == "none" and settings.host not in THIS_MACHINE:
        raise SettingsError(
            "guichet.mail.username: the password would be readable on the way; set guichet.mail.security"
        )
    try:
        return Path(settings.password_file).read_text().strip()
    except OSError as problem:
        raise SettingsError(f"guichet.mail.password_file: {problem}") from None


def _failure(problem: OSError) -> DeliveryFailure:
    """The failure that an error during the hand-over stands for."""
    if isinstance(problem, smtplib.SMTPRecipientsRefused):
        return _answered(next(iter(problem.recipients.values()))[0])
    if isinstance(problem, smtplib.SMTPResponseException):
        return _answered(problem.smtp_code)
    if isinstance(problem, smtplib.SMTPNotSupportedError):
        return PermanentFailure("smtp-address-not-supported")
    return TemporaryFailure(f"smtp-{_name(problem)}")


def _answered(code: int) -> DeliveryFailure:
    return PermanentFailure(f"smtp-{code}") if 500 <= code < 600 else TemporaryFailure(f"smtp-{code}")


def _name(problem: Exception) -> str:
    return type(problem).__name__.lower()


def _hang_up(connection: smtplib.SMTP) -> None:
    # The outcome is known by now: an error of QUIT must not make a mail that was taken look unsent.
    with contextlib.suppress(OSError):
        connection.quit()
    connection.close()
