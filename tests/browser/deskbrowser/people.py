"""``python -m deskbrowser.people data=… http_port=… [--demo-only]``: the demo desks, and people that some scenes need.

The last line printed is a JSON object: per desk, the address of each object that a scene names. Made by the same
actions as the pages call, since a draft with all its proofs takes a browser twenty steps.
"""

import io
import json
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from PIL import Image
from plaster import get_settings

from deskbrowser.rare_cases import rare_cases
from guichet import clock, settings
from guichet.action_context import ActionContext, system
from guichet.app import close, create_desk, open_desks
from guichet.demo import PASSWORD, acting_as, colleague, fill
from guichet.documents.cleaning.sanitize import sanitize_upload
from guichet.invoices import invoice_actions, shown_answers
from guichet.invoices.evaluation import evaluate_invoice
from guichet.invoices.models import Invoice
from guichet.issuers import issuer_actions as issuer_actions
from guichet.issuers.company import company_actions as company
from guichet.issuers.company_confirmation import receive
from guichet.issuers.models import Beneficiary, Company, Issuer
from guichet.messages.enqueue import outbox_of, send_mail
from guichet.messages.undelivered import note_outcome
from guichet.office.decisions import decision_actions
from guichet.office.decisions.group_models import GROUPS
from guichet.office.reasons.models import CORRECTIONS
from guichet.office.registrations.registration_actions import accept_registration, refuse_registration
from guichet.store.database import write_transaction
from guichet.testing.outbox import full_link
from guichet.testing.people import new_secret
from guichet.users import registration, staff_users
from guichet.users.invitations import invitation_link, invite
from guichet.users.mails import WELCOME
from guichet.users.models import User
from guichet.users.registration import Person
from guichet.users.saved_forms import store_form
from invoice_types.travel.demo import TRAVEL, send_travel

LONG_FIRST, LONG_LAST = "Marie-Madeleine Wilhelmine Antoinette"[:35], "von Hohenstein-Schwarzenburg-Moser"
KILOMETRES = {
    "details.lines.0": {
        "fr": "Indiquez les kilomètres de porte à porte.",
        "de": "Geben Sie die Kilometer von Tür zu Tür an.",
    }
}
LONG_COMPANY = "Association intercantonale pour l’accompagnement à domicile (ASBL)"
EMPTY_COMPANY = "neuve@societe.example"
OTHER_OFFICE = "30920250012345"
"""A decision number of an office that is neither desk's: the check before sending warns of it."""


def main() -> None:
    """Makes both desks."""
    given = dict(part.split("=", 1) for part in sys.argv[1:] if "=" in part)
    ini = Path(__file__).parents[3] / "core" / "guichet" / "settings" / "development.ini"
    read = settings.read(get_settings(str(ini), "app:main", defaults=given), lambda: ["be", "ne"])
    places = {}
    for desk in open_desks(read):
        create_desk(desk)
        fill(desk)
        with write_transaction(desk.db) as portal:
            places[desk.tenant.id] = {} if "--demo-only" in sys.argv else dict(_more(system(portal, desk)))
        close(desk.db)
    print(json.dumps(places))


def _more(ctx: ActionContext) -> Iterator[tuple[str, str]]:
    at_berne = ctx.desk.tenant.id == "be"
    user = _user(ctx, "lea.rochat@home-aide.example" if at_berne else "zoe@exemple.example")
    issuer: Issuer = ctx.portal["issuers"][user.issuer_id]
    mine = acting_as(ctx, user)
    person = next(iter(issuer.beneficiaries.values()))
    yield "home", _path(issuer)
    # Of each state the form with the longest texts, since it is the last one: by their random ids each run looked at
    # another, and a checkbox that had no room beside such a text was found once in some runs.
    for invoice in sorted(issuer.invoices.values(), key=lambda one: one.type_id == "318.536"):
        yield invoice.state, _path(invoice)
    yield from _invoices(ctx, mine, issuer, person)
    yield "person", _path(person)
    if at_berne:
        yield "remove", _path(_long_named(mine, issuer)) + "remove"
        yield "conflict", _path(_conflict(ctx, mine, issuer, person))
        yield "group", _path(next(iter(ctx.portal[GROUPS].values())))
        for name, invoice in rare_cases(ctx, mine, issuer):
            yield name, _path(invoice)
        yield from _company(mine, issuer)
        yield from _registrations(ctx)
    yield from _links(ctx)
    yield from _passwords(ctx, user)
    yield from _office(ctx)
    yield from _statuses(ctx)


