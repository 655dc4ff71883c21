"""Letterhead of a desk's mails: mark, colour and name of the office, and how to reach it."""

from dataclasses import dataclass

from guichet.i18n import Localizer, _
from guichet.messages.contact_lines import ContactLine, contact_lines
from guichet.tenants import Contacts, Texts, in_language

NEUTRAL = "#1d4f91"
"""Colour of mails of a desk without one."""


@dataclass(frozen=True)
class Signature:
    """End of a mail in one language."""

    formula: str
    """The complimentary close."""
    office: str
    tagline: str
    address: str
    lines: tuple[ContactLine, ...]
    notice: str
    """That answers are not read."""


@dataclass(frozen=True)
class MailLetterhead:
    """What all mails of a desk have in common. Texts are those of the canton's facts, per language."""

    names: Texts
    tagline: Texts
    contacts: Contacts
    colour: str = NEUTRAL
    """``#rrggbb``."""
    logo: bytes = b""
    """PNG; empty for none."""

    def signature(self, localize: Localizer) -> Signature:
        """The end of a mail; a way of contact that the office does not name is left out."""
        language = localize.language
        return Signature(
            formula=localize(_("Meilleures salutations")),
            office=in_language(self.names, language),
            tagline=in_language(self.tagline, language),
            address=", ".join(in_language(self.contacts.address, language)),
            lines=contact_lines(self.contacts, localize),
            notice=localize(_("Cet e-mail est envoyé automatiquement : les réponses ne sont pas lues.")),
        )
