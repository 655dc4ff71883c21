"""The password of a registration opens a session in the browser that registered alone, and shows no other account.

A stranger registers with an address of interest and a password of their own, and signs in with the pair after each
step: with an address that has an account and with one that has none, everything is the same (ASVS 5.0, 6.3.8).
"""

import re
from datetime import timedelta

import pytest

from guichet.auth import login_limits
from guichet.office.registrations.registration_actions import accept_registration, refuse_registration
from guichet.testing.people import PASSWORD
from guichet.users.user_retention import UNCONFIRMED_RETENTION, apply_to_user

STRANGERS = "tilleul-pont-neige-7"
KNOWN = {"insured": "insured@ne.example", "company": "manager@be.example", "office": "supervisor@be.example"}
PERSON = {
    "Mot de passe": STRANGERS,
    "Téléphone portable suisse": "079 555 12 34",
    "Rue et numéro": "Rue du Lac 3",
    "NPA": "2000",
    "Localité": "Neuchâtel",
    "Prénom": "Mia",
    "Nom": "Robert",
}
INSURED = PERSON | {"N° assuré": "756.9217.0769.85", "Date de naissance": "1.2.1970"}
COMPANY = PERSON | {"Nom de la société": "Aide Aare Sàrl", "GLN": "7601001000001"}
ACCEPT = "J’accepte les conditions d’utilisation"


class Stranger:
    """Registers with an address and writes down every answer: status, headers, cookies, page, hashes and mails."""

    def __init__(self, desks, desk, address, hashing, outbox):
        self.desks, self.desk, self.address, self.hashing, self.outbox = desks, desk, address, hashing, outbox
        self.registering = desks.browser(desk)
        self.learnt = []

    def register(self, form):
        browser = self.registering.open("/register-company" if form is COMPANY else "/register-insured")
        browser.fill_all(form | {"Adresse e-mail": self.address}).tick(ACCEPT)
        if form is INSURED:
            browser.tick("Femme")
        self.press("S’inscrire")
        self.code = self.outbox.texts[-1].code if form is INSURED else ""

    def press(self, words):
        answer = self.registering.send(words)
        self.note(answer)
        if answer.status_int == 303:
            self.note(self.registering.open(answer.location).page.response)

    def prove_phone(self):
        self.registering.open("/code").fill("Code", self.code)
        self.press("Continuer")

    def correct(self):
        self.registering.open("/correct-email").fill("Adresse e-mail", self.address)
        self.press("Envoyer l’e-mail à cette adresse")

    def sign_in_everywhere(self):
        """From another browser, and from the one that registered, in a copy of it."""
        for cookies in ({}, self.cookies()):
            browser = self.desks.browser(self.desk)
            for name, value in cookies.items():
                browser.set_cookie(name, value)
            browser.open("/sign-in").fill("Adresse e-mail", self.address).fill("Mot de passe", STRANGERS)
            answer = browser.send("Se connecter")
            self.note(answer)
            if answer.status_int == 303:
                self.note(browser.get(answer.location))

    def cookies(self):
        return {name: value for name, value in self.registering.cookies.items() if name == "registrations"}

    def note(self, answer):
        masked = [re.sub(r"[0-9a-f]{16}", "…", text) for text in (str(answer.headers.get("Location", "")), answer.text)]
        text = re.sub(r'name="csrf_token" value="[^"]*"', "", masked[1].replace(self.address, "…"))
        cookies = [without_value_and_date(one) for one in answer.headers.getall("Set-Cookie")]
        texts = len(self.outbox.to("+41795551234"))
        self.learnt.append((answer.status_int, masked[0], text, cookies, self.hashing.copy(), texts))
        self.hashing.clear()

    @property
    def statuses(self):
        return [status for status, *_rest in self.learnt]


def without_value_and_date(cookie):
    """Name and flags of a cookie, and how long its value is."""
    value, *flags = cookie.split("; ")
    name = value.partition("=")[0]
    return name, len(value), [flag for flag in flags if not flag.startswith("expires=")]


