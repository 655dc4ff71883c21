"""The list « Bénéficiaires » of a company: search, removal from it, return to it."""

from typing import Any

from pyramid.httpexceptions import HTTPNotFound, HTTPSeeOther
from pyramid.request import Request
from pyramid.view import view_config

from guichet.i18n import _
from guichet.issuers import issuer_actions
from guichet.issuers.index_rows import BeneficiaryRow
from guichet.issuers.models import Beneficiaries, Beneficiary, Issuer
from guichet.store.models import find
from guichet.store.sorted_index import Page
from guichet.values import avs
from guichet.web.form_view import FormView, form_view
from guichet.web.forms.form import Button, Link
from guichet.web.post_views import post_view
from guichet.web.table_rows import RowTemplate
from guichet.web.typed_forms import page_again

MAX_FOUND = 100
"""Beneficiaries that a search shows on one page."""
MAX_TEXT = 100
"""Characters of a search that are used."""
LIST = "templates/beneficiaries.pt"
ROW = RowTemplate("guichet.issuers", "beneficiary_row.pt")


@view_config(context=Beneficiaries, name="", request_method="GET", permission="beneficiaries", renderer=LIST)
def beneficiaries(context: Beneficiaries, request: Request) -> dict[str, Any]:
    """The list by name, 25 a page; after a search, those found."""
    if request.typed_form is None:
        return _list(context, request, context.directory.page("all", request.GET.get("after")), "")
    typed = request.typed_form.answers
    # Cut rather than refused: no name is longer.
    text = typed.get("text", "")[:MAX_TEXT]
    return _list(context, request, context.search(text, typed.get("after"), MAX_FOUND), text)


@view_config(context=Beneficiaries, name="", request_method="POST", permission="beneficiaries")
def search(context: Beneficiaries, request: Request) -> HTTPSeeOther:
    """Leads to the list filtered by name or AVS number.

    A POST, and the text in a cookie, since addresses are logged (ASVS 5.0, 14.2.1).
    """
    return page_again(request, request.resource_path(context))


def _list(context: Beneficiaries, request: Request, page: Page[BeneficiaryRow], text: str) -> dict[str, Any]:
    here, new_invoice = request.resource_path(context), request.resource_path(context.__parent__, "new-invoice")
    rows = (
        {
            "path": f"{here}{beneficiary_id}/",
            "new_invoice": f"{new_invoice}?for={beneficiary_id}",
            "name": row.name,
            "avs": avs.masked(row.avs),
            "birth_date": request.localize.short_date(row.birth_date),
            "decisions": str(row.decisions),
        }
        for beneficiary_id, row in page.rows
    )
    return {
        "title": _("Bénéficiaires"),
        "list": page,
        "rows": ROW.draw(request, rows),
        "count": context.directory.count("all"),
        "text": text,
    }


@post_view(
    context=Beneficiaries,
    name="restore",
    permission="beneficiaries",
    page=lambda context, request: request.resource_path(context),
)
def restore(context: Beneficiaries, request: Request) -> HTTPSeeOther:
    """Puts a beneficiary that was taken off the list back on it."""
    beneficiary = context.get(request.posted("beneficiary"))
    if beneficiary is None:
        raise HTTPNotFound()
    issuer_actions.restore_beneficiary(request.action_context, find(context, Issuer), beneficiary)
    return HTTPSeeOther(request.resource_path(beneficiary, query={"done": "beneficiary-restored"}))


@form_view(context=Beneficiary, name="remove", permission="beneficiaries")
class RemoveBeneficiary(FormView):
    """Asks before the removal; the page says that sent invoices stay."""

    buttons = (Button("remove", _("Supprimer")),)
    lead = (
        _(
            "Les demandes déjà envoyées pour cette personne restent dans votre historique. Ses données, ses décisions "
            "et son IBAN ne sont plus proposés."
        ),
    )

    def before(self) -> None:
        """The page is about this beneficiary."""
        self.title = _("Supprimer ${name} de vos bénéficiaires ?", mapping={"name": self.context.name})
        self.cancel = Link(_("Garder le bénéficiaire"), self.request.resource_path(self.context.__parent__))

    def success(self, answers: dict[str, Any]) -> HTTPSeeOther:
        """Takes the beneficiary off the company's list."""
        beneficiaries = self.context.__parent__
        issuer_actions.remove_beneficiary(self.request.action_context, self.context)
        return self.done("beneficiary-removed", beneficiaries)
