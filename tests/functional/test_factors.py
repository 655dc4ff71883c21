"""An authenticator app and codes on paper, from setting them up to signing in with them."""

import lxml.etree
import pyotp
import pytest

from guichet import clock as house_clock
from guichet.mfa import qr
from guichet.testing.people import PASSWORD, user_of

MANAGER = "manager@be.example"
ADDRESSES = ("/authenticator", "/recovery-codes")
ALREADY_USED = "Ce code a déjà servi. Attendez que l’application affiche le suivant."


def secret_on(page):
    """The secret that the page shows to be typed."""
    (shown,) = page.document.find_class("secret")
    return shown.text_content().replace(" ", "").replace("\u00a0", "")


def code_of(secret):
    """What the app shows now."""
    return pyotp.TOTP(secret).at(house_clock.now())


@pytest.fixture
def set_up(clock):
    """Sets up an app and returns its secret; a step passes, so that its next code is another one."""

    def start(browser, button="Configurer une application"):
        browser.open("/authenticator").press(button)
        secret = secret_on(browser.page)
        browser.fill("Code affiché par l’application", code_of(secret)).press("Activer l’application")
        assert browser.page.notice == "L’application est activée. Elle donne désormais vos codes de connexion."
        clock.forward(seconds=30)
        return secret

    return start


@pytest.fixture
def lea(be, sign_in):
    """Lea Rochat, signed in a moment ago."""
    return sign_in(be, MANAGER)


def with_password(browser, email=MANAGER):
    """Address and password, on a browser without a session."""
    browser.open("/").fill("Adresse e-mail", email).fill("Mot de passe", PASSWORD)
    return browser.press("Se connecter")


def make_codes(browser):
    """Makes codes on paper and reads them off the page."""
    browser.open("/recovery-codes").press("Créer dix codes")
    return [item.text_content() for item in browser.page.document.xpath(".//ol[contains(@class, 'recovery')]/li")]


def other(code):
    """Six other digits."""
    return f"{(int(code) + 1) % 10**6:06}"


class TestSettingUpAnApp:
    def test_it_is_offered_as_safer_than_a_text_message(self, lea):
        assert "plus sûre que les SMS" in lea.open("/account").page.summary()["Application d’authentification"]
        lea.follow("Configurer une application")
        assert "un SMS peut être lu par d’autres" in lea.page

    def test_qr_code_holds_the_secret_of_the_page_with_office_and_person(self, lea):
        lea.open("/authenticator").press("Configurer une application")
        secret, (image,) = secret_on(lea.page), lea.page.document.find_class("qr")
        answer = lea.get(image.get("src"))
        assert answer.content_type == "image/svg+xml"
        assert answer.headers["Cache-Control"] == "no-store"
        address = (
            "otpauth://totp/Office%20AI%20Canton%20de%20Berne:manager%40be.example"
            f"?secret={secret}&issuer=Office%20AI%20Canton%20de%20Berne"
        )
        # Drawn by the encoder from the address that an app should read; test_qr.py reads the drawing itself.
        assert lxml.etree.tostring(lxml.etree.fromstring(answer.body)) == lxml.etree.tostring(
            lxml.etree.fromstring(qr.svg(address))
        )

    def test_a_wrong_first_code_says_what_to_do_and_keeps_the_picture(self, lea, desks):
        lea.open("/authenticator").press("Configurer une application")
        secret = secret_on(lea.page)
        lea.fill("Code affiché par l’application", other(code_of(secret))).press("Activer l’application", status=422)
        assert "Attendez que l’application affiche le suivant" in lea.page.problem_at("Code affiché par l’application")
        assert secret_on(lea.page) == secret
        with desks.looking("be") as ctx:
            assert not user_of(ctx, MANAGER).totp_nonce

    def test_an_empty_first_code_asks_for_it(self, lea):
        lea.open("/authenticator").press("Configurer une application").press("Activer l’application", status=422)
        assert "Saisissez le code à 6 chiffres" in lea.page.problem_at("Code affiché par l’application")

    def test_an_app_that_has_not_shown_a_code_is_no_factor(self, lea, desks, outbox):
        lea.open("/authenticator").press("Configurer une application")
        assert with_password(desks.browser("be")).page.heading == "Consultez votre téléphone"
        assert outbox.mails == []

    def test_without_having_started_there_is_no_picture_and_nothing_to_prove(self, lea):
        lea.get("/authenticator-qr", status=404)
        token = lea.open("/authenticator").page.document.xpath("string(.//input[@name='csrf_token']/@value)")
        answer = lea.post_controls("/authenticator", [("csrf_token", token), ("code", "123456")])
        assert answer.location.endswith("/authenticator")

    def test_the_secret_outlives_confirming_again(self, lea, clock, outbox):
        lea.open("/authenticator").press("Configurer une application")
        secret = secret_on(lea.page)
        clock.forward(minutes=11)
        lea.fill("Code affiché par l’application", code_of(secret)).press("Activer l’application")
        confirm(lea, outbox)
        assert secret_on(lea.page) == secret
        lea.fill("Code affiché par l’application", code_of(secret)).press("Activer l’application")
        assert "activée" in lea.page.notice

    def test_other_devices_are_signed_out(self, lea, desks, sign_in, set_up):
        elsewhere = sign_in(desks.browser("be"), MANAGER)
        set_up(lea)
        assert elsewhere.open("/").page.heading == "Se connecter"
        assert lea.open("/").page.heading == "Guichet"

    def test_what_was_done_stands_in_the_journal_and_the_audit_trail(self, lea, set_up, desks):
        set_up(lea)
        assert "Application d’authentification ajoutée" in lea.open("/journal").page
        assert events(desks) == ["user.signed_in", "user.app_added"]


