"""Interfaces of mail transports and SMS gateways, and their failures. Plugins implement :class:`SmsGateway`."""

import re
from email.message import EmailMessage
from typing import Literal, Protocol

TIMEOUT = 10.0
"""Seconds to wait for each answer of a relay or provider; ten such waits end before the worker's lease does."""

# Six digits in a row could be a sign-in code, more of them a phone number.
_REASON = re.compile(r"(?!.*\d{6})[a-z0-9.-]{1,40}")


class _WithReason(Exception):
    def __init__(self, reason: str) -> None:
        """``reason`` is a short code such as ``"smtp-550"``: it is logged, so it holds no address, number or text.

        Anything else than a few small letters, digits, dots and dashes becomes ``"unspecified"``.
        """
        self.reason = reason if _REASON.fullmatch(reason) else "unspecified"
        super().__init__(self.reason)


Fault = Literal["", "recipient", "provider"]
"""What a failure is about: the address or number, the relay or provider (or its view of this desk), or neither."""


class DeliveryFailure(_WithReason):
    """The message has not left. The fault decides whether it is tried again and who learns of it.

    ``recipient``: the address is listed as undelivered once the message is given up. ``provider``: an alarm for the
    operator at the first one, and nothing is held against the recipient.
    """

    fault: Fault = ""


class TemporaryFailure(DeliveryFailure):
    """The message has surely not been accepted and may be tried again later."""

    def __init__(self, reason: str, retry_after: int = 0, fault: Fault = "") -> None:
        """``retry_after``: seconds that the relay or provider asks to wait, 0 where it says nothing."""
        super().__init__(reason)
        self.retry_after = retry_after
        self.fault = fault


class ProviderRejected(TemporaryFailure):
    """The relay or provider refuses this desk: its password, credits, sender, quota, or for a reason unknown here.

    The message is tried again, since an operator can put that right; another provider may take it at once.
    """

    def __init__(self, reason: str, retry_after: int = 0) -> None:
        super().__init__(reason, retry_after, "provider")


class PermanentFailure(DeliveryFailure):
    """The recipient has been refused for good: there is no such address or number. Nothing else is permanent."""

    fault: Fault = "recipient"


class UnknownOutcome(_WithReason):
    """It is unknown whether the message left, e.g. because no answer came to the request."""


class MailTransport(Protocol):
    """Hands mails to a relay."""

    def send(self, message: EmailMessage, recipient: str) -> str:
        """Sends and returns the relay's id for it, or the Message-ID.

        Raises :class:`TemporaryFailure` or :class:`PermanentFailure`. After any other error it is tried again: a
        mail may come twice, under the same Message-ID.
        """
        ...


class SmsGateway(Protocol):
    """Hands text messages to a provider."""

    def send(self, number: str, text: str, idempotency_key: str) -> str:
        """Sends ``text`` to a number in E.164 and returns the provider's id for it.

        Raises :class:`TemporaryFailure` or :class:`PermanentFailure` when it has surely not been sent. Any other
        error, e.g. :class:`UnknownOutcome`, means that the outcome is unknown: a sign-in code is then not sent again.
        Has to return within a minute.
        """
        ...


NOT_SENT = "not-sent"
"""Id that :class:`Nowhere` returns in place of a relay's or provider's."""


class Nowhere:
    """Transport and gateway for development that sends nothing: the outbox is shown at ``/_dev/outbox``."""

    def send(self, *args: object, **named: object) -> str:
        """Does nothing, as a mail transport or as an SMS gateway."""
        return NOT_SENT
