"""Documents that go with an invoice, with rules as data."""

from collections.abc import Iterable, Iterator
from dataclasses import KW_ONLY, dataclass

from translationstring import TranslationString

from guichet.declaration.conditions import Condition, Scopes
from guichet.i18n.domain import _

JOIN = _("Joignez ce document : ${document}")


# Not compared: two conditions cannot be, since == between answers is itself a condition.
@dataclass(frozen=True, eq=False)
class AttachmentKind:
    """A kind of document: always ``required``, required ``when`` a condition on the form holds, or only possible."""

    kind: str
    """Stable name, e.g. ``"ticket"``."""
    label: TranslationString
    _: KW_ONLY
    required: bool = False
    when: Condition | None = None
    reason: TranslationString | None = None
    """Sentence while it is missing, e.g. « Joignez … »; made of the label by default."""


@dataclass(frozen=True)
class RequiredAttachment:
    """A document that has to be attached, and why."""

    kind: str
    """One of the type's attachments."""
    reason: TranslationString


def required_by_rules(attachments: Iterable[AttachmentKind], scopes: Scopes) -> Iterator[RequiredAttachment]:
    """The documents that the rules of a type require; ``scopes`` are the raw texts of the form."""
    for attachment in attachments:
        if attachment.required or (attachment.when is not None and attachment.when.holds(scopes)):
            yield RequiredAttachment(attachment.kind, attachment.reason or JOIN % {"document": attachment.label})
