"""« Contrôles automatiques » as the office sees them."""

from dataclasses import replace
from datetime import date

import pytest

from guichet.i18n import Localizer
from guichet.invoices import invoice_actions
from guichet.invoices.evaluation import evaluate_invoice
from guichet.invoices.revision_findings import findings, passed_checks
from guichet.office.decisions import decision_actions

FRENCH = Localizer("fr")
BERNE = "302"


def found(invoice):
    """In order or not, and the message after the label of its row."""
    lines = findings(invoice, BERNE, FRENCH)
    return [(line.in_order, f"{line.row_label} {FRENCH(line.message)}".strip()) for line in lines]


def to_look_at(invoice):
    return [text for in_order, text in found(invoice) if not in_order]


def test_an_invoice_in_order_lists_what_was_checked(scenario):
    lines = found(scenario.invoice())
    assert [in_order for in_order, _text in lines] == [True, True, True]
    assert "22.5 km × 2 × CHF\u00a00.45" in lines[0][1]
    assert "(302)" in lines[1][1]
    assert "Aucune autre demande" in lines[2][1]


def test_a_repeated_formula_is_shown_once(scenario):
    lines = found(scenario.invoice(journeys=3))
    assert lines[0][1].count("22.5 km") == 1


def test_the_day_from_which_a_rate_holds_is_shown(scenario):
    (rates, *_rest) = findings(scenario.invoice(), BERNE, FRENCH)
    assert FRENCH(rates.explanation) == "en vigueur depuis\u00a0: 01.01.2020"


# Repetition: compared with the other invoices as they are today


def test_another_invoice_for_the_same_day_is_named_with_its_row(scenario):
    first, second = scenario.invoice(), scenario.invoice()
    assert not any("Aucune autre demande" in text for _in_order, text in found(second))
    (text,) = [text for text in to_look_at(second) if first.reference in text]
    assert text.startswith("Trajet 1 ")


def test_a_repetition_sent_later_is_found_on_the_first_invoice(scenario):
    first = scenario.invoice()
    assert to_look_at(first) == []
    second = scenario.invoice()
    (text,) = to_look_at(first)
    assert second.reference in text


def test_the_other_invoice_can_be_opened_from_the_finding(scenario):
    first, second = scenario.invoice(), scenario.invoice()
    lines = findings(second, BERNE, FRENCH)
    assert [line.other_reference for line in lines if not line.in_order] == [first.reference]


def test_an_invoice_that_was_refused_is_no_repetition(scenario):
    first = scenario.invoice()
    decision_actions.refuse(scenario.office_ctx, first, "Non", revision_number=1)
    assert to_look_at(scenario.invoice()) == []


def test_an_invoice_that_was_withdrawn_is_no_repetition(scenario):
    first = scenario.invoice()
    invoice_actions.withdraw(scenario.ctx(scenario.sender, later=5), first)
    assert to_look_at(scenario.invoice()) == []


# Issues of the checks: frozen at the sending


def test_the_decision_of_another_office_is_to_be_looked_at(scenario):
    invoice = scenario.invoice(decision="32420250012345")
    (text,) = to_look_at(invoice)
    assert text.startswith("Numéro de décision ")
    assert "(NE)" in text
    assert not any("(302)" in text for _in_order, text in found(invoice))


def test_an_issue_for_the_office_alone_is_among_the_findings(scenario):
    (text,) = to_look_at(scenario.invoice(account_holder="Paul Autre"))
    assert text.startswith("Compte à créditer ")
    assert text.endswith("Paul Autre")


def test_findings_are_about_the_last_revision_and_not_the_draft(scenario):
    invoice = scenario.invoice(extra_text="Bagages")
    (before,) = to_look_at(invoice)
    assert before.startswith("Trajet 1 ")
    assert "frais supplémentaires" in before
    decision_actions.request_correction(scenario.office_ctx, invoice, "Quels frais ?", {}, revision_number=1)
    scenario.save(invoice)
    assert to_look_at(invoice) == [before]
    scenario.send(invoice)
    assert to_look_at(invoice) == []


