"""Default implementations of hooks: ``trylast``, so that pluggy asks every plugin first."""

from guichet.hookspecs import hookimpl
from guichet.invoices.claim_index import INVOICE_NUMBERS
from guichet.invoices.counted_sums import COUNTED_NAMES
from guichet.invoices.lists import FIND_NUMBERS, PARTED_NUMBERS
from guichet.messages.models import RECIPIENTS
from guichet.messages.sms import gateway_of
from guichet.messages.smtp import Smtp
from guichet.messages.transports import MailTransport, Nowhere, SmsGateway
from guichet.settings import Settings
from guichet.store.archive_offers import ADD_OFFERS, INDEX_OFFERS
from guichet.store.blob_hashes import BLOB_HASHES
from guichet.store.evolution import EvolutionStep
from guichet.store.person_index import ADD_INDEX, INDEX_PERSONS


@hookimpl
def guichet_evolution_steps() -> list[EvolutionStep]:
    """What changed in the core's stored data since the first desks."""
    return [
        *(BLOB_HASHES, RECIPIENTS, ADD_INDEX, INDEX_PERSONS, ADD_OFFERS, INDEX_OFFERS),
        *(INVOICE_NUMBERS, FIND_NUMBERS, COUNTED_NAMES, PARTED_NUMBERS),
    ]


@hookimpl(trylast=True)
def guichet_mail_transport(settings: Settings) -> MailTransport:
    """SMTP, and on a development machine nowhere."""
    return Nowhere() if settings.development else Smtp(settings.mail)


@hookimpl(trylast=True)
def guichet_sms_gateway(settings: Settings) -> SmsGateway | None:
    """What ``guichet.sms.gateways`` names, nothing when it names none, and on a development machine nowhere."""
    return Nowhere() if settings.development else gateway_of(settings.sms)
