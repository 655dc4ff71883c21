"""The questions of the form for minors: degree and supplement as the decision grants them, and the months."""

from collections.abc import Mapping

from guichet.sdk import Choice, Fields, Lines, TranslationString, YesNo
from invoice_types import _
from invoice_types.minors.claimed_month import ClaimedMonth

# The words of the decision; a recorded decision has the same keys.
DEGREES: Mapping[str, TranslationString] = {"slight": _("Faible"), "medium": _("Moyen"), "severe": _("Grave")}
NO_SUPPLEMENT = "none"
SUPPLEMENTS: Mapping[str, TranslationString] = {
    NO_SUPPLEMENT: _("Aucun"),
    "4h": _("4 heures"),
    "6h": _("6 heures"),
    "8h": _("8 heures"),
}
ALLOWANCE, SUPPLEMENT = "allowance", "supplement"
"""Codes of the two columns of a month's amount."""


class MinorsForm(Fields):
    """Degree and supplement as the decision grants them, and the months."""

    degree = Choice(
        _("Degré d’impotence"),
        DEGREES,
        help_text=_("Selon la décision. S’il a changé, envoyez une demande par décision."),
        inline=True,
        required=True,
        missing=_("Choisissez le degré d’impotence selon la décision"),
    )
    supplement = Choice(
        _("Supplément pour soins intenses"),
        SUPPLEMENTS,
        inline=True,
        required=True,
        missing=_("Choisissez le supplément selon la décision, ou « Aucun »"),
    )
    special_case = YesNo(_("La décision reconnaît un cas spécial (art. 37 al. 3 let. d RAI)"))
    months = Lines(
        _("Mois demandés"),
        ClaimedMonth,
        max_items=12,
        missing=_("Ajoutez au moins un mois"),
        item_title=_("Mois ${n}"),
        add_label=_("Ajouter le mois suivant"),
        remove_label=_("le mois ${n}"),
        extras_title=_("Le droit commence ou finit pendant ce mois"),
        carried=("month",),
        columns={ALLOWANCE: _("API"), SUPPLEMENT: _("SSI")},
    )
    # The allowance is not exported; three months are the limit that Pro Infirmis names.
    abroad = YesNo(_("Séjour à l’étranger de plus de trois mois cette année"), copied=False)
    nights_declared = YesNo(_("Les nuits passées hors de la maison sont toutes indiquées"), copied=False, required=True)
