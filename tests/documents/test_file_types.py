"""Files that are not taken: what they are is recognised by their first bytes, and their owner reads what to do."""

import io
import zipfile

import pillow_heif
import pytest
from PIL import Image

from guichet.documents.cleaning import file_types, zip_names
from guichet.documents.cleaning.outcome import UploadRejected
from guichet.documents.cleaning.sanitize import PICTURES, sanitize_upload
from guichet.documents.rejections import REJECTIONS, rejection_text
from guichet.i18n import Localizer

FULL = bytes(range(256)) * 40


def archive(*names: str, content: bytes = b"content") -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as made:
        for name in names:
            made.writestr(name, content)
    return file.getvalue()


def picture(kind: str) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (40, 30), "red").save(file, kind)
    return file.getvalue()


def compound(*names: str) -> bytes:
    """A compound file as Office and Outlook write it, with the names of its parts."""
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + b"".join(one.encode("utf-16-le") for one in names)


OFFICE, OTHER_PICTURE = "document de bureautique", "image d’un format que nous ne lisons pas"
REFUSED = {
    "Word": (archive("[Content_Types].xml", "word/document.xml"), OFFICE),
    "Excel": (archive("_rels/.rels", "xl/workbook.xml"), OFFICE),
    "OpenDocument": (archive("mimetype") .replace(b"content", b"application/vnd.oasis.opendocument.text"), OFFICE),
    "old Word": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500), OFFICE),
    "old Word with a mail in it": (compound("WordDocument", "__substg1.0_0037001F"), OFFICE),
    "rich text": (b"{\\rtf1\\ansi Facture}", OFFICE),
    "Word with a picture first": (archive("docProps/thumbnail.jpeg", "[Content_Types].xml", content=FULL), OFFICE),
    "Pages with a preview first": (archive("preview.jpg", "Index/Document.iwa", content=FULL), OFFICE),
    "Word cut off": (archive("word/styles.xml", "word/document.xml")[:60], OFFICE),
    "PostScript": (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 1 1\n", OFFICE),
    "folder named as one of Word": (archive("word/facture.pdf"), "est une archive"),
    "zip of a Word file": (archive("a.docx", content=archive("[Content_Types].xml")), "est une archive"),
    "tar": (b"facture.pdf".ljust(257, b"\0") + b"ustar\x0000" + bytes(500), "est une archive"),
    "xz": (b"\xfd7zXZ\0" + bytes(50), "est une archive"),
    "cabinet": (b"MSCF" + bytes(50), "est une archive"),
    "zip": (archive("facture.pdf", "photo.jpg"), "est une archive"),
    "7z": (b"7z\xbc\xaf\x27\x1c" + bytes(50), "est une archive"),
    "gzip": (b"\x1f\x8b\x08" + bytes(50), "est une archive"),
    "TIFF": (picture("TIFF"), OTHER_PICTURE),
    "big-endian TIFF": (b"MM\0*" + bytes(50), OTHER_PICTURE),
    "GIF": (picture("GIF"), OTHER_PICTURE),
    "BMP": (picture("BMP"), OTHER_PICTURE),
    "AVIF": (b"\0\0\0\x1cftypavif\0\0\0\0avifmif1miaf" + bytes(50), OTHER_PICTURE),
    "JPEG 2000": (b"\0\0\0\x0cjP  \r\n\x87\n" + bytes(50), OTHER_PICTURE),
    "raw photo": (b"\0\0\0\x18ftypcrx \0\0\0\1crx isom" + bytes(50), OTHER_PICTURE),
    "metafile": (b"\1\0\0\0" + bytes(36) + b" EMF" + bytes(50), OTHER_PICTURE),
    "text of Windows": ("\ufeffFacture de taxi".encode("utf-16-le"), "fichier de texte"),
    "letter": (b"Date: 14.10.2026\r\nObjet: taxi\r\n\r\nBonjour", "fichier de texte"),
    "text": ("Facture du 14 octobre : 23.40 francs pour é".encode("latin-1"), "fichier de texte"),
    "mail": (b"From: Anna <anna@example.org>\r\nSubject: facture\r\n\r\nBonjour", "est un e-mail"),
    "relayed mail": (b"Return-Path: <anna@example.org>\r\nReceived: from mx", "est un e-mail"),
    "signed mail": (b"DKIM-Signature: v=1;\r\n h=from\r\nDate: Mon\r\nFrom: a@example.org\r\n\r\n", "est un e-mail"),
    "long signatures": (b"ARC-Seal: i=1;\r\n\tb=" + b"x" * 3000 + b"\r\nTo: b\r\nFrom: a\r\n", "est un e-mail"),
    "mail of a Mac": (b"2043      \nReceived: from mx\nFrom: a@example.org\n\n", "est un e-mail"),
    "mail of Outlook": (compound("__nameid_version1.0", "__substg1.0_0037001F"), "est un e-mail"),
    "package of Outlook": (b"\x78\x9f\x3e\x22" + bytes(500), "que seul Outlook ouvre"),
    "saved page": (b"From: <Saved by Blink>\r\nSnapshot-Content-Location: a\r\nSubject: a", "est une page web"),
    "page of Windows": ("\ufeff<!DOCTYPE html><html>".encode("utf-16-le"), "est une page web"),
    "XML page": (b'<?xml version="1.0"?>\n<!DOCTYPE html PUBLIC "x"><html>', "est une page web"),
    "link of Windows": (b"L\0\0\0\1\x14\2\0" + bytes(500), "n’est qu’un raccourci"),
    "link of the web": (b"[InternetShortcut]\r\nURL=https://example.org/facture.pdf\r\n", "n’est qu’un raccourci"),
    "link of a Mac": (b"<?xml version='1.0'?><plist><dict><key>URL</key>", "n’est qu’un raccourci"),
    "link of a drive": (b'{"doc_id": "1", "email": "a@example.org"}', "n’est qu’un raccourci"),
    "notes of a Mac": (b"\0\5\x16\7\0\2\0\0Mac OS X        " + bytes(500), "le fichier du même nom"),
    "page": (b"\xef\xbb\xbf\n<!DOCTYPE html><html><body>Facture", "est une page web"),
    "drawing": (b"<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg'/>", "est une page web"),
    "film": (b"\0\0\0\x18ftypqt  \0\0\0\0qt  " + bytes(50), "une vidéo ou un son"),
    "sound": (b"RIFF\0\0\0\0WAVEfmt " + bytes(50), "une vidéo ou un son"),
    "older film": (b"\0\0\3\x20moov" + bytes(50), "une vidéo ou un son"),
    "sound without notes": (b"\xff\xfb\x90\x64" + bytes(50), "une vidéo ou un son"),
    "message spoken into a phone": (b"#!AMR\n" + bytes(50), "une vidéo ou un son"),
    "program": (b"MZ\x90\0" + bytes(500), "envoyez un PDF ou une photo"),
    "unknown": (b"\x01\x02\x03" + bytes(500), "envoyez un PDF ou une photo"),
}  # fmt: skip


