"""PDFs in an archive: one whose file is damaged is replaced by a text that says so, and the others are there."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from io import BytesIO

from guichet import clock
from guichet.desk import Desk
from guichet.documents.zip_stream import ZipMember
from guichet.i18n import Localizer, _
from guichet.store.blobs import BlobDamaged
from guichet.store.damaged_blobs import report_damaged

DAMAGED = _(
    "La copie PDF de cette demande est abîmée sur notre serveur : nous ne la donnons pas. L’exploitant est averti. "
    "Votre demande elle-même est enregistrée. Téléchargez la copie de nouveau dans quelques jours, ou appelez-nous."
)


def copy_member(desk: Desk, name: str, moment: datetime, copy: Callable[[], bytes], localize: Localizer) -> ZipMember:
    """The member of an archive with the PDF that ``copy`` reads or draws; ``name`` is without an ending."""
    try:
        content, ending = copy(), "pdf"
    except BlobDamaged as problem:
        report_damaged(desk.db, problem, clock.now())
        content, ending = localize(DAMAGED).encode(), "txt"
    return ZipMember(f"{name}.{ending}", moment, len(content), partial(BytesIO, content))
