"""Plugin that scans attached files with ClamAV, where the settings name its daemon.

In ``clamd.conf``: ``AlertExceedsMax yes``, since clamd otherwise calls a file clean that is above one of its limits;
``StreamMaxLength`` above 10 MB, the largest file that a desk takes.
"""

from collections.abc import Sequence

from clamav_scanner.clamd import Clamd, parse_address
from guichet.sdk import AttachmentScanner, Setting, Settings, hookimpl

GUICHET_API = "1.0"
NAME = "clamav_scanner"


@hookimpl
def guichet_settings() -> Sequence[Setting]:
    """Where the daemon is."""
    description = "socket of clamd, or host:port; without it no file is scanned"
    return [Setting("address", description, parse=parse_address, default="")]


@hookimpl
def guichet_attachment_scanner(settings: Settings) -> AttachmentScanner | None:
    """The daemon of the settings."""
    address = settings.plugin(NAME)["address"]
    return Clamd(address) if address else None
