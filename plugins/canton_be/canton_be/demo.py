"""Fictitious people of the desk of Berne: a company with three beneficiaries, and the office."""

from datetime import date, timedelta
from functools import partial

from guichet import demo
from guichet.sdk import ActionContext, Company
from invoice_types.aids.demo import send_bed, send_work_chair
from invoice_types.assistance.demo import send_assistance
from invoice_types.hearing.demo import send_hearing_aids
from invoice_types.minors.demo import send_minors
from invoice_types.other_invoice_demo import send_other_invoice
from invoice_types.travel.demo import send_travel

JOURNEY = {"from": "3400 Burgdorf", "to": "3010 Bern", "place_name": "Inselspital, physiothérapie"}
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
# Published test numbers, here and above: they pass every check and belong to no person, company or bank account.
ANNA = {"first_name": "Anna", "last_name": "Muster", "avs": "7561234567897", "decision_number": "30220250012345"}
BEAT = {"first_name": "Beat", "last_name": "Beispiel", "avs": "7569217076985", "decision_number": "30220240004711"}

NINO = {
    "first_name": "Nino",
    "last_name": "Prova",
    "avs": "7560000000019",
    "birth_date": date(2016, 5, 4),
    "decision_number": "30220250077001",
    "decision_label": "Allocation pour impotents",
}


def fill(ctx: ActionContext) -> None:
    """A clerk, a supervisor, a company with two people, and its invoices in every state."""
    demo.clerk(ctx, "office@be.example", "Martin", "Berger", "+41791230001")
    demo.supervisor(ctx, "responsable@be.example", "Sandra", "Wyss", "+41791230005")
    user, issuer = demo.company(ctx, COMPANY)
    assert isinstance(issuer, Company)
    mine = demo.acting_as(ctx, user)
    demo.collaborator(mine, issuer, COLLABORATOR)
    demo.bank_account(mine, issuer, ACCOUNT)
    anna, beat, nino = (demo.beneficiary(mine, issuer, PERSON | person) for person in (ANNA, BEAT, NINO))
    travel = partial(send_travel, places=JOURNEY)
    demo.power_of_attorney(mine, anna, demo.today(ctx) + timedelta(days=68))
    for send, person, days, decision in (
        (travel, anna, 40, "accept"),
        (travel, beat, 33, "refuse"),
        (travel, anna, 19, "correct"),
        (send_other_invoice, anna, 12, ""),
        (send_assistance, beat, 0, ""),
        (send_work_chair, beat, 26, "accept"),
        (send_bed, anna, 9, ""),
        (send_hearing_aids, beat, 7, ""),
        (travel, beat, 5, ""),
        (send_minors, nino, 0, ""),
    ):
        demo.decide(ctx, send(mine, issuer, person, demo.today(ctx) - timedelta(days=days)), decision)
