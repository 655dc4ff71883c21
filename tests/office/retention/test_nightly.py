"""What the nights announce, erase and leave alone; terms, holds, rehearsal and minutes on the office's pages."""

from datetime import date, timedelta

import pytest

from guichet import clock
from guichet.app import daily_tasks
from guichet.invoices.search_terms import TERMS as SEARCH
from guichet.issuers.issuer_actions import register_representative
from guichet.issuers.members import active_managers
from guichet.office.batches import batch_actions
from guichet.office.batches.batch_job import BatchJob
from guichet.office.batches.models import HANDED_OVER
from guichet.office.decisions import decision_actions
from guichet.office.retention.models import retention
from guichet.store.retention_terms import DRAFTS, RetentionTerms, retention_terms
from guichet.testing.people import ANNA, beneficiary_of, issuer_of, user_of
from invoice_types.travel.demo import send_travel

MANAGER, CLERK, SUPERVISOR = "manager@be.example", "clerk@be.example", "supervisor@be.example"
ADMINISTRATOR, INSURED = "administrator@be.example", "insured@be.example"


def night(desks):
    for task in daily_tasks(desks["be"]):
        task.run(desks["be"].db, clock.now())


def minutes(desks):
    with desks.looking("be") as ctx:
        return [(minute.cause, dict(minute.counts)) for _number, minute in retention(ctx.portal).minutes()]


@pytest.fixture
def supervisor(desks, sign_in):
    return lambda: sign_in(desks.browser("be"), SUPERVISOR)


def send(desks):
    with desks.acting("be", MANAGER) as ctx:
        issuer = issuer_of(ctx, MANAGER)
        return send_travel(ctx, issuer, beneficiary_of(issuer, ANNA), clock.today() - timedelta(days=20)).id


@pytest.fixture
def refused(desks):
    invoice_id = send(desks)
    with desks.acting("be", CLERK) as ctx:
        invoice = issuer_of(ctx, MANAGER).invoices[invoice_id]
        decision_actions.refuse(ctx, invoice, "Sans droit.", language="fr", revision_number=1)
        return invoice.id, invoice.reference


def exists(desks, invoice_id):
    with desks.looking("be") as ctx:
        return invoice_id in issuer_of(ctx, MANAGER).invoices


def test_nothing_is_erased_under_a_term_that_the_office_has_not_confirmed(desks, refused, supervisor):
    desks.clock.forward(days=800)
    night(desks)
    assert exists(desks, refused[0]) and minutes(desks) == []
    browser = supervisor().open("/retention-tonight")
    assert browser.page.rows()[0] == [refused[1], "Durée écoulée depuis le refus", "13.11.2028", "Durée pas confirmée"]
    assert "Des demandes ont dépassé une durée de conservation pas confirmée" in browser.open("/alerts").page


def confirm_refused(desks, days=400):
    with desks.acting("be", SUPERVISOR) as ctx:
        retention_terms(ctx.portal).change({"refused": days}, ("refused",), offer_days=0)


def test_an_invoice_past_its_term_goes_once_and_leaves_a_minute(desks, refused, supervisor):
    confirm_refused(desks)
    desks.clock.forward(days=399)
    night(desks)
    assert exists(desks, refused[0])
    desks.clock.forward(days=2)
    browser = supervisor().open("/retention-tonight")
    assert browser.page.rows()[0][3] == "Effacée" and browser.page.summary()["Demandes à effacer"] == "1"
    night(desks)
    night(desks)
    assert not exists(desks, refused[0])
    assert minutes(desks) == [("refused", {"document": 2, "invoice": 1})]
    page = browser.open("/erasure-minutes").page
    assert "Durée écoulée depuis le refus" in page and "Le guichet, de lui-même" in page
    assert "Effacé depuis hier, demandes : 1, brouillons : " in browser.open("/alerts").page
    assert "Aucune demande" in browser.open("/retention-tonight").page
    with desks.looking("be") as ctx:
        assert not ctx.portal[SEARCH].beginning_with("muster")
        assert ctx.portal["references"].invoice_id(refused[1]) is None
        assert not ctx.portal["references"].take(refused[1], "other")
    assert refused[1] not in browser.open("/work-list?view=all").page


