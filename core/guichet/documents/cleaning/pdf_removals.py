"""What cleaning removes from a PDF, declared with what is reported about it. There is no removal outside this table.

pikepdf.sanitize is passed over: it removes without saying what, so that a document could lose content unnoticed, and
leaves what acts by itself but reaches nothing (printing) and streams whose content is elsewhere.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream, String, explicit_conversion

from guichet.documents import filenames
from guichet.documents.cleaning.outcome import FileFinding, UploadRejected, first_of
from guichet.documents.cleaning.pdf_layers import settle_layers
from guichet.documents.cleaning.pdf_objects import HOLDERS
from guichet.documents.cleaning.pdf_visibility import make_same_on_paper

NOT_CONTENT = None
"""No finding: what a reader of the document never sees, or sees on the page all the same."""
ACTIONS = {
    "URI": "links",
    "GoToR": "links",
    "Thread": "links",
    "Launch": "links",
    "GoToE": "links",
    "Named": NOT_CONTENT,
    "GoToDp": NOT_CONTENT,
    "Trans": NOT_CONTENT,
    "JavaScript": "functions",
    "SubmitForm": "functions",
    "ResetForm": "functions",
    "ImportData": "functions",
    "Hide": "functions",
    "SetOCGState": "functions",
    "Rendition": "media",
    "Movie": "media",
    "Sound": "media",
    "RichMediaExecute": "media",
    "GoTo3DView": "media",
}
"""FileFinding by kind of action (ISO 32000-2, table 201). An unknown kind counts as a function."""
ACTION_KEYS = ("/A", "/NA", "/PA", "/OpenAction", "/Next")
KEPT_ACTIONS = ("GoTo",)
"""Leads to a page of the same document."""
KEPT_NAMES = ("/NextPage", "/PrevPage", "/FirstPage", "/LastPage")
"""Named actions that turn pages."""
ANNOTATIONS = {
    "Movie": (("/Movie",), "media"),
    "Sound": (("/Sound",), "media"),
    "RichMedia": (("/RichMediaContent", "/RichMediaSettings"), "media"),
    "3D": (("/3DD",), "media"),
    "FileAttachment": (("/FS",), "elsewhere"),
}
"""Removed keys and finding by kind of annotation. A file attachment with the file in it is refused before."""
KEYS = {
    "/AA": NOT_CONTENT,
    "/AF": NOT_CONTENT,
    "/Metadata": NOT_CONTENT,
    "/PieceInfo": NOT_CONTENT,
    "/Thumb": NOT_CONTENT,
    "/SpiderInfo": NOT_CONTENT,
    "/UR3": NOT_CONTENT,
    "/XFA": "xfa",
}
"""Removed wherever they stand. ``/AA`` are actions at an event; each is reported as the action it is. ``/UR3`` is
Adobe's permission to save a form in its free reader, written as a signature."""
UNSEEN = ("/Metadata", "/PieceInfo", "/SpiderInfo", "/Thumb", "/UR3")
"""Keys of those whose content is not looked through."""
CATALOG_KEYS = {"/Collection": NOT_CONTENT, "/URI": NOT_CONTENT}
"""Of the catalog: how embedded files are presented, and the base of relative links."""
NAME_TREES = {
    "/EmbeddedFiles": NOT_CONTENT,
    "/JavaScript": "functions",
    "/Renditions": "media",
    "/AlternatePresentations": NOT_CONTENT,
    "/URLS": NOT_CONTENT,
    "/IDS": NOT_CONTENT,
}
"""Of the catalog's ``/Names``. The embedded files themselves are found by their specifications."""
TRAILER_KEYS = ("/Root", "/Size", "/ID", "/Encrypt")
"""Of the trailer, what stays until the file is written. Notes about the document go, and what some programs keep there
of their own."""
OFFICE_STREAMS = "/AdditionalStreams"
"""Of the trailer: the pages as a document of LibreOffice, which opens that one instead of the pages."""
STREAM_KEYS = {
    "/F": "elsewhere",
    "/FFilter": NOT_CONTENT,
    "/FDecodeParms": NOT_CONTENT,
    "/Ref": "elsewhere",
    "/OPI": "elsewhere",
}
"""Of a stream whose content is in another file or on a server; ``/Ref`` shows a page of another file, ``/OPI`` a
picture."""
RESOURCES = ("/ColorSpace", "/ExtGState", "/Font", "/Pattern", "/Properties", "/Shading", "/XObject")
"""Dictionaries by arbitrary names, which may be the same as a key above."""
FIELDS = ("/Tx", "/Ch", "/Btn")
"""Kinds of form field that a person fills in."""
MACHINE_DATA = (".xml", ".json")
"""Embedded beside the visible invoice for programs: Factur-X, ZUGFeRD, the answers in the portal's own PDFs."""
MAX_NAMES = 10
"""Embedded files that are named."""
COMMENTED = (
    *("Text", "Highlight", "Underline", "Squiggly", "StrikeOut", "Caret"),
    *("Square", "Circle", "Line", "Polygon", "PolyLine", "Ink"),
)
"""Kinds of annotation whose ``/Contents`` a reader shows in a window, and no page."""
MAX_COMMENTS, MAX_COMMENT = 5, 200
"""Comments that are reported, and characters of each."""
CONTAINERS = (Array, Dictionary, Stream)


