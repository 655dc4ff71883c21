"""Answers in the form of a PDF, drawn into its pages: every reader shows and prints them alike. Other annotations are
shown as they are drawn in the file, or not at all.

A field has a value and, beside it, a drawing of it. Which of the two a reader shows depends on the reader and on
``/NeedAppearances`` (ISO 32000-2, 12.7.3); some show neither. An officer would decide on the one, and who gets the file
would read the other. What a reader shows first stays as part of the page, and the form goes.
"""

import codecs
import io
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

import pikepdf
import pypdfium2
from pikepdf import Array, Name, Object, Pdf, String, explicit_conversion

from guichet.documents import filenames
from guichet.documents.cleaning.outcome import FileFinding, first_of
from guichet.documents.cleaning.pdf_objects import HOLDERS
from guichet.documents.cleaning.pdf_pages import pages_to_draw
from guichet.documents.cleaning.pdf_visibility import UNPRINTED, hide_undrawn, is_drawn, is_printed

MAX_DEPTH = 32
"""Fields above a field."""
PASSWORD = 1 << 13
"""Flag of a field whose answer no page shows."""
MAX_ANSWERS, MAX_ANSWER = 5, 200
"""Answers that are reported, and characters of each."""
BETWEEN_DIGITS = re.compile(r"(?<=\d)['’\s](?=\d)")
LAST_ZEROS = re.compile(r"(\.\d*?)0+(?!\d)")
DRAWN_LETTERS = "cp1252"
"""Letters of the fonts that each reader has. What PDFium draws with others may be blank, and is text all the same."""

# Loaded now, as the text of a page needs them: the process that cleans opens no file any more, not even a module.
for _encoding in (DRAWN_LETTERS, "utf-16-le"):
    codecs.lookup(_encoding)


class Answer(NamedTuple):
    """The text in a field, with its place."""

    page: int
    rectangle: tuple[float, float, float, float]
    text: str
    label: str
    """Of a choice that is stored by a code."""
    has_drawing: bool
    """Whether the file draws it itself."""


