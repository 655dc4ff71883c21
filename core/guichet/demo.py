"""Fictitious people for a development machine, made by the actions that the pages call.

A plugin may state the people of its desk: its entry point of the group ``guichet.demo``, under the plugin's own name,
is a function that takes an :class:`~guichet.action_context.ActionContext` and calls the functions below. A desk whose
plugins state none has :func:`usual_people`.
"""

import io
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from importlib.metadata import entry_points
from typing import Any

from PIL import Image, ImageDraw
from pyramid.authorization import Authenticated, Everyone

from guichet import clock
from guichet.action_context import ActionContext, system
from guichet.desk import Desk
from guichet.documents.cleaning.sanitize import sanitize_upload
from guichet.invoices import invoice_actions
from guichet.invoices.case_index import work_list
from guichet.invoices.evaluation import DETAILS, evaluate_invoice
from guichet.invoices.lifecycle import UNDO_TIME
from guichet.invoices.models import Invoice
from guichet.issuers import beneficiary_actions, issuer_actions
from guichet.issuers.company import company_actions
from guichet.issuers.company_confirmation import receive
from guichet.issuers.models import Beneficiary, Company, Issuer
from guichet.office.batches.batch_actions import ALL, free_invoices, start_batch
from guichet.office.decisions import decision_actions
from guichet.office.decisions.group_actions import check_group
from guichet.office.decisions.overriding import Addition
from guichet.office.registrations.registration_actions import accept_registration
from guichet.store.database import read_transaction, write_transaction
from guichet.users.invitations import invitation_link, take_up
from guichet.users.models import User
from guichet.users.registration import Person
from guichet.users.staff_users import add_staff
from guichet.web.pages import CONDITIONS

ENTRY_POINT_GROUP = "guichet.demo"
PASSWORD = "lac-train-pomme-2026"  # noqa: S105  # printed by the command, for fictitious people only


def fill(desk: Desk) -> None:
    """Puts the demo people of the desk's plugins into a new desk, in one transaction."""
    with write_transaction(desk.db) as portal:
        operator = system(portal, desk)
        # What they did is some minutes old: an acceptance that may still be undone is in no batch.
        before = replace(operator, now=operator.now - 2 * UNDO_TIME)
        points = [point for point in entry_points(group=ENTRY_POINT_GROUP) if point.name in desk.plugins.names]
        for point in points:
            point.load()(before)
        if not points:
            usual_people(before)
        _hand_over(operator)
        _choose_group(operator)


def _hand_over(ctx: ActionContext) -> None:
    """A batch of the accepted invoices, started by a supervisor; the worker makes it."""
    supervisor = next((user for user in ctx.portal["users"].values() if "supervisor" in user.roles), None)
    if supervisor is not None and free_invoices(ctx.portal, ctx.now):
        start_batch(acting_as(ctx, supervisor), ALL, ctx.desk.tenant.languages[0])


def _choose_group(ctx: ActionContext) -> None:
    """A group of the cases that wait, chosen by a clerk, who has not confirmed it."""
    officer = next((user for user in ctx.portal["users"].values() if "clerk" in user.roles), None)
    if officer is not None:
        waiting = work_list(ctx.portal).page([("state:submitted",)]).rows
        check_group(acting_as(ctx, officer), [invoice_id for invoice_id, _row in waiting])


def usual_people(ctx: ActionContext) -> None:
    """A clerk, a supervisor and, where they may register, a company with a beneficiary and an insured person."""
    tenant, kinds = ctx.desk.tenant, {kind.kind for kind in ctx.desk.plugins.user_kinds}
    decision = {"decision_number": f"{tenant.office_code}20250012345", "decision_label": "Physiothérapie"}
    clerk(ctx, f"office@{tenant.id}.example", "Martin", "Berger", "+41791230001")
    supervisor(ctx, f"responsable@{tenant.id}.example", "Sandra", "Wyss", "+41791230005")
    address = {"street": "Chemin de l’Exemple 12", "postcode": "1001", "town": "Exempleville"}
    # Published test numbers: they pass the checks and belong to no person or company.
    born = {"avs": "7561234567897", "birth_date": date(1984, 3, 12)}
    if "company" in kinds:
        person = {"email": f"lea@{tenant.id}.example", "first_name": "Lea", "last_name": "Rochat"}
        about = {"phone": "+41791230002", "company_name": "Home-Aide Exemple SA", "gln": "7601000000002"}
        user, issuer = company(ctx, {**person, **about, **address})
        anna = {"first_name": "Anna", "last_name": "Muster", **born, **address, **decision}
        beneficiary(acting_as(ctx, user), issuer, {**anna, "iban": "CH9300762011623852957"})
    if "insured" in kinds:
        zoe = {"email": f"zoe@{tenant.id}.example", "first_name": "Zoé", "last_name": "Exemple", **born, **address}
        insured(ctx, {**zoe, "phone": "+41791230003", "avs": "7561111111113", "salutation": "f"})


