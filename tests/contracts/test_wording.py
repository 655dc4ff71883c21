"""Wordings that native readers of Swiss French and Swiss German have struck out do not come back."""

import re
from io import BytesIO

import pytest
from babel.messages.pofile import read_po

BANNED = {
    "fr": [r"(?<![-\w])emails?\b", r"\bAppelez (?:Office|OFFICE)\b", r"\b1 décimales\b", "\u202f"],
    "de": [
        *("wie weit sie sind", "einen Code dorthin", "Sagt die IV-Stelle Ja", "nach einer Minute ankommen"),
        *(
            "Was Sie tun müssen",
            "Konto-Inhaber",
            "freiwillig",
            "Rückkehr am gleichen Tag",
            "absendenden? Person",
            "Mail weg",
        ),
        *("GLN ist bereits angemeldet", "den ich unten schreibe", "Konto wurde soeben auf einem Gerät"),
        *("Schweizer Mobiltelefon", "Senden Sie mir eine neue", "Belege beigelegt", r"(?<!Nutzungs)\bBedingungen\b"),
        *(r"Schreiben Sie (?!auch)", "Zuständig$", "ß", "\u202f"),
    ],
}
"""Language → patterns; the better wordings are in the catalogues."""


@pytest.mark.parametrize("language", BANNED)
def test_no_text_has_a_wording_that_was_struck_out(root, language):
    files = [*root.glob(f"locales/{language}/**/guichet.po")]
    files += root.glob(f"plugins/*/*/locales/{language}/**/*.po")
    found = []
    for path in files:
        # French texts are the source, so they are read from the ids.
        for message in read_po(BytesIO(path.read_bytes())):
            text = str(message.id if language == "fr" else message.string)
            found += [(pattern, text) for pattern in BANNED[language] if message.id and re.search(pattern, text)]
    assert found == []
