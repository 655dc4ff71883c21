"""« Fermer mon compte »."""

import pytest

from guichet.testing.people import PASSWORD, issuer_of, user_of

OWNER = "insured@ne.example"
BOX = "J’ai compris, fermez mon compte"


@pytest.fixture
def zoe(ne, sign_in):
    """Zoé Exemple on the page."""
    return sign_in(ne, OWNER).open("/close-account")


def close(browser):
    return browser.tick(BOX).press("Fermer mon compte")


def test_mon_compte_leads_there(zoe):
    zoe.open("/account").follow("Fermer mon compte")
    assert zoe.page.heading == "Fermer votre compte"


def test_the_page_says_what_stays(zoe):
    assert "Les demandes déjà envoyées restent à l’office." in zoe.page
    assert "Les brouillons ne seront pas envoyés" in zoe.page


def test_closing_ends_all_sessions_and_the_password_no_longer_signs_in(zoe, desks, sign_in):
    other = sign_in(desks.browser("ne"), OWNER)
    close(zoe)
    assert zoe.page.notice == "Votre compte est fermé. Vous êtes déconnecté."
    assert other.open("/account").page.heading == "Se connecter"
    zoe.fill("Adresse e-mail", OWNER).fill("Mot de passe", PASSWORD).press("Se connecter", status=422)


def test_no_record_of_a_session_stays(zoe, desks):
    with desks.looking("ne") as ctx:
        user_id = user_of(ctx, OWNER).id
        assert list(ctx.portal["sessions"].of(user_id))
    close(zoe)
    with desks.looking("ne") as ctx:
        assert list(ctx.portal["sessions"].of(user_id)) == []


def test_the_browser_forgets_what_it_kept(zoe):
    answer = zoe.tick(BOX).send("Fermer mon compte")
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'


def test_the_owner_is_told_by_mail(zoe, outbox):
    close(zoe)
    assert (outbox[-1].recipient, outbox[-1].subject) == (OWNER, "Votre compte est fermé")


def test_the_address_is_free_again(zoe, desks):
    close(zoe)
    with desks.looking("ne") as ctx:
        assert ctx.portal["users"].with_email(OWNER) is None


def test_invoices_that_were_sent_stay_with_the_office(zoe, desks, sent_invoice, sign_in):
    path = sent_invoice("ne", OWNER, "7561111111113")
    close(zoe)
    assert sign_in(desks.browser("ne"), "clerk@ne.example").open(f"{path}review").page.status == 200


def test_without_the_tick_nothing_happens(zoe, desks):
    zoe.press("Fermer mon compte", status=422)
    assert zoe.page.problems == ["Cochez la case si vous voulez fermer votre compte"]
    assert zoe.open("/account").page.heading == "Mon compte"


def test_a_fresh_code_is_asked_for(zoe, clock):
    clock.forward(minutes=11)
    close(zoe)
    assert zoe.page.heading == "Confirmez que c’est vous"
    assert zoe.open("/account").page.heading == "Mon compte"


class TestWhoCannot:
    """Some accounts are closed by others."""

    @pytest.mark.parametrize(
        ("email", "said"),
        [
            ("manager@be.example", "Donnez d’abord le rôle « Gérant »"),
            ("clerk@be.example", "Pour fermer votre compte, adressez-vous"),
        ],
        ids=["last manager", "office"],
    )
    def test_the_page_says_what_to_do_instead(self, be, sign_in, email, said):
        sign_in(be, email).open("/close-account")
        assert said in be.page
        assert "Fermer mon compte" not in be.page.buttons()

    @pytest.mark.parametrize("email", ["manager@be.example", "clerk@be.example"])
    def test_a_request_made_by_hand_changes_nothing(self, be, sign_in, email):
        sign_in(be, email)
        posted = [("csrf_token", be.cookies["csrf"]), ("understood", "true")]
        assert be.post_controls("/close-account", posted).status_int == 422
        assert be.open("/account").page.heading == "Mon compte"


class TestACollaborator:
    """Leaves the company."""

    def test_what_they_sent_stays_and_they_are_no_member_any_more(self, be, desks, sign_in):
        with desks.looking("be") as ctx:
            name = user_of(ctx, "collaborator@be.example").id
        close(sign_in(be, "collaborator@be.example").open("/close-account"))
        with desks.looking("be") as ctx:
            assert name not in issuer_of(ctx, "manager@be.example").members
            assert ctx.portal["users"][name].state == "closed"
