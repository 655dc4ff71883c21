"""Mail templates about what the office decides."""

from guichet.i18n import _
from guichet.invoices.mails import INVOICE_LINK, SAMPLE_INVOICE
from guichet.messages.mail_templates import MailLink, MailTemplate

_DECISION = _("Demande ${reference} : réponse de l’office")

INVOICE_ACCEPTED = MailTemplate(
    name="invoice-accepted",
    when=_("L’office accepte une demande."),
    subject=_DECISION,
    body=(
        _("Votre demande ${reference} est acceptée et transmise pour paiement à la Centrale de compensation à Genève."),
        _("Le paiement peut prendre environ ${days} jours."),
    ),
    link=INVOICE_LINK,
    samples=SAMPLE_INVOICE | {"days": 30},
    optional=frozenset({"days"}),
)
CORRECTION_REQUESTED = MailTemplate(
    name="invoice-correction-requested",
    when=_("L’office demande une correction."),
    subject=_("Demande ${reference} : une correction est nécessaire"),
    body=(
        _("Votre demande ${reference} a besoin d’une correction. Voici le message de l’office :"),
        "${message}",
        _("Corrigez la demande au guichet et renvoyez-la. Vous devrez vous connecter."),
    ),
    link=MailLink("issuers/${issuer}/invoices/${invoice}/edit", _("Corriger ma demande")),
    samples=SAMPLE_INVOICE | {"message": _("Le justificatif du 14 octobre manque.")},
)
INVOICE_REFUSED = MailTemplate(
    name="invoice-refused",
    when=_("L’office refuse une demande."),
    subject=_DECISION,
    body=(
        _("L’office a refusé votre demande ${reference}. Voici la raison :"),
        "${reason}",
        _("La copie PDF de votre demande reste au guichet. Vous devrez vous connecter."),
    ),
    link=INVOICE_LINK,
    samples=SAMPLE_INVOICE | {"reason": _("La décision ne couvre pas ces trajets.")},
)
REGISTRATION_REFUSED = MailTemplate(
    name="registration-refused",
    when=_("L’office refuse l’inscription d’une société."),
    subject=_("Votre inscription n’est pas acceptée"),
    body=(
        _("L’office n’a pas accepté l’inscription de ${company}. Voici la raison :"),
        "${reason}",
        "${comment}",
        _("Dès que c’est réglé, vous pouvez inscrire votre société à nouveau."),
    ),
    link=MailLink("register-company", _("Inscrire ma société")),
    samples={
        "company": "Roue Libre SA",
        "reason": _("Ce numéro GLN appartient à une autre société."),
        "comment": _("Appelez-nous si vous ne trouvez pas le bon numéro."),
    },
    optional=frozenset({"reason", "comment"}),
)
