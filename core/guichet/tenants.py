"""The facts of a canton, as its plugin states them. Frozen: nothing here changes while the desk runs."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeVar

Texts = Mapping[str, str]
"""One text per language, e.g. ``{"fr": "Office AI", "de": "IV-Stelle"}``: facts of an office are data, not messages."""


Words = TypeVar("Words")


def in_language(texts: Mapping[str, Words], language: str) -> Words:
    """What the office wrote in ``language``, or in the first language it wrote in."""
    return texts.get(language) or next(iter(texts.values()))


@dataclass(frozen=True)
class Tenant:
    """A canton whose office runs a desk."""

    id: str
    """Short name used in settings and references, e.g. ``"be"``."""
    office_code: str
    """First three digits of the office's decision numbers, e.g. ``"302"``."""
    names: Texts
    """The office's name."""
    languages: tuple[str, ...]
    """Languages of the desk, the default one first."""
    new_code_after: int = 60
    """Seconds before a further SMS code may be asked for."""
    trusted_browser_days: int | None = None
    """For how many days somebody may ask not to be asked for a code in a browser; never, unless the office says so."""
    payment_days: int | None = None
    """About how many days the payment takes after acceptance, where the office says so."""


@dataclass(frozen=True)
class Branding:
    """How the desk looks, beyond the base theme."""

    theme: str
    """Asset path of the style sheet that sets the custom properties, e.g. ``"canton_be:theme/theme.css"``."""
    logo: str
    """Asset path of an SVG that reads on light and on dark paper."""
    tagline: Texts
    website: str
    website_name: str
    brand_colour: str
    """For the PDF copy, where custom properties do not reach."""


@dataclass(frozen=True)
class Contacts:
    """Where a person finds help."""

    phone: str
    """As it is written on the pages, e.g. ``"058 219 77 20"``."""
    address: Mapping[str, tuple[str, ...]]
    """Lines of the address in each language, since a town may have two names."""


@dataclass(frozen=True)
class UserKind:
    """A kind of user that may register."""

    kind: Literal["company", "insured"]
    """``company``: a clerk accepts the registration. ``insured``: a link sent by mail opens the account; where insured
    persons may register, their legal representatives may as well."""