@pytest.fixture
def compare(desks, hashing, outbox, clock, monkeypatch):
    """Lets strangers do the same with the known and the unknown address; returns what one of them has learnt."""
    monkeypatch.setattr(login_limits, "UNKNOWN_BROWSER_LIMIT", login_limits.PER_NETWORK)

    def run(desk, known, steps):
        unknown = "x" * known.index("@") + known[known.index("@") :]
        both = []
        for address in (known, unknown):
            sent = len(outbox.to("+41795551234"))
            stranger = Stranger(desks, desk, address, hashing, outbox)
            hashing.clear()
            steps(stranger)
            for index, one in enumerate(stranger.learnt):
                stranger.learnt[index] = (*one[:-1], one[-1] - sent)
            both.append(stranger)
            clock.forward(days=2)
        assert both[0].learnt == both[1].learnt
        return both[1]

    return run


def known_at(desk):
    return [address for address in KNOWN.values() if address.endswith(f"@{desk}.example")]


PLACES = [
    ("ne", "insured@ne.example"),
    ("ne", "supervisor@ne.example"),
    ("be", KNOWN["company"]),
    ("be", KNOWN["office"]),
]


@pytest.mark.parametrize(("desk", "known"), PLACES[:2])
def test_insured_registration_shows_no_account_at_any_step(compare, desk, known):
    def steps(stranger):
        stranger.register(INSURED)
        stranger.sign_in_everywhere()
        stranger.prove_phone()
        stranger.sign_in_everywhere()
        stranger.press("Renvoyez-moi un nouvel e-mail")
        stranger.sign_in_everywhere()

    learnt = compare(desk, known, steps)
    # Registered; refused elsewhere; goes on with the code here. Then the same with the page of the mail.
    assert learnt.statuses[:5] == [303, 200, 422, 303, 200]
    assert learnt.statuses.count(422) == 3, "one refusal per step, in the other browser"


@pytest.mark.parametrize(("desk", "known"), PLACES[:2])
def test_corrected_address_shows_no_account(compare, desk, known):
    def steps(stranger):
        wanted, stranger.address = stranger.address, "wrong@aide.example"
        stranger.register(INSURED)
        stranger.prove_phone()
        stranger.address = wanted
        stranger.correct()
        stranger.sign_in_everywhere()

    assert compare(desk, known, steps).statuses[-3:] == [422, 303, 200]


@pytest.mark.parametrize(("desk", "known"), PLACES[2:])
def test_company_registration_shows_no_account_before_the_mail(compare, desk, known):
    def steps(stranger):
        stranger.register(COMPANY)
        stranger.sign_in_everywhere()

    assert compare(desk, known, steps).statuses == [303, 200, 422, 303, 200]


def test_mails_that_a_company_asks_for_again_show_no_account(compare):
    def steps(stranger):
        stranger.register(COMPANY)
        stranger.press("Renvoyez-moi un nouvel e-mail")
        assert stranger.outbox  # a look at the messages lets the worker do what is waiting
        stranger.sign_in_everywhere()

    assert compare("be", KNOWN["company"], steps).statuses == [303, 200, 303, 200, 422, 303, 200]


@pytest.mark.parametrize(
    ("decide", "shown"),
    [
        (refuse_registration, "Votre inscription n’est pas acceptée"),
        (accept_registration, "Ouvrez le lien que contient notre e-mail"),
    ],
)
def test_password_of_a_decided_company_opens_nothing_elsewhere(desks, hashing, outbox, confirm_company, decide, shown):
    stranger = Stranger(desks, "be", "mia@aide.example", hashing, outbox)
    stranger.register(COMPANY)
    confirm_company(stranger.address)
    with desks.acting("be", "clerk@be.example") as ctx:
        (user,) = ctx.portal["users"].pending_with(stranger.address)
        decide(ctx, user, *(["Ce GLN est celui d’une autre société."] if decide is refuse_registration else []))
    stranger.sign_in_everywhere()
    assert stranger.statuses == [303, 200, 422, 303, 200]
    # « e-mail » stands in an element of its own, which no line breaks.
    assert f"<h1>{shown}</h1>" in re.sub(r"</?span[^>]*>", "", stranger.learnt[-1][2])


