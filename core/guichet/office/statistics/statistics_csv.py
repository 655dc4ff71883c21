"""The statistics as CSV files for Excel: decisions by month, form and sender; corrections by field and reason."""

from collections.abc import Sequence

from pyramid.request import Request
from pyramid.response import Response
from pyramid.view import view_config

from guichet import clock
from guichet.documents.csv_file import Cell, csv_file
from guichet.i18n import _
from guichet.invoices.downloads import SANDBOX
from guichet.invoices.monthly_figures import MonthlyFigures, monthly_figures
from guichet.invoices.tally import ACCEPTED, ASKED, CORRECTED, RECEIVED, REFUSED, WITHDRAWN, Tally
from guichet.office.statistics.corrections_table import correction_rows
from guichet.office.statistics.report import report
from guichet.office.statistics.selection import SENDERS, Selection
from guichet.office.statistics.statistics_page import NUMBERS_ONLY, selected
from guichet.store.models import Portal
from guichet.values.month import Month

COUNTED = (
    (RECEIVED, _("Reçues")),
    (ACCEPTED, _("Acceptées sans correction")),
    (CORRECTED, _("Acceptées après correction")),
    (REFUSED, _("Refusées")),
    (WITHDRAWN, _("Retirées")),
    (ASKED, _("Corrections demandées")),
)


@view_config(
    context=Portal,
    name="statistics.csv",
    request_method="GET",
    permission="statistics",
    personal_data=NUMBERS_ONLY,
)
def decisions_csv(context: Portal, request: Request) -> Response:
    """A line for each month, form and kind of sender."""
    wanted, _years, _type_ids = selected(request)
    localize, title = request.localize, request.desk.plugins.invoice_type_title
    headings = [
        *(_("Mois"), _("Formulaire"), _("Numéro du formulaire"), _("Expéditeurs")),
        *(label for _name, label in COUNTED),
        *(_("Jours ouvrables, médiane"), _("Jours ouvrables, 90 %")),
    ]
    rows: list[Sequence[Cell]] = [[localize(one) for one in headings]]
    for month in wanted.months(clock.today()):
        for type_id, sender, tally in _by_form(monthly_figures(context), wanted, month):
            days = (tally.days_of(50), tally.days_of(90))
            rows.append(
                [
                    str(month),
                    localize(title(type_id)),
                    type_id,
                    localize(SENDERS[sender]),
                    *(tally.counts[name] for name, _label in COUNTED),
                    *("" if one is None else one for one in days),
                ]
            )
    return _file(rows, "statistics")


@view_config(
    context=Portal,
    name="corrections.csv",
    request_method="GET",
    permission="statistics",
    personal_data=NUMBERS_ONLY,
)
def corrections_csv(context: Portal, request: Request) -> Response:
    """A line for each field and reason, as on the page."""
    wanted, _years, _type_ids = selected(request)
    found = report(monthly_figures(context), wanted, wanted.months(clock.today()))
    headings = [_("Champ"), _("Motif"), _("Points signalés"), _("Part en %")]
    rows: list[Sequence[Cell]] = [[request.localize(one) for one in headings]]
    rows += [[one.field, one.reason, one.number, one.share] for one in correction_rows(request, dict(found.types))]
    return _file(rows, "corrections")


def _by_form(figures: MonthlyFigures, wanted: Selection, month: Month) -> list[tuple[str, str, Tally]]:
    """Form, kind of sender and figures of a month, as far as they are selected."""
    found = [
        (type_id, sender, tally)
        for sender in SENDERS
        for type_id, tally in figures.of(str(month), sender).items()
        if type_id and wanted.type_id in ("", type_id) and wanted.sender in ("", sender)
    ]
    return sorted(found, key=lambda one: one[:2])


def _file(rows: Sequence[Sequence[Cell]], name: str) -> Response:
    response = Response(body=csv_file(rows), content_type="text/csv", charset="utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}-{clock.today():%Y-%m-%d}.csv"'
    response.headers["Content-Security-Policy"] = SANDBOX
    return response
