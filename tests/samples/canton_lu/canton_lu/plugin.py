"""The desk of Lucerne, in German: theme, page, navigation entry, setting and check of its own."""

from guichet.sdk import (
    PUBLIC,
    Branding,
    Check,
    CheckContext,
    CheckedInvoice,
    Contacts,
    InvoiceTypeGroup,
    Issue,
    NavigationItem,
    Setting,
    Tenant,
    TranslationStringFactory,
    UserKind,
    hookimpl,
    number,
    warning,
)

GUICHET_API = "1.0"
NAME = "canton_lu"
_ = TranslationStringFactory(NAME)
LONG_VISIT = 480
"""Minutes."""


@hookimpl
def guichet_tenant() -> Tenant:
    """The office."""
    return Tenant("lu", "303", {"de": "IV Luzern"}, {"de": "die IV Luzern"}, languages=("de",), holidays=("08-01",))


@hookimpl
def guichet_branding() -> Branding:
    """Blue and white."""
    return Branding(
        theme="canton_lu:theme/theme.css",
        logo="canton_lu:theme/logo.svg",
        tagline={"de": "Online-Schalter"},
        website="https://www.lu.example/",
        website_name="lu.example",
        brand_colour="#0a5a9c",
    )


@hookimpl
def guichet_contacts() -> Contacts:
    """Made up."""
    return Contacts(phone="041 000 00 00", address={"de": ("Musterstrasse 1", "6000 Luzern")})


@hookimpl
def guichet_user_kinds() -> tuple[UserKind, ...]:
    """Companies alone."""
    return (UserKind("company"),)


@hookimpl
def guichet_enabled_invoice_types() -> tuple[InvoiceTypeGroup, ...]:
    """The form of another distribution."""
    return (InvoiceTypeGroup({"de": "Pflege"}, ("901.1",)),)


@hookimpl
def guichet_settings() -> list[Setting]:
    """What the operator of the desk decides."""
    return [Setting("reply_hours", "Hours within which the office calls back.", parse=number(1, 72), default=24)]


def callback(context, request):
    """View: how fast the office calls back."""
    return {"title": _("Rappel"), "hours": request.desk.settings.plugin(NAME)["reply_hours"]}


@hookimpl
def guichet_configure(config, tenant):
    """The page about calling back."""
    config.add_page("callback", callback, permission=PUBLIC, renderer="templates/callback.pt")


@hookimpl
def guichet_navigation(request):
    """The entry of that page."""
    path = request.route_path("p/canton_lu/callback")
    return [NavigationItem(_("Rappel"), path, current=request.path == path)]


@hookimpl
def guichet_check_invoice(invoice: CheckedInvoice, context: CheckContext) -> list[Issue]:
    """A long visit is looked at again."""
    return [
        warning(visit.path, "LU1", _("Vérifiez la durée : plus de 8 heures pour une visite"))
        for visit in (invoice.answers.visits if invoice.type_id == "901.1" else ())
        if visit.minutes > LONG_VISIT
    ]


@hookimpl
def guichet_declared_checks(invoice: CheckedInvoice) -> list[Check]:
    """The review lists it where it finds nothing."""
    return [Check("LU1", _("Aucune visite de plus de 8 heures"))] if invoice.type_id == "901.1" else []