def _invoices(
    ctx: ActionContext, mine: ActionContext, issuer: Issuer, person: Beneficiary
) -> Iterator[tuple[str, str]]:
    yield "empty", _path(_draft(mine, issuer, person))
    yield "keyboard", _path(_draft(mine, issuer, person))
    yield "ready", _path(_ready(mine, issuer, person, 100))
    yield "to-send", _path(_ready(mine, issuer, person, 130))
    kept = _draft(mine, issuer, person)
    user = ctx.portal["users"][mine.actor]
    typed = [("remark", "Ce que j’écrivais quand la session a fini"), ("draft_version", str(kept.draft_version))]
    store_form(user, f"{_path(kept)}edit", json.dumps(typed))
    yield "kept", _path(kept)
    withdrawn = send_travel(mine, issuer, person, clock.today() - timedelta(days=60))
    invoice_actions.withdraw(mine, withdrawn)
    yield "withdrawn", _path(withdrawn)
    yield "corrected", _path(_corrected(ctx, mine, issuer, person))
    if ctx.desk.tenant.id == "ne":
        yield "submitted", _path(send_travel(mine, issuer, person, clock.today() - timedelta(days=80)))
        refused = send_travel(mine, issuer, person, clock.today() - timedelta(days=90))
        decision_actions.refuse(ctx, refused, "Ces trajets ne figurent pas dans la décision.", revision_number=1)
        yield "refused", _path(refused)


def _draft(mine: ActionContext, issuer: Issuer, person: Beneficiary) -> Invoice:
    return invoice_actions.start_draft(mine, issuer, person, mine.desk.plugins.invoice_types[TRAVEL])


def _ready(mine: ActionContext, issuer: Issuer, person: Beneficiary, days: int) -> Invoice:
    """A draft with every kind of answer, ``days`` ago; it can be sent once its warning has been read."""
    invoice = _draft(mine, issuer, person)
    raw = invoice.cstruct
    day = clock.today() - timedelta(days=days)
    car = {"from": "3400 Burgdorf", "to": "3008 Bern", "place_name": "Inselspital", "purpose": "medical_measure"}
    car |= {"date": f"{day:%d.%m.%Y}", "round_trip": "true", "means": "private_car", "car_necessary": "true"}
    car |= {"km": "45", "justification": "Fauteuil roulant électrique", "companion": "true"}
    car |= {"departure_time": "8:00", "return_time": "16:01", "companion_name": "Jean Exemple"}
    taxi = car | {"date": f"{day + timedelta(days=3):%d.%m.%Y}", "means": "taxi", "taxi_amount": "84.50"}
    taxi |= {"extra_cost": "12.50", "extra_text": "Chien-guide", "km": "", "car_necessary": ""}
    raw["details"]["lines"] = [car, taxi]
    raw["decision"] = {"choice": "other", "number": OTHER_OFFICE, "label": "Physiothérapie", "remember": ""}
    raw.setdefault("issue", {}).update(number=f"2026-{days}", date=f"{clock.today():%d.%m.%Y}")
    raw["remark"] = "Deux trajets le même mois."
    _save(mine, invoice, raw)
    for kind in ("ticket", "attendance"):
        invoice_actions.attach(
            mine, invoice, sanitize_upload(f"{kind}-tres-long-nom-de-fichier-du-mois-octobre.png", _picture()), kind
        )
    return invoice


def _corrected(ctx: ActionContext, mine: ActionContext, issuer: Issuer, person: Beneficiary) -> Invoice:
    """An invoice that came back once: the office sees what changed."""
    invoice = send_travel(mine, issuer, person, clock.today() - timedelta(days=70))
    decision_actions.request_correction(
        ctx, invoice, "Merci de corriger les kilomètres.", KILOMETRES, revision_number=1
    )
    raw = invoice.cstruct
    raw["details"]["lines"][0]["km"] = "20.5"
    _save(mine, invoice, raw)
    evaluation = evaluate_invoice(mine.desk.plugins, invoice, clock.today())
    invoice_actions.submit(mine, invoice, evaluation, language="fr", confirmed=True)
    return invoice


