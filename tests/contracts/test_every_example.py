"""Examples are of the desk's own canton: places, numbers of decisions, references."""

import re

import pytest
from babel.messages.pofile import read_po
from deskpages import text_of

OF_A_CANTON = {
    "be": r"Burgdorf|Inselspital|Emmental|\bBerne?\b|\b302[ \u00a0]?20\d\d\b|\bBE-20\d\d",
    "ne": r"Neuchâtel|Neuenburg|Chaux-de-Fonds|\b324[ \u00a0]?20\d\d\b|\bNE-20\d\d",
}
"""What only the pages of that canton show."""
SHARED = ("locales", "plugins/invoice_types/invoice_types/locales")
"""Catalogues of all desks."""


@pytest.mark.parametrize(("canton", "other"), [("be", "ne"), ("ne", "be")])
def test_no_page_shows_an_example_of_another_canton(shown, canton, other):
    texts = {(one.who, one.page.address): text_of(one.answer) for one in shown[canton]}
    assert sum(map(bool, texts.values())) > 50
    for place, text in texts.items():
        assert re.findall(OF_A_CANTON[other], text) == [], place


@pytest.mark.parametrize("language", ["fr", "de"])
@pytest.mark.parametrize("folder", SHARED)
def test_no_text_of_all_desks_has_an_example_of_one_canton(root, folder, language):
    (file,) = (root / folder / language / "LC_MESSAGES").glob("[gi]*.po")
    with file.open("rb") as lines:
        texts = [str(text) for message in read_po(lines) for text in (message.id, message.string)]
    any_canton = "|".join(OF_A_CANTON.values())
    assert [text for text in texts if re.search(any_canton, text)] == []
