"""Drafts of one of a desk's people, made by the actions that the pages call."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pyramid.traversal import resource_path

from guichet import clock
from guichet.action_context import ActionContext
from guichet.declaration import InvoiceType
from guichet.invoices import invoice_actions
from guichet.invoices.evaluation import DETAILS, Evaluation, evaluate_invoice
from guichet.invoices.freeze_revision import freeze
from guichet.invoices.models import Invoice, Revision
from guichet.testing.browser import DeskBrowser
from guichet.testing.desks import Desks
from guichet.testing.page import Page
from guichet.testing.people import issuer_of, user_of
from guichet.values import reference


@dataclass(frozen=True)
class Draft:
    """A stored draft, and the browser of the person whose it is."""

    desks: Desks
    browser: DeskBrowser
    email: str
    invoice_id: str
    address: str
    """Path of its form."""

    @property
    def tenant_id(self) -> str:
        """The canton of its desk."""
        return self.browser.desk.tenant.id

    def open(self, language: str) -> Page:
        """Its form in a language. Fails as every page of a browser does, see :mod:`guichet.testing.page_rules`."""
        with self.desks.acting(self.tenant_id) as ctx:
            user_of(ctx, self.email).language = language
        return self.browser.open(self.address).page

    def save_as_shown(self) -> Any:
        """Posts the form that the browser is on, as the button « Enregistrer et quitter » does; returns the answer."""
        page = self.browser.page
        [button] = page.document.xpath(".//main//button[@name='save' and not(@aria-hidden='true')]")[:1]
        form = page.document.get_element_by_id(button.get("form") or "form")
        return self.browser.post_controls(self.address, page.controls(form, button), form.get("enctype") or "")

    def appstruct(self) -> dict[str, Any]:
        """The typed answers as they are stored."""
        with self.desks.looking(self.tenant_id) as ctx:
            return self._evaluation(ctx)[1].details.appstruct

    def revisions(self) -> Iterator[tuple[ActionContext, Invoice, Revision]]:
        """Invoice and revision as if it had been sent now, right or wrong: one for each language of the desk."""
        with self.desks.looking(self.tenant_id) as ctx:
            invoice, evaluation = self._evaluation(ctx)
            invoice.reference = reference.make(self.tenant_id, ctx.now.year)
            languages = ctx.desk.tenant.languages
            content = freeze(evaluation, (), [ctx.desk.localizer(one) for one in languages])
            for language in languages:
                yield (
                    ctx,
                    invoice,
                    Revision(
                        number=1,
                        sent=ctx.now,
                        sent_by=user_of(ctx, self.email).id,
                        total=evaluation.total,
                        attachments=(),
                        language=language,
                        content=content,
                    ),
                )

    def _evaluation(self, ctx: ActionContext) -> tuple[Invoice, Evaluation]:
        invoice = issuer_of(ctx, self.email).invoices[self.invoice_id]
        return invoice, evaluate_invoice(ctx.desk.plugins, invoice, clock.today())


def save_draft(
    desks: Desks, browser: DeskBrowser, email: str, invoice_type: InvoiceType, answers: Mapping[str, Any]
) -> Draft:
    """Stores a draft with raw answers of a type's form, for the first beneficiary of the person with ``email``.

    :param browser: in which that person has signed in.
    """
    tenant_id = browser.desk.tenant.id
    with desks.acting(tenant_id, email) as ctx:
        issuer = issuer_of(ctx, email)
        person = next(iter(issuer.beneficiaries.values()))
        invoice = invoice_actions.start_draft(ctx, issuer, person, invoice_type)
        raw = invoice.cstruct | {DETAILS: dict(answers)}
        evaluation = evaluate_invoice(ctx.desk.plugins, invoice, clock.today(), raw)
        invoice_actions.save_answers(ctx, invoice, evaluation, invoice.draft_version)
        return Draft(desks, browser, email, invoice.id, resource_path(invoice, "edit"))