@pytest.mark.parametrize("name", ["facture.pdf", "IMG_0042.jpg", "facture"])
@pytest.mark.parametrize("kind", REFUSED)
def test_refusal_says_what_the_file_is_whatever_its_name(kind: str, name: str):
    content, words = REFUSED[kind]
    with pytest.raises(UploadRejected) as caught:
        sanitize_upload(name, content)
    text = Localizer("fr")(rejection_text(name, caught.value))
    assert words in text
    assert name in text


@pytest.mark.parametrize("code", REJECTIONS)
def test_every_refusal_has_a_text_in_each_language(code: str):
    values = {"n": 2, "names": "a.pdf, b.pdf", "limit": 10, "size": 11, "pages": 201}
    french, german = (Localizer(one)(rejection_text("x.pdf", UploadRejected(code, values))) for one in ("fr", "de"))
    assert french != german
    assert "${" not in french + german


def test_every_type_is_taken_or_has_a_text():
    kinds = {kind for _prefix, kind in file_types.PREFIXES} | {kind for _at, _part, kind in file_types.PARTS}
    kinds |= {"heif", "webp", "pdf", "mail", "web", "shortcut", "text", "unknown"}
    taken = {*PICTURES, "pdf"}
    assert {f"type-{kind}" for kind in kinds - taken} <= REJECTIONS.keys()


@pytest.mark.parametrize("name", ["IMG_0042.HEIC", "IMG_0042.jpg", "IMG_0042.pdf"])
@pytest.mark.parametrize("mode", ["RGB", "RGBA", "L"])
def test_photo_of_an_iphone_is_taken_as_jpeg(mode: str, name: str):
    file = io.BytesIO()
    pillow_heif.from_pillow(Image.new(mode, (64, 48))).save(file)
    kept = sanitize_upload(name, file.getvalue())
    photo = Image.open(io.BytesIO(kept.content))
    assert (kept.content_type, photo.format, photo.size) == ("image/jpeg", "JPEG", (64, 48))
    assert kept.filename.endswith(".jpg")
    assert kept.findings == ()


def test_photo_of_an_iphone_is_upright_and_without_notes():
    notes = Image.Exif()
    notes[0x0112], notes[0x010F] = 6, "Maker of cameras"
    file = io.BytesIO()
    pillow_heif.from_pillow(Image.new("RGB", (64, 48))).save(file, exif=notes.tobytes())
    kept = sanitize_upload("IMG_0042.HEIC", file.getvalue()).content
    assert Image.open(io.BytesIO(kept)).size == (48, 64)
    assert b"Maker" not in kept


@pytest.mark.parametrize("mode", ["RGB", "RGBA"])
def test_webp_is_taken_as_jpeg_on_white(mode: str):
    file = io.BytesIO()
    Image.new(mode, (40, 30), (0, 0, 0, 0) if mode == "RGBA" else "white").save(file, "WEBP", lossless=True)
    kept = sanitize_upload("photo.jpg", file.getvalue())
    assert Image.open(io.BytesIO(kept.content)).getpixel((5, 5)) == (255, 255, 255)
    assert (kept.filename, kept.content_type) == ("photo.jpg", "image/jpeg")


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "HEIF"])
def test_further_pictures_in_a_file_are_reported(kind: str):
    pages = [Image.new("RGB", (64, 48), colour) for colour in ("red", "green", "blue")]
    file = io.BytesIO()
    if kind == "HEIF":
        several = pillow_heif.HeifFile()
        for page in pages:
            several.add_from_pillow(page)
        several.save(file)
    else:
        pages[0].save(file, kind, save_all=True, append_images=pages[1:])
    (finding,) = sanitize_upload("x", file.getvalue()).findings
    assert finding == ("more-pictures", ("3",))


def test_directory_of_a_zip_is_read_to_a_limit():
    content = archive(*(f"{number}.txt" for number in range(zip_names.MAX_NAMES + 5)))
    assert len(zip_names.zip_names(content)) == zip_names.MAX_NAMES
    assert zip_names.zip_names(content[:-30]) == []
    assert zip_names.zip_names(b"PK\5\6" + b"\xff" * 30) == []
