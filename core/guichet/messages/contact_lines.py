"""The ways to reach an office, as pages and mails write them."""

from dataclasses import dataclass

from guichet.i18n import Localizer, _
from guichet.tenants import Contacts, in_language


@dataclass(frozen=True)
class ContactLine:
    """One way to reach the office: « Téléphone », its number, what a click on it opens, and when it is answered."""

    label: str
    value: str
    href: str = ""
    """``tel:`` or ``mailto:``; empty for what no program opens."""
    note: str = ""

    def __str__(self) -> str:
        return f"{self.label} {self.value}" + (f" ({self.note})" if self.note else "")


def contact_lines(contacts: Contacts, localize: Localizer) -> tuple[ContactLine, ...]:
    """The ways to reach the office by phone, text relay and e-mail, those that it names."""
    hours, relay = (
        in_language(texts, localize.language) if texts else "" for texts in (contacts.hours, contacts.text_relay)
    )
    lines = [ContactLine(localize(_("Téléphone")), contacts.phone, contacts.dial, hours)]
    if relay:
        lines.append(ContactLine(localize(_("Personnes sourdes ou malentendantes :")), relay))
    if contacts.email:
        lines.append(ContactLine(localize(_("E-mail")), contacts.email, f"mailto:{contacts.email}"))
    return tuple(lines)
