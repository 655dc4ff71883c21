"""What ``guichet plugin new`` has to know of a plugin, with a default and a check of each answer."""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from importlib.metadata import entry_points

from guichet.cli.scaffold.colours import theme_colours
from guichet.declaration import InvoiceType
from guichet.hookspecs import API_VERSION
from guichet.i18n import LANGUAGES
from guichet.plugins import broken_plugins, installed
from guichet.plugins.discovery import CANTON_PREFIX, ENTRY_POINT_GROUP
from guichet.plugins.fact_checks import COLOUR, TENANT_ID
from guichet.values.decision_number import OFFICES

KINDS = ("canton", "invoice-type", "gateway")
NAMES = {"fr": "Office AI {}", "de": "IV-Stelle {}", "it": "Ufficio AI {}", "en": "IV Office {}"}
"""Language → the name of an office. The articles below stand before it within a sentence; in German the accusative."""
ARTICLES = {"fr": "l’", "de": "die ", "it": "l’", "en": "the "}
TAGLINES = {"fr": "Guichet en ligne", "de": "Online-Schalter", "it": "Sportello online", "en": "Online desk"}
ADDRESSES = {
    "fr": ("Rue de l’Exemple 1", "1000 Exemple"),
    "de": ("Musterstrasse 1", "1000 Muster"),
    "it": ("Via dell’Esempio 1", "1000 Esempio"),
    "en": ("Example Street 1", "1000 Example"),
}
COLOUR_DEFAULT = "#1f4e79"
MAX_TYPES = 4
"""Invoice types that a new canton opens, of those that are installed: its author chooses among all."""
MAX_ENTRIES = 100
"""Characters of a mapping that is written on one line."""
Ask = Callable[["Question"], str]


@dataclass(frozen=True)
class Question:
    """One thing to know of a new plugin."""

    option: str
    """The name of its option on the command line."""
    text: str
    default: str
    problem: Callable[[str], str] = lambda _answer: ""
    """What is wrong with an answer and the remedy; empty when it is right."""


def values(kind: str, name: str, ask: Ask) -> dict[str, str]:
    """The values of the templates of a kind, asked for one after the other; ``ask`` returns a right answer."""
    return {"package": name, "api": API_VERSION, "distribution": f"guichet-{name.replace('_', '-')}"} | _OF_KIND[kind](
        name, ask
    )


def languages_of(kind: str, found: Mapping[str, str]) -> tuple[str, ...]:
    """The languages that a new plugin has catalogues of."""
    return tuple(found["language_list"].split()) if kind == "canton" else ("fr", "de")


def _canton(name: str, ask: Ask) -> dict[str, str]:
    tenant_id = name.removeprefix(CANTON_PREFIX)
    codes = {canton.lower(): code for code, canton in OFFICES.items()}
    office_code = ask(
        Question("office-code", "First three digits of decision numbers", codes.get(tenant_id, "350"), _office_problem)
    )
    language_list = ask(Question("languages", "Languages, the desk's own first", "fr de", _languages_problem))
    languages = tuple(language_list.split())
    names = {
        language: ask(
            Question(
                f"name-{language}",
                f"Name of the office, {LANGUAGES[language]}",
                NAMES[language].format(tenant_id.upper()),
                _text_problem,
            )
        )
        for language in languages
    }
    colour = ask(Question("colour", "Colour of the office", COLOUR_DEFAULT, _colour_problem))
    type_ids, distributions = _installed_types()
    return theme_colours(colour) | {
        "id": tenant_id,
        "office_code": office_code,
        "language_list": language_list,
        "title": names[languages[0]],
        "description": _written(f"{names[languages[0]]}: the desk of its office of the disability insurance"),
        "dependencies": json.dumps(["guichet", *distributions]),
        "languages": _tuple(languages),
        "names": _written(names),
        "names_with_article": _written({language: ARTICLES[language] + text for language, text in names.items()}),
        "tagline": _written({language: TAGLINES[language] for language in languages}),
        "address": _dict({language: _tuple(ADDRESSES[language]) for language in languages}),
        "type_ids": _tuple(type_ids),
    }


