"""Attachments that honest people send, and the words for those that cannot be taken."""

import hashlib
import io

import pikepdf
import pytest
from PIL import Image
from served_cleaning import sanitize_upload

from guichet.documents import engine
from guichet.documents.cleaning.outcome import CleanFile, Limits, UploadRejected
from guichet.documents.rejections import rejection_text
from guichet.i18n import Localizer

localize = Localizer("fr")


def pdf(pages: int = 1, size: tuple[float, float] = (595, 842), **how: object) -> bytes:
    document, written = pikepdf.new(), io.BytesIO()
    for _page in range(pages):
        document.add_blank_page(page_size=size)
    document.save(written, **how)
    return written.getvalue()


def paper(mode: str, size: tuple[int, int]) -> Image.Image:
    """Grey noise, which packs as badly as a photo does."""
    return Image.effect_noise(size, 50).convert("I" if mode == "I;16" else mode).convert(mode)


def picture(kind: str, mode: str = "RGB", size: tuple[int, int] = (40, 30), **how: object) -> bytes:
    written = io.BytesIO()
    paper(mode, size).save(written, kind, **how)
    return written.getvalue()


def opened(file: CleanFile) -> Image.Image:
    image = Image.open(io.BytesIO(file.content))
    image.load()
    return image


def refusal(name: str, content: bytes, limits: Limits | None = None) -> str:
    with pytest.raises(UploadRejected) as caught:
        sanitize_upload(name, content, limits or Limits())
    return localize(rejection_text(name, caught.value)).replace("\u00a0", " ")


def test_a_pdf_is_kept_with_its_pages_counted():
    file = sanitize_upload("Quittance.pdf", pdf(pages=3))
    assert (file.filename, file.content_type, file.pages) == ("Quittance.pdf", "application/pdf", 3)
    assert file.sha256 == hashlib.sha256(file.content).hexdigest()
    assert len(pikepdf.open(io.BytesIO(file.content)).pages) == 3


@pytest.mark.parametrize(("kind", "content_type"), [("JPEG", "image/jpeg"), ("PNG", "image/png")])
def test_a_photo_is_kept_in_its_own_format(kind: str, content_type: str):
    file = sanitize_upload("photo." + kind.lower(), picture(kind))
    assert (file.content_type, file.pages) == (content_type, None)
    assert (opened(file).format, opened(file).size) == (kind, (40, 30))


def test_the_content_decides_and_not_the_name():
    assert sanitize_upload("scan.pdf", picture("JPEG")).filename == "scan.pdf.jpg"
    assert sanitize_upload("photo.jpg", pdf()).content_type == "application/pdf"


def test_the_same_file_is_kept_the_same_to_the_byte():
    for content in (pdf(), picture("JPEG"), picture("PNG")):
        assert sanitize_upload("x", content) == sanitize_upload("x", content)


def test_sideways_photo_is_stored_upright_without_its_location():
    exif = Image.Exif()
    exif[0x0112] = 6  # orientation: turn by 90°
    exif[0x010F] = "Maker of cameras"
    exif.get_ifd(0x8825)[1] = "N"  # position
    content = picture("JPEG", exif=exif, comment=b"secret comment", icc_profile=b"profile")
    file = sanitize_upload("photo.jpg", content)
    assert opened(file).size == (30, 40)
    assert not opened(file).getexif()
    for trace in (b"Maker", b"secret", b"profile", b"Exif"):
        assert trace in content
        assert trace not in file.content


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_every_kind_of_png_is_taken(mode: str):
    assert opened(sanitize_upload("x.png", picture("PNG", mode))).size == (40, 30)


@pytest.mark.parametrize("mode", ["L", "RGB", "CMYK"])
def test_every_kind_of_jpeg_is_taken(mode: str):
    assert opened(sanitize_upload("x.jpg", picture("JPEG", mode))).mode in ("L", "RGB")