class TestTheOwnerIsTold:
    def test_when_an_app_is_added(self, lea, set_up, outbox):
        set_up(lea)
        (mail,) = outbox.to(MANAGER)
        assert "donne désormais les codes de votre compte" in mail.text
        assert "Si ce n’était pas vous, appelez tout de suite l’office." in mail.text

    def test_when_an_app_is_replaced(self, lea, set_up, outbox):
        first = set_up(lea)
        second = set_up(lea, "Remplacer l’application")
        assert first != second
        assert "vient d’être remplacée" in outbox.to(MANAGER)[-1].text

    def test_when_an_app_is_removed(self, lea, set_up, outbox):
        set_up(lea)
        lea.open("/authenticator").press("Retirer l’application")
        assert lea.page.notice == "L’application est retirée. Vos codes arrivent de nouveau par SMS."
        assert "est retirée de votre compte" in outbox.to(MANAGER)[-1].text

    def test_when_codes_on_paper_are_made(self, lea, outbox):
        make_codes(lea)
        assert "Dix codes de secours viennent d’être créés" in outbox.to(MANAGER)[-1].text

    def test_when_a_code_on_paper_is_used(self, lea, desks, outbox):
        (code, *_others) = make_codes(lea)
        give_recovery_code(with_password(desks.browser("be")), code)
        used = next(mail for mail in outbox.to(MANAGER) if mail.subject == "Un code de secours a été utilisé")
        assert "Codes de secours qui restent : 9" in used.text.replace("\u00a0", " ")


NO_CODES = ("12345", "1234567", "abcdef", "123 456 78", "code", "079 123 45 67")
"""None of them can be a code of six digits or one on paper: they cost no try, of which there are five."""


