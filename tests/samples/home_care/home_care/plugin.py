"""Form 901.1: care at home. A list of visits, each with a list of tasks."""

from collections.abc import Iterator
from decimal import Decimal

from guichet.sdk import (
    Amount,
    AmountTerm,
    AttachmentKind,
    Choice,
    Day,
    Fields,
    InvoiceType,
    Lines,
    Minutes,
    Quantity,
    RateLookup,
    Text,
    TranslationStringFactory,
    answer,
    hookimpl,
    product,
    term,
)

GUICHET_API = "1.0"
_ = TranslationStringFactory("home_care")


class Task(Fields):
    """What was done in a visit."""

    task = Choice(
        _("Tâche"),
        {"care": _("Soins"), "cleaning": _("Nettoyage"), "other": _("Autre tâche")},
        required=True,
    )
    other = Text(_("Laquelle"), relevant=answer("task") == "other", required=True)
    minutes = Quantity(_("Durée en minutes"), maximum=600, positive=True, required=True)


class Visit(Fields):
    """A day, and its tasks."""

    day = Day(_("Date de la visite"), required=True, service_day=True)
    tasks = Lines(_("Tâches"), Task, item_title=_("Tâche ${n}"), add_label=_("Ajouter une tâche"), amounts=False)

    @property
    def minutes(self) -> Decimal:
        """Of all tasks."""
        return sum((task.minutes or Decimal() for task in self.tasks), Decimal())


class HomeCare(InvoiceType):
    """Minutes of all tasks at one price per hour."""

    id, version, title = "901.1", 1, _("Soins à domicile")
    purpose = _("Remboursement de soins à domicile, par visite")

    class form(Fields):
        """The questions."""

        price = Amount(_("Tarif horaire"), positive=True, required=True)
        visits = Lines(_("Visites"), Visit, item_title=_("Visite ${n}"), add_label=_("Ajouter une visite"))

    attachments = (AttachmentKind("report", _("Rapport des visites")),)

    def amounts(self, invoice: form, rates: RateLookup) -> Iterator[AmountTerm]:
        """Each visit."""
        for visit in invoice.visits:
            if visit.minutes and invoice.price is not None:
                mapping = {"time": Minutes(int(visit.minutes)), "price": invoice.price}
                amount = product(visit.minutes / 60, invoice.price)
                yield term(visit, amount, _("${time} à ${price} par heure", mapping=mapping))


@hookimpl
def guichet_invoice_types() -> list[InvoiceType]:
    """The form."""
    return [HomeCare()]
