"""The canton of a made-up office, for plugins that belong to no canton: ``make_desks(["zz"], plugins={…})``."""

from collections.abc import Sequence
from types import SimpleNamespace

from guichet.hookspecs import hookimpl
from guichet.tenants import Branding, Contacts, InvoiceTypeGroup, Tenant, UserKind

SAMPLE_ID = "zz"
_NAMES = {"fr": "Office AI Exemple", "de": "IV-Stelle Muster", "it": "Ufficio AI Esempio", "en": "Example IV Office"}
_IN_SENTENCE = {
    "fr": "l’Office AI Exemple",
    "de": "die IV-Stelle Muster",
    "it": "l’Ufficio AI Esempio",
    "en": "the Example IV Office",
}
_TAGLINES = {"fr": "Guichet en ligne", "de": "Online-Schalter", "it": "Sportello online", "en": "Online desk"}
_LOOK = "guichet.testing:sample_look/"


def sample_canton(
    type_ids: Sequence[str] = (), languages: tuple[str, ...] = ("fr", "de"), tenant_id: str = SAMPLE_ID
) -> object:
    """The plugin of a made-up canton: companies and insured persons, the base theme.

    :param type_ids: the invoice types that its office accepts, as another plugin brings them.
    :param languages: of the desk, the first one its own.
    """

    @hookimpl
    def guichet_tenant() -> Tenant:
        # Office 350 is that of Jura: only the numbers of real offices are accepted.
        return Tenant(
            id=tenant_id, office_code="350", names=_NAMES, names_with_article=_IN_SENTENCE, languages=languages
        )

    @hookimpl
    def guichet_branding() -> Branding:
        return Branding(
            theme=f"{_LOOK}theme.css",
            logo=f"{_LOOK}logo.svg",
            tagline=_TAGLINES,
            website="https://office.example/",
            website_name="office.example",
            brand_colour="#7a1420",
        )

    @hookimpl
    def guichet_contacts() -> Contacts:
        return Contacts(phone="032 000 00 00", address=dict.fromkeys(languages, ("Rue de l’Exemple 1", "2800 Exemple")))

    @hookimpl
    def guichet_user_kinds() -> tuple[UserKind, ...]:
        return (UserKind("company"), UserKind("insured"))

    @hookimpl
    def guichet_enabled_invoice_types() -> tuple[InvoiceTypeGroup | str, ...]:
        return tuple(type_ids)

    hooks = {name: value for name, value in locals().items() if name.startswith("guichet_")}
    return SimpleNamespace(__name__="guichet.testing.sample_canton", **hooks)
