"""The conditions of use and their version: a change of the one needs a change of the other."""

import hashlib
from pathlib import Path

import guichet.web
from guichet.i18n.template_texts import TemplateTexts
from guichet.web.pages import CONDITIONS

TEMPLATE = Path(guichet.web.__file__).parent / "templates" / "conditions.pt"
VERSIONS = {"2026-11-21": "2f7fece83c6739bdfec0ccec01ab1644e2da9c068f54251e785490b20ab684a5"}
"""Version → SHA-256 of its sentences. A change of the text adds a line: accounts keep which one they accepted."""


def test_the_text_is_the_one_of_its_version():
    sentences = "\n".join(msgid for msgid, _context in TemplateTexts(TEMPLATE, "guichet").texts)
    assert hashlib.sha256(sentences.encode()).hexdigest() == VERSIONS[CONDITIONS]


def test_the_version_in_force_is_the_latest():
    assert max(VERSIONS) == CONDITIONS


def test_the_page_names_its_version(be):
    be.open("/conditions")
    assert "Version du 21 novembre 2026" in be.page
