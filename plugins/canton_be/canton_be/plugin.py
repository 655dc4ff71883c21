"""The desk of the office AI of the canton of Berne: companies and insured persons, in French and German."""

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
    """Office 302 (list of office codes); new code after one minute (guide for companies, 5.1.2).

    Payment « about ten days » after acceptance, as the guide says.
    """
    return Tenant(
        id="be",
        office_code="302",
        names={"fr": "Office AI Canton de Berne", "de": "IV-Stelle Kanton Bern"},
        names_with_article={"fr": "l’Office AI Canton de Berne", "de": "die IV-Stelle Kanton Bern"},
        languages=("fr", "de"),
        new_code_after=60,
        payment_days=10,
        holidays=(
            "01-01",
            "01-02",
            "good-friday",
            "easter-monday",
            "ascension",
            "whit-monday",
            "08-01",
            "12-25",
            "12-26",
        ),
    )


@hookimpl
def guichet_branding() -> Branding:
    """Neutral mark in the canton's red; the office supplies its own logo before going live."""
    return Branding(
        theme="canton_be:theme/theme.css",
        logo="canton_be:theme/logo.svg",
        tagline={"fr": "Guichet en ligne", "de": "Online-Schalter"},
        website="https://www.aibe.ch/",
        website_name="aibe.ch",
        brand_colour="#8c1420",
        mail_logo="canton_be:theme/logo.png",
    )


@hookimpl
def guichet_contacts() -> Contacts:
    """As printed in the guide for companies. E-mail address and hours are UNCONFIRMED: the guide names none."""
    street = "Scheibenstrasse 70"
    return Contacts(
        phone="058 219 77 20",
        address={"fr": (street, "3001 Berne"), "de": (street, "3001 Bern")},
        text_relay=TEXT_RELAY,
    )


@hookimpl
def guichet_user_kinds() -> tuple[UserKind, ...]:
    """Companies, and insured persons with their legal representatives."""
    return (UserKind("company"), UserKind("insured"))


@hookimpl
def guichet_enabled_invoice_types() -> tuple[InvoiceTypeGroup, ...]:
    """The forms accepted online, in the order of the guide for companies (chapter 1).

    The guide puts the aids under one heading and the others beside it; these have a heading here too.
    """
    return (
        InvoiceTypeGroup(
            {"fr": "Moyens auxiliaires", "de": "Hilfsmittel"},
            ("318.635", "318.636", "318.637", "318.638", "318.639"),
        ),
        InvoiceTypeGroup(
            {"fr": "Autres prestations", "de": "Weitere Leistungen"},
            ("318.632.2", "300.001", "318.536", "318.632.1", "318.632"),
        ),
    )
