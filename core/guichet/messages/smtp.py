"""Mail transport by SMTP.

Fault of a refusal: before a recipient is named it is the relay's; afterwards the enhanced status decides (RFC 3463),
since the basic code does not tell an unknown address (550 5.1.1) from a sender that may not send (550 5.7.60).
"""

import contextlib
import re
import smtplib
import ssl
from collections.abc import Iterator
from email.message import EmailMessage

from guichet.messages.transports import TIMEOUT, DeliveryFailure, PermanentFailure, ProviderRejected, TemporaryFailure
from guichet.settings import THIS_MACHINE, MailSettings, SettingsError, read_secret

_STATUS = re.compile(rb"^([245])\.([0-9]{1,3})\.([0-9]{1,3})(?![0-9.])", re.MULTILINE)
"""Enhanced status at the beginning of a line of an answer (RFC 2034)."""
_NO_SUCH_RECIPIENT = ("1.0", "1.1", "1.2", "1.3", "1.4", "1.5", "1.6", "1.10", "2.1")
"""Unknown, moved or disabled mailbox, unknown domain. The other statuses 1.x are about the sender's address or a
mailer on the way (RFC 3463, 3.2)."""
_MAILBOX = ("2.0", "2.2")
"""A mailbox that takes nothing at present, e.g. a full one; it may tomorrow."""


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
        """Sends and returns the Message-ID.

        Raises :class:`PermanentFailure` only when the relay says that there is no such recipient, and else
        :class:`TemporaryFailure`, of which :class:`ProviderRejected` is one.
        """
        sender = message["From"].addresses[0].addr_spec
        with self._connected() as connection:
            try:
                connection.send_message(message, from_addr=sender, to_addrs=[recipient])
            except OSError as problem:  # smtplib's own errors are OSErrors too
                raise _failure(problem) from problem
        return str(message["Message-ID"])

    def check(self) -> None:
        """Connects and signs in as for a mail, and sends none. Raises :class:`ProviderRejected`."""
        with self._connected():
            pass

    @contextlib.contextmanager
    def _connected(self) -> Iterator[smtplib.SMTP]:
        try:
            connection = self._connect()
        except OSError as problem:
            # Unreachable, untrusted certificate, wrong password: also for the operator, who can put it right.
            raise ProviderRejected(f"smtp-{_name(problem)}") from problem
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
    remedy = "write the password of the relay into it, readable by the service's user only"
    return read_secret("guichet.mail.password_file", settings.password_file, remedy)


def _failure(problem: OSError) -> DeliveryFailure:
    """The failure that an error during the hand-over stands for."""
    if isinstance(problem, smtplib.SMTPRecipientsRefused):
        # One recipient per mail, so that the refusal of one address is never that of another.
        ((code, answer),) = problem.recipients.values()
        return _about_recipient(code, answer)
    if isinstance(problem, smtplib.SMTPDataError):
        return _about_recipient(problem.smtp_code, problem.smtp_error)
    if isinstance(problem, smtplib.SMTPResponseException):
        answer = problem.smtp_error if isinstance(problem.smtp_error, bytes) else problem.smtp_error.encode()
        return ProviderRejected(_reason(problem.smtp_code, _STATUS.search(answer)))
    if isinstance(problem, smtplib.SMTPNotSupportedError):
        return PermanentFailure("smtp-address-not-supported")
    return ProviderRejected(f"smtp-{_name(problem)}")


def _about_recipient(code: int, answer: bytes | str) -> DeliveryFailure:
    """The failure that an answer to ``RCPT TO`` or ``DATA`` stands for."""
    found = _STATUS.search(answer if isinstance(answer, bytes) else answer.encode())
    reason, status = _reason(code, found), f"{int(found[2])}.{int(found[3])}" if found else ""
    if not 500 <= code < 600:
        return TemporaryFailure(reason, fault="recipient" if status in (*_NO_SUCH_RECIPIENT, *_MAILBOX) else "")
    if status in _NO_SUCH_RECIPIENT:
        return PermanentFailure(reason)
    if status in _MAILBOX:
        return TemporaryFailure(reason, fault="recipient")
    # Policy, quota, size, routing. Also a 5xx without status: many relays say 550 both for an unknown address and for
    # a sender they do not know, and a mail too late does less harm than a decision that is never sent.
    return ProviderRejected(reason)


def _reason(code: int, status: re.Match[bytes] | None) -> str:
    return f"smtp-{code}-{status[0].decode()}" if status else f"smtp-{code}"


def _name(problem: Exception) -> str:
    return type(problem).__name__.lower()


def _hang_up(connection: smtplib.SMTP) -> None:
    # The outcome is known by now: an error of QUIT must not make a mail that was taken look unsent.
    with contextlib.suppress(OSError):
        connection.quit()
    connection.close()
