"""Maxima of a year and of a day over all senders: the office sees the sum, a sender learns of their own invoices."""

from dataclasses import replace
from datetime import date

import pytest

from guichet.i18n import Localizer
from guichet.invoices import invoice_actions as sending
from guichet.invoices.evaluation import evaluate_invoice
from guichet.invoices.revision_findings import findings
from guichet.issuers.models import Beneficiary, Company
from guichet.office.decisions import decision_actions

FRENCH = Localizer("fr")
TODAY = date(2026, 11, 14)
BATTERIES = {"use_area": "workplace", "lines": [{"aid": "fm_batteries", "day": "3.2.2026"}]}
PERSON = {"birth_date": date(1984, 3, 12), "street": "Rue 3", "postcode": "3400", "town": "Burgdorf"}


def entry(issuer, first="Anna", avs="7561234567897"):
    person = Beneficiary(first_name=first, last_name="Muster", avs=avs, **PERSON)
    issuer.beneficiaries.put(person)
    issuer.beneficiaries.index(person)
    return person


@pytest.fixture
def other(scenario):
    """The same beneficiary at another company."""
    company = Company(
        name="Taxi Aare", gln="7601001000019", street="Rue 4", postcode="3000", town="Bern", now=scenario.now
    )
    scenario.portal["issuers"].put(company)
    company.members[scenario.sender.id] = "manager"
    return replace(scenario, company=company, beneficiary=entry(company))


def batteries(scenario):
    return scenario.invoice("318.635", details=BATTERIES)


def assisted(scenario, hours, name="Mara Modèle"):
    """October, with hours by day of one assistant."""
    days = [{"hours": hours.get(day, "")} for day in range(1, 32)]
    person = {"name": name, "birth_date": "2.3.1990", "relation": "none", "days": days}
    return scenario.invoice("318.536", details={"month": "10.2026", "assistants": [person]})


def said(invoice, about):
    """Whether it is in order, the sentence, and what stands in brackets, of each finding on a maximum."""
    found = [one for one in findings(invoice, "302", FRENCH) if about in FRENCH(one.message)]
    return [(one.in_order, FRENCH(one.message).replace("\u00a0", " "), one.explanation) for one in found]


def test_sum_of_the_year_stands_beside_the_maximum(scenario):
    assert said(batteries(scenario), "Piles") == [
        (True, "Piles d’une installation FM, 2026 : CHF 40.00 sur CHF 40.00", None)
    ]


def test_invoices_of_all_senders_are_added_up_for_the_office(scenario, other):
    first, second = batteries(scenario), batteries(other)
    for one, another in ((first, second), (second, first)):
        text = "Piles d’une installation FM, 2026 : CHF 80.00 sur CHF 40.00"
        assert said(one, "Piles") == [(False, text, f"avec {another.reference}")]


def test_sender_learns_nothing_of_the_invoices_of_others(scenario, other):
    batteries(scenario)
    second = batteries(other)
    assert second.latest.frozen.total == 4000
    assert [issue.code for issue in second.latest.frozen.issues if not issue.for_office_only] == []


def test_own_invoices_leave_nothing_of_the_maximum(scenario):
    first = batteries(scenario)
    draft = sending.start_draft(
        scenario.ctx(scenario.sender),
        scenario.company,
        scenario.beneficiary,
        scenario.desk.plugins.invoice_type("318.635"),
    )
    scenario.save(draft, details=BATTERIES)
    evaluation = evaluate_invoice(scenario.desk.plugins, draft, TODAY)
    assert (evaluation.total, "V4" in [issue.code for issue in evaluation.issues]) == (0, True)
    sending.withdraw(scenario.ctx(scenario.sender, later=9), first)
    assert evaluate_invoice(scenario.desk.plugins, draft, TODAY).total == 4000


@pytest.mark.parametrize("fate", ["withdraw", "refuse"])
def test_withdrawn_and_refused_invoices_are_not_counted(scenario, other, fate):
    first, second = batteries(scenario), batteries(other)
    if fate == "withdraw":
        sending.withdraw(other.ctx(other.sender, later=9), second)
    else:
        decision_actions.refuse(scenario.office_ctx, second, "Non.", revision_number=1)
    assert said(first, "Piles")[0][0] is True


