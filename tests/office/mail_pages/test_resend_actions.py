"""Sending a mail again that its address has refused."""

import pytest

from guichet.messages.enqueue import outbox_of
from guichet.office.mail_pages.resend_actions import resend_undelivered
from guichet.testing.people import user_of
from guichet.users import mails


@pytest.mark.parametrize(
    ("state", "again"), [("failed", True), ("waiting", False), ("sending", False), ("sent", False), ("dropped", False)]
)
def test_only_a_mail_that_was_given_up_is_sent_again(desks, state, again):
    """Of two presses the second finds it waiting, or sent."""
    with desks.acting("be") as ctx:
        message_id = ctx.mail_later(user_of(ctx, "insured@be.example"), mails.PASSWORD_CHANGED, ctx.now)
        message = outbox_of(ctx.portal)[message_id]
        if state == "sending":
            outbox_of(ctx.portal).lease(message, ctx.now)
        elif state != "waiting":
            outbox_of(ctx.portal).end(message, state, ctx.now, "smtp-550-5.1.1", "recipient")
        assert resend_undelivered(ctx, message_id) is again
        assert message.state == ("waiting" if again else state)
