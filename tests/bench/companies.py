"""Further companies of a filled desk, each with an account and a person of its own."""

from datetime import date

from stdnum import ean

from guichet.action_context import ActionContext
from guichet.demo import acting_as
from guichet.issuers import issuer_actions
from guichet.issuers.company_confirmation import receive
from guichet.issuers.models import Beneficiary, Issuer
from guichet.office.registrations.registration_actions import accept_registration
from guichet.users.models import User

FIRST_NAMES = (
    *("Anna", "Beat", "Chiara", "Zoé", "Émile", "Noé", "Uršula", "Mladen", "Thérèse", "Hans"),
    *("Peter", "Lea", "Marc", "Nora", "Sandra", "Martin", "Adrian", "Paula", "Nils", "Rita"),
)
LAST_NAMES = (
    *("Muster", "Beispiel", "Prova", "Exemple", "Voisin", "Đurić", "O’Brien", "Müller", "Rossi", "Keller"),
    *("Meier", "Dupré", "Äbi", "Favre", "Berger", "Wyss", "Blum", "Rochat", "Essai", "Robert"),
)


def new_company(ctx: ActionContext, name: str, email: str, gln: str) -> tuple[ActionContext, User, Issuer]:
    """A company that the office has accepted; the context is its account's."""
    answers = {
        "email": email,
        "first_name": "Paul",
        "last_name": "Exemple",
        "phone": "+41791230009",
        "password": "not-used-to-sign-in-2026",
        "company_name": name,
        "gln": gln,
        "street": "Bahnhofstrasse 1",
        "postcode": "3400",
        "town": "Burgdorf",
    }
    user = issuer_actions.register_company(ctx, answers, "fr")
    receive(ctx, user)
    accept_registration(ctx, user)
    ctx.portal["users"].activate_user(user)
    return acting_as(ctx, user), user, ctx.portal["issuers"][user.issuer_id]


def long_list(ctx: ActionContext, people: int) -> tuple[User, str]:
    """The manager of a company with so many beneficiaries, and the address of their list.

    Of 10,000, 25 have both words of `plan.SEARCHED`.
    """
    mine, user, issuer = new_company(ctx, "Longue Liste SA", "list@exemple.example", "7601000000064")
    for number in range(people):
        plain, family = number % 400 < 20, LAST_NAMES[number // 20 % 20]
        first_name = FIRST_NAMES[number % 20] if plain else f"{FIRST_NAMES[number % 20]}-{number % 397}"
        new_person(mine, issuer, number, first_name=first_name, last_name=f"{family}{number // 400 % 25 or ''}")
    return user, f"/issuers/{issuer.id}/beneficiaries/"


def new_person(ctx: ActionContext, issuer: Issuer, number: int, **changes: str) -> Beneficiary:
    """A beneficiary with a decision and an account; ``number`` makes name and AVS number, unless ``changes`` do."""
    # Beside the numbers of the demo people.
    digits = f"7560{number + 1000:08d}"
    answers = {
        "first_name": f"Personne {number}",
        "last_name": "Muster",
        "avs": digits + ean.calc_check_digit(digits),
        "birth_date": date(1984, 3, 12),
        "street": "Dorfstrasse 7",
        "postcode": "3400",
        "town": "Burgdorf",
        "decision_number": f"3022025{number:07d}",
        "decision_label": "Physiothérapie 2025",
        "iban": "CH9300762011623852957",
        "account_holder": None,
        "payment_reference": None,
    }
    return issuer_actions.add_beneficiary(ctx, issuer, answers | changes)
