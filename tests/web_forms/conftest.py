"""A form with every kind of question, and readers of its HTML."""

import re
from collections.abc import Callable
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import colander
import pytest
from bs4 import BeautifulSoup, Tag

from guichet.declaration import answer
from guichet.i18n import Localizer, _
from guichet.web.forms.form import Form
from guichet.web.forms.nodes import (
    Amount,
    Avs,
    Checkbox,
    Choice,
    ClockTime,
    Day,
    DecisionNumber,
    Email,
    Gln,
    Hidden,
    Iban,
    Lines,
    LongText,
    Node,
    Password,
    PaymentReference,
    Postcode,
    Quantity,
    SwissMobile,
    Text,
    Uid,
)
from guichet.web.forms.renderer import Renderer

MEANS = [("public", _("Transports publics")), ("private_car", _("Voiture privée")), ("taxi", _("Taxi"))]
CANTONS = [(code, code.upper()) for code in ("be", "fr", "ge", "ju", "ne", "vd", "vs", "zh")]

KINDS: dict[str, tuple[Callable[..., Node], Any, str]] = {
    "text": (lambda **kw: Text(10, **kw), "Muster", "far too long a name"),
    "long": (lambda **kw: LongText(30, **kw), "deux\nlignes", "x" * 31),
    "day": (Day, "14.10.2026", "31.02.2026"),
    "clock": (ClockTime, "16:30", "25:00"),
    "amount": (Amount, "1234.50", "1.234"),
    "quantity": (lambda **kw: Quantity(1, Decimal(999), unit="km", **kw), "22.5", "22.55"),
    "tick": (lambda **kw: Checkbox(required=True, **kw), "true", "perhaps"),
    "radios": (lambda **kw: Choice(MEANS, **kw), "taxi", "rocket"),
    "list": (lambda **kw: Choice(CANTONS, **kw), "ne", "xx"),
    "avs": (Avs, "756.1234.5678.97", "756.1234.5678.90"),
    "iban": (Iban, "CH93\u00a00076\u00a02011\u00a06238\u00a05295\u00a07", "CH93 0076 2011 6238 5295 8"),
    "reference": (PaymentReference, "RF18\u00a05390\u00a00754\u00a07034", "RF19 5390 0754 7034"),
    "gln": (Gln, "7601\u00a00000\u00a00000\u00a02", "7601000000003"),
    "uid": (Uid, "CHE-123.456.788", "CHE-123.456.789"),
    "decision": (DecisionNumber, "302\u00a02025\u00a00012345", "999 2025 0012345"),
    "mobile": (SwissMobile, "+41\u00a079\u00a0123\u00a045\u00a067", "031 123 45 67"),
    "email": (Email, "anna@exemple.ch", "anna@"),
    "postcode": (Postcode, "3001", "30011"),
    "password": (lambda **kw: Password(12, **kw), "", "short"),
}
"""Name → how to make the question, a good answer as it is shown, a bad one."""


def one_of_each(**kw: Any) -> colander.SchemaNode:
    """A schema with each kind of question once."""
    schema = colander.Schema()
    for name, (make, _good, _bad) in KINDS.items():
        schema.add(make(name=name, title=f"Question {name}", description=f"Aide {name}", **kw))
    return schema


def journey() -> colander.SchemaNode:
    line = colander.Schema(name="journey")
    line.add(Day(name="date", title=_("Date"), missing_msg=_("Saisissez la date du trajet"), row="where"))
    line.add(Text(name="from", title=_("De"), width="w-m", missing=None, row="where"))
    line.add(Choice(MEANS, name="means", title=_("Moyen de transport"), inline=True, missing=None))
    line.add(Amount(name="extra", title=_("Frais supplémentaires"), optional=True, group="extras"))
    line.add(
        Quantity(
            1,
            999,
            name="km",
            title=_("Kilomètres"),
            unit="km",
            missing=None,
            relevant=answer("means").in_("private_car", "taxi"),
        )
    )
    line.add(Checkbox(name="round_trip", title=_("Aller-retour"), default=True, missing=False))
    return line


