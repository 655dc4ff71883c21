"""Mail templates about changes of one's own account."""

from guichet.i18n import _
from guichet.messages.mail_templates import MailLink, MailTemplate
from guichet.users.mails import NOT_ME

EMAIL_TAKEN = MailTemplate(
    name="email-taken",
    when=_("Une personne veut utiliser une adresse e-mail qui a déjà un autre compte ; part à cette adresse."),
    subject=_("Votre adresse e-mail a déjà un compte"),
    body=(_("Quelqu’un a voulu utiliser cette adresse pour un autre compte du guichet en ligne. Rien n’a changé."),),
)
EMAIL_CONFIRMATION = MailTemplate(
    name="email-confirmation",
    when=_("Une personne indique une nouvelle adresse e-mail ; part à cette adresse."),
    subject=_("Confirmez votre nouvelle adresse e-mail"),
    body=(
        _("Ouvrez le lien pour vous connecter désormais au guichet en ligne avec cette adresse."),
        _("Le lien est valable une heure. Si vous n’avez rien demandé, ne faites rien."),
    ),
    link=MailLink("confirm-new-email?link=${secret}", _("Confirmer cette adresse")),
    samples={"secret": "exemple"},
)
EMAIL_CHANGED = MailTemplate(
    name="email-changed",
    when=_("Une nouvelle adresse e-mail est confirmée ; part à l’ancienne."),
    subject=_("Votre adresse e-mail est modifiée"),
    body=(
        _("Votre compte au guichet en ligne utilise désormais une autre adresse e-mail."),
        _("Si ce n’était pas vous, rétablissez l’ancienne adresse avec ce lien. Il est valable trois jours."),
    ),
    link=MailLink("undo-new-email?link=${secret}", _("Rétablir cette adresse")),
    samples={"secret": "exemple"},
)
ACCOUNT_CLOSED = MailTemplate(
    name="account-closed",
    when=_("Une personne ferme son compte."),
    subject=_("Votre compte est fermé"),
    body=(
        _("Vous avez fermé votre compte au guichet en ligne. Les demandes déjà envoyées restent à l’office."),
        NOT_ME,
    ),
)
