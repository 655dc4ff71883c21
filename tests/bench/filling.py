"""Fills a desk with thousands of invoices in a minute or two.

The demo people of Berne come first, made by the same actions as the pages call. Every further invoice is a copy of
theirs: the same objects in the same trees and lists, with its own person, dates, reference and state. What a copy
goes without is what costs time and is not looked at again: reading and checking its answers, its mails, and blobs of
its own (all proofs share those of the first invoice).
"""

import json
import sys
import zlib
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

import crowd
from companies import long_list, new_company, new_person
from every_form import FormDrafts, drafts_of_every_form
from office_year import fill_figures
from stdnum import ean

from guichet import clock
from guichet.action_context import ActionContext, system
from guichet.app import create_desk
from guichet.demo import acting_as, fill
from guichet.desk import Desk
from guichet.invoices import models
from guichet.invoices.case_index import work_list
from guichet.invoices.checked_version import checked_version
from guichet.invoices.claim_index import index_claims
from guichet.invoices.counted_sums import count
from guichet.invoices.evaluation import evaluate_invoice
from guichet.invoices.frozen import FrozenRevision, pack, thaw
from guichet.invoices.lifecycle import TRANSITIONS
from guichet.invoices.lists import DraftFacts, history_of, index
from guichet.invoices.models import Attachment, Invoice, InvoiceEvent, Revision
from guichet.invoices.pdf_queue import PdfJob
from guichet.issuers.models import Beneficiary, Issuer
from guichet.store.database import write_transaction
from guichet.store.models import find
from guichet.users import passwords
from guichet.users.models import User
from guichet.values import reference
from invoice_types.travel.demo import TRAVEL

PER_PERSON = 50
"""Invoices of each beneficiary: as many as the checks for repetition look at."""
PER_COMMIT = 250
SWITCH_INTERVAL = 0.0005
"""Seconds."""
APART = timedelta(minutes=97)
FATES = ("submit", "accept", "submit", "accept", "submit", "refuse", "submit", "accept", "submit", "accept")
STATES = {"submit": "submitted", "accept": "accepted", "refuse": "refused"}


@dataclass(frozen=True)
class Filled:
    """What the measurements need to know of a desk."""

    company: str
    user: str
    clerk: str
    supervisor: str
    open: tuple[str, ...]
    """Addresses of cases to be decided, as many as there are drafts to be sent."""
    sent: tuple[str, ...]
    """Addresses of some invoices of the company that were sent, their copies not made yet."""
    copied: str
    """One whose copy is made and kept, as the worker leaves all of them."""
    draft: str
    """A draft with two journeys for a person with :data:`PER_PERSON` invoices before it."""
    first_draft: str
    """The same for a person without any."""
    sender: str
    """Account of the other company, which sends the drafts below."""
    drafts: tuple[tuple[str, str], ...]
    """Addresses of drafts, and the version of each that is sent."""
    senders: tuple[tuple[str, str], ...]
    """Accounts of companies that send at the same time, each with the address of a draft to copy."""
    writer: str
    """Account of a third company, which has two drafts of each form."""
    forms: tuple[FormDrafts, ...]
    employer: str
    """Account of a company with as many beneficiaries as the desk has invoices."""
    people: str
    """Address of its list of beneficiaries."""


