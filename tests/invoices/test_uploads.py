"""Files that come with a form."""

import io

import pytest
from PIL import Image

from guichet.action_context import NotAllowed
from guichet.invoices import invoice_actions
from guichet.invoices.uploads import NO_FILE, TOO_MANY, take_files
from guichet.store.blobs import read_blob

MANAGER = "manager@be.example"
MULTIPART = "multipart/form-data"


@pytest.fixture(scope="module")
def photo():
    file = io.BytesIO()
    Image.new("RGB", (40, 30), "white").save(file, "PNG")
    return file.getvalue()


@pytest.fixture
def take(visitor, house_of):
    """Posts files to a draft and returns the draft with the reasons for those that were refused."""

    def post(*files, kind="", required=True, attached=0):
        pairs = [("file", file) for file in files] + [("kind", kind)]
        with visitor("be", MANAGER).request(POST=pairs, content_type=MULTIPART) as request:
            house = house_of(request.action_context)
            invoice = house.draft()
            invoice.attached = tuple(str(number) for number in range(attached))
            refused = take_files(request, invoice, required=required)
            return invoice, refused

    return post


def test_a_good_file_is_attached_as_it_was_cleaned(take, photo):
    invoice, refused = take(("photo.png", photo), kind="attendance")
    (document,) = invoice.attachments.values()
    assert (refused, invoice.attached) == ([], (document.id,))
    assert (document.filename, document.content_type, document.kind) == ("photo.png", "image/png", "attendance")


@pytest.mark.parametrize("kind", ["", "nonsense", "attendance"])
def test_a_kind_the_form_does_not_know_is_its_first(desks, take, photo, kind):
    first = desks["be"].plugins.invoice_types["318.632.1"].attachments[0].kind
    invoice, _refused = take(("photo.png", photo), kind=kind)
    (document,) = invoice.attachments.values()
    assert document.kind == (kind if kind == "attendance" else first)


def test_bad_files_are_named_and_the_good_ones_beside_them_are_taken(take, photo):
    invoice, refused = take(("a.exe", b"MZ"), ("photo.png", photo), ("b.pdf", b"%PDF-1.7 broken"))
    assert ["a.exe" in str(refused[0].mapping), "b.pdf" in str(refused[1].mapping)] == [True, True]
    assert [one.filename for one in invoice.attachments.values()] == ["photo.png"]


@pytest.mark.parametrize(("required", "refused"), [(True, [NO_FILE]), (False, [])])
def test_without_a_file_one_is_asked_for_where_one_is_wanted(take, required, refused):
    invoice, found = take(("", b""), required=required)
    assert (found, invoice.attached) == (refused, ())


def test_a_text_in_place_of_a_file_is_no_file(visitor, house_of):
    with visitor("be", MANAGER).request(POST=[("file", "photo.png")]) as request:
        invoice = house_of(request.action_context).draft()
        assert take_files(request, invoice, required=True) == [NO_FILE]


def test_the_twenty_first_file_is_refused_and_so_are_those_behind_it(take, photo):
    files = [(f"{number}.png", photo) for number in range(4)]
    invoice, refused = take(*files, attached=invoice_actions.MAX_FILES - 2)
    assert refused == [TOO_MANY]
    assert len(invoice.attached) == invoice_actions.MAX_FILES


def test_nobody_attaches_to_another_s_invoice(desks, visitor, house_of, photo):
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
        assert read_blob(document.blob).startswith(b"\x89PNG")
        assert len(document.sha256) == 64
