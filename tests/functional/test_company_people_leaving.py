"""« Ma société »: people removed, or leaving of their own accord, and what the pages say to people of themselves."""

import pytest

from guichet.issuers.members import member_of
from guichet.testing.people import ANNA, PASSWORD, issuer_of, user_of

MANAGER, COLLABORATOR = "manager@be.example", "collaborator@be.example"


@pytest.fixture
def page(be, sign_in):
    """Lea Rochat on « Ma société »."""
    return sign_in(be, MANAGER).follow("Ma société")


@pytest.fixture
def marc(desks, sign_in):
    """Marc Favre at another computer."""
    return sign_in(desks.browser("be"), COLLABORATOR)


@pytest.fixture
def second_manager(desks):
    """Marc Favre is « Gérant », too."""
    with desks.acting("be") as ctx:
        issuer_of(ctx, COLLABORATOR).members[user_of(ctx, COLLABORATOR).id] = "manager"


def names(page):
    """Everybody on the page."""
    return [row[0] for row in page.page.rows() if len(row) == 5]


class TestRemoving:
    """« Supprimer »."""

    def test_sessions_end_at_once(self, page, marc):
        page.follow("Supprimer Marc Favre")
        assert page.page.heading == "Supprimer Marc Favre de votre société ?"
        assert "déconnectée tout de suite" in page.page
        page.press("Supprimer l’accès")
        assert page.page.notice == "L’accès est supprimé. Les factures envoyées restent."
        assert names(page) == ["Lea Rochat"]
        answer = marc.get(marc.page.url)
        assert answer.status_int == 303
        assert marc.open("/").page.heading == "Se connecter"
        marc.fill("Adresse e-mail", COLLABORATOR).fill("Mot de passe", PASSWORD).press("Se connecter", status=422)

    def test_their_invoices_stay_with_their_name(self, page, sent_invoice):
        path = sent_invoice("be", COLLABORATOR, ANNA)
        sent_invoice("be", MANAGER, ANNA, days_ago=30)
        page.follow("Supprimer Marc Favre").press("Supprimer l’accès").open("/")
        assert sorted(row[3] for row in page.page.rows()) == ["Lea Rochat", "Marc Favre"]
        page.fill("Responsable", "Marc Favre").press("Filtrer")
        assert [row[3] for row in page.page.rows()] == ["Marc Favre"]
        assert "Marc Favre retirer ce filtre Marc Favre" in page.page
        assert "Anna Muster" in page.open(path).page

    def test_the_office_s_answer_goes_to_the_managers_then(self, page, desks, sent_invoice, sign_in, outbox):
        path = sent_invoice("be", COLLABORATOR, ANNA)
        page.follow("Supprimer Marc Favre").press("Supprimer l’accès")
        written = len(outbox.to(COLLABORATOR))
        clerk = sign_in(desks.browser("be"), "clerk@be.example").open(f"{path}accept")
        clerk.press("Accepter la demande")
        assert ": acceptée" in outbox.mails[-1].subject
        assert outbox.mails[-1].recipient == MANAGER
        assert len(outbox.to(COLLABORATOR)) == written

    def test_who_has_left_without_an_invoice_is_no_filter(self, page, sent_invoice):
        sent_invoice("be", MANAGER, ANNA)
        page.follow("Supprimer Marc Favre").press("Supprimer l’accès").open("/")
        assert "Marc Favre" not in page.page

    def test_a_double_click_removes_once(self, page, outbox):
        page.follow("Supprimer Marc Favre")
        for _click in range(2):
            assert page.send("Supprimer l’accès").status_int == 303
        assert len(outbox.to(COLLABORATOR)) == 1

    def test_the_last_manager_cannot_remove_himself(self, page, desks):
        with desks.looking("be") as ctx:
            lea = user_of(ctx, MANAGER).id
        page.follow("Supprimer Lea Rochat")
        assert "Une société a toujours un gérant." in page.page
        assert "Supprimer l’accès" not in page.page.buttons()
        answer = page.post_controls(page.page.url, [("csrf_token", page.cookies["csrf"])])
        assert answer.status_int == 422
        with desks.looking("be") as ctx:
            assert member_of(issuer_of(ctx, MANAGER), lea).user.state == "active"

    def test_one_of_two_managers_may_leave(self, page, second_manager):
        page.follow("Supprimer Lea Rochat").press("Supprimer l’accès")
        assert page.page.heading == "Se connecter"
        assert page.page.notice == "Votre accès est supprimé. Vos factures restent à la société."


class TestOwnAccount:
    """What « Mon compte » and « Ma société » say to the company's people of themselves."""

    def test_a_manager_s_own_phone_shows_its_code_before_it_counts(self, page, outbox, desks):
        page.follow("Modifier Lea Rochat").fill("Téléphone portable suisse", "079 555 03 03").press("Enregistrer")
        assert outbox.texts[-1].recipient == "+41795550303"
        with desks.looking("be") as ctx:
            assert user_of(ctx, MANAGER).phone != "+41795550303"
        page.fill("Code", outbox.texts[-1].code).press("Continuer")
        assert page.page.heading != "Se connecter"
        with desks.looking("be") as ctx:
            assert (user_of(ctx, MANAGER).phone, user_of(ctx, MANAGER).phone_proven) == ("+41795550303", True)

    def test_a_collaborator_reads_that_the_manager_keeps_the_details(self, marc):
        marc.open("/account")
        assert "Ces données sont gérées par le gérant de votre société." in marc.page
        assert "Lea Rochat" in marc.page
        assert "Modifier le nom" not in marc.page

    def test_a_manager_keeps_her_own(self, page):
        page.open("/account").follow("Modifier le nom")
        assert page.page.value("Nom") == "Rochat"

    def test_the_last_manager_cannot_close_the_account(self, page, desks):
        page.open("/close-account")
        assert "Vous êtes le seul gérant de votre société." in page.page
        assert "Fermer mon compte" not in page.page.buttons()
        answer = page.post_controls("/close-account", [("csrf_token", page.cookies["csrf"]), ("understood", "true")])
        assert answer.status_int == 422
        with desks.looking("be") as ctx:
            assert user_of(ctx, MANAGER).state == "active"

    def test_a_collaborator_who_closes_the_account_leaves_the_company(self, page, marc, outbox):
        marc.open("/close-account").tick("J’ai compris, fermez mon compte").press("Fermer mon compte")
        page.open(page.page.url)
        assert names(page) == ["Lea Rochat"]
        assert "Marc Favre a fermé son compte" in outbox.to(MANAGER)[-1].text