def people(desk: Desk) -> list[tuple[str, str]]:
    """The users who can sign in at a desk of a development machine: name and place, e-mail address."""
    with read_transaction(desk.db) as portal:
        users = [user for user in portal["users"].values() if user.state == "active"]
        return sorted((f"{user.name}, {_place(portal, user)}", user.email) for user in users)


def today(ctx: ActionContext) -> date:
    """The day in Switzerland, from which demo invoices count back."""
    return clock.local(ctx.now).date()


def acting_as(ctx: ActionContext, user: User) -> ActionContext:
    """The context of ``user`` at the same moment and desk, with the principals that a session would give."""
    roles = (f"role:{role}" for role in user.roles)
    principals = (Everyone, Authenticated, f"user:{user.id}", *roles)
    return replace(ctx, actor=user.id, principals=principals)


def clerk(ctx: ActionContext, email: str, first_name: str, last_name: str, phone: str) -> User:
    """A member of the office who checks invoices."""
    return colleague(ctx, "clerk", Person(email, first_name, last_name, phone, "", ctx.desk.tenant.languages[0]))


def supervisor(ctx: ActionContext, email: str, first_name: str, last_name: str, phone: str) -> User:
    """A member of the office who also manages the clerks."""
    return colleague(ctx, "supervisor", Person(email, first_name, last_name, phone, "", ctx.desk.tenant.languages[0]))


def colleague(ctx: ActionContext, role: str, person: Person) -> User:
    """A member of the office who has taken up the invitation with :data:`PASSWORD`."""
    user = add_staff(ctx, person, (role,))
    _take_up_invitation(ctx, user)
    return user


def company(ctx: ActionContext, answers: Mapping[str, Any]) -> tuple[User, Issuer]:
    """A company that the office has accepted, and its manager; ``answers`` are those of the registration."""
    user = issuer_actions.register_company(ctx, {**answers, "password": PASSWORD}, ctx.desk.tenant.languages[0])
    receive(ctx, user)
    accept_registration(ctx, user)
    ctx.portal["users"].activate_user(user)
    return user, ctx.portal["issuers"][user.issuer_id]


def collaborator(ctx: ActionContext, issuer: Company, answers: Mapping[str, Any]) -> User:
    """A further user of a company, with :data:`PASSWORD`; ``ctx`` is a manager's, ``answers`` those of their form."""
    user = company_actions.add_member(ctx, issuer, answers, ctx.desk.tenant.languages[0])
    _take_up_invitation(ctx, user)
    return user


def bank_account(ctx: ActionContext, issuer: Company, answers: Mapping[str, Any]) -> None:
    """A saved account of a company; ``ctx`` is a manager's, ``answers`` those of the form."""
    company_actions.add_bank_account(ctx, issuer, answers)


def insured(ctx: ActionContext, answers: Mapping[str, Any]) -> tuple[User, Issuer]:
    """An insured person with phone and address proven; ``answers`` are those of the registration."""
    return _registered(ctx, issuer_actions.register_insured, answers)


def representative(ctx: ActionContext, answers: Mapping[str, Any]) -> tuple[User, Issuer]:
    """A legal representative, e.g. a mother, whose issuer is the person of the answer ``represented``."""
    return _registered(ctx, issuer_actions.register_representative, answers)


