"""Files that come with a form."""

import io

import hostilefiles
import pikepdf
import pytest
from billpictures import bill_picture
from PIL import Image

from guichet.action_context import NotAllowed
from guichet.documents.cleaning import sanitize
from guichet.documents.cleaning.outcome import UploadRejected
from guichet.documents.file_cleaner import FileCleaner
from guichet.i18n import Localizer
from guichet.invoices import invoice_actions
from guichet.invoices.models import READ
from guichet.invoices.uploads import NO_FILE, TakenFiles, take_files
from guichet.store.blobs import read_blob
from invoice_types.travel.demo import TRAVEL

MANAGER = "manager@be.example"
OTHER_INVOICE = "318.632"
MULTIPART = "multipart/form-data"


def picture(size):
    file = io.BytesIO()
    Image.new("RGB", (size, 30), "white").save(file, "PNG")
    return file.getvalue()


@pytest.fixture(scope="module")
def photo():
    return picture(40)


@pytest.fixture
def take(visitor, house_of):
    """Posts files to a draft and returns the draft with the reasons for those that were refused."""

    def post(*files, kind="", required=True, type_id=TRAVEL):
        pairs = [("file", file) for file in files] + [("kind", kind)]
        with visitor("be", MANAGER).request(POST=pairs, content_type=MULTIPART) as request:
            house = house_of(request.action_context)
            invoice = house.draft(type_id=type_id)
            taken = take_files(request, invoice, required=required)
            return invoice, taken

    return post


def test_a_good_file_is_attached_as_it_was_cleaned(take, photo):
    invoice, taken = take(("photo.png", photo), kind="attendance")
    (document,) = invoice.attachments.values()
    assert (taken, invoice.attached) == (TakenFiles(), (document.id,))
    assert (document.filename, document.content_type, document.kind) == ("photo.png", "image/png", "attendance")


@pytest.mark.parametrize(
    ("type_id", "creditors"), [(OTHER_INVOICE, ["Physio Muster AG"]), ("300.001", ["Physio Muster AG"]), (TRAVEL, [])]
)
def test_the_bill_on_a_document_is_stored_where_the_form_takes_bills(take, type_id, creditors):
    invoice, _taken = take(("facture.png", bill_picture()), type_id=type_id)
    (document,) = invoice.documents
    assert [bill.creditor for bill in document.qr_bills] == creditors
    assert [state for _payload, state in document.bills] == [READ for _creditor in creditors]


@pytest.mark.parametrize("kind", ["", "nonsense", "attendance"])
def test_a_kind_the_form_does_not_know_is_its_first(desks, take, photo, kind):
    first = desks["be"].plugins.invoice_types["318.632.1"].attachments[0].kind
    invoice, _taken = take(("photo.png", photo), kind=kind)
    (document,) = invoice.attachments.values()
    assert document.kind == (kind if kind == "attendance" else first)


def test_bad_files_are_named_and_the_good_ones_beside_them_are_taken(take, photo):
    invoice, taken = take(("a.exe", b"MZ"), ("photo.png", photo), ("b.pdf", b"%PDF-1.7 broken"))
    assert [reason.mapping["file"] for reason in taken.refused] == ["a.exe", "b.pdf"]
    assert not taken.busy
    assert [one.filename for one in invoice.attachments.values()] == ["photo.png"]


@pytest.mark.parametrize(("required", "refused"), [(True, [NO_FILE]), (False, [])])
def test_without_a_file_one_is_asked_for_where_one_is_wanted(take, required, refused):
    invoice, taken = take(("", b""), required=required)
    assert (taken.refused, invoice.attached) == (refused, ())


def test_a_text_in_place_of_a_file_is_no_file(visitor, house_of):
    with visitor("be", MANAGER).request(POST=[("file", "photo.png")]) as request:
        invoice = house_of(request.action_context).draft()
        assert take_files(request, invoice, required=True).refused == [NO_FILE]


