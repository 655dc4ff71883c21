"""« Modifier l’adresse e-mail »: the new address is proven first, the old one is notified and may undo it."""

import pytest

from guichet.mfa import recovery
from guichet.mfa.methods import available_methods
from guichet.mfa.mfa_actions import add_app, change_phone, make_recovery_codes, start_app
from guichet.profile.profile_actions import confirm_new_email, request_new_email, send_new_email_link, undo_new_email
from guichet.testing.people import PASSWORD, new_secret, user_of
from guichet.users.credentials import change_password
from guichet.users.links import LinkError, find_link
from guichet.users.models import Session
from guichet.users.password_reset import reset_password
from guichet.users.replaced_phone import phone_to_restore
from guichet.users.staff_users import sign_out_staff_user, sign_out_user

CHOSEN = "tilleul-pont-neige-7"
OLD, NEW = "insured@ne.example", "zoe.neuve@exemple.example"
FORM = "Modifier votre adresse e-mail"


@pytest.fixture
def zoe(ne, sign_in):
    """Zoé Exemple on the form."""
    return sign_in(ne, OLD).open("/account-email")


def ask(browser, address=NEW, status=200):
    return browser.fill("Nouvelle adresse e-mail", address).press("Envoyer le lien", status=status)


@pytest.fixture
def link(zoe, outbox):
    """The link sent to the new address."""
    ask(zoe)
    [mail] = outbox.to(NEW)
    return mail.link


@pytest.fixture
def undo(zoe, link, outbox):
    """The link sent to the old address when the new one was confirmed."""
    zoe.open(link).press("Confirmer cette adresse")
    return outbox.to(OLD)[-1].link


def address(desks):
    with desks.looking("ne") as ctx:
        return next(one.email for one in ctx.portal["users"].values() if one.name == "Zoé Exemple")


def confirm(browser, outbox):
    """« Confirmez que c’est vous », with password and code."""
    browser.fill("Mot de passe", PASSWORD).press("Continuer")
    return browser.fill("Code", outbox.texts[-1].code).press("Continuer")


def choose_password(browser, outbox):
    """Through the link that is mailed after the undoing."""
    browser.open(outbox.to(OLD)[-1].link).fill("Nouveau mot de passe", CHOSEN)
    return browser.press("Réinitialiser le mot de passe").open("/")


class TestAsking:
    """The form."""

    def test_the_page_says_what_happens(self, zoe):
        assert f"Votre adresse actuelle est {OLD}." in zoe.page
        assert "Jusque-là, rien ne change." in zoe.page

    def test_a_new_address_is_not_the_account_s_before_its_link_is_opened(self, zoe, link, desks):
        assert zoe.page.notice.startswith("Nous avons envoyé un lien à la nouvelle adresse.")
        assert address(desks) == OLD
        assert zoe.page.summary()["Adresse e-mail"].startswith(OLD)

    @pytest.mark.parametrize("typed", ["", "zoe", OLD, OLD.upper()])
    def test_what_cannot_be_a_new_address_is_said_at_the_field(self, zoe, outbox, typed):
        ask(zoe, typed, status=422)
        assert zoe.page.problem_at("Nouvelle adresse e-mail")
        assert zoe.page.value("Nouvelle adresse e-mail") == typed
        assert not outbox.mails

    def test_an_address_that_has_an_account_looks_like_any_other(self, zoe, outbox, desks):
        ask(zoe, "neighbour@ne.example")
        told = outbox.to("neighbour@ne.example")[-1]
        assert (told.subject, told.link) == ("Votre adresse e-mail a déjà un compte", "")
        taken = zoe.page.words
        ask(zoe.open("/account-email"))
        assert zoe.page.words == taken
        assert address(desks) == OLD

    def test_the_page_does_the_same_work_for_an_address_with_an_account(self, zoe, desks):
        seen = []
        for one in ("neighbour@ne.example", NEW):
            ask(zoe.open("/account-email"), one)
            with desks.looking("ne") as ctx:
                seen.append((len(list(ctx.portal["tasks"])), len(list(ctx.portal["links"]))))
        (errands, links), after = seen
        assert after == (errands + 1, links), "an errand each, and nothing else"

    def test_a_few_links_an_hour_are_enough(self, zoe, outbox):
        for number in range(6):
            ask(zoe.open("/account-email"), f"zoe{number}@exemple.example")
        assert zoe.page.notice == "Cela fait trop d’essais. Attendez une heure avant de réessayer."
        assert len(outbox.mails) == 5


