"""A small canton that answers every hook, the desk that runs with it, and what the hooks are asked about."""

from collections.abc import Iterator
from datetime import date
from types import SimpleNamespace
from typing import Any

import colander
import pytest
from ZODB.DemoStorage import DemoStorage

from guichet.app import DEFAULTS, create_desk
from guichet.desk import Desk
from guichet.hookspecs import hookimpl
from guichet.i18n import _
from guichet.invoices.types import CheckContext, Claim, Computation, InvoiceType, LineTotal, Part, Problem, Proof
from guichet.keys import Keys
from guichet.plugins import Plugins
from guichet.settings import MailSettings, Settings, TenantSettings
from guichet.store.database import database_on
from guichet.store.evolution import EvolutionStep
from guichet.tenants import Branding, Contacts, Tenant, UserKind
from guichet.web.forms.nodes import Amount, Text

FORM = "test.1"


def schema() -> colander.SchemaNode:
    return colander.MappingSchema(children=[Amount(name="price", title=_("Montant"), missing=None)])


INVOICE_TYPE = InvoiceType(
    id=FORM,
    version=1,
    title=_("Formulaire d’essai"),
    purpose=_("Pour les essais"),
    schema=schema,
    compute=lambda data: Computation((LineTotal((Part(_("Montant"), data["price"] or 0),)),)),
    rows=lambda data, computation, localize: (),
    service_period=lambda data: (date(2026, 10, 14), date(2026, 10, 14)),
)


class Transport:
    """Keeps what it is given, as a mail transport and as an SMS gateway."""

    def __init__(self) -> None:
        self.sent: list[tuple[Any, ...]] = []

    def send(self, *args: Any) -> str:
        self.sent.append(args)
        return "kept"


class EveryHook:
    """The canton Zz."""

    def __init__(self) -> None:
        self.mails, self.texts = Transport(), Transport()
        self.settings: Settings | None = None

    @hookimpl
    def guichet_tenant(self) -> Tenant:
        return Tenant(id="zz", office_code="399", names={"fr": "Office AI Zz"}, languages=("fr",))

    @hookimpl
    def guichet_branding(self) -> Branding:
        return Branding(
            theme="canton_be:theme/theme.css",
            logo="canton_be:theme/logo.svg",
            tagline={"fr": "Guichet en ligne"},
            website="https://zz.example/",
            website_name="zz.example",
            brand_colour="#123456",
        )

    @hookimpl
    def guichet_contacts(self) -> Contacts:
        return Contacts(phone="058 000 00 00", address={"fr": ("Rue 1", "9999 Zz")})

    @hookimpl
    def guichet_user_kinds(self) -> tuple[UserKind, ...]:
        return (UserKind("company"),)

    @hookimpl
    def guichet_enabled_invoice_types(self) -> tuple[str, ...]:
        return (FORM,)

    @hookimpl
    def guichet_invoice_types(self) -> list[InvoiceType]:
        return [INVOICE_TYPE]

    @hookimpl
    def guichet_mail_transport(self, settings: Settings) -> Transport:
        self.settings = settings
        return self.mails

    @hookimpl
    def guichet_sms_gateway(self, settings: Settings) -> Transport:
        return self.texts

    @hookimpl
    def guichet_evolution_steps(self) -> list[EvolutionStep]:
        return [EvolutionStep("zz.2026_11_first", lambda portal: None)]

    @hookimpl
    def guichet_amend_form(self, invoice_type: InvoiceType, schema: colander.SchemaNode) -> None:
        schema.add(Text(20, name="cost_centre", title=_("Centre de coûts"), missing=None))

    @hookimpl
    def guichet_check_invoice(self, claim: Claim, context: CheckContext) -> list[Problem]:
        return [Problem("warn", "price", "ZZ1", _("Vérifiez le montant"))] if claim.computation.total > 100 else []

    @hookimpl
    def guichet_required_attachments(self, claim: Claim, context: CheckContext) -> list[Proof]:
        return [Proof("receipt", _("Joignez la quittance"))]


@pytest.fixture
def canton() -> EveryHook:
    """The plugin, so that a test can look at what it was given."""
    return EveryHook()


@pytest.fixture
def desk(canton: EveryHook) -> Iterator[Desk]:
    """A production desk run with the plugin, in memory."""
    own = TenantSettings("zz", ("zz.example",), "https://zz.example", "memory://", "guichet@zz.example")
    settings = Settings("production", b"0" * 32, "memory://", MailSettings(), (own,))
    plugins = Plugins("zz", {"canton_zz": canton}, defaults=DEFAULTS)
    db = database_on(DemoStorage(), "zz")
    made = Desk(settings=settings, tenant_settings=own, plugins=plugins, db=db, keys=Keys(settings.secret, "zz"))
    create_desk(made)
    yield made
    db.close()


@pytest.fixture
def claim() -> Claim:
    """A claim for CHF 12.50."""
    data = {"price": 1250}
    return Claim(FORM, date(1984, 3, 12), "39920250012345", date(2026, 11, 14), data, INVOICE_TYPE.compute(data))


@pytest.fixture
def context() -> CheckContext:
    return CheckContext(date(2026, 11, 14), "399")


@pytest.fixture
def plugin() -> Any:
    """Makes a plugin of some functions, e.g. ``plugin(guichet_tenant=…)``; each is marked unless told otherwise."""

    def make(marked: bool = True, **functions: Any) -> SimpleNamespace:
        return SimpleNamespace(**{name: hookimpl(f) if marked else f for name, f in functions.items()})

    return make
