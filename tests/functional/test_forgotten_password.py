"""« Mot de passe oublié ? », in the words of the guide for companies, 5.1.1, and what a stranger learns from it."""

import re
from typing import get_args

import pytest

from guichet.testing.people import PASSWORD
from guichet.users.models import State

EMAIL = "manager@be.example"
NEW = "tilleul-pont-neige-7"
RESET = "Réinitialiser le mot de passe"
AGAIN = "Renvoyez-moi un nouvel e-mail"
STATES = ("unknown", *get_args(State))


def ask(browser, address=EMAIL, status=200):
    return browser.open("/forgot-password").fill("Adresse e-mail", address).press(RESET, status=status)


def link(browser, outbox, address=EMAIL):
    ask(browser, address)
    return outbox.to(address)[-1].link


def choose(browser, password=NEW, status=200):
    return browser.fill("Nouveau mot de passe", password).press(RESET, status=status)


def told(answer, address):
    """Everything that an answer tells, but for the address that was typed and the token of the form."""
    headers = {name: value for name, value in answer.headers.items() if name != "Set-Cookie"}
    text = re.sub(r'name="csrf_token" value="[^"]*"', "", answer.text.replace(address, "…"))
    return answer.status_int, headers, text


class TestTheGuide:
    """5.1.1, step by step."""

    def test_a_forgotten_password_is_replaced(self, be, outbox, sign_in):
        be.open("/").follow("Mot de passe oublié ?").fill("Adresse e-mail", EMAIL).press(RESET)
        assert "Si un compte existe pour manager@be.example, un message est parti." in be.page
        assert be.page.link("Corriger l’adresse") == "/forgot-password"
        assert "Il peut mettre 5 minutes. Regardez aussi dans les indésirables." in be.page
        (mail,) = outbox
        assert (mail.recipient, mail.link_label) == (EMAIL, RESET)
        choose(be.open(mail.link))
        assert be.page.heading == "Se connecter"
        assert be.page.notice == "Votre nouveau mot de passe est enregistré. Utilisez-le pour vous connecter."
        sign_in(be, EMAIL, NEW)
        assert be.page.heading == "Guichet"

    @pytest.mark.parametrize("glue", [".", ")", ">", ",", "%20", "%3E", "%22", "%C2%BB", "%29."])
    def test_the_link_opens_with_what_was_glued_to_it(self, be, outbox, glue):
        choose(be.open(link(be, outbox) + glue))
        assert be.page.heading == "Se connecter"

    @pytest.mark.parametrize(
        "glue", [".", ")", ",", "%20", "%3E", "%29.", "*", "=", "_", "%E2%80%9C", "%C2%A0", "%E2%80%8B."]
    )
    def test_an_address_without_a_secret_opens_with_glue_too(self, be, glue):
        assert be.open("/forgot-password" + glue).page.heading == be.open("/forgot-password").page.heading

    def test_the_old_password_opens_nothing_any_more(self, be, outbox):
        choose(be.open(link(be, outbox)))
        be.fill("Adresse e-mail", EMAIL).fill("Mot de passe", PASSWORD).press("Se connecter", status=422)

    def test_the_code_is_still_asked_for(self, be, outbox):
        choose(be.open(link(be, outbox)))
        be.fill("Adresse e-mail", EMAIL).fill("Mot de passe", NEW).press("Se connecter")
        assert be.page.heading == "Consultez votre téléphone"

    def test_sessions_on_other_devices_end(self, be, desks, outbox, sign_in):
        elsewhere = sign_in(desks.browser("be"), EMAIL).open("/")
        assert elsewhere.page.heading == "Guichet"
        choose(be.open(link(be, outbox)))
        assert elsewhere.open("/").page.heading == "Se connecter"

    def test_the_owner_is_told_that_the_password_is_another_one(self, be, outbox):
        choose(be.open(link(be, outbox)))
        assert (outbox[-1].recipient, outbox[-1].subject) == (EMAIL, "Votre mot de passe est modifié")

    def test_a_lock_another_caused_ends_with_the_new_password(self, be, desks, outbox, sign_in):
        guesser = desks.browser("be")
        for _number in range(6):
            guesser.open("/").fill("Adresse e-mail", EMAIL).fill("Mot de passe", "pas le bon").send("Se connecter")
        be.open("/").fill("Adresse e-mail", EMAIL).fill("Mot de passe", PASSWORD).press("Se connecter", status=429)
        choose(be.open(link(be, outbox)))
        sign_in(be, EMAIL, NEW)
        assert be.page.heading == "Guichet"

    def test_it_works_in_production(self, in_production):
        office = in_production.browser("be")
        choose(office.open(link(office, office.outbox)))
        assert office.page.heading == "Se connecter"


