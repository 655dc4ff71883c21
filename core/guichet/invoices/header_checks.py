"""Checks of the header: decision number, account, date of the invoice. Paths are those of the whole form."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from guichet.declaration import Issue, ServiceDay, error, warning
from guichet.declaration.header import InvoiceHeader
from guichet.i18n import _
from guichet.invoices.header_form import OTHER
from guichet.issuers.beneficiary_details import PowerOfAttorney
from guichet.values import decision_number, payment_reference
from guichet.values.name_folding import same_name

CHOOSE_ACCOUNT = _("Choisissez le compte à créditer")


def header_issues(header: InvoiceHeader, answers: Any, office_code: str) -> Iterator[Issue]:
    """Issues G2, G3 and G9, and G1 and G3 for chosen entries that are no longer saved.

    ``answers`` is the record of `HeaderForm`. Missing answers and check digits are found by the declaration.
    """
    yield from _decision_issues(header, answers.decision.choice, office_code)
    yield from _account_issues(header, answers.payee.account)


def _decision_issues(header: InvoiceHeader, choice: str | None, office_code: str) -> Iterator[Issue]:
    number = header.decision_number
    if not number:
        if choice not in (None, OTHER):
            yield error("decision.choice", "G1", _("Choisissez un numéro de décision : celui-ci n’est plus enregistré"))
    elif decision_number.office_code(number) != office_code:
        office = decision_number.OFFICES[decision_number.office_code(number)]
        message = _(
            "Vérifiez le numéro de décision : il commence par les chiffres d’un autre office (${office}). "
            "Seul l’office qui a rendu la décision peut contrôler la facture",
            mapping={"office": office},
        )
        # No error: an office forwards a claim that another one has to decide (LPGA art. 30).
        yield warning("decision.number", "G2", message)


def _account_issues(header: InvoiceHeader, chosen: str | None) -> Iterator[Issue]:
    if not header.iban:
        if chosen not in (None, OTHER):  # e.g. a company's account that was removed after it was chosen
            yield error("payee.account", "G3", CHOOSE_ACCOUNT)
        return
    if not payment_reference.suits(header.payment_reference or None, header.iban):
        yield _unsuitable_reference(header, chosen)
    holder, names = header.account_holder, (header.beneficiary, header.representative, header.issuer)
    if holder and not any(same_name(holder, name) for name in names):
        # For the office, which may act when a payment is misused (RAI art. 78); the sender has chosen the account.
        message = _("Le compte est au nom d’une tierce personne : ${name}", mapping={"name": header.account_holder})
        yield Issue("warning", "payee.account_holder", "G9", message, for_office_only=True)


def _unsuitable_reference(header: InvoiceHeader, chosen: str | None) -> Issue:
    """A QR-IBAN has a QR reference, another IBAN none of that kind (Swiss payment standards)."""
    if chosen not in (None, OTHER):
        message = _(
            "Ce compte est un QR-IBAN. Ajoutez le N° de référence de paiement sur la page du bénéficiaire, ou "
            "choisissez un autre compte"
        )
        return error("payee.account", "G3", message)
    if header.payment_reference:
        return error("payee.payment_reference", "G3", _("Supprimez ce numéro : il ne va qu’avec un QR-IBAN"))
    text = _("Saisissez les 27 chiffres de la référence de la QR-facture")
    return error("payee.payment_reference", "G3", text)


def saved_decision_issues(decision: Any, saved: Mapping[str, str]) -> Iterator[Issue]:
    """Issue G15: a number to be saved is among those of the person, under another description.

    ``decision``: the record of `DecisionAnswers`; ``saved``: description by number. Saving would replace the
    description. With the same one nothing changes, as in the correction of an invoice whose number was saved.
    """
    typed = decision.choice in (None, OTHER) and decision.remember and decision.number
    if typed and saved.get(decision.number, decision.label or "") != (decision.label or ""):
        text = _("Ce numéro est déjà enregistré pour cette personne : choisissez-le dans la liste")
        yield error("decision.number", "G15", text)


def power_of_attorney_issues(documents: Sequence[PowerOfAttorney], today: date) -> Iterator[Issue]:
    """Issue P1: the company has sent powers of attorney for this person, and none of them is valid today.

    A warning, and none without a document: the office may have one on paper (Berne's guide, 4.3.1).
    """
    if documents and not any(document.is_valid(today) for document in documents):
        text = _(
            "La procuration de cette personne n’est pas valable aujourd’hui. Ajoutez-en une nouvelle sur la page du "
            "bénéficiaire"
        )
        yield warning("beneficiary", "P1", text)


def invoice_number_issues(reference: str) -> Iterator[Issue]:
    """Issue G18: the company has sent another invoice with the same number, the one with ``reference`` unless empty."""
    if reference:
        text = _(
            "Vérifiez le numéro de facture : la demande ${reference} le porte déjà", mapping={"reference": reference}
        )
        yield warning("issue.number", "G18", text)


def invoice_date_issues(header: InvoiceHeader, services: tuple[ServiceDay, ...], today: date) -> Iterator[Issue]:
    """Issues G16 and G17: a company's invoice is dated between the last service and today."""
    last = max((service.last for service in services), default=date.min)
    if header.invoice_date > today:
        yield error("issue.date", "G16", _("Saisissez une date de facture jusqu’à aujourd’hui"))
    # A service in the future has an error of its own (G4), which is the one to mend.
    elif header.invoice_date < last <= today:
        text = _("La facture doit être datée au plus tôt du jour de la dernière prestation")
        yield error("issue.date", "G17", text)
