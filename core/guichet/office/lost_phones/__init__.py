"""« Téléphones perdus »: requests for another phone number, decided once the person is identified."""

from guichet.i18n import _

NOTICES = {
    "phone-request-replaced": _(
        "Cette personne a envoyé une nouvelle demande entre-temps. Regardez le nouveau numéro."
    ),
    "phone-approved": _("Le nouveau téléphone est accepté. La personne est avertie par e-mail et par SMS."),
    "phone-refused": _("Le nouveau téléphone est refusé. La personne est avertie par e-mail."),
}
"""Texts of the notices, by code."""