class TestSigningInWithAnApp:
    def test_what_cannot_be_a_code_is_said_at_the_field_and_costs_no_try(self, lea, set_up, desks):
        secret = set_up(lea)
        browser = with_password(desks.browser("be"))
        for typed in NO_CODES:
            browser.fill("Code", typed).press("Continuer", status=422)
            assert "6 chiffres" in browser.page.problem_at("Code").replace("\u00a0", " "), typed
        assert browser.fill("Code", code_of(secret)).press("Continuer").page.heading == "Guichet"

    def test_the_page_asks_for_the_app_first_and_no_text_message_leaves(self, lea, set_up, desks, outbox):
        secret = set_up(lea)
        sent = len(outbox.texts)
        browser = with_password(desks.browser("be"))
        assert browser.page.heading == "Ouvrez votre application"
        assert "J’ai besoin d’un nouveau code d’accès" not in browser.page
        assert len(outbox.texts) == sent
        browser.fill("Code", code_of(secret)).press("Continuer")
        assert browser.page.heading == "Guichet"

    def test_a_text_message_stays_the_other_way(self, lea, set_up, desks, outbox):
        set_up(lea)
        browser = with_password(desks.browser("be")).press("Recevoir un code par SMS")
        assert browser.page.heading == "Consultez votre téléphone"
        browser.fill("Code", outbox.texts[-1].code).press("Continuer")
        assert browser.page.heading == "Guichet"

    def test_the_office_s_people_may_have_one_too(self, desks, sign_in, set_up):
        secret = set_up(sign_in(desks.browser("be"), "clerk@be.example"))
        browser = with_password(desks.browser("be"), "clerk@be.example")
        browser.fill("Code", code_of(secret)).press("Continuer")
        assert browser.page.heading == "Liste de travail"

    def test_there_and_back_again_sends_one_text_message(self, lea, set_up, desks, outbox):
        secret = set_up(lea)
        sent = len(outbox.texts)
        browser = with_password(desks.browser("be")).press("Recevoir un code par SMS")
        browser.press("Utiliser l’application d’authentification").press("Recevoir un code par SMS")
        assert len(outbox.texts) == sent + 1
        browser.press("Utiliser l’application d’authentification").fill("Code", code_of(secret)).press("Continuer")
        assert browser.page.heading == "Guichet"

    def test_the_same_code_opens_nothing_twice(self, lea, set_up, desks):
        secret = set_up(lea)
        first, second = (with_password(desks.browser("be")) for _number in range(2))
        for browser in (first, second):
            browser.fill("Code", code_of(secret))
        assert first.press("Continuer").page.heading == "Guichet"
        second.press("Continuer", status=422)
        assert second.page.problems == [ALREADY_USED]

    def test_the_code_that_set_it_up_does_not_sign_in(self, lea, desks):
        lea.open("/authenticator").press("Configurer une application")
        secret = secret_on(lea.page)
        lea.fill("Code affiché par l’application", code_of(secret)).press("Activer l’application")
        browser = with_password(desks.browser("be")).fill("Code", code_of(secret)).press("Continuer", status=422)
        assert browser.page.problems == [ALREADY_USED]

    @pytest.mark.parametrize(("seconds", "status"), [(-30, 200), (30, 200), (60, 422), (600, 422)])
    def test_the_clock_may_be_wrong_by_one_step(self, lea, set_up, desks, clock, seconds, status):
        secret = set_up(lea)
        clock.forward(minutes=15)
        code = pyotp.TOTP(secret).at(int(house_clock.now().timestamp()) - seconds)
        with_password(desks.browser("be")).fill("Code", code).press("Continuer", status=status)

    def test_five_wrong_codes_are_the_last_whatever_the_way(self, lea, set_up, desks, outbox):
        secret = set_up(lea)
        browser = with_password(desks.browser("be"))
        for _number in range(3):
            browser.fill("Code", other(code_of(secret))).press("Continuer", status=422)
        browser.press("Recevoir un code par SMS")
        wrong = other(outbox.texts[-1].code)
        browser.fill("Code", wrong).press("Continuer", status=422)
        assert browser.page.problems == ["Ce code ne correspond pas. Il vous reste un essai."]
        browser.fill("Code", wrong).press("Continuer")
        assert browser.page.notice == "Cela fait trop d’essais. Recommencez avec votre mot de passe."

    def test_an_app_that_was_replaced_shows_worthless_codes(self, lea, set_up, desks):
        old = set_up(lea)
        set_up(lea, "Remplacer l’application")
        with_password(desks.browser("be")).fill("Code", code_of(old)).press("Continuer", status=422)

    def test_the_old_app_is_good_until_the_new_one_has_shown_a_code(self, lea, set_up, desks):
        old = set_up(lea)
        lea.open("/authenticator").press("Remplacer l’application")
        assert "Votre application actuelle reste valable" in lea.page
        browser = with_password(desks.browser("be")).fill("Code", code_of(old)).press("Continuer")
        assert browser.page.heading == "Guichet"

    def test_without_the_app_again_a_text_message_comes(self, lea, set_up, desks, outbox):
        set_up(lea)
        lea.open("/authenticator").press("Retirer l’application")
        assert with_password(desks.browser("be")).page.heading == "Consultez votre téléphone"


