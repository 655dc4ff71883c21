"""The office compares a claim with all others for the same AVS number, whatever else differs."""

from dataclasses import replace
from datetime import date

import pytest

from guichet.i18n import Localizer
from guichet.invoices import other_claims
from guichet.invoices.case_index import work_list
from guichet.invoices.claim_index import ClaimIndex, index_claims
from guichet.invoices.revision_findings import findings
from guichet.issuers.models import Beneficiary, Company, InsuredPerson
from guichet.office.decisions import decision_actions

FRENCH = Localizer("fr")
OTHER_IBAN = "CH5604835012345678009"
PERSON = {"birth_date": date(1984, 3, 12), "street": "Rue 3", "postcode": "3400", "town": "Burgdorf"}
NOT_ACCEPTED = (
    "Compte à créditer Une autre demande pour cette personne indique un autre compte, "
    "et aucune demande acceptée n’indique celui-ci"
)
NOT_NAMED = "Compte à créditer Le titulaire de ce compte n’est pas indiqué"


def to_look_at(invoice):
    return [
        f"{one.row_label} {FRENCH(one.message)}".strip() for one in findings(invoice, "302", FRENCH) if not one.in_order
    ]


def explanations(invoice):
    return [str(one.explanation) for one in findings(invoice, "302", FRENCH) if one.other_reference]


def entry(issuer, first="Anna", avs="7561234567897"):
    person = Beneficiary(first_name=first, last_name="Muster", avs=avs, **PERSON)
    issuer.beneficiaries.put(person)
    issuer.beneficiaries.index(person)
    return person


def of_company(scenario):
    """The same person at another company."""
    company = Company(
        name="Taxi Aare", gln="7601001000019", street="Rue 4", postcode="3000", town="Bern", now=scenario.now
    )
    scenario.portal["issuers"].put(company)
    company.members[scenario.sender.id] = "manager"
    return replace(scenario, company=company, beneficiary=entry(company))


def of_insured(scenario):
    """The same person, registered as an insured person, which nothing stops a stranger from doing."""
    issuer = InsuredPerson(scenario.now)
    scenario.portal["issuers"].put(issuer)
    issuer.members[scenario.sender.id] = "owner"
    person = entry(issuer)
    issuer.self_id = person.id
    return replace(scenario, company=issuer, beneficiary=person)


def of_second_entry(scenario):
    """The same person once more in the company's list, under another first name."""
    return replace(scenario, beneficiary=entry(scenario.company, "Anna Maria"))


def of_removed_entry(scenario):
    """The same person, whose first entry was taken off the list."""
    scenario.company.beneficiaries.drop(scenario.beneficiary)
    return of_second_entry(scenario)


WAYS = {
    "same": (lambda scenario: scenario, {}),
    "decision": (lambda scenario: scenario, {"decision": "30220250099999"}),
    "invoice number": (lambda scenario: scenario, {"number": "Another"}),
    "account": (lambda scenario: scenario, {"iban": OTHER_IBAN}),
    "second entry": (of_second_entry, {}),
    "removed entry": (of_removed_entry, {}),
    "another company": (of_company, {}),
    "insured person": (of_insured, {}),
    "all": (of_insured, {"decision": "30220250099999", "iban": OTHER_IBAN}),
}


def of_another_person(scenario):
    """A child of another company under the number of the person: a wrong card, or a line too low in a list."""
    away = of_company(scenario)
    away.beneficiary.first_name, away.beneficiary.birth_date = "Léo", date(2017, 4, 3)
    return away


@pytest.mark.parametrize("way", WAYS)
def test_same_claim_is_found_on_both_invoices(scenario, way):
    again, answers = WAYS[way]
    first = scenario.invoice()
    second = again(scenario).invoice(**answers)
    for one, other in ((first, second), (second, first)):
        assert any(
            f"La demande {other.reference} contient déjà le" in text.replace("\u00a0", " ")
            and text.startswith("Trajet 1 ")
            for text in to_look_at(one)
        ), way


