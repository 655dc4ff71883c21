"""The questions that the invoices 318.635 to 318.639 share, behind those of the form itself."""

from typing import TypeVar

from guichet.sdk import Amount, Fields, Lines, Text, YesNo
from invoice_types import _
from invoice_types.aids.aids_line import AidsLine

LineT = TypeVar("LineT", bound=AidsLine)


def aid_lines(line: type[LineT]) -> Lines[LineT]:
    """The list of aids of a form."""
    return Lines(
        _("Moyens auxiliaires"),
        line,
        item_title=_("Moyen auxiliaire ${n}"),
        add_label=_("Ajouter un moyen auxiliaire"),
        remove_label=_("le moyen auxiliaire ${n}"),
        extras_title=_("Selon la décision : chiffre OMAI, maximum, part à charge"),
        # A bill has several positions.
        carried=("nature", "vat_included", "supplier", "supplier_number", "supplier_date"),
    )


class AidsForm(Fields):
    """The questions of every form for aids, behind its own."""

    lines = aid_lines(AidsLine)
    estimate_number = Text(
        _("Numéro ou date du devis approuvé"), max_length=35, optional=True, copied=False, row="estimate"
    )
    estimate_amount = Amount(_("Montant du devis approuvé"), optional=True, copied=False, row="estimate")
    already_paid = YesNo(_("Facture déjà payée par la personne assurée"), copied=False)

    @property
    def line_class(self) -> type[AidsLine]:
        """The line of this form."""
        return type(self).lines.line
