"""« Qui a consulté mon dossier »: each reading by the office is recorded before its page leaves."""

import pytest

from guichet.audit.audit_log import entries
from guichet.audit.readings import readings_of
from guichet.mfa import phone_requests
from guichet.store import batches
from guichet.testing.people import ANNA, ZOE, issuer_of, user_of
from guichet.web import personal_data

CLERK, SUPERVISOR, INSURED, MANAGER = (f"{who}@be.example" for who in ("clerk", "supervisor", "insured", "manager"))

DAY = "14 novembre 2026"
"""The day on which the tests' clock begins."""


@pytest.fixture
def read(desks):
    """The entries of the audit log about files that were read: role, event, purpose and id; ``lists``: about lists."""

    def found(*, lists=False):
        with desks.looking("be") as ctx:
            return [
                (one.role, one.action, one.purpose, one.target)
                for one in entries(ctx.portal)
                if one.purpose and one.action.startswith("desk.") is lists
            ]

    return found


@pytest.fixture
def invoice(sent_invoice):
    """The path of an invoice of the insured person."""
    return sent_invoice("be", INSURED, ZOE)


def of(invoice):
    return invoice.rstrip("/").rpartition("/")[2]


def lines(browser):
    rows = browser.open("/consultations").page.document.xpath("//tbody/tr")
    return [" ".join(" ".join(cell.text_content() for cell in row).split()) for row in rows]


def test_a_person_sees_who_has_read_what_for_and_when(desks, sign_in, invoice, clock, read):
    clerk, supervisor = (sign_in(desks.browser("be"), who) for who in (CLERK, SUPERVISOR))
    insured = sign_in(desks.browser("be"), INSURED)
    assert "Depuis un an, l’office n’a pas ouvert vos données." in insured.open("/consultations").page
    for _time in range(3):
        clerk.open(f"{invoice}review")
        clerk.open(f"{invoice}accept")
    supervisor.open(invoice)
    supervisor.get(f"{invoice}copy.pdf")
    assert read() == [
        ("clerk", "invoice.read", "review", of(invoice)),
        ("supervisor", "invoice.read", "review", of(invoice)),
        ("supervisor", "invoice.downloaded", "review", of(invoice)),
    ]
    with desks.looking("be") as ctx:
        reference = next(iter(issuer_of(ctx, INSURED).invoices.values())).reference
    seen = lines(insured)
    assert f"{DAY} Votre demande {reference} Traiter la demande Gestionnaire" in seen
    assert f"{DAY} Votre demande {reference} Traiter la demande Responsable d’équipe" in seen
    assert f"{DAY} Le PDF de votre demande {reference} Traiter la demande Responsable d’équipe" in seen
    assert not {"Berger", "Wyss"} & set(" ".join(seen).split())
    insured.follow(f"Votre demande {reference}")
    assert len(read()) == 3
    clock.forward(days=1)
    sign_in(desks.browser("be"), CLERK).open(f"{invoice}review")
    assert len(read()) == 4


def test_what_is_read_of_an_account_is_seen_with_its_purpose(desks, sign_in):
    with desks.acting("be") as ctx:
        user = user_of(ctx, INSURED)
        phone_requests.submit(ctx, user, "+41795556677", "Le matin", app_lost=False)
        path = f"/users/{user.id}/lost-phone"
    sign_in(desks.browser("be"), CLERK).open(path)
    (line,) = lines(sign_in(desks.browser("be"), INSURED))
    assert line == f"{DAY} Les données de votre compte Vérifier un changement de téléphone Gestionnaire"


def test_no_one_else_sees_the_readings(desks, sign_in, invoice):
    sign_in(desks.browser("be"), CLERK).open(f"{invoice}review")
    for stranger in ("neighbour@be.example", MANAGER):
        assert lines(sign_in(desks.browser("be"), stranger)) == []


def test_the_people_of_a_company_see_no_readings_of_its_beneficiaries(desks, sign_in, sent_invoice, read):
    invoice = sent_invoice("be", MANAGER, ANNA)
    sign_in(desks.browser("be"), CLERK).open(f"{invoice}review")
    manager = sign_in(desks.browser("be"), MANAGER)
    assert lines(manager) == []
    assert "elles concernent les bénéficiaires" in manager.page
    assert read() == [("clerk", "invoice.read", "review", of(invoice))]


def test_what_is_not_shown_is_not_recorded(desks, sign_in, invoice, read):
    clerk = sign_in(desks.browser("be"), CLERK)
    clerk.get(f"{invoice}gone", status=404)
    clerk.get("/registration/4f00aa11bb22cc33", status=404)
    sign_in(desks.browser("be"), "administrator@be.example").get(f"{invoice}review", status=404)
    desks.browser("be").get(f"{invoice}review")
    sign_in(desks.browser("be"), INSURED).open(invoice)
    assert read() == []


def test_a_search_without_result_and_a_list_are_one_record_each_day(desks, sign_in, invoice, read):
    clerk = sign_in(desks.browser("be"), CLERK)
    clerk.open("/work-list").fill("Nom, N° assuré, référence, décision ou facture", "rien de tel").press(
        "Chercher", status=422
    )
    clerk.open("/work-list")
    assert read(lists=True) == [("clerk", "desk.work_list_read", "review", "")]


def test_a_page_that_cannot_be_recorded_is_not_shown(desks, sign_in, invoice, read, monkeypatch):
    clerk = sign_in(desks.browser("be"), CLERK)

    def fail(*given, **named):
        raise RuntimeError("the disk is full")

    with monkeypatch.context() as patch:
        patch.setattr(personal_data, "note_reading", fail)
        with pytest.raises(AssertionError, match="500 Internal Server Error") as answer:
            clerk.get(f"{invoice}review")
    assert "Zoé" not in str(answer.value)
    assert read() == []
    clerk.open(f"{invoice}review")
    assert len(read()) == 1


def test_a_conflict_records_the_reading_again_and_draws_the_page_once(desks, sign_in, invoice, read, monkeypatch):
    """Another clerk reads another file at the same moment, and both begin the list of the month."""
    clerk, tries = sign_in(desks.browser("be"), CLERK), []
    with desks.acting("be") as ctx:
        readings_of(ctx.portal).months.clear()
    real = personal_data.note_reading

    def meanwhile(portal, reading, **named):
        real(portal, reading, **named)
        tries.append(reading)
        if len(tries) == 1:
            with batches.write_transaction(desks["be"].db) as other:
                real(other, reading._replace(person="other", target="other"), **named)

    monkeypatch.setattr(personal_data, "note_reading", meanwhile)
    clerk.open(f"{invoice}review")
    assert len(tries) == 2
    assert {target for *_rest, target in read()} == {"other", of(invoice)}
