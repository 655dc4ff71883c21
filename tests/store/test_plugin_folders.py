"""What plugins store at a desk: a folder each, made when it is first used, found by their evolution steps."""

import pytest

from guichet import clock
from guichet.store import install as install_room
from guichet.store.batches import Objects
from guichet.store.database import install, read_transaction, write_transaction
from guichet.store.evolution import EvolutionStep, evolve
from guichet.store.models import Folder, Portal, Resource
from guichet.store.plugin_folders import plugin_folder


@pytest.fixture
def portal():
    made = Portal()
    install_room(made)
    made.add("issuers", Folder())
    return made


def test_a_plugin_finds_its_folder_again_from_any_object(portal):
    folder = plugin_folder(portal, "canton_vd")
    folder.add("one", Resource())
    assert plugin_folder(portal["issuers"], "canton_vd") is folder
    assert "one" not in plugin_folder(folder["one"], "canton_ge")


def test_an_evolution_step_changes_what_a_plugin_has_stored(empty_db, portal):
    plugin_folder(portal, "canton_vd").add("one", Resource())
    install(empty_db, portal)
    step = EvolutionStep("canton_vd.2027_01_mark", lambda item: setattr(item, "mark", 1), over="plugins/canton_vd/*")
    assert evolve(empty_db, [step], clock.now()) == [step.name]
    with read_transaction(empty_db) as stored:
        assert plugin_folder(stored, "canton_vd")["one"].mark == 1


def test_a_plugin_without_stored_objects_has_none_to_change(portal):
    assert list(Objects("plugins/canton_vd/*").behind(portal, ())) == []
    with pytest.raises(KeyError):
        list(Objects("persons/*").behind(portal, ()))


def test_folder_asked_for_by_a_page_that_only_reads_is_not_stored(empty_db, portal):
    install(empty_db, portal)
    with read_transaction(empty_db) as stored:
        plugin_folder(stored, "canton_vd")
    with write_transaction(empty_db) as stored:
        assert list(stored["plugins"]) == []
