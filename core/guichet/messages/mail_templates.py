"""Mail templates: the words of every mail, declared once under a name, with the values they need.

A room declares its templates as constants of its ``mails.py`` and adds them with ``config.add_mail_templates(mails)``::

    ROLE_CHANGED = MailTemplate(
        name="company-role-changed",
        when=_("Un gérant donne un autre rôle à une personne."),
        subject=_("Votre rôle est modifié"),
        body=(_("Votre rôle pour ${company} est désormais « ${role} »."),),
        link=MailLink("issuers/${issuer}/company", _("Ma société")),
        samples={"company": "Roue Libre SA", "role": _("Gérant"), "issuer": "exemple"},
    )

    ctx.mail(user, mails.ROLE_CHANGED, company=…, role=…, issuer=…)
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import ModuleType
from typing import NamedTuple, Self
from urllib.parse import quote

from pyramid.config import Configurator
from pyramid.exceptions import ConfigurationError

from guichet.i18n import Localizer

_PLACEHOLDER = re.compile(r"\$\{([A-Za-z][\w-]*)\}")
_EMPTY_LINES = re.compile(r"\n[ \t]*\n")
_PATH = re.compile(r"[a-z][^:]*")  # no colon, so no scheme such as ``javascript:``
_NAME = re.compile(r"[a-z]+(-[a-z]+)*")


@dataclass(frozen=True)
class MailLink:
    """The button of a mail."""

    path: str
    """Path below the desk's address, without a leading slash; its placeholders are quoted for a URL."""
    label: str


class WrittenText(str):
    """What a person has written, as the value of a placeholder, with its language; empty when it is not known."""

    __slots__ = ("language",)
    language: str

    def __new__(cls, text: str, language: str = "") -> Self:
        """The text itself, for everything that knows no language of a text."""
        written = super().__new__(cls, text)
        written.language = language
        return written


class Wording(NamedTuple):
    """Subject and body of a mail in one language, with their placeholders not filled."""

    subject: str
    body: str
    """Paragraphs, separated by empty lines."""


@dataclass(frozen=True)
class MailText:
    """The words of one mail in one language."""

    subject: str
    paragraphs: tuple[str, ...]
    languages: tuple[str, ...]
    """Language of each paragraph where it is not the mail's, else empty."""
    path: str = ""
    """Path of the link below the desk's address; empty when the mail has none."""
    link_label: str = ""


@dataclass(frozen=True, kw_only=True)
class MailTemplate:
    """The words of a mail, and the values they need. Raises ``ValueError`` when the two do not fit together."""

    name: str
    """Unique at a desk: small letters and hyphens."""
    when: str
    """On which occasion it is sent and to whom, for the office."""
    subject: str
    body: tuple[str, ...]
    """Paragraphs. One with a placeholder whose value is ``None`` is left out."""
    link: MailLink | None = None
    samples: Mapping[str, object] = field(default_factory=dict)
    """Every placeholder of subject, body and link, each with an invented value for previews.

    A moment, day or amount is written as the reader's language does it, a translation string in that language,
    everything else as it stands.
    """
    optional: frozenset[str] = frozenset()
    """Placeholders whose value may be ``None``."""
    essential: frozenset[str] = frozenset()
    """Placeholders that a text of the office has to keep: without them the mail no longer says what happened."""
    essential_sentences: tuple[str, ...] = ()
    """Paragraphs of ``body`` that a text of the office has to keep as they are, e.g. a legal remedy."""
    lists_undelivered: bool = True
    """Whether the office's list names an address that this mail does not reach. Not for a mail that a stranger may have
    sent to any address, before the office is to see anything of the sender."""

    def __post_init__(self) -> None:
        problem = self._problem()
        if problem:
            raise ValueError(f"mail template {self.name!r}: {problem}")

    def default_wording(self, localize: Localizer) -> Wording:
        """The words that are declared, in one language."""
        return Wording(localize(self.subject), "\n\n".join(map(localize, self.body)))

    @property
    def offered(self) -> frozenset[str]:
        """Placeholders that a text of the office may have: those of the link alone would show nothing to read."""
        return frozenset().union(*map(placeholders, (self.subject, *self.body)))

    def draw(self, localize: Localizer, values: Mapping[str, object], wording: Wording | None = None) -> MailText:
        """The mail in one language, in the words of the office where ``wording`` is given.

        Raises ``ValueError`` when ``values`` are not exactly those it declares.
        """
        missing = self.samples.keys() - values.keys() - self.optional
        if missing or values.keys() - self.samples.keys():
            raise ValueError(f"mail template {self.name!r} takes {sorted(self.samples)}, not {sorted(values)}")
        given = {name: value for name, value in values.items() if value is not None}
        subject, paragraphs = (wording.subject, paragraphs_of(wording.body)) if wording else (self.subject, self.body)
        body = [text for text in paragraphs if placeholders(text) <= given.keys()]
        path = ""
        if self.link:
            path = _PLACEHOLDER.sub(lambda found: quote(str(given[found[1]]), safe=""), self.link.path)
        return MailText(
            subject=localize(subject, **given),
            paragraphs=tuple(localize(text, **given) for text in body),
            languages=tuple(_language(given[name] for name in placeholders(text)) for text in body),
            path=path,
            link_label=localize(self.link.label) if self.link else "",
        )

    def _problem(self) -> str:
        always = placeholders(self.subject) | placeholders(self.link.path if self.link else "")
        used = always.union(*map(placeholders, self.body))
        declared = set(self.samples)
        if not _NAME.fullmatch(self.name):
            return "a name consists of small letters and hyphens"
        if used - declared:
            return f"add a sample for {sorted(used - declared)}"
        if declared - used:
            return f"no text uses {sorted(declared - used)}; remove the sample"
        if not self.optional <= used - always:
            return f"only a paragraph can be left out: {sorted(self.optional - (used - always))} cannot be optional"
        if not self.essential <= self.offered or not set(self.essential_sentences) <= set(self.body):
            return "what is essential stands in the subject or the body"
        if None in self.samples.values():
            return "a sample is a value, not None"
        if self.link and not _PATH.fullmatch(self.link.path):
            return "the link is a path below the desk's address, without a leading slash"
        return ""


def includeme(config: Configurator) -> None:
    """Adds the directive; ``registry.mail_templates`` holds the templates of all rooms and plugins by name."""
    config.registry.mail_templates = {}
    config.add_directive("add_mail_templates", add_mail_templates)


def add_mail_templates(config: Configurator, module: ModuleType) -> None:
    """Directive: adds every :class:`MailTemplate` among the constants of ``module``.

    Raises ``ConfigurationError`` when another template has one of the names.
    """
    known: dict[str, MailTemplate] = config.registry.mail_templates
    for template in vars(module).values():
        if isinstance(template, MailTemplate) and known.setdefault(template.name, template) is not template:
            raise ConfigurationError(f"{module.__name__}: another mail template is named {template.name!r} already")


def _language(values: Iterable[object]) -> str:
    return next((value.language for value in values if isinstance(value, WrittenText)), "")


def paragraphs_of(body: str) -> tuple[str, ...]:
    """The paragraphs of a `Wording.body`."""
    return tuple(part.strip() for part in _EMPTY_LINES.split(body) if part.strip())


def placeholders(text: str) -> set[str]:
    """Names of the placeholders in a text."""
    return set(_PLACEHOLDER.findall(text))