def _conflict(ctx: ActionContext, mine: ActionContext, issuer: Issuer, person: Beneficiary) -> Invoice:
    """A draft that was changed while a colleague had it open: both wrote different things, and each a line more."""
    invoice = _ready(mine, issuer, person, 140)
    typed, saved = invoice.cstruct, invoice.cstruct
    day = clock.today() - timedelta(days=120)
    another = {"from": "3550 Langnau", "to": "3600 Thun", "place_name": "Spital Thun", "purpose": "assessment"}
    another |= {"date": f"{day:%d.%m.%Y}", "means": "public", "ticket": "28.40"}
    shown = shown_answers.write(invoice.cstruct)
    typed["issue"]["number"], saved["issue"]["number"] = "2026-141", "2026-142"
    typed["details"]["lines"].append(typed["details"]["lines"][0] | another)
    saved["details"]["lines"][0] |= {"km": "30", "means": "public"}
    saved["details"]["lines"].append(saved["details"]["lines"][1] | another | {"to": "3011 Bern", "purpose": "visit"})
    saved["details"]["lines"][2] |= {"place_name": "Freies Gymnasium", "from": "3400 Burgdorf", "companion": ""}
    saved["details"]["lines"][2] |= {"companion_name": "", "departure_time": "9:30", "justification": ""}
    saved["remark"] = (
        "Trois trajets.\nLe bus était en panne : le troisième en train, à l’adresse de la sœur de la personne."
    )
    _save(mine, invoice, saved)
    colleague_of_mine = _user(ctx, "marc.favre@home-aide.example")
    controls = [("typed", json.dumps(typed)), ("draft_version", "1"), (shown_answers.CONTROL, shown)]
    store_form(colleague_of_mine, f"{_path(invoice)}draft-conflict", json.dumps(controls))
    return invoice


def _save(mine: ActionContext, invoice: Invoice, answers: dict[str, Any]) -> None:
    evaluation = evaluate_invoice(mine.desk.plugins, invoice, clock.today(), answers)
    invoice_actions.save_answers(mine, invoice, evaluation, invoice.draft_version)


def _long_named(mine: ActionContext, issuer: Issuer) -> Beneficiary:
    answers = _person("", LONG_FIRST, LONG_LAST) | {"avs": "7562222222224", "birth_date": date(1951, 1, 31)}
    answers |= {"decision_number": None, "decision_label": None, "iban": None}
    answers |= {"account_holder": None, "payment_reference": None}
    person = issuer_actions.add_beneficiary(mine, issuer, answers)
    person.iban, person.decisions = "CH9300762011623852957", (("30220250054321", "Ergothérapie"),)
    send_travel(mine, issuer, person, clock.today() - timedelta(days=110))
    return person


def _company(mine: ActionContext, issuer: Issuer) -> Iterator[tuple[str, str]]:
    """People who were invited today and last month, and accounts of both sorts; ids with which addresses end."""
    assert isinstance(issuer, Company)
    yield "own-id", mine.actor
    invited = {"first_name": LONG_FIRST, "last_name": LONG_LAST, "role": "manager", "phone": "+41791230008"}
    invited["email"] = "marie-madeleine.von.hohenstein@home-aide-emmental.example"
    yield "invited-id", company.add_member(mine, issuer, invited, "fr").id
    month_ago = replace(mine, now=mine.now - timedelta(days=30))
    late = {"first_name": "Paul", "last_name": "Exemple", "role": "collaborator", "phone": "+41791230009"}
    company.add_member(month_ago, issuer, late | {"email": "paul@home-aide.example"}, "fr")
    qr = {"label": "Encaissements par QR-facture", "iban": "CH4431999123000889012", "account_holder": LONG_COMPANY}
    yield "account-id", company.add_bank_account(mine, issuer, qr).id


