"""Mail templates about sending an invoice."""

from guichet.i18n import _
from guichet.messages.mail_templates import MailLink, MailTemplate

INVOICE_LINK = MailLink("issuers/${issuer}/invoices/${invoice}/", _("Voir ma demande"))
SAMPLE_INVOICE = {"reference": "BE-2026-7K3M-Q2XW", "issuer": "exemple", "invoice": "exemple"}

INVOICE_RECEIVED = MailTemplate(
    name="invoice-received",
    when=_("Une demande est envoyée à l’office ; part à la personne qui l’a envoyée."),
    subject=_("Demande ${reference} : bien reçue"),
    body=(
        _("L’office a reçu votre demande ${reference} et la contrôle."),
        _("Vous pouvez suivre son état et télécharger la copie PDF au guichet. Vous devrez vous connecter."),
    ),
    link=INVOICE_LINK,
    samples=SAMPLE_INVOICE,
)