class TestFresh:
    """Ten minutes after the last code, password and code are asked for again."""

    def test_the_form_is_shown_after_a_fresh_code(self, zoe, clock, outbox):
        clock.forward(minutes=11)
        zoe.open("/account-email")
        assert zoe.page.heading == "Confirmez que c’est vous"
        assert confirm(zoe, outbox).page.heading == FORM

    def test_what_was_typed_comes_back_and_nothing_was_sent_before(self, zoe, clock, outbox):
        clock.forward(minutes=11)
        ask(zoe)
        assert zoe.page.heading == "Confirmez que c’est vous"
        assert not outbox.mails
        confirm(zoe, outbox)
        assert zoe.page.value("Nouvelle adresse e-mail") == NEW
        zoe.press("Envoyer le lien")
        assert outbox.to(NEW)
        assert zoe.open("/account-email").page.value("Nouvelle adresse e-mail") == ""


class TestConfirming:
    """The link in the mail to the new address."""

    def test_looking_at_it_changes_nothing(self, zoe, link, desks):
        zoe.open(link).open(link)
        assert NEW in zoe.page
        assert address(desks) == OLD

    def test_the_button_makes_it_the_account_s_own(self, zoe, link, desks, sign_in):
        zoe.open(link).press("Confirmer cette adresse")
        assert zoe.page.heading == "Mon compte"
        assert zoe.page.notice.startswith("Votre adresse e-mail est modifiée.")
        assert zoe.page.summary()["Adresse e-mail"].startswith(NEW)
        assert sign_in(desks.browser("ne"), NEW).page.heading == "Guichet"
        old = desks.browser("ne").open("/").fill("Adresse e-mail", OLD).fill("Mot de passe", PASSWORD)
        old.press("Se connecter", status=422)

    def test_it_works_in_a_browser_that_is_not_signed_in(self, link, desks):
        browser = desks.browser("ne").open(link).press("Confirmer cette adresse")
        assert browser.page.heading == "Se connecter"
        assert browser.page.notice.startswith("Votre adresse e-mail est modifiée.")

    def test_the_old_address_is_told(self, undo, outbox):
        told = outbox.to(OLD)[-1]
        assert told.subject == "Votre adresse e-mail est modifiée"
        assert told.link_label == "Rétablir cette adresse"

    def test_mon_compte_says_so_for_thirty_days(self, zoe, undo, clock, sign_in):
        said = "Votre adresse e-mail a été modifiée le 14 novembre 2026. Si ce n’était pas vous, appelez-nous"
        assert said in zoe.open("/account").page
        clock.forward(days=29)
        zoe.reset()
        assert said in sign_in(zoe.open("/"), NEW).open("/account").page
        clock.forward(days=2)
        zoe.reset()
        assert said not in sign_in(zoe.open("/"), NEW).open("/account").page

    def test_a_used_link_says_that_it_was_used(self, zoe, link):
        zoe.open(link).press("Confirmer cette adresse")
        zoe.open(link, status=410)
        assert "Ce lien a déjà servi" in zoe.page

    def test_two_clicks_change_it_once(self, zoe, link, outbox):
        zoe.open(link)
        assert zoe.send("Confirmer cette adresse").status_int == 303
        zoe.press("Confirmer cette adresse", status=410)
        assert len([mail for mail in outbox.to(OLD) if "modifiée" in mail.subject]) == 1

    def test_an_expired_link_says_so_and_leads_to_mon_compte(self, zoe, link, clock):
        clock.forward(minutes=61)
        zoe.open(link, status=410)
        assert "Ce lien n’est plus valable." in zoe.page
        assert zoe.page.link("Aller à « Mon compte »") == "/account"

    def test_a_newer_link_replaces_it(self, zoe, link, outbox):
        ask(zoe.open("/account-email"), "zoe.autre@exemple.example")
        outbox.to("zoe.autre@exemple.example")
        zoe.open(link, status=410)
        assert "Un lien plus récent est parti depuis." in zoe.page

    def test_an_address_taken_in_the_meantime_is_not_taken_again(self, zoe, link, desks):
        zoe.open(link)
        with desks.acting("ne") as ctx:
            assert ctx.portal["users"].change_email(user_of(ctx, "neighbour@ne.example"), NEW)
        zoe.press("Confirmer cette adresse", status=410)
        assert address(desks) == OLD

    @pytest.mark.parametrize("end", ["", "x", "%C3%A9"])
    def test_a_mutilated_link_asks_to_copy_all_of_it(self, zoe, link, end):
        zoe.open(link[:-4] + end, status=404)
        assert "Nous ne connaissons pas ce lien." in zoe.page

    @pytest.mark.parametrize("page", ["confirm-new-email", "undo-new-email"])
    def test_its_address_is_told_to_no_other_site(self, be, page):
        answer = be.get(f"/{page}?link=secret", status=404)
        assert answer.headers["Referrer-Policy"] == "strict-origin"