def _registrations(ctx: ActionContext) -> Iterator[tuple[str, str]]:
    for email, name, gln in (
        (EMPTY_COMPANY, "Nouvelle Société Sàrl", "7601000000019"),
        ("attente@societe.example", LONG_COMPANY, "7601000000026"),
        ("refusee@societe.example", "Fantaisie SA", "7601000000033"),
        ("acceptee@societe.example", "Aide Aare Sàrl", "7601000000040"),
    ):
        answers = _person(email, LONG_FIRST, LONG_LAST) | {"company_name": name, "gln": gln}
        receive(ctx, issuer_actions.register_company(ctx, answers, "fr"))
    for email in (EMPTY_COMPANY, "acceptee@societe.example"):
        accept_registration(ctx, _user(ctx, email))
    ctx.portal["users"].activate_user(_user(ctx, EMPTY_COMPANY))
    reason = next(iter(ctx.portal["reasons"].values()))
    refuse_registration(ctx, _user(ctx, "refusee@societe.example"), "Cette société n’existe pas.", reason)
    for name, gln in ((LONG_COMPANY, "7601000000026"), ("Fantaisie SA", "7601000000033")):
        answers = _person("encore@societe.example", "Anne", "Encore") | {"company_name": name, "gln": gln}
        again = issuer_actions.register_company(ctx, answers, "fr")
        receive(ctx, again)
    waiting = _user(ctx, "attente@societe.example")
    yield "empty-home", _path(ctx.portal["issuers"][_user(ctx, EMPTY_COMPANY).issuer_id])
    yield "registration", f"/registration/{waiting.id}"
    yield "refused-registration", f"/registration/{_user(ctx, 'refusee@societe.example').id}"
    yield "accepted-registration", f"/registration/{_user(ctx, 'acceptee@societe.example').id}"
    past = ctx.now - timedelta(days=8)
    expired = new_secret(replace(ctx, now=past), "welcome", _user(ctx, "acceptee@societe.example"))
    yield "expired-welcome", f"/welcome?link={expired}"
    yield "doubtful-registration", f"/registration/{again.id}"


def _propose_reasons(ctx: ActionContext) -> None:
    """Two reasons for a correction, as if a form had them since its last version."""
    reasons = ctx.portal[CORRECTIONS]
    reasons.answered = ()
    for name, reason in reasons.by_title("fr"):
        if reason.title in ("Motif du trajet", "Appareil hors liste"):
            reasons.remove(name)


def _office(ctx: ActionContext) -> Iterator[tuple[str, str]]:
    """A user in each state of an access, a reason to edit, and an address that no mail reaches."""
    desk = ctx.desk.tenant.id
    people = {
        "invited": ("Marie-Madeleine", "von Hohenstein-Schwarzenburg", "clerk"),
        "gone": ("Luc", "Parti", "clerk"),
        "admin": ("Adrian", "Blum", "administrator"),
    }
    for name, (first, last, role) in people.items():
        person = Person(f"{name}@{desk}.example", first, last, "+41791230006", "", "fr")
        user = staff_users.add_staff(ctx, person, (role,)) if name == "invited" else colleague(ctx, role, person)
        if name == "invited":
            invitation_link(ctx, user)
        if name == "gone":
            staff_users.deactivate(ctx, user)
        yield name, _path(user)
    yield "clerk", _path(_user(ctx, f"office@{desk}.example"))
    yield "reason", _path(next(iter(ctx.portal["reasons"].values())))
    _propose_reasons(ctx)
    for address in (EMPTY_COMPANY, "inconnue@nulle-part.example"):
        _undelivered(ctx, address)


def _statuses(ctx: ActionContext) -> Iterator[tuple[str, str]]:
    """For each language two invoices of a sender who reads it, and an officer who does, for the guides' last chapters.

    They sign in as ``statut-fr@be.example`` and ``commis-fr@be.example``.
    """
    desk = ctx.desk.tenant.id
    numbers = {"fr": ("7601000000064", "7563333333335"), "de": ("7601000000071", "7564444444446")}
    for language, (gln, avs) in numbers.items():
        answers = _person(f"statut-{language}@{desk}.example", "Ruth", "Aebi")
        about = {"avs": avs, "birth_date": date(1990, 5, 5), "salutation": "f"}
        if desk == "be":
            user = issuer_actions.register_company(
                ctx, answers | {"company_name": f"Statut {gln}", "gln": gln}, language
            )
            receive(ctx, user)
            accept_registration(ctx, user)
        else:
            user = issuer_actions.register_insured(ctx, answers | about, language)
            user.phone_proven = True
        ctx.portal["users"].activate_user(user)
        mine, issuer = acting_as(ctx, user), ctx.portal["issuers"][user.issuer_id]
        if desk == "be":
            empty = dict.fromkeys(("decision_number", "decision_label", "iban", "account_holder", "payment_reference"))
            issuer_actions.add_beneficiary(mine, issuer, _person("", "Anna", "Muster") | about | empty)
        person = next(iter(issuer.beneficiaries.values()))
        person.iban, person.decisions = "CH9300762011623852957", ((f"{ctx.desk.tenant.office_code}20250054321", ""),)
        for name, days in (("corrected", 20), ("refused", 45)):
            sent = send_travel(mine, issuer, person, clock.today() - timedelta(days=days))
            yield f"status-{name}-{language}", _path(sent)
            yield f"status-{name}-{language}-reference", sent.reference
        officer = Person(f"commis-{language}@{desk}.example", "Martin", "Commis", "+41791230010", "", language)
        colleague(ctx, "clerk", officer)


