"""The automatic checks as the office sees them: what was frozen at the sending, beside other invoices of today."""

from guichet.i18n import Localizer
from guichet.invoices import invoice_actions as sending
from guichet.office import actions
from guichet.office.findings import findings

FRENCH = Localizer("fr")


def found(house, invoice):
    """In order or not, and the sentence with the row it is about."""
    lines = findings(invoice, house.desk.tenant.office_code, FRENCH)
    texts = [f"{line.where} {FRENCH(line.message)}".strip().replace("\u00a0", " ") for line in lines]
    return [(line.in_order, text) for line, text in zip(lines, texts, strict=True)]


def to_look_at(house, invoice):
    """The sentences that are not in order."""
    return [text for in_order, text in found(house, invoice) if not in_order]


def test_invoice_in_order_says_what_was_looked_at(house):
    lines = found(house, house.invoice())
    assert [in_order for in_order, _text in lines] == [True, True, True]
    assert "22.5 km × 2 × CHF 0.45" in lines[0][1]
    assert "(302)" in lines[1][1]
    assert "Aucune autre demande" in lines[2][1]


def test_repeated_formula_is_shown_once(house):
    lines = found(house, house.invoice(journeys=3))
    assert lines[0][1].count("22.5 km") == 1


def test_day_from_which_the_rate_holds_is_shown(house):
    invoice = house.invoice()
    (rates, *_rest) = findings(invoice, "302", FRENCH)
    assert FRENCH(rates.why) == "en vigueur depuis\u00a0: 01.01.2020"


def test_other_invoice_for_the_same_day_is_named_with_its_row(house):
    first = house.invoice()
    lines = found(house, house.invoice())
    assert not any("Aucune autre demande" in text for _in_order, text in lines)
    (text,) = [text for in_order, text in lines if not in_order and first.reference in text]
    assert text.startswith("Trajet 1 ")


def test_other_invoice_can_be_opened_from_the_finding(house):
    first, second = house.invoice(), house.invoice()
    lines = findings(second, "302", FRENCH)
    assert [line.other for line in lines if not line.in_order] == [first.reference]


def test_refused_invoice_is_no_repetition(house):
    first = house.invoice()
    actions.refuse(house.at_the_office, first, "Non", seen=1)
    assert all(in_order for in_order, _text in found(house, house.invoice()))


def test_decision_of_another_office_is_to_be_looked_at(house):
    lines = found(house, house.invoice(decision="32420250012345"))
    (text,) = [text for in_order, text in lines if not in_order]
    assert text.startswith("Numéro de décision ")
    assert "(NE)" in text
    assert not any("(302)" in text for _in_order, text in lines)


def test_issue_for_the_office_alone_is_among_the_findings(house):
    invoice = house.invoice(account_holder="Paul Autre")
    (text,) = [text for in_order, text in found(house, invoice) if not in_order]
    assert text.startswith("Compte à créditer ")
    assert text.endswith("Paul Autre")


def test_findings_are_of_what_was_sent_and_not_of_what_is_being_changed(house):
    invoice = house.invoice(extra_text="Bagages")
    (before,) = to_look_at(house, invoice)
    assert before.startswith("Trajet 1 ")
    assert "frais supplémentaires" in before
    actions.request_correction(house.at_the_office, invoice, "Quels frais ?", [], seen=1)
    house.save(invoice)
    assert to_look_at(house, invoice) == [before]
    house.send(invoice)
    assert to_look_at(house, invoice) == []


def test_findings_are_those_of_the_day_of_the_sending(house, clock):
    invoice = house.invoice(date="20.11.2025")
    old = house.invoice(date="1.11.2025")
    assert "1er novembre 2025 remonte à plus de douze mois" in to_look_at(house, old)[0]
    clock.forward(days=60)
    assert to_look_at(house, invoice) == []


def test_findings_are_read_without_the_form(house):
    first, second = house.invoice(), house.invoice()
    before = found(house, second)
    house.desk.plugins.known_types = {}
    assert found(house, second) == before
    assert any(first.reference in text for text in to_look_at(house, second))


def test_removed_beneficiary_does_not_hide_the_invoice(house):
    invoice = house.invoice()
    house.company.beneficiaries.drop(house.beneficiary)
    assert found(house, invoice)


def test_withdrawn_invoice_is_no_repetition(house):
    sending.withdraw(house.ctx(house.sender, later=5), house.invoice())
    assert all(in_order for in_order, _text in found(house, house.invoice()))