def _invoice_type(name: str, ask: Ask) -> dict[str, str]:
    return {
        "type_id": ask(Question("form-id", "Number of the form", "900.1", _text_problem)),
        "title": ask(Question("name-fr", "Title of the form, Français", "Autres prestations", _text_problem)),
        "title_de": ask(Question("name-de", "Title of the form, Deutsch", "Andere Leistungen", _text_problem)),
        "description": _written(f"{name}: an invoice type"),
        "dependencies": json.dumps(["guichet"]),
        "code1": f"{_initials(name)}1",
        "code2": f"{_initials(name)}2",
    }


def _gateway(name: str, ask: Ask) -> dict[str, str]:
    return {
        "title": ask(Question("title", "Name of the provider", name.replace("_", " ").capitalize(), _text_problem)),
        "description": _written(f"{name}: text messages through a provider"),
        "dependencies": json.dumps(["guichet"]),
    }


_OF_KIND: Mapping[str, Callable[[str, Ask], dict[str, str]]] = {
    "canton": _canton,
    "invoice-type": _invoice_type,
    "gateway": _gateway,
}


def _installed_types() -> tuple[tuple[str, ...], list[str]]:
    """Ids of some of the invoice types that are installed, and the distributions that bring them."""
    available = installed()
    broken = broken_plugins(available)
    for name, plugin in sorted(available.items()):
        types: list[InvoiceType] = [] if name in broken else getattr(plugin, "guichet_invoice_types", list)()
        if types and not hasattr(plugin, "guichet_tenant"):
            (point,) = entry_points(group=ENTRY_POINT_GROUP, name=name)
            return tuple(one.id for one in types[:MAX_TYPES]), [point.dist.name] if point.dist else []
    return (), []


def _initials(name: str) -> str:
    """Beginning of the codes of a plugin's checks, « TR » for ``taxi_rides``."""
    return "".join(word[0] for word in name.split("_")).upper()


def _written(value: object) -> str:
    """Python source of texts, with double quotes; a toml file reads a text alike."""
    return json.dumps(value, ensure_ascii=False)


def _tuple(items: Iterable[str]) -> str:
    written = [_written(item) for item in items]
    return f"({', '.join(written)}{',' if len(written) == 1 else ''})"


def _dict(items: Mapping[str, str], indent: int = 4) -> str:
    """Source of a mapping, on a line of its own for each entry where one line would be too long."""
    entries = [f"{_written(key)}: {value}" for key, value in items.items()]
    if len(", ".join(entries)) <= MAX_ENTRIES:
        return f"{{{', '.join(entries)}}}"
    blank = "\n" + " " * indent
    return "{" + "".join(f"{blank}    {entry}," for entry in entries) + blank + "}"


def _office_problem(answer: str) -> str:
    return "" if answer in OFFICES else f"write one of {', '.join(OFFICES)}"


def _languages_problem(answer: str) -> str:
    found = answer.split()
    right = found and len(set(found)) == len(found) and set(found) <= LANGUAGES.keys()
    return "" if right else f"write one or more of {' '.join(LANGUAGES)}, each once"


def _colour_problem(answer: str) -> str:
    return "" if COLOUR.fullmatch(answer) else "write '#' and six hexadecimal digits, e.g. '#8c1420'"


def _text_problem(answer: str) -> str:
    # Written between quotes into modules, toml files and catalogues.
    usable = answer.strip() and answer.isprintable() and not set(answer) & set('"\\$&<>{}')
    return "" if usable else 'write a text without any of " \\ $ & < > { }'


def name_problem(name: str) -> str:
    """What is wrong with the name of a new plugin; empty when it is right."""
    plain = name.isidentifier() and name.isascii() and name.lower() == name and not name.startswith("_")
    return "" if plain else "write small letters, digits and _, e.g. canton_vd"


def canton_name_problem(name: str) -> str:
    """What is wrong with a name as that of a canton's plugin, which the id of its desk ends."""
    right = name.startswith(CANTON_PREFIX) and TENANT_ID.fullmatch(name.removeprefix(CANTON_PREFIX))
    return "" if right else f"the plugin of a canton is called {CANTON_PREFIX}ID, e.g. canton_vd"
