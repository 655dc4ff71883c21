"""Questions of the header, which every invoice has beside its own form: account, decision, invoice number, remark."""

from translationstring import TranslationString

from guichet.declaration import Day, Fields, LongText, Section, Text, YesNo, answer
from guichet.declaration.swiss_kinds import DecisionNumber, Iban, PaymentReference, SavedChoice
from guichet.i18n import _

OTHER = "other"
"""Choice of an account or decision number that is not saved; the questions for it apply."""
SAVED = "saved"
"""Key of the account saved with the beneficiary. A company's own accounts are chosen by their ids."""
NO_TITLE = TranslationString("")
"""Title of the sections: the page has one heading for the whole header."""
# Without saved entries the page has no choice, and its answer is empty: then the questions apply as well.
_NEW_ACCOUNT = (answer("account") == OTHER) | ~answer("account")
QR_ACCOUNT = _("Si l’IBAN est un QR-IBAN")
"""Title of what is folded away with a new account."""
_NEW_NUMBER = (answer("choice") == OTHER) | ~answer("choice")


class PayeeAnswers(Fields):
    """Account to be credited: one that is saved, or a new one."""

    account = SavedChoice(_("Compte à créditer"))
    iban = Iban(
        _("IBAN"),
        help_text=_("Compte en Suisse ou au Liechtenstein."),
        relevant=_NEW_ACCOUNT,
        required=True,
        missing=_("Saisissez l’IBAN du compte à créditer"),
    )
    account_holder = Text(
        _("Titulaire du compte"),
        # Longest name of a creditor in the Swiss payment standards.
        max_length=70,
        help_text=_("Le nom inscrit sur le compte, par exemple celui de la personne assurée."),
        relevant=_NEW_ACCOUNT,
        optional=True,
    )
    payment_reference = PaymentReference(
        _("N° de référence de paiement"),
        relevant=_NEW_ACCOUNT,
        # Most accounts have none, and most people do not know the word.
        group="extras",
    )


class DecisionAnswers(Fields):
    """Decision that grants the invoiced services."""

    choice = SavedChoice(_("Numéro de décision"))
    number = DecisionNumber(
        _("Numéro de décision"),
        help_text=_("14 chiffres, imprimés sur la décision ou la communication de l’office."),
        relevant=_NEW_NUMBER,
        required=True,
        missing=_("Saisissez le numéro de décision : 14 chiffres"),
    )
    label = Text(_("Description"), max_length=60, relevant=_NEW_NUMBER, optional=True)
    # Not ticked beforehand: a typing error would be offered ever after.
    remember = YesNo(_("Enregistrer le numéro de décision"), relevant=_NEW_NUMBER, copied=False)


class IssueAnswers(Fields):
    """Number and date of a company's own invoice."""

    number = Text(
        _("Numéro de facture"),
        max_length=35,
        width="w-m",
        row="issue",
        required=True,
        missing=_("Saisissez le numéro de votre facture"),
        copied=False,
    )
    date = Day(_("Date de la facture"), row="issue", required=True, missing=_("Saisissez la date de votre facture"))


class HeaderForm(Fields):
    """The header of an insured person's invoice."""

    payee = Section(NO_TITLE, PayeeAnswers)
    decision = Section(NO_TITLE, DecisionAnswers)
    # Limit of a remark in the XML of electronic invoices (Forum Datenaustausch, generalInvoiceRequest).
    remark = LongText(_("Remarque"), max_length=350, optional=True, copied=False)


# ``first`` sets the order: inherited questions would come before the section that is added.
class CompanyHeaderForm(HeaderForm, first=("payee", "decision", "issue")):
    """The header of a company's invoice."""

    issue = Section(NO_TITLE, IssueAnswers)