@pytest.mark.parametrize(("desk", "known", "form"), [("ne", PLACES[0][1], INSURED), ("be", KNOWN["company"], COMPANY)])
@pytest.mark.parametrize("cleaned", [False, True])
def test_expired_registration_shows_no_account(compare, desks, clock, desk, known, form, cleaned):
    def steps(stranger):
        stranger.register(form)
        assert stranger.outbox
        clock.forward(seconds=UNCONFIRMED_RETENTION.total_seconds() + 1)
        if cleaned:
            with desks.acting(desk) as ctx:
                for user in list(ctx.portal["users"].values()):
                    apply_to_user(user, ctx.now)
        stranger.sign_in_everywhere()

    assert compare(desk, known, steps).statuses == [303, 200, 422, 422]


def test_registration_elsewhere_looks_and_costs_like_a_wrong_password(desks, hashing, outbox):
    stranger = Stranger(desks, "ne", "mia@aide.example", hashing, outbox)
    stranger.register(INSURED)
    del stranger.learnt[:]
    for address, password in (("mia@aide.example", STRANGERS), ("none@aide.exampl", STRANGERS)):
        hashing.clear()
        browser = desks.browser("ne").open("/sign-in")
        stranger.address = address
        browser.fill("Adresse e-mail", address).fill("Mot de passe", password)
        stranger.note(browser.send("Se connecter"))
    assert stranger.learnt[0] == stranger.learnt[1]
    assert stranger.learnt[0][4] == ["verify"]


def test_stranger_s_registration_gains_no_try_at_the_owner_s_password(desks, outbox):
    browser = desks.browser("ne").open("/register-insured")
    browser.fill_all(INSURED | {"Adresse e-mail": KNOWN["insured"]}).tick("Femme").tick(ACCEPT).press("S’inscrire")
    cookie = browser.cookies["registrations"]
    statuses = []
    for number in range(6):
        guessing = desks.browser("ne")
        guessing.set_cookie("registrations", cookie)
        guessing.open("/sign-in").fill("Adresse e-mail", KNOWN["insured"])
        guessing.fill("Mot de passe", STRANGERS if number % 2 else f"érable-{number}-pluie-lente")
        statuses.append(guessing.send("Se connecter").status_int)
    assert statuses == [422, 303, 422, 303, 422, 429]


def test_owner_who_registers_once_more_still_signs_in_to_the_account(desks, sign_in):
    browser = desks.browser("ne").open("/register-insured")
    browser.fill_all(INSURED | {"Adresse e-mail": KNOWN["insured"]}).tick("Femme").tick(ACCEPT).press("S’inscrire")
    browser.open("/sign-in")
    assert sign_in(browser, KNOWN["insured"], PASSWORD).page.heading == "Guichet"


@pytest.mark.parametrize("place", [0, 20, -2], ids=["signature", "end of the signature", "names"])
def test_an_altered_cookie_names_no_registration(desks, hashing, outbox, place):
    stranger = Stranger(desks, "ne", "mia@aide.example", hashing, outbox)
    stranger.register(INSURED)
    cookie = stranger.registering.cookies["registrations"]
    browser = desks.browser("ne")
    altered = list(cookie)
    altered[place] = "A" if cookie[place] != "A" else "B"
    browser.set_cookie("registrations", "".join(altered))
    browser.open("/sign-in").fill("Adresse e-mail", stranger.address).fill("Mot de passe", STRANGERS)
    assert browser.send("Se connecter").status_int == 422


def test_a_registration_belongs_to_its_browser_for_a_week(clock):
    assert timedelta(days=7) == UNCONFIRMED_RETENTION
