"""Fictitious people of the desk of Berne: a company with two beneficiaries, and the office."""

from datetime import timedelta

from guichet import clock, demo
from guichet.act import Act
from guichet.holders.company.actions import add_bank_account
from guichet.holders.models import Company
from invoice_types.travel.demo import send_travel

BURGDORF = {"postcode": "3400", "town": "Burgdorf"}
COMPANY = {
    "email": "lea.rochat@home-aide.example",
    "first_name": "Lea",
    "last_name": "Rochat",
    "phone": "+41791230004",
    "company_name": "Home-Aide Emmental SA",
    "gln": "7601000000002",
    "street": "Bahnhofstrasse 12",
    **BURGDORF,
}
COLLABORATOR = {
    "email": "marc.favre@home-aide.example",
    "first_name": "Marc",
    "last_name": "Favre",
    "phone": "+41791230002",
    "role": "collaborator",
}
ACCOUNT = {"label": "Compte courant", "iban": "CH5604835012345678009", "account_holder": None}
PERSON = {"street": "Dorfstrasse 7", **BURGDORF, "iban": "CH9300762011623852957", "decision_label": "Physiothérapie"}
ANNA = {"first_name": "Anna", "last_name": "Muster", "avs": "7561234567897", "decision_number": "30220250012345"}
BEAT = {"first_name": "Beat", "last_name": "Beispiel", "avs": "7569217076985", "decision_number": "30220240004711"}


def fill(act: Act) -> None:
    """A clerk, a supervisor, a company with two people, and its invoices in every state."""
    demo.clerk(act, "office@be.example", "Martin", "Berger", "+41791230001")
    demo.supervisor(act, "responsable@be.example", "Sandra", "Wyss", "+41791230005")
    account, holder = demo.company(act, COMPANY)
    assert isinstance(holder, Company)
    mine = demo.acting_as(act, account)
    demo.collaborator(mine, holder, COLLABORATOR)
    add_bank_account(mine, holder, ACCOUNT)
    anna, beat = (demo.beneficiary(mine, holder, PERSON | person) for person in (ANNA, BEAT))
    for person, days, fate in ((anna, 40, "accept"), (beat, 33, "refuse"), (anna, 19, "correct"), (beat, 5, "")):
        demo.decide(act, send_travel(mine, holder, person, clock.today() - timedelta(days=days)), fate)
