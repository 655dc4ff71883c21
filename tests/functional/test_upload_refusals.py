"""Uploads that are too much: each gets a page in the language of the sender, and the draft stays as it was."""

import pytest

MANAGER = "manager@be.example"
TOO_HEAVY = {
    "fr": ("Ensemble, vos fichiers dépassent 64 Mo.", "Revenir à la page", "Gardez ceci"),
    "de": ("Zusammen sind Ihre Dateien grösser als 64 MB.", "Zurück zur Seite", "Gardez ceci"),
}
OVER_QUOTA = {
    "fr": ("Fichier", "Ajouter le fichier", "Vos réponses sont enregistrées : joignez la suite demain"),
    "de": ("Datei", "Datei hinzufügen", "Ihre Angaben sind gespeichert: Legen Sie die weiteren Dateien morgen bei"),
}


@pytest.fixture
def desks(make_desks):
    return make_desks(["be"], settings={"tenant.be.uploads_per_day": "5"})


@pytest.fixture
def form(be, sign_in, start_invoice):
    """The form of a draft, in one language or the other."""
    start_invoice(sign_in(be, MANAGER), "Anna Muster").fill("Remarque", "Gardez ceci").press("Enregistrer et quitter")
    be.open(be.seen[-2][1])

    def in_language(language):
        return be if language == "fr" else be.press("Deutsch")

    return in_language


@pytest.mark.parametrize("language", TOO_HEAVY)
def test_80_megabytes_at_once_get_a_page_with_a_way_back_to_the_form(form, language):
    advice, back, remark = TOO_HEAVY[language]
    browser = form(language)
    headers = {"Content-Length": str(80 * 2**20), "Origin": browser.desk.tenant_settings.url}
    answer = browser.post(browser.page.url, "", headers, content_type="multipart/form-data; boundary=X")
    browser._arrive(answer, 413)
    assert advice in browser.page.words.replace("\u00a0", " ")
    browser.follow(back)
    assert browser.page.document.xpath("string(.//textarea[contains(@name, 'remark')])").strip() == remark


@pytest.mark.parametrize("language", OVER_QUOTA)
def test_refusal_beyond_a_quota_says_what_to_do(form, language):
    label, button, words = OVER_QUOTA[language]
    browser = form(language)
    browser.upload(label, *[(f"{number}.pdf", b"x") for number in range(6)]).press(button, status=422)
    assert words in browser.page.problem_at(label).replace("\u00a0", " ")