def test_findings_are_those_of_the_day_of_the_sending(scenario, clock):
    recent, old = scenario.invoice(date="20.11.2025"), scenario.invoice(date="1.11.2025")
    assert "1er novembre 2025 remonte à plus de douze mois" in to_look_at(old)[0].replace("\u00a0", " ")
    clock.forward(days=60)
    assert to_look_at(recent) == []


def test_findings_stay_the_same_when_a_rate_changes(scenario, monkeypatch):
    invoice = scenario.invoice()
    before = found(invoice)
    table = scenario.desk.plugins.invoice_types[invoice.type_id].rate_table
    doubled = {code: tuple(replace(rate, value=2 * rate.value) for rate in rates) for code, rates in table.rows.items()}
    monkeypatch.setattr(table, "rows", doubled)
    today = evaluate_invoice(scenario.desk.plugins, invoice, date(2026, 11, 14))
    assert today.total == 2 * invoice.latest.total
    assert found(invoice) == before


def test_findings_stay_the_same_without_the_plugin_of_the_form(scenario, monkeypatch):
    invoice = scenario.invoice(account_holder="Paul Autre")
    before = found(invoice)
    monkeypatch.setattr(scenario.desk.plugins, "invoice_types", {})
    monkeypatch.setattr(scenario.desk.plugins, "known_types", {})
    assert found(invoice) == before


def test_findings_do_not_run_the_checks_of_plugins_again(scenario, monkeypatch):
    invoice = scenario.invoice(account_holder="Paul Autre")
    before = found(invoice)

    def broken(*args):
        raise ZeroDivisionError

    monkeypatch.setattr(scenario.desk.plugins, "check_invoice", broken)
    with pytest.raises(ZeroDivisionError):
        _ = evaluate_invoice(scenario.desk.plugins, invoice, date(2026, 11, 14)).issues
    assert found(invoice) == before


def test_a_beneficiary_removed_from_the_list_leaves_the_findings(scenario):
    invoice = scenario.invoice()
    before = found(invoice)
    scenario.company.beneficiaries.drop(scenario.beneficiary)
    assert found(invoice) == before


# Checks that found nothing: titles and sources are frozen at the sending too


def passed(invoice, language="fr"):
    return {one.title: one.source for one in passed_checks(invoice.latest.frozen, language)}


def test_checks_of_core_and_form_that_found_nothing_have_title_and_source(scenario):
    invoice = scenario.invoice()
    assert passed(invoice)["Droit non éteint"] == "art. 24 LPGA"
    assert passed(invoice)["Un seul proche par visite"] == "pages de deux offices"
    assert passed(invoice)["Retour après le départ"] == ""
    assert passed(invoice, "de")["Anspruch nicht erloschen"] == "Art. 24 ATSG"


def test_a_check_that_found_something_has_not_passed(scenario):
    title = "Montant pour chaque frais supplémentaire"
    assert title in passed(scenario.invoice())
    assert title not in passed(scenario.invoice(extra_text="Bagages"))


def test_a_check_without_its_facts_has_not_passed(scenario):
    titles = passed(scenario.invoice())
    facts = {"Procuration valable", "Prestations dans la période de la décision"}
    assert not facts & set(titles)


def test_what_is_compared_today_has_not_passed_at_the_sending(scenario):
    assert "Jours absents des demandes précédentes" not in passed(scenario.invoice())


def test_passed_checks_stay_the_same_without_the_plugin_of_the_form(scenario, monkeypatch):
    invoice = scenario.invoice()
    before = passed(invoice)
    monkeypatch.setattr(scenario.desk.plugins, "invoice_types", {})
    assert passed(invoice) == before


def test_a_revision_without_a_list_of_checks_is_read(scenario):
    frozen = scenario.invoice().latest.frozen
    data = {name: value for name, value in frozen.data.items() if name != "checks"}
    assert passed_checks(replace(frozen, data=data), "fr") == []


def test_a_warning_says_whether_it_speaks_to_the_sender(scenario):
    invoice = scenario.invoice(account_holder="Max Fremd", km="480")
    told = {one.code: one.explanation for one in findings(invoice, BERNE, FRENCH) if one.code in ("G9", "km")}
    assert told["G9"] is None
    assert FRENCH(told["km"]) == "avertissement affiché à l’expéditeur avant l’envoi"
