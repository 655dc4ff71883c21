"""A PDF that opens without a password is taken however it is encrypted: most banks and insurers forbid changes so."""

import io
from collections.abc import Iterator

import pikepdf
import pytest

from guichet.documents.cleaning.outcome import UploadRejected
from guichet.documents.file_cleaner import FileCleaner

pytestmark = pytest.mark.filterwarnings("ignore:Encryption R=5")
ENCRYPTIONS = [
    {"R": 2, "aes": False, "metadata": False},
    {"R": 3, "aes": False, "metadata": False},
    {"R": 4, "aes": False, "metadata": False},
    {"R": 4},
    {"R": 5},
    {"R": 6},
    {"R": 6, "metadata": False},
    {"R": 6, "allow": pikepdf.Permissions(print_lowres=False, print_highres=False, extract=False)},
]
"""Each kind of ISO 32000-2, table 21; keys of 40, 128 and 256 bits."""


@pytest.fixture
def cleaner() -> Iterator[FileCleaner]:
    """A process that has opened no file before."""
    cleaner = FileCleaner(timeout=60.0)
    yield cleaner
    cleaner.close()


def encrypted(user: str, **facts: object) -> io.BytesIO:
    pdf, file = pikepdf.new(), io.BytesIO()
    page = pdf.add_blank_page(page_size=(300, 100))
    page.Contents = pdf.make_stream(b"0 0 100 50 re f % the page")
    pdf.save(file, encryption=pikepdf.Encryption(owner="owner", user=user, **facts))
    return file


@pytest.mark.parametrize("facts", ENCRYPTIONS)
def test_pdf_that_only_forbids_changes_is_taken_and_open(cleaner: FileCleaner, facts: dict[str, object]):
    clean = cleaner.clean("releve.pdf", encrypted("", **facts))
    with pikepdf.open(io.BytesIO(clean.content)) as pdf:
        assert (pdf.is_encrypted, b"the page" in pdf.pages[0].Contents.read_bytes()) == (False, True)


@pytest.mark.parametrize("facts", ENCRYPTIONS)
def test_pdf_that_asks_for_a_password_is_refused_as_protected(cleaner: FileCleaner, facts: dict[str, object]):
    with pytest.raises(UploadRejected) as caught:
        cleaner.clean("releve.pdf", encrypted("secret", **facts))
    assert caught.value.code == "protected"


@pytest.mark.parametrize("program", [b"Adobe.PubSec", b"FileOpen.Encrypt", b"MicrosoftIRMServices"])
def test_pdf_that_another_program_protects_is_not_called_damaged(cleaner: FileCleaner, program: bytes):
    plain, file = pikepdf.new(), io.BytesIO()
    plain.add_blank_page()
    plain.save(file, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    trailer = b"trailer << /Encrypt << /Filter /%s /V 4 /CF << >> >>" % program
    with pytest.raises(UploadRejected) as caught:
        cleaner.clean("contrat.pdf", io.BytesIO(file.getvalue().replace(b"trailer <<", trailer)))
    assert caught.value.code == "protected-otherwise"