@dataclass
class Removals:
    """What was found so far in one document."""

    codes: set[str] = field(default_factory=set)
    files: list[str] = field(default_factory=list)
    """Names of the embedded files."""
    machine_data: list[str] = field(default_factory=list)
    """The same, of what is kept beside the pages for programs alone."""
    comments: list[str] = field(default_factory=list)
    """Typed beside the pages; they stay in the file."""

    def delete(self, holder: Object, key: str, code: str | None) -> None:
        """Deletes a key and notes its finding."""
        del holder[key]
        if code is not None:
            self.codes.add(code)

    def findings(self) -> tuple[FileFinding, ...]:
        """In a fixed order. Raises :class:`UploadRejected` when a document would lose embedded documents."""
        names = tuple(dict.fromkeys(self.files))
        documents = [name for name in names if not name.lower().endswith(MACHINE_DATA)]
        if documents:
            code = "contains-file" if len(documents) == 1 else "contains-files"
            raise UploadRejected(code, {"n": len(documents), "names": ", ".join(first_of(documents, MAX_NAMES))})
        found = [FileFinding(code) for code in sorted(self.codes)]
        machine_data = first_of((*names, *self.machine_data), MAX_NAMES)
        for code, texts in (("machine-data", machine_data), ("comments", first_of(self.comments, MAX_COMMENTS))):
            if texts:
                found.append(FileFinding(code, texts))
        return tuple(found)


@explicit_conversion()
def remove(pdf: Pdf) -> tuple[FileFinding, ...]:
    """Removes what the tables name from every object of the document. Raises :class:`UploadRejected`."""
    removals = Removals()
    for holder in _dictionaries(pdf):
        _clean(holder, removals)
        if make_same_on_paper(holder):
            removals.codes.add("functions")
    _clean_catalog(pdf.Root, removals)
    if settle_layers(pdf.Root):
        removals.codes.add("functions")
    _clean_trailer(pdf.trailer, removals)
    return removals.findings()


def _dictionaries(pdf: Pdf) -> Iterator[Object]:
    """Every dictionary and stream that the document reaches, each once, before its parts are deleted.

    Those of resources by name are left out, unless something else leads to them too: a hostile document may name an
    annotation, or the catalog, as a font.
    """
    seen: set[tuple[tuple[int, int], bool]] = set()
    stack: list[tuple[Object, bool]] = [(pdf.trailer, False)]
    while stack:
        found, named = stack.pop()
        if found.is_indirect:
            if (found.objgen, named) in seen:
                continue
            seen.add((found.objgen, named))
        if isinstance(found, Array):
            stack.extend((item, False) for item in reversed(list(found)) if isinstance(item, CONTAINERS))
        elif isinstance(found, HOLDERS):
            parts = [(key, part) for key, part in found.items() if key not in UNSEEN]
            # Where the keys are names, one of them may be that of a kind of resource.
            stack.extend(
                (part, not named and key in RESOURCES) for key, part in reversed(parts) if isinstance(part, CONTAINERS)
            )
            if not named:
                yield found


