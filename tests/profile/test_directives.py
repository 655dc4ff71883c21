"""What other rooms may add to « Mon compte », and who may not close an account."""

import pytest
from pyramid.config import Configurator

from guichet.profile import directives
from guichet.profile.directives import AccountEntry, DetailsManager


@pytest.fixture
def config():
    """A desk's application before its rooms are in it."""
    made = Configurator()
    made.include(directives)
    return made


def test_by_default_all_persons_manage_and_close_their_own_accounts(config):
    assert config.registry.details_manager(None) is None
    assert config.registry.closing_obstacle(None) is None
    assert config.registry.closings == []


def test_rooms_add_rows_in_the_order_in_which_they_are_included(config):
    for title in ("Première", "Deuxième"):
        config.add_account_entry(lambda request, title=title: [AccountEntry(title, "")])
    assert [rows(None)[0].title for rows in config.registry.account_entries] == ["Première", "Deuxième"]


def test_one_room_sets_the_details_manager_and_the_closing_obstacle(config):
    keeper = DetailsManager("Quelqu’un d’autre.", ("Lea Rochat",))
    config.set_details_manager(lambda request: keeper)
    config.set_closing_obstacle(lambda request: "Pas encore.")
    assert config.registry.details_manager(None) is keeper
    assert config.registry.closing_obstacle(None) == "Pas encore."


def test_a_row_stands_with_how_one_signs_in_unless_it_says_otherwise():
    assert AccountEntry("Application", "").part == "security"