def test_correction_counts_what_its_latest_revision_says(scenario, other):
    first, second = batteries(scenario), batteries(other)
    decision_actions.request_correction(scenario.office_ctx, second, "Quelle année ?", (), revision_number=1)
    assert said(first, "Piles")[0][0] is False
    other.send(second, details=BATTERIES | {"lines": [{"aid": "fm_batteries", "day": "3.2.2025"}]})
    assert said(first, "Piles")[0][0] is True
    assert said(second, "Piles")[0][:2] == (True, "Piles d’une installation FM, 2025 : CHF 40.00 sur CHF 40.00")


def test_assistant_of_two_insured_persons_is_shown_by_day(scenario, other):
    beat = replace(other, beneficiary=entry(other.company, "Beat", "7569217076985"))
    first, second = assisted(scenario, {3: "8", 4: "8"}), assisted(beat, {3: "18", 5: "8"}, "Modèle Mara")
    text = "Heures de Mara Modèle le 3 octobre 2026 : 26 sur 24"
    assert said(first, "Heures de") == [(False, text, f"avec {second.reference}")]
    here = replace(scenario, beneficiary=entry(scenario.company, "Beat", "7569217076985"))
    assert said(assisted(here, {3: "8"}, "Une Autre"), "Heures de") == []


def test_year_without_a_recorded_amount_is_compared_by_the_office(scenario, other):
    assisted(scenario, {3: "10"})
    text = "Montant annuel 2026 (art. 39i al. 3 RAI) : CHF 706.00 jusqu’ici. Comparez avec la décision"
    ((in_order, sentence, _with),) = said(assisted(other, {5: "10"}), "Montant annuel")
    assert (in_order, sentence) == (False, text)


# Bills of suppliers


def billed(scenario, form="318.635", day="3.2.2026", number="R 2026-17", dated="4.2.2026", document="b"):
    bill = {"supplier": "Müller, Söhne", "supplier_number": number, "supplier_date": dated}
    line = bill | {"aid": "other", "item": "Siège", "description": "Siège", "nature": "purchase", "day": day}
    details = {"use_area": "workplace", "lines": [line | {"quantity": "1", "unit_price": "400"}], "copy_given": "true"}
    return scenario.invoice(form, [document * 64], details=details | {"decision_date": "1.2.2025"})


@pytest.mark.parametrize(
    "changed", [{"day": "5.2.2026"}, {"form": "318.632"}, {"number": "R 2026 17", "form": "318.632", "day": "9.2.2026"}]
)
def test_bill_of_a_supplier_in_two_invoices_is_shown_whoever_sent_them(scenario, other, changed):
    first, second = billed(scenario), billed(other, **changed)
    for one, another in ((first, second), (second, first)):
        [(in_order, text, with_others)] = said(one, "dans plusieurs demandes")
        assert (in_order, with_others) == (False, f"avec {another.reference}")
        assert text.startswith("Facture R 2026") and ": CHF 800.00 jusqu’ici" in text


@pytest.mark.parametrize("changed", [{"number": "R 2026-18"}, {"dated": "4.3.2026"}])
def test_another_bill_of_the_supplier_is_not(scenario, other, changed):
    first, second = billed(scenario), billed(other, **changed)
    assert said(first, "demandes") == said(second, "demandes") == []


def test_bill_of_a_supplier_in_two_invoices_does_not_block(scenario, other):
    first = billed(scenario)
    assert said(first, "demandes") == []
    billed(other)
    assert [one.blocks for one in findings(first, "302", FRENCH) if "plusieurs demandes" in FRENCH(one.message)] == [
        False
    ]


def test_bill_that_comes_again_is_counted_on_the_case_that_had_it_first(scenario, other):
    first = billed(scenario)
    before, _blocking = first.found
    second = billed(other, day="9.2.2026", form="318.632", document="c")
    assert first.found == (before + 1, 0)
    sending.withdraw(scenario.ctx(scenario.sender, later=60), second)
    assert first.found == (before, 0)


def test_maximum_that_a_later_invoice_exceeds_is_counted_on_the_first(scenario, other):
    first = batteries(scenario)
    before, blocking = first.found
    details = BATTERIES | {"lines": [{"aid": "fm_batteries", "day": "9.5.2026"}]}
    other.invoice("318.635", details=details)
    assert first.found == (before + 1, blocking + 1)
