"""Builds the SMS gateways that the settings name, with their credentials from files."""

import re
from collections.abc import Callable
from decimal import Decimal

from guichet.messages.aspsms import Aspsms
from guichet.messages.failover import Failover, Member
from guichet.messages.http_provider import Provider
from guichet.messages.swisscom import Swisscom
from guichet.messages.transports import SmsGateway
from guichet.settings import SettingsError, SmsSettings, read_secret

_ONE_LINE = re.compile(r"[!-~]([ -~]*[!-~])?")
"""Printable ASCII: anything else could not be sent in a header, and would be quoted by the error that says so."""


def gateway_of(settings: SmsSettings) -> SmsGateway | None:
    """The gateway of the settings; ``None`` when they name no provider.

    Raises :class:`SettingsError` when a credential cannot be read.
    """
    members = [Member(name, _MAKERS[name](settings), weight) for name, weight in settings.gateways]
    if len(members) > 1:
        return Failover(members)
    return members[0].gateway if members else None


def check_credits(settings: SmsSettings) -> Decimal:
    """Credits left at ASPSMS, as the provider answers now.

    Raises :class:`SettingsError` when ASPSMS is not chosen or a credential cannot be read, and what
    :meth:`Aspsms.check_credits` raises.
    """
    if "aspsms" not in dict(settings.gateways):
        raise SettingsError("guichet.sms.gateways does not name aspsms, the only provider with a query of its credits")
    return _aspsms(settings).check_credits()


def _aspsms(settings: SmsSettings) -> Aspsms:
    own = settings.aspsms
    return Aspsms(
        provider=Provider("aspsms", own.url),
        originator=settings.originator,
        user=_credential("guichet.sms.aspsms.user_file", own.user_file),
        password=_credential("guichet.sms.aspsms.password_file", own.password_file),
    )


def _swisscom(settings: SmsSettings) -> Swisscom:
    return Swisscom(
        provider=Provider("swisscom", settings.swisscom.url),
        originator=settings.originator,
        client_id=_credential("guichet.sms.swisscom.client_id_file", settings.swisscom.client_id_file),
    )


_MAKERS: dict[str, Callable[[SmsSettings], SmsGateway]] = {"aspsms": _aspsms, "swisscom": _swisscom}


def _credential(key: str, path: str) -> str:
    remedy = f"write what the provider gave you into {path}, readable by the service's user only"
    credential = read_secret(key, path, remedy)
    if not _ONE_LINE.fullmatch(credential):
        raise SettingsError(f"{key}: the file does not hold one line of plain letters and digits; {remedy}")
    return credential
