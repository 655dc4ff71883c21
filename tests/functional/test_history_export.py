"""The history as files: what the filters show, as a table for Excel and as copies; bounded, and in the audit log."""

import csv
import io
import zipfile
from types import SimpleNamespace

import pytest

from guichet.audit import entries
from guichet.i18n import Localizer
from guichet.invoices import history_export
from guichet.invoices.history_export import history_csv
from guichet.invoices.history_export_page import EXPORTS
from guichet.invoices.lists import history_of
from guichet.invoices.pdf_queue import PdfJob
from guichet.testing.people import ANNA, issuer_of
from guichet.web.streams import MAX_STREAMS

MANAGER, COLLEAGUE = "manager@be.example", "collaborator@be.example"
TABLE, COPIES = "Télécharger le tableau", "Télécharger les copies"


@pytest.fixture
def company(be, sign_in, sent_invoice):
    """A manager at the guichet, after two invoices of her own and one of her colleague."""
    for number, sender in enumerate((MANAGER, MANAGER, COLLEAGUE)):
        sent_invoice("be", sender, ANNA, 20 + 10 * number)
    return sign_in(be, MANAGER)


def table(answer):
    assert answer.content_type == "text/csv"
    assert answer.body.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(answer.body.decode("utf-8-sig"), newline=""), delimiter=";"))


def references(browser):
    return [row[0].split()[0] for row in browser.page.rows()]


def test_the_files_have_what_the_filters_show(company, desks):
    company.fill("Responsable", "Lea Rochat").press("Filtrer")
    shown = references(company)
    company.follow("Exporter cette liste")
    assert "2 demandes" in company.page and "Lea Rochat" in company.page
    head, *rows = table(company.send(TABLE))
    assert (head[0], head[-1]) == ("Référence", "Montant (CHF)")
    assert [row[0] for row in rows] == shown
    assert {row[6] for row in rows} == {"Lea Rochat"} and rows[0][-1].replace(".", "").isdigit()
    answer = company.send(COPIES)
    archive = zipfile.ZipFile(io.BytesIO(answer.body))
    assert archive.testzip() is None
    assert archive.namelist() == [f"{one}.pdf" for one in shown]
    assert all(archive.read(name).startswith(b"%PDF") for name in archive.namelist())
    assert answer.content_disposition.endswith('.zip"')
    with desks.looking("be") as ctx:
        issuer_id = issuer_of(ctx, MANAGER).id
        found = [one for one in entries(ctx.portal) if one.action == "issuer.invoices_exported"]
        assert [(one.target, one.details) for one in found] == [(issuer_id, ("csv", "2")), (issuer_id, ("pdf", "2"))]


def test_another_company_exports_none_of_them(company, desks, sign_in):
    path = company.page.link("Exporter cette liste")
    rival = sign_in(desks.browser("be"), "rival@be.example")
    rival.open(path, status=404)
    # With the ids of their filters, the own history stays the only one that is read.
    with desks.looking("be") as ctx:
        own = issuer_of(ctx, "rival@be.example").id
    rival.open(f"/issuers/{own}/export-invoices?status=submitted")
    assert "Aucune demande avec ces filtres" in rival.page


@pytest.mark.parametrize(
    ("limit", "words"),
    [
        ("MAX_PDFS", "L’export est trop grand"),
        ("MAX_BYTES", "L’export est trop grand"),
        ("MAX_UNDRAWN", "ne sont pas encore faites"),
    ],
)
def test_an_archive_beyond_a_limit_is_refused_and_says_why(company, desks, clock, monkeypatch, limit, words):
    company.follow("Exporter cette liste")
    if limit == "MAX_BYTES":
        while PdfJob(desks["be"]).run_due(clock.now):
            pass
    monkeypatch.setattr(history_export, limit, 1)
    company.press(COPIES)
    assert words in company.page.notice


def test_an_archive_waits_until_others_are_sent(company, desks):
    """Each one holds a thread of the server as long as its reader wants."""
    places = desks.dispatcher._by_host["be.localhost"].registry.streams
    for _other in range(MAX_STREAMS):
        places.acquire()
    company.follow("Exporter cette liste").press(COPIES)
    assert "Réessayez dans quelques minutes" in company.page.notice
    assert company.send(TABLE).content_type == "text/csv"
    places.release()
    for _time in range(2):
        assert company.send(COPIES).content_type == "application/zip"
    places.release(MAX_STREAMS - 1)


def test_a_list_that_is_too_long_offers_no_file(company, monkeypatch):
    monkeypatch.setattr(history_export, "MAX_ROWS", 2)
    company.follow("Exporter cette liste")
    assert "Choisissez un filtre" in company.page and TABLE not in company.page.buttons()


def test_exports_of_one_hour_are_counted(company):
    company.follow("Exporter cette liste")
    for _each in range(EXPORTS.amount):
        assert company.send(TABLE).status_int == 200
    company.press(TABLE)
    assert "vingt fois" in company.page.notice


def test_no_cell_of_the_table_is_run_as_a_formula(company, desks):
    with desks.looking("be") as ctx:
        ((_id, row),) = history_of(issuer_of(ctx, MANAGER)).page("sent", size=1).rows
        evil = replace_all(row, '=HYPERLINK("https://evil.example")')
        content = history_csv(ctx.desk, [("4f", evil)], Localizer("fr"))
    (_head, cells) = table(SimpleNamespace(content_type="text/csv", body=content))
    assert [cell for cell in cells if cell.startswith("=")] == []
    assert [cell for cell in cells if cell.startswith("'=")]


def replace_all(row, text):
    return row._replace(beneficiary=text, submitted_by=text, invoice_number=text)
