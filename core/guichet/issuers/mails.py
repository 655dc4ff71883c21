"""Mail templates about a company's registration that has arrived."""

from guichet.i18n import _
from guichet.messages.mail_templates import MailTemplate

_OFFICE_DECIDES = (
    _("L’office examine l’inscription de votre société. Nous vous écrivons dès qu’elle est acceptée ou refusée."),
    _("Vous n’avez rien à faire jusque-là."),
)

REGISTRATION_RECEIVED = MailTemplate(
    name="company-registration-received",
    when=_("Une société s’inscrit."),
    subject=_("Votre inscription est arrivée"),
    body=_OFFICE_DECIDES,
)
REGISTRATION_REPEATED = MailTemplate(
    name="company-registration-repeated",
    when=_("Une société dont l’inscription attend encore s’inscrit une seconde fois."),
    subject=_("Votre inscription est déjà arrivée"),
    body=(_("Vous l’avez envoyée deux fois."), *_OFFICE_DECIDES),
)
