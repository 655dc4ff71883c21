"""Facts of a canton, returned by its plugin at start. Frozen: they do not change while the desk runs."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeVar

Texts = Mapping[str, str]
"""One text per language, e.g. ``{"fr": "Office AI", "de": "IV-Stelle"}``: facts of an office are data, not messages."""


Words = TypeVar("Words")


def in_language(texts: Mapping[str, Words], language: str) -> Words:
    """The text in ``language``, or the first one there is."""
    return texts.get(language) or next(iter(texts.values()))


CORRECTION_DAYS = range(7, 181)
"""Days that may be left for a correction: at least a week, since a mail may be read late, and a paper must be found."""


@dataclass(frozen=True)
class Tenant:
    """A canton whose office runs a desk."""

    id: str
    """Short name used in settings and references, e.g. ``"be"``."""
    office_code: str
    """First three digits of the office's decision numbers, e.g. ``"302"``."""
    names: Texts
    """The office's name, as it stands alone."""
    names_with_article: Texts
    """The name within a sentence: « l’Office AI Jura », in German the accusative, «die IV-Stelle Jura»."""
    languages: tuple[str, ...]
    """Languages of the desk, the default one first."""
    new_code_after: int = 60
    """Seconds before a further SMS code may be asked for."""
    trusted_browser_days: int | None = None
    """Days for which a user may trust a browser, which then needs no code; ``None``: a code at every sign-in."""
    answer_days: int | None = None
    """Working days in which the office ordinarily answers; ``None``: it states none, and nothing is promised."""
    correction_days: int | None = None
    """Days that the office leaves for a correction, as pages and mails say; ``None``: it states no deadline."""
    second_approval_above: int | None = None
    """In Rappen: an invoice of more is accepted by two persons of the office, one after the other; ``None``: by one."""
    payment_days: int | None = None
    """Days from acceptance to payment, roughly, as pages and mails say; ``None``: they say nothing of it."""
    messages_in_mails: bool = True
    """Whether a mail has the words that the office wrote to a sender; ``False``: it only leads to them at the desk."""
    holidays: tuple[str, ...] = ()
    """Days on which the office is closed, which the age of a case does not count: ``"08-01"`` (month and day),
    ``"good-friday"``, ``"easter-monday"``, ``"ascension"``, ``"whit-monday"``, ``"fast-monday"``."""


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
    """``#rrggbb``, for the PDF copy and mails: custom properties of the style sheet do not reach them."""
    mail_logo: str = ""
    """Asset path of the logo as a PNG, shown 40 pixels high in mails: mail programmes draw no SVG. Empty: no logo."""


@dataclass(frozen=True)
class Contacts:
    """Where a person finds help."""

    phone: str
    """As it is written on the pages, e.g. ``"058 219 77 20"``."""
    address: Mapping[str, tuple[str, ...]]
    """Lines of the address in each language, since a town may have two names."""
    email: str = ""
    """Address that the office reads; empty: none is offered."""
    hours: Texts = field(default_factory=dict)
    """When the phone is answered, e.g. ``{"fr": "lundi à vendredi, 8 h à 12 h"}``; empty: not stated."""
    text_relay: Texts = field(default_factory=dict)
    """How deaf people phone the office through a relay that writes for them; empty: not stated."""

    @property
    def dial(self) -> str:
        """The phone number as the target of a link."""
        return "tel:" + "".join(self.phone.split())


@dataclass(frozen=True)
class UserKind:
    """A kind of user that may register."""

    kind: Literal["company", "insured"]
    """``company``: a clerk accepts the registration. ``insured``: a link sent by mail opens the account; where insured
    persons may register, their legal representatives may as well."""


@dataclass(frozen=True)
class InvoiceTypeGroup:
    """Invoice types that stand under one heading where a person chooses a form."""

    names: Texts
    """The heading, e.g. ``{"fr": "Moyens auxiliaires", "de": "Hilfsmittel"}``; empty: no heading."""
    type_ids: tuple[str, ...]
    """In menu order."""
