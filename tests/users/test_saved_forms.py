"""What was typed when a session ended stays until its own page has taken it."""

import pytest

from guichet.users.saved_forms import remove_saved_form, store_form


@pytest.mark.parametrize(
    ("accepted", "stays"),
    [
        ("/issuers/1/invoices/2/edit", False),
        ("/issuers/1/invoices/2/", False),
        ("/issuers/1/invoices/2/ed", True),
        ("/issuers/1/invoices/3/", True),
        ("/account-phone", True),
    ],
)
def test_a_saved_form_is_deleted_with_its_own_page_alone(desks, accepted, stays):
    with desks.acting("be") as ctx:
        user = ctx.portal["users"].with_email("manager@be.example")
        store_form(user, "/issuers/1/invoices/2/edit", "[]")
        remove_saved_form(user, accepted)
        assert (user.saved_form is not None) is stays


def test_removing_where_nothing_is_saved_writes_nothing(desks):
    with desks.acting("be") as ctx:
        user = ctx.portal["users"].with_email("manager@be.example")
        remove_saved_form(user, "/account-phone")
        assert not user._p_changed
