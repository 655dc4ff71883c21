"""Two people change the same draft: the page on which the one whose page is older chooses what is kept."""

import copy
import json
from contextlib import contextmanager
from types import SimpleNamespace

import pytest

import canton_be.plugin
import invoice_types.plugin
from guichet import clock as house_clock
from guichet.declaration.samples import full_cstruct
from guichet.documents.cleaning.outcome import CleanFile
from guichet.invoices import invoice_actions
from guichet.invoices.evaluation import DETAILS, evaluate_invoice
from guichet.sdk import hookimpl
from guichet.testing.page_elements import said
from guichet.testing.people import ANNA, beneficiary_of, issuer_of
from invoice_types.travel.demo import TRAVEL
from invoice_types.travel.journey import PUBLIC

LEA, MARC = "manager@be.example", "collaborator@be.example"
OTHER_INVOICE = "318.632"
JOURNEY = {
    "date": "14.10.2026",
    "from": "3400 Burgdorf",
    "to": "3008 Bern",
    "place_name": "Inselspital",
    "purpose": "medical_measure",
    "round_trip": "true",
    "means": "private_car",
    "car_necessary": "true",
    "km": "45",
}
OTHER_JOURNEY = {
    **JOURNEY,
    "date": "21.10.2026",
    "from": "3550 Langnau",
    "to": "3600 Thun",
    "place_name": "Spital Thun",
}
WITH_BOTH_FORMS = SimpleNamespace(
    **vars(canton_be.plugin) | {"guichet_enabled_invoice_types": hookimpl(lambda: (TRAVEL, OTHER_INVOICE))}
)
"""The canton with a second form, for all tests: they share its application."""
HEADING = "Cette demande a été modifiée entre-temps"
TICKET = CleanFile("billet-de-marc.pdf", "application/pdf", b"%PDF-1.7 a ticket", 1, "0" * 64)


class SharedDraft:
    """One draft of Home-Aide Emmental: Lea has its page open, others save through the actions."""

    def __init__(self, desks, lea, type_id=TRAVEL):
        self.desks, self.lea = desks, lea
        with desks.acting("be", LEA) as ctx:
            issuer = issuer_of(ctx, LEA)
            person = beneficiary_of(issuer, ANNA)
            invoice = invoice_actions.start_draft(ctx, issuer, person, ctx.desk.plugins.invoice_types[type_id])
            self.ids = issuer.id, invoice.id
        self.path = "/issuers/{}/invoices/{}/".format(*self.ids)

    @contextmanager
    def _invoice(self, email):
        with self.desks.acting("be", email) as ctx:
            yield ctx, ctx.portal["issuers"][self.ids[0]].invoices[self.ids[1]]

    @property
    def answers(self):
        """What is saved."""
        with self._invoice(LEA) as (_ctx, invoice):
            return invoice.cstruct

    def save(self, email, answers):
        """Saves answers from the newest page."""
        with self._invoice(email) as (ctx, invoice):
            evaluation = evaluate_invoice(ctx.desk.plugins, invoice, house_clock.today(), answers)
            invoice_actions.save_answers(ctx, invoice, evaluation, invoice.draft_version)

    def change(self, email, *journeys, **header):
        """Saves journeys, and header answers as ``issue__number``."""
        answers = self.answers
        for path, value in header.items():
            section, _dot, name = path.partition("__")
            if name:
                answers[section][name] = value
            else:
                answers[section] = value
        if journeys:
            answers[DETAILS]["lines"] = [dict(journey) for journey in journeys]
        self.save(email, answers)

    def attach(self, email, file):
        """Attaches a document."""
        with self._invoice(email) as (ctx, invoice):
            invoice_actions.attach(ctx, invoice, file, "ticket")

    def open(self):
        """Lea opens the form."""
        return self.lea.open(f"{self.path}edit")

    def leave(self, button="Enregistrer et quitter"):
        """Lea presses a button of her older page; the choice comes."""
        self.lea.press(button, status=409)
        assert self.lea.page.heading == HEADING
        return self.lea.page


