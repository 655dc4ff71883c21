"""Mail templates about an invoice: received, and the decisions of the office.

Mails are not encrypted: they have no AVS number or amount, and lead to the page of the invoice. What the office writes
to the sender stands in them as both user guides say, unless the canton keeps it at the desk.
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
CORRECTION_LINK = MailLink("issuers/${issuer}/invoices/${invoice}/edit", _("Corriger ma demande"))
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
INVOICE_ACCEPTED_AT_DESK = MailTemplate(
    name="invoice-accepted-at-desk",
    when=_("L’office accepte une demande et garde ses messages au guichet."),
    subject=_("Demande ${reference} : acceptée"),
    body=(
        _("Votre demande ${reference} est acceptée et transmise pour paiement à la Centrale de compensation à Genève."),
        _(
            "Montants que l’office a complétés, faute de tarif au moment de l’envoi : ${completed}. Son explication "
            "vous attend au guichet."
        ),
        _("Le paiement devrait arriver dans environ ${payment_days}, vers le ${payment_day}."),
    ),
    link=INVOICE_LINK,
    samples=SAMPLE_INVOICE | {"completed": 1, "payment_days": days(30), "payment_day": date(2026, 12, 14)},
    essential=frozenset({"reference", "completed"}),
    # As for the mail with the explanation.
    optional=frozenset({"completed", "payment_days", "payment_day"}),
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
        _("Renvoyez-la au plus tard le ${deadline}."),
    ),
    link=CORRECTION_LINK,
    samples=SAMPLE_INVOICE
    | {
        "message": _("Le justificatif du 14 octobre manque."),
        "marks": _("– Trajet 2 : joignez la quittance."),
        "deadline": date(2026, 12, 14),
    },
    essential=frozenset({"reference", "message", "marks", "deadline"}),
    # A request for correction may have a message alone, and an office may leave no deadline.
    optional=frozenset({"marks", "deadline"}),
)
CORRECTION_REMINDER = MailTemplate(
    name="invoice-correction-reminder",
    when=_("Une correction demandée manque depuis 14 jours, puis depuis 28 jours."),
    subject=_("Rappel : la demande ${reference} attend votre correction"),
    body=(
        _("Le ${asked}, l’office vous a demandé de corriger votre demande ${reference}. Il l’attend encore."),
        _("Renvoyez-la au plus tard le ${deadline}."),
        _("Le délai du ${missed_deadline} est passé : renvoyez-la sans attendre."),
        _(
            "Corrigez la demande au guichet, ou retirez-la si elle n’est plus utile. Si une question reste ouverte, "
            "écrivez à l’office depuis la page de la demande. Vous devrez vous connecter."
        ),
    ),
    link=CORRECTION_LINK,
    samples=SAMPLE_INVOICE
    | {"asked": date(2026, 11, 2), "deadline": date(2026, 12, 2), "missed_deadline": date(2026, 11, 20)},
    essential=frozenset({"reference", "deadline", "missed_deadline"}),
    # Of the two days one at most, and none at an office that leaves no deadline.
    optional=frozenset({"deadline", "missed_deadline"}),
)
CORRECTION_DEADLINE = MailTemplate(
    name="invoice-correction-deadline",
    when=_("L’office change le délai d’une correction qu’il a demandée."),
    subject=_("Demande ${reference} : nouveau délai pour la correction"),
    body=(
        _("L’office a fixé un nouveau délai pour corriger votre demande ${reference}."),
        _("Renvoyez-la au plus tard le ${deadline}."),
        _("Corrigez la demande au guichet et renvoyez-la. Vous devrez vous connecter."),
    ),
    link=CORRECTION_LINK,
    samples=SAMPLE_INVOICE | {"deadline": date(2026, 12, 14)},
    essential=frozenset({"reference", "deadline"}),
)
CORRECTION_ENDED = MailTemplate(
    name="invoice-correction-ended",
    when=_("L’office n’attend plus une correction qu’il a demandée."),
    subject=_("Demande ${reference} : l’office n’attend plus la correction"),
    body=(
        _(
            "L’office n’attend plus la correction de votre demande ${reference}. Il décide avec ce que vous lui avez "
            "envoyé."
        ),
        _(
            "Si vous avez encore quelque chose à lui dire, écrivez-lui tout de suite depuis la page de la demande. "
            "Vous devrez vous connecter."
        ),
    ),
    link=INVOICE_LINK,
    samples=SAMPLE_INVOICE,
    essential=frozenset({"reference"}),
)
CORRECTION_REQUESTED_AT_DESK = MailTemplate(
    name="invoice-correction-requested-at-desk",
    when=_("L’office demande une correction et garde ses messages au guichet."),
    subject=_("Demande ${reference} : une correction est nécessaire"),
    body=(
        _("Votre demande ${reference} a besoin d’une correction. Le message de l’office vous attend au guichet."),
        _("Corrigez la demande au guichet et renvoyez-la. Vous devrez vous connecter."),
        _("Renvoyez-la au plus tard le ${deadline}."),
    ),
    link=CORRECTION_LINK,
    samples=SAMPLE_INVOICE | {"deadline": date(2026, 12, 14)},
    essential=frozenset({"reference", "deadline"}),
    optional=frozenset({"deadline"}),
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
INVOICE_REFUSED_AT_DESK = MailTemplate(
    name="invoice-refused-at-desk",
    when=_("L’office refuse une demande et garde ses messages au guichet."),
    subject=_("Demande ${reference} : refusée"),
    body=(
        _("L’office a refusé votre demande ${reference}. La raison vous attend au guichet."),
        WRITTEN_DECISION,
        _("La copie PDF de votre demande reste au guichet. Vous devrez vous connecter."),
    ),
    link=INVOICE_LINK,
    samples=SAMPLE_INVOICE,
    essential=frozenset({"reference"}),
    essential_sentences=(WRITTEN_DECISION,),
)
INVOICE_WITHDRAWN = MailTemplate(
    name="invoice-withdrawn",
    when=_("Une demande est retirée avant la décision ; part à la personne qui l’a envoyée."),
    subject=_("Demande ${reference} : retirée"),
    body=(
        _("Votre demande ${reference} est retirée. L’office ne la contrôle pas et rien n’est payé."),
        _("Si vous ne l’avez pas voulu, appelez l’office. Vous pouvez copier la demande au guichet et la renvoyer."),
    ),
    link=INVOICE_LINK,
    samples=SAMPLE_INVOICE,
    essential=frozenset({"reference"}),
)
CASE_WITHDRAWN = MailTemplate(
    name="case-withdrawn",
    when=_("L’expéditeur retire une demande ; part à la personne de l’office à qui le dossier est attribué."),
    subject=_("Demande ${reference} : retirée par l’expéditeur"),
    body=(_("L’expéditeur a retiré la demande ${reference}, qui vous est attribuée. Il n’y a plus rien à décider."),),
    link=MailLink("issuers/${issuer}/invoices/${invoice}/review", _("Ouvrir le dossier")),
    samples=SAMPLE_INVOICE,
    essential=frozenset({"reference"}),
)
OFFICE_MESSAGE = MailTemplate(
    name="invoice-message",
    when=_("L’office écrit à l’expéditeur d’une demande, ou lui répond."),
    subject=_("Demande ${reference} : message de l’office"),
    body=(
        _("L’office vous a écrit au sujet de votre demande ${reference} :"),
        "${message}",
        _("Vous pouvez lui répondre au guichet. Vous devrez vous connecter."),
    ),
    link=INVOICE_LINK,
    samples=SAMPLE_INVOICE | {"message": _("Le numéro de décision est en ordre : vous n’avez rien à faire.")},
    essential=frozenset({"reference", "message"}),
)
OFFICE_MESSAGE_AT_DESK = MailTemplate(
    name="invoice-message-at-desk",
    when=_("L’office écrit à l’expéditeur d’une demande et garde ses messages au guichet."),
    subject=_("Demande ${reference} : message de l’office"),
    body=(
        _("L’office vous a écrit au sujet de votre demande ${reference}. Son message vous attend au guichet."),
        _("Vous pouvez lui répondre au guichet. Vous devrez vous connecter."),
    ),
    link=INVOICE_LINK,
    samples=SAMPLE_INVOICE,
    essential=frozenset({"reference"}),
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
