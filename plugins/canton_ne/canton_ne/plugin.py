"""The desk of the office AI of the canton of Neuchâtel: insured persons only, in French and German."""

from guichet.sdk import Branding, Contacts, InvoiceTypeGroup, Tenant, UserKind, hookimpl

# Procom's relay phones any Swiss number for people who write, day and night, as part of the universal service: no
# office has to join (https://www.procom-deaf.ch/, read in November 2026).
TEXT_RELAY = {
    "fr": "relais texte gratuit de Procom (procom-deaf.ch), qui nous téléphone pour vous",
    "de": "kostenlose Textvermittlung von Procom (procom-deaf.ch), die uns für Sie anruft",
}

GUICHET_API = "1.0"


@hookimpl
def guichet_tenant() -> Tenant:
    """Office 324 (list of office codes).

    New code after 30 seconds, and a code « lorsque le système le demande » (guide for insured persons).
    """
    return Tenant(
        id="ne",
        office_code="324",
        names={"fr": "Office AI Neuchâtel", "de": "IV-Stelle Neuenburg"},
        names_with_article={"fr": "l’Office AI Neuchâtel", "de": "die IV-Stelle Neuenburg"},
        languages=("fr", "de"),
        new_code_after=30,
        trusted_browser_days=30,
        holidays=(
            "01-01",
            "01-02",
            "03-01",
            "good-friday",
            "easter-monday",
            "05-01",
            "ascension",
            "whit-monday",
            "08-01",
            "fast-monday",
            "12-25",
            "12-26",
        ),
    )


@hookimpl
def guichet_branding() -> Branding:
    """Neutral mark in the canton's green; the office supplies its own logo before going live."""
    return Branding(
        theme="canton_ne:theme/theme.css",
        logo="canton_ne:theme/logo.svg",
        tagline={"fr": "Guichet en ligne", "de": "Online-Schalter"},
        website="https://www.ai-ne.ch/",
        website_name="ai-ne.ch",
        brand_colour="#0b5c3b",
        mail_logo="canton_ne:theme/logo.png",
    )


@hookimpl
def guichet_contacts() -> Contacts:
    """Phone as printed in the guide for insured persons. Street, e-mail address and hours are UNCONFIRMED."""
    french, german = "Office de l’assurance-invalidité du canton de Neuchâtel", "IV-Stelle des Kantons Neuenburg"
    return Contacts(phone="032 910 71 00", address={"fr": (french,), "de": (german,)}, text_relay=TEXT_RELAY)


@hookimpl
def guichet_user_kinds() -> tuple[UserKind, ...]:
    """« Seuls nos assurés ont la possibilité d’utiliser ce service en ligne » (guide)."""
    return (UserKind("insured"),)


@hookimpl
def guichet_enabled_invoice_types() -> tuple[InvoiceTypeGroup, ...]:
    """The forms accepted online. The guide names none: those that insured persons, who pay first, send themselves."""
    return (
        InvoiceTypeGroup({"fr": "Frais payés d’avance", "de": "Vorausbezahlte Kosten"}, ("318.632.1", "318.632")),
        InvoiceTypeGroup(
            {"fr": "Allocations et assistance", "de": "Entschädigung und Assistenz"}, ("318.632.2", "318.536")
        ),
        # Not 318.635 and 318.636: employers, building firms and garages are paid, who have no access here.
        InvoiceTypeGroup(
            {"fr": "Moyens auxiliaires", "de": "Hilfsmittel"}, ("318.637", "318.638", "318.639", "300.001")
        ),
    )
