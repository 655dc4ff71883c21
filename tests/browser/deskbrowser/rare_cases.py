"""Cases that the demo people do not have: blocked and completed amounts, documents not yet checked, minutes of erasure,
hours of an assistant in two invoices.

All at Berne, in the name of its company. Made by the same actions as the pages call, where there is one.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from guichet import clock
from guichet.action_context import ActionContext
from guichet.demo import acting_as, picture, send_invoice
from guichet.documents.cleaning.sanitize import sanitize_upload
from guichet.invoices import invoice_actions
from guichet.invoices.evaluation import DETAILS, evaluate_invoice
from guichet.invoices.models import Invoice
from guichet.issuers.models import Beneficiary, Issuer
from guichet.office.decisions import decision_actions
from guichet.office.decisions.overriding import Addition
from guichet.office.retention.erasure_actions import erase_invoices
from guichet.store.blobs import store_blob
from guichet.store.retention_terms import DRAFTS
from invoice_types.assistance.demo import ASSISTANCE
from invoice_types.minors.demo import send_minors
from invoice_types.travel.demo import TRAVEL, send_travel

UNPRICED, COMPLETED = (date(clock.today().year + 1, month, 10) for month in (2, 4))
"""Days of sending: of two months before each, no rate is known yet for those of next year."""
EXPLANATION = "Montant selon le tarif publié le 1er février."


def rare_cases(ctx: ActionContext, mine: ActionContext, issuer: Issuer) -> Iterator[tuple[str, Invoice]]:
    """Names and invoices; ``ctx`` is the office's, ``mine`` the sender's."""
    child = next(one for one in issuer.beneficiaries.values() if one.first_name == "Nino")
    for name, day in (("unpriced", UNPRICED), ("completed", COMPLETED)):
        then = datetime(day.year, day.month, day.day, 8, tzinfo=UTC)
        sent = send_minors(replace(mine, now=then), issuer, child, day)
        if name == "completed":
            supervisor = next(user for user in ctx.portal["users"].values() if "supervisor" in user.roles)
            addition = Addition([240_050, 265_790], EXPLANATION, language="fr")
            at_office = replace(acting_as(ctx, supervisor), now=then)
            decision_actions.accept(at_office, sent, revision_number=1, addition=addition)
        yield name, sent
    unscanned = send_travel(mine, issuer, child, clock.today() - timedelta(days=55))
    waiting, infected = unscanned.documents
    # Not in the queue: the worker, which has no scanner here, would let them be opened.
    waiting.unscanned = store_blob(ctx.portal._p_jar, b"as received")
    invoice_actions.delete_infected(ctx, unscanned, infected)
    yield "unscanned", unscanned
    yield "shared-hours", _shared_hours(mine, issuer, child)
    draft = invoice_actions.start_draft(mine, issuer, child, mine.desk.plugins.invoice_types[TRAVEL])
    erase_invoices(ctx, [draft], DRAFTS)


def _shared_hours(mine: ActionContext, issuer: Issuer, child: Beneficiary) -> Invoice:
    """A draft whose assistant has hours in the child's invoice too: on a Monday, and on a Tuesday past midnight."""
    issue = {"number": "2026-N", "date": f"{clock.today():%d.%m.%Y}"}
    send_invoice(
        mine, issuer, child, ASSISTANCE, _month("22:00", "2:00"), issue=issue, documents=[("fiche.png", "payslip")]
    )
    anna = next(one for one in issuer.beneficiaries.values() if one.first_name == "Anna")
    draft = invoice_actions.start_draft(mine, issuer, anna, mine.desk.plugins.invoice_types[ASSISTANCE])
    answers = draft.cstruct | {DETAILS: _month("23:30", "3:00"), "issue": issue | {"number": "2026-A"}}
    evaluation = evaluate_invoice(mine.desk.plugins, draft, clock.today(), answers)
    invoice_actions.save_answers(mine, draft, evaluation, draft.draft_version)
    invoice_actions.attach(mine, draft, sanitize_upload("fiche-de-salaire.png", picture()), "payslip")
    return draft


def _month(start: str, end: str) -> dict[str, object]:
    """Of the month before the last: the other invoices of the demo people and of the tests have the last one."""
    last = clock.today().replace(day=1) - timedelta(days=1)
    first = (last.replace(day=1) - timedelta(days=1)).replace(day=1)
    monday, tuesday = (1 + (weekday - first.weekday()) % 7 for weekday in (0, 1))
    days = [{"hours": "2" if number == monday else ""} for number in range(1, 32)]
    night = {"days": str(tuesday), "start": start, "end": end, "area": "a"}
    mara = {"name": "Mara Exemple", "birth_date": "2.3.1990", "relation": "none", "days": days, "activities": [night]}
    return {"month": f"{first:%m.%Y}", "assistants": [mara]}
