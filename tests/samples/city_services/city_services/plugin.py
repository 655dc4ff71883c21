"""A computing centre's gateway for text messages, its malware scanner, and a change of stored data."""

import json
from pathlib import Path

from guichet.sdk import (
    AttachmentScanner,
    EvolutionStep,
    PermanentFailure,
    Setting,
    Settings,
    SmsGateway,
    hookimpl,
)

GUICHET_API = "1.0"
NAME = "city_services"
VIRUS = b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE"


class Spool:
    """Gateway that leaves each message as a file, which another program of the centre sends."""

    def __init__(self, folder: str) -> None:
        self._folder = Path(folder)

    def send(self, number: str, text: str, idempotency_key: str) -> str:
        """Leaves a message under its key: the same one again replaces it."""
        if not number.startswith("+41"):
            raise PermanentFailure("abroad")
        file = self._folder / f"{idempotency_key}.json"
        file.write_text(json.dumps({"to": number, "text": text}))
        return file.name


class Scanner:
    """Finds the test file of EICAR."""

    def is_clean(self, content: bytes, filename: str) -> bool:
        """Whether it is another file."""
        return VIRUS not in content


@hookimpl
def guichet_settings() -> list[Setting]:
    """Where messages are left."""
    return [Setting("spool", "Folder of the text messages; without it other gateways send.")]


@hookimpl
def guichet_sms_gateway(settings: Settings) -> SmsGateway | None:
    """The spool, where the settings name one."""
    folder = settings.plugin(NAME)["spool"]
    return Spool(folder) if folder else None


@hookimpl
def guichet_attachment_scanner(settings: Settings) -> AttachmentScanner:
    """The scanner, at every desk."""
    return Scanner()


def trim_name(user):
    """Drops blanks around a name, which an earlier version of the plugin imported."""
    user.last_name = user.last_name.strip()


@hookimpl
def guichet_evolution_steps() -> list[EvolutionStep]:
    """One change of all users."""
    return [EvolutionStep("city_services.2026_11_trim_names", trim_name, over="users/*")]
