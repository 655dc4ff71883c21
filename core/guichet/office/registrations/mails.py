"""Mail templates about what the office decides on registrations."""

from guichet.i18n import _
from guichet.messages.mail_templates import MailLink, MailTemplate

REGISTRATION_REFUSED = MailTemplate(
    name="registration-refused",
    when=_("L’office refuse l’inscription d’une société."),
    subject=_("Votre inscription n’est pas acceptée"),
    body=(
        _("L’office n’a pas accepté l’inscription de ${company}. Voici la raison :"),
        "${reason}",
        "${comment}",
        _(
            "Dès que c’est réglé, vous pouvez inscrire votre société à nouveau. Le formulaire reprend vos données, "
            "sauf le mot de passe. Le lien est valable trente jours."
        ),
    ),
    link=MailLink("register-company?link=${secret}", _("Inscrire ma société")),
    samples={
        "secret": "exemple",
        "company": "Roue Libre SA",
        "reason": _("Ce numéro GLN appartient à une autre société."),
        "comment": _("Appelez-nous si vous ne trouvez pas le bon numéro."),
    },
    essential=frozenset({"reason", "comment"}),
    optional=frozenset({"reason", "comment"}),
)
