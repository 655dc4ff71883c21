"""Pages about the desk's mails: those that were not delivered, the templates and the office's own words of them."""

from guichet.i18n import _

NOTICES = {
    "mails-resent": _("Les e-mails repartent dans la minute. Ceux qui échouent de nouveau reviennent sur cette page."),
    "mails-not-resent": _("Cet e-mail ne peut plus être renvoyé. Rien n’a changé."),
    "mail-wording-saved": _(
        "Les textes sont enregistrés. Ils valent dès le prochain e-mail ; ceux qui attendent déjà partent tels quels."
    ),
    "mail-wording-removed": _("Le texte par défaut est rétabli. Il vaut dès le prochain e-mail."),
}