@pytest.fixture
def lea(be, sign_in):
    """Lea's browser."""
    return sign_in(be, LEA)


@pytest.fixture
def draft(desks, lea):
    """A travel draft with one journey."""
    draft = SharedDraft(desks, lea)
    draft.change(LEA, JOURNEY, issue__number="R-17")
    return draft


def rows(page):
    """Of each question: title → what is saved, what was typed here, and which of the two is chosen."""
    found = {}
    for group in page.document.find_class("versions"):
        options = group.findall("label")
        values = [[said(text) for text in option.xpath("./span/*[not(@class='quiet')]")] for option in options]
        chosen = [option.find("input").get("value") for option in options if "checked" in option.find("input").attrib]
        found.setdefault(said(group.find("legend")), []).append((*(" / ".join(one) for one in values), *chosen))
    return found


def listed(page, heading):
    """What needs no choice, under one of the headings: title → answer."""
    sections = [one for one in page.document.iter("section") if said(one.find("h2")) == heading]
    return {
        said(row.find("dt")): " / ".join(said(text) for text in row.findall("dd/span"))
        for section in sections
        for row in section.iterfind("dl/div")
    }


BY_MARC, BY_LEA = "Modifié par Marc Favre", "Modifié par vous ici"


def choose(page, title, version):
    """Chooses a version of one question."""
    [group] = [one for one in page.document.find_class("versions") if said(one.find("legend")) == title]
    for radio in group.iter("input"):
        radio.attrib.pop("checked", None)
        if radio.get("value") == version:
            radio.set("checked", "checked")


def test_page_names_who_changed_the_draft_and_when(draft, clock):
    draft.open().fill("Numéro de facture", "R-18")
    draft.change(MARC, {**JOURNEY, "km": "30"}, issue__number="R-19")
    page = draft.leave()
    assert "Marc Favre a modifié cette demande à 13 h 00." in page
    assert "Rien n’est perdu." in page


def test_page_of_another_day_names_the_day(draft, clock, sign_in):
    clock.forward(hours=10, minutes=50)
    sign_in(draft.lea, LEA)
    draft.open().fill("Remarque", "Merci")
    draft.change(MARC, remark="Bus en panne")
    clock.forward(minutes=20)
    assert "Marc Favre a modifié cette demande le 14 novembre 2026 à 23 h 50." in draft.leave()


def test_page_asks_for_what_both_have_changed_and_keeps_the_saved_one(draft):
    draft.open().fill("Numéro de facture", "R-18").fill("Kilomètres, trajet simple", "46", "Trajet 1")
    draft.change(MARC, {**JOURNEY, "km": "30"}, issue__number="R-19", remark="Bus en panne")
    page = draft.leave()
    assert rows(page) == {
        "Numéro de facture": [("R-19", "R-18", "saved")],
        "Trajet 1, Kilomètres, trajet simple": [("30", "46", "saved")],
    }
    assert listed(page, BY_MARC) == {"Remarque": "Bus en panne"}
    assert listed(page, BY_LEA) == {}
    assert draft.answers["issue"]["number"] == "R-19"


def test_what_only_one_of_the_two_has_changed_needs_no_choice(draft):
    draft.open().fill("Numéro de facture", "R-18")
    draft.change(MARC, {**JOURNEY, "km": "30"}, remark="Bus en panne")
    page = draft.leave()
    assert rows(page) == {}
    assert listed(page, BY_MARC) == {"Trajet 1, Kilomètres, trajet simple": "30", "Remarque": "Bus en panne"}
    assert listed(page, BY_LEA) == {"Numéro de facture": "R-18"}
    assert "Rien n’est perdu : vous n’avez pas modifié les mêmes réponses" in page
    draft.lea.press("Enregistrer et continuer")
    answers = draft.answers
    assert (answers["issue"]["number"], answers["remark"]) == ("R-18", "Bus en panne")
    assert answers["details"]["lines"][0]["km"] == "30"


