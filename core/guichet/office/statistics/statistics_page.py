"""« Statistiques »: decisions per month, working days per form, what was to be corrected: plots beside their tables."""

from typing import Any

from pyramid.request import Request
from pyramid.view import view_config

from guichet import clock
from guichet.i18n import Localizer, _
from guichet.i18n.day_counts import days
from guichet.interfaces import NavigationItem
from guichet.invoices.lists import type_ids_in_use
from guichet.invoices.monthly_figures import monthly_figures
from guichet.invoices.tally import ASKED, DECIDED, MIN_CASES, RECEIVED, Tally
from guichet.office.statistics.corrections_table import correction_rows
from guichet.office.statistics.plots import days_plot, months_plot
from guichet.office.statistics.report import Report, report
from guichet.office.statistics.selection import Selection, choices, read_selection, years_of
from guichet.store.models import Portal
from guichet.web.personal_data import NotRecorded

NAME = "statistics"
NUMBERS_ONLY = NotRecorded("numbers by month and form, without a person")
SHOWN = (RECEIVED, *DECIDED)
"""What is counted of each month, beside the sum of decisions."""
HEADINGS = (_("Reçues"), _("Décidées"), _("Sans correction"), _("Après correction"), _("Refusées"))


def navigation(request: Request) -> list[NavigationItem]:
    """Entry « Statistiques »."""
    identity = request.identity
    if identity is None or not identity.user.at_office or not request.has_permission("statistics", request.root):
        return []
    path = request.resource_path(request.root, NAME)
    return [NavigationItem(_("Statistiques"), path, current=getattr(request, "view_name", "") == NAME)]


@view_config(
    context=Portal,
    name=NAME,
    request_method="GET",
    permission="statistics",
    personal_data=NUMBERS_ONLY,
    renderer="templates/statistics.pt",
)
def statistics(context: Portal, request: Request) -> dict[str, Any]:
    """The figures of the chosen months, up to this moment."""
    wanted, years, type_ids = selected(request)
    months = wanted.months(clock.today())
    found = report(monthly_figures(context), wanted, months)
    localize = request.localize
    rows = correction_rows(request, dict(found.types))
    return {
        "title": _("Statistiques"),
        "density": "dense",
        "first": localize.month(months[0]),
        "last": localize.month(months[-1]),
        "choices": choices(request, wanted, years, type_ids),
        "files": [
            (label, request.resource_path(context, name, query=wanted.query))
            for name, label in (
                ("statistics.csv", _("Décisions (CSV)")),
                ("corrections.csv", _("Corrections (CSV)")),
            )
        ],
        "median": "–" if (median := found.total.days_of(50)) is None else median,
        "most": "–"
        if (most := days(found.total.days_of(90))) is None
        else localize.plural(most.n, most.one, most.many),
        "found": found,
        "least": MIN_CASES,
        "headings": [localize(heading) for heading in HEADINGS],
        "months": [(localize.month(month), _numbers(tally, localize)) for month, tally in reversed(found.months)],
        "sums": _numbers(found.total, localize),
        "bars": _bars(found, localize) if found.total.decided else None,
        "extremes": _extremes(found, localize),
        "days": _days(found, request),
        "asked": localize.plural(
            found.total.counts[ASKED], _("${n} correction demandée."), _("${n} corrections demandées.")
        ),
        "corrections": rows,
    }


def selected(request: Request) -> tuple[Selection, tuple[str, ...], tuple[str, ...]]:
    """What the address asks for, with the years and forms that can be chosen."""
    years = years_of(monthly_figures(request.root))
    # Those in use may be of a plugin that is gone, and those offered may have figures whose invoices are gone.
    type_ids = tuple({*type_ids_in_use(request.root), *request.desk.plugins.invoice_types})
    return read_selection(request.GET, years, type_ids), years, type_ids


def _numbers(tally: Tally, localize: Localizer) -> tuple[str, ...]:
    """Received, decided, and how."""
    received, *decided = (localize.count(tally.counts[name]) for name in SHOWN)
    return (received, localize.count(tally.decided), *decided)


def _bars(found: Report, localize: Localizer) -> Any:
    return months_plot([(localize.month(month)[0].upper(), str(month.year), tally) for month, tally in found.months])


def _extremes(found: Report, localize: Localizer) -> dict[str, str]:
    """Months with the most and the fewest decisions, which the description of the plot names."""
    by_number = sorted(found.months, key=lambda pair: (pair[1].decided, pair[0]))
    (fewest, least), (most, largest) = by_number[0], by_number[-1]
    return {
        "most": f"{localize.month(most)} ({localize.count(largest.decided)})",
        "fewest": f"{localize.month(fewest)} ({localize.count(least.decided)})",
    }


def _days(found: Report, request: Request) -> dict[str, Any]:
    """Rows of the table, the plot of those that rest on enough decisions, and the days that the office states."""
    target, title = request.desk.tenant.answer_days, request.desk.plugins.invoice_type_title
    rows = [
        (type_id, title(type_id), tally.days_of(50), tally.days_of(90), sum(tally.days.values()))
        for type_id, tally in found.types
    ]
    drawn = [(type_id, median, most) for type_id, _title, median, most, _n in rows if median is not None]
    # The 90th percentile is there wherever the median is.
    plot = days_plot([(label, median, most or median) for label, median, most in drawn], target) if drawn else None
    return {"rows": rows, "plot": plot, "target": target}
