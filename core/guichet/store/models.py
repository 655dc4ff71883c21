"""The persistent containers that every room builds on. No Pyramid, no clock, no request."""

import secrets
from collections.abc import Collection, Iterator
from itertools import chain
from typing import Any

from BTrees.OOBTree import OOBTree
from persistent import Persistent

from guichet.store.roles import PERMISSIONS


def new_id() -> str:
    """A random object id, 64 bits in hex.

    A counter would be a record that all writers conflict on (tried: of 320 writes by 8 threads some
    200 were lost after three attempts), and its next value could be
    guessed. An id is no secret all the same: permissions protect the object (ASVS 8.2.2).
    """
    return secrets.token_hex(8)


class Resource(Persistent):
    """Base class of the objects in the tree; parents and names are an object's address and chain of access lists."""

    __parent__: Any = None
    __name__: str | None = None

    @property
    def id(self) -> str:
        """Name of the object in its folder, as addresses, audit entries and index keys give it.

        Raises ``LookupError`` before the object is put into a folder.
        """
        if self.__name__ is None:
            raise LookupError(f"this {type(self).__name__} is not in the tree yet")
        return self.__name__

    def touch(self) -> None:
        """Writes the record although nothing in it changes.

        For what is stored under the object's id elsewhere, and for its removal: of two transactions that touch the
        object at the same moment the second conflicts, is repeated, and finds the other's outcome.
        """
        self._p_changed = True


class Folder(Resource):
    """A container of resources by name, in a BTree: for any number of them, and for writers at the same time."""

    def __init__(self) -> None:
        self._items = OOBTree()

    def __getitem__(self, name: str) -> Any:
        return self._items[name]

    def __contains__(self, name: str) -> bool:
        return name in self._items

    def __iter__(self) -> Iterator[str]:
        return iter(self._items.keys())

    def keys(self, min: str | None = None) -> Iterator[str]:  # as BTrees call it
        """The names in order, from ``min`` on."""
        return iter(self._items.keys(min=min))

    def get(self, name: str, default: Any = None) -> Any:
        """The object of that name, or ``default``."""
        return self._items.get(name, default)

    def values(self) -> Iterator[Any]:
        """All objects; only for folders that stay small, since each one is loaded (5,000 invoices: 625 ms)."""
        return iter(self._items.values())

    def add(self, name: str, item: Any) -> None:
        """Puts ``item`` into the tree under ``name``. Raises ``KeyError`` when the name is taken."""
        if not self._items.insert(name, item):
            raise KeyError(name)
        # Pyramid's location attributes: traversal, resource_path and access lists walk along them.
        item.__parent__ = self
        item.__name__ = name

    def put(self, item: Any) -> str:
        """Puts ``item`` into the tree under a new random id, which is returned."""
        name = new_id()
        self.add(name, item)
        return name

    def remove(self, name: str) -> None:
        """Takes the object of that name out of the tree."""
        del self._items[name]


_ROOT_ACL = [
    ("Allow", "system.Authenticated", ("account",)),
    *(("Allow", f"role:{role}", permissions) for role, permissions in PERMISSIONS.items()),
]


def granted_at_root(principals: Collection[str]) -> frozenset[str]:
    """The permissions that the root's access list, which denies nothing, gives to ``principals``."""
    granted = (permissions for _allow, principal, permissions in _ROOT_ACL if principal in principals)
    return frozenset(chain.from_iterable(granted))


class Portal(Folder):
    """The root of a desk's tree. Each room installs its own folders into it."""

    __name__ = ""  # Pyramid's convention for the root of a resource tree
    desk_id = ""
    """Id of the canton whose desk it is; empty for one that was made before it was stored."""

    def __acl__(self) -> list[tuple[str, str, tuple[str, ...]]]:
        """What an office's role may do anywhere at its desk; issuers add what their own people may do."""
        return _ROOT_ACL


def portal_of(item: Any) -> Portal:
    """The root of the tree that ``item`` stands in."""
    while item.__parent__ is not None:
        item = item.__parent__
    assert isinstance(item, Portal)
    return item


def find(item: Any, kind: type) -> Any:
    """The nearest object of ``kind`` on the way from ``item`` to the root, e.g. the issuer of an invoice.

    Raises ``AttributeError`` when there is none.
    """
    while not isinstance(item, kind):
        item = item.__parent__
    return item
