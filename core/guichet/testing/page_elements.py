"""Elements of a page: its controls, their names, their words."""

from collections.abc import Iterator
from typing import Any

Element = Any
CONTROLS = "input[not(@type='hidden')] | .//select | .//textarea"
# Elements between whose words there is no blank; every other tag is a boundary of words.
INLINE = ("a", "abbr", "b", "del", "em", "i", "ins", "q", "span", "strong", "time", "u")
# A text area's content is its value, and no text of the page.
UNSEEN = ("script", "style", "textarea")


def name_of(control: Element) -> str:
    """The accessible name of a control: the part of W3C's accname 1.2 that the pages need."""
    document = control.getroottree().getroot()
    if control.get("aria-label"):
        return str(control.get("aria-label"))
    if control.get("aria-labelledby"):
        ids = control.get("aria-labelledby").split()
        return " ".join(said(document.get_element_by_id(one)) for one in ids)
    labels = document.xpath(".//label[@for=$id]", id=control.get("id")) if control.get("id") else []
    labels += control.xpath("ancestor::label")
    return " ".join(said(label) for label in labels)


def said(element: Element) -> str:
    """The words inside an element, with ordinary single blanks, also where one block follows another."""
    return " ".join("".join(_texts(element)).replace("\u00a0", " ").split())


def _texts(element: Element) -> Iterator[str]:
    if not isinstance(element.tag, str) or element.tag in UNSEEN:
        return
    edge = "" if element.tag in INLINE else " "
    yield edge + (element.text or "")
    for child in element:
        yield from _texts(child)
        yield child.tail or ""
    yield edge
