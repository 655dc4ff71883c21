"""Cleaning of a posted file, for every room that takes files."""

from pyramid.request import Request

from guichet.documents.cleaning.outcome import CleanFile, UploadRejected
from guichet.documents.malware_scan import refuse_malware
from guichet.web import security_log
from guichet.web.form_readers import PostedFile
from guichet.web.transactions import release_write_lock


def clean_file(request: Request, file: PostedFile, *, bill: bool = False) -> CleanFile:
    """The cleaned file. Other requests may write meanwhile, and other files be scanned.

    ``bill``: whether a supplier's QR-bill is looked for on it.

    Raises ``UploadRejected``, after an entry in the security log (ASVS 5.0, 16.3).
    """
    # Not ``serialize=False`` on the view: it saves answers, in most requests without a file.
    release_write_lock(request)
    try:
        if request.registry.attachment_scanner is not None:
            # From the start: when a conflict made this request run again, it has been read already.
            file.file.seek(0)
            refuse_malware(request.registry.attachment_scanner, file.filename, file.file.read())
        cleaned: CleanFile = request.registry.file_cleaner.clean(file.filename, file.file, bill=bill)
    except UploadRejected as rejected:
        security_log.record(request, "file_refused", account=request.identity.user.email, reason=rejected.code)
        raise
    return cleaned
