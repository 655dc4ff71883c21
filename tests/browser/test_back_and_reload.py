"""A refused form after Back, reload and a switch of language, with and without script."""

import pytest
from deskbrowser.scene import ADDRESSES, COLLEAGUE, OFFICE, SENDER, SUPERVISOR
from playwright.sync_api import expect

# No scene has a link of his, which a newer one would replace.
HIS = ADDRESSES["be"][COLLEAGUE]
NO_MATCH = "L’adresse e-mail ou le mot de passe ne correspond pas."


@pytest.fixture(params=[True, False], ids=["script", "no script"])
def script(request):
    return request.param


def test_page_after_a_wrong_password_survives_back_reload_and_language(enter, script):
    visitor = enter("be", java_script_enabled=script)
    page = visitor.page
    visitor.open("/")
    visitor.fill({"Adresse e-mail": "typed@be.example", "Mot de passe": "pas celui-ci du tout"})
    visitor.press("Se connecter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Se connecter")
    page.reload()
    assert_refused(page, "Adresse e-mail", NO_MATCH)
    page.goto(visitor.url("/conditions"))
    page.go_back()
    assert_refused(page, "Adresse e-mail", NO_MATCH)
    page.get_by_role("link", name="Deutsch", exact=True).click()
    assert_refused(page, "E-Mail-Adresse", "stimmt nicht")
    expect(page.get_by_label("Passwort", exact=True)).to_have_value("")


def test_refused_form_of_a_signed_in_person_survives_back_and_reload(enter, signed_in, script):
    person = enter("be", storage_state=signed_in("be", SENDER), java_script_enabled=script)
    page = person.page
    person.open("/account-name")
    person.fill({"Prénom": "typed@be.example", "Nom": ""})
    person.press("Enregistrer")
    page.reload()
    expect(page.locator(".problem")).to_be_visible()
    expect(page.get_by_label("Prénom", exact=True)).to_have_value("typed@be.example")
    page.goto(person.url("/conditions"))
    page.go_back()
    expect(page.locator(".problem")).to_be_visible()
    expect(page.get_by_label("Prénom", exact=True)).to_have_value("typed@be.example")


def test_what_was_typed_goes_along_into_the_other_language(enter, signed_in):
    person = enter("be", storage_state=signed_in("be", SENDER))
    page = person.page
    person.open("/account-name")
    person.fill({"Prénom": "Zoé Anna"})
    page.get_by_role("button", name="Deutsch", exact=True).click()
    expect(page.get_by_label("Vorname", exact=True)).to_have_value("Zoé Anna")
    expect(page.locator(".problem")).to_have_count(0)
    page.get_by_role("button", name="Français", exact=True).click()
    expect(page.get_by_label("Prénom", exact=True)).to_have_value("Zoé Anna")


@pytest.mark.parametrize(
    ("field", "typed", "in_german"),
    [("Nouvelle note", "Au téléphone.", "Notiz"), ("Me rappeler le", "x", "Erinnerung am")],
)
def test_what_was_typed_beside_a_case_goes_along(enter, signed_in, field, typed, in_german):
    office = enter("be", storage_state=signed_in("be", OFFICE))
    office.open("/work-list")
    office.page.get_by_role("link", name="Traiter ces dossiers à la suite").click()
    office.page.get_by_label(field).fill(typed)
    office.page.get_by_role("button", name="Deutsch", exact=True).click()
    expect(office.page.get_by_label(in_german)).to_have_value(typed)
    expect(office.page.locator(".problem")).to_have_count(0)
    office.page.get_by_role("button", name="Français", exact=True).click()
    expect(office.page.locator("main").get_by_role("textbox")).to_have_value(typed)


def test_text_beside_a_file_goes_along(enter, signed_in, tmp_path):
    office = enter("be", storage_state=signed_in("be", SUPERVISOR))
    page = office.page
    (tmp_path / "list.csv").write_text("BE-2026")
    office.open("/batches/payments")
    page.get_by_label("Références payées").fill("BE-2026")
    page.get_by_label("Ou un fichier CSV").set_input_files(tmp_path / "list.csv")
    page.get_by_role("button", name="Deutsch", exact=True).click()
    expect(page.get_by_label("Bezahlte Referenzen")).to_have_value("BE-2026")
    page.get_by_role("button", name="Français", exact=True).click()
    expect(page.get_by_label("Références payées")).to_have_value("BE-2026")


def test_form_behind_a_link_of_a_mail_survives_back_reload_and_language(enter, script):
    visitor = enter("be", java_script_enabled=script)
    page = visitor.page
    visitor.open("/forgot-password")
    visitor.fill({"Adresse e-mail": HIS})
    visitor.press("Réinitialiser le mot de passe")
    page.goto(visitor.link("Votre nouveau mot de passe", "Réinitialiser le mot de passe", to=HIS))
    page.locator("[autocomplete=new-password]").fill("court")
    visitor.press("Réinitialiser le mot de passe")
    page.reload()
    expect(page.locator(".problem")).to_contain_text("12 caractères")
    page.goto(visitor.url("/conditions"))
    page.go_back()
    expect(page.locator(".problem")).to_contain_text("12 caractères")
    page.get_by_role("link", name="Deutsch", exact=True).click()
    # The link is not used up: the form is still there, in the other language.
    expect(page.locator("[autocomplete=new-password]")).to_be_visible()
    expect(page.locator("html")).to_have_attribute("lang", "de-CH")


def assert_refused(page, label, message):
    expect(page.locator(".problem")).to_contain_text(message)
    expect(page.get_by_label(label, exact=True)).to_have_value("typed@be.example")
