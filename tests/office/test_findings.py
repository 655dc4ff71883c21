"""The automatic checks as the office sees them."""

import pytest

from guichet.i18n import Localizer
from guichet.invoices import invoice_actions as sending
from guichet.invoices.reading import Reading
from guichet.invoices.summary import read_revision
from guichet.office import actions
from guichet.office.findings import findings

FRENCH = Localizer("fr")


def found(house, invoice):
    """In order or not, and the sentence with the row it is about."""
    invoice_type = house.desk.plugins.invoice_types[invoice.type_id]
    rows = read_revision(house.desk.plugins, invoice_type, invoice.latest, FRENCH).rows
    lines = findings(house.desk.plugins, invoice, rows, FRENCH)
    return [(line.in_order, f"{line.where} {FRENCH(line.message)}".strip()) for line in lines]


def test_an_invoice_in_order_says_what_was_looked_at(house):
    lines = found(house, house.invoice())
    assert [in_order for in_order, _text in lines] == [True, True, True]
    assert "22.5 km × 2 × CHF 0.45" in lines[0][1]
    assert "(302)" in lines[1][1]
    assert "Aucune autre demande" in lines[2][1]


def test_a_repeated_formula_is_shown_once(house):
    lines = found(house, house.invoice(journeys=3))
    assert lines[0][1].count("22.5 km") == 1


def test_the_day_from_which_the_rate_holds_is_said(house):
    invoice = house.invoice()
    (rates, *_rest) = findings(house.desk.plugins, invoice, (), FRENCH)
    assert FRENCH(rates.why) == "en vigueur depuis\u00a0: 01.01.2020"


def test_another_claim_for_the_same_day_is_named_with_its_row(house):
    first = house.invoice()
    lines = found(house, house.invoice())
    assert not any("Aucune autre demande" in text for _in_order, text in lines)
    (text,) = [text for in_order, text in lines if not in_order and first.reference in text]
    assert text.startswith("Trajet 1 ")


def test_the_other_claim_can_be_opened_from_the_finding(house):
    first, second = house.invoice(), house.invoice()
    lines = findings(house.desk.plugins, second, (), FRENCH)
    assert [line.other for line in lines if not line.in_order] == [first.reference]


def test_a_claim_the_office_has_refused_does_not_count_as_repetition(house):
    first = house.invoice()
    actions.refuse(house.at_the_office, first, "Non", seen=1)
    assert all(in_order for in_order, _text in found(house, house.invoice()))


def test_the_decision_of_another_office_is_to_be_looked_at(house):
    lines = found(house, house.invoice(decision="32420250012345"))
    (text,) = [text for in_order, text in lines if not in_order]
    assert text.startswith("Numéro de décision ")
    assert "(NE)" in text
    assert not any("(302)" in text for _in_order, text in lines)


def test_what_only_the_office_is_told_is_among_it(house):
    invoice = house.invoice(account_holder="Paul Autre")
    (text,) = [text for in_order, text in found(house, invoice) if not in_order]
    assert text.startswith("Compte à créditer ")
    assert text.endswith("Paul Autre")


@pytest.fixture
def sent_by_an_older_version(monkeypatch):
    """Invoices that today's checks would stop: they were sent when those checks did not exist."""
    monkeypatch.setattr(Reading, "problems", lambda self, answers: [])


def test_the_checks_look_at_what_was_sent_and_not_at_what_is_being_changed(house, sent_by_an_older_version):
    invoice = house.invoice(means="public", ticket_price="23.40", km="", car_necessary="")
    assert any("Billet" in text for in_order, text in found(house, invoice) if not in_order)
    actions.request_correction(house.at_the_office, invoice, "Il manque le billet.", [], seen=1)
    house.attach(invoice, "billet.png")
    assert any("Billet" in text for in_order, text in found(house, invoice) if not in_order)
    house.send(invoice, means="public", ticket_price="23.40", km="", car_necessary="")
    assert not any("Billet" in text for in_order, text in found(house, invoice) if not in_order)


def test_the_checks_go_by_the_day_of_the_sending(house, sent_by_an_older_version):
    invoice = house.invoice(date="14.10.2027")
    assert any("14.11.2026" in text for in_order, text in found(house, invoice) if not in_order)


def test_a_total_that_comes_out_otherwise_today_is_to_be_looked_at(house):
    invoice = house.invoice()
    invoice.latest.total += 5
    lines = found(house, invoice)
    assert any("tarifs enregistrés ont changé" in text for in_order, text in lines if not in_order)


def test_a_beneficiary_taken_off_the_list_does_not_hide_the_invoice(house):
    invoice = house.invoice()
    house.company.beneficiaries.drop(house.beneficiary)
    assert found(house, invoice)


def test_an_error_in_a_check_is_never_a_pass(house, monkeypatch):
    invoice = house.invoice()

    def broken(*args):
        raise ZeroDivisionError

    monkeypatch.setattr(house.desk.plugins, "check_invoice", broken)
    with pytest.raises(ZeroDivisionError):
        found(house, invoice)


def test_a_withdrawn_claim_is_no_repetition(house):
    sending.withdraw(house.ctx(house.sender, later=5), house.invoice())
    assert all(in_order for in_order, _text in found(house, house.invoice()))