class TestCodesOnPaper:
    def test_ten_codes_are_shown_once(self, lea):
        made = make_codes(lea)
        assert len(set(made)) == 10
        assert "Créés le 14 novembre 2026." in lea.page
        lea.open("/recovery-codes")
        assert not [code for code in made if code in lea.page]
        assert "Codes qui restent : 10." in lea.page

    def test_sending_the_form_again_makes_no_others(self, lea, desks, outbox):
        lea.open("/recovery-codes")
        form = lea.page
        made = [*make_codes(lea)]
        lea._page = form
        lea.press("Créer dix codes")
        assert "Vos codes ont déjà été affichés." in lea.page.notice
        assert len(outbox.to(MANAGER)) == 1
        assert give_recovery_code(with_password(desks.browser("be")), made[0]).page.heading == "Guichet"

    def test_a_code_works_once_and_in_place_of_the_text_message(self, lea, desks):
        code, second, *_others = make_codes(lea)
        assert give_recovery_code(with_password(desks.browser("be")), code).page.heading == "Guichet"
        browser = give_recovery_code(with_password(desks.browser("be")), code, status=422)
        assert browser.page.problems == ["Ce code a déjà servi. Saisissez-en un autre."]
        browser.fill("Code de secours", second.lower().replace("-", " ")).press("Continuer")
        assert browser.page.heading == "Guichet"
        assert lea.open("/account").page.summary()["Codes de secours"].startswith("Il vous reste 8 codes.")
        assert "Code de secours utilisé" in lea.open("/journal").page

    def test_what_cannot_be_a_code_on_paper_costs_no_try(self, lea, desks):
        (code, *_others) = make_codes(lea)
        browser = with_password(desks.browser("be")).press("Utiliser un code de secours")
        for typed in NO_CODES:
            browser.fill("Code de secours", typed).press("Continuer", status=422)
            assert browser.page.problem_at("Code de secours"), typed
        assert browser.fill("Code de secours", code).press("Continuer").page.heading == "Guichet"

    def test_a_code_in_place_of_the_app(self, lea, set_up, desks):
        set_up(lea)
        (code, *_others) = make_codes(lea)
        assert give_recovery_code(with_password(desks.browser("be")), code).page.heading == "Guichet"

    def test_a_code_confirms_as_well(self, lea, clock):
        (code, *_others) = make_codes(lea)
        clock.forward(minutes=11)
        lea.open("/recovery-codes").fill("Mot de passe", PASSWORD).press("Continuer")
        give_recovery_code(lea, code)
        assert lea.page.heading == "Codes de secours"
        assert "Codes qui restent : 9." in lea.page

    def test_new_codes_replace_the_old_ones(self, lea, desks):
        (old, *_others) = make_codes(lea)
        make_codes(lea)
        give_recovery_code(with_password(desks.browser("be")), old, status=422)

    def test_an_empty_code_asks_for_one(self, lea, desks):
        make_codes(lea)
        give_recovery_code(with_password(desks.browser("be")), "", status=422)

    def test_five_wrong_codes_are_the_last(self, lea, desks):
        (code, *_others) = make_codes(lea)
        browser = with_password(desks.browser("be"))
        for _number in range(4):
            give_recovery_code(browser, "0000-0000-0000", status=422)
        give_recovery_code(browser, "0000-0000-0000")
        assert browser.page.heading == "Se connecter"
        assert code

    def test_when_all_are_used_the_way_is_not_offered_any_more(self, lea, desks):
        with desks.acting("be") as ctx:
            user_of(ctx, MANAGER).recovery_left = ()
        assert "Utiliser un code de secours" not in with_password(desks.browser("be")).page
        assert lea.open("/account").page.summary()["Codes de secours"].startswith("Aucun code imprimé.")

    def test_a_phone_is_not_proven_by_paper(self, lea, desks):
        (code, *_others) = make_codes(lea)
        with desks.acting("be") as ctx:
            user_of(ctx, MANAGER).phone_proven = False
        give_recovery_code(with_password(desks.browser("be")), code)
        with desks.looking("be") as ctx:
            assert not user_of(ctx, MANAGER).phone_proven


