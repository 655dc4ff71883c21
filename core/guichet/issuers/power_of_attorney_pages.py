"""Powers of attorney of a company's beneficiary: added with a file, opened, removed after a question."""

from functools import cached_property
from typing import Any
from urllib.parse import quote

import colander
from pyramid.httpexceptions import HTTPSeeOther
from pyramid.request import Request
from pyramid.response import Response
from pyramid.view import view_config

from guichet.documents.cleaning.outcome import UploadRejected
from guichet.documents.rejections import rejection_text
from guichet.i18n import _
from guichet.issuers import beneficiary_actions
from guichet.issuers.beneficiary_actions import MAX_POWERS, AlreadySaved, TooMany
from guichet.issuers.beneficiary_details import PowerOfAttorney
from guichet.issuers.beneficiary_forms import BeneficiaryFormView
from guichet.issuers.beneficiary_schemas import power_of_attorney_schema
from guichet.issuers.models import Beneficiary
from guichet.ratelimit import request_limits
from guichet.store.blobs import read_blob
from guichet.store.models import find
from guichet.web.form_readers import PostedFile
from guichet.web.form_view import FormView, InvalidAnswer, form_view
from guichet.web.forms import new_form
from guichet.web.forms.form import Button, Form, Link, ProblemLink
from guichet.web.received_files import clean_file

FILE = "file"
NO_FILE = _("Choisissez le fichier de la procuration signée")
AGAIN = _("Choisissez encore une fois le fichier : une page ne peut pas le garder")
ALREADY_SAVED = _("Ce fichier est déjà enregistré comme procuration de cette personne")
ENOUGH = _("Vous pouvez garder ${most} procurations. Supprimez-en une qui a expiré", mapping={"most": MAX_POWERS})
ENOUGH_TODAY = _("La limite de fichiers par jour est atteinte. Recommencez demain")


@form_view(
    context=Beneficiary,
    name="add-power-of-attorney",
    permission="beneficiaries",
    renderer="templates/power_of_attorney.pt",
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
        """The period."""
        return power_of_attorney_schema()

    @cached_property
    def form(self) -> Form:
        """The form, which takes a file."""
        return new_form(
            self.request, self.schema(), action=self.action, buttons=self.buttons, cancel=self.cancel, multipart=True
        )

    def page(self) -> dict[str, Any]:
        """The problem of the file, with the links of the summary: the form's own message is about the file."""
        message, links = self.form.message, self.form.problems
        if links and not message:
            message = self.request.localize(AGAIN)
            links = [ProblemLink(f"#{FILE}", message), *links]
        elif message:
            links = [ProblemLink(f"#{FILE}", message), *links[1:]]
        return {"file_problem": message, "problems": links}

    def success(self, answers: dict[str, Any]) -> HTTPSeeOther:
        """Cleans and stores the file."""
        file = self.request.POST.get(FILE)
        # A browser posts an empty text when no file was chosen.
        if not isinstance(file, PostedFile):
            raise InvalidAnswer("", NO_FILE)
        limit = request_limits.uploads(self.request)
        if not request_limits.allowed(self.request, limit, self.request.identity.user_id):
            raise InvalidAnswer("", ENOUGH_TODAY, status=429)
        try:
            clean = clean_file(self.request, file)
            beneficiary_actions.add_power_of_attorney(
                self.request.action_context, self.context, clean, answers["valid_from"], answers["valid_until"]
            )
        except UploadRejected as rejected:
            raise InvalidAnswer("", rejection_text(file.filename, rejected)) from None
        except AlreadySaved:
            raise InvalidAnswer("", ALREADY_SAVED) from None
        except TooMany:
            raise InvalidAnswer("", ENOUGH) from None
        return self.saved()


@view_config(context=PowerOfAttorney, name="", request_method="GET", permission="view")
def power_of_attorney(context: PowerOfAttorney, request: Request) -> Response:
    """The document as it was cleaned; a browser saves it and never shows it with the rights of the desk's pages."""
    response = Response(body=read_blob(context.blob), content_type=context.content_type, charset=None)
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(context.filename)}"
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


@form_view(context=PowerOfAttorney, name="remove", permission="beneficiaries")
class RemovePowerOfAttorney(FormView):
    """Asks before a document is deleted."""

    context: PowerOfAttorney
    buttons = (Button("remove", _("Supprimer")),)
    lead = (_("Le fichier est effacé, et l’office ne le voit plus."),)

    def __init__(self, context: PowerOfAttorney, request: Request) -> None:
        super().__init__(context, request)
        self.beneficiary: Beneficiary = find(context, Beneficiary)
        self.title = _("Supprimer ${filename} ?", mapping={"filename": context.filename})
        self.cancel = Link(_("Garder la procuration"), request.resource_path(self.beneficiary))

    def success(self, answers: dict[str, Any]) -> HTTPSeeOther:
        """Deletes it."""
        beneficiary_actions.remove_power_of_attorney(self.request.action_context, self.context)
        return self.done("beneficiary-saved", self.beneficiary)
