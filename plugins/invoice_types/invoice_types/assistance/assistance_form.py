"""The questions of one month of assistance: the assistants, stays elsewhere, unused nights and an acute phase."""

from guichet.sdk import Choice, Day, Fields, Hours, Lines, Month, Quantity, Text, YesNo, answer
from invoice_types import _
from invoice_types.assistance.assistant import Assistant
from invoice_types.assistance.work import LEVELS

STAYS = {"hospital": _("Hôpital"), "home": _("Home ou institution")}


class Stay(Fields):
    """Days that the insured person spent in a hospital or a home."""

    first = Day(_("Du"), required=True)
    last = Day(_("Au"), not_before="first", required=True)
    kind_ = Choice(_("Lieu"), STAYS, name="place", as_list=True, required=True, width="w-m")

    summary_rows = ((("first", "last"),), "kind_")


class AssistanceForm(Fields):
    """The month."""

    month = Month(_("Mois"), required=True, service_day=True)
    assistants = Lines(
        _("Assistantes et assistants"),
        Assistant,
        max_items=20,
        missing=_("Ajoutez au moins une personne"),
        item_title=_("Personne ${n}"),
        add_label=_("Ajouter une personne"),
        remove_label=_("la personne ${n}"),
        extras_title=_("Contrat et cas particuliers (facultatif)"),
        amounts=False,
        amounts_label=_("Montant du mois"),
    )
    stays = Lines(
        _("Séjours de la personne assurée à l’hôpital ou en home"),
        Stay,
        min_items=0,
        max_items=10,
        layout="rows",
        item_title=_("Séjour ${n}"),
        add_label=_("Ajouter un séjour"),
        remove_label=_("le séjour ${n}"),
        amounts=False,
        copied=False,
    )
    converted_nights = Quantity(
        _("Nuits non utilisées, fournies pendant la journée"),
        help_text=_("Elles donnent droit à des heures en plus (art. 39i al. 2ter RAI)."),
        maximum=31,
        positive=True,
        optional=True,
        copied=False,
        group="extras",
    )
    converted_level = Choice(
        _("Degré de ces nuits"),
        LEVELS,
        as_list=True,
        width="w-m",
        relevant=answer("converted_nights"),
        required=True,
        copied=False,
        group="extras",
    )
    converted_hours = Hours(
        _("Dont heures fournies à leur place"),
        help_text=_("Elles figurent aussi dans le calendrier."),
        maximum=744,
        relevant=answer("converted_nights"),
        required=True,
        copied=False,
        group="extras",
    )
    acute_phase = YesNo(_("Phase aiguë attestée médicalement"), copied=False, group="extras")
    acute_from = Day(_("Phase aiguë dès le"), relevant=answer("acute_phase"), required=True, group="extras")
    acute_until = Day(
        _("Phase aiguë jusqu’au"),
        not_before="acute_from",
        relevant=answer("acute_phase"),
        required=True,
        group="extras",
    )
    # The office alone may pay what has lapsed: the sender names its consent, and the office compares it.
    late_consent = Text(
        _("Accord de l’office pour une demande après douze mois"),
        help_text=_("Date et auteur de l’accord."),
        max_length=120,
        optional=True,
        copied=False,
        group="extras",
    )
