"""What was sent opens for good: every stored revision of every form and version, with the plugin of the form gone."""

import io
import json
import subprocess
import sys
import zipfile
from datetime import timedelta
from itertools import cycle
from pathlib import Path
from types import SimpleNamespace

import pikepdf
import pytest
import revisionsamples

import canton_be.plugin
import invoice_types
from guichet.documents.cleaning.outcome import CleanFile
from guichet.hookspecs import hookimpl
from guichet.invoices.frozen import thaw
from guichet.invoices.lists import index
from guichet.invoices.models import Attachment, Invoice, InvoiceEvent, Revision
from guichet.store.blobs import store_blob
from guichet.testing.people import ANNA, beneficiary_of, issuer_of

STORED = revisionsamples.stored()
FINGERPRINTS = json.loads(Path(invoice_types.__file__).with_name("fingerprints.json").read_text())
MANAGER = "manager@be.example"
HOOKS = {name: hook for name, hook in vars(canton_be.plugin).items() if name.startswith("guichet_")}
WITHOUT_FORMS = SimpleNamespace(
    __name__="canton_be.plugin", **HOOKS | {"guichet_enabled_invoice_types": hookimpl(lambda: ())}
)
"""The canton that offers no form, for all tests: they share its application."""
STATES = ("submitted", "correction_requested", "accepted", "handed_over", "paid", "refused", "withdrawn")


def test_every_version_of_every_form_has_a_stored_revision():
    missing = sorted(FINGERPRINTS.keys() - STORED.keys())
    assert missing == [], f"python tests/samples/revisionsamples.py {' '.join(missing)}"


@pytest.mark.parametrize("name", STORED)
def test_stored_revision_has_the_fingerprint_of_its_form(name):
    assert thaw(STORED[name]).data["fingerprint"] == FINGERPRINTS[name]


# In a process of its own, in which the plugin cannot be imported.


@pytest.fixture(scope="module")
def read(tmp_path_factory):
    """What another process read of each stored revision, and where its PDFs are."""
    folder = tmp_path_factory.mktemp("read")
    files = [str(revisionsamples.FOLDER / f"{name}.fr.bin") for name in STORED]
    reader = Path(__file__).with_name("frozenreader.py")
    # A PDF needs no network, and warnings of libraries are not what this is about.
    subprocess.run([sys.executable, "-W", "ignore", str(reader), str(folder), *files], check=True)
    return folder


@pytest.mark.parametrize("name", STORED)
def test_revision_is_read_without_its_plugin(read, name):
    found = json.loads((read / f"{name}.fr.bin.json").read_text())
    frozen = thaw(STORED[name])
    assert found["type"] == [frozen.type_id, frozen.type_version]
    assert found["header"] == frozen.header.as_data()
    assert (found["total"], found["amounts"]) == (frozen.total, frozen.amounts_by_path)
    assert (found["answers"], len(found["days"])) == (len(frozen.answers.lines("lines")), len(frozen.service_days))
    assert {code for code, _message in found["issues"]} == {issue.code for issue in frozen.issues}


@pytest.mark.parametrize("name", STORED)
def test_rows_are_there_in_every_language(read, name):
    found = json.loads((read / f"{name}.fr.bin.json").read_text())
    frozen = thaw(STORED[name])
    for language in ("fr", "de"):
        assert found["rows"][language] == [[row.label, *row.values] for row in frozen.rows(language)]
        assert found["titles"][language] == frozen.title(language)
    for language in ("it", "en"):
        assert found["rows"][language] == found["rows"]["fr"], "the sender's language stands in"


@pytest.mark.parametrize("name", STORED)
def test_days_of_a_revision_are_compared_with_those_of_a_later_invoice(read, name):
    found = json.loads((read / f"{name}.fr.bin.json").read_text())
    assert found["repeated"] == ["G7"] * len(found["days"])


@pytest.mark.parametrize("language", ["fr", "de"])
@pytest.mark.parametrize("name", STORED)
def test_pdf_is_drawn_without_the_plugin(read, name, language):
    with pikepdf.open(read / f"{name}.fr.bin.{language}.pdf") as pdf:
        assert thaw(STORED[name]).title(language) in str(pdf.docinfo["/Title"])
        (data,) = pdf.attachments.values()
        assert json.loads(data.get_file().read_bytes())["total_rappen"] == thaw(STORED[name]).total


# On the pages of a desk that offers no form any more.


@pytest.fixture
def be(make_desks):
    """A browser at Berne's desk, whose canton offers no form and which has no plugin that brings one."""
    desks = make_desks(["be"], plugins={"canton_be": WITHOUT_FORMS})
    browser = desks.browser("be")
    browser.desks = desks
    return browser


