"""The right password, and an account that is not open yet: where signing in leads, by the state of the account."""

import pytest
from webob.cookies import SignedSerializer

from guichet.issuers.company_confirmation import receive
from guichet.issuers.issuer_actions import register_company, register_insured
from guichet.office.registrations.registration_actions import accept_registration, refuse_registration
from guichet.testing.people import PASSWORD
from guichet.users.registration import prove_phone

EMAIL = "mia@exemple.example"
PERSON = {
    "email": EMAIL,
    "first_name": "Mia",
    "last_name": "Robert",
    "phone": "+41795551234",
    "password": PASSWORD,
    "street": "Rue du Lac 3",
    "postcode": "2000",
    "town": "Neuchâtel",
}
INSURED = PERSON | {"avs": "7569217076985", "birth_date": None, "salutation": "f"}
COMPANY = PERSON | {"company_name": "Aide Aare Sàrl", "gln": "7601001000001"}
ACCEPTED = "Ouvrez le lien que contient notre e-mail"


def sign_in(browser, status=200, password=PASSWORD):
    browser.fill("Adresse e-mail", EMAIL).fill("Mot de passe", password)
    return browser.press("Se connecter", status=status)


def mia(ctx):
    return user_with_password(ctx, EMAIL)


def user_with_password(ctx, email):
    return next(one for one in ctx.portal["users"].values() if one.email == email)


@pytest.fixture
def came_from(desks):
    """``came_from(be)``: the browser that has registered Mia there."""

    def take(browser):
        desk = browser.desk
        with desks.acting(desk.tenant.id) as ctx:
            user_id = mia(ctx).id
        signed = SignedSerializer(desk.keys("registrations"), "guichet.registrations", hashalg="sha256")
        browser.set_cookie("registrations", signed.dumps([user_id]).decode())
        return browser

    return take


class TestInsured:
    """A registration that was broken off goes on where it stopped."""

    @pytest.fixture
    def registered(self, desks, ne, came_from):
        with desks.acting("ne") as ctx:
            register_insured(ctx, INSURED, "fr")
        came_from(ne)

    def test_with_a_phone_not_proven_yet_a_code_is_sent_to_it(self, ne, registered, outbox):
        sign_in(ne.open("/"))
        assert ne.page.heading == "Consultez votre téléphone"
        assert outbox[-1].recipient == INSURED["phone"]
        ne.fill("Code", outbox[-1].code).press("Continuer")
        assert ne.page.heading == "Confirmez votre adresse e-mail"
        assert outbox[-1].recipient == EMAIL

    def test_another_mail_waits_a_minute_and_the_page_says_how_long(self, ne, registered, desks, outbox, clock):
        with desks.acting("ne") as ctx:
            prove_phone(ctx, mia(ctx))
        sign_in(ne.open("/"))
        ne.press("Renvoyez-moi un nouvel e-mail")
        sent = len(outbox)
        clock.forward(seconds=20)
        ne.press("Renvoyez-moi un nouvel e-mail")
        assert any(f"Attendez encore {n} secondes avant de demander un nouvel e-mail." in ne.page for n in (39, 40))
        assert len(outbox) == sent
        clock.forward(seconds=41)
        ne.press("Renvoyez-moi un nouvel e-mail")
        assert ne.page.notice == "Nous avons renvoyé l’e-mail."
        assert len(outbox) == sent + 1

    def test_with_an_address_not_proven_yet_the_mail_can_be_sent_again(self, ne, registered, desks, outbox):
        with desks.acting("ne") as ctx:
            prove_phone(ctx, mia(ctx))
        sign_in(ne.open("/"))
        assert ne.page.heading == "Confirmez votre adresse e-mail"
        assert EMAIL in ne.page
        ne.press("Renvoyez-moi un nouvel e-mail")
        ne.open(outbox[-1].link).press("Activer mon compte")
        sign_in(ne)
        assert ne.page.heading == "Consultez votre téléphone"

    def test_a_wrong_password_says_nothing_of_it(self, ne, registered):
        sign_in(ne.open("/"), status=422, password="tilleul-pont-neige-7")
        assert EMAIL not in ne.page.words
        assert "ne correspond pas" in ne.page.problems[0]


