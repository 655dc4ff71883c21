"""Plugins are told of changes in the transaction of the change."""

import pytest

from guichet.invoices import invoice_actions
from guichet.office.decisions import decision_actions
from guichet.testing.people import user_of
from guichet.users.credentials import close_user

RECORDING = """
told = []

@hookimpl
def guichet_invoice_changed(invoice, source, target, actor):
    told.append((invoice.reference != "", source, target, invoice.state, actor))

@hookimpl
def guichet_user_changed(user, event, actor):
    told.append((user.email, event, user.state, actor))
"""


@pytest.fixture
def told(shop, serve):
    """A plugin that writes down what it is told, and the desks it runs at."""
    module = shop(RECORDING)
    desks = serve(module)
    module.told.clear()  # the people of the tests registered
    return module.told, desks


def invoice_at(ctx, path):
    _issuers, issuer_id, _invoices, invoice_id = path.strip("/").split("/")
    return ctx.portal["issuers"][issuer_id].invoices[invoice_id]


def test_hook_invoice_changed_is_told_every_change_of_state(told, send_invoice):
    lines, desks = told
    path = send_invoice(desks)
    with desks.acting("be", "clerk@be.example") as ctx:
        clerk = ctx.actor
        decision_actions.request_correction(
            ctx, invoice_at(ctx, path), "Il manque une quittance.", {}, revision_number=1
        )
    with desks.acting("be", "manager@be.example") as ctx:
        manager = ctx.actor
        invoice_actions.withdraw(ctx, invoice_at(ctx, path))
    assert lines == [
        (True, "draft", "submitted", "submitted", manager),
        (True, "submitted", "correction_requested", "correction_requested", clerk),
        (True, "correction_requested", "withdrawn", "withdrawn", manager),
    ]


def test_hook_user_changed_is_told_what_happens_to_a_person(told):
    lines, desks = told
    with desks.acting("be") as ctx:
        close_user(ctx, user_of(ctx, "rival@be.example"))
    assert lines == [("rival@be.example", "closed", "closed", "system")]


def test_an_error_of_a_told_plugin_leaves_nothing_changed(shop, serve, send_invoice):
    desks = serve(shop("@hookimpl\ndef guichet_invoice_changed(target):\n    1 / 0\n"))
    with pytest.raises(ZeroDivisionError):
        send_invoice(desks)
    with desks.looking("be") as ctx:
        issuers = ctx.portal["issuers"].values()
        assert [invoice.state for issuer in issuers for invoice in issuer.invoices.values()] == []