@pytest.mark.parametrize("shown", ["", "x", "eA==", "AAAA"])
def test_page_that_says_not_what_it_showed_asks_for_every_difference(draft, shown):
    page = draft.open().fill("Numéro de facture", "R-18").page
    page.document.xpath(".//input[@name='answers_shown']")[0].set("value", shown)
    draft.change(MARC, remark="Bus en panne")
    assert rows(draft.leave()) == {
        "Numéro de facture": [("R-17", "R-18", "saved")],
        "Remarque": [("Bus en panne", "Non renseigné", "saved")],
    }


def test_each_question_is_chosen_by_itself(draft):
    draft.open().fill("Numéro de facture", "R-18").fill("Remarque", "Merci")
    draft.change(MARC, {**JOURNEY, "km": "30"}, issue__number="R-19", remark="Bus en panne")
    choose(draft.leave(), "Numéro de facture", "typed")
    draft.lea.press("Enregistrer mes choix")
    assert draft.lea.page.notice == "Vos choix sont enregistrés."
    assert draft.lea.page.value("Numéro de facture") == "R-18"
    assert draft.answers["details"]["lines"][0]["km"] == "30"
    assert draft.answers["remark"] == "Bus en panne"


def test_line_that_each_has_added_is_kept_without_a_choice(draft, fill_journey):
    draft.open().press("Ajouter un trajet")
    fill_journey(draft.lea, 2, Date="28.10.2026", De="3600 Thun", À="3011 Bern")
    draft.change(MARC, JOURNEY, OTHER_JOURNEY)
    page = draft.leave()
    assert [[row[2] for row in found] for found in rows(page).values()] == [["typed", "saved"]]
    draft.lea.press("Enregistrer mes choix")
    assert [line["date"] for line in draft.answers["details"]["lines"]] == ["14.10.2026", "28.10.2026", "21.10.2026"]


def test_line_that_the_other_has_removed_is_said_to_be_removed(draft):
    draft.change(LEA, JOURNEY, OTHER_JOURNEY)
    draft.open().fill("Numéro de facture", "R-18")
    draft.change(MARC, OTHER_JOURNEY)
    assert listed(draft.leave(), BY_MARC) == {"Trajet 1": "N’a pas cette ligne"}
    draft.lea.press("Enregistrer et continuer")
    assert [line["from"] for line in draft.answers["details"]["lines"]] == ["3550 Langnau"]


def test_changed_line_that_the_other_has_removed_is_kept_unless_chosen(draft):
    draft.change(LEA, JOURNEY, OTHER_JOURNEY)
    draft.open().fill("Kilomètres, trajet simple", "46", "Trajet 1")
    draft.change(MARC, OTHER_JOURNEY)
    page = draft.leave()
    [(saved, typed, chosen)] = rows(page)["Trajet 1"]
    assert saved == "N’a pas cette ligne"
    assert typed.startswith("14.10.2026 / 3400 Burgdorf / 3008 Bern / Inselspital / Mesure médicale / Aller-retour")
    assert chosen == "typed"
    choose(page, "Trajet 1", "saved")
    draft.lea.press("Enregistrer mes choix")
    assert [line["from"] for line in draft.answers["details"]["lines"]] == ["3550 Langnau"]


def test_line_removed_with_the_button_of_the_older_page_is_a_choice(draft):
    draft.change(LEA, JOURNEY, OTHER_JOURNEY)
    draft.open()
    draft.change(MARC, JOURNEY, OTHER_JOURNEY, remark="Bus en panne")
    page = draft.leave("Supprimer le trajet 2")
    assert listed(page, BY_LEA) == {"Trajet 2": "N’a pas cette ligne"}
    draft.lea.press("Enregistrer et continuer")
    assert [line["from"] for line in draft.answers["details"]["lines"]] == ["3400 Burgdorf"]


def test_answer_put_away_by_another_answer_says_so(draft):
    draft.open().fill("Kilomètres, trajet simple", "46", "Trajet 1")
    draft.change(MARC, {**JOURNEY, "means": PUBLIC, "km": "30"})
    page = draft.leave()
    assert listed(page, BY_MARC)["Trajet 1, Moyen de transport"] == "Transports publics"
    away = "30 / Sans effet avec les autres réponses de cette version"
    assert rows(page)["Trajet 1, Kilomètres, trajet simple"] == [(away, "46", "saved")]