class TestAFactorIsNeverAddedWithThePasswordAlone:
    @pytest.mark.parametrize("address", ADDRESSES)
    def test_a_browser_that_has_given_only_the_password_is_asked_to_sign_in(self, be, address):
        with_password(be)
        assert be.open(address).page.heading == "Se connecter"
        assert be.get("/authenticator-qr", status=303).location.startswith("http://be.localhost/?next=")

    @pytest.mark.parametrize("address", [*ADDRESSES, "/authenticator-qr"])
    def test_after_ten_minutes_password_and_factor_are_asked_for_again(self, lea, clock, address):
        clock.forward(minutes=11)
        assert lea.open(address).page.heading == "Confirmez que c’est vous"

    @pytest.mark.parametrize("address", [*ADDRESSES, "/authenticator-qr"])
    def test_a_trusted_browser_that_gave_no_code_is_asked_for_one(self, ne, desks, outbox, address):
        in_a_trusted_browser(ne, outbox)
        assert ne.open(address).page.heading == "Confirmez que c’est vous"
        ne.fill("Mot de passe", PASSWORD).press("Continuer")
        assert ne.page.heading == "Consultez votre téléphone"

    @pytest.mark.parametrize(
        ("address", "button"),
        [
            ("/authenticator", "Configurer une application"),
            ("/authenticator", "Remplacer l’application"),
            ("/authenticator", "Retirer l’application"),
            ("/recovery-codes", "Créer dix codes"),
        ],
    )
    def test_a_form_sent_later_changes_nothing(self, lea, desks, clock, set_up, address, button):
        if button.startswith("Re"):
            set_up(lea)
        with desks.looking("be") as ctx:
            before = factors_of(ctx)
        lea.open(address)
        clock.forward(minutes=11)
        lea.press(button)
        assert lea.page.heading == "Confirmez que c’est vous"
        with desks.looking("be") as ctx:
            assert factors_of(ctx) == before

    def test_the_password_again_is_not_enough_either(self, lea, clock):
        clock.forward(minutes=11)
        lea.open("/authenticator").fill("Mot de passe", PASSWORD).press("Continuer")
        assert lea.page.heading == "Consultez votre téléphone"
        assert lea.open("/authenticator").page.heading == "Confirmez que c’est vous"


class TestAnotherWay:
    def test_only_what_the_account_has_is_offered(self, be):
        with_password(be)
        assert not {"Recevoir un code par SMS", "Utiliser un code de secours"} & set(be.page.buttons())

    @pytest.mark.parametrize("method", ["app", "recovery", "mail", ""])
    def test_what_the_account_does_not_have_cannot_be_asked_for(self, be, method):
        with_password(be)
        choose(be, method)
        assert be.page.heading == "Consultez votre téléphone"

    def test_a_new_number_is_proven_by_its_own_code_and_by_nothing_else(self, lea):
        make_codes(lea)
        lea.open("/account-phone").fill("Nouveau téléphone portable suisse", "079 123 45 67")
        lea.press("Envoyer le code")
        assert "Utiliser un code de secours" not in lea.page
        choose(lea, "recovery")
        assert lea.page.heading == "Consultez votre téléphone"

    def test_without_an_attempt_one_begins_anew(self, be):
        be.open("/")
        choose(be, "sms")
        assert "Aucune connexion n’est en cours" in be.page.notice


def choose(browser, method):
    """Posts the choice of a way, offered or not."""
    token = browser.page.document.xpath("string(.//input[@name='csrf_token']/@value)")
    browser._arrive(browser.post_controls("/other-method", [("csrf_token", token), ("method", method)]), 200)


def give_recovery_code(browser, code, status=200):
    """Uses a code on paper on the page for codes."""
    if browser.page.heading != "Saisissez un code de secours":
        browser.press("Utiliser un code de secours")
    return browser.fill("Code de secours", code).press("Continuer", status=status)


def confirm(browser, outbox):
    """Password and text message again."""
    browser.fill("Mot de passe", PASSWORD).press("Continuer").fill("Code", outbox.texts[-1].code).press("Continuer")


def in_a_trusted_browser(ne, outbox):
    """Zoé Exemple, signed in by the password in a browser that she trusts."""
    with_password(ne, "insured@ne.example")
    ne.tick("Ne plus demander de code").fill("Code", outbox.texts[-1].code).press("Continuer")
    ne.press("Se déconnecter")
    with_password(ne, "insured@ne.example")
    assert ne.page.heading == "Guichet"


def factors_of(ctx):
    """What Lea Rochat's account has, and what is being set up."""
    user = user_of(ctx, MANAGER)
    pending = [session.totp_nonce for session in ctx.portal["sessions"].of(user.id)]
    return user.totp_nonce, user.recovery_nonce, any(pending)


def events(desks):
    """What the audit trail says of accounts, without the codes sent."""
    from guichet.audit.audit_log import entries

    with desks.looking("be") as ctx:
        said = [entry.action for entry in entries(ctx.portal) if entry.actor != "system"]
    return [one for one in said if one in ("user.signed_in", "user.app_added")]
