"""The announcement that people read where they arrive."""

import pytest

TEXT = "Le guichet est fermé du 24 décembre au 2 janvier."


@pytest.fixture
def supervisor(desks, sign_in):
    return sign_in(desks.browser("be"), "supervisor@be.example").open("/announcement/")


def announce(supervisor, first, last):
    supervisor.fill_all(
        {
            "Texte (Français)": TEXT,
            "Texte (Deutsch)": "Der Schalter ist über die Feiertage geschlossen.",
            "Premier jour": first,
            "Dernier jour": last,
        }
    )
    return supervisor.press("Enregistrer")


def test_an_announcement_is_read_at_the_sign_in_in_both_languages(supervisor, desks):
    announce(supervisor, "14.11.2026", "14.11.2026")
    visitor = desks.browser("be").open("/")
    assert TEXT in visitor.page
    assert "Feiertage" in visitor.follow("Deutsch").page
    assert TEXT not in desks.browser("be").open("/forgot-password").page
    assert TEXT not in desks.browser("ne").open("/").page


def test_an_announcement_is_read_on_its_days_and_until_it_is_taken_back(supervisor, desks):
    announce(supervisor, "24.12.2099", "31.12.2099")
    assert TEXT not in desks.browser("be").open("/").page
    announce(supervisor, "01.01.2020", "31.12.2099")
    assert TEXT in desks.browser("be").open("/").page
    supervisor.open("/announcement/").follow("Retirer l’annonce").press("Retirer")
    assert TEXT not in desks.browser("be").open("/").page
    assert supervisor.page.value("Texte (Français)") == ""


def test_the_last_day_of_an_announcement_follows_the_first(supervisor, desks):
    supervisor.fill_all(
        {"Texte (Français)": TEXT, "Texte (Deutsch)": "X", "Premier jour": "3.1.2099", "Dernier jour": "2.1.2099"}
    )
    supervisor.press("Enregistrer", status=422)
    assert "Indiquez un jour qui ne vient pas avant le premier jour" in supervisor.page
    assert TEXT not in desks.browser("be").open("/").page


def test_an_announcement_is_read_on_the_guichet_page(supervisor, desks, sign_in):
    announce(supervisor, "01.01.2020", "31.12.2099")
    assert TEXT in sign_in(desks.browser("be"), "insured@be.example").page


def test_an_announcement_whose_last_day_is_past_is_not_taken(supervisor, desks):
    announced = {"Texte (Français)": TEXT, "Texte (Deutsch)": "X", "Premier jour": "1.1.2020"}
    supervisor.fill_all(announced | {"Dernier jour": "2.1.2020"}).press("Enregistrer", status=422)
    assert "Ce jour est passé" in supervisor.page.problem_at("Dernier jour")