@explicit_conversion()
def into_pages(content: bytes) -> tuple[bytes, tuple[FileFinding, ...]]:
    """The cleaned PDF without a form, and what was found; the same bytes where each annotation is drawn in the file."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        undrawn = _needs_drawing(pdf)
        if not undrawn and not any(_widgets(page) for page in pdf.pages):
            return content, ()
        # Before PDFium draws: it gives a box without appearances an empty one.
        answers, unticked = list(_answers(pdf, asked=_asks_to_draw(pdf))), _unticked(pdf)
    with pikepdf.open(io.BytesIO(_drawn(content) if undrawn else content)) as pdf:
        hidden = _flatten(pdf)
        written = io.BytesIO()
        pdf.save(written, deterministic_id=True, fix_metadata_version=False)
    unseen = first_of((*_unseen(written.getvalue(), answers), *unticked), MAX_ANSWERS)
    found = (FileFinding("answers", unseen) if unseen else None, FileFinding("undrawn") if hidden else None)
    return written.getvalue(), tuple(filter(None, found))


def _annotations(page: pikepdf.Page) -> list[Object]:
    found = page.obj.get("/Annots")
    return [one for one in list(found) if isinstance(one, HOLDERS)] if isinstance(found, Array) else []


def _widgets(page: pikepdf.Page) -> list[Object]:
    return [one for one in _annotations(page) if _is_field(one)]


def _is_field(annotation: Object) -> bool:
    return str(annotation.get("/Subtype")) == "/Widget"


def _form(pdf: Pdf) -> Object | None:
    form = pdf.Root.get("/AcroForm")
    return form if isinstance(form, HOLDERS) else None


def _needs_drawing(pdf: Pdf) -> bool:
    """Whether readers draw something by themselves: they are asked to draw the answers, or an annotation has no
    appearance.
    """
    return _asks_to_draw(pdf) or any(_is_to_draw(one) for page in pdf.pages for one in _annotations(page))


def _asks_to_draw(pdf: Pdf) -> bool:
    form = _form(pdf)
    return form is not None and str(form.get("/NeedAppearances")) in ("True", "true")


def _is_to_draw(annotation: Object) -> bool:
    return str(annotation.get("/Subtype")) not in UNPRINTED and not is_drawn(annotation)


def _drawn(content: bytes) -> bytes:
    """With the drawings that PDFium makes; the same where it cannot."""
    try:
        with pages_to_draw(content) as pdf:
            for number in range(len(pdf)):
                pdf[number].close()
            written = io.BytesIO()
            pdf.save(written)
            return written.getvalue()
    except pypdfium2.PdfiumError:
        return content


def _flatten(pdf: Pdf) -> bool:
    """Puts the drawings of all fields that are printed into the pages. Other annotations stay, those without a drawing
    hidden; true where some readers would draw one.
    """
    if (form := _form(pdf)) is not None and "/NeedAppearances" in form:
        del form["/NeedAppearances"]
    others, hidden = [], False
    for page in pdf.pages:
        others.append([one for one in _annotations(page) if not _is_field(one)])
        for one in others[-1]:
            hidden = hide_undrawn(one) or hidden
        page.obj["/Annots"] = Array(_widgets(page))
    pdf.flatten_annotations("print")
    for page, kept in zip(pdf.pages, others, strict=True):
        if kept:
            page.obj["/Annots"] = Array(kept)
        elif "/Annots" in page.obj:
            del page.obj["/Annots"]
    if "/AcroForm" in pdf.Root:
        del pdf.Root["/AcroForm"]
    return hidden


def _answers(pdf: Pdf, *, asked: bool) -> Iterator[Answer]:
    """The answers in fields that are printed; ``asked`` says that readers are to draw them all."""
    for number, page in enumerate(pdf.pages):
        for field in _widgets(page):
            value = _inherited(field, "/V")
            if isinstance(value, String) and is_printed(field) and not _secret(field):
                label = _label(_inherited(field, "/Opt"), value)
                yield Answer(number, _sides(field), str(value), label, has_drawing=not asked and is_drawn(field))


def _sides(field: Object) -> tuple[float, float, float, float]:
    """The place of a field; nowhere if it cannot be read, since no reader knows where to show the answer then."""
    try:
        left, bottom, right, top = map(float, list(field["/Rect"]))
    except (KeyError, TypeError, ValueError):
        return 0.0, 0.0, 0.0, 0.0
    return left, bottom, right, top


def _unticked(pdf: Pdf) -> tuple[str, ...]:
    """Boxes that are ticked and not drawn so, by the name of their field and its state."""
    ticked: dict[tuple[int, int], tuple[str, bool]] = {}
    for field in (one for page in pdf.pages for one in _widgets(page) if is_printed(one)):
        owner = _owner(field, "/V")
        state = owner["/V"] if owner is not None else None
        if owner is None or not isinstance(state, Name) or str(state) == "/Off":
            continue
        text = filenames.in_one_line(f"{owner.get('/T', '')}: {str(state)[1:]}")[:MAX_ANSWER]
        drawn = str(field.get("/AS")) == str(state) and is_drawn(field)
        ticked[owner.objgen] = text, drawn or ticked.get(owner.objgen, (text, False))[1]
    return tuple(text for text, drawn in ticked.values() if not drawn)


def _inherited(field: Object, key: str) -> Object | None:
    owner = _owner(field, key)
    return owner[key] if owner is not None else None


def _owner(field: Object, key: str) -> Object | None:
    """The field, or the one above it that has a key which those below inherit."""
    for _depth in range(MAX_DEPTH):
        if key in field:
            return field
        above = field.get("/Parent")
        if not isinstance(above, HOLDERS):
            return None
        field = above
    return None


def _secret(field: Object) -> bool:
    try:
        return bool(int(_inherited(field, "/Ff") or 0) & PASSWORD)
    except (TypeError, ValueError):
        return False


def _label(choices: Object | None, value: String) -> str:
    """The words of a choice that is stored by a code."""
    for choice in list(choices) if isinstance(choices, Array) else []:
        if isinstance(choice, Array) and len(choice) == 2 and str(choice[0]) == str(value):
            return str(choice[1])
    return str(value)


def _unseen(content: bytes, answers: list[Answer]) -> tuple[str, ...]:
    """Answers that their place on the page does not show, as readable texts."""
    unseen: dict[str, None] = {}
    with pages_to_draw(content) as pdf:
        page_of = lru_cache(maxsize=1)(lambda number: pdf[number].get_textpage())
        for one in answers:
            if len(unseen) > MAX_ANSWERS:
                break
            if not _is_shown(one, page_of(one.page)):
                text = filenames.in_one_line(one.label)
                unseen[f"{text[:MAX_ANSWER]}…" if len(text) > MAX_ANSWER else text] = None
    return tuple(text for text in unseen if text)


def _is_shown(answer: Answer, page: pypdfium2.PdfTextPage) -> bool:
    if not answer.has_drawing and _has_other_letters(answer.label):
        return False
    left, bottom, right, top = answer.rectangle
    found = page.get_text_bounded(min(left, right), min(bottom, top), max(left, right), max(bottom, top))
    return any(_comparable(text) in (_comparable(found), "") for text in (answer.text, answer.label))


def _has_other_letters(text: str) -> bool:
    try:
        text.encode(DRAWN_LETTERS)
    except UnicodeEncodeError:
        return True
    return False


def _comparable(text: str) -> str:
    """Letters and digits; numbers without what is between their thousands and without last zeros."""
    numbers = LAST_ZEROS.sub(r"\1", BETWEEN_DIGITS.sub("", text.replace(",", ".")))
    return "".join(sign for sign in numbers.casefold() if sign.isalnum() or sign == ".").rstrip(".")
