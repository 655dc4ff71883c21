"""One page as a person reads it: words, links, questions, buttons."""

from collections.abc import Iterator
from typing import Any

import lxml.html

from guichet.testing.page_elements import Element, named_controls, said

AFTER_LABELS = (" (facultatif)", " (jj.mm.aaaa)", " (TT.MM.JJJJ)", " (mm.aaaa)", " (MM.JJJJ)", " (hh:mm)")
"""What follows the words of a label, the last first."""


class NotOnPage(AssertionError):
    """No such element on the page, or several; the text lists those there are."""


class Page:
    """An HTML answer. Words are given as they are read: « Nom » finds the question whose label says so."""

    def __init__(self, response: Any) -> None:
        self.response = response
        self.document = lxml.html.document_fromstring(response.text)
        for unopened in self.document.xpath(".//dialog[not(@open)]"):
            unopened.drop_tree()  # shown by a script, if at all
        self.uploads: dict[Element, list[tuple[str, bytes]]] = {}

    @property
    def url(self) -> str:
        """Path and query of the page's address."""
        address: str = self.response.request.path_qs
        return address

    @property
    def status(self) -> int:
        """The answer's status."""
        code: int = self.response.status_int
        return code

    @property
    def heading(self) -> str:
        """The one h1."""
        return said(self.document.find(".//h1"))

    @property
    def words(self) -> str:
        """Everything in the body, hidden headings included."""
        return said(self.document.body)

    @property
    def notice(self) -> str:
        """The notice on top of the page, after a redirect; empty on most pages."""
        return " ".join(said(one) for one in self.document.find_class("done-note"))

    @property
    def problems(self) -> list[str]:
        """The sentences of the summary of problems, each of which leads to an element of this page."""
        links = self.document.xpath(".//div[contains(@class, 'problem')]//a")
        for link in links:
            target = self.document.xpath(".//*[@id=$id]", id=link.get("href")[1:])
            assert target, f"the problem {said(link)!r} leads nowhere"
        return [said(link) for link in links]

    def __contains__(self, words: str) -> bool:
        return " ".join(words.split()) in self.words

    def link(self, words: str, within: str = "") -> str:
        """The address of the link with these words."""
        links = self._around(within).xpath(".//a[@href]")
        # Two links with the same words to the same place are one.
        return str(_one(words, list(dict.fromkeys((said(link), link.get("href")) for link in links)), "link"))

    def links(self) -> list[str]:
        """Every address the page leads to, by link or form."""
        return [str(address) for address in self.document.xpath(".//a/@href | .//form/@action") if address[:1] != "#"]

    def control(self, label: str, within: str = "") -> Element:
        """The input, list or text area with that label; ``within`` names the group or section it stands in."""
        controls = named_controls(self._around(within))
        return _one(label, [(_label(name), control) for name, control in controls], "question")

    def value(self, label: str, within: str = "") -> str:
        """The value of a field; of a list the words of the choice."""
        control = self.control(label, within)
        if control.tag == "select":
            chosen = control.xpath(".//option[@selected]") or control.xpath(".//option")[:1]
            return said(chosen[0])
        if control.tag == "textarea":
            return (control.text or "").removeprefix("\n")
        return str(control.get("value", ""))

    def ticked(self, label: str, within: str = "") -> bool:
        """Whether a box or one of several answers is chosen."""
        return self.control(label, within).get("checked") is not None

    def problem_at(self, label: str, within: str = "") -> str:
        """The error at a field, as ``aria-describedby`` names it; empty when there is none."""
        control = self.control(label, within)
        ids = (control.get("aria-describedby") or "").split()
        if control.get("type") == "radio":
            ids += control.xpath("string(ancestor::fieldset[1]/@aria-describedby)").split()
        return " ".join(said(self.document.get_element_by_id(one)) for one in ids if one.endswith("-error"))

    def buttons(self) -> list[str]:
        """The words on all buttons."""
        return [said(button) for button in self._buttons("")]

    def button(self, words: str, within: str = "") -> Element:
        """The button with these words."""
        return _one(words, [(said(button), button) for button in self._buttons(within)], "button")

    def summary(self) -> dict[str, str]:
        """The summary of answers, e.g. ``{"Trajet 1": "…"}``, from the lists of labels and values."""
        rows = self.document.xpath(".//dl/div")
        return {said(row.find("dt")): " | ".join(said(value) for value in row.findall("dd")) for row in rows}

    def rows(self) -> list[list[str]]:
        """The cells of the page's table, without its head and without the labels that only a phone shows."""
        for label in self.document.xpath(".//td/span[@class='card-label']"):
            label.text = ""
        lines = self.document.xpath(".//table/tbody/tr")
        return [[said(cell) for cell in line.xpath("./th | ./td")] for line in lines]

    # Filling in.

    def fill(self, label: str, value: str, within: str = "") -> None:
        """Types into a field, or chooses from a list by the words of the choice."""
        control = self.control(label, within)
        if control.tag == "textarea":
            control.text = value
        elif control.tag == "select":
            for option in control.iter("option"):
                option.attrib.pop("selected", None)
            options = [(said(option), option) for option in control.iter("option")]
            _one(value, options, "choice").set("selected", "selected")
        else:
            control.set("value", value)

    def tick(self, label: str, within: str = "", *, ticked: bool = True) -> None:
        """Ticks a box, or chooses one of several answers."""
        control = self.control(label, within)
        if control.get("type") == "radio":
            same = control.xpath("ancestor::form[1]//input[@type='radio'][@name=$name]", name=control.get("name"))
            for other in same:
                other.attrib.pop("checked", None)
        control.attrib.pop("checked", None)
        if ticked:
            control.set("checked", "checked")

    def upload(self, label: str, *files: tuple[str, bytes]) -> None:
        """Chooses files, each a name and its content."""
        self.uploads[self.control(label)] = list(files)

    def controls(self, form: Element, pressed: Element | None = None) -> list[tuple[str, Any]]:
        """The controls that a browser would post (HTML standard, 4.10.22.4), in the order of the page.

        A file is a pair of name and content.
        """
        # A control may also stand outside of its form and name it.
        named = self.document.xpath(".//*[@form=$id]", id=form.get("id") or "") if form.get("id") else []
        return [pair for element in (*form.iter(), *named) for pair in self._posted(element, pressed)]

    def _posted(self, element: Element, pressed: Element | None) -> Iterator[tuple[str, Any]]:
        name = element.get("name") if isinstance(element.tag, str) else None
        if name is None:
            return
        # A browser drops the first line end of a text area, and posts line ends as CR LF.
        if element.tag == "textarea":
            yield name, (element.text or "").removeprefix("\n").replace("\n", "\r\n")
        elif element.tag == "select":
            options = element.xpath(".//option[@selected]") or element.xpath(".//option")[:1]
            yield from ((name, option.get("value", said(option))) for option in options)
        elif element.tag == "button":
            if pressed is not None and element is pressed:
                yield name, element.get("value", "")
        elif element.get("type") == "file":
            yield from ((name, file) for file in self.uploads.get(element, [("", b"")]))
        elif element.get("type") not in ("radio", "checkbox") or element.get("checked") is not None:
            yield name, element.get("value", "")

    def _buttons(self, within: str) -> list[Element]:
        # The hidden copy of the first button is what the Enter key presses; others appear with a script only.
        buttons: list[Element] = self._around(within).xpath(".//button[not(@aria-hidden='true') and not(@hidden)]")
        return buttons

    def _around(self, within: str) -> Element:
        """The group, section, row or entry whose legend, heading or first words are ``within``."""
        if not within:
            return self.document.body
        groups = self.document.xpath(".//fieldset | .//section | .//tr | .//li | .//article")
        titled = [(said(_title(group)), group) for group in groups if _title(group) is not None]
        return _one(within, titled, "group")


def _title(group: Element) -> Element | None:
    found = group.xpath("./legend/span | ./legend | ./h2 | ./h3 | ./th | ./div | ./span")
    return found[0] if found else None


def _label(name: str) -> str:
    for after in AFTER_LABELS:
        name = name.removesuffix(after)
    return name


def _one(words: str, named: list[tuple[str, Any]], kind: str) -> Any:
    """The one element of that name; when none has exactly that name, the one whose name begins so."""
    wanted = " ".join(words.replace("\u00a0", " ").split())
    found = [element for name, element in named if name == wanted]
    found = found or [element for name, element in named if name.startswith(wanted)]
    if len(found) == 1:
        return found[0]
    names = "\n  ".join(name for name, _element in named)
    raise NotOnPage(f"{len(found) or 'no'} {kind} {words!r} among\n  {names}")
