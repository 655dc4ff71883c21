"""Words of a batch: its states, reasons why a file could not be made, columns and checks of its index."""

from collections.abc import Mapping
from typing import NamedTuple

from translationstring import TranslationString

from guichet.i18n import _
from guichet.office.batches.models import CANCELLED, HANDED_OVER, MAKING, READY, STOPPED


class BatchState(NamedTuple):
    """Name, colour and explanation of a state."""

    tag: TranslationString
    tint: str
    """CSS class of the tag, as of `guichet.invoices.states.State`."""
    meaning: TranslationString


STATES: Mapping[str, BatchState] = {
    MAKING: BatchState(_("En préparation"), "info", _("Les documents se préparent. Vous pouvez quitter cette page.")),
    STOPPED: BatchState(_("Arrêtée"), "no", _("Des documents n’ont pas pu être faits.")),
    READY: BatchState(
        _("Prête"),
        "wait",
        _("Téléchargez la remise et transmettez-la. Confirmez ensuite avec le code de manifest.json."),
    ),
    HANDED_OVER: BatchState(_("Transmise"), "ok", _("La Centrale de compensation a reçu ces demandes.")),
    CANCELLED: BatchState(_("Annulée"), "", _("Ses demandes sont libres pour une autre remise.")),
}
NOT_ACCEPTED, NOT_SCANNED, CHANGED, NOT_DRAWN = "not-accepted", "not-scanned", "changed", "not-drawn"
FAILURES: Mapping[str, TranslationString] = {
    NOT_ACCEPTED: _("La demande n’est plus acceptée. Retirez-la de la remise."),
    NOT_SCANNED: _("Un document attend encore le contrôle antivirus. Réessayez dans quelques minutes."),
    CHANGED: _("Un document ne correspond plus à ce qui a été envoyé. Avertissez l’exploitant du guichet."),
    NOT_DRAWN: _("La copie n’a pas pu être faite. Réessayez ; si cela continue, avertissez l’exploitant du guichet."),
}
"""Reason → what to do."""
CHECKS: Mapping[str, TranslationString] = {
    "accepted": _("La demande est acceptée et ne figure dans aucune autre remise."),
    "documents": _("Chaque document est celui qui a été envoyé (SHA-256) et contrôlé."),
    "total": _("La somme des positions correspond au total."),
}
"""Checks made while a batch is made, in the words of the manifest."""
SENDERS: Mapping[str, TranslationString] = {"company": _("Organisme / entreprise"), "insured": _("Personne assurée")}
COLUMNS: Mapping[str, TranslationString] = {
    "batch": _("Remise"),
    "reference": _("Référence"),
    "office_code": _("Code de l’office"),
    "form": _("Formulaire"),
    "form_version": _("Version du formulaire"),
    "decision_number": _("Numéro de décision"),
    "avs": _("N° assuré"),
    "insured": _("Personne assurée"),
    "birth_date": _("Date de naissance"),
    "period_from": _("Prestations du"),
    "period_to": _("Prestations au"),
    "invoice_number": _("Numéro de facture"),
    "invoice_date": _("Date de la facture"),
    "issuer_kind": _("Sorte d’expéditeur"),
    "issuer": _("Expéditeur"),
    "gln": _("GLN"),
    "representative": _("Représentant légal"),
    "address": _("Adresse de la personne assurée"),
    "payee": _("Titulaire du compte"),
    "iban": _("IBAN"),
    "payment_reference": _("Référence de paiement"),
    "currency": _("Monnaie"),
    "asked": _("Montant demandé"),
    "completed": _("Complété par l’office"),
    "completed_because": _("Explication de l’office"),
    "total": _("Total"),
    "lines": _("Nombre de positions"),
    "line_summary": _("Positions"),
    "documents": _("Nombre de documents"),
    "remark": _("Remarque"),
    "checks": _("Contrôles"),
    "overridden": _("Contrôles passés outre"),
    "overridden_because": _("Motif pour passer outre"),
    "sent_at": _("Envoyée le"),
    "accepted_by": _("Acceptée par"),
    "accepted_at": _("Acceptée le"),
    "file": _("Fichier"),
    "sha256": _("SHA-256"),
}
"""Column of the index, as index.json names it → its heading in index.csv."""
