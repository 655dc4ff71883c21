"""What a page of a PDF shows is what it prints, in every reader: an officer decides on one picture of it, and the file
is handed over.

An annotation may be printed and not shown, or the other way round, by its flags (ISO 32000-2, 12.5.3), and a layer by
its usage (8.11.4.4); a picture may have another one for paper (8.9.5.4), and a page PostScript for printers that
understand it (8.8.2). An annotation without an appearance is drawn by some readers and not by others.
"""

from pikepdf import Array, Dictionary, Name, Object, Stream

from guichet.documents.cleaning.pdf_objects import HOLDERS

INVISIBLE, HIDDEN, PRINT, NO_VIEW, TOGGLE_NO_VIEW = 1, 2, 4, 32, 256
"""Flags of an annotation."""
UNPRINTED = ("/Link", "/Popup")
"""Kinds that no page shows but by a frame or a window."""
NOTES = ("/Text", "/FileAttachment", "/Sound", "/Movie", "/Screen", "/3D", "/RichMedia")
"""Kinds without an appearance that are an icon or a player, which say nothing themselves."""
FOR_PRINTERS = ("/Alternates", "/PS", "/Subtype2")
"""Of a picture and of a part of a page."""
EVENTS = (("/View", "/ViewState"), ("/Print", "/PrintState"))


def make_same_on_paper(holder: Object) -> bool:
    """Makes a part of a document the same on paper as on a screen. True for a layer or a picture that was to
    differ.
    """
    keys = set(holder.keys())
    _show_what_is_printed(holder, keys)
    _cover_nothing(holder, keys)
    other_picture = isinstance(holder, Stream) and _remove_other_picture(holder, keys)
    return _one_state_of_layers(holder, keys) or other_picture


def is_printed(annotation: Object) -> bool:
    """Whether a page of a cleaned document has it, on a screen and on paper."""
    flags = _flags(annotation, set(annotation.keys()))
    return bool(flags & PRINT) and not flags & (HIDDEN | INVISIBLE)


def hide_undrawn(annotation: Object) -> bool:
    """Hides an annotation without an appearance, which stays in the file. True for one that some readers draw."""
    flags = _flags(annotation, set(annotation.keys()))
    if str(annotation.get("/Subtype")) in UNPRINTED or flags & HIDDEN or is_drawn(annotation):
        return False
    annotation["/F"] = flags | HIDDEN
    return str(annotation.get("/Subtype")) not in NOTES


def is_drawn(annotation: Object) -> bool:
    """Whether an annotation has one appearance that every reader shows."""
    appearances = annotation.get("/AP")
    normal = appearances.get("/N") if isinstance(appearances, HOLDERS) else None
    if isinstance(normal, Dictionary):
        state = annotation.get("/AS")
        normal = normal.get(str(state)) if isinstance(state, Name) else None
    return isinstance(normal, Stream)


def _cover_nothing(holder: Object, keys: set[str]) -> None:
    """Closes the window of a comment, and takes the frame of a link away: with a width of its own it covers what is
    around it, in some readers.
    """
    if not {"/Subtype", "/Rect"} <= keys:
        return
    if "/Open" in keys:
        del holder["/Open"]
    if str(holder["/Subtype"]) == "/Link":
        for key in keys.intersection(("/AP", "/BS", "/C")):
            del holder[key]
        holder["/Border"] = Array([0, 0, 0])


def _remove_other_picture(stream: Stream, keys: set[str]) -> bool:
    """Deletes pictures and programs that only a printer shows."""
    found = keys.intersection(FOR_PRINTERS)
    for key in found:
        del stream[key]
    if str(stream.get("/Subtype")) == "/PS":
        stream.write(b"")
        return True
    return bool(found)


def _show_what_is_printed(holder: Object, keys: set[str]) -> None:
    """Sets the flags of an annotation: what is either shown or printed is both; what is hidden stays hidden."""
    if not {"/Subtype", "/Rect"} <= keys or str(holder["/Subtype"]) in UNPRINTED:
        return
    flags = _flags(holder, keys)
    is_printed, is_shown = flags & PRINT, not flags & NO_VIEW
    if not flags & HIDDEN and (is_printed or is_shown):
        both = (flags | PRINT) & ~(INVISIBLE | NO_VIEW | TOGGLE_NO_VIEW)
        if both != flags:
            holder["/F"] = both


def _flags(holder: Object, keys: set[str]) -> int:
    """0 for what is no number: readers take it so."""
    try:
        return int(holder["/F"]) if "/F" in keys else 0
    except (TypeError, ValueError, OverflowError):
        return 0


def _one_state_of_layers(holder: Object, keys: set[str]) -> bool:
    """Deletes what makes a layer another one on paper than on a screen; the state of the document stays.

    True where they were to differ.
    """
    # Of a field, /AS is the name of its state.
    if "/AS" in keys and isinstance(holder["/AS"], Array):
        del holder["/AS"]
    if "/Usage" not in keys or "/Rect" in keys:
        return False
    usage = holder["/Usage"]
    states = {str(_part(_part(usage, event), state)) for event, state in EVENTS}
    del holder["/Usage"]
    return len(states) > 1


def _part(holder: Object | None, key: str) -> Object | None:
    found = holder.get(key) if isinstance(holder, HOLDERS) else None
    return found if isinstance(found, (*HOLDERS, Name)) else None