def beneficiary(ctx: ActionContext, issuer: Issuer, answers: Mapping[str, Any]) -> Beneficiary:
    """A person a company invoices for; what ``answers`` leave out counts as not answered."""
    empty = dict.fromkeys(("decision_number", "decision_label", "iban", "account_holder", "payment_reference"))
    return issuer_actions.add_beneficiary(ctx, issuer, {**empty, "birth_date": date(1984, 3, 12), **answers})


def power_of_attorney(ctx: ActionContext, person: Beneficiary, valid_until: date) -> None:
    """The power of attorney of a company's beneficiary."""
    file = sanitize_upload("procuration-exemple.png", picture())
    beneficiary_actions.add_power_of_attorney(ctx, person, file, None, valid_until)


def send_invoice(
    ctx: ActionContext,
    issuer: Issuer,
    person: Beneficiary,
    type_id: str,
    details: Mapping[str, Any],
    *,
    issue: Mapping[str, str],
    documents: Iterable[tuple[str, str]] = (),
) -> Invoice:
    """A sent invoice: ``details`` are raw answers of the type's form, ``issue`` a company's number and date.

    ``documents`` are file names with their kinds. Raises ``NotReady`` with the errors of answers that an office would
    not get.
    """
    plugins, day = ctx.desk.plugins, today(ctx)
    invoice = invoice_actions.start_draft(ctx, issuer, person, plugins.invoice_type(type_id))
    answers = invoice.cstruct | {DETAILS: dict(details)}
    if "issue" in answers:
        answers["issue"] = dict(issue)
    draft = evaluate_invoice(plugins, invoice, day, answers)
    invoice_actions.save_answers(ctx, invoice, draft, invoice.draft_version)
    for filename, kind in documents:
        invoice_actions.attach(ctx, invoice, sanitize_upload(filename, picture()), kind)
    language = ctx.desk.tenant.languages[0]
    sent = evaluate_invoice(plugins, invoice, day)
    if sent.errors:
        localize = ctx.desk.localizer(ctx.desk.tenant.languages[0])
        raise invoice_actions.NotReady("; ".join(f"{one.path}: {localize(one.message)}" for one in sent.errors))
    invoice_actions.submit(ctx, invoice, sent, language=language, confirmed=True)
    return invoice


def decide(ctx: ActionContext, invoice: Invoice, decision: str) -> None:
    """The office decides: ``accept``, ``refuse``, ``correct``; with an empty text it has not yet."""
    if decision == "accept":
        # At the beginning of a year its rates are not known yet.
        completed = Addition([10_000] * len(invoice.latest.frozen.unpriced), "Tarif publié entre-temps.", language="fr")
        decision_actions.accept(ctx, invoice, revision_number=1, addition=completed)
    elif decision == "refuse":
        decision_actions.refuse(ctx, invoice, "Ces prestations ne figurent pas dans la décision.", revision_number=1)
    elif decision == "correct":
        message = "Il manque une quittance. Merci de l’ajouter."
        decision_actions.request_correction(
            ctx, invoice, message, {"documents": {"fr": "La quittance manque."}}, revision_number=1
        )


def picture() -> bytes:
    """A small picture that stands for a scanned proof."""
    image = Image.new("RGB", (420, 240), "white")
    ImageDraw.Draw(image).text((24, 24), "Attestation (exemple)", fill="black")
    file = io.BytesIO()
    image.save(file, "PNG")
    return file.getvalue()


def _registered(ctx: ActionContext, register: Any, answers: Mapping[str, Any]) -> tuple[User, Issuer]:
    user = register(ctx, {**answers, "password": PASSWORD}, ctx.desk.tenant.languages[0])
    ctx.portal["users"].activate_user(user)
    user.phone_proven = True
    return user, ctx.portal["issuers"][user.issuer_id]


def _take_up_invitation(ctx: ActionContext, user: User) -> None:
    # The secret is only in the link: the database holds its hash.
    secret = invitation_link(ctx, user).partition("=")[2]
    take_up(ctx, secret, PASSWORD, CONDITIONS)


def _place(portal: Any, user: User) -> str:
    if not user.issuer_id:
        return "office"
    issuer = portal["issuers"][user.issuer_id]
    return "insured person" if issuer.kind == "insured" else str(issuer.display_name)
