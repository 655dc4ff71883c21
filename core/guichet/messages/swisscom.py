"""Text messages by Swisscom, through its Messaging API (docs.developer.swisscom.com, smart-messaging)."""

from dataclasses import dataclass, field

from guichet.messages.http_provider import Provider


@dataclass(frozen=True)
class Swisscom:
    """One application at Swisscom. Repetitions are recognised by ``SCS-Request-ID``, which is the idempotency key."""

    provider: Provider
    originator: str
    client_id: str = field(repr=False)

    def send(self, number: str, text: str, idempotency_key: str) -> str:
        """Sends ``text`` and returns Swisscom's id, by which its state can be looked up."""
        headers = {"client_id": self.client_id, "SCS-Version": "2", "SCS-Request-ID": idempotency_key}
        message = {"to": number, "text": text, "from": self.originator}
        answer = self.provider.post("/messaging/sms", message, headers)
        if answer.status != 201:
            raise self.provider.failure(answer)
        return answer.location.rstrip("/").rpartition("/")[2]
