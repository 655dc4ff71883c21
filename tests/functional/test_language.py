"""The switch of language."""


def test_the_language_chosen_is_remembered(be):
    be.open("/").follow("Deutsch")
    assert be.page.document.get("lang") == "de-CH"
    assert be.open("/accessibility").page.document.get("lang") == "de-CH"


def test_signing_in(be, sign_in):
    sign_in(be, "manager@be.example")
    assert be.page.heading == "Guichet"
