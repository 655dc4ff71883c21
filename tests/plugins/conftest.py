"""A small canton that answers every hook, the desk that runs with it, and what the hooks are asked about."""

import sys
from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from importlib import import_module
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest
from ZODB.DemoStorage import DemoStorage

from guichet import clock
from guichet.app import DEFAULTS, create_desk
from guichet.declaration import (
    Amount,
    AmountTerm,
    AttachmentKind,
    Check,
    CheckContext,
    Day,
    Fields,
    FormBuilder,
    InvoiceType,
    Issue,
    RateLookup,
    RequiredAttachment,
    Text,
    evaluate,
    product,
    term,
    warning,
)
from guichet.declaration.header import CheckedInvoice, InvoiceHeader
from guichet.desk import Desk
from guichet.documents import malware_scan
from guichet.hookspecs import hookimpl
from guichet.i18n import _
from guichet.keys import Keys
from guichet.plugins import Plugins, hook_calls, installed
from guichet.settings import MailSettings, Settings, TenantSettings
from guichet.store.database import database_on
from guichet.store.evolution import EvolutionStep
from guichet.tenants import Branding, Contacts, Tenant, UserKind
from guichet.testing.people import ANNA, beneficiary_of, issuer_of
from guichet.web import plugin_panels
from invoice_types.travel.demo import send_travel

FORM = "test.1"


class SampleForm(InvoiceType):
    """A form of two questions."""

    id, version, title = FORM, 1, _("Formulaire d’essai")
    purpose = _("Pour les essais")

    class form(Fields):
        """When, and how much."""

        day = Day(_("Date"), service_day=True, required=True)
        price = Amount(_("Montant"))

    attachments = (AttachmentKind("receipt", _("Quittance")),)

    def amounts(self, invoice: form, rates: RateLookup) -> Iterator[AmountTerm]:
        """The price."""
        yield term(invoice.field("price"), product(invoice.price), _("Montant"))


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
        names = {"names": {"fr": "Office AI Zz"}, "names_with_article": {"fr": "l’Office AI Zz"}}
        return Tenant(id="zz", office_code="316", languages=("fr",), **names)

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
        return Contacts(
            phone="058 000 00 00",
            address={"fr": ("Rue 1", "9999 Zz")},
            email="info@zz.example",
            hours={"fr": "le matin"},
            text_relay={"fr": "relais texte"},
        )

    @hookimpl
    def guichet_user_kinds(self) -> tuple[UserKind, ...]:
        return (UserKind("company"),)

    @hookimpl
    def guichet_enabled_invoice_types(self) -> tuple[str, ...]:
        return (FORM,)

    @hookimpl
    def guichet_invoice_types(self) -> list[InvoiceType]:
        return [SampleForm()]

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
    def guichet_amend_form(self, invoice_type: InvoiceType, form: FormBuilder) -> None:
        form.add("cost_centre", Text(_("Centre de coûts"), max_length=20))

    @hookimpl
    def guichet_check_invoice(self, invoice: CheckedInvoice, context: CheckContext) -> list[Issue]:
        return [warning("price", "ZZ1", _("Vérifiez le montant"))] if invoice.amounts.total > 100 else []

    @hookimpl
    def guichet_declared_checks(self, invoice: CheckedInvoice) -> list[Check]:
        return [Check("ZZ1", _("Montant"), _("Date"))]

    @hookimpl
    def guichet_required_attachments(self, invoice: CheckedInvoice, context: CheckContext) -> list[RequiredAttachment]:
        return [RequiredAttachment("receipt", _("Joignez la quittance"))]


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
def checked(context: CheckContext) -> CheckedInvoice:
    """An invoice of CHF 12.50."""
    header = InvoiceHeader(
        beneficiary="Anna Muster",
        avs="7561234567897",
        birth_date=date(1984, 3, 12),
        address="Rue 1, 9999 Zz",
        issuer="Home-Aide",
        gln="",
        iban="CH9300762011623852957",
        account_holder="Anna Muster",
        payment_reference="",
        decision_number="31620250012345",
        invoice_number="",
        invoice_date=date(2026, 11, 14),
        remark="",
    )
    details = evaluate(SampleForm(), {"day": "14.10.2026", "price": "12.50"}, context)
    return CheckedInvoice(FORM, 1, header, details.invoice, details.amounts)


@pytest.fixture
def context() -> CheckContext:
    return CheckContext(date(2026, 11, 14), date(2026, 11, 14), "316")


@pytest.fixture
def plugin() -> Any:
    """Makes a plugin of some functions, e.g. ``plugin(guichet_tenant=…)``; each is marked unless told otherwise."""

    def make(marked: bool = True, **functions: Any) -> SimpleNamespace:
        return SimpleNamespace(**{name: hookimpl(f) if marked else f for name, f in functions.items()})

    return make


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., ModuleType]:
    """Writes the package ``shop`` and returns its module ``plugin``, as an installed plugin would be loaded.

    ``shop("@hookimpl …", panel="<p>…</p>")``: the source of the module, and templates by name.
    """

    def make(source: str, **templates: str) -> ModuleType:
        folder = tmp_path / "shop"
        (folder / "templates").mkdir(parents=True)
        (folder / "__init__.py").touch()
        (folder / "plugin.py").write_text(f"from guichet.sdk import *\n\n{source}")
        for name, text in templates.items():
            (folder / "templates" / f"{name}.pt").write_text(text)
        monkeypatch.syspath_prepend(tmp_path)
        for name in ("shop", "shop.plugin"):
            # Forgotten at the end: the next test writes another package of that name.
            monkeypatch.setitem(sys.modules, name, ModuleType(name))
            del sys.modules[name]
        return import_module("shop.plugin")

    return make


@pytest.fixture
def serve(make_desks: Any) -> Callable[..., Any]:
    """Runs Berne with one further plugin: ``serve(module)``; answers with the desks."""

    def run(plugin: object, settings: Mapping[str, str] | None = None) -> Any:
        return make_desks(["be"], plugins={**installed(), "shop": plugin}, settings=settings)

    return run


@pytest.fixture
def errors(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """What the rooms of plugins write into the log as errors: the event and its values."""
    lines: list[dict[str, Any]] = []

    def error(_log: Any, event: str, **values: Any) -> None:
        lines.append({"event": event, **values})

    log = type("Log", (), {"error": error, "warning": error})()
    for module in (hook_calls, plugin_panels, malware_scan):
        monkeypatch.setattr(module, "log", log)
    return lines


@pytest.fixture
def send_invoice() -> Callable[..., str]:
    """``send_invoice(desks)``: the path of an invoice that the manager of Home-Aide has sent."""

    def send(desks: Any) -> str:
        with desks.acting("be", "manager@be.example") as ctx:
            issuer = issuer_of(ctx, "manager@be.example")
            day = clock.today() - timedelta(days=20)
            invoice = send_travel(ctx, issuer, beneficiary_of(issuer, ANNA), day)
            return f"/issuers/{issuer.id}/invoices/{invoice.id}/"

    return send
