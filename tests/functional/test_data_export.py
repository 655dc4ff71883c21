"""« Télécharger mes données »: what is in the file, and for whom."""

import io
import json
import zipfile
from datetime import UTC, date, datetime, timedelta

import pytest

from guichet import clock as house_clock
from guichet.data_export import export_archive
from guichet.data_export.export_archive import archive_parts
from guichet.documents.cleaning.outcome import CleanFile
from guichet.i18n import Localizer
from guichet.issuers import beneficiary_actions
from guichet.issuers.beneficiary_details import Grant, Representative
from guichet.testing.people import ANNA, PASSWORD, ZOE, beneficiary_of, issuer_of
from guichet.web.streams import MAX_STREAMS
from invoice_types.travel.demo import send_travel


def send(desks, tenant_id, email, avs, days=20):
    """Sends a travel invoice of so many days ago; its reference."""
    with desks.acting(tenant_id, email) as ctx:
        issuer = issuer_of(ctx, email)
        day = house_clock.today() - timedelta(days=days)
        return send_travel(ctx, issuer, beneficiary_of(issuer, avs), day).reference


def take(browser):
    """What is in the file: the JSON, and the names of all parts."""
    browser.open("/my-data")
    answer = browser.send("Télécharger le fichier")
    assert answer.content_type == "application/zip"
    archive = zipfile.ZipFile(io.BytesIO(answer.body))
    assert archive.testzip() is None
    return json.loads(archive.read("data.json")), archive


def test_insured_person_downloads_data_with_the_pdf_of_each_invoice(ne, sign_in, desks):
    reference = send(desks, "ne", "insured@ne.example", ZOE)
    data, archive = take(sign_in(ne, "insured@ne.example"))
    assert data["user"]["email"] == "insured@ne.example"
    assert data["issuer"]["beneficiaries"][0]["avs"] == ZOE
    assert [invoice["reference"] for invoice in data["invoices"]] == [reference]
    assert archive.read(f"{reference}-1.pdf").startswith(b"%PDF-")
    assert [one["event"] for one in data["user"]["journal"][:2]] == ["Données téléchargées", "Connexion"]


def test_the_file_holds_no_secret(ne, sign_in, desks):
    send(desks, "ne", "insured@ne.example", ZOE)
    _data, archive = take(sign_in(ne, "insured@ne.example"))
    words = archive.read("data.json").decode()
    with desks.looking("ne") as ctx:
        user = ctx.portal["users"].with_email("insured@ne.example")
        secrets = [user.password_hash, PASSWORD, *ctx.portal["sessions"]]
    assert len(secrets) > 2
    assert not any(secret in words for secret in secrets)


def test_manager_gets_the_whole_company_and_collaborator_own_invoices(be, sign_in, desks):
    by_manager = send(desks, "be", "manager@be.example", ANNA)
    by_collaborator = send(desks, "be", "collaborator@be.example", ANNA, days=30)
    whole, _archive = take(sign_in(be, "manager@be.example"))
    assert {invoice["reference"] for invoice in whole["invoices"]} == {by_manager, by_collaborator}
    assert {member["name"] for member in whole["issuer"]["members"]} == {"Lea Rochat", "Marc Favre"}
    own, _archive = take(sign_in(desks.browser("be"), "collaborator@be.example"))
    assert "issuer" not in own
    assert [invoice["reference"] for invoice in own["invoices"]] == [by_collaborator]


def test_every_field_of_a_beneficiary_is_in_the_file(be, sign_in, desks, pdf):
    grant = Grant(date(2026, 1, 2), date(2026, 3, 4), "severe", 123456, "quarante trajets", 654321, "3", 5, "yes", "no")
    representative = Representative(
        "guardian", "Paula", "Exemple", "Ruelle 5", "1234", "Ville", "0790000000", "p@x.example"
    )
    with desks.acting("be", "manager@be.example") as ctx:
        anna = beneficiary_of(issuer_of(ctx, "manager@be.example"), ANNA)
        anna.set_grant("30220250012345", grant)
        anna.stored_representative = tuple(representative)
        file = CleanFile(filename="procuration.pdf", content_type="application/pdf", content=pdf, pages=1, sha256="")
        beneficiary_actions.add_power_of_attorney(ctx, anna, file, date(2025, 5, 6), date(2027, 7, 8))
    data, _archive = take(sign_in(be, "manager@be.example"))
    (found,) = [person for person in data["issuer"]["beneficiaries"] if person["avs"] == ANNA]
    assert found["decisions"] == [
        {"number": "30220250012345", "label": "Physiothérapie"}
        | grant._asdict()
        | {"valid_from": "2026-01-02", "valid_until": "2026-03-04"}
    ]
    assert found["representative"] == representative._asdict()
    (power,) = found["powers_of_attorney"]
    assert (power["filename"], power["valid_from"], power["valid_until"]) == (
        "procuration.pdf",
        "2025-05-06",
        "2027-07-08",
    )


