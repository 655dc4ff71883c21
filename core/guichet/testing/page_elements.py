"""Elements of a page: its controls, their names, their words."""

from collections.abc import Callable, Mapping
from typing import Any

Element = Any
CONTROLS = "input[not(@type='hidden')] | .//select | .//textarea"
# Elements between whose words there is no blank; every other tag is a boundary of words.
INLINE = ("a", "abbr", "b", "del", "em", "i", "ins", "q", "span", "strong", "time", "u")
# A text area's content is its value, and no text of the page.
UNSEEN = ("script", "style", "textarea")


def named_controls(part: Element) -> list[tuple[str, Element]]:
    """The controls in a part of a page, each with its accessible name."""
    controls = part.xpath(f".//{CONTROLS}")
    labels: dict[str, list[Element]] = {}
    for label in part.getroottree().xpath("//label[@for]") if controls else ():
        labels.setdefault(label.get("for"), []).append(label)
    return [(_name_of(control, labels), control) for control in controls]


def _name_of(control: Element, labels_for: Mapping[str, list[Element]]) -> str:
    """The accessible name: the part of W3C's accname 1.2 that the pages need."""
    if control.get("aria-label"):
        return str(control.get("aria-label"))
    if control.get("aria-labelledby"):
        document, ids = control.getroottree().getroot(), control.get("aria-labelledby").split()
        return " ".join(said(document.get_element_by_id(one)) for one in ids)
    labels = [*labels_for.get(control.get("id") or "", ()), *control.iterancestors("label")]
    return " ".join(said(label) for label in labels)


def said(element: Element) -> str:
    """The words inside an element, with ordinary single blanks, also where one block follows another."""
    texts: list[str] = []
    _collect(element, texts.append)
    return " ".join("".join(texts).replace("\u00a0", " ").split())


def _collect(element: Element, add: Callable[[str], None]) -> None:
    # Not a generator, which would pass each text on as often as it lies deep.
    tag = element.tag
    if not isinstance(tag, str) or tag in UNSEEN:
        return
    if not (is_inline := tag in INLINE):
        add(" ")
    if text := element.text:
        add(text)
    for child in element:
        _collect(child, add)
        if tail := child.tail:
            add(tail)
    if not is_inline:
        add(" ")