def test_an_invoice_is_offered_to_the_archive_before_it_is_erased(desks, refused, supervisor):
    confirm_refused(desks)
    offer = "Proposition aux archives, avant d’effacer une demande qui a dépassé sa durée"
    supervisor().open("/retention").fill(offer, "60").press("Enregistrer les durées")
    desks.clock.forward(days=401)
    night(desks)
    browser = supervisor().open("/alerts")
    assert "Demandes proposées aux archives avant d’être effacées : 1" in browser.page
    [row] = browser.follow("Voir la liste").page.rows()
    assert row[0] == refused[1] and row[3].startswith("Proposée aux archives effacée dès le")
    desks.clock.forward(days=59)
    night(desks)
    assert exists(desks, refused[0])
    desks.clock.forward(days=1)
    night(desks)
    assert not exists(desks, refused[0])
    assert "Proposée" not in supervisor().open("/retention-tonight").page


def test_an_invoice_that_is_kept_stays_until_it_is_released(desks, refused, supervisor):
    confirm_refused(desks)
    browser = supervisor().open("/work-list?view=done").follow(refused[1]).follow("Durée de conservation")
    browser.press("Conserver la demande", status=422)
    assert browser.page.problem_at("Motif") == "Erreur : Saisissez le motif"
    browser.fill("Motif", "Recours pendant").press("Conserver la demande")
    assert browser.page.notice == "La demande est conservée au-delà de sa durée."
    desks.clock.forward(days=500)
    night(desks)
    assert exists(desks, refused[0])
    browser = supervisor().open("/retention-tonight")
    assert "Conservée Recours pendant" in browser.page.rows()[0][3]
    browser.follow(refused[1]).follow("Durée de conservation")
    assert "Recours pendant" in browser.page
    browser.press("Libérer la demande")
    night(desks)
    assert not exists(desks, refused[0])


def test_a_second_press_never_does_the_opposite_of_the_first(desks, refused, supervisor):
    """Nor a press on a page that a colleague's is older than."""
    browser = supervisor().open("/work-list?view=done").follow(refused[1]).follow("Durée de conservation")
    browser.fill("Motif", "Recours pendant")
    for press, notice in (("Conserver la demande", "est conservée"), ("Libérer la demande", "est libérée")):
        address, button = browser.page.url, browser.page.button(press)
        controls = browser.page.controls(button.xpath("ancestor::form[1]")[0], button)
        for _time in range(2):
            assert notice in browser.open(browser.post_controls(address, controls).location).page.notice
        with desks.looking("be") as ctx:
            assert (retention(ctx.portal).hold_of(refused[0]) is not None) is (notice == "est conservée")
        browser.follow("Durée de conservation")


def test_the_hand_over_starts_the_clock_and_erasure_empties_the_batch(desks, supervisor):
    invoice_id = send(desks)
    with desks.acting("be", CLERK) as ctx:
        decision_actions.accept(ctx, issuer_of(ctx, MANAGER).invoices[invoice_id], revision_number=1)
    desks.clock.forward(days=300)
    with desks.acting("be", SUPERVISOR) as ctx:
        retention_terms(ctx.portal).change({"handed_over": 400}, ("handed_over",), offer_days=0)
        batch_actions.start_batch(ctx, batch_actions.ALL, "fr")
    job = BatchJob(desks["be"], desks.dispatcher._by_host["be.localhost"].registry.file_cleaner)
    while job.run_due(clock.now()):
        pass
    with desks.acting("be", SUPERVISOR) as ctx:
        (batch,) = batch_actions.batches_of(ctx.portal).newest()
        batch_actions.hand_over(ctx, batch, batch.code)
    desks.clock.forward(days=390)
    night(desks)
    assert exists(desks, invoice_id)
    assert "download" in " ".join(supervisor().open("/batches/000001/").page.links())
    desks.clock.forward(days=11)
    night(desks)
    assert not exists(desks, invoice_id)
    page = supervisor().open("/batches/000001/").page
    assert "la remise ne se télécharge plus" in page and "download" not in " ".join(page.links())
    with desks.looking("be") as ctx:
        (batch,) = batch_actions.batches_of(ctx.portal).newest()
        assert (batch.state, [name for name, _file in batch.files()]) == (HANDED_OVER, ["manifest.json"])