def test_transparent_paper_stays_transparent():
    palette = Image.new("P", (4, 4))
    palette.info["transparency"] = 0
    written = io.BytesIO()
    palette.save(written, "PNG", transparency=0)
    kept = opened(sanitize_upload("x.png", written.getvalue()))
    assert kept.convert("RGBA").getpixel((0, 0))[3] == 0


def test_a_pdf_of_a_scanner_that_writes_something_first_is_taken():
    assert sanitize_upload("scan.pdf", b"\xef\xbb\xbf\r\n" + pdf()).pages == 1


def test_nothing_is_said_to_be_empty():
    assert refusal("x.pdf", b"") == (
        "« x.pdf » est vide (0 octet). Ouvrez-le pour vérifier, puis choisissez-le de nouveau"
    )


def test_a_file_of_another_type_is_named():
    assert refusal("lettre", b"\x01\x02") == "« lettre » : envoyez un PDF ou une photo (JPEG, PNG, HEIC)"


def test_a_file_that_is_too_heavy_is_told_its_weight():
    heavy = b"%PDF-" + bytes(14 * 10**6)
    assert refusal("x.pdf", heavy) == (
        "« x.pdf » pèse 14.1 Mo. La limite est de 10 Mo. Scannez en gris à 200 dpi ou envoyez en deux fichiers"
    )
    assert "pèse 10.1 Mo" in refusal("x.pdf", bytes(10 * 10**6 + 1))


def test_a_file_of_exactly_the_limit_is_taken():
    content = pdf()
    assert sanitize_upload("x.pdf", content, Limits(size=len(content)))


def test_a_protected_pdf_is_asked_for_without_password():
    content = pdf(encryption=pikepdf.Encryption(owner="owner", user="secret"))
    assert refusal("x.pdf", content) == "« x.pdf » est protégé par un mot de passe. Enregistrez-le sans mot de passe"


@pytest.mark.parametrize("revision", [2, 3, 4, 6])
def test_pdf_that_only_forbids_changes_is_taken_and_stored_open(revision: int):
    strong = revision >= 4
    lock = pikepdf.Encryption(owner="owner", user="", R=revision, metadata=strong, aes=strong)
    file = sanitize_upload("x.pdf", pdf(encryption=lock))
    assert (file.pages, file.findings) == (1, ())
    assert not pikepdf.open(io.BytesIO(file.content)).is_encrypted


@pytest.mark.parametrize(
    "content", [pdf(), picture("JPEG", size=(400, 300)), picture("PNG", size=(400, 300))], ids=["pdf", "jpeg", "png"]
)
def test_a_file_that_was_cut_off_is_asked_for_again(content: bytes):
    assert refusal("x.pdf", content[: len(content) * 2 // 3]) == (
        "Nous n’arrivons pas à ouvrir « x.pdf ». Exportez-le de nouveau ou prenez une photo de chaque page"
    )


def test_making_copies_does_not_soften_the_intake():
    assert engine.FONTS  # WeasyPrint is loaded, which lets Pillow take pictures that were cut off
    content = picture("JPEG", size=(400, 300))
    assert "ouvrir" in refusal("x.jpg", content[: len(content) // 2])


def test_a_book_is_too_much():
    assert refusal("x.pdf", pdf(pages=201)) == (
        "« x.pdf » a 201 pages ; la limite est de 200. Envoyez-le en plusieurs fichiers"
    )
    assert sanitize_upload("x.pdf", pdf(pages=200)).pages == 200


def test_a_page_longer_than_a_wall_is_refused():
    assert "plus de 5 mètres" in refusal("x.pdf", pdf(size=(595, 14_400)))


def test_a_photo_of_too_many_pixels_is_refused():
    assert refusal("x.png", picture("PNG", size=(21, 10)), Limits(pixels=209)).startswith("« x.png » dépasse")
    assert sanitize_upload("x.png", picture("PNG", size=(21, 10)), Limits(pixels=210))


def test_a_refusal_names_the_file_without_its_tricks():
    assert refusal("../\u202eevil\x00.docx", b"PK").startswith("« evil.docx »")
