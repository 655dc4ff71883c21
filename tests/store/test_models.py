"""The containers every room builds on."""

import pytest

from guichet.store.models import Folder, Portal, Resource, find, new_id, portal_of


@pytest.fixture
def portal():
    return Portal()


def test_an_object_knows_its_place(portal):
    portal.add("issuers", Folder())
    name = portal["issuers"].put(Resource())
    item = portal["issuers"][name]
    assert (item.__name__, item.id, item.__parent__) == (name, name, portal["issuers"])
    assert portal_of(item) is portal


def test_an_object_outside_the_tree_has_no_id():
    with pytest.raises(LookupError, match="Folder is not in the tree yet"):
        _ = Folder().id


def test_a_name_is_given_once(portal):
    first = Folder()
    portal.add("issuers", first)
    with pytest.raises(KeyError, match="issuers"):
        portal.add("issuers", Folder())
    assert portal["issuers"] is first


def test_an_object_that_found_no_place_is_left_as_it_was(portal):
    portal.add("issuers", Folder())
    second = Folder()
    with pytest.raises(KeyError):
        portal.add("issuers", second)
    assert (second.__name__, second.__parent__) == (None, None)


def test_what_was_removed_is_gone(portal):
    portal.add("issuers", Folder())
    portal.remove("issuers")
    assert "issuers" not in portal
    assert portal.get("issuers") is None
    with pytest.raises(KeyError):
        portal.remove("issuers")


def test_an_empty_folder_is_still_something():
    assert Folder()
    assert list(Folder()) == []


def test_names_are_read_in_order(portal):
    for name in ("b", "c", "a"):
        portal.add(name, Resource())
    assert list(portal) == ["a", "b", "c"]
    assert [item.id for item in portal.values()] == ["a", "b", "c"]


def test_ids_are_random_and_never_the_same():
    ids = {new_id() for _ in range(1000)}
    assert len(ids) == 1000
    assert all(len(item) == 16 and int(item, 16) >= 0 for item in ids)


def test_the_nearest_of_a_kind_is_found_on_the_way_up(portal):
    portal.add("outer", Folder())
    portal["outer"].add("inner", Resource())
    assert find(portal["outer"]["inner"], Folder) is portal["outer"]
    assert find(portal["outer"], Folder) is portal["outer"]
    assert find(portal["outer"]["inner"], Portal) is portal


def test_the_root_is_at_no_address_and_lets_only_the_office_in(portal):
    assert (portal.__name__, portal.__parent__) == ("", None)
    rights = {principal: permissions for _action, principal, permissions in portal.__acl__()}
    assert rights.pop("system.Authenticated") == ("account",), "what is one's own, and nothing of the desk"
    assert set(rights) == {"role:clerk", "role:supervisor", "role:administrator"}
