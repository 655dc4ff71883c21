"""The choices of the travel form and their words, shared by the form and the summary."""

from collections.abc import Mapping

from translationstring import TranslationString

from invoice_types import _

PUBLIC, CAR, TAXI, SERVICE = "public", "private_car", "taxi", "transport_service"

MEANS: Mapping[str, TranslationString] = {
    PUBLIC: _("Transports publics"),
    CAR: _("Voiture privée"),
    TAXI: _("Taxi"),
    SERVICE: _("Service de transport"),
}
"""Means of transport; the last two are paid at effective cost."""

VISIT, LEAVE, FITTING, OTHER = "visit", "leave", "aid_fitting", "other"

PURPOSES: Mapping[str, TranslationString] = {
    "assessment": _("Expertise ou examen demandé par l’AI"),
    "medical_measure": _("Mesure médicale"),
    "vocational_measure": _("Mesure professionnelle"),
    FITTING: _("Essai ou adaptation d’un moyen auxiliaire"),
    VISIT: _("Visite d’un proche"),
    LEAVE: _("Congé, retour à la maison"),
    OTHER: _("Autre motif"),
}
"""Why the journey was made; visits and leaves carry no meal or night allowance (RAI art. 90 al. 3)."""
