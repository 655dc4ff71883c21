"""The checks that concern an invoice: those of the core, of its form and of the office, by code.

The core's stand here with title and source; what they find is in `guichet.declaration.checks`, in
`guichet.invoices.header_checks` and in `guichet.invoices.bills`.
"""

from collections.abc import Iterator

from guichet.declaration import Check
from guichet.declaration.checks import DECISION_PERIOD, TWELVE_MONTHS
from guichet.i18n import _
from guichet.invoices.evaluation import Evaluation
from guichet.issuers.models import Company

SHARED = (
    Check("G1", _("Numéro de décision encore enregistré")),
    Check("G2", _("Décision de cet office"), _("art. 30 LPGA")),
    Check("G3", _("Compte et référence de paiement"), _("normes de paiement suisses")),
    Check("G4", _("Prestations terminées le jour de l’envoi")),
    Check("G6", _("Prestations de moins de douze mois")),
    Check("G7", _("Jours absents des demandes précédentes")),
    Check("G12", _("Documents obligatoires joints")),
    Check("G15", _("Numéro de décision enregistré une seule fois")),
    Check("period", _("Dernier jour ou mois après le premier")),
    Check("future", _("Jours jusqu’à celui de l’envoi")),
)
LAPSE = Check("G5", _("Droit non éteint"), _("art. 24 LPGA"))
LAPSE_OF_ASSISTANCE = Check("G5", LAPSE.title, _("art. 42septies al. 2 LAI"))
TOTAL = Check("G10", _("Total supérieur à zéro"))
RATES = (
    Check("G11", _("Tarif connu et confirmé pour chaque jour")),
    Check("G13", _("Un seul tarif par ligne")),
)
HOLDER = Check("G9", _("Compte d’une personne concernée"), _("art. 78 RAI"))
PERIOD = Check(DECISION_PERIOD, _("Prestations dans la période de la décision"))
BILLS = Check("bill", _("Réponses lues sur une facture confirmées"))
COMPANY = (
    Check("G16", _("Date de la facture jusqu’au jour de l’envoi")),
    Check("G17", _("Date de la facture après les prestations")),
    Check("G18", _("Numéro de facture utilisé une seule fois")),
)
POWER = Check("P1", _("Procuration valable"))


def declared_checks(evaluation: Evaluation) -> list[Check]:
    """The checks that were made of an invoice, without those whose facts it does not have.

    Without those of a maximum as well: the office compares it with the invoices of all senders, whenever it looks.
    Raises :class:`~guichet.plugins.PluginError` for an answer of a plugin that is none.
    """
    counted = {one.code for one in evaluation.details.counted}
    return [one for one in _declared(evaluation) if one.code not in counted]


def _declared(evaluation: Evaluation) -> Iterator[Check]:
    invoice_type, context = evaluation.invoice_type, evaluation.details.context
    yield from SHARED
    yield LAPSE_OF_ASSISTANCE if invoice_type.lapses_after == TWELVE_MONTHS else LAPSE
    if not invoice_type.allows_zero_total:
        yield TOTAL
    if evaluation.details.amounts.rates:
        yield from RATES
    # Without a holder, a recorded period, or a document, nothing was compared: « in order » would say too much.
    if evaluation.header.account_holder:
        yield HOLDER
    if context.decision and (context.decision.valid_from or context.decision.valid_to):
        yield PERIOD
    if evaluation.bills:
        yield BILLS
    if isinstance(evaluation.issuer, Company):
        yield from COMPANY
        if evaluation.beneficiary.documents:
            yield POWER
    yield from invoice_type.checks
    yield from evaluation.plugins.declared_checks(evaluation.checked)