def test_comparison_with_the_latest_alone_is_never_in_order(scenario, monkeypatch):
    monkeypatch.setattr(other_claims, "MAX_COMPARED", 2)
    scenario.invoice()
    hiding = [scenario.invoice(date=f"{day}.10.2026") for day in (20, 21)]
    more = "Il y a plus de 2 autres demandes pour cette personne et ces mois"
    assert not any(text.startswith(more) for text in to_look_at(hiding[-1]))
    assert any(text.startswith(more) for text in to_look_at(scenario.invoice()))


def test_what_differs_is_named(scenario):
    scenario.invoice()
    second = of_insured(scenario).invoice(decision="30220250099999", iban=OTHER_IBAN)
    assert explanations(second) == ["autre expéditeur, autre numéro de décision et autre compte"]


def test_another_person_or_another_day_is_no_repetition(scenario):
    scenario.invoice()
    stranger = replace(scenario, beneficiary=entry(scenario.company, "Beat", "7569217076985"))
    assert to_look_at(stranger.invoice(account_holder="Beat Muster")) == []
    assert to_look_at(scenario.invoice(date="16.10.2026")) == []


def test_company_s_invoice_number_that_was_used_twice_is_named(scenario):
    first = scenario.invoice(number="R-17")
    second = scenario.invoice(number="r 17".replace(" ", "-"), date="3.9.2026")
    other = of_company(scenario).invoice(number="R-17", date="5.9.2026")
    (text,) = to_look_at(second)
    assert text == f"Facture La demande {first.reference} porte le même numéro de facture"
    assert to_look_at(other) == []


def test_file_that_another_sender_has_sent_as_well_is_named(scenario):
    first = scenario.invoice(files=["a" * 64, "b" * 64])
    second = of_company(scenario).invoice(date="3.9.2026", files=["a" * 64, "b" * 64])
    for one, other in ((first, second), (second, first)):
        found = [text.replace("\u00a0", " ") for text in to_look_at(one) if "Même fichier" in text]
        text = f"Même fichier que dans la demande {other.reference} d’un autre expéditeur : "
        assert found == [f"{text}a.pdf", f"{text}b.pdf"]


def test_file_is_found_again_as_a_page_of_a_document_that_was_joined(scenario):
    alone = scenario.invoice(files=["a" * 64])
    joined = of_company(scenario).invoice(date="3.9.2026", files=["c" * 64])
    (document,) = joined.attachments.values()
    document.joined = ("b" * 64, "a" * 64)
    index_claims(joined)
    for one, other in ((alone, joined), (joined, alone)):
        (found,) = [text for text in to_look_at(one) if "Même fichier" in text]
        assert other.reference in found


def test_file_that_the_same_sender_sends_again_is_no_finding(scenario):
    scenario.invoice(files=["a" * 64])
    assert to_look_at(scenario.invoice(date="3.9.2026", files=["a" * 64])) == []


# Accounts


def test_account_that_no_other_invoice_of_the_person_has_is_named(scenario):
    scenario.invoice()
    stranger = of_insured(scenario).invoice(date="3.9.2026", iban=OTHER_IBAN)
    assert to_look_at(stranger) == [NOT_ACCEPTED]


def test_account_of_a_stranger_stays_named_however_often_it_is_sent(scenario):
    own = scenario.invoice()
    decision_actions.accept(scenario.office_ctx, own, revision_number=1)
    stranger = of_insured(scenario)
    sent = [stranger.invoice(date=f"{day}.9.2026", iban=OTHER_IBAN) for day in (3, 4, 5)]
    for invoice in sent:
        assert to_look_at(invoice) == [NOT_ACCEPTED]
    assert to_look_at(own) == []


def test_second_account_is_in_order_once_the_office_has_accepted_it(scenario):
    for iban, day in (("CH9300762011623852957", 3), (OTHER_IBAN, 4)):
        decision_actions.accept(
            scenario.office_ctx, scenario.invoice(iban=iban, date=f"{day}.9.2026"), revision_number=1
        )
    assert to_look_at(scenario.invoice(iban=OTHER_IBAN, account_holder="", date="5.9.2026")) == []


def test_account_behind_a_thousand_invoices_of_another_is_not_forgotten(scenario, monkeypatch):
    monkeypatch.setattr(other_claims, "MAX_KEYS", 2)
    scenario.invoice()
    sent = [of_insured(scenario).invoice(date=f"{day}.9.2026", iban=OTHER_IBAN) for day in (3, 4, 5)]
    assert to_look_at(sent[-1]) == [NOT_ACCEPTED]


