"""An invoice is found by the company's own number, in any spelling: in the guichet and on the office's work list."""

import pytest
from spelled_numbers import SPELLED_ALIKE, SPELLED_APART

from guichet.invoices import claim_index, invoice_actions, lists, search_terms
from guichet.invoices.case_index import work_list
from guichet.invoices.earlier import number_taken_by
from guichet.invoices.erasure import erase_invoice
from guichet.invoices.history_filters import filtered
from guichet.invoices.lists import FIND_NUMBERS, HISTORY, PARTED_NUMBERS, history_of, number_digest
from guichet.invoices.search_terms import TERMS, Query, SearchTerms
from guichet.store.models import portal_of
from guichet.values.invoice_number import form_without_blanks

NO_FILTERS = {"by": "", "for": "", "number": "", "status": ""}


def found_by_office(invoice, typed):
    """Whether the work list shows an invoice for what was typed in its search."""
    portal, query = portal_of(invoice), Query(typed)
    row = work_list(portal).row(invoice.id)
    facets = query.facets(portal[TERMS])
    led = facets is None or any(
        one in facets for one in (f"id:{invoice.id}", f"avs:{row.avs}", f"from:{row.issuer_id}")
    )
    return led and query.fits(row)


def found_by_company(house, typed, **filters):
    """Ids of the history for an invoice number that was typed in its search."""
    wanted = NO_FILTERS | {"number": number_digest(typed)} | filters
    return [invoice_id for invoice_id, _row in filtered(history_of(house.company), wanted, limit=500).rows]


@pytest.mark.parametrize(("sent", "typed"), SPELLED_ALIKE)
def test_every_spelling_of_a_number_finds_its_invoice(house, numbered, sent, typed):
    invoice, _draft = numbered(sent)
    other = house.sent()
    assert found_by_company(house, typed) == [invoice.id]
    assert found_by_office(invoice, typed)
    assert not found_by_office(other, typed) or typed == "-"


@pytest.mark.parametrize(("sent", "typed"), SPELLED_APART)
def test_another_number_is_not_found_in_the_guichet(house, numbered, sent, typed):
    numbered(sent)
    assert found_by_company(house, typed) == []


@pytest.mark.parametrize("typed", ["1022", "2026-1022 muster", "muster 1022", "20261022"])
def test_the_office_finds_part_of_a_number_beside_a_name(numbered, typed):
    invoice, _draft = numbered("2026-1022")
    assert found_by_office(invoice, typed)


def test_a_year_that_all_numbers_share_leads_to_no_single_one(numbered):
    invoice, _draft = numbered("2026-1022")
    terms = {term for term, facet in portal_of(invoice)[TERMS].behind(()) if facet == f"id:{invoice.id}"}
    assert "1022" in terms and "2026" not in terms


def test_a_number_joins_the_other_filters_of_the_guichet(house, numbered):
    invoice, _draft = numbered("R-17")
    other = house.sent()
    assert found_by_company(house, "R-17", status="refused") == []
    assert found_by_company(house, "R-17", status="submitted") == [invoice.id]
    # Words that fit a person as well as a number find the invoices of both.
    assert set(found_by_company(house, "R-17", **{"for": house.anna.id})) == {invoice.id, other.id}


def test_a_corrected_number_takes_the_place_of_the_one_before(house, numbered):
    invoice, _draft = numbered("R-17")
    house.ask_for_correction(invoice)
    raw = house.raw(invoice)
    raw["issue"]["number"] = "S-18"
    house.save(invoice, raw)
    invoice_actions.submit(house.as_(), invoice, house.evaluate(invoice), language="fr", confirmed=True)
    assert found_by_company(house, "R-17") == []
    assert found_by_company(house, "s 18") == [invoice.id]
    assert found_by_office(invoice, "S-18") and not found_by_office(invoice, "R-17")
    terms = {term for term, facet in portal_of(invoice)[TERMS].behind(()) if facet == f"id:{invoice.id}"}
    assert not {"#r-17", "17"} & terms


def test_an_erased_invoice_leaves_no_number(house, numbered):
    invoice, _draft = numbered("R-17")
    portal, company = portal_of(invoice), house.company
    erase_invoice(house.operator, invoice)
    assert [term for term, facet in portal[TERMS].behind(()) if facet == f"id:{invoice.id}"] == []
    assert f"number:{number_digest('R-17')}" not in portal[HISTORY][company.id]._counts


def test_what_was_sent_before_is_found_after_the_step(house, numbered):
    invoice, draft = numbered("R-17")
    portal = portal_of(invoice)
    cases, history = work_list(portal), portal[HISTORY][house.company.id]
    # As the version before has stored it.
    row = cases.row(invoice.id)
    portal[TERMS].remove(f"id:{invoice.id}", (), row.invoice_number)
    key = cases._keys[invoice.id]
    cases._rows[key] = (invoice.id, *row[:-1])
    facets, *rest = history._rows[history.place(invoice.id)]
    number = f"number:{number_digest('R-17')}"
    history._drop_keys(history.place(invoice.id), [number])
    history._recount(facets.split("\n"), [one for one in facets.split("\n") if one != number])
    history._rows[history.place(invoice.id)] = (facets.replace(f"\n{number}", ""), *rest)
    assert found_by_company(house, "R-17") == [] and not found_by_office(invoice, "R-17")
    before = history.row(draft.id)
    for one in house.company.invoices.values():
        FIND_NUMBERS.change(one)
    assert found_by_company(house, "r-17") == [invoice.id]
    assert found_by_office(invoice, "R-17")
    assert history.row(draft.id) == before


def test_numbers_stored_without_their_blanks_are_found_after_the_step(house, numbered, monkeypatch):
    with monkeypatch.context() as before:
        for module in (claim_index, lists, search_terms):
            before.setattr(module, "same_form", form_without_blanks)
        invoice, draft = numbered("2026 17")
        other, _draft = numbered("R-5")
    assert number_taken_by(draft, "2026-17") == "" and found_by_company(house, "2026-17") == []
    for one in house.company.invoices.values():
        PARTED_NUMBERS.change(one)
    assert number_taken_by(draft, "2026-17") == invoice.reference
    assert number_taken_by(draft, "R 5") == other.reference
    assert number_taken_by(draft, "202617") == ""
    assert found_by_company(house, "2026-17") == [invoice.id] and found_by_office(invoice, "2026-17")
    terms = portal_of(invoice)[TERMS]
    assert terms.numbered("2026-17") and not terms.numbered("202617")


def test_a_number_that_hundreds_share_reads_a_bounded_part(monkeypatch):
    monkeypatch.setattr(search_terms, "MAX_READ", 5)
    terms = SearchTerms()
    for one in range(100):
        terms.put(f"id:{one:03}", (), "R-1")
    assert len(terms.numbered("r.1")) == 5
    # Then the list is read from its beginning, and says how far.
    assert Query("R-1").facets(terms) is None
