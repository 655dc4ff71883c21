"""Fictitious people of the desk of Neuchâtel: an insured person, a mother with her child, and the office."""

from datetime import date, timedelta
from functools import partial

from guichet import demo
from guichet.sdk import ActionContext
from invoice_types.assistance.demo import send_assistance
from invoice_types.hearing.demo import send_hearing_aids
from invoice_types.minors.demo import send_minors
from invoice_types.other_invoice_demo import send_other_invoice
from invoice_types.travel.demo import send_travel

JOURNEY = {"from": "2000 Neuchâtel", "to": "2300 La Chaux-de-Fonds", "place_name": "Hôpital, physiothérapie"}
ZOE = {
    "email": "zoe@exemple.example",
    "first_name": "Zoé",
    "last_name": "Exemple",
    "phone": "+41791230003",
    # A published test number: it passes the checks and belongs to no person.
    "avs": "7561234567897",
    "birth_date": date(1984, 3, 12),
    "salutation": "f",
    "street": "Rue du Lac 3",
    "postcode": "2000",
    "town": "Neuchâtel",
}

ADDRESS = {"street": "Rue du Lac 5", "postcode": "2000", "town": "Neuchâtel"}
LEA = {
    "email": "lea@exemple.example",
    "first_name": "Léa",
    "last_name": "Modèle",
    "phone": "+41791230006",
    "representation": "parent",
    **ADDRESS,
    "represented": {
        "first_name": "Noé",
        "last_name": "Modèle",
        "avs": "7569217076985",
        "birth_date": date(2016, 5, 4),
        "salutation": "m",
        **ADDRESS,
    },
}


def fill(ctx: ActionContext) -> None:
    """A clerk, a supervisor, an insured person with an invoice in each state, and a child's invoice."""
    demo.clerk(ctx, "office@ne.example", "Claire", "Perrin", "+41791230002")
    demo.supervisor(ctx, "responsable@ne.example", "Sandra", "Wyss", "+41791230005")
    user, issuer = demo.insured(ctx, ZOE)
    person, mine = issuer.beneficiaries[issuer.self_id], demo.acting_as(ctx, user)
    person.iban, person.decisions = "CH9300762011623852957", (("32420250012345", "Physiothérapie"),)
    travel = partial(send_travel, places=JOURNEY)
    for send, days, decision in (
        (travel, 36, "accept"),
        (send_other_invoice, 15, ""),
        (send_assistance, 0, "accept"),
        (send_hearing_aids, 11, ""),
        (travel, 8, "correct"),
    ):
        demo.decide(ctx, send(mine, issuer, person, demo.today(ctx) - timedelta(days=days)), decision)
    mother, child = demo.representative(ctx, LEA)
    noe = child.beneficiaries[child.self_id]
    noe.iban, noe.decisions = "CH9300762011623852957", (("32420250054321", "Allocation pour impotents"),)
    send_minors(demo.acting_as(ctx, mother), child, noe, demo.today(ctx))
