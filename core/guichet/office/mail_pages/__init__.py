"""Pages about the desk's mails: those that were not delivered, previews of the templates."""

from guichet.i18n import _

NOTICES = {
    "mails-resent": _("Les e-mails repartent dans la minute. Ceux qui échouent de nouveau reviennent sur cette page."),
    "mails-not-resent": _("Cet e-mail ne peut plus être renvoyé. Rien n’a changé."),
}