class TestUndoing:
    """The link in the mail to the old address."""

    def test_old_address_may_undo_for_three_days_and_ends_all_sessions(self, zoe, undo, desks, sign_in, clock, outbox):
        clock.forward(hours=71)
        zoe = sign_in(desks.browser("ne"), NEW)
        owner = desks.browser("ne").open(undo)
        assert OLD in owner.page
        owner.press("Rétablir cette adresse")
        assert owner.page.notice.startswith("Votre ancienne adresse e-mail est rétablie.")
        assert address(desks) == OLD
        assert zoe.open("/account").page.heading == "Se connecter"
        choose_password(owner, outbox)
        assert sign_in(owner, OLD, CHOSEN).page.heading == "Guichet"

    def test_password_and_phone_of_the_one_who_changed_it_no_longer_work(self, zoe, undo, desks, outbox):
        with desks.acting("ne") as ctx:
            user = user_of(ctx, NEW)
            phone = user.phone
            change_phone(ctx, user, "+41795559999", proven=True)
        owner = desks.browser("ne").open(undo).press("Rétablir cette adresse")
        owner.open("/").fill("Adresse e-mail", OLD).fill("Mot de passe", PASSWORD).press("Se connecter", status=422)
        choose_password(owner, outbox)
        owner.fill("Adresse e-mail", OLD).fill("Mot de passe", CHOSEN).press("Se connecter")
        assert outbox.texts[-1].recipient == phone

    @pytest.mark.parametrize("numbers", [["+41795559999"], ["+41795559999", "+41795558888"]])
    def test_phone_replaced_shortly_before_the_address_is_the_owner_s_again(self, zoe, desks, outbox, clock, numbers):
        with desks.acting("ne") as ctx:
            phone = user_of(ctx, OLD).phone
        for number in numbers:
            with desks.acting("ne") as ctx:
                change_phone(ctx, user_of(ctx, OLD), number, proven=True)
            clock.forward(hours=1)
        with desks.acting("ne") as ctx:
            send_new_email_link(ctx, user_of(ctx, OLD), NEW)
        desks.browser("ne").open(outbox.to(NEW)[-1].link).press("Confirmer cette adresse")
        owner = desks.browser("ne").open(outbox.to(OLD)[-1].link).press("Rétablir cette adresse")
        assert "Vérifiez ensuite vos données et les comptes à créditer" in owner.page.notice
        choose_password(owner, outbox)
        owner.fill("Adresse e-mail", OLD).fill("Mot de passe", CHOSEN).press("Se connecter")
        assert outbox.texts[-1].recipient == phone

    def test_phone_replaced_long_before_the_address_stays(self, zoe, desks, outbox, clock):
        with desks.acting("ne") as ctx:
            change_phone(ctx, user_of(ctx, OLD), "+41795559999", proven=True)
        clock.forward(hours=73)
        with desks.acting("ne") as ctx:
            assert phone_to_restore(user_of(ctx, OLD), ctx.now) == "+41795559999"

    def test_app_and_recovery_codes_made_before_no_longer_work(self, zoe, undo, desks, outbox):
        with desks.acting("ne") as ctx:
            user, session = user_of(ctx, NEW), Session("", "full", ctx.now)
            start_app(session)
            add_app(ctx, user, session, step=1)
            (code, *_others) = make_recovery_codes(ctx, user)
        owner = desks.browser("ne").open(undo).press("Rétablir cette adresse")
        assert "Votre application d’authentification" in [mail.subject for mail in outbox.to(OLD)]
        choose_password(owner, outbox)
        owner.fill("Adresse e-mail", OLD).fill("Mot de passe", CHOSEN).press("Se connecter")
        assert owner.page.heading == "Consultez votre téléphone"
        with desks.acting("ne") as ctx:
            user = user_of(ctx, OLD)
            assert available_methods(user) == ("sms",)
            assert recovery.use(user, code, ctx.desk.keys("recovery")) == "wrong"

    def test_what_was_asked_for_just_before_is_not_done_any_more(self, zoe, undo, desks, outbox):
        with desks.acting("ne") as ctx:
            request_new_email(ctx, user_of(ctx, NEW), "voleur@exemple.example")
            undo_new_email(ctx, undo.partition("link=")[2])
        assert outbox.to("voleur@exemple.example") == []

    def test_after_three_days_it_says_whom_to_call(self, undo, desks, clock):
        clock.forward(hours=73)
        owner = desks.browser("ne").open(undo, status=410)
        assert "Si vous n’avez pas changé votre adresse e-mail, appelez-nous." in owner.page

    def test_a_used_link_says_that_it_was_used(self, undo, desks):
        owner = desks.browser("ne").open(undo).press("Rétablir cette adresse").open(undo, status=410)
        assert "Ce lien ne sert plus" in owner.page

    def test_a_link_to_confirm_does_not_undo_and_the_other_way_round(self, zoe, undo, link):
        zoe.open(undo.replace("undo-new-email", "confirm-new-email"), status=404)
        zoe.open(link.replace("confirm-new-email", "undo-new-email"), status=404)

    def test_a_second_change_cannot_undo_the_owner_s_undoing(self, zoe, undo, desks, outbox, sign_in):
        thief = "voleur@exemple.example"
        ask(zoe.open("/account-email"), thief)
        zoe.open(outbox.to(thief)[-1].link).press("Confirmer cette adresse")
        thief_s = outbox.to(NEW)[-1].link
        owner = desks.browser("ne").open(undo).press("Rétablir cette adresse")
        owner.open(thief_s, status=410)
        assert address(desks) == OLD

    def test_the_journal_tells_the_whole_story(self, zoe, undo, desks, sign_in, outbox):
        owner = desks.browser("ne").open(undo).press("Rétablir cette adresse")
        choose_password(owner, outbox)
        rows = [row[1] for row in sign_in(owner, OLD, CHOSEN).open("/journal").page.rows()]
        assert rows[1:6] == [
            "Mot de passe modifié",
            "Lien demandé pour choisir un nouveau mot de passe",
            "Ancienne adresse e-mail rétablie",
            "Adresse e-mail modifiée",
            "Changement d’adresse e-mail demandé",
        ]


