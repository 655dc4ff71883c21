"""Reads stored revisions in a process that cannot import the plugin of their forms.

Run by ``test_frozen_revisions.py``; ``python frozenreader.py FOLDER FILE…`` writes, for each file, what was read as
JSON and the PDF of each language.
"""

import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

sys.modules["invoice_types"] = None  # type: ignore[assignment]

import canton_be.plugin  # noqa: E402
from guichet.app import DEFAULTS  # noqa: E402
from guichet.declaration import CheckContext, EarlierInvoice  # noqa: E402
from guichet.declaration.checks import not_claimed_twice  # noqa: E402
from guichet.desk import Desk  # noqa: E402
from guichet.hookspecs import hookimpl  # noqa: E402
from guichet.i18n import LANGUAGES  # noqa: E402
from guichet.invoices.frozen import FrozenRevision, thaw  # noqa: E402
from guichet.invoices.models import Invoice, Revision  # noqa: E402
from guichet.invoices.pdf import invoice_pdf  # noqa: E402
from guichet.keys import Keys  # noqa: E402
from guichet.plugins import Plugins  # noqa: E402
from guichet.settings import MailSettings, Settings, TenantSettings  # noqa: E402

NOW = datetime(2026, 11, 28, 12, 0, tzinfo=UTC)


def desk_without_forms() -> Desk:
    """Berne, which offers no form any more."""
    hooks = {name: value for name, value in vars(canton_be.plugin).items() if name.startswith("guichet_")}
    hooks["guichet_enabled_invoice_types"] = hookimpl(lambda: ())
    own = TenantSettings("be", ("be.localhost",), "https://be.localhost", "memory://", "guichet@be.example")
    settings = Settings("production", b"0" * 32, "memory://", MailSettings(), (own,))
    canton = SimpleNamespace(__name__="canton_be.plugin", **hooks)
    plugins = Plugins("be", {"canton_be": canton}, defaults=DEFAULTS)
    return Desk(settings=settings, tenant_settings=own, plugins=plugins, db=None, keys=Keys(settings.secret, "be"))


def contents(frozen: FrozenRevision) -> dict[str, Any]:
    """What pages, checks of later invoices and hand-off read of a revision, in every language."""
    number = frozen.header.decision_number
    earlier = EarlierInvoice("BE-2026-2W8N-5RDA", number, frozen.service_days, frozen.answers, frozen.amounts_by_path)
    context = CheckContext(NOW.date(), NOW.date(), decision_number=number, earlier=(earlier,))
    return {
        "type": [frozen.type_id, frozen.type_version],
        "titles": {language: frozen.title(language) for language in LANGUAGES},
        "rows": {language: [[row.label, *row.values] for row in frozen.rows(language)] for language in LANGUAGES},
        "header": frozen.header.as_data(),
        "answers": len(frozen.answers.lines("lines")),
        "days": [[day.first.isoformat(), day.last.isoformat()] for day in frozen.service_days],
        "amounts": frozen.amounts_by_path,
        "total": frozen.total,
        "issues": [[issue.code, frozen.text(issue.messages, "de")] for issue in frozen.issues],
        "documents": [[one.filename, frozen.text(one.kind_labels, "de")] for one in frozen.documents],
        "repeated": [issue.code for issue in not_claimed_twice(frozen.service_days, context, "warning")],
    }


def pdf(desk: Desk, content: bytes, language: str) -> bytes:
    """The PDF of an invoice whose only revision was sent in ``language``."""
    frozen = thaw(content)
    revision = Revision(
        number=1, sent=NOW, sent_by="x", total=frozen.total, attachments=(), language=language, content=content
    )
    invoice = Invoice(type_id=frozen.type_id, type_version=1, beneficiary_id="x", cstruct={}, author="x", now=NOW)
    invoice.reference, invoice.revisions = "BE-2026-7K3M-Q2XW", (revision,)
    return invoice_pdf(desk, invoice, revision)


if __name__ == "__main__":
    folder, desk = Path(sys.argv[1]), desk_without_forms()
    for file in map(Path, sys.argv[2:]):
        stored = file.read_bytes()
        (folder / f"{file.name}.json").write_text(json.dumps(contents(thaw(stored))), encoding="utf-8")
        for language in desk.tenant.languages:
            (folder / f"{file.name}.{language}.pdf").write_bytes(pdf(desk, stored, language))
    assert not any(name.startswith("invoice_types.") for name in sys.modules)