def _undelivered(ctx: ActionContext, address: str) -> None:
    about = {"to": address, "localize": ctx.desk.localizer("fr"), "desk_url": ctx.desk.url(), "now": ctx.now}
    message_id = send_mail(ctx.portal, WELCOME, {"secret": "exemple"}, **about)
    # Later than any mail of today, which would take the address off the list.
    tomorrow = ctx.now + timedelta(days=1)
    outbox_of(ctx.portal).end(ctx.portal["outbox"][message_id], "failed", tomorrow, "smtp-550")
    note_outcome(ctx.portal, message_id)


def _links(ctx: ActionContext) -> Iterator[tuple[str, str]]:
    """Three activation links: one to use, one used, one of last week; and that of a company."""
    answers = _person("neuve@lien.example", LONG_FIRST, LONG_LAST)
    company = issuer_actions.register_company(
        ctx, answers | {"company_name": LONG_COMPANY, "gln": "7601000000057"}, "fr"
    )
    yield "confirm-company-email", f"/confirm-email?user={company.id}"
    yield "confirm-company", f"/confirm-company?link={new_secret(ctx, 'confirm-company', company)}"
    for name, moment in (("fresh", ctx.now), ("used", ctx.now), ("expired", ctx.now - timedelta(days=7))):
        then = replace(ctx, now=moment)
        answers = _person(f"{name}@lien.example", "Camille", "Lien") | {"avs": "7560000000019"}
        answers |= {"birth_date": date(1990, 5, 5), "salutation": "x"}
        user = issuer_actions.register_insured(then, answers, "fr")
        user.phone_proven = True
        registration.send_activation(then, user)
        latest = next(one for one in outbox_of(ctx.portal).values() if one.recipient == user.email)
        path = "/" + full_link(ctx.desk, latest).split("/", 3)[3]
        if name == "used":
            registration.activate(then, path.rpartition("=")[2])
        if name == "fresh":
            yield "confirm-email", f"/confirm-email?user={user.id}"
        yield f"{name}-link", path


def _passwords(ctx: ActionContext, user: User) -> Iterator[tuple[str, str]]:
    """Links to another password and to a first one: one to use of each, one replaced, one of last month."""
    for name in ("replaced-reset", "reset"):
        yield f"{name}-link", f"/reset-password?link={new_secret(ctx, 'reset', user)}"
    for name, moment in (("invitation", ctx.now), ("expired-invitation", ctx.now - timedelta(days=30))):
        person = Person(f"{name}@{ctx.desk.tenant.id}.example", LONG_FIRST, LONG_LAST, "+41791230009", "", "fr")
        then = replace(ctx, now=moment)
        invited = invite(then, person, issuer_id=user.issuer_id)
        yield f"{name}-link", f"/{invitation_link(then, invited)}"


def _person(email: str, first: str, last: str) -> dict[str, Any]:
    own = {"email": email, "first_name": first, "last_name": last, "phone": "+41791230007", "password": PASSWORD}
    return own | {"street": "Chemin des Bains-d’Yverdon 127", "postcode": "3400", "town": "Burgdorf"}


def _user(ctx: ActionContext, email: str) -> User:
    found: User = next(one for one in ctx.portal["users"].values() if one.email == email)
    return found


def _path(thing: Any) -> str:
    path = ""
    while thing.__parent__ is not None:
        path = f"{thing.id}/{path}"
        thing = thing.__parent__
    return "/" + path


def _picture() -> bytes:
    """What stands for a scanned proof."""
    file = io.BytesIO()
    Image.new("RGB", (420, 240), "white").save(file, "PNG")
    return file.getvalue()


if __name__ == "__main__":
    main()