def travel() -> colander.SchemaNode:
    """Journeys inside a part, a remark beside it: the shape of an invoice."""
    details = colander.Schema(name="details")
    details.add(
        Lines(
            journey(),
            name="lines",
            title=_("Trajets"),
            max_len=3,
            item_title=_("Trajet ${n}"),
            add_label=_("Ajouter un trajet"),
            remove_label=_("le trajet ${n}"),
        )
    )
    schema = colander.Schema()
    schema.add(details)
    schema.add(Hidden(name="version", title="", missing=None))
    schema.add(LongText(name="remark", title=_("Remarque"), optional=True))
    return schema


def soup(html: str) -> BeautifulSoup:
    return BeautifulSoup(html, "html.parser")


def controls(html: str) -> list[tuple[str, str]]:
    """The controls that a browser posts, in the order of the page, when the form is sent with Enter."""
    posted: list[tuple[str, str]] = []
    for tag in soup(html).find_all(["input", "textarea", "select"]):
        if tag.name == "textarea":
            # A browser drops the first line end of a text area.
            posted.append((tag["name"], tag.text.removeprefix("\n").replace("\n", "\r\n")))
        elif tag.name == "select":
            options = tag.find_all("option")
            chosen = [option for option in options if option.has_attr("selected")] or options[:1]
            posted.append((tag["name"], chosen[0]["value"]))
        elif tag.get("type") not in ("radio", "checkbox") or tag.has_attr("checked"):
            posted.append((tag["name"], tag.get("value", "")))
    return posted


def faults(html: str) -> list[str]:
    """Faults in the HTML of a form, for the content security policy or for a screen reader."""
    page = soup(html)
    ids = [tag["id"] for tag in page.find_all(id=True)]
    found = [f"id {one} twice" for one in set(ids) if ids.count(one) > 1]
    for tag in page.find_all(True):
        found += [f"{tag.name} {name}" for name in tag.attrs if name.startswith("on") or name in _UNWANTED]
        for reference in (*tag.get("aria-describedby", "").split(), *tag.get("aria-labelledby", "").split()):
            if reference not in ids:
                found.append(f"{reference} is referred to and not there")
    found += [f"<{tag.name}>" for tag in page.find_all(["script", "style"])]
    found += [
        f"no name: {tag}" for tag in page.find_all(["input", "textarea", "select", "button"]) if not _name(page, tag)
    ]
    described = {
        one for tag in page.find_all(attrs={"aria-describedby": True}) for one in tag["aria-describedby"].split()
    }
    found += [
        f"{tag['id']} is not tied to a control" for tag in page.select(".error, .hint") if tag["id"] not in described
    ]
    return found + [f"U+202F near {around}" for around in re.findall(".{0,9}\u202f", html)]


_UNWANTED = ("style", "autofocus", "required", "placeholder", "title")


def _name(page: BeautifulSoup, tag: Tag) -> str:
    if tag.get("type") == "hidden":
        return "hidden"
    if tag.name == "button":
        return tag.text.strip()
    label = page.find("label", attrs={"for": tag["id"]}) or tag.find_parent("label")
    return label.text.strip() if label else ""


@pytest.fixture(scope="session")
def forms() -> SimpleNamespace:
    """What the tests share; a fixture, since test folders are no packages to import from."""
    renderer = Renderer()

    def make(schema: colander.SchemaNode, *, language: str = "fr", **kw: Any) -> Form:
        return Form(schema, renderer=renderer, localize=Localizer(language), csrf_token="token", **kw)

    return SimpleNamespace(
        make=make,
        renderer=renderer,
        kinds=KINDS,
        one_of_each=one_of_each,
        travel=travel,
        soup=soup,
        controls=controls,
        faults=faults,
    )


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A test with the argument ``kind`` runs for every kind of question."""
    if "kind" in metafunc.fixturenames:
        metafunc.parametrize("kind", list(KINDS))