def test_nothing_of_another_company_is_in_the_file(be, sign_in, desks):
    send(desks, "be", "manager@be.example", ANNA)
    _data, archive = take(sign_in(be, "rival@be.example"))
    words = archive.read("data.json").decode()
    assert "Spitex Aare" in words
    assert "Home-Aide" not in words
    assert "Muster" not in words


def test_staff_get_their_own_account_alone(be, sign_in, desks):
    send(desks, "be", "manager@be.example", ANNA)
    data, archive = take(sign_in(be, "clerk@be.example"))
    assert set(data) == {"made", "user"}
    assert archive.namelist() == ["data.json"]


def test_the_download_stands_in_the_journal(ne, sign_in):
    take(sign_in(ne, "insured@ne.example"))
    assert "Données téléchargées" in ne.open("/journal").page.words


def test_a_session_that_is_not_fresh_is_confirmed_first(ne, sign_in, clock):
    sign_in(ne, "insured@ne.example")
    clock.forward(minutes=11)
    assert ne.open("/my-data").page.heading == "Confirmez que c’est vous"
    assert ne.get("/my-data").status_int == 303


def test_the_sixth_download_within_an_hour_waits(ne, sign_in, clock):
    sign_in(ne, "insured@ne.example")
    for _number in range(5):
        take(ne)
    ne.open("/my-data").press("Télécharger le fichier")
    assert "Réessayez dans une heure" in ne.page.words


@pytest.fixture
def drawn(monkeypatch):
    """References of the copies that were put into a file, so far."""
    found = []

    def draw(_desk, invoice, _revision):
        found.append(invoice.reference)
        return b"%PDF-"

    monkeypatch.setattr(export_archive, "revision_pdf", draw)
    return found


def test_copies_are_made_one_by_one_while_the_file_is_sent(ne, desks, drawn):
    for days in (20, 30, 40):
        send(desks, "ne", "insured@ne.example", ZOE, days)
    with desks.looking("ne") as ctx:
        user = ctx.portal["users"].with_email("insured@ne.example")
        parts = archive_parts(ctx.desk, user.id, user.issuer_id, Localizer("fr"), ctx.now)
        seen = [len(drawn)]
        seen += [len(drawn) for _part in zip(range(2), parts, strict=False)]
    assert seen == [0, 1, 2]
    parts.close()


def test_a_file_waits_until_others_are_sent_before_any_copy_is_made(ne, sign_in, desks, drawn):
    """Each one holds a thread of the server as long as its reader wants."""
    send(desks, "ne", "insured@ne.example", ZOE)
    places = desks.dispatcher._by_host["ne.localhost"].registry.streams
    sign_in(ne, "insured@ne.example").open("/my-data")
    taken = [places.acquire(blocking=False) for _other in range(MAX_STREAMS)]
    try:
        ne.press("Télécharger le fichier")
    finally:
        places.release(taken.count(True))
    assert "Réessayez dans quelques minutes" in ne.page.notice and not drawn
    take(ne)
    assert len(drawn) == 1


def test_a_stranger_is_asked_to_sign_in(ne):
    assert ne.open("/my-data").page.heading == "Se connecter"


@pytest.mark.parametrize("email", ["insured@ne.example", "neighbour@ne.example"])
def test_the_page_says_that_the_file_holds_health_data(ne, sign_in, email):
    sign_in(ne, email).open("/my-data")
    assert "données sur la santé" in ne.page.words


def test_days_and_times_of_the_file_are_swiss_ones(be, sign_in, desks, clock):
    clock.to(datetime(2026, 11, 20, 23, 30, tzinfo=UTC))  # the 21st in Switzerland
    reference = send(desks, "be", "manager@be.example", ANNA)
    browser = sign_in(be, "manager@be.example")
    browser.open("/my-data")
    answer = browser.send("Télécharger le fichier")
    assert answer.content_disposition == 'attachment; filename="guichet-2026-11-21.zip"'
    archive = zipfile.ZipFile(io.BytesIO(answer.body))
    assert archive.getinfo(f"{reference}-1.pdf").date_time == (2026, 11, 21, 0, 30, 0)