def fill_desk(desk: Desk, invoices: int, drafts: int, progress: Callable[[int], None], senders: int = 0) -> Filled:
    """Makes the desk, with as many ``senders`` as are to send at the same time.

    ``progress`` is told how many invoices have been added since the last time.
    """
    create_desk(desk)
    fill(desk)
    copies = PdfJob(desk)
    while copies.run_due(clock.now()):
        pass
    with write_transaction(desk.db) as portal:
        filling = Filling.of(system(portal, desk))
        people = [new_person(filling.mine, filling.company, number).id for number in range(invoices // PER_PERSON)]
    for begin in range(0, invoices, PER_COMMIT):
        numbers = range(begin, min(begin + PER_COMMIT, invoices))
        with write_transaction(desk.db) as portal, contents_compressed():
            filling = Filling.of(system(portal, desk))
            for number in numbers:
                turn, place = divmod(number, len(people))
                person = filling.company.beneficiaries[people[place]]
                sent_copy(filling.mine, filling.pattern, person, turn, number * APART, FATES[turn % len(FATES)])
        progress(len(numbers))
    with write_transaction(desk.db) as portal, contents_compressed():
        return _finish(Filling.of(system(portal, desk)), people[0], drafts, senders, invoices)


@dataclass(frozen=True)
class Filling:
    """The demo company and a travel invoice of it, in the present transaction."""

    ctx: ActionContext
    company: Issuer
    user: User
    pattern: Invoice

    @classmethod
    def of(cls, ctx: ActionContext) -> "Filling":
        user = ctx.portal["users"].with_email("lea.rochat@home-aide.example")
        company = ctx.portal["issuers"][user.issuer_id]
        hers = (company.invoices[one] for one, _row in history_of(company).page(f"for:{_first_person(company)}").rows)
        return cls(ctx, company, user, next(one for one in hers if one.type_id == TRAVEL))

    @property
    def mine(self) -> ActionContext:
        return acting_as(self.ctx, self.user)


def _first_person(company: Issuer) -> str:
    return next(one for one, row in company.beneficiaries.directory.page("all").rows if row.name == "Beat Beispiel")


def _finish(filling: Filling, person_id: str, drafts: int, senders: int, listed: int) -> Filled:
    """The drafts that are opened and sent while measuring, and where everything is."""
    company, mine, pattern = filling.company, filling.mine, filling.pattern
    known, unknown = company.beneficiaries[person_id], new_person(mine, company, 999_999)
    sender, to_send = _other_company(filling.ctx, pattern, drafts)
    writer, forms = drafts_of_every_form(filling.ctx)
    employer, people = long_list(filling.ctx, listed)
    _visitors(filling.ctx)
    fill_figures(filling.ctx)
    page = history_of(company).page("sent")
    return Filled(
        company=f"/issuers/{company.id}/",
        user=filling.user.id,
        clerk=filling.ctx.portal["users"].with_email("office@be.example").id,
        supervisor=next(user.id for user in filling.ctx.portal["users"].values() if "supervisor" in user.roles),
        open=_open_cases(filling, drafts),
        sent=tuple(_path(company.invoices[one]) for one, _row in page.rows if not company.invoices[one].latest.pdf),
        copied=_path(pattern),
        draft=_path(_draft(mine, pattern, known, PER_PERSON)),
        first_draft=_path(_draft(mine, pattern, unknown, 0)),
        sender=sender,
        drafts=to_send,
        senders=tuple(sending_company(filling.ctx, pattern, number) for number in range(senders)),
        writer=writer.id,
        forms=forms,
        employer=employer.id,
        people=people,
    )


def _open_cases(filling: Filling, number: int) -> tuple[str, ...]:
    """Cases of the company that wait for a decision, without the one whose review is measured."""
    filters = [["standing:new"], [f"from:{filling.company.id}"]]
    rows = work_list(filling.ctx.portal).page(filters, size=number + 1).rows
    others = [invoice_id for invoice_id, _row in rows if invoice_id != filling.pattern.id]
    return tuple(_path(filling.company.invoices[one]) for one in others[:number])


def _draft(ctx: ActionContext, pattern: Invoice, person: Beneficiary, number: int) -> Invoice:
    """A copy of the pattern, filled and not sent, with service days of its own."""
    invoice = _copy(ctx, pattern, person, number)
    index(invoice, DraftFacts(pattern.latest.total))
    return invoice


def _copy(ctx: ActionContext, pattern: Invoice, person: Beneficiary, number: int) -> Invoice:
    """The same in no list yet: sending it would put another row in place of that of the draft."""
    cstruct = pattern.cstruct
    for line, day in zip(cstruct["details"]["lines"], days_of(number), strict=True):
        line["date"] = f"{day:%d.%m.%Y}"
    cstruct["decision"]["choice"] = person.decisions[-1][0]
    cstruct["issue"]["number"] = _invoice_number(person, number)
    invoice = Invoice(
        type_id=pattern.type_id,
        type_version=pattern.type_version,
        beneficiary_id=person.id,
        cstruct=cstruct,
        author=ctx.actor,
        now=ctx.now,
    )
    find(person, Issuer).invoices.put(invoice)
    invoice.attached = tuple(invoice.attachments.put(_copied(document)) for document in pattern.documents)
    ctx.record("invoice.started", invoice.id)
    return invoice


def _copied(document: Attachment) -> Attachment:
    """The same document with the same blob."""
    copied = Attachment.__new__(Attachment)
    copied.__setstate__({name: value for name, value in document.__getstate__().items() if not name.startswith("__")})
    return copied


def sent_copy(
    ctx: ActionContext, pattern: Invoice, person: Beneficiary, number: int, ago: timedelta, fate: str
) -> Invoice:
    """A copy of the pattern that was sent, and decided if its fate is a decision."""
    invoice = _copy(ctx, pattern, person, number)
    moment = ctx.now - ago
    invoice.saved, invoice.state, invoice.submitted_by = moment, STATES[fate], ctx.actor
    invoice.reference = reference.make(ctx.desk.tenant.id, moment.year)
    ctx.portal["references"].take(invoice.reference, invoice.id)
    invoice.revisions = (_revision(ctx, pattern.latest, invoice, person, number, moment),)
    happened = ["submit"] if fate == "submit" else ["submit", fate]
    for name in happened:
        invoice.add_event(InvoiceEvent(moment, ctx.actor, name))
    index(invoice)
    index_claims(invoice)
    count(invoice)
    for name in happened:
        ctx.record(TRANSITIONS[name].audit_event, invoice.id)
    return invoice


def _revision(
    ctx: ActionContext, sent: Revision, invoice: Invoice, person: Beneficiary, number: int, moment: datetime
) -> Revision:
    """What the pattern froze, of another person and on other days; its rows stay those of the pattern."""
    frozen, days = sent.frozen.data, days_of(number)
    person_facts = {"beneficiary": person.name, "avs": person.avs, "decision_number": person.decisions[-1][0]}
    lines = zip(frozen["answers"]["lines"], days, strict=True)
    services = zip(frozen["service_days"], (day.isoformat() for day in days), strict=True)
    changed = {
        "header": frozen["header"] | person_facts | {"invoice_number": _invoice_number(person, number)},
        "answers": frozen["answers"] | {"lines": [line | {"date": pack(day)} for line, day in lines]},
        "service_days": [[path, day, day, last_path] for (path, _first, _last, last_path), day in services],
        "documents": [[one, *rest] for one, (_id, *rest) in zip(invoice.attached, frozen["documents"], strict=True)],
    }
    texts = _json_by_name(sent.content) | {name: _json(value) for name, value in changed.items()}
    content = ("{" + ",".join(f'"{name}":{text}' for name, text in texts.items()) + "}").encode()
    _unpacked.clear()
    _unpacked[content] = FrozenRevision(frozen | changed)
    revision = Revision(
        number=1,
        sent=moment,
        sent_by=ctx.actor,
        total=sent.total,
        attachments=invoice.attached,
        language="fr",
        content=content,
    )
    _uncompressed.append(revision)
    return revision


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


@lru_cache(1)
def _json_by_name(content: bytes) -> dict[str, str]:
    """JSON of each part of a pattern's revision: most of them are the same in all copies."""
    return {name: _json(value) for name, value in thaw(content).data.items()}


@contextmanager
def contents_compressed() -> Iterator[Callable[[], None]]:
    """At its end the revisions made within it have their contents compressed, as those of the actions are.

    A thread does it beside the one that fills, since it is a sixth of what an invoice takes: of all that were made
    until then, each time what is yielded is called.
    """
    begun: list[tuple[list[Revision], Future[list[bytes]]]] = []

    def begin() -> None:
        made = _uncompressed.copy()
        _uncompressed.clear()
        begun.append((made, thread.submit(_compressed, [one.content for one in made])))

    interval = sys.getswitchinterval()
    # Between two contents the thread waits so long for the interpreter, in place of 5 ms.
    sys.setswitchinterval(SWITCH_INTERVAL)
    try:
        with ThreadPoolExecutor(1) as thread:
            yield begin
            begin()
            for made, contents in begun:
                for revision, content in zip(made, contents.result(), strict=True):
                    revision.content = content
    finally:
        sys.setswitchinterval(interval)


def _compressed(contents: list[bytes]) -> list[bytes]:
    return [zlib.compress(content) for content in contents]


_uncompressed: list[Revision] = []
"""Revisions whose content is still plain JSON."""
_unpacked: dict[bytes, FrozenRevision] = {}
"""The revision just made: to unpack it for each index is four times in ten of what an invoice takes."""


def _thawed(content: bytes) -> FrozenRevision:
    if content.startswith(b"{"):
        return _unpacked.get(content) or FrozenRevision(json.loads(content))
    return thaw(content)


models.thaw = _thawed  # type: ignore[assignment]


def _invoice_number(person: Beneficiary, number: int) -> str:
    """One that the issuer has not used before, which would be a warning."""
    return f"{person.avs[-4:]}-{number}"


def days_of(number: int) -> tuple[Any, Any]:
    """Two days no other invoice of the same person has, the later one in the past."""
    day = clock.today() - timedelta(days=40 + 3 * number)
    return day, day + timedelta(days=1)


def _other_company(ctx: ActionContext, pattern: Invoice, drafts: int) -> tuple[str, tuple[tuple[str, str], ...]]:
    """A company with :data:`PER_PERSON` invoices for one person, and drafts that only have to be sent."""
    mine, user, issuer = new_company(ctx, "Transports Exemple SA", "sender@exemple.example", "7601000000019")
    person = new_person(mine, issuer, 1)
    for number in range(PER_PERSON):
        sent_copy(mine, pattern, person, number, number * APART, "accept")
    made = [_draft(mine, pattern, person, PER_PERSON + number) for number in range(drafts)]
    return user.id, tuple((_path(invoice), _checked(mine, invoice)) for invoice in made)


def sending_company(ctx: ActionContext, pattern: Invoice, number: int) -> tuple[str, str]:
    """A company without earlier invoices: its account, and the address of a filled draft."""
    gln = f"76010001{number:04d}"
    name, email = f"Transports {number} SA", f"sender-{number}@exemple.example"
    mine, user, issuer = new_company(ctx, name, email, gln + ean.calc_check_digit(gln))
    return user.id, _path(_draft(mine, pattern, new_person(mine, issuer, 2000 + number), 0))


def _checked(ctx: ActionContext, invoice: Invoice) -> str:
    """What the check page of a draft has in its form."""
    return checked_version(evaluate_invoice(ctx.desk.plugins, invoice, clock.today()), invoice.documents)


def _visitors(ctx: ActionContext) -> None:
    """People who only sign in. All have the same password: hashing one for each would take half a minute."""
    hashed = passwords.hashed(crowd.PASSWORD, ctx.desk.keys("passwords"))
    for number in range(crowd.PEOPLE):
        user = User(
            email=crowd.known(number),
            first_name="Visiteur",
            last_name=f"Numéro {number}",
            phone=f"+41790{number:06d}",
            password_hash=hashed,
            language="fr",
            now=ctx.now,
        )
        ctx.portal["users"].put(user)
        ctx.portal["users"].activate_user(user)


def _path(invoice: Invoice) -> str:
    issuer = invoice.__parent__.__parent__
    return f"/issuers/{issuer.id}/invoices/{invoice.id}/"
