"""A batch from the first button to the payment, as a supervisor uses the pages."""

import csv
import hashlib
import io
import json
import re
import zipfile
from datetime import datetime, timedelta

import pikepdf
import pytest

from guichet import clock
from guichet.audit import entries
from guichet.office.batches import payment_page
from guichet.office.decisions import decision_actions
from guichet.testing.people import ANNA, ZOE, beneficiary_of, issuer_of
from guichet.values import reference
from invoice_types.travel.demo import send_travel

MANAGER, CLERK, SUPERVISOR = "manager@be.example", "clerk@be.example", "supervisor@be.example"
READY = "/batches/000001/"


@pytest.fixture
def office(desks, sign_in):
    return sign_in(desks.browser("be"), SUPERVISOR)


@pytest.fixture
def batch(office, accepted, work):
    """A finished batch of two invoices; the browser shows its page."""
    accepted(2)
    office.open("/batches/new").press("Préparer la remise")
    work()
    return office.open(READY)


def archive_of(office):
    return zipfile.ZipFile(io.BytesIO(office.request("/batches/000001/download").body))


def manifest_of(office):
    return json.loads(archive_of(office).read("BE-000001/manifest.json"))


def test_a_batch_goes_from_the_first_button_to_the_payment(office, accepted, work, desks, sign_in):
    references = accepted(3)
    office.follow("Remises à la Centrale").follow("Préparer une remise").press("Préparer la remise")
    assert "0 sur 3" in office.page
    work()
    office.open(READY)
    assert "Prête" in office.page
    manifest = manifest_of(office)
    assert manifest["invoices"] == 3
    office.follow("Confirmer la transmission").fill("Code de manifest.json", manifest["code"].lower().replace("-", " "))
    office.press("Confirmer la transmission")
    assert "La transmission est confirmée" in office.page.notice
    sender = sign_in(desks.browser("be"), MANAGER)
    sender.follow(references[0])
    assert "Transmise à la Centrale de compensation pour paiement." in sender.page

    office.open("/batches/payments").fill("Références payées", "\n".join(references[:2])).press("Vérifier la liste")
    office.press("Noter 2 paiements")
    assert "Les paiements sont notés." in office.page.notice
    sender.open(sender.page.url)
    assert "Payée par la Centrale de compensation." in sender.page
    with desks.looking("be") as ctx:
        found = [(one.action, one.details) for one in entries(ctx.portal) if "batch" in one.action]
        assert found == [
            ("batch.started", ("3",)),
            ("batch.finished", ("3",)),
            ("batch.downloaded", ()),
            ("batch.handed_over", ("3",)),
        ]


def test_the_archive_holds_what_its_manifest_says(batch):
    archive, manifest = archive_of(batch), manifest_of(batch)
    names = {name.removeprefix("BE-000001/") for name in archive.namelist()}
    assert names == {*manifest["sha256"], "manifest.json"}
    for name, digest in manifest["sha256"].items():
        assert hashlib.sha256(archive.read(f"BE-000001/{name}")).hexdigest() == digest
    rows = json.loads(archive.read("BE-000001/index.json"))["invoices"]
    assert [row["accepted_by"] for row in rows] == ["Martin Berger"] * 2
    assert manifest["total"] == f"{sum(float(row['total']) for row in rows):.2f}"
    table = list(csv.reader(io.StringIO(archive.read("BE-000001/index.csv").decode("utf-8-sig")), delimiter=";"))
    assert table[0][:3] == ["Remise", "Référence", "Code de l’office"]
    assert [line[1] for line in table[1:]] == [row["reference"] for row in rows]
    assert table[1][6] == "756.1234.5678.97"


def test_the_index_for_people_has_words_the_other_codes(batch):
    archive = archive_of(batch)
    [row, *_more] = json.loads(archive.read("BE-000001/index.json"))["invoices"]
    table = io.StringIO(archive.read("BE-000001/index.csv").decode("utf-8-sig"), newline="")
    shown = next(csv.DictReader(table, delimiter=";"))
    assert (row["issuer_kind"], shown["Sorte d’expéditeur"]) == ("company", "Organisme / entreprise")
    assert shown["Positions"].splitlines() == [line["calculation"] for line in row["line_summary"]]
    assert shown["Acceptée le"] == f"{datetime.fromisoformat(row['accepted_at']):%d.%m.%Y %H:%M}"
    codes = [one["code"] for name in ("line_summary", "checks", "overridden") for one in row[name]]
    assert codes
    assert not any(re.search(rf"\b{code}\b", " ".join(shown.values())) for code in codes)


def test_the_index_names_no_holder_that_nobody_gave(office, accepted, work, desks):
    """As the page on which it was accepted: the name of the insured person would vouch for a stranger's account."""
    (without,) = accepted(1)
    with desks.acting("be", MANAGER) as ctx:
        beneficiary_of(issuer_of(ctx, MANAGER), ANNA).account_holder = "Anna Meier-Muster"
    (named,) = accepted(1)
    office.open("/batches/new").press("Préparer la remise")
    work()
    rows = json.loads(archive_of(office).read("BE-000001/index.json"))["invoices"]
    assert {row["reference"]: row["payee"] for row in rows} == {without: "", named: "Anna Meier-Muster"}


