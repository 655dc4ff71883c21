"""« Téléphones perdus »: the lists, the page of a request, and who may decide which."""

import pytest

from guichet.demo import colleague
from guichet.mfa import phone_requests
from guichet.office.lost_phones import lost_phone_list
from guichet.testing.people import PASSWORD, user_of
from guichet.users import lost_phone_index
from guichet.users.registration import Person

MANAGER, INSURED, RIVAL = "manager@be.example", "insured@be.example", "rival@be.example"
CLERK, SUPERVISOR, ADMINISTRATOR = "clerk@be.example", "supervisor@be.example", "administrator@be.example"
COLLEAGUE = "administrator2@be.example"
OFFICERS = {CLERK, SUPERVISOR, ADMINISTRATOR}
NEW = "+41795556677"
REACH = "Le matin, au téléphone fixe"
LISTS = {"members": "/lost-phones", "staff": "/staff-lost-phones"}


@pytest.fixture
def asked(desks):
    """Asks for another number in the name of a user; returns the path of the office's page for the request."""

    def ask(email):
        with desks.acting("be") as ctx:
            user = user_of(ctx, email)
            phone_requests.submit(ctx, user, NEW, REACH, app_lost=False)
            return f"/users/{user.id}/lost-phone"

    return ask


@pytest.fixture
def clerk(be, sign_in):
    """Martin Berger, signed in a moment ago."""
    return sign_in(be, CLERK)


def request_of(desks, email):
    with desks.looking("be") as ctx:
        return user_of(ctx, email).phone_request


def waiting(desks, kind="members", step="requested"):
    with desks.looking("be") as ctx:
        return ctx.portal[lost_phone_index.LIST].count(lost_phone_index.facet(kind, step))


class TestTheList:
    def test_shows_who_asks_since_when_and_the_number_in_the_navigation(self, clerk, asked):
        asked(MANAGER)
        clerk.open("/work-list").follow("Téléphones perdus (1)")
        assert clerk.page.heading == "Téléphones perdus"
        assert clerk.page.rows() == [["Lea Rochat", "14 novembre 2026 à 13 h 00"]]

    def test_is_empty_when_no_request_waits(self, clerk):
        clerk.open("/work-list").follow("Téléphones perdus")
        assert "Personne n’attend un nouveau téléphone." in clerk.page

    def test_shows_approved_requests_apart_until_they_are_used(self, clerk, asked, desks):
        clerk.open(asked(MANAGER)).tick("Sur place").press("Accepter le nouveau téléphone")
        assert (waiting(desks), waiting(desks, step="approved")) == (0, 1)
        assert clerk.page.rows() == [["Lea Rochat", "15 novembre 2026 à 13 h 00"]]
        assert "Téléphones perdus (" not in clerk.page

    def test_shows_those_who_wait_longest_first(self, clerk, asked, clock):
        for email in (RIVAL, MANAGER, INSURED):
            asked(email)
            clock.forward(minutes=1)
        names = [name for name, _moment in clerk.open("/lost-phones").page.rows()]
        assert names == ["Nora Keller", "Lea Rochat", "Zoé Exemple"]

    def test_has_pages(self, clerk, asked, monkeypatch):
        monkeypatch.setattr(lost_phone_list, "PAGE_SIZE", 2)
        for email in (RIVAL, MANAGER, INSURED):
            asked(email)
        assert len(clerk.open("/lost-phones").page.rows()) == 2
        assert len(clerk.follow("Page suivante").page.rows()) == 1
        assert "Page suivante" not in clerk.page

    @pytest.mark.parametrize(
        ("kind", "allowed"), [("members", {CLERK, SUPERVISOR}), ("staff", {SUPERVISOR, ADMINISTRATOR})]
    )
    def test_is_seen_by_those_who_may_decide(self, desks, sign_in, kind, allowed):
        seen = {
            email
            for email in (*OFFICERS, MANAGER, INSURED)
            if sign_in(desks.browser("be"), email).get(LISTS[kind]).status_int == 200
        }
        assert seen == allowed

    def test_a_supervisor_goes_from_one_to_the_other(self, be, sign_in, asked):
        asked(CLERK)
        sign_in(be, SUPERVISOR).follow("Téléphones perdus (1)")
        assert be.page.rows()[0][0] == "Martin Berger"
        assert "Personne n’attend" in be.follow("Sociétés et personnes assurées").page

    def test_of_the_staff_is_the_one_an_administrator_is_led_to(self, be, sign_in, asked):
        asked(CLERK)
        sign_in(be, ADMINISTRATOR).follow("Téléphones perdus (1)")
        assert be.page.url == LISTS["staff"]


