"""The file of a power of attorney as a form posts it: cleaned and stored, or refused at its question."""

from collections.abc import Mapping
from typing import Any

from pyramid.request import Request

from guichet.documents.cleaning.outcome import CleanFile, UploadRejected
from guichet.documents.rejections import rejection_text
from guichet.i18n import _
from guichet.issuers import beneficiary_actions
from guichet.issuers.beneficiary_actions import MAX_POWERS, AlreadySaved, TooMany
from guichet.issuers.models import Beneficiary
from guichet.ratelimit import request_limits
from guichet.web.form_readers import PostedFile
from guichet.web.form_view import InvalidAnswer
from guichet.web.received_files import clean_file

FILE = "file"
NO_FILE = _("Choisissez le fichier de la procuration signée")
ALREADY_SAVED = _("Ce fichier est déjà enregistré comme procuration de cette personne")
ENOUGH = _("Vous pouvez garder ${most} procurations. Supprimez-en une qui a expiré", mapping={"most": MAX_POWERS})
ENOUGH_TODAY = _("La limite de fichiers par jour est atteinte. Recommencez demain")


def posted_power(request: Request, *, required: bool) -> CleanFile | None:
    """The cleaned file; None when none was chosen. Raises `InvalidAnswer`.

    To be called before anything is stored: cleaning gives the write lock back and begins another transaction.
    """
    file = request.POST.get(FILE)
    # A browser posts an empty text when no file was chosen.
    if not isinstance(file, PostedFile):
        if required:
            raise InvalidAnswer(FILE, NO_FILE)
        return None
    if not request_limits.may_upload(request, [file.size]):
        raise InvalidAnswer(FILE, ENOUGH_TODAY, status=429)
    try:
        return clean_file(request, file)
    except UploadRejected as rejected:
        raise InvalidAnswer(FILE, rejection_text(file.filename, rejected)) from None


def store_power(request: Request, beneficiary: Beneficiary, file: CleanFile, answers: Mapping[str, Any]) -> None:
    """Stores the file with the period among ``answers``. Raises `InvalidAnswer`."""
    period = answers["valid_from"], answers["valid_until"]
    try:
        beneficiary_actions.add_power_of_attorney(request.action_context, beneficiary, file, *period)
    except AlreadySaved:
        raise InvalidAnswer(FILE, ALREADY_SAVED) from None
    except TooMany:
        raise InvalidAnswer(FILE, ENOUGH) from None
