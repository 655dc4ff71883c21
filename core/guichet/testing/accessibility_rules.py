"""Rules of WCAG 2.2 that axe does not look at and that the source of one page can show; one line for each fault."""

from collections import defaultdict
from collections.abc import Callable, Iterator

from guichet.i18n import LANGUAGES
from guichet.testing.page_elements import CONTROLS, Element, named_controls, said

AUTOCOMPLETE = {
    "off", "username", "current-password", "new-password", "one-time-code", "name", "honorific-prefix", "given-name",
    "family-name", "bday", "organization", "address-line1", "postal-code", "address-level2", "country", "email", "tel",
}  # fmt: skip
"""The tokens of the HTML standard that the desk uses; « off » where the data are those of another person."""
PERSONAL = {
    "first_name": "given-name",
    "last_name": "family-name",
    "birth_date": "bday",
    "street": "address-line1",
    "postcode": "postal-code",
    "town": "address-level2",
    "country": "country",
    "email": "email",
    "phone": "tel",
}
"""Name of a question → the token of its answer (WCAG 1.3.5)."""
ERROR_TITLES = {"fr": "Erreur :", "de": "Fehler:", "it": "Errore:", "en": "Error:"}


def same_names(document: Element) -> Iterator[str]:
    """Two buttons, two links or two questions that a list of names cannot tell apart (2.4.4, 2.4.6, 4.1.2)."""
    # A dialog is alone on the page while it is open.
    outside = "not(ancestor::dialog) and not(@aria-hidden='true')"
    # The switch of the language stands on top of the page and, where it takes along what was typed, below the form.
    buttons = document.xpath(f".//button[{outside} and not(@disabled) and not(@lang)]")
    yield from _told_apart("buttons", [(_named(one), _pressed(one)) for one in buttons])
    # In a table the row tells the links of two people of one name apart (2.4.4).
    links = document.xpath(f".//a[@href][{outside}][not(ancestor::tr)]")
    yield from _told_apart("links", [(_named(one), one.get("href")) for one in links])
    controls = named_controls(document)
    yield from _told_apart("questions", [((*_around(one), name), id(one)) for name, one in controls])


def _told_apart(kind: str, named: list[tuple[object, object]]) -> Iterator[str]:
    """One name for one thing; the same thing twice is no fault."""
    things = defaultdict(set)
    for name, thing in named:
        things[name].add(thing)
    yield from (f"{len(found)} {kind} named {name!r}" for name, found in things.items() if len(found) > 1)


def _named(element: Element) -> str:
    return element.get("aria-label") or said(element)


def _pressed(button: Element) -> tuple[object, ...]:
    """What pressing the button does: where its form is sent, with what hidden values. A button of a script does what it
    controls.
    """
    form = button.xpath("string(ancestor::form[1]/@action)")
    hidden = button.xpath("ancestor::form[1]/input[@type='hidden'][@name!='csrf_token']")
    values = tuple((one.get("name"), one.get("value")) for one in hidden)
    return (form, values, button.get("name"), button.get("value"), button.get("aria-controls"))


def _around(control: Element) -> tuple[str, ...]:
    """The names of the groups and sections around a question."""
    groups = control.xpath("ancestor::fieldset/legend | ancestor::section[@id]/*[self::h2 or self::h3 or self::h4][1]")
    return tuple(said(group) for group in groups)


def input_purposes(document: Element) -> Iterator[str]:
    """Personal data are named for the browser (1.3.5), and its keyboard suits an address or a code."""
    for control in document.xpath(f".//{CONTROLS}"):
        name, token = control.get("name"), control.get("autocomplete")
        if token is not None and token not in AUTOCOMPLETE:
            yield f"question {name!r} has the autocomplete {token!r}"
        if name in PERSONAL and token not in (PERSONAL[name], "off", "username"):
            yield f"question {name!r} has the autocomplete {token!r} and not {PERSONAL[name]!r} or 'off'"
        if control.get("inputmode") == "email" and control.get("type") != "email":
            yield f"question {name!r} is about an e-mail address and has another type"
        exact = control.get("spellcheck") == "false" or control.get("type") == "email"
        if exact and control.get("autocapitalize") not in ("none", "characters"):
            yield f"question {name!r} is not checked for spelling, but gets a capital letter"


def languages_of_parts(document: Element) -> Iterator[str]:
    """The name of another language is in that language (3.1.2)."""
    page = document.get("lang", "").partition("-")[0]
    for language, name in LANGUAGES.items():
        for element in document.xpath(".//*[normalize-space(text())=$name]", name=name):
            own = [one.get("lang") for one in (element, *element.iterancestors()) if one.get("lang")]
            if language != page and element.tag != "title" and own[0].partition("-")[0] != language:
                yield f"<{element.tag}>{name}</{element.tag}> has the language {own[0]}"
    # What is typed in one of several languages, e.g. « Texte (Deutsch) », is heard and spelled in that one.
    for label, control in named_controls(document):
        for language, name in LANGUAGES.items():
            own = control.xpath("string(ancestor-or-self::*[@lang][1]/@lang)")
            if f"({name})" in label and own.partition("-")[0] != language:
                yield f"question {label!r} has the language {own}"


def errors(document: Element) -> Iterator[str]:
    """What is refused says so where it is read first: in the title, and at each control (3.3.1)."""
    page = document.get("lang", "").partition("-")[0]
    prefix = ERROR_TITLES.get(page, "")
    refused = bool(document.find_class("problem"))
    titles = document.findall(".//title")
    if titles and refused != said(titles[0]).startswith(prefix):
        yield f"the title does not begin with {prefix!r}" if refused else f"the title begins with {prefix!r}"
    for control in document.xpath(f".//{CONTROLS}"):
        ids = control.get("aria-describedby", "")
        if control.get("type") == "radio":
            ids += " " + control.xpath("string(ancestor::fieldset[1]/@aria-describedby)")
        described = any(one.endswith("-error") for one in ids.split())
        if described != (control.get("aria-invalid") == "true"):
            yield f"control {control.get('name')!r} has an error and is not aria-invalid, or the other way round"


def headings(document: Element) -> Iterator[str]:
    """A line in bold above a text is a heading (1.3.1)."""
    # A mail that is shown for proofreading has its signature like that.
    for bold in document.xpath(".//p[not(ancestor::*[contains(@class, 'mail')])]/*[1][self::b or self::strong]"):
        following = bold.getnext()
        alone = not (bold.getparent().text or "").strip() and not (bold.tail or "").strip()
        if alone and following is not None and following.tag == "br":
            yield f"{said(bold)!r} is a heading"


RULES: tuple[Callable[[Element], Iterator[str]], ...] = (
    same_names,
    input_purposes,
    languages_of_parts,
    errors,
    headings,
)
