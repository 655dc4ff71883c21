"""Cleaning of a posted file, for every room that takes files."""

import hashlib
from dataclasses import replace
from functools import partial

from pyramid.request import Request

from guichet.documents.cleaning.outcome import CleanFile, UploadRejected
from guichet.documents.malware_scan import is_scanned
from guichet.web import security_log
from guichet.web.form_readers import PostedFile
from guichet.web.transactions import outside_lock


def clean_file(request: Request, file: PostedFile, *, bill: bool = False) -> CleanFile:
    """The cleaned file, with what was received while the scanner gives no answer. Other requests may write meanwhile.

    ``bill``: whether a supplier's QR-bill is looked for on it.

    Raises ``UploadRejected``, after an entry in the security log (ASVS 5.0, 16.3).
    """
    # Not ``serialize=False`` on the view: it saves answers, in most requests without a file.
    file.file.seek(0)
    name = (file.filename, hashlib.sha256(file.file.read()).hexdigest(), bill)
    return outside_lock(request, name, partial(_clean, request, file, bill))


def _clean(request: Request, file: PostedFile, bill: bool) -> CleanFile:
    scanner, unscanned = request.registry.attachment_scanner, b""
    try:
        if scanner is not None:
            # From the start: when a conflict made this request run again, it has been read already.
            file.file.seek(0)
            content = file.file.read()
            unscanned = b"" if is_scanned(scanner, file.filename, content) else content
        cleaned: CleanFile = request.registry.file_cleaner.clean(
            file.filename, file.file, bill=bill, user=request.identity.user_id
        )
    except UploadRejected as rejected:
        security_log.record(request, "file_refused", account=request.identity.user.email, reason=rejected.code)
        raise
    return replace(cleaned, unscanned=unscanned)
