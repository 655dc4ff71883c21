"""The pages of a decision, as a clerk uses them."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from guichet import clock as desk_clock
from guichet.invoices.invoice_actions import start_draft
from guichet.issuers.beneficiary_details import Grant
from guichet.testing.people import ANNA, beneficiary_of, issuer_of
from invoice_types.travel.demo import send_travel

MANAGER, CLERK = "manager@be.example", "clerk@be.example"
MESSAGE = "Merci de corriger les kilomètres."


@pytest.fixture
def invoice(desks):
    """The path of an invoice that waits for a decision."""
    with desks.acting("be", MANAGER) as ctx:
        issuer = issuer_of(ctx, MANAGER)
        sent = send_travel(ctx, issuer, beneficiary_of(issuer, ANNA), desk_clock.today() - timedelta(days=20))
        return f"/issuers/{issuer.id}/invoices/{sent.id}/"


@pytest.fixture
def clerk(be, sign_in):
    return sign_in(be, CLERK)


def ticked(page):
    """The paths of the rows that are marked for correction."""
    return page.document.xpath(".//input[@name='marked'][@checked]/@value")


def mark(clerk, invoice):
    """The page of a correction of the first journey, as the review page leads to it."""
    return clerk.open(f"{invoice}review").tick("Signaler Trajet 1").press("Demander une correction")


def marks_of(desks, invoice):
    with desks.looking("be") as ctx:
        (found,) = (one for one in issuer_of(ctx, MANAGER).invoices.values() if invoice.endswith(f"/{one.id}/"))
        return found.state, [(one.path, dict(one.reasons)) for one in found.corrections[-1].marks]


def test_review_shows_what_was_granted_and_the_person_s_other_invoices(clerk, invoice, desks):
    with desks.acting("be", MANAGER) as ctx:
        issuer = issuer_of(ctx, MANAGER)
        anna = beneficiary_of(issuer, ANNA)
        other = send_travel(ctx, issuer, anna, desk_clock.today() - timedelta(days=20))
        number = other.latest.frozen.header.decision_number
        anna.set_grant(number, Grant(date(2026, 1, 1), date(2026, 10, 1), monthly_amount=50_000))
    page = clerk.open(f"{invoice}review").page
    granted, others = page.words.partition("Accordé par la décision")[2].partition(
        "Autres demandes de la même personne"
    )[::2]
    assert "01.01.2026 – 01.10.2026" in granted and "À voir" in granted and "500.00 par mois" in granted
    assert f"{other.reference} Frais de voyage" in others and "même décision Mêmes jours" in others
    clerk.follow(other.reference)
    assert clerk.page.heading == "Frais de voyage et nourriture"


def test_a_period_that_the_sender_changes_after_sending_is_not_in_order(clerk, invoice, desks):
    with desks.acting("be", MANAGER) as ctx:
        issuer = issuer_of(ctx, MANAGER)
        anna = beneficiary_of(issuer, ANNA)
        (before,) = (one for one in issuer.invoices.values() if invoice.endswith(f"/{one.id}/"))
        number = before.latest.frozen.header.decision_number
        anna.set_grant(number, Grant(valid_until=date(2026, 10, 1)))
        sent = send_travel(ctx, issuer, anna, desk_clock.today() - timedelta(days=60))
        late = send_travel(ctx, issuer, anna, desk_clock.today() - timedelta(days=30))
        anna.set_grant(number, Grant(valid_until=date(2027, 10, 1)))
        paths = [f"/issuers/{issuer.id}/invoices/{one.id}/review" for one in (sent, late)]
    tags = [
        clerk.open(path).page.document.xpath("string(//caption[contains(., 'Accordé')]/..//td[3])") for path in paths
    ]
    assert tags == ["En ordre", "À voir"]


def test_review_lists_each_check_that_found_nothing_with_its_source(clerk, invoice):
    checks, answers = clerk.open(f"{invoice}review").page.words.partition("Envoyée par")[::2]
    assert "ces contrôles n’ont rien relevé" in checks
    assert "Droit non éteint (art. 24 LPGA)" in checks and "Retour après le départ" in checks
    assert "art. 24 LPGA" not in answers


def test_marked_rows_stay_ticked_after_a_mistake(clerk, invoice):
    mark(clerk, invoice).fill("Motif, Trajet 1", "Total différent").fill("Délai pour l’expéditeur", "1.1.2020")
    clerk.press("Voir l’e-mail avant de décider", status=422)
    assert [problem.partition(" entre ")[0] for problem in clerk.page.problems] == ["Choisissez un jour"]
    assert ticked(clerk.page) == ["details.lines.0"]
    assert clerk.page.value("Motif, Trajet 1") == "Total différent"


def test_each_mark_needs_a_reason_or_words(clerk, invoice, desks):
    mark(clerk, invoice).fill("Message à l’expéditeur", MESSAGE)
    clerk.press("Voir l’e-mail avant de décider", status=422)
    assert clerk.page.problems == ["Trajet 1 : choisissez un motif, ou écrivez-le en 500 signes au plus"]
    clerk.fill("Motif, Trajet 1", "Total différent").fill("Vos propres mots, Trajet 1", "Billet du 14 octobre.")
    clerk.press("Voir l’e-mail avant de décider").press("Demander la correction")
    state, [(path, reasons)] = marks_of(desks, invoice)
    assert (state, path) == ("correction_requested", "details.lines.0")
    assert reasons["fr"] == (
        "Le montant n’est pas celui de la facture jointe. Corrigez-le, ou joignez la bonne facture. "
        "Billet du 14 octobre."
    )
    assert reasons["de"].startswith("Der Betrag ist nicht jener der beigelegten Rechnung.")


def test_further_rows_are_marked_on_the_page_of_the_correction(clerk, invoice, desks):
    mark(clerk, invoice).fill("Message à l’expéditeur", MESSAGE).fill("Vos propres mots, Trajet 1", "Détour ?")
    (box,) = clerk.page.document.xpath(".//input[@name='marked'][@value='decision']")
    box.set("checked", "checked")
    clerk.press("Choisir les motifs").fill("Motif, Numéro de décision", "Numéro de décision")
    assert clerk.page.value("Vos propres mots, Trajet 1") == "Détour ?"
    clerk.press("Voir l’e-mail avant de décider").press("Demander la correction")
    assert [path for path, _reasons in marks_of(desks, invoice)[1]] == ["decision", "details.lines.0"]


def test_a_case_has_its_own_deadline_which_changes_after_its_mail(clerk, invoice, clock, sign_in, outbox, desks):
    mark(clerk, invoice).fill("Message à l’expéditeur", MESSAGE).fill("Vos propres mots, Trajet 1", "Détour.")
    clerk.fill("Délai pour l’expéditeur", "20.11.2026").press("Voir l’e-mail avant de décider", status=422)
    assert "Choisissez un jour entre le 21 novembre 2026 et le" in clerk.page.problem_at("Délai pour l’expéditeur")
    clerk.fill("Délai pour l’expéditeur", "24.12.2026").press("Voir l’e-mail avant de décider")
    assert "Renvoyez-la au plus tard le 24 décembre 2026." in clerk.page
    clerk.press("Demander la correction")
    assert "n’est pas encore parti" in clerk.open(f"{invoice}correction-deadline").page.notice
    clock.forward(minutes=5)
    clerk.open(f"{invoice}review").follow("Changer le délai").fill("Délai pour l’expéditeur", "11.1.2027")
    clerk.press("Enregistrer le délai")
    assert clerk.page.notice == "Le nouveau délai est enregistré. L’expéditeur le reçoit par e-mail."
    assert "au plus tard le 11 janvier 2027" in outbox[-1].text
    sender = sign_in(desks.browser("be"), MANAGER).open(invoice)
    assert "À renvoyer au plus tard le 11 janvier 2027" in sender.page


def test_mail_that_was_not_seen_is_shown_before_it_is_sent(clerk, invoice, outbox):
    mark(clerk, invoice).fill("Message à l’expéditeur", MESSAGE).fill("Vos propres mots, Trajet 1", "Détour ?")
    clerk.press("Voir l’e-mail avant de décider")
    assert MESSAGE in clerk.page
    before = len(outbox)
    clerk.fill("Message à l’expéditeur", "Autre message.").press("Demander la correction")
    assert len(outbox) == before
    assert "Autre message." in clerk.page
    clerk.press("Demander la correction")
    assert "Autre message." in outbox[-1].text


def test_message_and_marked_rows_survive_the_end_of_the_session(clerk, invoice, sign_in, clock, desks):
    mark(clerk, invoice).fill("Message à l’expéditeur", MESSAGE).fill("Vos propres mots, Trajet 1", "Détour ?")
    clock.forward(hours=11)
    clerk.press("Voir l’e-mail avant de décider")
    sign_in(clerk, CLERK)
    assert clerk.page.heading == "Demander une correction"
    assert clerk.page.value("Message à l’expéditeur") == MESSAGE
    assert ticked(clerk.page) == ["details.lines.0"]
    clerk.press("Voir l’e-mail avant de décider").press("Demander la correction")
    assert clerk.page.notice == "La correction est demandée. Vous pouvez annuler pendant 5 minutes, puis l’e-mail part."
    assert marks_of(desks, invoice) == ("correction_requested", [("details.lines.0", {"fr": "Détour ?"})])


def test_decision_is_undone_on_the_page_of_the_case(clerk, invoice, outbox, clock):
    clerk.open(f"{invoice}accept").press("Accepter la demande")
    mails = len(outbox)
    clerk.follow("Annuler cette décision").press("Annuler la décision")
    assert clerk.page.notice == "La décision est annulée. Aucun e-mail n’est parti."
    # A colleague who presses it as well reads what has happened.
    assert clerk.open(f"{invoice}undo-decision").page.notice == "La décision est annulée. Aucun e-mail n’est parti."
    assert "a annulé la décision" not in clerk.page.words.partition("Suivi")[0]
    assert len(outbox) == mails - 1
    clerk.follow("Accepter").press("Accepter la demande")
    clock.forward(minutes=5)
    clerk.open(f"{invoice}review")
    assert "Annuler la décision" not in clerk.page
    assert "Annuler cette décision" not in clerk.open(f"{invoice}review?decided={invoice.split('/')[-2]}").page
    clerk.open(f"{invoice}undo-decision")
    assert clerk.page.notice.startswith("Cette décision ne peut plus être annulée")


def test_a_press_to_approve_never_accepts(clerk, invoice, desks, sign_in, monkeypatch):
    plugins = desks["be"].plugins
    monkeypatch.setattr(plugins, "tenant", replace(plugins.tenant, second_approval_above=1))
    clerk.open(f"{invoice}accept")
    colleague = sign_in(desks.browser("be"), "supervisor@be.example").open(f"{invoice}accept")
    colleague.press("Approuver la demande")
    clerk.press("Approuver la demande", status=409)
    assert "vous seriez la deuxième, qui l’accepte" in clerk.page.problems[0]
    clerk.press("Accepter la demande")
    assert "La demande est acceptée." in clerk.page.notice


def test_cases_for_a_second_person_are_a_view_of_all_but_the_first(clerk, invoice, desks, sign_in, monkeypatch):
    plugins = desks["be"].plugins
    monkeypatch.setattr(plugins, "tenant", replace(plugins.tenant, second_approval_above=1))
    assert "Deuxième signature" not in clerk.open("/work-list").page
    clerk.open(f"{invoice}accept").press("Approuver la demande")
    assert "Deuxième signature" not in clerk.open("/work-list").page
    colleague = sign_in(desks.browser("be"), "supervisor@be.example")
    [row] = colleague.open("/work-list").follow("Deuxième signature").page.rows()
    assert row[-1] == "personne Approuvée par Martin Berger"
    colleague.follow(row[0].split()[1]).follow("Accepter").press("Accepter la demande")
    assert "Deuxième signature" not in colleague.open("/work-list").page


def test_a_decision_overtaken_by_a_colleague_shows_the_message_to_copy(clerk, invoice, desks, sign_in):
    clerk.open(f"{invoice}refuse").fill("Raison du refus", "La décision ne couvre pas ces trajets.")
    colleague = sign_in(desks.browser("be"), "supervisor@be.example")
    colleague.open(f"{invoice}accept").press("Accepter la demande")
    clerk.press("Voir l’e-mail avant de décider", status=409)
    assert clerk.page.heading == "Cette demande a changé entre-temps"
    typed = clerk.page.value("Votre texte, à copier si vous en avez encore besoin")
    assert typed.strip() == "La décision ne couvre pas ces trajets."


def test_a_path_that_is_no_row_of_the_form_cannot_be_marked(clerk, invoice, desks):
    clerk.open(f"{invoice}request-correction?marked=issuer&marked=x").fill("Message à l’expéditeur", MESSAGE)
    assert ticked(clerk.page) == []
    clerk.press("Voir l’e-mail avant de décider").press("Demander la correction")
    assert marks_of(desks, invoice) == ("correction_requested", [])


def test_draft_of_a_sender_does_not_exist_for_the_office(clerk, desks):
    with desks.acting("be", MANAGER) as ctx:
        issuer = issuer_of(ctx, MANAGER)
        travel = desks["be"].plugins.invoice_type("318.632.1")
        invoice = start_draft(ctx, issuer, beneficiary_of(issuer, ANNA), travel)
        path = f"/issuers/{issuer.id}/invoices/{invoice.id}/"
    for page in ("", "edit", "check", "review", "accept", "request-correction", "refuse", "copy.pdf", "withdraw"):
        assert clerk.get(path + page).status_int == 404, page
    assert clerk.open(path, status=404).page.heading == "Cette page n’existe pas ou ne vous est pas accessible"


def test_each_mark_without_a_reason_is_named_and_leads_to_its_question(clerk, invoice):
    clerk.open(f"{invoice}review").tick("Signaler Trajet 1").tick("Signaler Numéro de décision")
    clerk.press("Demander une correction")
    assert clerk.page.problems == []
    clerk.fill("Vos propres mots, Trajet 1", "x" * 501).press("Voir l’e-mail avant de décider", status=422)
    links = clerk.page.document.xpath(".//*[@role='alert']//a/@href")
    assert links == ["#reason-decision", "#words-details.lines.0"]
    for link in links:
        (control,) = clerk.page.document.xpath(f".//*[@id='{link[1:]}']")
        assert control.get("aria-invalid") == "true"
        assert clerk.page.document.xpath(f".//*[@id='{control.get('aria-describedby')}']")
    assert clerk.page.document.find(".//title").text.startswith("Erreur")
    clerk.fill("Vos propres mots, Trajet 1", "Court.").fill("Motif, Numéro de décision", "Numéro de décision")
    assert clerk.press("Voir l’e-mail avant de décider").page.problems == []
