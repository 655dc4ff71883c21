"""Mail templates about an invoice: received, and the decisions of the office.

Mails are not encrypted: they have no health data, AVS number or amount, and lead to the page of the invoice.
"""

from datetime import UTC, date, datetime

from guichet.i18n import _
from guichet.i18n.day_counts import days, working_days
from guichet.messages.mail_templates import MailLink, MailTemplate

WRITTEN_DECISION = _(
    "Si vous n’êtes pas d’accord, vous pouvez demander à l’office une décision écrite, contre laquelle un recours est "
    "possible (art. 79 RAI)."
)
"""Right of the person whose invoice is refused (RAI art. 79 al. 4)."""
INVOICE_LINK = MailLink("issuers/${issuer}/invoices/${invoice}/", _("Voir ma demande"))
_SENT = datetime(2026, 11, 14, 20, 47, tzinfo=UTC)
SAMPLE_INVOICE = {"reference": "BE-2026-7K3M-Q2XW", "issuer": "exemple", "invoice": "exemple"}

INVOICE_RECEIVED = MailTemplate(
    name="invoice-received",
    when=_("Une demande est envoyée à l’office ; part à la personne qui l’a envoyée."),
    subject=_("Demande ${reference} : bien reçue"),
    body=(
        _("L’office a reçu votre demande ${reference} et la contrôle."),
        _("Envoyée le ${moment}. Pièces jointes : ${documents}."),
        _("L’office répond en général en ${answer_days}."),
        _("Vous pouvez suivre son état et télécharger la copie PDF au guichet. Vous devrez vous connecter."),
    ),
    link=INVOICE_LINK,
    samples=SAMPLE_INVOICE | {"moment": _SENT, "documents": 2, "answer_days": working_days(10)},
    essential=frozenset({"reference"}),
    # An office that states no time for its answer promises none; the sentence is left out.
    optional=frozenset({"answer_days"}),
)

INVOICE_ACCEPTED = MailTemplate(
    name="invoice-accepted",
    when=_("L’office accepte une demande."),
    subject=_("Demande ${reference} : acceptée"),
    body=(
        _("Votre demande ${reference} est acceptée et transmise pour paiement à la Centrale de compensation à Genève."),
        _("Montants que l’office a complétés, faute de tarif au moment de l’envoi : ${completed}. Son explication :"),
        "${explanation}",
        _("Le paiement devrait arriver dans environ ${payment_days}, vers le ${payment_day}."),
    ),
    link=INVOICE_LINK,
    samples=SAMPLE_INVOICE
    | {
        "completed": 1,
        "explanation": _("Le tarif de 2027 est connu depuis le 12 janvier."),
        "payment_days": days(30),
        "payment_day": date(2026, 12, 14),
    },
    # The words of the officer are the only reason that the sender reads of a completed amount.
    essential=frozenset({"reference", "explanation"}),
    # An office that states no time for payments has no days, and most invoices have all rates: the sentences are left
    # out.
    optional=frozenset({"completed", "explanation", "payment_days", "payment_day"}),
)
CORRECTION_REQUESTED = MailTemplate(
    name="invoice-correction-requested",
    when=_("L’office demande une correction."),
    subject=_("Demande ${reference} : une correction est nécessaire"),
    body=(
        _("Votre demande ${reference} a besoin d’une correction. Voici le message de l’office :"),
        "${message}",
        "${marks}",
        _("Corrigez la demande au guichet et renvoyez-la. Vous devrez vous connecter."),
    ),
    link=MailLink("issuers/${issuer}/invoices/${invoice}/edit", _("Corriger ma demande")),
    samples=SAMPLE_INVOICE
    | {"message": _("Le justificatif du 14 octobre manque."), "marks": _("– Trajet 2 : joignez la quittance.")},
    essential=frozenset({"reference", "message", "marks"}),
    # A request for correction may have a message alone.
    optional=frozenset({"marks"}),
)
INVOICE_REFUSED = MailTemplate(
    name="invoice-refused",
    when=_("L’office refuse une demande."),
    subject=_("Demande ${reference} : refusée"),
    body=(
        _("L’office a refusé votre demande ${reference}. Voici la raison :"),
        "${message}",
        WRITTEN_DECISION,
        _("La copie PDF de votre demande reste au guichet. Vous devrez vous connecter."),
    ),
    link=INVOICE_LINK,
    samples=SAMPLE_INVOICE | {"message": _("La décision ne couvre pas ces trajets.")},
    essential=frozenset({"reference", "message"}),
    # A person has the right to a written decision, and has to be informed of it.
    essential_sentences=(WRITTEN_DECISION,),
)
DOCUMENT_DELETED = MailTemplate(
    name="document-deleted",
    when=_(
        "Le contrôle trouve un programme dangereux dans un document reçu plus tôt ; part à la personne responsable de "
        "la demande."
    ),
    subject=_("Document supprimé : programme dangereux"),
    body=(
        _(
            "Un document que vous avez joint ne pouvait pas être contrôlé à son arrivée. Nous l’avons contrôlé depuis "
            ": il contient un programme dangereux. Nous l’avons supprimé."
        ),
        _(
            "Faites contrôler l’appareil d’où il vient. Si la demande n’est pas encore envoyée, ajoutez une autre "
            "copie ; sinon, l’office vous écrit s’il a besoin du document."
        ),
    ),
    link=INVOICE_LINK,
    samples={"issuer": "exemple", "invoice": "exemple"},
)
