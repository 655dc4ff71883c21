"""Words with hyphens that no line of a heading ends within; in the browser `tests/browser/test_every_page.py`."""

import pytest

from guichet.web.unbroken import unbroken


@pytest.mark.parametrize(
    ("text", "drawn"),
    [
        ("Confirmez votre e-mail", 'Confirmez votre <span class="together">e-mail</span>'),
        ("E-Mail-Adresse", '<span class="together">E-Mail-</span>Adresse'),
        ("<b> BE-2026-7K3M-Q2XW :", '&lt;b&gt; <span class="num together">BE-2026-7K3M-Q2XW</span> :'),
        ("Jean-Pierre & Cie", "Jean-Pierre &amp; Cie"),
    ],
)
def test_word_is_held_together_and_all_else_escaped(text, drawn):
    assert unbroken(text) == drawn
