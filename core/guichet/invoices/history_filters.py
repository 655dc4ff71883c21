"""The filters of an issuer's history, as the page and the export read them from an address."""

from collections.abc import Mapping
from typing import Any

from pyramid.request import Request

from guichet.i18n import _
from guichet.invoices.lists import InvoiceHistory, InvoiceRow, number_digest
from guichet.invoices.states import STATES
from guichet.issuers.models import Issuer
from guichet.store.sorted_index import PAGE_SIZE, Page

MAX_MATCHES = 20
"""Beneficiaries a search by name may find: their ids, of 16 characters each, go into the address of the list."""


def read_filters(request: Request) -> dict[str, str]:
    """Id of the person who has sent, ids of beneficiaries, digest of an invoice number, and state; empty for all."""
    return {name: request.GET.get(name, "") for name in ("by", "for", "number", "status")}


def filtered(
    history: InvoiceHistory, filters: Mapping[str, str], after: str | None = None, *, size: int = PAGE_SIZE, limit: int
) -> Page[InvoiceRow]:
    """One page of the sent invoices that match all filters; beneficiaries and an invoice number are one filter.

    Reads the facets of the filter with the fewest rows (a count is stored with each facet) and checks the other filters
    row by row, at most ``limit`` of them.
    """
    if not any(filters.values()):
        return history.page("sent", after, size)
    people = filters["for"].split(",")[:MAX_MATCHES] if filters["for"] else []
    number = filters["number"]
    typed = [f"for:{one}" for one in people] + ([f"number:{number}"] if number else [])
    groups = [["sent"], typed]
    groups += [[f"{facet}:{filters[name]}"] for facet, name in (("state", "status"), ("by", "by")) if filters[name]]

    def fits(_invoice_id: str, row: InvoiceRow) -> bool:
        asked = ((filters["by"], row.submitted_by_id), (filters["status"], row.state))
        found = row.beneficiary_id in people or (number and number == number_digest(row.invoice_number))
        return all(wanted in ("", value) for wanted, value in asked) and bool(not typed or found)

    narrowest = min(filter(None, groups), key=lambda facets: sum(history.count(facet) for facet in facets))
    return history.filtered(narrowest, fits, after, size, limit)


def filters_in_words(request: Request, issuer: Issuer, filters: Mapping[str, str]) -> dict[str, Any]:
    """What each filter says, by name; those that are not set are left out."""
    names = [found.name for one in filters["for"].split(",") if (found := issuer.beneficiaries.get(one)) is not None]
    people = (*issuer.members, *issuer.former_members)
    # Only people of this issuer: the address must not reveal the name of another user.
    user = request.root["users"].get(filters["by"]) if filters["by"] in people else None
    state = STATES.get(filters["status"])
    words = {
        "by": user.name if user else None,
        "for": request.localize.listing(names) if names else _("aucune demande trouvée") if filters["for"] else None,
        "number": _("ce numéro de facture") if filters["number"] else None,
        "status": state.tag if state else None,
    }
    return {name: word for name, word in words.items() if word}
