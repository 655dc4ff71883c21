"""Mail template of the daily digest."""

from guichet.i18n import _
from guichet.messages.mail_templates import MailLink, MailTemplate

ALERTS_DIGEST = MailTemplate(
    name="alerts-digest",
    when=_("Chaque jour où quelque chose attend, aux administrateurs de l’office."),
    subject=_("À traiter au guichet"),
    body=(
        _("Au guichet, ceci attend une personne de l’office :"),
        "${titles}",
        _("La page « À traiter » dit depuis quand, et ce qu’il faut faire."),
    ),
    link=MailLink("alerts", _("Ouvrir « À traiter »")),
    samples={
        "titles": "– Inscriptions de sociétés à examiner : 2\n– Téléphones perdus à traiter : 1",
    },
    essential=frozenset({"titles"}),
)