@pytest.mark.parametrize("which", ["link", "undo"])
def test_a_closed_account_s_links_do_nothing(zoe, which, request, desks):
    from guichet.users.credentials import close_user

    link = request.getfixturevalue(which)
    zoe.open(link)
    with desks.acting("ne") as ctx:
        close_user(ctx, next(one for one in ctx.portal["users"].values() if one.name == "Zoé Exemple"))
    before = address(desks)
    zoe.press("Confirmer cette adresse" if which == "link" else "Rétablir cette adresse", status=410)
    assert address(desks) == before


def test_link_to_another_password_in_the_former_mailbox_stops_working(desks):
    with desks.acting("ne") as ctx:
        user = user_of(ctx, OLD)
        reset = new_secret(ctx, "reset", user)
        confirm_new_email(ctx, new_secret(ctx, "email", user, NEW))
        with pytest.raises(LinkError, match="used"):
            find_link(ctx.portal, "reset", reset, ctx.now)


ENDINGS = {
    "own-password": lambda ctx, user: change_password(ctx, user, CHOSEN),
    "reset": lambda ctx, user: reset_password(ctx, new_secret(ctx, "reset", user), CHOSEN),
    "office": lambda ctx, user: sign_out_user(ctx, user, Session("", "full", ctx.now)),
    "colleague": sign_out_staff_user,
}
"""What an owner does, or has done, who fears that another person knows the password."""


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize("asked", ["mailed", "waiting"])
def test_address_asked_for_before_access_was_ended_is_not_taken(desks, outbox, ending, asked):
    """The link lies in the mailbox of who asked for it: it would hand the account over after all."""
    thief, owner = "voleur@exemple.example", "clerk@ne.example" if ending == "colleague" else OLD
    with desks.acting("ne", "supervisor@ne.example") as ctx:
        request_new_email(ctx, user_of(ctx, owner), thief)
    link = outbox.to(thief)[-1].link if asked == "mailed" else ""
    with desks.acting("ne", "supervisor@ne.example") as ctx:
        ENDINGS[ending](ctx, user_of(ctx, owner))
    if link:
        browser = desks.browser("ne").open(link, status=410)
        assert "Ce lien n’est plus valable. Demandez-en un nouveau" in browser.page, "it has not served"
    assert len(outbox.to(thief)) == (1 if link else 0)
    with desks.looking("ne") as ctx:
        assert user_of(ctx, owner)
