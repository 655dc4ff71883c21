"""The desk of Ticino, in Italian: its own texts come from its own catalogue."""

from guichet.sdk import (
    PUBLIC,
    Branding,
    Contacts,
    NavigationItem,
    Tenant,
    TranslationStringFactory,
    UserKind,
    hookimpl,
)

GUICHET_API = "1.0"
_ = TranslationStringFactory("canton_ti")


@hookimpl
def guichet_tenant() -> Tenant:
    """The office."""
    names = {"it": "Ufficio AI Ticino"}
    return Tenant("ti", "321", names, {"it": "l’Ufficio AI Ticino"}, languages=("it",))


@hookimpl
def guichet_branding() -> Branding:
    """Red and blue."""
    return Branding(
        theme="canton_ti:theme/theme.css",
        logo="canton_ti:theme/logo.svg",
        tagline={"it": "Sportello online"},
        website="https://www.ti.example/",
        website_name="ti.example",
        brand_colour="#1c4f8c",
    )


@hookimpl
def guichet_contacts() -> Contacts:
    """Made up."""
    return Contacts(phone="091 000 00 00", address={"it": ("Via dell’Esempio 1", "6500 Bellinzona")})


@hookimpl
def guichet_user_kinds() -> tuple[UserKind, ...]:
    """Companies and insured persons."""
    return (UserKind("company"), UserKind("insured"))


@hookimpl
def guichet_enabled_invoice_types() -> tuple[str, ...]:
    """The form of another distribution."""
    return ("901.1",)


def hours(context, request):
    """View: when the office is open."""
    return {"title": _("Heures d’ouverture")}


@hookimpl
def guichet_configure(config, tenant):
    """The page with the opening hours."""
    config.add_page("hours", hours, permission=PUBLIC, renderer="templates/hours.pt")


@hookimpl
def guichet_navigation(request):
    """The entry of that page."""
    path = request.route_path("p/canton_ti/hours")
    return [NavigationItem(_("Heures d’ouverture"), path, current=request.path == path)]
