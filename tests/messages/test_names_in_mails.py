"""Names that somebody typed, or a program put into the database, on their way through a real mail server."""

import email
import email.policy
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from guichet.holders.actions import register_company, register_insured
from guichet.identity.actions import Person
from guichet.identity.by_link.invitations import invite, send_invitation
from guichet.identity.errands import Errands, ask
from guichet.messages.actions import outbox_of
from guichet.messages.mail import email_message
from guichet.office.actions import accept_registration, refuse_registration
from guichet.testing.people import ANNA, PASSWORD, account_of

from .conftest import Relay
from .test_mail import HEADERS
from .test_smtp import smtp

if TYPE_CHECKING:
    from guichet.act import Act
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
"""Everybody's, so that whoever else gets something stands out."""


@pytest.mark.parametrize("name", EVIL)
def test_a_name_never_makes_a_header_or_a_recipient(
    desks: "Desks", clock: "MovingClock", relay: Callable[..., tuple[Relay, int]], name: str
) -> None:
    handler, port = relay()
    with desks.acting("be") as act:
        write_all(act, name.encode("utf-8", "replace").decode())
    Errands(desks["be"]).run_due(clock.now)
    with desks.looking("be") as act:
        letters = [message.letter() for message in outbox_of(act.portal).values()]
    for letter in letters:
        mail = email_message(letter, sender="guichet@be.example", office_name="Office AI, Berne", phone="058 219 77 20")
        smtp(port).send(mail, letter.recipient)
    subjects = set()
    for envelope in handler.envelopes:
        received = email.message_from_bytes(envelope.content or b"", policy=email.policy.default)
        assert (envelope.rcpt_tos, received["To"]) == ([ADDRESS], ADDRESS)
        assert received.keys() == HEADERS
        subjects.add(str(received["Subject"]))
    assert len(subjects) == 5, subjects


def write_all(act: "Act", name: str) -> None:
    """Every mail about a registration or an invitation, with the name wherever there may be one."""
    person = {"email": ADDRESS, "first_name": name, "last_name": name, "phone": "+41795551234", "password": PASSWORD}
    answers = person | {"street": name, "postcode": "3005", "town": name, "company_name": name}
    for number in ("7601001000001", "7601001000018", "7601001000025"):
        company = register_company(act, answers | {"gln": number}, "fr")
        if number == "7601001000018":
            accept_registration(act, company)
        if number == "7601001000025":
            refuse_registration(act, company, name)
    about = {"avs": ANNA, "birth_date": act.now.date(), "salutation": "f"}
    insured = register_insured(act, answers | about, "fr")
    ask(act, "activation", insured.id, "fr")
    invited = Person(ADDRESS, name, name, "+41795551234", "", "fr")
    send_invitation(act, invite(act, invited, home=account_of(act, "manager@be.example").home), name)