def _clean(holder: Object, removals: Removals) -> None:
    keys = set(holder.keys())
    if "/EF" in keys and isinstance(holder["/EF"], HOLDERS):
        removals.files.append(_name(holder))
        del holder["/EF"]
    if "/AA" in keys and isinstance(holder["/AA"], HOLDERS):
        for event in list(holder["/AA"].keys()):
            _judge(holder["/AA"], event, removals)
    for key in keys.intersection(ACTION_KEYS):
        _judge(holder, key, removals)
    for key in keys.intersection(KEYS):
        removals.delete(holder, key, KEYS[key])
    if isinstance(holder, Stream):
        for key in keys.intersection(STREAM_KEYS):
            removals.delete(holder, key, STREAM_KEYS[key])
    _note_kept(holder, keys, removals)
    _clean_annotation(holder, keys, removals)


def _judge(holder: Object, key: str, removals: Removals) -> None:
    """Deletes the action under ``key`` unless it turns pages. What follows it, ``/Next``, is judged by itself."""
    actions = holder[key]
    for action in actions if isinstance(actions, Array) else [actions]:
        # Of other things under these keys, such as the attributes of a heading, no kind is said.
        if not isinstance(action, HOLDERS) or not isinstance(action.get("/S"), (Name, String)):
            continue
        kind = str(action["/S"]).removeprefix("/")
        if kind in KEPT_ACTIONS or (kind == "Named" and str(action.get("/N")) in KEPT_NAMES):
            continue
        code = ACTIONS.get(kind, "functions")
        if code is not None:
            removals.codes.add(code)
        if key in holder:
            del holder[key]


def _note_kept(holder: Object, keys: set[str], removals: Removals) -> None:
    """Notes what stays on the page and no longer does what it did: signatures, and forms that calculate."""
    if {"/ByteRange", "/Contents"} <= keys:
        removals.codes.add("signature")
    if "/FT" in keys and str(holder["/FT"]) in FIELDS:
        removals.codes.add("form")


def _note_comment(holder: Object, kind: Object | None, removals: Removals) -> None:
    """Notes the text of an annotation that is on no page: a comment, or a text that its program has not drawn."""
    commented = str(kind)[1:] in COMMENTED or (str(kind) == "/FreeText" and "/AP" not in holder)
    text = holder.get("/Contents")
    if commented and isinstance(text, String) and (comment := filenames.in_one_line(str(text))):
        removals.comments.append(f"{comment[:MAX_COMMENT]}…" if len(comment) > MAX_COMMENT else comment)


def _clean_annotation(holder: Object, keys: set[str], removals: Removals) -> None:
    kind = holder.get("/Subtype")
    if "/Contents" in keys:
        _note_comment(holder, kind, removals)
    media, code = ANNOTATIONS.get(str(kind)[1:], ((), NOT_CONTENT)) if isinstance(kind, Name) else ((), NOT_CONTENT)
    for key in keys.intersection(media):
        embedded = isinstance(holder[key], HOLDERS) and "/EF" in holder[key]
        removals.delete(holder, key, NOT_CONTENT if embedded else code)


def _clean_catalog(catalog: Object, removals: Removals) -> None:
    form = catalog.get("/AcroForm")
    fields = form.get("/Fields") if isinstance(form, HOLDERS) else None
    # Such a form has one page that says « Please wait »; its questions and answers are in the XFA part.
    if catalog.get("/NeedsRendering") or ("xfa" in removals.codes and not fields):
        raise UploadRejected("xfa-only")
    for key in set(catalog.keys()).intersection(CATALOG_KEYS):
        removals.delete(catalog, key, CATALOG_KEYS[key])
    names = catalog.get("/Names")
    if isinstance(names, HOLDERS):
        for key in set(names.keys()).intersection(NAME_TREES):
            removals.delete(names, key, NAME_TREES[key])


def _clean_trailer(trailer: Object, removals: Removals) -> None:
    for key in set(trailer.keys()).difference(TRAILER_KEYS):
        if key == OFFICE_STREAMS:
            removals.machine_data.append("OpenDocument")
        removals.delete(trailer, key, NOT_CONTENT)


def _name(specification: Object) -> str:
    for key in ("/UF", "/F"):
        if isinstance(specification.get(key), String):
            return filenames.readable(str(specification[key]))
    return filenames.NAMELESS
