"""Types of the arguments and results of hooks that no room below the hooks defines.

The protocols list what a plugin may rely on. The objects passed have further attributes, which may change in any
version.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, Protocol

from translationstring import TranslationString

Slot = Literal["guichet", "invoice", "review"]
"""Where a panel may stand: the page « Guichet », the page of an invoice, the office's review of an invoice."""


@dataclass(frozen=True)
class NavigationItem:
    """One entry of the main navigation."""

    label: str
    """A text, or a message that the page translates."""
    url: str
    current: bool = False
    button: bool = False
    """Shown as the button at the end, for the one thing people come to do."""


@dataclass(frozen=True)
class Panel:
    """A section that a plugin adds to a page of the core."""

    heading: TranslationString
    renderer: str
    """Asset path of a Chameleon template that draws the inside, e.g. ``"canton_ju:templates/panel.pt"``."""
    values: Mapping[str, Any] = field(default_factory=dict)
    """What the template is given, beside the names every template has."""


@dataclass(frozen=True)
class HealthCheck:
    """One thing that ``guichet doctor`` looks at."""

    name: str
    """Short and unique within the plugin, e.g. ``"archive"``."""
    check: Callable[[], str | None]
    """Returns ``None`` when all is well, else what is wrong. An error it raises counts as wrong, too."""


@dataclass(frozen=True)
class Alert:
    """Something that waits for a person at the office, on the page « À traiter »."""

    topic: str
    """One or two words that head it, a message."""
    title: str
    """What has happened, in one sentence without a full stop, a message; no name of a person."""
    advice: str
    """What to do, a message."""
    since: datetime | None = None
    """Aware; None where it is not known."""
    path: str = ""
    """Path below the desk's address of the page on which it is done, without a leading slash; empty without one."""
    link: str = ""
    """Label of the link to it, a message."""
    urgency: Literal["now", "soon", "calm"] = "soon"
    """To be done at once, this week, or only to be known."""
    permission: str = ""
    """Permission on the desk that the page at ``path`` needs; people without it see no link."""


class AttachmentScanner(Protocol):
    """Looks for malware in files that people attach."""

    def is_clean(self, content: bytes, filename: str) -> bool:
        """Whether a file is free of malware, asked with the bytes as received, before anything decodes them.

        Any error means that the result is unknown: the document stays closed, and the worker asks again until there is
        an answer. Has to answer within half a minute; other requests go on meanwhile.
        """
        ...


class InvoiceRecord(Protocol):
    """An invoice, as plugins may read it."""

    @property
    def id(self) -> str:
        """Random and unique at its desk."""
        ...

    @property
    def type_id(self) -> str:
        """Id of its invoice type, e.g. ``"318.632"``."""
        ...

    @property
    def reference(self) -> str:
        """What people quote, e.g. ``"BE-2026-7K3M-Q2XW"``; empty before the first sending."""
        ...

    @property
    def state(self) -> str:
        """One of the states of ``docs/permissions.md``."""
        ...


class UserRecord(Protocol):
    """A person who signs in, as plugins may read it."""

    @property
    def id(self) -> str:
        """Random and unique at its desk."""
        ...

    @property
    def email(self) -> str:
        """The address they sign in with."""
        ...

    @property
    def language(self) -> str:
        """The language of their messages, e.g. ``"fr"``."""
        ...

    @property
    def state(self) -> str:
        """``unconfirmed``, ``waiting``, ``accepted``, ``invited``, ``active``, ``refused`` or ``closed``."""
        ...

    @property
    def roles(self) -> tuple[str, ...]:
        """Roles at the office; empty for the people of companies and for insured persons."""
        ...
