"""Rules for every page of every desk, of the core or of a plugin; one line for each fault."""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import lxml.html

from guichet.i18n.typography import NARROW
from guichet.testing import accessibility_rules
from guichet.testing.page_elements import Element, named_controls, said

# Elements with what a person typed, which has no typography to keep to.
USERS_WORDS = ("textarea", "script", "style", "q", "del", "ins")
_PLAIN_BLANK = re.compile(r"\S[ \n]+[;!?»]|\S [:](?:\s|$)|«[ \n]")
# What may be code, found by libxml2: in Python each attribute of a page would cost more than all other rules.
_CODE = "//@*[starts-with(name(), 'on') or name() = 'style' or contains(translate(., 'SCRIPT', 'script'), 'script:')]"


def faults(text: str, headers: Any, *, typography: bool = True) -> list[str]:
    """The faults of an HTML response.

    :param typography: False for a page that shows what a person typed, which may be anything.
    """
    document = lxml.html.document_fromstring(text)
    found = [*_headers(headers), *(fault for rule in RULES for fault in rule(document))]
    if NARROW in text:
        found.append("U+202F, which our fonts lack")
    return [*found, *(fault for rule in TEXT_RULES if typography for fault in rule(document))]


def _headers(headers: Any) -> Iterator[str]:
    policy = headers.get("Content-Security-Policy", "")
    if "default-src 'none'" not in policy or "unsafe" in policy:
        yield f"content security policy {policy!r}"
    if headers.get("X-Content-Type-Options") != "nosniff":
        yield "X-Content-Type-Options is not nosniff"
    if headers.get("Cache-Control") != "no-store":
        yield "Cache-Control is not no-store"
    if not headers.get("Referrer-Policy"):
        yield "no Referrer-Policy"


def _frame(document: Element) -> Iterator[str]:
    if not document.get("lang"):
        yield "<html> has no lang"
    title = document.find(".//title")
    if title is None or not said(title):
        yield "no title"
    headings = document.findall(".//h1")
    if len(headings) != 1 or not said(headings[0]):
        yield f"{len(headings)} h1, or an empty one"
    if len(document.findall(".//main")) != 1:
        yield "not one <main>"


def _nothing_inline(document: Element) -> Iterator[str]:
    for element in document.iter("script", "style"):
        if element.tag == "style" or not element.get("src") or (element.text or "").strip():
            yield f"inline <{element.tag}>"
    for value in document.xpath(_CODE):
        name = value.attrname
        if name.startswith("on") or name == "style" or value.strip().lower().startswith("javascript:"):
            yield f"inline code: {value.getparent().tag} {name}={str(value)!r}"


def _ids(document: Element) -> Iterator[str]:
    counted = Counter(document.xpath(".//@id"))
    yield from (f"id {one!r} {times} times" for one, times in counted.items() if times > 1)
    for name in ("for", "aria-describedby", "aria-labelledby", "aria-controls"):
        for value in document.xpath(f".//@{name}"):
            yield from (f"{name} names {one!r}, which is not there" for one in value.split() if one not in counted)
    for value in document.xpath(".//a[starts-with(@href, '#')]/@href"):
        if value[1:] not in counted:
            yield f"link to {value}, which is not there"


def _names(document: Element) -> Iterator[str]:
    for name, control in named_controls(document):
        if not name:
            yield f"control {control.get('name')!r} has no label"
    for element in document.xpath(".//a[@href] | .//button"):
        if not said(element) and not element.get("aria-label"):
            yield f"{element.tag} {element.get('href') or element.get('name')!r} has no text"
    for image in document.iter("img"):
        if image.get("alt") is None:
            yield f"image {image.get('src')!r} has no alt"


def _forms(document: Element) -> Iterator[str]:
    for form in document.iter("form"):
        if form.get("method", "get").lower() == "post" and not form.xpath(".//input[@name='csrf_token']/@value"):
            yield f"form {form.get('action')!r} has no token"


RULES: tuple[Callable[[Element], Iterator[str]], ...] = (
    _frame,
    _nothing_inline,
    _ids,
    _names,
    _forms,
    *accessibility_rules.RULES,
)


def _plain_blanks(document: Element) -> Iterator[str]:
    """In French no line begins with a sign of punctuation, so the blank before it must not break."""
    if not document.get("lang", "").startswith("fr"):
        return
    for node in document.xpath(".//body//text()[normalize-space()]"):
        match = _PLAIN_BLANK.search(node)
        if match and not _users_words(parent := node.getparent()) and _language(parent) == "fr":
            yield f"a blank that breaks: {node[max(match.start() - 20, 0) : match.end() + 5]!r}"


def _placeholders(document: Element) -> Iterator[str]:
    if "${" in document.text_content():
        yield "a placeholder without a value"


TEXT_RULES = (_plain_blanks, _placeholders)


def _users_words(element: Element) -> bool:
    around = [element, *element.iterancestors()]
    return any(one.tag in USERS_WORDS or "words" in one.get("class", "").split() for one in around)


def _language(element: Element) -> str:
    tags = [one.get("lang") for one in (element, *element.iterancestors()) if one.get("lang")]
    return str(tags[0]).partition("-")[0]