class TestThePage:
    def test_shows_what_the_office_has_on_file_of_a_company(self, clerk, asked, desks):
        shown = clerk.open(asked(MANAGER)).page.summary()
        assert clerk.page.heading == "Lea Rochat"
        assert "Demande du 14 novembre 2026 à 13 h 00" in clerk.page
        assert shown["Société"] == "Home-Aide Emmental SA"
        assert shown["GLN"] == "7601 0000 0000 2"
        assert shown["Adresse"] == "Bahnhofstrasse 12 3400 Burgdorf"
        assert shown["Adresse e-mail"] == MANAGER
        assert shown["Nouveau téléphone"] == "+41 79 555 66 77"
        assert shown["Pour joindre la personne"] == REACH
        assert "Application d’authentification" not in shown

    def test_shows_the_avs_number_of_an_insured_person(self, clerk, asked):
        shown = clerk.open(asked(INSURED)).page.summary()
        assert shown["N° assuré"] == "756.1111.1111.13"
        assert shown["Adresse"] == "Bahnhofstrasse 12 3400 Burgdorf"
        assert "Société" not in shown

    def test_warns_of_calling_the_number_that_the_request_brings(self, clerk, asked):
        assert "N’appelez ni le nouveau numéro ni un numéro indiqué ci-dessus" in clerk.open(asked(MANAGER)).page

    def test_does_not_exist_without_a_request(self, clerk, desks):
        with desks.looking("be") as ctx:
            name = user_of(ctx, MANAGER).id
        clerk.open(f"/users/{name}/lost-phone", status=404)
        clerk.open(f"/users/{name}/", status=404)
        clerk.open("/users/unknown/lost-phone", status=404)


class TestDeciding:
    def test_asks_how_the_identity_was_checked(self, clerk, asked, desks):
        clerk.open(asked(MANAGER)).press("Accepter le nouveau téléphone", status=422)
        assert clerk.page.problems == ["Choisissez comment vous avez vérifié l’identité"]
        assert request_of(desks, MANAGER).effective is None

    @pytest.mark.parametrize("check", ["Rappel à un numéro", "Lettre à l’adresse", "Sur place"])
    def test_takes_each_of_the_three_ways(self, clerk, asked, desks, check):
        clerk.open(asked(MANAGER)).tick(check).press("Accepter le nouveau téléphone")
        assert request_of(desks, MANAGER).effective is not None

    def test_approving_twice_does_not_move_the_moment(self, clerk, asked, desks, clock, outbox):
        path = asked(MANAGER)
        form = clerk.open(path).tick("Sur place").page
        clerk.press("Accepter le nouveau téléphone")
        effective = request_of(desks, MANAGER).effective
        clock.forward(minutes=5)
        clerk._page = form
        clerk.press("Accepter le nouveau téléphone")
        assert request_of(desks, MANAGER).effective == effective
        assert "dès le 15 novembre 2026 à 13 h 00" in clerk.open(path).page
        assert "Accepter le nouveau téléphone" not in clerk.page.buttons()
        assert len(outbox.to(MANAGER)) == 2

    @pytest.mark.parametrize("approved", [False, True])
    def test_refusing_changes_nothing_and_mails_the_owner(self, clerk, asked, desks, outbox, approved):
        path = asked(MANAGER)
        if approved:
            clerk.open(path).tick("Sur place").press("Accepter le nouveau téléphone")
        clerk.open(path).press("Refuser")
        assert clerk.page.notice == "Le nouveau téléphone est refusé. La personne est avertie par e-mail."
        assert request_of(desks, MANAGER) is None
        assert (waiting(desks), waiting(desks, step="approved")) == (0, 0)
        assert "L’office n’a pas accepté le nouveau téléphone" in outbox.to(MANAGER)[-1].text

    def test_a_request_that_a_colleague_refused_cannot_be_approved(self, clerk, asked, desks):
        form = clerk.open(asked(MANAGER)).tick("Sur place").page
        with desks.acting("be") as ctx:
            phone_requests.refuse(ctx, user_of(ctx, MANAGER))
        clerk._page = form
        clerk.press("Accepter le nouveau téléphone", status=404)
        assert request_of(desks, MANAGER) is None

    def test_a_request_sent_in_the_meantime_is_shown_before_it_is_approved(self, clerk, asked, desks, clock):
        path = asked(MANAGER)
        clerk.open(path).tick("Sur place")
        with desks.acting("be") as ctx:
            lost_phone_index.drop(ctx.portal, user_of(ctx, MANAGER))
        clock.forward(minutes=1)
        asked(MANAGER)
        clerk.press("Accepter le nouveau téléphone")
        assert clerk.page.notice == (
            "Cette personne a envoyé une nouvelle demande entre-temps. Regardez le nouveau numéro."
        )
        assert request_of(desks, MANAGER).effective is None
        clerk.open(path).tick("Sur place").press("Accepter le nouveau téléphone")
        assert request_of(desks, MANAGER).effective is not None

    def test_a_form_saved_for_an_earlier_request_is_not_shown(self, clerk, asked, desks, clock, outbox):
        path = asked(MANAGER)
        clerk.open(path).tick("Sur place")
        clock.forward(minutes=11)
        clerk.press("Accepter le nouveau téléphone").fill("Mot de passe", PASSWORD).press("Continuer")
        clerk.fill("Code", outbox.texts[-1].code)
        with desks.acting("be") as ctx:
            lost_phone_index.drop(ctx.portal, user_of(ctx, MANAGER))
        asked(MANAGER)
        clerk.press("Continuer")
        assert not clerk.page.ticked("Sur place")
        clerk.tick("Sur place").press("Accepter le nouveau téléphone")
        assert request_of(desks, MANAGER).effective is not None

    def test_approving_needs_a_fresh_code_and_saves_the_choice(self, clerk, asked, desks, clock, outbox):
        clerk.open(asked(MANAGER)).tick("Lettre à l’adresse du dossier")
        clock.forward(minutes=11)
        clerk.press("Accepter le nouveau téléphone")
        assert clerk.page.heading == "Confirmez que c’est vous"
        clerk.fill("Mot de passe", PASSWORD).press("Continuer")
        clerk.fill("Code", outbox.texts[-1].code).press("Continuer")
        assert clerk.page.ticked("Lettre à l’adresse du dossier")
        clerk.press("Accepter le nouveau téléphone")
        assert request_of(desks, MANAGER).effective is not None


