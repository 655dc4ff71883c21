"""A desk in which every stored text that a person typed is a cross-site script, each with a number of its own."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

from guichet import clock
from guichet.action_context import ActionContext
from guichet.documents.cleaning.outcome import CleanFile
from guichet.invoices import conversation_actions, correction_actions, invoice_actions
from guichet.invoices.evaluation import DETAILS, evaluate_invoice
from guichet.invoices.models import Invoice
from guichet.issuers.models import Beneficiary, Issuer
from guichet.office.announcement import announcement_actions
from guichet.office.batches import batch_actions
from guichet.office.cases import case_actions
from guichet.office.cases.case_filters import CaseFilter
from guichet.office.cases.stored_filters import StoredFilter, stored_filters
from guichet.office.decisions import decision_actions
from guichet.office.reasons.models import CORRECTIONS, REGISTRATIONS, ReasonText
from guichet.testing.desks import Desks
from guichet.testing.people import ANNA, IBAN, beneficiary_of, issuer_of, user_of

MANAGER, CLERK, SUPERVISOR = "manager@be.example", "clerk@be.example", "supervisor@be.example"
SAMPLES = Path(__file__).parents[2] / "plugins" / "invoice_types" / "tests" / "samples"
NAMES = {
    "first_name": "prénom",
    "last_name": "nom",
    "name": "nom",
    "street": "rue",
    "town": "localité",
    "account_holder": "titulaire",
}


@dataclass
class Poison:
    """The payloads, by number: where each was planted."""

    planted: dict[int, str] = field(default_factory=dict)

    def __call__(self, where: str) -> str:
        """A payload for a place: it breaks out of an attribute, and runs where it is taken for markup."""
        number = 1000 + len(self.planted)
        self.planted[number] = where
        return f'"><img src=x onerror=canary({number})>'

    def names(self, thing: Any, where: str) -> None:
        """Plants one in each name and address of an object."""
        for name in NAMES:
            if isinstance(vars(thing).get(name), str) and vars(thing)[name]:
                setattr(thing, name, self(f"{where} {name}"))


def poison_desk(desks: Desks) -> Poison:
    """Plants everything; returns what is where."""
    poison = Poison()
    with desks.acting("be", MANAGER) as ctx:
        issuer, anna = issuer_of(ctx, MANAGER), beneficiary_of(issuer_of(ctx, MANAGER), ANNA)
        poison.names(issuer, "company")
        poison.names(anna, "beneficiary")
        poison.names(user_of(ctx, MANAGER), "sender")
        anna.decisions = tuple((number, poison("decision label")) for number, _label in anna.decisions)
        anna.account_holder = poison("account holder")
        sent = [invoice.id for invoice in _every_form(ctx, issuer, anna, poison)]
    _office(desks, sent, poison)
    return poison


def _office(desks: Desks, sent: list[str], poison: Poison) -> None:
    refused, corrected, accepted, *_others = sent
    with desks.acting("be", CLERK) as ctx:
        invoices = issuer_of(ctx, MANAGER).invoices
        decision_actions.refuse(ctx, invoices[refused], poison("refusal"), revision_number=1)
        path = "documents"
        reasons = {path: {"fr": poison("reason of a mark")}}
        message = poison("message of a correction")
        decision_actions.request_correction(ctx, invoices[corrected], message, reasons, revision_number=1)
        decision_actions.accept(ctx, invoices[accepted], revision_number=1)
        case_actions.add_note(ctx, invoices[refused], poison("note"))
        for shared in (True, False):
            filters = stored_filters(ctx.portal)
            filters.save(StoredFilter(ctx.actor, poison("saved view"), shared, CaseFilter()))
        for name in (REGISTRATIONS, CORRECTIONS):
            reason = next(iter(ctx.portal[name].values()))
            title, text = poison(f"title in {name}"), poison(f"text in {name}")
            reason.replace_texts([ReasonText(language, title, text) for language, _title, _text in reason.texts])
    with desks.acting("be", MANAGER) as ctx:
        invoice = issuer_of(ctx, MANAGER).invoices[corrected]
        correction_actions.save_replies(ctx, invoice, {path: poison("reply")})
        conversation_actions.write_to_office(ctx, invoice, poison("message of the sender"), language="fr")
    desks.clock.forward(minutes=6)
    with desks.acting("be", SUPERVISOR) as ctx:
        poison.names(user_of(ctx, CLERK), "clerk")
        announcement = ctx.portal["announcement"]
        day = clock.local(ctx.now).date()
        announcement_actions.announce(ctx, announcement, {"fr": poison("announcement")}, day, day)
        batch = batch_actions.start_batch(ctx, batch_actions.ALL, "fr")
        batch_actions.cancel(ctx, batch, poison("reason of a cancelled batch"))


def _every_form(ctx: ActionContext, issuer: Issuer, person: Beneficiary, poison: Poison) -> Iterator[Invoice]:
    """An invoice of each form that one of its samples can send, and a draft of each, with every text planted."""
    for type_id, invoice_type in ctx.desk.plugins.invoice_types.items():
        [file] = SAMPLES.glob(f"{type_id}@*.json")
        for sample in json.loads(file.read_text()).values():
            if any(severity == "error" for severity, *_rest in sample["result"]["issues"]):
                continue
            invoice = invoice_actions.start_draft(ctx, issuer, person, invoice_type)
            for number, kind in enumerate(sample["attached"]):
                content = f"%PDF-1.7 {number}".encode()
                name = poison(f"file name of {type_id}") + ".pdf"
                invoice_actions.attach(
                    ctx, invoice, CleanFile(name, "application/pdf", content, 1, sha256(content).hexdigest()), kind
                )
            if _fill(ctx, invoice, sample["answers"], poison):
                yield invoice
                break


def _fill(ctx: ActionContext, invoice: Invoice, details: dict[str, Any], poison: Poison) -> bool:
    """Answers a draft, plants each text that its form takes, and sends it if it can be sent."""
    answers = invoice.cstruct
    answers["payee"] |= {"account": "other", "iban": IBAN, "account_holder": poison("holder in a form")}
    answers["issue"] = {"number": f"R-{invoice.id[:8]}", "date": f"{clock.local(ctx.now):%d.%m.%Y}"}
    answers["remark"] = poison(f"remark of {invoice.type_id}")
    answers[DETAILS] = details
    today = clock.local(ctx.now).date()

    def errors() -> int:
        return len(evaluate_invoice(ctx.desk.plugins, invoice, today, answers).errors)

    before = errors()
    for holder, name in list(_texts(details)):
        typed, number = holder[name], len(poison.planted)
        holder[name] = poison(f"{invoice.type_id} {name}")
        if errors() > before:
            holder[name] = typed
            poison.planted = dict(list(poison.planted.items())[:number])
    evaluation = evaluate_invoice(ctx.desk.plugins, invoice, today, answers)
    invoice_actions.save_answers(ctx, invoice, evaluation, invoice.draft_version)
    evaluation = evaluate_invoice(ctx.desk.plugins, invoice, today)
    if evaluation.errors:
        return False
    invoice_actions.submit(ctx, invoice, evaluation, language="fr", confirmed=True)
    return True


def _texts(answers: Any) -> Iterator[tuple[Any, Any]]:
    """Places of the answers that are words, and no choice, number or day."""
    pairs = list(answers.items()) if isinstance(answers, dict) else list(enumerate(answers))
    for name, value in pairs:
        if isinstance(value, (dict, list)):
            yield from _texts(value)
        elif isinstance(value, str) and any(sign.isalpha() for sign in value) and not value.islower():
            yield answers, name