@pytest.fixture(params=STORED)
def sent(request, be, read):
    """Puts an invoice with a stored revision into a state; returns its path.

    A ``copied`` one has its PDF already, as the worker leaves it; of another one the page draws it.
    """

    def put(state="submitted", *, copied=False):
        content = STORED[request.param]
        frozen = thaw(content)
        with be.desks.acting("be") as ctx:
            issuer = issuer_of(ctx, MANAGER)
            user_id = next(iter(issuer.members))
            moment = ctx.now - timedelta(days=1)
            invoice = Invoice(
                type_id=frozen.type_id,
                type_version=frozen.type_version,
                beneficiary_id=beneficiary_of(issuer, ANNA).id,
                cstruct={"details": {}},
                author=user_id,
                now=moment,
            )
            issuer.invoices.put(invoice)
            if state != "draft":
                invoice.reference = "BE-2026-7K3M-Q2XW"
                ctx.portal["references"].take(invoice.reference, invoice.id)
                invoice.attached = attached(ctx, invoice, frozen)
                invoice.revisions = (
                    Revision(
                        number=1,
                        sent=moment,
                        sent_by=user_id,
                        total=frozen.total,
                        attachments=invoice.attached,
                        language="fr",
                        content=content,
                    ),
                )
                if copied:
                    drawn = (read / f"{request.param}.fr.bin.fr.pdf").read_bytes()
                    invoice.latest.pdf = store_blob(ctx.portal._p_jar, drawn)
            invoice.add_event(InvoiceEvent(moment, user_id, "submit"))
            invoice.state = state
            index(invoice)
            return f"/issuers/{issuer.id}/invoices/{invoice.id}/"

    put.frozen = thaw(STORED[request.param])
    return put


def attached(ctx, invoice, frozen):
    """The documents that the revision names, under the ids it names them by."""
    for one in frozen.documents:
        file = CleanFile(one.filename, "application/pdf", bytes(one.size), one.pages, one.sha256)
        document = Attachment(
            file,
            filename=one.filename,
            kind=one.kind,
            blob=store_blob(ctx.portal._p_jar, b"%PDF-1.7"),
            now=ctx.now,
        )
        invoice.attachments.add(one.id, document)
    return tuple(one.id for one in frozen.documents)


def words(page):
    return page.words.replace("\u00a0", " ")


# Each form in one state, each state with several forms: pages of a state do not differ by form.
@pytest.mark.parametrize(("sent", "state"), list(zip(STORED, cycle(STATES), strict=False)), indirect=["sent"])
def test_sender_sees_list_invoice_and_pdf(be, sign_in, sent, state):
    path = sent(state)
    sign_in(be, MANAGER)
    assert "BE-2026-7K3M-Q2XW" in be.page
    be.open(path)
    assert be.page.heading == sent.frozen.title("fr")
    for row in sent.frozen.rows("fr"):
        assert row.label.replace("\u00a0", " ") in words(be.page)
    pdf = be.get(f"{path}copy.pdf")
    assert pdf.body.startswith(b"%PDF-")


def test_office_reviews_and_decides(be, sign_in, sent):
    path = sent(copied=True)
    sign_in(be, "clerk@be.example")
    be.open("/work-list").follow("BE-2026-7K3M-Q2XW")
    assert be.page.heading == sent.frozen.title("fr")
    assert "tierce personne" in be.page
    be.follow("Accepter").press("Accepter la demande")
    assert "acceptée" in words(be.page)
    assert be.get(f"{path}copy.pdf").body.startswith(b"%PDF-")


@pytest.mark.parametrize("sent", list(STORED)[:1], indirect=True)
def test_correction_cannot_be_filled_in_and_says_why(be, sign_in, sent):
    path = sent("correction_requested")
    sign_in(be, MANAGER).open(f"{path}edit", status=410)
    assert be.page.heading == "Ce formulaire n’est plus proposé au guichet"
    be.open(f"{path}withdraw").press("Retirer la demande")
    assert "La demande est retirée." in be.page


def test_draft_of_a_form_that_is_gone_is_deleted(be, sign_in, sent):
    path = sent("draft")
    sign_in(be, MANAGER).open(f"{path}edit", status=410)
    be.open(f"{path}withdraw").press("Supprimer le brouillon")
    assert "Le brouillon est supprimé." in be.page


def test_export_of_personal_data_holds_what_was_sent(be, sign_in, sent):
    sent("accepted", copied=True)
    sign_in(be, MANAGER).open("/my-data")
    archive = zipfile.ZipFile(io.BytesIO(be.send("Télécharger le fichier").body))
    (invoice,) = json.loads(archive.read("data.json"))["invoices"]
    assert invoice["reference"] == "BE-2026-7K3M-Q2XW"
    assert archive.read("BE-2026-7K3M-Q2XW-1.pdf").startswith(b"%PDF-")


def test_administrator_reads_which_forms_are_missing(be, sign_in, sent):
    sent()
    sign_in(be, "administrator@be.example")
    assert sent.frozen.type_id in words(be.page)
    assert "Aucun plugin n’apporte plus ces formulaires" in words(be.page)