class TestWhoMayDecide:
    @pytest.mark.parametrize(
        ("email", "allowed"),
        [
            (MANAGER, {CLERK, SUPERVISOR}),
            (INSURED, {CLERK, SUPERVISOR}),
            (CLERK, {SUPERVISOR, ADMINISTRATOR}),
            (SUPERVISOR, {ADMINISTRATOR}),
            (ADMINISTRATOR, {COLLEAGUE}),
        ],
    )
    def test_clerks_decide_for_issuers_and_others_for_the_office(self, desks, sign_in, asked, email, allowed):
        with desks.acting("be") as ctx:
            colleague(ctx, "administrator", Person(COLLEAGUE, "Ada", "Frei", "+41791230007", "", "fr"))
        # Before the request: it would end when its owner signs in.
        officers = OFFICERS | ({COLLEAGUE} if email == ADMINISTRATOR else set())
        signed_in = {officer: sign_in(desks.browser("be"), officer) for officer in officers}
        path = asked(email)
        pages = {officer: browser.get(path) for officer, browser in signed_in.items()}
        assert {officer for officer, page in pages.items() if "Accepter le nouveau téléphone" in page.text} == allowed

    @pytest.mark.parametrize(
        ("officer", "email"),
        [
            (CLERK, SUPERVISOR),
            (SUPERVISOR, ADMINISTRATOR),
            (RIVAL, MANAGER),
            (RIVAL, CLERK),
            (INSURED, MANAGER),
            (ADMINISTRATOR, MANAGER),
        ],
    )
    def test_others_see_no_page_and_cannot_post(self, desks, sign_in, asked, officer, email):
        path = asked(email)
        browser = sign_in(desks.browser("be"), officer)
        token = browser.page.document.xpath("string(.//input[@name='csrf_token']/@value)")
        assert browser.get(path).status_int == 404
        for button in ("approve", "refuse"):
            posted = [("csrf_token", token), ("check", "call"), (button, "yes")]
            assert browser.post_controls(path, posted).status_int == 404
        assert request_of(desks, email).effective is None

    def test_no_user_decides_their_own_request(self, be, sign_in, desks, asked):
        sign_in(be, ADMINISTRATOR)
        path = asked(ADMINISTRATOR)
        be.open(path)
        assert "C’est votre propre demande. Une autre personne de l’office la traite." in be.page
        assert not {"Refuser", "Accepter le nouveau téléphone"} & set(be.page.buttons())
        token = be.page.document.xpath("string(.//input[@name='csrf_token']/@value)")
        for button in ("approve", "refuse"):
            posted = [("csrf_token", token), ("check", "call"), (button, "yes")]
            assert be.post_controls(path, posted).status_int == 404
        assert request_of(desks, ADMINISTRATOR).effective is None
