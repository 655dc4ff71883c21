"""What a stranger learns from registering with another's address: nothing, at any step, in words or in work."""

import re
from typing import get_args

import pytest

from guichet.users.models import State

STATES = get_args(State)
ACCEPT = "J’accepte les conditions d’utilisation"
OWN = {
    "Mot de passe": "tilleul-pont-neige-7",
    "Téléphone portable suisse": "079 555 12 34",
    "Rue et numéro": "Rue du Lac 3",
    "NPA": "2000",
    "Localité": "Neuchâtel",
    "Prénom": "Mia",
    "Nom": "Robert",
}
INSURED = OWN | {"N° assuré": "756.9217.0769.85", "Date de naissance": "1.2.1970"}
COMPANY = OWN | {"Nom de la société": "Aide Aare Sàrl", "GLN": "7601001000001"}
IDS = r"[0-9a-f]{16}"


class Listener:
    """A browser whose every answer is kept, without what is random or was typed."""

    def __init__(self, browser, address, hashing):
        self.browser, self.address, self.hashing = browser, address, hashing
        self.learnt = []

    def press(self, words):
        before = len(self.hashing)
        answer = self.browser.send(words)
        self._keep(answer, self.hashing[before:])
        if answer.status_int == 303:
            self.browser.open(answer.location)
            self._keep(self.browser.page.response, [])

    def _keep(self, answer, work):
        headers = {name: re.sub(IDS, "…", value) for name, value in answer.headers.items() if name != "Set-Cookie"}
        text = re.sub(r'name="csrf_token" value="[^"]*"', "", answer.text.replace(self.address, "…"))
        cookies = [cookie.partition("=")[0] for cookie in answer.headers.getall("Set-Cookie")]
        self.learnt.append((answer.status_int, headers, re.sub(IDS, "…", text), cookies, work))


@pytest.fixture
def two(desks, user_in_state, hashing):
    """Two listeners: with the address of an account in a state, and with one without account."""

    def make(state):
        for address in (user_in_state(state), user_in_state("unknown")):
            yield Listener(desks.browser("be"), address, hashing)

    return make


@pytest.mark.parametrize("state", STATES)
def test_an_insured_person_s_registration_is_answered_alike_up_to_the_mail(two, outbox, clock, state):
    learnt = []
    for listener in two(state):
        be = listener.browser.open("/register-insured").fill_all(INSURED | {"Adresse e-mail": listener.address})
        be.tick("Femme").tick(ACCEPT)
        listener.press("S’inscrire")
        be.fill("Code", outbox.texts[-1].code)
        listener.press("Continuer")
        listener.press("Renvoyez-moi un nouvel e-mail")
        learnt.append(listener.learnt)
        clock.forward(minutes=1)
    assert learnt[0] == learnt[1]
    assert [one[-1] for one in learnt[0] if one[-1]] == [["hash"]]


@pytest.mark.parametrize("state", STATES)
def test_a_company_s_registration_is_answered_alike(two, clock, state):
    learnt = []
    for listener in two(state):
        be = listener.browser.open("/register-company").fill_all(COMPANY | {"Adresse e-mail": listener.address})
        be.tick(ACCEPT)
        listener.press("S’inscrire")
        listener.press("Renvoyez-moi un nouvel e-mail")
        clock.forward(minutes=1)
        learnt.append(listener.learnt)
    assert learnt[0] == learnt[1]
    assert [one[-1] for one in learnt[0]] == [["hash"], [], [], []]
    assert "/confirm-email?user=" in learnt[0][0][1]["Location"]


@pytest.mark.parametrize("form", [INSURED, COMPANY], ids=["insured", "company"])
def test_a_corrected_address_is_answered_alike(two, outbox, clock, form):
    learnt = []
    for listener in two("active"):
        be = listener.browser.open("/register-insured" if form is INSURED else "/register-company")
        be.fill_all(form | {"Adresse e-mail": "wrong@aide.example"}).tick(ACCEPT)
        if form is INSURED:
            be.tick("Femme").press("S’inscrire").fill("Code", outbox.texts[-1].code).press("Continuer")
        else:
            be.press("S’inscrire")
        be.follow("Corriger l’adresse").fill("Adresse e-mail", listener.address)
        listener.press("Envoyer l’e-mail à cette adresse")
        learnt.append(listener.learnt)
        clock.forward(minutes=1)
    assert learnt[0] == learnt[1]


def test_only_the_mail_tells_the_owner(two, outbox):
    listeners = list(two("active"))
    for listener in listeners:
        be = listener.browser.open("/register-company").fill_all(COMPANY | {"Adresse e-mail": listener.address})
        be.tick(ACCEPT).press("S’inscrire")
    subjects = [mail.subject for listener in listeners for mail in outbox.to(listener.address)]
    assert subjects == ["Vous avez déjà un compte", "Confirmez l’inscription de votre société"]
