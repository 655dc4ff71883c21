"""What a file may be at most, and how it is said when one is refused: the file by name, the reason, what to do now."""

import math
from dataclasses import dataclass

from translationstring import TranslationString

from guichet.i18n import _

MEBIBYTE = 2**20
MEGAPIXEL = 1_000_000


@dataclass(frozen=True)
class Limits:
    """The bounds of one attached file."""

    size: int = 10 * MEBIBYTE
    """In bytes, as received."""
    pixels: int = 40 * MEGAPIXEL
    """Width times height, read from the header before anything is decoded."""
    pages: int = 200
    metres: float = 5.0
    """Longest side of a PDF page. Longer ones stop scanners and archives further down the line."""


class UploadRejected(Exception):
    """The file is not taken; ``message`` tells the sender why and what to do."""

    def __init__(self, message: TranslationString) -> None:
        super().__init__(message)
        self.message = message


def empty(file: str) -> UploadRejected:
    """A file of no bytes, often a download that was cut off."""
    text = _(
        "« ${file} » est vide (0 octet). Ouvrez-le pour vérifier, puis choisissez-le de nouveau", mapping={"file": file}
    )
    return UploadRejected(text)


def wrong_type(file: str) -> UploadRejected:
    """Neither PDF nor JPEG nor PNG, whatever its name says."""
    return UploadRejected(_("« ${file} » : envoyez un PDF ou une photo (JPEG, PNG)", mapping={"file": file}))


def too_large(file: str, size: int, limit: int) -> UploadRejected:
    """Sizes in bytes; said in units of MiB, rounded up so that the two never read the same."""
    shown, allowed = (f"{math.ceil(value / MEBIBYTE * 10) / 10:g}" for value in (size, limit))
    return UploadRejected(
        _(
            "« ${file} » pèse ${size} Mo. La limite est de ${limit} Mo. "
            "Scannez en gris à 200 dpi ou envoyez en deux fichiers",
            mapping={"file": file, "size": shown, "limit": allowed},
        )
    )


def protected(file: str) -> UploadRejected:
    """An encrypted PDF, even one that opens without a password: nobody after us could check or archive it."""
    return UploadRejected(
        _("« ${file} » est protégé par un mot de passe. Enregistrez-le sans mot de passe", mapping={"file": file})
    )


def unreadable(file: str) -> UploadRejected:
    """Damaged, cut off, or built to do harm."""
    return UploadRejected(
        _(
            "Nous n’arrivons pas à ouvrir « ${file} ». Exportez-le de nouveau ou prenez une photo de chaque page",
            mapping={"file": file},
        )
    )


def infected(file: str) -> UploadRejected:
    """The desk's scanner has found malware."""
    return UploadRejected(
        _(
            "« ${file} » n’a pas passé le contrôle antivirus. "
            "Contrôlez votre appareil, puis choisissez un autre fichier",
            mapping={"file": file},
        )
    )


def not_scanned(file: str) -> UploadRejected:
    """The desk's scanner did not answer."""
    return UploadRejected(
        _(
            "« ${file} » n’a pas pu être contrôlé. Réessayez dans quelques minutes",
            mapping={"file": file},
        )
    )


def too_many_pages(file: str, pages: int, limit: int) -> UploadRejected:
    """A PDF of too many pages."""
    return UploadRejected(
        _(
            "« ${file} » a ${pages} pages ; la limite est de ${limit}. Envoyez-le en plusieurs fichiers",
            mapping={"file": file, "pages": pages, "limit": limit},
        )
    )


def too_long_a_page(file: str, limit: float) -> UploadRejected:
    """A PDF with a page of more than ``limit`` metres."""
    return UploadRejected(
        _(
            "« ${file} » contient une page de plus de ${limit} mètres. Exportez-le de nouveau au format A4",
            mapping={"file": file, "limit": f"{limit:g}"},
        )
    )


def too_many_pixels(file: str, limit: int) -> UploadRejected:
    """A picture that would take too much memory to decode."""
    return UploadRejected(
        _(
            "« ${file} » dépasse ${limit} millions de pixels. Envoyez une photo plus petite",
            mapping={"file": file, "limit": limit // MEGAPIXEL},
        )
    )
