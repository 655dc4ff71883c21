"""How much a desk grows with each invoice that is sent, and with each that is accepted, before and after packing."""

from pathlib import Path

from companies import new_person
from figures import Figure
from filling import Filling, days_of
from serve import read_settings

from guichet import clock, demo
from guichet.action_context import system
from guichet.app import close, open_desks
from guichet.desk import Desk
from guichet.invoices.evaluation import DETAILS
from guichet.invoices.pdf_queue import PdfJob
from guichet.store.database import write_transaction

INVOICES = 50


def growth(folder: Path, host: str, invoices: int = INVOICES) -> list[Figure]:
    """Of a filled desk that no process serves: bytes per invoice in the packed database and before, and in blobs.

    Its one document has a kilobyte; others come on top as they are.
    """
    [desk] = open_desks(read_settings(folder, host, "development"))
    try:
        _draw(desk)
        desk.db.pack()
        sizes, sent = [_sizes(folder)], []
        for number in range(invoices):
            with write_transaction(desk.db) as portal:
                sent.append(_submit(Filling.of(system(portal, desk)), number))
        _draw(desk)
        sizes += [_sizes(folder), _packed(desk, folder)]
        for invoice_id in sent:
            with write_transaction(desk.db) as portal:
                _accept(Filling.of(system(portal, desk)), invoice_id)
        sizes += [_sizes(folder), _packed(desk, folder)]
    finally:
        close(desk.db)
    return [*_rows("submitted", sizes[:3], invoices), *_rows("accepted", sizes[2:], invoices)]


def _submit(filling: Filling, number: int) -> str:
    """A journey there and back of a person of its own, with one small picture; its id."""
    person = new_person(filling.mine, filling.company, 500_000 + number)
    details = filling.pattern.cstruct[DETAILS]
    for line, day in zip(details["lines"], days_of(number), strict=True):
        line["date"] = f"{day:%d.%m.%Y}"
    issue = {"number": f"G-{number}", "date": f"{clock.today():%d.%m.%Y}"}
    kind, files = filling.pattern.type_id, [("ticket.png", "ticket")]
    sent = demo.send_invoice(filling.mine, filling.company, person, kind, details, issue=issue, documents=files)
    return sent.id


def _accept(filling: Filling, invoice_id: str) -> None:
    clerk = filling.ctx.portal["users"].with_email("office@be.example")
    demo.decide(demo.acting_as(filling.ctx, clerk), filling.company.invoices[invoice_id], "accept")


def _draw(desk: Desk) -> None:
    copies = PdfJob(desk)
    while copies.run_due(clock.now()):
        pass


def _packed(desk: Desk, folder: Path) -> tuple[int, int]:
    desk.db.pack()
    return _sizes(folder)


def _sizes(folder: Path) -> tuple[int, int]:
    """Bytes of the database and of its blobs."""
    data = folder / "be"
    return (data / "Data.fs").stat().st_size, sum(file.stat().st_size for file in data.rglob("*.blob"))


def _rows(fate: str, sizes: list[tuple[int, int]], invoices: int) -> list[Figure]:
    """Of the sizes before, after, and packed."""
    (database, blobs), (written, _blobs), (packed, packed_blobs) = sizes
    rows = {
        f"growth per {fate} invoice": packed - database,
        f"… before packing, {fate}": written - database,
        f"… PDF and documents, {fate}": packed_blobs - blobs,
    }
    return [Figure(name, (), "bytes", [grown / invoices]) for name, grown in rows.items()]