class TestWhatAStrangerLearns:
    """Nothing: not from the page, not from the time it takes, not from how often one may ask."""

    @pytest.mark.parametrize("state", STATES)
    def test_every_address_gets_the_same_answer_for_the_same_work(self, desks, user_in_state, hashing, state):
        answers, work = [], []
        for address in (user_in_state(state), user_in_state("unknown").replace("unknown", "nobody_")):
            browser = desks.browser("be").open("/forgot-password").fill("Adresse e-mail", address)
            before = len(hashing)
            answers.append(told(browser.send(RESET), address))
            with desks.looking("be") as ctx:
                errands = [task.kind for task in ctx.portal["tasks"].values() if task.subject == address]
            work.append((hashing[before:], errands))
        assert answers[0] == answers[1]
        assert answers[0][0] == 200
        assert work[0] == work[1] == (["verify"], ["reset"])

    def test_an_address_without_account_gets_no_mail(self, be, outbox):
        ask(be, "nobody@nowhere.example")
        assert not outbox

    def test_what_is_no_address_is_said_at_once(self, be, outbox):
        ask(be, "manager@", status=422)
        assert "Écrivez l’adresse entière" in be.page.problem_at("Adresse e-mail")
        assert be.page.value("Adresse e-mail") == "manager@"

    def test_a_link_and_an_address_of_another_desk_are_unknown(self, ne, outbox):
        ask(ne, EMAIL)
        assert not outbox


class TestLimits:
    """Sixty seconds, three an hour for an address, ten for a machine; the page is the same."""

    def test_another_mail_is_sent_after_a_minute(self, be, outbox, clock):
        ask(be)
        clock.forward(seconds=58)
        be.press(AGAIN)
        assert "Attendez encore" in be.page
        assert len(outbox) == 1
        clock.forward(seconds=2)
        be.press(AGAIN)
        assert "Attendez encore" not in be.page
        assert len(outbox) == 2

    def test_asking_on_the_first_page_again_is_not_faster(self, be, outbox):
        for _number in range(3):
            ask(be)
        assert "Attendez encore" in be.page
        assert len(outbox) == 1

    @pytest.mark.parametrize("address", [EMAIL, "mnobody@be.example"])
    def test_the_pause_is_the_same_for_an_address_without_account(self, be, address):
        for _number in range(2):
            ask(be, address)
        assert "Attendez encore 60 secondes avant de demander un nouvel e-mail." in be.page

    def test_the_fourth_of_an_hour_sends_nothing_and_says_nothing(self, be, outbox, clock):
        pages = []
        for _number in range(4):
            pages.append(ask(be).page.words)
            clock.forward(minutes=1)
        assert len(outbox) == 3
        assert pages[3] == pages[0]
        clock.forward(hours=1)
        ask(be)
        assert len(outbox) == 4

    def test_the_eleventh_from_one_machine_sends_nothing_and_says_nothing(self, be, outbox):
        typed = [*(f"m{number}@nowhere.example" for number in range(10)), EMAIL]
        pages = [ask(be, address).page.words.replace(address, "…") for address in typed]
        assert not outbox
        assert len(set(pages)) == 1


