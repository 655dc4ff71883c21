"""« Mon compte »: what users see of their own account, who keeps it, name, language and journal."""

import pytest

from guichet.testing.people import PASSWORD, user_of

MANAGER, COLLABORATOR, CLERK = "manager@be.example", "collaborator@be.example", "clerk@be.example"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; rv:143.0) Gecko/20100101 Firefox/143.0"
OWN = ("Modifier le nom", "Modifier l’adresse e-mail", "Modifier le téléphone")


@pytest.fixture
def lea(be, sign_in):
    """Lea Rochat, « Gérant » of a company, on « Mon compte »."""
    be.extra_environ["HTTP_USER_AGENT"] = FIREFOX
    return sign_in(be, MANAGER).open("/account")


@pytest.fixture
def marc(desks, sign_in):
    """Marc Favre, « Collaborateur » of the same company, on « Mon compte »."""
    return sign_in(desks.browser("be"), COLLABORATOR).open("/account")


def links(page):
    return [link.text for link in page.document.xpath(".//dl//a")]


class TestThePage:
    """What it says."""

    def test_the_menu_under_the_name_leads_to_it(self, be, sign_in):
        sign_in(be, MANAGER).follow("Mon compte")
        assert be.page.heading == "Mon compte"
        assert "Bonjour Lea Rochat" in be.page

    def test_it_shows_one_s_own_details_and_where_to_change_each(self, lea, desks):
        rows = lea.page.summary()
        assert rows["Nom"] == "Lea Rochat | Modifier le nom"
        assert rows["Adresse e-mail"] == f"{MANAGER} | Modifier l’adresse e-mail"
        assert rows["Téléphone"].startswith("+41 79 ")
        assert rows["Langue"] == "Français | Modifier la langue"
        assert rows["Mes appareils"] == "Un appareil connecté | Voir mes appareils"

    @pytest.mark.parametrize(
        "email", [MANAGER, CLERK, "insured@be.example"], ids=["manager", "officer", "insured person"]
    )
    def test_everybody_but_collaborators_changes_their_own_details(self, be, sign_in, email):
        sign_in(be, email).open("/account")
        assert set(OWN) <= set(links(be.page))

    @pytest.mark.parametrize("link", [*OWN, "Modifier le mot de passe", "Voir mes appareils", "Lire le journal"])
    def test_every_row_leads_to_its_page(self, lea, link):
        lea.follow(link)
        assert lea.page.link("‹ Mon compte") == "/account"

    @pytest.mark.parametrize("page", ["account", "account-phone", "account-email", "devices", "journal", "session"])
    def test_a_stranger_is_asked_to_sign_in(self, be, page):
        assert "/?next=" in be.get(f"/{page}", status=303).location


class TestACollaborator:
    """The manager keeps their details."""

    def test_a_collaborator_sees_that_the_manager_keeps_the_details(self, marc):
        assert "Ces données sont gérées par le gérant de votre société. Lea Rochat" in marc.page
        assert marc.page.summary()["Adresse e-mail"] == COLLABORATOR
        assert set(OWN).isdisjoint(links(marc.page))
        assert {"Modifier le mot de passe", "Modifier la langue"} <= set(links(marc.page))

    @pytest.mark.parametrize("page", ["account-name", "account-email", "account-phone"])
    def test_the_pages_that_change_them_lead_back(self, marc, desks, page):
        assert marc.open(f"/{page}").page.heading == "Mon compte"
        posted = [
            ("csrf_token", marc.cookies["csrf"]),
            ("email", "other@exemple.example"),
            ("phone", "079 555 12 34"),
            ("first_name", "Max"),
            ("last_name", "Muster"),
        ]
        assert marc.post_controls(f"/{page}", posted).location.endswith("/account")
        with desks.looking("be") as ctx:
            assert user_of(ctx, COLLABORATOR).name == "Marc Favre"
            assert list(ctx.portal["tasks"]) == []


