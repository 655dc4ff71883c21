"""A draft is made by the first answer: opening a form stores nothing, and each button of it makes one draft."""

import pytest

from guichet.invoices import invoice_actions
from guichet.testing.people import ANNA, CHIARA, beneficiary_of, issuer_of
from invoice_types.travel.demo import TRAVEL

MANAGER, RIVAL = "manager@be.example", "rival@be.example"
BUTTONS = ("add", "attach", "change", "repeat", "save", "send")
"""Names of every button of a new form."""


@pytest.fixture
def form(be, sign_in, start_invoice):
    """A new form for Anna Muster, with nothing answered."""
    return start_invoice(sign_in(be, MANAGER), "Anna Muster")


@pytest.fixture
def drafts(desks):
    """The drafts of Home-Aide Emmental."""

    def read():
        with desks.looking("be") as ctx:
            return [invoice.cstruct for invoice in issuer_of(ctx, MANAGER).invoices.values()]

    return read


def named(form, name):
    return form.page.document.xpath(f".//button[@name='{name}']")[0]


def press(form, name):
    """Presses the button of that name, as a double click does: the page stays."""
    button = named(form, name)
    (around,) = button.xpath("ancestor::form[1]")
    return form.post_controls(around.get("action"), form.page.controls(around, button), around.get("enctype"))


def autosave(form):
    around = named(form, "save").xpath("ancestor::form[1]")[0]
    return form.post_controls(around.get("action"), [*form.page.controls(around, None), ("autosave", "yes")])


def test_every_button_of_a_new_form_is_tried(form):
    # Buttons without a name are those of the script.
    names = form.page.document.xpath(".//form[.//input[@name='draft_version']]//button/@name")
    assert set(names) == set(BUTTONS)


def test_opening_a_form_stores_nothing_also_after_a_reload_and_back(form, drafts):
    address = form.page.url
    form.open(address).follow("‹ Guichet").open(address)
    assert form.page.heading == "Frais de voyage et nourriture"
    assert "Brouillons" not in form.open("/").page
    assert drafts() == []


@pytest.mark.parametrize("name", BUTTONS)
def test_each_button_makes_one_draft_with_what_was_typed(form, drafts, pdf, name):
    form.fill("Remarque", "Gardez ceci")
    if name == "attach":
        form.upload("Fichier", ("billet.pdf", pdf))
    answers = [press(form, name), press(form, name)]
    assert [answer.status_int for answer in answers] == [303, 303]
    assert answers[0].location == answers[1].location or name == "attach"
    assert [draft["remark"] for draft in drafts()] == ["Gardez ceci"]


def test_autosave_makes_the_draft_and_names_its_address(form, drafts):
    form.fill("Remarque", "Bus en panne")
    saved = autosave(form).json
    assert saved["draft_version"] == 1
    assert form.open(saved["address"]).page.value("Remarque") == "Bus en panne"
    assert [draft["remark"] for draft in drafts()] == ["Bus en panne"]


def test_button_after_an_autosave_of_the_same_page_makes_no_second_draft(form, drafts):
    form.fill("Remarque", "Bus en panne")
    autosave(form)
    press(form, "save")
    assert len(drafts()) == 1


def test_back_to_the_new_form_leads_to_its_draft(form, drafts):
    address = form.page.url
    form.fill("Remarque", "Bus en panne").press("Ajouter un trajet").open(address)
    assert form.page.url.endswith("/edit")
    assert form.page.value("Remarque") == "Bus en panne"
    form.press("Ajouter un trajet")
    assert len(drafts()) == 1


def test_refused_file_keeps_the_answers_of_a_first_press(form, drafts):
    form.fill("Remarque", "Gardez ceci").upload("Fichier", ("quittance.pdf", b"MZ" + bytes(400)))
    form.press("Ajouter le fichier", status=422)
    assert form.page.value("Remarque") == "Gardez ceci"
    assert form.page.problem_at("Fichier")
    assert len(drafts()) == 1


def test_older_answers_of_the_new_form_lead_to_the_choice_with_both(form, drafts):
    form.fill("Remarque", "Bus en panne")
    autosave(form)
    form.fill("Remarque", "Bus supprimé").press("Enregistrer et quitter", status=409)
    assert "Bus en panne" in form.page
    assert "Bus supprimé" in form.page
    assert len(drafts()) == 1


def test_first_answer_after_the_session_ended_comes_back(form, drafts, clock, sign_in):
    form.fill("Remarque", "Gardez ceci")
    clock.forward(minutes=31)
    form.press("Enregistrer et quitter")
    assert drafts() == []
    sign_in(form, MANAGER)
    assert form.page.value("Remarque") == "Gardez ceci"
    form.press("Enregistrer et quitter")
    assert [draft["remark"] for draft in drafts()] == ["Gardez ceci"]
    assert "Vous aviez été déconnecté" not in form.follow("Continuer Anna Muster").page


def test_draft_beyond_the_limit_is_refused_to_button_and_script(form, drafts, monkeypatch):
    monkeypatch.setattr(invoice_actions, "MAX_DRAFTS", 0)
    assert autosave(form).json["conflict"].startswith("Vous avez cent brouillons")
    assert press(form, "save").location.endswith("?done=too-many-drafts")
    assert drafts() == []


def test_a_deleted_draft_comes_back_only_by_a_further_answer(form, drafts):
    address = form.page.url
    form.press("Enregistrer et quitter").follow("Supprimer Anna Muster").press("Supprimer le brouillon")
    form.open(address)
    assert drafts() == []


@pytest.mark.parametrize("path", ["", "/x", f"/{TRAVEL}/x/0123456789abcdef", "/a/b/c/d"])
def test_address_that_no_page_has_made_leads_to_the_choice(form, drafts, path):
    home = form.page.url.partition("new-form")[0]
    assert form.open(f"{home}new-form{path}").page.url.endswith("/new-invoice")
    token = form.page.document.xpath("string(.//input[@name='csrf_token']/@value)")
    assert form.post_controls(f"{home}new-form{path}", [("csrf_token", token), ("save", "yes")]).status_int == 303
    assert drafts() == []


def test_form_that_the_office_does_not_offer_cannot_be_started(form, drafts):
    address = form.page.url.replace(TRAVEL, "318.999")
    assert form.open(address, status=410).page.heading == "Ce formulaire n’est plus proposé au guichet"
    assert drafts() == []


def test_beneficiary_of_another_company_is_offered_no_form(form, desks):
    with desks.looking("be") as ctx:
        anna = beneficiary_of(issuer_of(ctx, MANAGER), ANNA).id
        chiara = beneficiary_of(issuer_of(ctx, RIVAL), CHIARA).id
    assert form.open(form.page.url.replace(anna, chiara)).page.url.endswith("/new-invoice")


def test_same_key_at_two_companies_makes_two_drafts_of_different_ids(desks, sign_in, form):
    press(form, "save")
    key = form.page.url.rpartition("/")[2]
    with desks.looking("be") as ctx:
        rival = issuer_of(ctx, RIVAL)
        address = f"/issuers/{rival.id}/new-form/{TRAVEL}/{beneficiary_of(rival, CHIARA).id}/{key}"
    other = sign_in(desks.browser("be"), RIVAL).open(address)
    press(other, "save")
    with desks.looking("be") as ctx:
        ids = [list(issuer_of(ctx, email).invoices) for email in (MANAGER, RIVAL)]
    assert len(ids[0]) == len(ids[1]) == 1
    assert ids[0] != ids[1]
