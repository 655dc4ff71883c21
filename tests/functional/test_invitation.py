"""A user whom a company or the office has invited: chooses a password, accepts the conditions, signs in."""

import pytest

from guichet.testing.people import user_of
from guichet.users.credentials import close_user
from guichet.users.invitations import invite, send_invitation
from guichet.users.registration import Person
from guichet.web.pages import CONDITIONS

EMAIL = "nina.blanc@home-aide.example"
PASSWORD = "tilleul-pont-neige-7"
COMPANY, OFFICE = "Home-Aide Emmental SA", "Office AI Canton de Berne"
ACCEPT = "J’accepte les conditions d’utilisation"
CHOOSE = "Choisir mon mot de passe"


@pytest.fixture
def invited(desks, outbox):
    """The link an invited user gets; ``invited(roles=("clerk",))`` is one from the office."""

    def make(email=EMAIL, roles=()):
        with desks.acting("be") as ctx:
            person = Person(email, "Nina", "Blanc", "+41795551234", "", "fr")
            issuer_id = "" if roles else user_of(ctx, "manager@be.example").issuer_id
            user = invite(ctx, person, issuer_id=issuer_id, roles=roles)
            if not roles:
                ctx.portal["issuers"][issuer_id].members[user.id] = "collaborator"
            send_invitation(ctx, user, OFFICE if roles else COMPANY)
        return outbox[-1].link

    return make


def choose(browser, password=PASSWORD, status=200):
    return browser.fill("Mot de passe", password).tick(ACCEPT).press(CHOOSE, status=status)


def shown_error(browser, address, status=410):
    browser.open(address, status=status)
    assert browser.page.heading == "Ce lien ne fonctionne pas"
    return browser.page.words


def test_a_collaborator_chooses_a_password_and_signs_in(be, invited, sign_in, desks):
    be.open(invited())
    assert be.page.heading == "Choisissez votre mot de passe"
    assert f"Vous recevez un accès au guichet en ligne de l’AI, de la part de {COMPANY}." in be.page
    assert EMAIL in be.page
    choose(be)
    assert (be.page.heading, be.page.notice) == ("Se connecter", "Votre compte est activé. Connectez-vous.")
    sign_in(be, EMAIL, PASSWORD)
    assert be.page.heading == "Guichet"
    with desks.looking("be") as ctx:
        user = user_of(ctx, EMAIL)
        assert (user.conditions, user.phone_proven) == (CONDITIONS, True)


def test_a_person_of_the_office_reads_who_invites_them(be, invited, sign_in):
    be.open(invited(roles=("clerk",)))
    assert f"de la part de l’{OFFICE}." in be.page
    choose(be)
    sign_in(be, EMAIL, PASSWORD)
    assert be.page.heading == "Liste de travail"


def test_the_phone_is_proven_at_the_first_sign_in(be, invited, outbox):
    choose(be.open(invited()))
    be.fill("Adresse e-mail", EMAIL).fill("Mot de passe", PASSWORD).press("Se connecter")
    assert be.page.heading == "Consultez votre téléphone"
    assert outbox[-1].recipient == "+41795551234"


@pytest.mark.parametrize(
    ("password", "words"),
    [
        ("", "Choisissez un mot de passe"),
        ("court", "au moins 12 caractères"),
        ("Nina-Blanc-2026", "facile à deviner"),
        ("Home-Aide Emmental SA!", "facile à deviner"),
    ],
)
def test_a_weak_password_is_refused_and_the_link_stays_good(be, invited, password, words):
    choose(be.open(invited()), password, status=422)
    assert words in be.page.problem_at("Mot de passe")
    assert be.page.ticked(ACCEPT)
    choose(be)
    assert be.page.heading == "Se connecter"


def test_the_conditions_have_to_be_accepted(be, invited):
    be.open(invited()).fill("Mot de passe", PASSWORD).press(CHOOSE, status=422)
    type_again = "Saisissez encore une fois le mot de passe : nous ne le gardons pas sur la page"
    assert be.page.problems == [type_again, "Cochez la case pour accepter les conditions"]


def test_programs_that_open_every_link_of_a_mail_use_nothing_up(be, invited):
    address = invited()
    for _number in range(3):
        be.get(address)
    choose(be.open(address))
    assert be.page.heading == "Se connecter"


def test_a_used_invitation_says_that_it_was_used(be, invited):
    address = invited()
    choose(be.open(address))
    assert "Ce lien a déjà servi." in shown_error(be, address)


def test_an_expired_invitation_of_a_company_says_who_can_send_another(be, invited, clock):
    address = invited()
    clock.forward(days=7, seconds=1)
    assert f"Demandez au gérant de {COMPANY} de vous en envoyer une nouvelle." in shown_error(be, address)


def test_an_expired_invitation_of_the_office_says_so_too(be, invited, clock):
    address = invited(roles=("clerk",))
    clock.forward(days=7, seconds=1)
    assert "Demandez à la personne de l’office qui vous a invité" in shown_error(be, address)


def test_an_invitation_that_was_withdrawn_is_no_longer_valid(be, invited, desks):
    address = invited()
    with desks.acting("be") as ctx:
        close_user(ctx, ctx.portal["users"].pending_with(EMAIL)[0])
    words = shown_error(be, address)
    assert "Cette invitation n’est plus valable." in words
    assert "déjà servi" not in words


def test_only_the_newest_invitation_works(be, invited, desks, outbox):
    first = invited()
    with desks.acting("be") as ctx:
        send_invitation(ctx, ctx.portal["users"].pending_with(EMAIL)[0], COMPANY)
    assert "Un lien plus récent est parti depuis." in shown_error(be, first)
    choose(be.open(outbox[-1].link))
    assert be.page.heading == "Se connecter"


@pytest.mark.parametrize("change", [lambda one: one[:-1], lambda one: one + "x", lambda one: one.partition("=")[0]])
def test_an_altered_invitation_is_incomplete(be, invited, change):
    assert "Nous ne connaissons pas ce lien." in shown_error(be, change(invited()), 404)


def test_an_invitation_of_one_desk_is_incomplete_at_the_other(be, ne, invited):
    here = invited()
    assert "Nous ne connaissons pas ce lien." in shown_error(ne, here.replace("be.localhost", "ne.localhost"), 404)
    assert be.open(here).page.heading == "Choisissez votre mot de passe"


def test_an_address_that_has_got_an_account_in_the_meantime_says_so(be, desks, invited):
    first, second = invited(), invited()
    choose(be.open(second))
    choose(be.open(first), status=410)
    assert "Cette adresse e-mail a déjà un compte." in be.page


def test_change_of_language_keeps_link_and_tick(be, invited):
    be.open(invited()).fill("Mot de passe", PASSWORD).tick(ACCEPT).press("Deutsch")
    assert be.page.document.get("lang") == "de-CH"
    be.press("Français")
    assert be.page.ticked(ACCEPT)
    assert be.page.value("Mot de passe") == ""
    choose(be)
    assert be.page.heading == "Se connecter"


def test_the_address_of_the_page_is_sent_nowhere(be, invited):
    assert be.get(invited()).headers["Referrer-Policy"] == "strict-origin"


def test_it_works_in_production(in_production):
    office = in_production.browser("be")
    with in_production.acting("be") as ctx:
        person = Person(EMAIL, "Nina", "Blanc", "+41795551234", "", "fr")
        send_invitation(ctx, invite(ctx, person, issuer_id=user_of(ctx, "manager@be.example").issuer_id), COMPANY)
    choose(office.open(office.outbox[-1].link))
    assert office.page.heading == "Se connecter"
