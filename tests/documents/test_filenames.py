"""The names that senders give their files."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guichet.documents import filenames


@pytest.mark.parametrize(
    ("given_name", "shown"),
    [
        ("Quittance du taxi.pdf", "Quittance du taxi.pdf"),
        ("C:\\Users\\Zoé\\scan.pdf", "scan.pdf"),
        ("../../etc/passwd", "passwd"),
        ("a/b\\c.pdf", "c.pdf"),
        ("procuration\u202efdp.exe", "procurationfdp.exe"),
        ("two\r\nlines\t.pdf", "two lines .pdf"),
        ("nul\x00l.pdf", "null.pdf"),
        ("E\u0301lise.pdf", "Élise.pdf"),
        ("  .hidden. ", "hidden"),
        ("", "document"),
        ("...", "document"),
        ("\u200b\ud800", "document"),
        ("x" * 300 + ".jpeg", "x" * 115 + ".jpeg"),
    ],
)
def test_a_name_is_shown_without_what_could_deceive(given_name: str, shown: str):
    assert filenames.readable(given_name) == shown


@pytest.mark.parametrize(
    ("given_name", "content_type", "kept"),
    [
        ("Billet.PDF", "application/pdf", "Billet.PDF"),
        ("photo.jpeg", "image/jpeg", "photo.jpeg"),
        ("photo.jpg", "image/png", "photo.jpg.png"),
        ("virus.exe", "application/pdf", "virus.exe.pdf"),
        ("pdf", "application/pdf", "pdf.pdf"),
        ("", "image/png", "document.png"),
        ("x" * 300, "image/jpeg", "x" * 116 + ".jpg"),
    ],
)
def test_a_kept_name_ends_as_its_type_does(given_name: str, content_type: str, kept: str):
    assert filenames.kept(given_name, content_type) == kept


@given(st.text(st.characters(exclude_categories=()), max_size=200), st.sampled_from(sorted(filenames.SUFFIXES)))
def test_any_name_becomes_one_that_every_system_can_keep(given_name: str, content_type: str):
    name = filenames.kept(given_name, content_type)
    assert 0 < len(name) <= 120
    assert name.lower().endswith(filenames.SUFFIXES[content_type])
    assert name == name.strip()
    assert not {unicodedata.category(character) for character in name} & {"Cc", "Cf", "Cs", "Zl", "Zp"}
    assert not set(name) & set("/\\")
    assert filenames.kept(name, content_type) == name
    name.encode()
