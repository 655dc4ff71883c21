"""What stands beside an invoice goes with it, also where two processes write at the same moment."""

from datetime import timedelta

import pytest
from ZODB.POSException import ConflictError

from guichet import clock
from guichet.office.cases import case_actions
from guichet.office.cases.models import notes
from guichet.office.retention import retention_actions
from guichet.office.retention.erasure_actions import erase_invoices
from guichet.office.retention.models import retention
from guichet.testing.people import ANNA, beneficiary_of, issuer_of
from invoice_types.travel.demo import send_travel

MANAGER, CLERK, SUPERVISOR = "manager@be.example", "clerk@be.example", "supervisor@be.example"
BESIDE = {
    "a note": (CLERK, lambda ctx, invoice: case_actions.add_note(ctx, invoice, f"{ANNA} a appelé.")),
    "a hold": (SUPERVISOR, lambda ctx, invoice: retention_actions.hold(ctx, invoice, f"{ANNA} fait recours.")),
}
"""What is stored under the id of an invoice and not in it: who stores it, and how."""


@pytest.fixture
def invoice_id(desks):
    with desks.acting("be", MANAGER) as ctx:
        company = issuer_of(ctx, MANAGER)
        return send_travel(ctx, company, beneficiary_of(company, ANNA), clock.today() - timedelta(days=30)).id


@pytest.mark.parametrize("first", ["stored", "erased"])
@pytest.mark.parametrize("what", BESIDE)
def test_what_is_stored_while_an_invoice_is_erased_does_not_stay_behind(desks, invoice_id, what, first):
    """The one that is confirmed last is refused, and repeated by its request or by the worker."""
    email, store = BESIDE[what]
    actions = [(email, store), (SUPERVISOR, lambda ctx, invoice: erase_invoices(ctx, [invoice], "refused"))]
    (late, do_late), (early, do_early) = actions if first == "erased" else reversed(actions)
    with pytest.raises(ConflictError), desks.acting("be", late) as slow:
        do_late(slow, issuer_of(slow, MANAGER).invoices[invoice_id])
        with desks.acting("be", early) as quick:
            do_early(quick, issuer_of(quick, MANAGER).invoices[invoice_id])
    with desks.looking("be") as ctx:
        stands = invoice_id in issuer_of(ctx, MANAGER).invoices
        beside = list(notes(ctx.portal).of(invoice_id)) or retention(ctx.portal).hold_of(invoice_id)
        assert (stands, bool(beside)) == ((True, True) if first == "stored" else (False, False))
