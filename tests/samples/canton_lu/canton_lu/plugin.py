"""The desk of Lucerne, in German: theme, pages, navigation entry, setting, stored objects and check of its own."""

from datetime import datetime

from pyramid.httpexceptions import HTTPSeeOther

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
    Reads,
    Resource,
    Setting,
    Tenant,
    TranslationStringFactory,
    UserKind,
    hookimpl,
    number,
    plugin_folder,
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


class Callback(Resource):
    """A person waits for a call of the office; the object's name in the plugin's folder is that person's id."""

    def __init__(self, asked: datetime) -> None:
        self.asked = asked


def callback(context, request):
    """View: how fast the office calls back, and the button to ask for it."""
    return {"title": _("Rappel"), "hours": request.desk.settings.plugin(NAME)["reply_hours"]}


def ask(context, request):
    """View: stores that the signed-in person waits for a call; a second click changes nothing."""
    waiting = plugin_folder(context, NAME)
    if request.identity.user_id not in waiting:
        waiting.add(request.identity.user_id, Callback(request.action_context.now))
    return HTTPSeeOther(request.route_path("p/canton_lu/callback", _query={"done": "callback-asked"}))


def callbacks(context, request):
    """View of the office: who waits for a call, since when."""
    waiting = plugin_folder(context, NAME).values()
    return {"title": _("Rappels demandés"), "waiting": [(context["users"][one.id], one) for one in waiting]}


def called(context, request):
    """View of the office: the call was made, and nothing of it is kept."""
    waiting = plugin_folder(context, NAME)
    if request.posted("user") in waiting:
        waiting.remove(request.posted("user"))
    return HTTPSeeOther(request.route_path("p/canton_lu/callbacks"))


@hookimpl
def guichet_configure(config, tenant):
    """The pages about calling back."""
    config.add_page("callback", callback, permission=PUBLIC, renderer="templates/callback.pt")
    config.add_page("callback", ask, permission="account", method="POST")
    listed = Reads("callbacks.read", "call back")
    config.add_page(
        "callbacks", callbacks, permission="office", renderer="templates/callbacks.pt", personal_data=listed
    )
    config.add_page("callbacks", called, permission="office", method="POST", personal_data=listed)
    config.add_notice("callback-asked", _("Nous vous rappellerons."))


@hookimpl
def guichet_user_changed(user, event):
    """Who leaves waits for no call any more."""
    waiting = plugin_folder(user, NAME)
    if event == "closed" and user.id in waiting:
        waiting.remove(user.id)


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
