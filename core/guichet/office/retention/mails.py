"""Mail templates about what is to be erased."""

from datetime import date

from guichet.i18n import _
from guichet.messages.mail_templates import MailLink, MailTemplate
from guichet.users.mails import SIGN_IN

DRAFT_ANNOUNCED = MailTemplate(
    name="draft-announced",
    when=_("Un brouillon n’a pas changé depuis longtemps ; part à la personne qui l’a enregistré, 14 jours avant."),
    subject=_("Votre brouillon va être supprimé"),
    body=(
        _("Un de vos brouillons n’a pas changé depuis le ${saved}. Le guichet le supprime le ${day}, avec ses pièces."),
        _("Pour le garder, ouvrez-le et enregistrez une réponse, ou envoyez-le. Vous devrez vous connecter."),
    ),
    link=MailLink("issuers/${issuer}/invoices/${invoice}/edit", _("Ouvrir le brouillon")),
    samples={"saved": date(2026, 9, 15), "day": date(2026, 11, 28), "issuer": "exemple", "invoice": "exemple"},
    essential=frozenset({"day"}),
)
ACCOUNT_ANNOUNCED = MailTemplate(
    name="account-announced",
    when=_("Un compte n’a pas servi depuis longtemps ; part à la personne, 60 jours avant qu’il soit fermé."),
    subject=_("Votre compte va être fermé"),
    body=(
        _("Vous ne vous êtes plus connecté au guichet en ligne depuis longtemps. Votre compte sera fermé le ${day}."),
        _("Pour le garder, connectez-vous une fois avant ce jour. Les demandes déjà envoyées restent à l’office."),
    ),
    link=SIGN_IN,
    samples={"day": date(2027, 1, 13)},
    essential=frozenset({"day"}),
)
