"""The index of what was claimed: by AVS number and not by record, at a cost that does not grow with the desk."""

import pytest
from spelled_numbers import SPELLED_ALIKE, SPELLED_APART

from guichet.invoices import claim_index, invoice_actions
from guichet.invoices.claim_index import INVOICE_NUMBERS, MAX_COMPARED, ClaimIndex, ClaimKey, claims_of
from guichet.invoices.earlier import EarlierInvoices, number_taken_by
from guichet.issuers import issuer_actions
from guichet.office.decisions import decision_actions
from guichet.testing.people import ANNA, IBAN
from invoice_types.travel.demo import TRAVEL

CLERK = "clerk@be.example"


def facts(house, invoice):
    """The facts under which an invoice is found."""
    keys = [ClaimKey(*key) for key in claims_of(house.operator.portal)._keys]
    return {key.fact for key in keys if key.invoice_id == invoice.id}


@pytest.fixture
def twin(house):
    """Anna once more, as an entry that was stored before AVS numbers were compared."""
    house.anna.removed = True
    directory = house.company.beneficiaries
    entry = type(house.anna)(**{name: getattr(house.anna, name) for name in issuer_actions.PERSONAL})
    entry.first_name, entry.iban, entry.decisions = "Anna Maria", house.anna.iban, house.anna.decisions
    directory.put(entry)
    directory.index(entry)
    house.anna.removed = False
    return entry


def test_sent_invoice_is_found_by_person_account_number_and_month(house):
    invoice = house.sent()
    assert facts(house, invoice) == {
        claim_index.person(ANNA),
        claim_index.account(ANNA, IBAN),
        claim_index.own_claims(house.company.id, ANNA, TRAVEL),
        claim_index.invoice_number(house.company.id, invoice.latest.frozen.header.invoice_number),
        f"services:{ANNA}:{TRAVEL}:2026-10",
    }


def test_draft_claims_nothing(house):
    assert facts(house, house.draft()) == set()


@pytest.mark.parametrize("fate", ["withdraw", "refuse"])
def test_withdrawn_or_refused_invoice_claims_nothing_any_more(house, fate):
    invoice = house.sent()
    if fate == "withdraw":
        invoice_actions.withdraw(house.as_(), invoice)
    else:
        decision_actions.refuse(house.as_(CLERK), invoice, "Non.", revision_number=1)
    assert facts(house, invoice) == set()


def test_correction_claims_what_its_latest_revision_says(house, clock):
    invoice = house.ask_for_correction(house.sent())
    clock.forward(hours=1)
    house.send(invoice, date="14.9.2026")
    assert f"services:{ANNA}:{TRAVEL}:2026-09" in facts(house, invoice)
    assert f"services:{ANNA}:{TRAVEL}:2026-10" not in facts(house, invoice)
    assert len({key[1] for key in claims_of(house.operator.portal)._keys}) == 1


def test_invoices_of_another_entry_with_the_same_avs_number_are_compared(house, twin):
    sent = house.sent()
    draft = house.draft(person=twin)
    assert [one.reference for one in EarlierInvoices(draft)] == [sent.reference]
    house.save(draft, house.raw(draft))
    assert "G7" in [issue.code for issue in house.evaluate(draft).issues]


def test_number_that_was_sent_counts_after_the_entry_was_corrected(house):
    sent = house.sent()
    house.anna.avs = "7569217076985"
    assert [key.invoice_id for key in claims_of(house.operator.portal).invoices(claim_index.person(ANNA))] == [sent.id]


@pytest.mark.parametrize(("sent", "typed"), SPELLED_ALIKE)
def test_invoice_number_of_the_company_is_found_in_any_spelling(numbered, sent, typed):
    invoice, draft = numbered(sent)
    assert number_taken_by(draft, typed) == invoice.reference
    assert number_taken_by(invoice, sent) == ""


@pytest.mark.parametrize(("sent", "typed"), [*SPELLED_APART, ("R-17", "")])
def test_another_invoice_number_of_the_company_is_free(numbered, sent, typed):
    _invoice, draft = numbered(sent)
    assert number_taken_by(draft, typed) == ""


def test_numbers_stored_as_they_were_spelled_are_found_after_the_step(numbered, house):
    sent, draft = numbered("R/017")
    withdrawn, _ = numbered("R/018")
    invoice_actions.withdraw(house.as_(), withdrawn)
    keys = claims_of(house.operator.portal)._keys
    spelled = [key for key in keys if key[0].startswith("number:")]
    for key in spelled:
        keys.remove(key)
        keys.insert((f"number:{house.company.id}:r/017", *key[1:]))
    assert number_taken_by(draft, "R-17") == ""
    for invoice in house.company.invoices.values():
        INVOICE_NUMBERS.change(invoice)
    assert number_taken_by(draft, "R-17") == sent.reference
    assert [key for key in keys if key[0].startswith("number:")] == spelled


# Bounded work, counted in keys


@pytest.fixture
def keys_read(monkeypatch):
    """The keys read from the index since."""
    read = []

    def counted(index, fact):
        for key in index._keys.keys(min=(fact,)):
            read.append(key)
            if key[0] != fact:
                return
            yield ClaimKey(*key)

    monkeypatch.setattr(ClaimIndex, "_with", counted)
    return read


def filled(number, fact="person:{}"):
    index = ClaimIndex()
    index.replace(set(), {ClaimKey(fact.format(one), f"{one:014}", "issuer", f"{one}") for one in range(number)})
    return index


@pytest.mark.parametrize("others", [10, 5000])
def test_question_reads_no_more_keys_at_a_large_desk(keys_read, others):
    index = filled(others)
    assert [key.invoice_id for key in index.invoices("person:7")] == ["7"]
    assert len(keys_read) == 2


def test_question_about_one_busy_person_stops_after_the_latest_fifty(keys_read):
    index = filled(3000, "person:756")
    found = [key.order for key in index.invoices("person:756")]
    assert found == sorted(found)
    assert (len(found), len(keys_read)) == (MAX_COMPARED, MAX_COMPARED)
    keys_read.clear()
    assert list(index.invoices("person:755")) == []
    assert len(keys_read) == 1


@pytest.mark.parametrize(("decision", "written"), [("accept", False), ("refuse", True)])
def test_decision_writes_claims_only_if_they_change(desks, house_of, decision, written):
    with desks.acting("be") as ctx:
        invoice_id = house_of(ctx).sent().id
    with desks.acting("be") as ctx:
        house = house_of(ctx)
        invoice = house.company.invoices[invoice_id]
        if decision == "accept":
            decision_actions.accept(house.as_(CLERK), invoice, revision_number=1)
        else:
            decision_actions.refuse(house.as_(CLERK), invoice, "Non.", revision_number=1)
        assert bool(claims_of(ctx.portal)._keys._p_changed) is written
