"""Fictitious people and invoices for a development machine, made by the same actions as the pages call."""

import io
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from PIL import Image, ImageDraw
from pyramid.authorization import Authenticated, Everyone

from guichet import clock
from guichet.documents.intake import accept
from guichet.holders import actions as holder_actions
from guichet.holders.models import Beneficiary, Holder
from guichet.identity.actions import Person
from guichet.identity.models import Account
from guichet.identity.staff import add_staff
from guichet.invoices import actions
from guichet.invoices.models import Invoice
from guichet.invoices.reading import Reading
from guichet.office import actions as office_actions
from guichet.store.database import writing
from guichet.web.act import Act, system
from guichet.web.desk import Desk

PASSWORD = "lac-train-pomme-2026"  # noqa: S105  # printed by the command, for fictitious people only
LOGINS: Mapping[str, tuple[tuple[str, str], ...]] = {
    "be": (
        ("Lea Rochat, company", "lea.rochat@home-aide.example"),
        ("M. Berger, office", "office@be.example"),
    ),
    "ne": (
        ("Zoé Exemple, insured person", "zoe@exemple.example"),
        ("C. Perrin, office", "office@ne.example"),
    ),
}
TRAVEL = "318.632.1"


def fill(desk: Desk) -> None:
    """Puts the demo people of its canton into a new desk, with invoices in every state."""
    with writing(desk.db) as portal:
        act = system(portal, desk)
        {"be": _berne, "ne": _neuchatel}[desk.tenant.id](act)


def _berne(act: Act) -> None:
    _clerk(act, "office@be.example", "Martin", "Berger", "+41791230001")
    account, holder = _company(act)
    mine = acting_as(act, account)
    anna = _beneficiary(mine, holder, "Anna", "Muster", "7561234567897", "30220250012345", "CH9300762011623852957")
    beat = _beneficiary(mine, holder, "Beat", "Beispiel", "7569217076985", "30220240004711", "CH9300762011623852957")
    for person, days, fate in ((anna, 40, "accept"), (beat, 33, "refuse"), (anna, 19, "correct"), (beat, 5, "")):
        _decide(act, send_travel(mine, holder, person, clock.today() - timedelta(days=days)), fate)


def _neuchatel(act: Act) -> None:
    _clerk(act, "office@ne.example", "Claire", "Perrin", "+41791230002")
    answers = _person("zoe@exemple.example", "Zoé", "Exemple", "+41791230003")
    answers |= _address("Rue du Lac 3", "2000", "Neuchâtel")
    answers |= {"avs": "7561234567897", "birth_date": date(1984, 3, 12), "salutation": "f"}
    account = holder_actions.register_insured(act, answers, "fr")
    act.portal["accounts"].admit(account)
    account.phone_proven = True
    holder = act.portal["holders"][account.home[1]]
    person, mine = holder.beneficiaries[holder.self_id], acting_as(act, account)
    person.iban, person.decisions = "CH9300762011623852957", (("32420250012345", "Physiothérapie"),)
    for days, fate in ((36, "accept"), (8, "correct")):
        _decide(act, send_travel(mine, holder, person, clock.today() - timedelta(days=days)), fate)


def acting_as(act: Act, account: Account) -> Act:
    """The same moment at the same desk, done by the account."""
    principals = (Everyone, Authenticated, f"account:{account.__name__}")
    return replace(act, actor=account.__name__ or "", principals=principals)


def send_travel(act: Act, holder: Holder, person: Beneficiary, day: date) -> Invoice:
    """A travel invoice of one journey by car and one by train, with a proof, sent."""
    invoice_type = act.desk.plugins.invoice_types[TRAVEL]
    invoice = actions.start_draft(act, holder, person, invoice_type)
    reading = Reading(act.desk.plugins, invoice, clock.today())
    raw = reading.raw
    raw["details"]["lines"] = [_journey(raw, day, "private_car"), _journey(raw, day + timedelta(days=2), "public")]
    raw.setdefault("issue", {}).update(number=f"2026-{day:%m%d}", date=f"{clock.today():%d.%m.%Y}")
    actions.save_answers(act, reading, raw)
    actions.attach(act, invoice, accept("attestation.png", _picture()), "attendance")
    actions.attach(act, invoice, accept("billet.png", _picture()), "ticket")
    answers = reading.schema.deserialize(reading.raw)
    blocking = [problem for problem in reading.problems(answers) if problem.level == "block"]
    assert not blocking, blocking
    actions.submit(act, reading, answers, "fr")
    return invoice


def _journey(raw: Mapping[str, Any], day: date, means: str) -> dict[str, Any]:
    """One return journey to a hospital; by car with the kilometres, by train with the price."""
    filled = {
        "date": f"{day:%d.%m.%Y}",
        "from": "3400 Burgdorf",
        "to": "3010 Bern",
        "place_name": "Inselspital, physiothérapie",
        "purpose": "medical_measure",
        "round_trip": "true",
        "means": means,
        "departure_time": "8:15",
        "return_time": "16:30",
    }
    if means == "private_car":
        return filled | {"km": "22.5", "car_necessary": "true", "justification": "Fauteuil roulant électrique"}
    return filled | {"ticket_price": "23.40"}


def _decide(act: Act, invoice: Invoice, fate: str) -> None:
    if fate == "accept":
        office_actions.accept(act, invoice, seen=1)
    elif fate == "refuse":
        office_actions.refuse(act, invoice, "Ces trajets ne figurent pas dans la décision.", seen=1)
    elif fate == "correct":
        words = "Il manque la quittance du second trajet. Merci de l’ajouter."
        office_actions.request_correction(act, invoice, words, ("details.lines.1",), seen=1)


def _clerk(act: Act, email: str, first_name: str, last_name: str, phone: str) -> None:
    add_staff(act, Person(email, first_name, last_name, phone, PASSWORD, "fr"))


def _company(act: Act) -> tuple[Account, Holder]:
    answers = _person("lea.rochat@home-aide.example", "Lea", "Rochat", "+41791230004")
    answers |= _address("Bahnhofstrasse 12", "3400", "Burgdorf")
    answers |= {"company_name": "Home-Aide Emmental SA", "gln": "7601000000002"}
    holder_actions.register_company(act, answers, "fr")
    account = next(account for account in act.portal["accounts"].values() if account.email == answers["email"])
    office_actions.accept_registration(act, account)
    return account, act.portal["holders"][account.home[1]]


def _beneficiary(
    act: Act, holder: Holder, first_name: str, last_name: str, avs: str, decision: str, iban: str
) -> Beneficiary:
    answers = {"first_name": first_name, "last_name": last_name, "avs": avs, "birth_date": date(1984, 3, 12)}
    answers |= _address("Dorfstrasse 7", "3400", "Burgdorf")
    answers |= {"decision_number": decision, "decision_label": "Physiothérapie 2025"}
    answers |= {"iban": iban, "account_holder": None, "payment_reference": None}
    return holder_actions.add_beneficiary(act, holder, answers)


def _person(email: str, first_name: str, last_name: str, phone: str) -> dict[str, Any]:
    return {"email": email, "first_name": first_name, "last_name": last_name, "phone": phone, "password": PASSWORD}


def _address(street: str, postcode: str, town: str) -> dict[str, str]:
    return {"street": street, "postcode": postcode, "town": town}


def _picture() -> bytes:
    """A small picture that stands for a scanned proof."""
    image = Image.new("RGB", (420, 240), "white")
    ImageDraw.Draw(image).text((24, 24), "Attestation (exemple)\nInselspital, physiotherapie", fill="black")
    file = io.BytesIO()
    image.save(file, "PNG")
    return file.getvalue()