class TestTheName:
    """Changing it."""

    def test_a_new_name_is_shown_at_once(self, lea):
        lea.follow("Modifier le nom").fill("Nom", "Rochat-Blanc").press("Enregistrer")
        assert lea.page.notice == "Votre nom est modifié."
        assert "Bonjour Lea Rochat-Blanc" in lea.page

    def test_an_empty_name_is_asked_for(self, lea):
        lea.follow("Modifier le nom").fill("Nom", "").press("Enregistrer", status=422)
        assert lea.page.problem_at("Nom")
        assert lea.page.value("Prénom") == "Lea"

    @pytest.mark.parametrize("name", ["Lea\r\nBcc: everybody@be.example", "Lea\nX: y", "Lea\u2028Bcc: x"])
    def test_a_name_that_could_end_a_header_is_not_taken(self, lea, outbox, name):
        lea.typography = False
        lea.follow("Modifier le nom").fill("Prénom", name).press("Enregistrer", status=422)
        assert lea.open("/account").page.summary()["Nom"].startswith("Lea Rochat |")

    def test_the_office_s_list_of_its_people_follows_a_new_name(self, be, sign_in, desks):
        sign_in(be, CLERK).open("/account-name").fill("Nom", "Aebi").press("Enregistrer")
        with desks.looking("be") as ctx:
            clerk = user_of(ctx, CLERK)
            assert ctx.portal["office_staff"].row(clerk.id).name.endswith("Aebi")


class TestTheLanguage:
    """Of pages, mails and text messages."""

    def test_the_language_of_mails_and_pages_changes_together(self, lea, desks):
        lea.follow("Modifier la langue")
        assert lea.page.ticked("Français")
        lea.tick("Deutsch").press("Enregistrer")
        assert lea.page.document.get("lang") == "de-CH"
        with desks.looking("be") as ctx:
            assert user_of(ctx, MANAGER).language == "de"

    def test_a_language_the_desk_does_not_speak_is_not_taken(self, lea, desks):
        lea.follow("Modifier la langue")
        lea.page.control("Deutsch").set("value", "xx")
        lea.tick("Deutsch").press("Enregistrer", status=422)
        with desks.looking("be") as ctx:
            assert user_of(ctx, MANAGER).language == "fr"


class TestTheJournal:
    """« Journal de sécurité »."""

    def test_one_s_own_journal_is_in_words_with_time_and_device(self, lea):
        lea.follow("Lire le journal")
        assert lea.page.rows()[0] == ["14 novembre 2026 à 13 h 00", "Connexion", "Firefox, Windows"]
        assert lea.page.rows()[-1][1] == "Compte créé"

    def test_the_newest_line_comes_first(self, lea, clock):
        clock.forward(minutes=2)
        lea.open("/account-language").tick("Deutsch").press("Enregistrer")
        lea.open("/journal").press("Français")
        assert [line[1] for line in lea.page.rows()[:2]] == ["Langue modifiée", "Langue modifiée"]

    def test_nothing_of_others_stands_in_it(self, lea, marc, desks):
        marc.open("/account-password")
        marc.fill("Mot de passe actuel", PASSWORD).fill("Nouveau mot de passe", "tilleul-pont-neige-7")
        marc.press("Modifier le mot de passe")
        lea.open("/journal")
        assert "Mot de passe modifié" not in lea.page
        assert "Mot de passe modifié" in marc.open("/journal").page

    def test_a_page_has_fifty_lines(self, lea, desks, clock):
        with desks.acting("be", MANAGER) as ctx:
            from guichet.users.journal import note

            for _number in range(49):
                note(ctx, user_of(ctx, MANAGER), "locked")
        lines = len(lea.open("/journal").page.rows())
        assert lines == 50
        lea.follow("Plus ancien")
        assert lea.page.rows()[-1][1] == "Compte créé"
        assert lea.follow("Plus récent").page.url == "/journal?page=1"

    @pytest.mark.parametrize("number", ["0", "-1", "x", "²", "99999999999999999999", ""])
    def test_a_page_number_that_makes_no_sense_is_the_first(self, lea, number):
        lea.get("/journal", {"page": number}, status=200)
        assert lea.open("/journal").page.rows()
