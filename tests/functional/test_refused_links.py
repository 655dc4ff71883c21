"""A link of a mail whose button comes too late: its page says why, also after a reload and a switch of language."""

import pytest

from guichet.issuers.issuer_actions import register_company
from guichet.testing.people import new_secret, user_of
from guichet.users.invitations import invite
from guichet.users.registration import Person, new_user
from guichet.users.user_retention import apply_to_user

PASSWORD = "tilleul-pont-neige-7"
MAIL = "nina@be.example"
BUTTONS = {
    "activate": "Activer mon compte",
    "confirm-company": "Confirmer mon inscription",
    "invitation": "Choisir mon mot de passe",
    "reset-password": "Réinitialiser le mot de passe",
    "confirm-new-email": "Confirmer cette adresse",
    "undo-new-email": "Rétablir cette adresse",
}
PURPOSES = {
    "activate": "activate",
    "confirm-company": "confirm-company",
    "invitation": "invitation",
    "reset-password": "reset",
    "confirm-new-email": "email",
    "undo-new-email": "undo-email",
}
COMPANY = {"company_name": "Aide Sàrl", "gln": "7601001000001", "street": "Rue 1", "postcode": "3005", "town": "Berne"}
COMPANY |= {"email": MAIL, "first_name": "Nina", "last_name": "Blanc", "phone": "+41795551234", "password": PASSWORD}
EVERY_LINK = pytest.mark.parametrize("page", BUTTONS)


@pytest.fixture
def link(desks):
    """Makes the address of a page behind a link."""

    def make(page):
        with desks.acting("be") as ctx:
            person = Person(MAIL, "Nina", "Blanc", "+41795551234", PASSWORD if page == "activate" else "", "fr")
            if page == "confirm-company":
                user = register_company(ctx, COMPANY, "fr")
            elif page == "activate":
                user = new_user(ctx, person)
                user.phone_proven = True
            elif page == "invitation":
                user = invite(ctx, person, issuer_id=user_of(ctx, "manager@be.example").issuer_id)
            else:
                user = user_of(ctx, "manager@be.example")
            detail = {"confirm-new-email": MAIL, "undo-new-email": f"{user.email} {user.phone}"}.get(page, "")
            return f"/{page}?link={new_secret(ctx, PURPOSES[page], user, detail)}"

    return make


def fill(browser, page):
    """What the form of the link asks for."""
    if page in ("invitation", "reset-password"):
        browser.fill("Nouveau mot de passe" if page == "reset-password" else "Mot de passe", PASSWORD)
    if page == "invitation":
        browser.tick("J’accepte les conditions d’utilisation")


def assert_stays(browser):
    """The page after the button is the same when it is loaded again, and in German."""
    assert browser.page.heading == "Ce lien ne fonctionne pas"
    assert browser.page.response.request.method == "GET"
    words = browser.page.words
    assert browser.open(browser.page.url, status=410).page.words == words
    browser.follow("Deutsch", status=410)
    assert browser.page.document.get("lang") == "de-CH"
    assert browser.page.heading == "Dieser Link funktioniert nicht"


@EVERY_LINK
def test_expired_link_says_so_on_a_page_that_stays(be, link, page, clock):
    be.open(link(page))
    fill(be, page)
    clock.forward(days=8)
    be.press(BUTTONS[page], status=410)
    assert "n’est plus valable" in be.page
    assert_stays(be)


@EVERY_LINK
def test_link_used_in_another_window_says_so_on_a_page_that_stays(desks, link, page):
    address = link(page)
    first, second = desks.browser("be").open(address), desks.browser("be").open(address)
    for browser in (first, second):
        fill(browser, page)
    first.press(BUTTONS[page])
    second.press(BUTTONS[page], status=410)
    assert "Ce lien" in second.page
    assert_stays(second)


def test_link_whose_address_has_got_an_account_says_so_on_a_page(desks, link):
    first, second = link("activate"), link("activate")
    late = desks.browser("be").open(first)
    desks.browser("be").open(second).press(BUTTONS["activate"])
    late.press(BUTTONS["activate"], status=410)
    assert "Cette adresse e-mail a déjà un compte." in late.page
    assert_stays(late)


@pytest.mark.parametrize("page", ["activate", "confirm-company"])
@pytest.mark.parametrize(
    ("change", "cause"),
    [
        (lambda users, user: users.set_pending_email(user, "nina.blanc@be.example"), "Un lien plus récent"),
        (lambda users, user: users.activate_user(user), " est déjà confirmée| a déjà servi"),
        (lambda users, user: users.change_email(user_in(users, "manager"), MAIL), "a déjà un compte"),
    ],
    ids=["address-corrected", "used-another-mail", "address-taken"],
)
def test_link_that_proves_no_registration_shows_none(be, desks, link, page, change, cause):
    """Before the button, too: the first mail may have gone to a stranger, whom name and phone are not for."""
    address = link(page)
    with desks.acting("be") as ctx:
        users = ctx.portal["users"]
        (user,) = users.pending_with(MAIL)
        list(ctx.portal["links"].of(user.id))[-1].detail = MAIL
        change(users, user)
    be.open(address, status=410)
    assert any(one in be.page for one in cause.split("|"))
    assert "Blanc" not in be.page


def user_in(users, name):
    return users.with_email(f"{name}@be.example")


@pytest.mark.parametrize("page", ["activate", "confirm-company"])
def test_link_of_a_deleted_registration_says_so_on_a_page_that_stays(be, desks, link, clock, page):
    be.open(link(page))
    clock.forward(days=8)
    with desks.acting("be") as ctx:
        apply_to_user(ctx.portal["users"].pending_with(MAIL)[0], ctx.now)
    be.press(BUTTONS[page], status=410)
    assert "Cette inscription est effacée" in be.page
    assert_stays(be)


@EVERY_LINK
def test_unknown_link_states_no_cause(be, page):
    be.open(f"/{page}?link={'A' * 43}", status=404)
    assert "Nous ne connaissons pas ce lien." in be.page
