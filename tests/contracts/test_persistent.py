"""What is stored can be read for ever: known classes only, and plain values that cannot be changed in place."""

import importlib
import io
import pickle
import pkgutil
from contextlib import closing
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import chain

import pytest
from distributions import PLUGINS
from persistent import Persistent

PACKAGES = tuple(importlib.import_module(name) for name in ("guichet", *PLUGINS))
MANIFEST = "tests/contracts/persistent_classes.txt"
PLAIN = (type(None), bool, int, str, bytes, Decimal)
FOREIGN = ("BTrees.", "ZODB.blob.Blob", "datetime.", "decimal.Decimal", "persistent.mapping.PersistentMapping")


class Reference:
    """Stands for a reference to another record."""


@pytest.fixture(scope="module")
def manifest(root):
    return [line for line in (root / MANIFEST).read_text().splitlines() if line and not line.startswith("#")]


def test_no_stored_class_is_renamed_or_moved(manifest):
    # The name of a class stands in every record. To rename one, leave the old name as an alias until an evolution
    # step has written all its objects again.
    for module in modules():
        importlib.import_module(module)
    assert sorted(classes(Persistent)) == manifest, f"bring {MANIFEST} up to date"


@pytest.mark.parametrize("canton", ["be", "ne"])
def test_every_record_holds_known_classes_and_plain_values(demo_desks, canton, manifest):
    known = {name.replace(":", ".") for name in manifest}
    records = 0
    with closing(demo_desks[canton].db.storage.iterator()) as transactions:
        for record in chain.from_iterable(transactions):
            read = Record(record.data)
            assert [name for name in read.names if not (name in known or name.startswith(FOREIGN))] == []
            assert read.faults == [], read.names
            records += 1
    assert records > 50


@pytest.mark.parametrize(
    ("value", "fault"),
    [
        ([1], "list"),
        ((1, {2}), "set"),
        ({"a": 1}, "dict"),
        ((1, (2.5,)), "float"),
        (datetime(2026, 11, 14, 12, 0), "naive datetime"),  # noqa: DTZ001
        (object(), "object"),
    ],
)
def test_the_scanner_finds(value, fault):
    assert list(faults(value)) == [fault]


class Record(pickle.Unpickler):
    """The two pickles of a record: its class, and its state."""

    def __init__(self, data):
        super().__init__(io.BytesIO(data))
        self.names = []
        self.load()
        state = self.load()
        # An object of ours keeps its attributes in a dict; trees keep theirs in nested tuples.
        values = state.values() if isinstance(state, dict) else (state,)
        values = _root(values) if self.names[0] == "persistent.mapping.PersistentMapping" else values
        self.faults = [fault for value in values for fault in faults(value)]

    def find_class(self, module, name):
        self.names.append(f"{module}.{name}")
        return super().find_class(module, name)

    def persistent_load(self, reference):
        return Reference()


def faults(value):
    """What cannot be stored: things that change unnoticed, and numbers and times that are not exact."""
    if isinstance(value, tuple):
        for item in value:
            yield from faults(item)
    elif isinstance(value, float):
        yield "float"
    elif isinstance(value, datetime):
        if value.utcoffset() != timedelta(0):
            yield "naive datetime"
    elif not isinstance(value, (*PLAIN, date, Reference)) and not _is_stored_class(value):
        yield type(value).__name__


def _is_stored_class(value):
    """References to a record come with its class."""
    return isinstance(value, type) and issubclass(value, Persistent)


def _root(values):
    """The database's own root, made by ZODB, is the one mapping there is."""
    return [item for mapping in values for item in mapping.values()]


def modules():
    """Every module of ours."""
    for package in PACKAGES:
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            yield module.name


def classes(base):
    """Every class of ours below ``base``, as ``module:name``."""
    found = set()
    for kind in base.__subclasses__():
        if kind.__module__.partition(".")[0] in {package.__name__ for package in PACKAGES}:
            found.add(f"{kind.__module__}:{kind.__name__}")
        found |= classes(kind)
    return found