def test_account_of_the_person_s_other_invoices_is_in_order(scenario):
    scenario.invoice()
    assert to_look_at(of_company(scenario).invoice(date="3.9.2026")) == []


def test_first_invoice_for_a_person_has_no_account_to_compare_with(scenario):
    assert to_look_at(scenario.invoice()) == []


def test_holder_without_a_name_is_reported_and_no_name_is_printed(scenario):
    invoice = of_insured(scenario).invoice(account_holder="")
    assert to_look_at(invoice) == [NOT_NAMED]
    for language in ("fr", "de"):
        (payee,) = (row for row in invoice.latest.frozen.rows(language) if row.path == "payee")
        assert not any("Muster" in value for value in payee.values)
    assert invoice.latest.frozen.header.account_holder == ""


def test_holder_is_asked_for_until_an_invoice_to_the_account_is_accepted(scenario):
    first, *others = (scenario.invoice(date=f"{day}.9.2026", account_holder="") for day in (2, 3, 4))
    assert [to_look_at(one) for one in (first, *others)] == [[NOT_NAMED]] * 3
    decision_actions.accept(scenario.office_ctx, first, revision_number=1)
    assert [to_look_at(one) for one in others] == [[], []]


def test_comparison_asks_the_index_a_bounded_number_of_times(scenario, monkeypatch):
    invoice = scenario.invoice(journeys=3)
    asked = []
    found = ClaimIndex.invoices

    def counted(index, *args, **kw):
        asked.append(args)
        return found(index, *args, **kw)

    monkeypatch.setattr(ClaimIndex, "invoices", counted)
    findings(invoice, "302", FRENCH)
    # One month, the invoice number, the account, the person.
    assert len(asked) == 4


def test_count_in_the_list_follows_what_makes_an_account_known(scenario):
    insured, rows = of_insured(scenario), work_list(scenario.portal)
    first = insured.invoice(account_holder="")
    assert (to_look_at(first), rows.row(first.id).findings) == ([NOT_NAMED], 1)
    second = insured.invoice(account_holder="", date="3.9.2026")
    assert [rows.row(one.id).findings for one in (first, second)] == [1, 1]
    decision_actions.accept(scenario.office_ctx, first, revision_number=1)
    assert rows.row(second.id).findings == 0


def test_count_in_the_list_follows_an_acceptance_and_its_undoing(scenario):
    of_company(scenario).invoice(iban=OTHER_IBAN, date="1.9.2026")
    insured, rows = of_insured(scenario), work_list(scenario.portal)
    first, second = (insured.invoice(date=f"{day}.9.2026") for day in (3, 4))
    assert to_look_at(first) == to_look_at(second) == [NOT_ACCEPTED]
    assert [rows.row(one.id).findings for one in (first, second)] == [1, 1]
    decision_actions.accept(scenario.office_ctx, first, revision_number=1)
    assert (to_look_at(second), rows.row(second.id).findings) == ([], 0)
    decision_actions.undo(scenario.office_ctx, first)
    assert (to_look_at(second), rows.row(second.id).findings) == ([NOT_ACCEPTED], 1)


def test_number_with_two_dates_of_birth_is_named_on_both_invoices(scenario):
    first = scenario.invoice()
    second = of_another_person(scenario).invoice(date="21.10.2026")
    for one, other, told in ((first, second, "Léo Muster, 03.04.2017"), (second, first, "Anna Muster, 12.03.1984")):
        (found,) = [finding for finding in findings(one, "302", FRENCH) if finding.code == "other-person"]
        assert f"La demande {other.reference} a le même N° assuré" in FRENCH(found.message)
        assert (found.row_label, found.explanation) == ("Bénéficiaire", told)


@pytest.mark.parametrize("again", [of_second_entry, of_company, of_insured])
def test_another_name_with_the_same_date_of_birth_is_the_same_person(scenario, again):
    invoices = [scenario.invoice(), again(scenario).invoice()]
    assert not any(one.code == "other-person" for invoice in invoices for one in findings(invoice, "302", FRENCH))