class TestCompany:
    """The office examines it, accepts it or refuses it; the link in the mail and the password open the desk."""

    @pytest.fixture(autouse=True)
    def registered(self, desks):
        with desks.acting("be") as ctx:
            receive(ctx, register_company(ctx, COMPANY, "fr"))

    @pytest.fixture
    def link(self, desks, outbox):
        with desks.acting("be") as ctx:
            accept_registration(ctx, mia(ctx))
        return outbox.to(EMAIL)[-1].link

    def test_while_it_waits_the_page_says_that_the_office_examines_it(self, be, came_from):
        sign_in(came_from(be).open("/"))
        assert be.page.heading == "L’office examine votre inscription"
        assert not be.outbox.texts

    def test_the_link_and_the_password_let_it_in(self, be, link, outbox):
        be.open(link)
        assert "L’office a accepté l’inscription de votre société." in be.page
        sign_in(be)
        be.fill("Code", outbox.texts[-1].code).press("Continuer")
        assert be.page.heading == "Guichet"
        assert "Aide Aare Sàrl" in be.page

    def test_a_mistyped_password_does_not_lose_the_link(self, be, link):
        sign_in(be.open(link), status=422, password="tilleul-pont-neige-7")
        sign_in(be)
        assert be.page.heading == "Consultez votre téléphone"

    def test_looking_at_the_link_does_not_use_it_up(self, be, link):
        sign_in(be.open(link).open(link))
        assert be.page.heading == "Consultez votre téléphone"

    def test_the_password_alone_is_refused_where_the_registration_was_not_made(self, be, link):
        sign_in(be.open("/"), status=422)
        assert "ne correspond pas" in be.page.problems[0]

    def test_the_password_alone_is_not_enough_and_a_mail_says_how_to_go_on(self, be, link, outbox, came_from):
        sign_in(came_from(be).open("/"))
        assert be.page.heading == ACCEPTED
        assert not outbox.texts
        be.press("Renvoyez-moi un nouvel e-mail")
        sign_in(be.open(outbox.to(EMAIL)[-1].link))
        assert be.page.heading == "Consultez votre téléphone"

    def test_the_mail_is_sent_again_five_times_an_hour(self, be, link, outbox, clock):
        clock.forward(days=8)
        sign_in(be.open(link, status=410))
        page, before = be.page, len(outbox)
        for _number in range(7):
            be._page = page
            be.press("Renvoyez-moi un nouvel e-mail")
        assert be.page.notice == "Nous avons déjà envoyé plusieurs e-mails. Réessayez dans une heure."
        assert len(outbox) == before + 5

    def test_the_link_alone_is_not_enough(self, be, link):
        sign_in(be.open(link), status=422, password="tilleul-pont-neige-7")
        assert be.open("/code").page.heading == "Se connecter"

    def test_a_used_link_says_so_and_the_password_works_without_it(self, be, link):
        sign_in(be.open(link))
        be.open(link, status=410)
        assert "Ce lien a déjà servi." in be.page
        sign_in(be)
        assert be.page.heading == "Consultez votre téléphone"

    def test_an_expired_link_says_so_and_the_password_brings_another_one(self, be, link, outbox, clock):
        clock.forward(days=8)
        be.open(link, status=410)
        assert "Ce lien n’est plus valable." in be.page
        sign_in(be)
        assert be.page.heading == ACCEPTED
        be.press("Renvoyez-moi un nouvel e-mail")
        sign_in(be.open(outbox[-1].link))
        assert be.page.heading == "Consultez votre téléphone"

    @pytest.mark.parametrize("end", ["", "x", "%C3%A9"])
    def test_a_mutilated_link_is_not_complete(self, be, link, end):
        be.open(link[:-4] + end, status=404)
        assert "Nous ne connaissons pas ce lien." in be.page
        sign_in(be, status=422)

    def test_the_link_of_another_company_opens_nothing(self, be, link, desks, outbox):
        with desks.acting("be") as ctx:
            other = COMPANY | {"email": "noa@exemple.example", "gln": "7601000000026", "company_name": "Noa SA"}
            receive(ctx, register_company(ctx, other, "fr"))
            accept_registration(ctx, user_with_password(ctx, other["email"]))
        sign_in(be.open(outbox.to("noa@exemple.example")[-1].link), status=422)

    def test_a_link_of_one_desk_is_none_in_the_other(self, ne, link):
        ne.open(link.replace("be.localhost", "ne.localhost"), status=404)

    @pytest.mark.parametrize("comment", ["Ihre GLN gehört einer anderen Firma.", ""])
    def test_a_refused_company_reads_that_it_is_refused_and_why(self, be, desks, came_from, comment):
        with desks.acting("be") as ctx:
            reason = next(iter(ctx.portal["reasons"].values()))
            refuse_registration(ctx, mia(ctx), comment, reason, "de")
        sign_in(came_from(be).open("/"))
        assert be.page.heading == "Votre inscription n’est pas acceptée"
        assert "Aide Aare Sàrl" in be.page
        words = be.page.document.xpath("//*[@class='words']")
        assert [(one.text, one.get("lang")) for one in words] == [
            (reason.in_language("fr").text, None),
            *([(comment, "de")] if comment else []),
        ]
        assert be.follow("Inscrivez votre société à nouveau").page.url == "/register-company"
        assert be.open("/code").page.heading == "Se connecter"

    def test_a_refusal_is_shown_to_no_other_browser(self, be, desks, came_from):
        with desks.acting("be") as ctx:
            refuse_registration(ctx, mia(ctx), "Ce GLN est celui d’une autre société.")
        sign_in(be.open("/"), status=422)
        assert "ne correspond pas" in be.page.problems[0]
        assert be.open("/registration-refused").page.heading == "Se connecter"
        sign_in(came_from(be), status=422, password="tilleul-pont-neige-7")
        assert be.open("/registration-refused").page.heading == "Se connecter"

    def test_each_state_of_a_registration_has_a_page_of_its_own(self, be, desks, came_from):
        """A page that an earlier sign-in has led to shows nothing of a later decision."""
        sign_in(came_from(be).open("/"))
        assert be.open("/registration-refused").page.heading == "Se connecter"
        with desks.acting("be") as ctx:
            accept_registration(ctx, mia(ctx))
        assert be.open("/registration-refused").page.heading == "Se connecter"
        assert be.open("/welcome-mail").page.heading == ACCEPTED

    def test_a_link_leads_a_signed_in_user_to_their_page(self, be, link):
        sign_in(be.open(link))
        be.fill("Code", be.outbox.texts[-1].code).press("Continuer")
        assert be.open(link).page.heading == "Guichet"

    @pytest.mark.parametrize("user", ["", "x", "../x"])
    def test_a_made_up_account_gets_no_mail(self, be, link, user, outbox):
        be.open("/")
        before, token = len(outbox), be.page.document.xpath("string(.//input[@name='csrf_token']/@value)")
        be.post_controls("/welcome", [("csrf_token", token), ("user", user)])
        assert len(outbox) == before
