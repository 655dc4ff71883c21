"""The checks of an invoice before it is sent: the core's on the header, the type's, the office's."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date

from guichet.i18n import _
from guichet.invoices.facts import Facts
from guichet.invoices.types import CheckContext, Claim, InvoiceType, Problem, Proof
from guichet.plugins import Plugins
from guichet.store.sorted_index import normalize_for_search
from guichet.values import decision_number, payment_reference


def find_problems(
    plugins: Plugins, invoice_type: InvoiceType, claim: Claim, context: CheckContext, facts: Facts, company: bool
) -> list[Problem]:
    """Everything the checks found, fields as paths of the whole form. An error in a check is never a pass."""
    found = [*header_problems(facts, context, company), *invoice_date_problems(invoice_type, claim, context)]
    found += [_inside_details(problem) for problem in invoice_type.check(claim, context)]
    found += [_inside_details(problem) for problem in plugins.check_invoice(claim, context)]
    found += missing_proofs(required_proofs(plugins, invoice_type, claim, context), claim)
    return found


def header_problems(facts: Facts, context: CheckContext, company: bool) -> Iterator[Problem]:
    """G1, G2, G9 and the account; check digits (G3) were checked when the field was read."""
    if not facts.decision_number:
        yield Problem("block", "decision.number", "G1", _("Saisissez le numéro de décision : 14 chiffres"))
    elif decision_number.office_code(facts.decision_number) != context.office_code:
        office = decision_number.OFFICES[decision_number.office_code(facts.decision_number)]
        message = _(
            "Vérifiez le numéro de décision : il commence par les chiffres d’un autre office (${office}). "
            "Seul l’office qui a rendu la décision peut contrôler la facture",
            mapping={"office": office},
        )
        yield Problem("warn", "decision.number", "G2", message)
    yield from _account_problems(facts)
    if company and not facts.invoice_number:
        yield Problem("block", "issue.number", "G1a", _("Saisissez le numéro de votre facture"))


def _account_problems(facts: Facts) -> Iterator[Problem]:
    if not facts.iban:
        yield Problem("block", "payee.iban", "G3", _("Saisissez l’IBAN du compte à créditer"))
        return
    if not payment_reference.suits(facts.payment_reference or None, facts.iban):
        message = _(
            "Ce compte est un QR-IBAN. Ajoutez le N° de référence de paiement sur la page du bénéficiaire, ou "
            "choisissez un autre compte"
        )
        yield Problem("block", "payee.account", "G3", message)
    if normalize_for_search(facts.account_holder) not in (
        normalize_for_search(facts.beneficiary),
        normalize_for_search(facts.issuer),
    ):
        message = _("Le compte est au nom d’une tierce personne : ${name}", mapping={"name": facts.account_holder})
        yield Problem("warn", "payee.account_holder", "G9", message, for_office_only=True)


def invoice_date_problems(invoice_type: InvoiceType, claim: Claim, context: CheckContext) -> Iterator[Problem]:
    """The invoice is dated between the last service and today."""
    _first, last = invoice_type.service_period(claim.data)
    if claim.invoice_date > context.today:
        yield Problem("block", "issue.date", "H1", _("Saisissez une date de facture jusqu’à aujourd’hui"))
    elif last > claim.invoice_date and last <= context.today and last != date.min:
        advice = _("La facture doit être datée au plus tôt du jour de la dernière prestation")
        yield Problem("block", "issue.date", "H2", advice)


def required_proofs(plugins: Plugins, invoice_type: InvoiceType, claim: Claim, context: CheckContext) -> list[Proof]:
    """What has to be attached, by the type's rules and the office's."""
    return [*invoice_type.required_attachments(claim, context), *plugins.required_attachments(claim, context)]


def missing_proofs(proofs: Iterable[Proof], claim: Claim) -> list[Problem]:
    """G12: proofs of a kind that no attached document has."""
    missing = [proof for proof in proofs if proof.kind not in claim.attachment_kinds]
    return [Problem("block", "documents", "G12", proof.reason) for proof in missing]


def _inside_details(problem: Problem) -> Problem:
    return replace(problem, field=f"details.{problem.field}" if problem.field else "details")
