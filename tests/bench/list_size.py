"""What the lists of invoices cost on disk."""

from persistent import Persistent
from ZODB.serialize import referencesf
from ZODB.utils import load_current

from guichet.desk import Desk
from guichet.invoices.case_index import work_list
from guichet.invoices.lists import HISTORY
from guichet.store.database import read_transaction


def bytes_per_invoice(desk: Desk) -> float:
    """Bytes of all records of issuers' histories and the office's work list, by the number of invoices sent."""
    with read_transaction(desk.db) as portal:
        indexes = [work_list(portal), *portal[HISTORY].values()]
        oids = [tree._p_oid for index in indexes for tree in _trees(index)]
        invoices = work_list(portal).count()
    return _bytes(desk, oids) / invoices


def _trees(index: Persistent) -> list[Persistent]:
    # A ghost has no attributes yet: its trees would not be counted.
    index._p_activate()
    return [value for name, value in vars(index).items() if isinstance(value, Persistent) and name != "__parent__"]


def _bytes(desk: Desk, oids: list[bytes]) -> int:
    """Bytes of these records and of all they refer to."""
    sizes: dict[bytes, int] = {}
    while oids:
        oid = oids.pop()
        if oid not in sizes:
            record, _tid = load_current(desk.db.storage, oid)
            sizes[oid] = len(record)
            oids += referencesf(record)
    return sum(sizes.values())