@pytest.fixture
def draft(desks, sign_in, start_travel):
    start_travel(sign_in(desks.browser("be"), MANAGER))
    with desks.looking("be") as ctx:
        (found,) = issuer_of(ctx, MANAGER).invoices.values()
        return found.id


@pytest.fixture
def start_travel():
    def start(browser):
        browser.open("/").follow("Nouvelle facture").fill("Bénéficiaire", "Anna Muster")
        browser.tick("Frais de voyage et nourriture").press("Continuer")
        return browser.fill("Numéro de facture", "R-17").press("Enregistrer et quitter")

    return start


@pytest.mark.parametrize("saved_again", [False, True])
def test_a_draft_is_announced_and_goes_unless_it_is_saved_again(desks, draft, sign_in, saved_again):
    term = RetentionTerms().days(DRAFTS)
    desks.clock.forward(days=term - 15)
    night(desks)
    assert "brouillon" not in " ".join(mail.subject for mail in desks.outbox("be").to(MANAGER))
    desks.clock.forward(days=1)
    night(desks)
    night(desks)
    mails = [mail for mail in desks.outbox("be").to(MANAGER) if "brouillon" in mail.subject]
    assert len(mails) == 1 and draft in mails[0].link
    if saved_again:
        browser = sign_in(desks.browser("be"), MANAGER).open(mails[0].link)
        browser.fill("Numéro de facture", "R-18").press("Enregistrer et quitter")
    desks.clock.forward(days=14)
    night(desks)
    assert exists(desks, draft) is saved_again
    assert minutes(desks) == ([] if saved_again else [("drafts", {"draft": 1})])


@pytest.mark.parametrize("signs_in", [False, True])
def test_an_unused_account_is_announced_closed_and_erased(desks, sign_in, signs_in):
    with desks.acting("be") as ctx:
        user_id = user_of(ctx, INSURED).id
    desks.clock.forward(days=671)
    night(desks)
    assert [mail.subject for mail in desks.outbox("be").to(INSURED)].count("Votre compte va être fermé") == 1
    if signs_in:
        sign_in(desks.browser("be"), INSURED)
    desks.clock.forward(days=60)
    night(desks)
    with desks.looking("be") as ctx:
        assert ctx.portal["users"][user_id].state == ("active" if signs_in else "closed")
        # The last manager of a company is left alone, and the office's people too.
        assert user_of(ctx, MANAGER).state == user_of(ctx, CLERK).state == "active"
    if not signs_in:
        night(desks)
        desks.clock.forward(days=365)
        night(desks)
        with desks.looking("be") as ctx:
            user = ctx.portal["users"][user_id]
            assert (user.name, user.email, user.phone, user.journal) == ("", "", "", None)
        assert ("closed_accounts", {"account": 1}) in [
            (cause, {"account": 1}) for cause, counts in minutes(desks) if "account" in counts
        ]


def test_of_two_managers_who_do_not_come_any_more_one_account_stays(desks):
    with desks.acting("be") as ctx:
        company, insured = issuer_of(ctx, MANAGER), user_of(ctx, INSURED)
        for user_id in company.members:
            company.members[user_id] = "manager"
        assert len(active_managers(company)) == 2
    for days in (671, 60, 1):
        desks.clock.forward(days=days)
        night(desks)
    with desks.looking("be") as ctx:
        assert len(active_managers(ctx.portal["issuers"][company.id])) == 1
        # The walk has come to its end.
        assert ctx.portal["users"][insured.id].state == "closed"