def test_the_twenty_first_file_is_refused_and_so_are_those_behind_it(take):
    files = [(f"{number}.png", picture(10 + number)) for number in range(invoice_actions.MAX_FILES + 2)]
    invoice, taken = take(*files)
    [refused] = taken.refused
    assert Localizer("fr")(refused).startswith(
        "Cette demande a déjà 20 fichiers, le maximum\u00a0: 20.png, 21.png ne sont pas ajoutés"
    )
    assert len(invoice.attached) == invoice_actions.MAX_FILES


@pytest.mark.parametrize("name", ["photo.png", "copie de photo.png"])
def test_same_file_again_is_attached_once_and_noticed(take, photo, name):
    invoice, taken = take(("photo.png", photo), (name, photo), ("other.png", picture(20)))
    assert [document.filename for document in invoice.documents] == ["photo.png", "other.png"]
    assert (taken.refused, taken.repeated) == ([], True)


def test_same_file_is_attached_again_as_another_kind_of_document(desks, visitor, house_of, photo):
    with visitor("be", MANAGER).request(POST=[("file", ("a.png", photo))], content_type=MULTIPART) as request:
        invoice = house_of(request.action_context).draft()
        clean = request.registry.file_cleaner.clean("a.png", io.BytesIO(photo))
        kinds = ["attendance", "receipt"]
        for kind in kinds:
            invoice_actions.attach(request.action_context, invoice, clean, kind)
        assert [document.kind for document in invoice.documents] == kinds


def test_different_files_of_one_name_are_numbered(take):
    invoice, _taken = take(*[(name, picture(size)) for size, name in enumerate(["a.png", "A.png", "a.png"], 10)])
    assert [document.filename for document in invoice.documents] == ["a.png", "A (2).png", "a (3).png"]


def test_file_that_has_to_wait_too_long_is_refused_for_now(take, photo, monkeypatch):
    monkeypatch.setattr(FileCleaner, "clean", raising(UploadRejected("busy")))
    invoice, taken = take(("photo.png", photo))
    assert (taken.busy, len(taken.refused), invoice.attached) == (True, 1, ())


def test_web_process_decodes_nothing_of_a_file(take, photo, monkeypatch):
    monkeypatch.setattr(sanitize, "sanitize_upload", raising(AssertionError))
    monkeypatch.setattr(Image, "open", raising(AssertionError))
    monkeypatch.setattr(pikepdf, "open", raising(AssertionError))
    invoice, taken = take(("photo.png", photo), ("a.pdf", hostilefiles.linked_pdf(1)))
    assert (taken.refused, len(invoice.attached)) == ([], 2)


def test_what_cleaning_took_out_is_stored_with_the_document_as_plain_data(take):
    invoice, _taken = take(("a.pdf", hostilefiles.linked_pdf(1)))
    (document,) = invoice.documents
    assert document.findings == (("links", ()),)
    assert type(document.findings[0]) is tuple


def raising(problem):
    """A function that raises ``problem``, whatever it is given."""

    def fail(*_args, **_how):
        raise problem

    return fail


def test_no_user_attaches_to_another_s_invoice(desks, visitor, house_of, photo):
    with desks.acting("be", MANAGER) as ctx:
        invoice = house_of(ctx).draft()
        path = ("issuers", invoice.__parent__.__parent__.id, "invoices", invoice.id)
    with visitor("be", "rival@be.example").request(
        POST=[("file", ("photo.png", photo))], content_type=MULTIPART
    ) as request:
        there = request.root
        for name in path:
            there = there[name]
        with pytest.raises(NotAllowed):
            take_files(request, there, required=True)
        assert there.attached == ()


def test_what_is_attached_is_there_after_the_commit(desks, visitor, house_of, photo):
    with visitor("be", MANAGER).request(POST=[("file", ("photo.png", photo))], content_type=MULTIPART) as request:
        invoice = house_of(request.action_context).draft()
        take_files(request, invoice, required=True)
        name = invoice.id
    with desks.looking("be") as ctx:
        (document,) = house_of(ctx).company.invoices[name].documents
        assert read_blob(document.blob, document.sha256).startswith(b"\x89PNG")
        assert len(document.sha256) == 64
