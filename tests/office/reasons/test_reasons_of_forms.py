"""Reasons for a correction and the forms that they are offered for."""

from datetime import timedelta

import pytest

from guichet import clock
from guichet.office.reasons.models import CORRECTIONS, Reason, ReasonText
from guichet.office.reasons.offered_reasons import form_ids_of, offered_reasons
from guichet.office.reasons.proposed_reasons import declared_reasons, proposed_reasons, take
from guichet.office.reasons.usual_correction_reasons import USUAL_REASONS
from guichet.testing.people import ANNA, beneficiary_of, issuer_of
from invoice_types.travel.demo import send_travel

MANAGER, CLERK, SUPERVISOR = "manager@be.example", "clerk@be.example", "supervisor@be.example"
TRAVEL, HEARING = "318.632.1", "300.001"
USUAL = {texts[0].title for texts in USUAL_REASONS}


@pytest.fixture
def request_page(desks, sign_in):
    """Opens the page of a correction of the first journey of a new invoice."""
    with desks.acting("be", MANAGER) as ctx:
        issuer = issuer_of(ctx, MANAGER)
        sent = send_travel(ctx, issuer, beneficiary_of(issuer, ANNA), clock.today() - timedelta(days=20))
        path = f"/issuers/{issuer.id}/invoices/{sent.id}/review"
    clerk = sign_in(desks.browser("be"), CLERK)
    return lambda: clerk.open(path).tick("Signaler Trajet 1").press("Demander une correction")


def offered_on(page):
    return set(page.document.xpath(".//select[starts-with(@name, 'reason-')]/option[@value!='']/text()"))


def titles_for(ctx, form_id):
    return {text.title for _id, text in offered_reasons(ctx.desk, ctx.portal[CORRECTIONS], form_id, "fr")}


@pytest.mark.parametrize("tenant_id", ["be", "ne"])
def test_each_form_is_offered_the_usual_reasons_and_its_own(desks, tenant_id):
    desk = desks[tenant_id]
    localize = desk.localizer("fr")
    with desks.looking(tenant_id) as ctx:
        for form in desk.plugins.invoice_types.values():
            own = {localize(one.title) for one in form.correction_reasons}
            assert titles_for(ctx, form.id) == USUAL | own, form.id


def test_page_of_a_correction_offers_reasons_of_its_form_only(request_page):
    offered = offered_on(request_page().page)
    assert {"Motif du trajet", "Lieu plus proche", "Numéro de décision"} <= offered
    assert not {"Appareil hors liste", "Montant annuel épuisé", "Jours du mois"} & offered


def test_office_chooses_the_forms_of_a_reason_of_its_own(desks, sign_in, request_page):
    supervisor = sign_in(desks.browser("be"), SUPERVISOR).open(f"/{CORRECTIONS}/add")
    texts = {
        "Titre (Français)": "Heure d’arrivée", "Texte (Français)": "Indiquez-la.",
        "Titre (Deutsch)": "Ankunft", "Texte (Deutsch)": "Geben Sie sie an.",
    }  # fmt: skip
    supervisor.fill_all(texts).tick("Appareillage auditif (300.001)").press("Enregistrer")
    assert supervisor.page.notice == "Le motif est enregistré."
    assert "Heure d’arrivée Indiquez-la. Appareillage auditif Modifier" in supervisor.page.words
    assert "Heure d’arrivée" not in offered_on(request_page().page)
    supervisor.follow("Heure d’arrivée").tick("Frais de voyage et nourriture (318.632.1)").press("Enregistrer")
    assert "Heure d’arrivée" in offered_on(request_page().page)
    supervisor.follow("Heure d’arrivée")
    for title in ("Appareillage auditif (300.001)", "Frais de voyage et nourriture (318.632.1)"):
        supervisor.tick(title, ticked=False)
    supervisor.press("Enregistrer")
    assert "Heure d’arrivée Indiquez-la. Tous Modifier" in supervisor.page.words
    with desks.looking("be") as ctx:
        assert "Heure d’arrivée" in titles_for(ctx, "318.632.2")


def test_reason_that_is_not_for_the_form_any_more_is_asked_again(desks, request_page):
    clerk = request_page().fill("Motif, Trajet 1", "Motif du trajet")
    with desks.acting("be", SUPERVISOR) as ctx:
        (found,) = (one for one in ctx.portal[CORRECTIONS].values() if one.texts[0][1] == "Motif du trajet")
        found.form_ids = (HEARING,)
    page = clerk.press("Voir l’e-mail avant de décider", status=422).page
    assert "Trajet 1 : choisissez un motif" in page
    assert "Motif du trajet" not in offered_on(page)


def test_reason_stored_before_is_for_the_forms_that_declare_it(desks):
    desk = desks["be"]
    with desks.acting("be", SUPERVISOR) as ctx:
        reasons = ctx.portal[CORRECTIONS]
        own = Reason([ReasonText("fr", "À nous", "…"), ReasonText("de", "Unser", "…")])
        reasons.put(own)
        for reason in reasons.values():
            del reason.form_ids
        assert form_ids_of(own, tuple(declared_reasons(desk))) == ()
        assert list(proposed_reasons(desk, reasons)) == []
        assert "Motif du trajet" in titles_for(ctx, TRAVEL) and "À nous" in titles_for(ctx, TRAVEL)
        assert "Motif du trajet" not in titles_for(ctx, HEARING) and "À nous" in titles_for(ctx, HEARING)


def test_reason_that_two_forms_declare_is_one_entry_for_both(desks):
    desk = desks["be"]
    with desks.acting("be", SUPERVISOR) as ctx:
        reasons = ctx.portal[CORRECTIONS]
        declared = next(one for one in declared_reasons(desk) if one.form_id == TRAVEL)
        before = len(reasons.by_title("fr"))
        shared = take(reasons, declared._replace(form_id=HEARING, key="of-hearing"))
        assert (shared.form_ids, len(reasons.by_title("fr"))) == ((TRAVEL, HEARING), before)
        # Removed from one form by the office, it is no longer proposed for it: it has answered.
        shared.form_ids = (HEARING,)
        assert list(proposed_reasons(desk, reasons)) == []
        reasons.answered = ()
        assert [one.key for one in proposed_reasons(desk, reasons)] == [declared.key]


def test_form_that_no_plugin_brings_keeps_its_reason_and_is_named(desks, sign_in):
    with desks.acting("be", SUPERVISOR) as ctx:
        reason = Reason([ReasonText("fr", "Ancien", "…"), ReasonText("de", "Alt", "…")], ("999.9",))
        ctx.portal[CORRECTIONS].put(reason)
        name = reason.id
    supervisor = sign_in(desks.browser("be"), SUPERVISOR).open(f"/{CORRECTIONS}/")
    assert "Ancien … Formulaire 999.9 Modifier" in supervisor.page.words
    supervisor.follow("Ancien").press("Enregistrer")
    with desks.looking("be") as ctx:
        assert ctx.portal[CORRECTIONS][name].form_ids == ("999.9",)


def test_reasons_for_refusing_a_registration_ask_for_no_form(desks, sign_in):
    supervisor = sign_in(desks.browser("be"), SUPERVISOR).open("/reasons/")
    assert "Formulaires" not in supervisor.page
    assert "Formulaires" not in supervisor.open("/reasons/add").page
