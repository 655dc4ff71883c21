"""Pages of an import: the file is chosen, the preview says what would be added, and a button adds it."""

import hashlib
from decimal import Decimal
from functools import partial
from typing import Any

import colander
from pyramid.httpexceptions import HTTPSeeOther
from pyramid.request import Request
from pyramid.response import Response
from pyramid.view import view_config

from guichet.documents import filenames
from guichet.documents.cleaning.outcome import MEGABYTE
from guichet.documents.csv_file import csv_file
from guichet.i18n import _
from guichet.issuers.beneficiary_forms import company_ibans
from guichet.issuers.beneficiary_import import import_actions
from guichet.issuers.beneficiary_import.columns import REQUIRED
from guichet.issuers.beneficiary_import.csv_rows import MAX_BYTES, MAX_ROWS, UnreadableFile
from guichet.issuers.beneficiary_import.list_reading import ListReader, PeopleList
from guichet.issuers.list_size import LIST_FULL, ListFull
from guichet.issuers.models import Beneficiaries, Issuer
from guichet.issuers.power_of_attorney_file import ENOUGH_TODAY
from guichet.ratelimit import request_limits
from guichet.store.models import find
from guichet.web.form_readers import PostedFile
from guichet.web.form_view import FormView, InvalidAnswer, form_view
from guichet.web.forms.form import Button, Link
from guichet.web.forms.nodes import File
from guichet.web.transactions import outside_lock

FILE = "file"
NO_FILE = _("Choisissez le fichier CSV")
BUSY = _("Le guichet lit en ce moment une autre liste. Réessayez dans une minute")
TEMPLATE_NAME = _("modele-beneficiaires.csv")


@form_view(
    context=Beneficiaries,
    name="import",
    permission="beneficiaries",
    renderer="templates/import.pt",
    takes_files=True,
)
class ImportBeneficiaries(FormView):
    """Takes the file and leads to its preview; nothing is added yet."""

    title = _("Importer des bénéficiaires")
    buttons = (Button("check", _("Vérifier le fichier")),)
    lead = (
        _(
            "Choisissez une liste enregistrée comme CSV. Vous verrez d’abord ce qui serait ajouté et ce qui est à "
            "corriger ; rien n’est importé avant votre confirmation."
        ),
    )

    def __init__(self, context: Beneficiaries, request: Request) -> None:
        super().__init__(context, request)
        self.issuer: Issuer = find(context, Issuer)
        self.back = Link(_("‹ Bénéficiaires"), request.resource_path(context))
        self.cancel = Link(_("Annuler"), request.resource_path(context))

    def schema(self) -> colander.SchemaNode:
        """The file."""
        return colander.Schema(
            children=[
                File(
                    name=FILE,
                    title=_("Fichier CSV"),
                    description=_(
                        "Au plus ${rows} lignes et ${size} Mo.",
                        mapping={"rows": Decimal(MAX_ROWS), "size": MAX_BYTES // MEGABYTE},
                    ),
                )
            ]
        )

    def page(self) -> dict[str, Any]:
        """The columns, those that a file needs first."""
        titles = list_reader(self.request, self.issuer).titles
        return {
            "required": [title for name, title in titles.items() if name in REQUIRED],
            "others": [title for name, title in titles.items() if name not in REQUIRED],
        }

    def success(self, answers: dict[str, Any]) -> HTTPSeeOther:
        """Reads the file and stores its preview."""
        file = self.request.POST.get(FILE)
        # A browser posts an empty text when no file was chosen.
        if not isinstance(file, PostedFile):
            raise InvalidAnswer(FILE, NO_FILE)
        limit = request_limits.uploads(self.request)
        if not request_limits.allowed(self.request, limit, self.request.identity.user_id):
            raise InvalidAnswer(FILE, ENOUGH_TODAY, status=429)
        filename, read = filenames.readable(file.filename), self._people(file)
        try:
            import_actions.keep_preview(self.request.action_context, self.issuer, filename, read)
        except ListFull:
            raise InvalidAnswer(FILE, LIST_FULL) from None
        return self.redirect(self.context, "import-preview")

    def _people(self, file: PostedFile) -> PeopleList:
        # From the start: when a conflict made this request run again, it has been read already. One byte more than
        # allowed shows that the file is too large. Neither cleaned nor scanned: the bytes are kept and shown nowhere.
        file.file.seek(0)
        content = file.file.read(MAX_BYTES + 1)
        name = ("people", hashlib.sha256(content).hexdigest())
        # Reading 10,000 rows takes three seconds; others may write meanwhile, and no attempt reads them again.
        return outside_lock(self.request, name, partial(self._people_list, content))

    def _people_list(self, content: bytes) -> PeopleList:
        # One at a time: lists of one person at once held every thread for minutes.
        turn = self.request.registry.list_reading
        if not turn.acquire(blocking=False):
            raise InvalidAnswer(FILE, BUSY, status=429)
        try:
            return list_reader(self.request, self.issuer).read(content)
        except UnreadableFile as unreadable:
            raise InvalidAnswer(FILE, unreadable.message) from None
        finally:
            turn.release()


def list_reader(request: Request, issuer: Issuer) -> ListReader:
    """The reader of the company's files, with messages in the languages of the desk, that of the page first."""
    languages = sorted(request.desk.tenant.languages, key=lambda one: one != request.localize.language)
    return ListReader([request.desk.localizer(one) for one in languages], company_ibans(issuer))


@view_config(context=Beneficiaries, name="import-template", request_method="GET", permission="beneficiaries")
def import_template(context: Beneficiaries, request: Request) -> Response:
    """An empty list with the names of the columns, which Excel opens with a double click."""
    titles = list(list_reader(request, find(context, Issuer)).titles.values())
    response = Response(body=csv_file([titles]), content_type="text/csv", charset="utf-8")
    response.content_disposition = f'attachment; filename="{request.localize(TEMPLATE_NAME)}"'
    return response
