"""The history of an issuer as HTML: the filters above it and the table of its rows."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache

from chameleon.utils import Markup
from pyramid.request import Request

from guichet.i18n import _
from guichet.invoices.lists import InvoiceRow, history_of
from guichet.invoices.states import STATES, sent_states
from guichet.issuers.models import Company, Issuer
from guichet.values import avs
from guichet.values.name_folding import normalize_for_search
from guichet.web.page_context import PageContext
from guichet.web.table_rows import RowTemplate

TEMPLATES = "guichet.invoices:templates"
Rows = Sequence[tuple[str, InvoiceRow]]
"""Ids and rows of a page."""
ROW = RowTemplate("guichet.invoices", "history_row.pt")
OWN_NUMBER = _("facture ${number}")
"""A company's own number of its invoice, beside the reference."""


def draw_filters(request: Request, issuer: Issuer, filters: Mapping[str, str]) -> Markup:
    """The form with the filters, as they are set."""
    page: PageContext = request.page_context
    company = isinstance(issuer, Company)
    people = _people(request, issuer) if company else []
    ids = [one for one, _name in people]
    texts = {f"id{number}": one for number, one in enumerate(ids)}
    texts |= {f"name{number}": name for number, (_id, name) in enumerate(people)}
    return page.filled(
        f"{TEMPLATES}/history_filter.pt",
        {"here": request.resource_path(issuer), **texts},
        {"csrf_input": page.csrf_input},
        company=company,
        people=len(people),
        chosen_person=ids.index(filters["by"]) if filters["by"] in ids else None,
        states=sent_states(request.localize),
        # Only of a state there is: it is part of the key of a kept drawing, and comes from the address.
        chosen_state=filters["status"] if filters["status"] in STATES else "",
    )


def draw_history(request: Request, issuer: Issuer, rows: Rows, count: int | None, query: Mapping[str, str]) -> Markup:
    """The rows of a page, with their number in all where it is known; ``query`` are the filters of the address."""
    page: PageContext = request.page_context
    company = isinstance(issuer, Company)
    return page.filled(
        f"{TEMPLATES}/history_table.pt",
        {
            "count": "" if count is None else request.localize.count(count),
            "export": request.resource_path(issuer, "export-invoices", query=query),
        },
        {"rows": ROW.draw(request, _texts(request, issuer, rows), company=company)},
        company=company,
        counted=count is not None,
    )


def _texts(request: Request, issuer: Issuer, rows: Rows) -> Iterator[dict[str, str]]:
    """The texts of each row."""
    localize, here = request.localize, request.resource_path(issuer)
    answered, title = localize(_("Message de l’office")), request.desk.plugins.invoice_type_title
    title_of = cache(lambda type_id: localize(title(type_id)))
    for invoice_id, row in rows:
        state = STATES[row.state]
        yield {
            "path": f"{here}invoices/{invoice_id}/",
            "reference": row.reference,
            "day": localize.date(row.moment),
            "own": localize(OWN_NUMBER, number=row.invoice_number) if row.invoice_number else "",
            "type": title_of(row.type_id),
            "number": row.type_id,
            "beneficiary": row.beneficiary,
            "avs": avs.masked(row.avs),
            "sender": row.submitted_by,
            "tint": state.tint,
            "state": localize(state.tag),
            "mark": "tag wait" if row.answered else "",
            "answered": answered if row.answered else "",
            "total": localize.money(row.total),
        }


def _people(request: Request, issuer: Issuer) -> list[tuple[str, str]]:
    """Id and name for the filter « Responsable »: the members, and the former members who have sent invoices."""
    history = history_of(issuer)
    left = [user_id for user_id in issuer.former_members if history.count(f"by:{user_id}")]
    names = [(user_id, request.root["users"][user_id].name) for user_id in (*issuer.members, *left)]
    # An erased account has no name.
    return sorted((person for person in names if person[1]), key=lambda person: normalize_for_search(person[1]))