class TestLinks:
    """Links that do not work say why, and bring another one."""

    def shown_error(self, be, address, status=410):
        be.open(address, status=status)
        assert be.page.heading == "Ce lien ne fonctionne pas"
        return be.page.document.xpath("string(//main//h1/following-sibling::p[1])").replace("\u00a0", " ")

    def replaced(self, be, outbox, clock):
        """The page says which; one click, and a link that works is in the mail, without the address on the page."""
        before = len(outbox)
        clock.forward(minutes=2)
        be.press("Demander un nouveau lien")
        assert "Un message est parti à l’adresse de ce compte." in be.page
        assert EMAIL not in be.page.response.text
        (mail,) = outbox[before:]
        choose(be.open(mail.link))
        assert be.page.heading == "Se connecter"

    def test_a_used_link_says_that_it_was_used(self, be, outbox, clock):
        used = link(be, outbox)
        choose(be.open(used))
        assert self.shown_error(be, used).startswith("Ce lien a déjà servi.")
        self.replaced(be, outbox, clock)

    def test_an_expired_link_says_so(self, be, outbox, clock):
        expired = link(be, outbox)
        clock.forward(minutes=60, seconds=1)
        assert self.shown_error(be, expired).startswith("Ce lien n’est plus valable")
        self.replaced(be, outbox, clock)

    def test_a_replaced_link_says_so(self, be, outbox, clock):
        first = link(be, outbox)
        clock.forward(minutes=1)
        assert link(be, outbox) != first
        assert self.shown_error(be, first).startswith("Un lien plus récent est parti depuis.")
        self.replaced(be, outbox, clock)

    @pytest.mark.parametrize("change", [lambda one: one[:-1], lambda one: one + "x", lambda one: one.partition("=")[0]])
    def test_an_altered_link_is_incomplete(self, be, outbox, change):
        address = change(link(be, outbox))
        assert self.shown_error(be, address, 404).startswith("Nous ne connaissons pas ce lien.")
        be.follow("Demander un nouveau lien")
        assert be.page.url == "/forgot-password"

    def test_a_link_of_one_desk_is_incomplete_at_the_other(self, be, ne, outbox):
        here = link(be, outbox)
        there = here.replace("be.localhost", "ne.localhost")
        assert self.shown_error(ne, there, 404).startswith("Nous ne connaissons pas ce lien.")
        assert be.open(here).page.heading == RESET

    def test_programs_that_open_every_link_of_a_mail_use_nothing_up(self, be, outbox):
        address = link(be, outbox)
        for _number in range(3):
            be.get(address)
        choose(be.open(address))
        assert be.page.heading == "Se connecter"

    def test_a_link_that_was_used_while_the_page_was_open_says_so(self, be, desks, outbox):
        address = link(be, outbox)
        be.open(address)
        choose(desks.browser("be").open(address))
        choose(be, status=410)
        assert "Ce lien a déjà servi." in be.page

    def test_a_further_link_is_sent_no_faster_for_a_link_than_for_an_address(self, be, outbox):
        used = link(be, outbox)
        choose(be.open(used))
        before = len(outbox)
        be.open(used, status=410).press("Demander un nouveau lien")
        assert "Attendez encore" in be.page
        assert len(outbox) == before

    def test_the_address_of_the_page_is_sent_nowhere(self, be, outbox):
        address = link(be, outbox)
        for status in (200, 404):
            answer = be.get(address if status == 200 else f"{address}x")
            assert (answer.status_int, answer.headers["Referrer-Policy"]) == (status, "strict-origin")


class TestTheNewPassword:
    """The same rules as at the registration."""

    @pytest.mark.parametrize(
        ("password", "words"),
        [
            ("", "Choisissez un mot de passe"),
            ("court", "au moins 12 caractères"),
            ("aaaaaaaaaaaaaa", "facile à deviner"),
            ("Lea-Rochat-2026", "facile à deviner"),
            ("Home-Aide Emmental SA 26", "facile à deviner"),
            ("x" * 257, "256 caractères"),
        ],
    )
    def test_a_weak_one_is_refused_and_the_link_is_kept(self, be, outbox, password, words):
        choose(be.open(link(be, outbox)), password, status=422)
        assert words in be.page.problem_at("Nouveau mot de passe")
        assert be.page.value("Nouveau mot de passe") == ""
        choose(be)
        assert be.page.heading == "Se connecter"

    @pytest.mark.parametrize("password", ["correct horse battery staple", "ééèèàà öüü ñandú", " 🐝 ruche et tilleul "])
    def test_any_characters_will_do(self, be, outbox, sign_in, password):
        choose(be.open(link(be, outbox)), password)
        sign_in(be, EMAIL, password)
        assert be.page.heading == "Guichet"

    def test_the_page_is_shown_in_the_other_language_without_losing_the_link(self, be, outbox):
        be.open(link(be, outbox)).press("Deutsch")
        assert be.page.document.get("lang") == "de-CH"
        secret = be.page.document.xpath("string(//form[@id='form']//input[@name='link']/@value)")
        assert outbox[0].link.endswith(secret)
        assert secret
        be.press("Français")
        choose(be)
        assert be.page.heading == "Se connecter"