def test_answers_that_both_versions_put_away_need_no_choice(draft):
    by_train = {**JOURNEY, "means": PUBLIC}
    draft.change(LEA, by_train)
    draft.open().fill("Kilomètres, trajet simple", "46", "Trajet 1")
    draft.change(MARC, {**by_train, "km": "30"})
    draft.lea.press("Enregistrer et quitter")
    assert draft.lea.page.heading == "Guichet"
    assert draft.answers["details"]["lines"][0]["km"] == "30"


def test_saved_accounts_and_decisions_are_shown_by_name(draft):
    draft.open().tick("Un autre compte")
    draft.change(MARC, decision__choice="other")
    page = draft.leave()
    assert listed(page, BY_LEA) == {"Compte à créditer": "Un autre compte"}
    assert listed(page, BY_MARC) == {"Numéro de décision": "Un autre numéro"}


def test_account_that_is_no_longer_saved_is_named_so(draft):
    draft.open().tick("Un autre compte")
    draft.change(MARC, payee__account="gone")
    page = draft.leave()
    assert rows(page) == {"Compte à créditer": [("N’est plus proposé", "Un autre compte", "saved")]}


def test_documents_of_both_are_attached_and_listed(draft, pdf):
    draft.open().fill("Numéro de facture", "R-18").upload("Fichier", ("billet-de-lea.pdf", pdf))
    draft.change(MARC, remark="Bus en panne")
    draft.attach(MARC, TICKET)
    assert "Tous les documents restent joints : billet-de-marc.pdf, billet-de-lea.pdf" in draft.leave()
    draft.lea.press("Enregistrer et continuer")
    assert "billet-de-lea.pdf" in draft.lea.page
    assert "billet-de-marc.pdf" in draft.lea.page


def test_document_of_the_older_page_that_is_refused_is_reported(draft):
    draft.open().fill("Numéro de facture", "R-18").upload("Fichier", ("quittance.pdf", b"MZ" + bytes(400)))
    draft.change(MARC, remark="Bus en panne")
    page = draft.leave("Ajouter le fichier")
    assert len(page.problems) == 1
    assert "Aucun document n’est joint." in page


@pytest.fixture
def both_forms(make_desks):
    """The desk in Berne with a second form."""
    return make_desks(["be"], {"canton_be": WITH_BOTH_FORMS, "invoice_types": invoice_types.plugin})


@pytest.mark.parametrize("type_id", [TRAVEL, OTHER_INVOICE])
@pytest.mark.parametrize("button", ["Garder tout ce que j’ai saisi ici", "Garder toute la version enregistrée"])
def test_one_version_is_kept_whole_with_every_kind_of_question(both_forms, sign_in, type_id, button):
    desks = both_forms
    draft = SharedDraft(desks, sign_in(desks.browser("be"), LEA), type_id)
    empty = draft.answers
    with desks.looking("be") as ctx:
        form = ctx.desk.plugins.invoice_types[type_id].form
    full = copy.deepcopy(empty) | {DETAILS: full_cstruct(form, house_clock.today(), {}), "remark": "Merci\nà vous"}
    draft.save(LEA, full)
    page = draft.open().page
    page.document.xpath(".//input[@name='answers_shown']")[0].set("value", "")
    shown = draft.answers
    draft.save(MARC, empty)
    found = rows(draft.leave())
    assert all((chosen == "typed") is (saved != "Non") for row in found.values() for saved, _typed, chosen in row)
    draft.lea.press(button)
    assert draft.lea.page.notice == "Vos choix sont enregistrés."
    assert draft.answers == (shown if "saisi" in button else empty)


