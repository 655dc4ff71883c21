"""What forms for a supplier's bill share: who has paid it, and what the law asks of a provider's bill."""

from collections.abc import Iterator
from datetime import date

from guichet.sdk import AttachmentKind, CheckContext, Day, Fields, Issue, YesNo, answer, error, warning
from invoice_types import _

PAYMENT_PROOF = AttachmentKind(
    "payment", _("Preuve de paiement"), when=answer("already_paid"), reason=_("Joignez la preuve de paiement")
)
"""Of a form with the question ``already_paid``."""
LONG_BEFORE = 366
"""Days before a benefit from which on the date of its bill is questioned: a date of birth, or a year mistyped."""
DATED_LONG_BEFORE = _("Vérifiez la date de la facture : le ${day} est plus d’un an avant la prestation")


def is_long_before(billed: date | None, service: date | None) -> bool:
    """Whether a bill has a date long before what it is for; instalments and orders come months before."""
    return billed is not None and service is not None and (service - billed).days > LONG_BEFORE


class ProviderBill(Fields):
    """Questions about the bill of a provider, behind its lines."""

    # Providers of medical measures state number and date of the decision (RAI art. 79ter al. 1 let. d).
    decision_date = Day(
        _("Date de la décision ou de la communication"),
        help_text=_("Une société l’indique ; une personne peut laisser ce champ vide."),
        past=True,
        copied=True,
    )
    copy_given = YesNo(_("Copie de la facture remise à la personne assurée"), copied=False)
    already_paid = YesNo(_("Facture déjà payée par la personne assurée"), copied=False)

    def issues(self, context: CheckContext) -> Iterator[Issue]:
        """Yield an error for a company's bill without the date of the decision, and a warning for one without copy.

        RAI art. 79ter al. 1 let. d and LAI art. 27ter al. 1; for the account see `payee_has_paid`.
        """
        if context.by_company and self.decision_date is None:
            text = _("Saisissez la date de la décision ou de la communication (art. 79ter RAI)")
            yield error(self.field("decision_date"), "decision-date", text)
        if context.by_company and not self.copy_given:
            text = _("Remettez une copie de la facture à la personne assurée, puis cochez la case (art. 27ter LAI)")
            yield warning(self.field("copy_given"), "copy", text)
        yield from payee_has_paid(self.already_paid, self.field("already_paid"), context)


def payee_has_paid(paid: bool, at: str, context: CheckContext) -> Iterator[Issue]:
    """A warning: the supplier is paid, the insured person after having paid (RAI art. 78 al. 5 and 6).

    ``paid`` is the answer to ``already_paid``, and ``at`` its path. A person may have typed the supplier's account,
    which is known to the office alone.
    """
    if paid or context.pays_company:
        return
    if context.by_company:
        text = _(
            "Vérifiez le compte à créditer : ce n’est pas celui de votre société. Choisissez-le, ou cochez « Facture "
            "déjà payée par la personne assurée » si c’est le cas"
        )
        yield warning(at, "payee", text)
        return
    text = _("Compte de la personne assurée, sans preuve de paiement du fournisseur")
    yield Issue("warning", at, "payee", text, for_office_only=True)
