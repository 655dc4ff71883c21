"""« Modifier le mot de passe »."""

import pytest

from guichet.testing.people import PASSWORD, user_of

MANAGER = "manager@be.example"
NEW = "tilleul-pont-neige-7"


@pytest.fixture
def lea(be, sign_in):
    """Lea Rochat on the form."""
    return sign_in(be, MANAGER).open("/account-password")


def change(browser, present=PASSWORD, new=NEW, status=200):
    browser.fill("Mot de passe actuel", present).fill("Nouveau mot de passe", new)
    return browser.press("Modifier le mot de passe", status=status)


def test_a_new_password_counts_from_the_next_sign_in_on(lea, desks, sign_in):
    change(lea)
    assert lea.page.notice == "Votre mot de passe est modifié. Vos autres appareils sont déconnectés."
    other = desks.browser("be").open("/").fill("Adresse e-mail", MANAGER).fill("Mot de passe", PASSWORD)
    other.press("Se connecter", status=422)
    assert sign_in(desks.browser("be"), MANAGER, NEW).page.heading == "Guichet"


def test_a_changed_password_ends_all_other_sessions_at_once(lea, desks, sign_in):
    other = sign_in(desks.browser("be"), MANAGER)
    change(lea)
    assert other.open("/account").page.heading == "Se connecter"
    assert lea.open("/account").page.heading == "Mon compte"


def test_a_copy_of_this_session_s_cookie_is_worthless_too(lea, desks):
    thief = desks.browser("be")
    thief.set_cookie("session", lea.cookies["session"])
    assert thief.open("/account").page.heading == "Mon compte"
    change(lea)
    assert thief.open("/account").page.heading == "Se connecter"


def test_the_owner_is_told_by_mail_and_in_the_journal(lea, outbox):
    change(lea)
    assert (outbox[-1].recipient, outbox[-1].subject) == (MANAGER, "Votre mot de passe est modifié")
    assert lea.open("/journal").page.rows()[0][1] == "Mot de passe modifié"


def test_browsers_that_were_trusted_are_asked_for_a_code_again(ne, sign_in, desks, clock):
    sign_in(ne, "insured@ne.example")
    with desks.acting("ne", "insured@ne.example") as ctx:
        user_of(ctx, "insured@ne.example").trusted = (("0" * 64, clock.now.replace(year=2027)),)
    change(ne.open("/account-password"))
    with desks.looking("ne") as ctx:
        assert user_of(ctx, "insured@ne.example").trusted == ()


def test_a_wrong_present_password_changes_nothing(lea, desks):
    change(lea, present="pas celui-ci du tout", status=422)
    assert "Ce mot de passe ne correspond pas." in lea.page.problem_at("Mot de passe actuel")
    assert lea.page.value("Mot de passe actuel") == lea.page.value("Nouveau mot de passe") == ""
    assert "Mot de passe modifié" not in lea.open("/journal").page


def test_a_wrong_present_password_counts_as_a_failed_sign_in(lea, desks):
    # This browser is known to the account: it has ten tries of its own.
    for _number in range(10):
        change(lea, present="pas celui-ci du tout", status=422)
    change(lea, status=429)
    assert lea.page.heading == "Patientez quelques minutes"
    lea.press("Se déconnecter")
    lea.fill("Adresse e-mail", MANAGER).fill("Mot de passe", PASSWORD).press("Se connecter", status=429)


@pytest.mark.parametrize(
    ("new", "said"),
    [
        ("court", "au moins 12 caractères"),
        ("motdepasse1234", "facile à deviner"),
        ("rochat-lea-rochat", "facile à deviner"),
        ("manager@be.example", "facile à deviner"),
        ("x" * 257, "256 caractères au plus"),
        (PASSWORD, "différent de l’actuel"),
    ],
)
def test_a_new_password_is_judged_as_when_registering(lea, new, said):
    change(lea, new=new, status=422)
    assert said in lea.page.problem_at("Nouveau mot de passe")


def test_both_passwords_are_asked_for(lea):
    lea.press("Modifier le mot de passe", status=422)
    assert lea.page.problems == ["Saisissez votre mot de passe actuel", "Choisissez un mot de passe"]


def test_a_password_alone_makes_no_session_fresh(lea, clock):
    clock.forward(minutes=11)
    change(lea)
    assert lea.open("/account-phone").page.heading == "Confirmez que c’est vous"


def test_the_fields_say_what_they_are_to_a_password_manager(lea):
    kinds = [lea.page.control(label).get("autocomplete") for label in ("Mot de passe actuel", "Nouveau mot de passe")]
    assert kinds == ["current-password", "new-password"]