def test_a_file_has_the_form_and_a_page_for_each_picture(batch):
    archive = archive_of(batch)
    name = next(name for name in archive.namelist() if name.endswith(".pdf"))
    with pikepdf.open(io.BytesIO(archive.read(name))) as pdf:
        shown = [bool(page.get_images()) for page in pdf.pages]
        assert shown[-3:] == [False, True, True]
        with pdf.open_metadata() as metadata:
            assert "pdfaid:part" not in metadata


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ("BECDC-2026-7K3M-Q2X0", "caractère par caractère"),
        ("BECDC-2026-7K3M-Q2XS", "pas le code de cette remise"),
        ("bonjour", "Copiez le code"),
        ("", "Saisissez le code"),
    ],
)
def test_a_forged_code_hands_nothing_over(batch, desks, typed, problem):
    batch.follow("Confirmer la transmission").fill("Code de manifest.json", typed)
    batch.press("Confirmer la transmission", status=422)
    assert problem in batch.page.problem_at("Code de manifest.json")
    with desks.looking("be") as ctx:
        assert ctx.portal["batches"]["000001"].state == "ready"


def test_a_cancelled_batch_frees_its_invoices_and_says_why(batch):
    code = manifest_of(batch)["code"]
    batch.open(f"{READY}cancel").press("Annuler la remise", status=422)
    batch.fill("Raison", "Mauvaise période").press("Annuler la remise")
    assert "Mauvaise période" in batch.page
    batch.open(f"{READY}download", status=404)
    batch.open("/batches/new").press("Préparer la remise")
    assert "0 sur 2" in batch.page
    batch.open(f"{READY}hand-over")
    assert "Cette remise a changé entre-temps" in batch.page.notice
    assert code not in batch.page


def test_a_batch_takes_only_the_chosen_form_and_period(office, accepted):
    accepted(1)
    office.open("/batches/new").fill("Envoyées jusqu’au", "01.01.2020").press("Préparer la remise", status=422)
    assert "autre période" in office.page.problems[0]
    office.open("/batches/new").fill("Envoyées dès le", "01.01.2020").press("Préparer la remise")
    office.open("/batches/new")
    assert "Aucune demande acceptée n’attend d’être transmise." in office.page


def test_every_wrong_line_of_a_payment_list_is_named_and_none_is_noted(office, accepted, work, desks):
    references = accepted(2)
    office.open("/batches/new").press("Préparer la remise")
    work()
    office.open(f"{READY}hand-over").fill("Code de manifest.json", manifest_of(office)["code"])
    office.press("Confirmer la transmission")
    unknown = reference.make("be", 2026)
    lines = ["Référence;Montant", f"{references[0]};12.50", f"{unknown};1", "Anna;2", f"{references[0]};12.50"]
    office.open("/batches/payments").upload("Ou un fichier CSV", ("liste.csv", "\r\n".join(lines).encode()))
    office.press("Vérifier la liste", status=422)
    for line in ("Ligne 3", "Ligne 4", "Ligne 5", "aucune demande n’a cette référence", "aucune référence de demande"):
        assert line in office.page
    assert not any(words.startswith("Noter") for words in office.page.buttons())
    with desks.looking("be") as ctx:
        assert ctx.portal["invoice_work"].count("state:paid") == 0


def test_a_payment_list_of_more_than_its_length_is_not_read(office, monkeypatch):
    monkeypatch.setattr(payment_page, "text_of", None)
    office.open("/batches/payments").upload("Ou un fichier CSV", ("liste.csv", b"x" * (payment_page.MAX_FILE + 1)))
    assert "Répartissez-la en plusieurs listes" in office.press("Vérifier la liste", status=422).page


@pytest.mark.parametrize("who", [CLERK, "administrator@be.example", MANAGER])
def test_other_roles_see_neither_entry_nor_page(desks, sign_in, who):
    browser = sign_in(desks.browser("be"), who)
    assert "Remises à la Centrale" not in browser.page
    browser.open("/batches/", status=404)


def test_the_person_concerned_sees_who_exported_the_invoice(desks, office, work, sign_in):
    with desks.acting("be", "insured@be.example") as ctx:
        issuer = issuer_of(ctx, "insured@be.example")
        invoice = send_travel(ctx, issuer, beneficiary_of(issuer, ZOE), clock.today() - timedelta(days=20))
        invoice_id = invoice.id
    with desks.acting("be", CLERK) as ctx:
        decision_actions.accept(ctx, issuer_of(ctx, "insured@be.example").invoices[invoice_id], revision_number=1)
    assert "Aucune demande acceptée n’attend d’être transmise." in office.open("/batches/new").page
    desks.clock.forward(minutes=5)
    office.open("/batches/new").press("Préparer la remise")
    work()
    office.request("/batches/000001/download")
    zoe = sign_in(desks.browser("be"), "insured@be.example").open("/consultations")
    assert "Transmettre à la Centrale de compensation pour paiement" in zoe.page
