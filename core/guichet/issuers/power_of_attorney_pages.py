"""Powers of attorney of a company's beneficiary: added with a file, opened, removed after a question."""

from typing import Any
from urllib.parse import quote

import colander
from pyramid.httpexceptions import HTTPNotFound, HTTPSeeOther
from pyramid.request import Request
from pyramid.response import Response
from pyramid.view import view_config

from guichet.i18n import _
from guichet.issuers import beneficiary_actions
from guichet.issuers.beneficiary_details import PowerOfAttorney
from guichet.issuers.beneficiary_forms import BeneficiaryFormView
from guichet.issuers.beneficiary_schemas import power_of_attorney_schema
from guichet.issuers.models import Beneficiary
from guichet.issuers.power_of_attorney_file import posted_power, store_power
from guichet.store.blobs import read_blob
from guichet.store.models import find
from guichet.web.form_view import FormView, form_view
from guichet.web.forms.form import Button, Link


@form_view(
    context=Beneficiary,
    name="add-power-of-attorney",
    permission="beneficiaries",
    takes_files=True,
)
class AddPowerOfAttorney(BeneficiaryFormView):
    """Takes the signed document and its period."""

    title = _("Ajouter une procuration")
    lead = (
        _(
            "Joignez la procuration signée si l’office ne l’a pas encore. Elle vous autorise à facturer au nom de "
            "cette personne."
        ),
    )

    def schema(self) -> colander.SchemaNode:
        """The file and its period."""
        return power_of_attorney_schema()

    def success(self, answers: dict[str, Any]) -> HTTPSeeOther:
        """Cleans and stores the file."""
        file = posted_power(self.request, required=True)
        assert file is not None
        store_power(self.request, self.context, file, answers)
        return self.saved()


# Not for the office, which sees pictures of the pages.
@view_config(context=PowerOfAttorney, name="", request_method="GET", permission="file")
def power_of_attorney(context: PowerOfAttorney, request: Request) -> Response:
    """The document as it was cleaned; a browser saves it and never shows it with the rights of the desk's pages.

    404 for one that the malware scanner has not seen.
    """
    if not context.may_be_opened:
        raise HTTPNotFound
    response = Response(body=read_blob(context.blob, context.sha256), content_type=context.content_type, charset=None)
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(context.filename)}"
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


@form_view(context=PowerOfAttorney, name="remove", permission="beneficiaries")
class RemovePowerOfAttorney(FormView):
    """Asks before a document is deleted."""

    context: PowerOfAttorney
    buttons = (Button("remove", _("Supprimer")),)

    def __init__(self, context: PowerOfAttorney, request: Request) -> None:
        super().__init__(context, request)
        self.beneficiary: Beneficiary = find(context, Beneficiary)
        self.title = _("Supprimer ${filename} ?", mapping={"filename": context.filename})
        self.cancel = Link(_("Garder la procuration"), request.resource_path(self.beneficiary))
        self.lead = (
            _("Elle ne compte plus pour vos prochaines factures. L’office la voit encore avec les demandes envoyées.")
            if context.sent
            else _("Le fichier est effacé, et l’office ne le voit plus."),
        )

    def success(self, answers: dict[str, Any]) -> HTTPSeeOther:
        """Deletes it."""
        beneficiary_actions.remove_power_of_attorney(self.request.action_context, self.context)
        return self.done("beneficiary-saved", self.beneficiary)