def test_page_comes_back_in_another_language_with_everything_typed(draft):
    draft.open().fill("Numéro de facture", "R-18")
    draft.change(MARC, {**JOURNEY, "km": "30"}, issue__number="R-19")
    draft.leave()
    draft.lea.press("Deutsch", status=409)
    page = draft.lea.page
    assert page.heading == "Dieser Antrag wurde inzwischen geändert"
    assert "Marc Favre hat diesen Antrag um 13.00 Uhr geändert." in page
    assert rows(page)["Rechnungsnummer"] == [("R-19", "R-18", "saved")]
    assert list(listed(page, "Geändert von Marc Favre").values()) == ["30"]


def test_own_other_page_is_named_as_such(draft):
    draft.open().fill("Numéro de facture", "R-18")
    draft.change(LEA, remark="Bus en panne")
    page = draft.leave()
    assert "Vous avez modifié cette demande sur une autre page à 13 h 00." in page
    assert "votre autre page" in page


def test_draft_saved_once_more_during_the_choice_asks_again(draft):
    draft.open().fill("Numéro de facture", "R-18")
    draft.change(MARC, issue__number="R-20")
    choose(draft.leave(), "Numéro de facture", "typed")
    draft.change(MARC, issue__number="R-19")
    draft.lea.press("Enregistrer mes choix", status=409)
    assert rows(draft.lea.page)["Numéro de facture"] == [("R-19", "R-18", "saved")]
    assert draft.answers["issue"]["number"] == "R-19"


def test_choice_made_after_the_session_ended_comes_back(draft, clock, sign_in):
    draft.open().fill("Numéro de facture", "R-18")
    draft.change(MARC, issue__number="R-19", remark="Bus en panne")
    draft.leave()
    clock.forward(minutes=31)
    draft.lea.press("Enregistrer mes choix")
    assert "Ce que vous avez saisi est gardé" in draft.lea.page.notice
    sign_in(draft.lea, LEA)
    assert draft.lea.page.heading == HEADING
    assert listed(draft.lea.page, BY_MARC) == {"Remarque": "Bus en panne"}
    choose(draft.lea.page, "Numéro de facture", "typed")
    draft.lea.press("Enregistrer mes choix")
    assert (draft.answers["issue"]["number"], draft.answers["remark"]) == ("R-18", "Bus en panne")


def test_form_saved_at_session_end_does_not_overwrite_newer_answers(draft, clock, sign_in):
    draft.open().fill("Numéro de facture", "R-18")
    clock.forward(minutes=31)
    draft.lea.press("Enregistrer et quitter")
    draft.change(MARC, remark="Bus en panne")
    sign_in(draft.lea, LEA)
    assert listed(draft.lea.page, BY_LEA) == {"Numéro de facture": "R-18"}
    assert listed(draft.lea.page, BY_MARC) == {"Remarque": "Bus en panne"}


def test_autosave_of_an_older_page_is_answered_with_a_sentence(draft):
    page = draft.open().fill("Numéro de facture", "R-18").page
    form = page.document.xpath(".//form[.//input[@name='draft_version']]")[0]
    draft.change(MARC, remark="Bus en panne")
    controls = [*page.controls(form, None), ("autosave", "yes")]
    answer = draft.lea.post_controls(form.get("action"), controls)
    assert answer.status_int == 409
    sentence = answer.json["conflict"].replace("\u00a0", " ")
    assert sentence.startswith("Marc Favre a modifié cette demande à 13 h 00. Ce que vous saisissez ici n’est plus")
    draft.open()
    assert listed(draft.lea.page, BY_LEA) == {"Numéro de facture": "R-18"}


@pytest.mark.parametrize(
    "typed", ["", "[]", "null", "{", "[" * 2000, '"a"', json.dumps({DETAILS: {"lines": [{}] * 9999}})]
)
def test_answers_that_no_page_has_posted_are_malformed(draft, typed):
    page = draft.open().page
    token = page.document.xpath("string(.//input[@name='csrf_token']/@value)")
    controls = [("csrf_token", token), ("typed", typed), ("draft_version", "1")]
    assert draft.lea.post_controls(f"{draft.path}draft-conflict", controls).status_int == 400


def test_address_of_the_choice_leads_to_the_form_without_one(draft):
    draft.lea.open(f"{draft.path}draft-conflict")
    assert draft.lea.page.url == f"{draft.path}edit"
