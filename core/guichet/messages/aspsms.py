"""Text messages by ASPSMS, through its JSON interface (json.aspsms.com)."""

import json
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

from guichet.messages.http_provider import Answer, Provider
from guichet.messages.transports import PermanentFailure, ProviderRejected, TemporaryFailure, UnknownOutcome

TAKEN = "1"
# The provider's list of status codes.
TRY_LATER = ("2", "7", "24")
"""Connect failed, transmission error, service temporarily not available."""
TIMED_OUT = "6"
NOT_TOLD = "none"
ABOUT_US = ("3", "5", "8", "9", "10", "25")
"""Authorization failed, not enough credits, unknown user key, password, originator, access denied."""


@dataclass(frozen=True)
class Aspsms:
    """One account at ASPSMS. The provider knows no idempotency key and gives no id of a message."""

    provider: Provider
    originator: str
    user: str = field(repr=False)
    password: str = field(repr=False)

    def send(self, number: str, text: str, idempotency_key: str) -> str:
        """Sends ``text``, in the letters of the GSM alphabet: others would make the message longer and dearer."""
        message = {
            "Originator": self.originator,
            "Recipients": [number],
            "MessageText": text,
            "ForceGSM7bit": True,
        }
        self._ask("SendTextSMS", message)
        return self.provider.name

    def check_credits(self) -> Decimal:
        """How many credits the account has left.

        Raises as :meth:`send` does: :class:`RefusedHere` says that user or password are wrong.
        """
        answer = self._ask("CheckCredits", {})
        try:
            return Decimal(str(answer.get("Credits")))
        except InvalidOperation:
            raise UnknownOutcome(f"{self.provider.name}-no-credits-told") from None

    def _ask(self, what: str, body: dict[str, Any]) -> dict[str, Any]:
        answer = self.provider.post(f"/{what}", {"UserName": self.user, "Password": self.password, **body})
        if answer.status != 200:
            raise self.provider.failure(answer)
        told = _told(answer)
        status = str(told.get("StatusCode", NOT_TOLD))
        if status != TAKEN:
            raise _refusal(f"{self.provider.name}-status-{status}", status)
        return told


def _told(answer: Answer) -> dict[str, Any]:
    """The JSON object of an answer; an empty one when it is something else, which says nothing of the message."""
    try:
        told = json.loads(answer.content)
    except (ValueError, RecursionError):
        return {}
    return told if isinstance(told, dict) else {}


def _refusal(reason: str, status: str) -> Exception:
    """What a status means; its text is left alone, since it may quote the message."""
    if status in (NOT_TOLD, TIMED_OUT):
        return UnknownOutcome(reason)
    if status in TRY_LATER:
        return TemporaryFailure(reason)
    return (ProviderRejected if status in ABOUT_US else PermanentFailure)(reason)
