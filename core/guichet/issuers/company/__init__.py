"""« Ma société »: a company's people and bank accounts, which its managers change."""

from guichet.i18n import _

NOTICES = {
    "member-invited": _("L’invitation est envoyée."),
    "member-saved": _("C’est enregistré."),
    "member-address-pending": _(
        "C’est enregistré. La nouvelle adresse e-mail est valable dès que le lien que nous y avons envoyé est ouvert."
    ),
    "member-removed": _("L’accès est supprimé. Les factures envoyées restent."),
    "left-company": _("Votre accès est supprimé. Vos factures restent à la société."),
    "bank-account-saved": _("Le compte bancaire est enregistré. Les gérants reçoivent un e-mail."),
    "bank-account-changed": _("Rien n’est supprimé : ce compte a été modifié entre-temps. Vérifiez-le d’abord."),
    "bank-account-removed": _("Le compte bancaire est supprimé. Les gérants reçoivent un e-mail."),
}
"""Code of a notice → its text, shown on the next page."""
