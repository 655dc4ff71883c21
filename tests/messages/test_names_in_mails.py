"""Names as typed in a form, or stored by a program, on their way through a real mail server."""

import email
import email.policy
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from guichet.i18n import Localizer
from guichet.issuers.company_confirmation import receive
from guichet.issuers.issuer_actions import register_company, register_insured
from guichet.messages.enqueue import outbox_of
from guichet.messages.mail import email_message
from guichet.office.registrations.registration_actions import accept_registration, refuse_registration
from guichet.testing.people import ANNA, PASSWORD, user_of
from guichet.users.invitations import invite, send_invitation
from guichet.users.mails import ALREADY_REGISTERED
from guichet.users.registration import ACTIVATION, Person, send_activation
from guichet.users.tasks import enqueue

from .conftest import LETTERHEAD, Relay
from .test_mail import HEADERS
from .test_smtp import smtp

if TYPE_CHECKING:
    from guichet.action_context import ActionContext
    from guichet.testing.desks import Desks
    from guichet.testing.moving_clock import MovingClock

EVIL = [
    "Mia\r\nBcc: all@exemple.example",
    "Mia\nSubject: Gewonnen\n\nText",
    "Mia\rX-Priority: 1",
    "Mia\u2028Bcc: all@exemple.example\u2029",
    "Mia\x85Bcc: all@exemple.example\x0b\x0c",
    "=?utf-8?q?Mia=0D=0ABcc:_all@exemple.example?=",
    "Mia\x00 \ud800 <script>",
]
"""As no form lets them pass: the actions are called without one."""
ADDRESS = "mia@exemple.example"
"""Address of every person, so that any other recipient stands out."""


@pytest.mark.parametrize("name", EVIL)
def test_a_name_never_makes_a_header_or_a_recipient(
    desks: "Desks", clock: "MovingClock", relay: Callable[..., tuple[Relay, int]], name: str
) -> None:
    handler, port = relay()
    with desks.acting("be") as ctx:
        write_all(ctx, name.encode("utf-8", "replace").decode())
    desks.task_queue("be").run_due(clock.now)
    with desks.looking("be") as ctx:
        waiting = [message.outgoing() for message in outbox_of(ctx.portal).values()]
    for outgoing in waiting:
        mail = email_message(
            outgoing,
            Localizer(outgoing.language),
            sender="guichet@be.example",
            letterhead=LETTERHEAD,
        )
        smtp(port).send(mail, outgoing.recipient)
    subjects = set()
    for envelope in handler.envelopes:
        received = email.message_from_bytes(envelope.content or b"", policy=email.policy.default)
        assert (envelope.rcpt_tos, received["To"]) == ([ADDRESS], ADDRESS)
        assert received.keys() == HEADERS
        subjects.add(str(received["Subject"]))
    assert len(subjects) == 5, subjects


def write_all(ctx: "ActionContext", name: str, proven: bool = True) -> None:
    """Every mail about a registration or an invitation, with the name wherever there may be one.

    ``proven``: the office sees the companies, and decides about two of them.
    """
    person = {"email": ADDRESS, "first_name": name, "last_name": name, "phone": "+41795551234", "password": PASSWORD}
    answers = person | {"street": name, "postcode": "3005", "town": name, "company_name": name}
    for number in ("7601001000001", "7601001000018", "7601001000025"):
        company = register_company(ctx, answers | {"gln": number}, "fr")
        send_activation(ctx, company)
        if proven:
            receive(ctx, company)
        if number == "7601001000018":
            accept_registration(ctx, company)
        if number == "7601001000025":
            refuse_registration(ctx, company, name)
    about = {"avs": ANNA, "birth_date": ctx.now.date(), "salutation": "f"}
    insured = register_insured(ctx, answers | about, "fr")
    enqueue(ctx, ACTIVATION, insured.id)
    invited = Person(ADDRESS, name, name, "+41795551234", "", "fr")
    send_invitation(ctx, invite(ctx, invited, issuer_id=user_of(ctx, "manager@be.example").issuer_id), name)


def test_a_name_is_greeted_once_its_owner_has_proven_the_address(desks: "Desks", clock: "MovingClock") -> None:
    with desks.acting("be") as ctx:
        write_all(ctx, "Mia", proven=False)
        ctx.mail(user_of(ctx, "manager@be.example"), ALREADY_REGISTERED)
    desks.task_queue("be").run_due(clock.now)
    with desks.looking("be") as ctx:
        mails = list(outbox_of(ctx.portal).values())
        first_lines = {mail.text.split("\n")[0] for mail in mails if mail.recipient == ADDRESS}
        (known,) = (mail for mail in mails if mail.recipient == "manager@be.example")
    assert first_lines == {"Bonjour,"}
    assert known.text.startswith("Bonjour Lea Rochat,\n")
