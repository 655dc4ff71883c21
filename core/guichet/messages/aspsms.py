"""Text messages by ASPSMS, through its JSON interface (json.aspsms.com)."""

import json
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

from guichet.messages.http_provider import Answer, Provider
from guichet.messages.transports import PermanentFailure, ProviderRejected, TemporaryFailure, UnknownOutcome

TAKEN = "1"
"""``StatusCode`` of success. The codes below are from the provider's list of status codes."""
TRY_LATER = ("2", "7", "24")
"""Connect failed, transmission error, service temporarily not available."""
TIMED_OUT = "6"
NO_STATUS = "none"
"""Stands for an answer without ``StatusCode``: whether the message was taken is unknown in both cases."""
NUMBER_PROBLEMS = ("20",)
"""No usable recipient. Every other status is about the account (3, 5, 8, 9, 10, 25: authorization, credits, user key,
password, originator, access), about the request as this desk makes it, or unknown here."""


@dataclass(frozen=True)
class Aspsms:
    """One account at ASPSMS. The interface takes no idempotency key and returns no id of a message."""

    provider: Provider
    originator: str
    user: str = field(repr=False)
    password: str = field(repr=False)

    def send(self, number: str, text: str, idempotency_key: str) -> str:
        """Sends ``text`` in the GSM alphabet: other characters would make the message longer and dearer."""
        message = {
            "Originator": self.originator,
            "Recipients": [number],
            "MessageText": text,
            "ForceGSM7bit": True,
        }
        self._post("SendTextSMS", message)
        return self.provider.name

    def check_credits(self) -> Decimal:
        """Credits that the account has left.

        Raises as :meth:`send` does: :class:`ProviderRejected` when user or password are wrong.
        """
        answer = self._post("CheckCredits", {})
        try:
            return Decimal(str(answer.get("Credits")))
        except InvalidOperation:
            raise UnknownOutcome(f"{self.provider.name}-no-credits") from None

    def _post(self, what: str, body: dict[str, Any]) -> dict[str, Any]:
        answer = self.provider.post(f"/{what}", {"UserName": self.user, "Password": self.password, **body})
        if answer.status != 200:
            raise self.provider.failure(answer)
        content = _json(answer)
        status = str(content.get("StatusCode", NO_STATUS))
        if status != TAKEN:
            raise _failure(f"{self.provider.name}-status-{status}", status)
        return content


def _json(answer: Answer) -> dict[str, Any]:
    """The JSON object of an answer; empty when it is something else, which says nothing about the message."""
    try:
        content = json.loads(answer.content)
    except (ValueError, RecursionError):
        return {}
    return content if isinstance(content, dict) else {}


def _failure(reason: str, status: str) -> Exception:
    """The failure that a status stands for; its text is not read, since it may quote the message."""
    if status in (NO_STATUS, TIMED_OUT):
        return UnknownOutcome(reason)
    if status in TRY_LATER:
        return TemporaryFailure(reason)
    return (PermanentFailure if status in NUMBER_PROBLEMS else ProviderRejected)(reason)
