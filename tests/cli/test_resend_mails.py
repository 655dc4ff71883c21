"""``guichet resend-mails``: mails that the relay did not take within three days leave after all."""

from datetime import timedelta

import pytest

from guichet import clock
from guichet.app import close, open_desks
from guichet.cli.settings_file import settings_file
from guichet.messages.enqueue import LinkSecret, outbox_of, send_mail
from guichet.messages.mail_templates import MailLink, MailTemplate
from guichet.store.database import write_transaction

NOTE = MailTemplate(name="note", when="…", subject="Demande", body=("…",))
LINKED = MailTemplate(
    name="linked", when="…", subject="Lien", body=("…",), link=MailLink("x?link=${s}", "Ouvrir"), samples={"s": "…"}
)


def give_up(desk, template, fault, **values):
    """A mail to anna that ended without having left; returns its id."""
    with write_transaction(desk.db) as portal:
        about = {"localize": desk.localizer("fr"), "desk_url": desk.url(), "now": clock.now()}
        message_id = send_mail(portal, template, values, to="anna@example.ch", **about)
        outbox_of(portal).end(outbox_of(portal)[message_id], "failed", clock.now(), "smtp-550-5.7.1", fault)
    return message_id


@pytest.fixture
def mails(guichet, tmp_path, development_ini):
    """Ids of given up mails at the desk ``be``."""
    guichet("init")
    desks = open_desks(settings_file(development_ini, (f"data={tmp_path}",))())
    hour = timedelta(hours=1)
    made = {
        "refused us": give_up(desks[0], NOTE, "provider"),
        "unknown": give_up(desks[0], NOTE, ""),
        "dead address": give_up(desks[0], NOTE, "recipient"),
        "live link": give_up(desks[0], LINKED, "provider", s=LinkSecret(b"1", clock.now() + hour)),
        "dead link": give_up(desks[0], LINKED, "provider", s=LinkSecret(b"1", clock.now() - hour)),
    }
    for desk in desks:
        close(desk.db)
    return made


def test_what_was_given_up_for_no_fault_of_the_address_is_sent_again(guichet, look, mails):
    assert guichet("resend-mails").output.splitlines() == ["be: 3 mails are sent again", "ne: 0 mails are sent again"]
    states = look(lambda portal: {one.id: one.state for one in outbox_of(portal).values()})["be"]
    waiting = {name for name, message_id in mails.items() if states[message_id] == "waiting"}
    assert waiting == {"refused us", "unknown", "live link"}
    assert guichet("resend-mails", "--tenant", "be").output == "be: 0 mails are sent again\n"


def test_a_canton_without_a_desk_is_an_error(guichet, mails):
    assert "no desk zz" in guichet("resend-mails", "--tenant", "zz", exit_code=1).output