def test_the_terms_have_limits_and_each_change_is_recorded(desks, sign_in):
    browser = sign_in(desks.browser("be"), ADMINISTRATOR).open("/staff").follow("Conservation")
    browser.fill("Comptes fermés, dès la fermeture", "30").press("Enregistrer les durées", status=422)
    assert "Indiquez 365 jours au moins" in browser.page.problem_at("Comptes fermés, dès la fermeture")
    browser.fill("Comptes fermés, dès la fermeture", "400").press("Enregistrer les durées")
    assert browser.page.notice.startswith("Les durées sont enregistrées.")
    assert browser.page.value("Comptes fermés, dès la fermeture") == "400"
    browser.open("/erase-person", status=404)


def test_accounts_of_two_parents_are_told_apart_before_they_are_erased(desks, supervisor):
    child = {"avs": "7569999999991", "first_name": "Tim", "last_name": "Berger", "birth_date": date(2018, 5, 3)}
    home = {"street": "Rue 1", "postcode": "3400", "town": "Burgdorf", "salutation": "m"}
    with desks.acting("be") as ctx:
        for name in ("rosa", "paul"):
            own = {"first_name": name.title(), "last_name": "Graf", "email": f"{name}@exemple.example"}
            secret = {"phone": "+41795551234", "password": "tilleul-pont-neige-7", "representation": "parent"}
            register_representative(ctx, own | secret | {"represented": child | home}, "fr")
    browser = supervisor().open("/erase-person").fill("Numéro AVS", child["avs"]).press("Chercher")
    for name in ("Rosa Graf, rosa", "Paul Graf, paul"):
        assert f"Tim Berger · {name}@exemple.example" in browser.page.summary()["Personne"]


def test_a_request_shows_what_is_stored_before_anything_is_erased(desks, supervisor):
    browser = supervisor().open("/retention").follow("Effacement à la demande")
    browser.fill("Numéro AVS", "756.9999.9999.91").press("Chercher", status=422)
    browser.fill("Numéro AVS", ANNA).press("Chercher")
    assert browser.page.summary()["Personne"] == "Anna Muster · Home-Aide Emmental SA"
    browser.press("Effacer", status=422)
    assert "Cochez la case" in browser.page.words
    # Another number than the one whose records were shown is looked up first.
    box = "L’identité de la personne est vérifiée, et sa demande est dans le dossier"
    browser.fill("Numéro AVS", "756.0000.0000.19").tick(box).press("Effacer")
    assert browser.page.summary()["Personne"] == "Chiara Prova · Spitex Aare Sàrl"
    browser.tick(box).press("Effacer")
    assert browser.page.notice == "C’est effacé. Le procès-verbal est en haut de la liste."
    assert "À la demande de la personne" in browser.page
    with desks.looking("be") as ctx:
        people = [issuer.beneficiaries.id_with_avs("7560000000019") for issuer in ctx.portal["issuers"].values()]
        assert set(people) == {None}
        assert issuer_of(ctx, MANAGER).beneficiaries.id_with_avs(ANNA)


def test_the_oldest_decision_is_due_first_though_it_was_sent_last(desks):
    confirm_refused(desks)
    first, second = send(desks), send(desks)
    desks.clock.forward(days=3)
    third = send(desks)
    for invoice_id, later in ((third, 10), (first, 10), (second, 0)):
        with desks.acting("be", CLERK) as ctx:
            invoice = issuer_of(ctx, MANAGER).invoices[invoice_id]
            decision_actions.refuse(ctx, invoice, "Sans droit.", language="fr", revision_number=1)
        desks.clock.forward(days=later)
    # The third was decided ten days before the first, and the first ten days before the second.
    desks.clock.forward(days=400 - 15)
    night(desks)
    assert [exists(desks, one) for one in (first, second, third)] == [True, True, False]
    desks.clock.forward(days=6)
    night(desks)
    assert [exists(desks, one) for one in (first, second, third)] == [False, True, False]
