"""After erasure and packing, no file of a desk has the person's name, AVS number, IBAN, address or phone any more."""

from contextlib import closing
from dataclasses import replace
from datetime import timedelta

import pytest

from guichet import clock
from guichet.action_context import system
from guichet.app import create_desk, daily_tasks
from guichet.audit.audit_log import audit_log
from guichet.audit.verification import verify
from guichet.demo import acting_as
from guichet.invoices import PdfJob
from guichet.issuers import issuer_actions
from guichet.issuers.company.membership import leave_on_closing
from guichet.office.cases import case_actions
from guichet.office.cases.case_filters import CaseFilter
from guichet.office.cases.stored_filters import SHARED, StoredFilter, stored_filters
from guichet.office.decisions import decision_actions
from guichet.office.retention.models import retention
from guichet.office.retention.person_erasure import erase_person
from guichet.profile.profile_actions import close_own_user
from guichet.store.database import open_database, write_transaction
from guichet.store.retention_terms import REFUSED, TERMS, retention_terms
from guichet.testing.people import ANNA, ZOE, beneficiary_of, issuer_of, populate, user_of
from invoice_types.travel.demo import send_travel

INSURED, CLERK, MANAGER = "insured@be.example", "clerk@be.example", "manager@be.example"
OWN_IBAN = "CH5604835012345678009"


@pytest.fixture
def desk(desks, tmp_path):
    """The desk in Berne in files, with its people."""
    opened = open_database(
        f"file://{tmp_path}/Data.fs?blobstorage_dir={tmp_path}/blobs", "be", desks["be"].plugins.packages
    )
    with closing(opened) as db:
        desk = replace(desks["be"], db=db)
        create_desk(desk)
        with write_transaction(db) as portal:
            populate(system(portal, desk))
        yield desk


def act(desk, do, email=""):
    """Runs an action in a transaction of its own, as a user or as the operator; returns what it returns."""
    with write_transaction(desk.db) as portal:
        ctx = system(portal, desk)
        return do(acting_as(ctx, user_of(ctx, email)) if email else ctx)


def night(desk):
    for task in daily_tasks(desk):
        task.run(desk.db, clock.now())


def sent(desk, email, avs):
    """The id of an invoice that was sent, with its PDF and a note of the office."""

    def send(ctx):
        issuer = issuer_of(ctx, email)
        return send_travel(ctx, issuer, beneficiary_of(issuer, avs), clock.today() - timedelta(days=30)).id

    found = act(desk, send, email)
    while PdfJob(desk).run_due(clock.now()):
        pass
    act(desk, lambda ctx: case_actions.add_note(ctx, issuer_of(ctx, email).invoices[found], f"{avs} a appelé."), CLERK)
    return found


def refuse(desk, email, invoice_id):
    def do(ctx):
        invoice = issuer_of(ctx, email).invoices[invoice_id]
        decision_actions.refuse(ctx, invoice, "Zoé Exemple n’y a pas droit.", language="fr", revision_number=1)

    act(desk, do, CLERK)


def needles(desk):
    """What names or reaches Zoé."""
    return act(desk, lambda ctx: [ZOE, "Zoé", OWN_IBAN, INSURED, user_of(ctx, INSURED).phone])


def files_with(desk, tmp_path, texts):
    """The texts that any file of the desk has, once it is packed; docs/operations.md names the files to delete."""
    desk.db.pack(clock.now().timestamp() + 10)
    for name in ("Data.fs.old", "Data.fs.tmp"):
        (tmp_path / name).unlink(missing_ok=True)
    content = b"".join(file.read_bytes() for file in tmp_path.rglob("*") if file.is_file())
    return [text for text in texts if text.encode() in content]


def save_account(ctx):
    issuer = issuer_of(ctx, INSURED)
    issuer_actions.save_bank_details(ctx, beneficiary_of(issuer, ZOE), OWN_IBAN, "", "")


def save_views(ctx):
    """Views that clerks have saved: of Zoé by name and number, one named after her, and one of others."""
    views = {"À voir": f"exemple {ZOE}", "Suivi": "Zoe", "Zoé Exemple": "", "Taxi": "taxi aare", "Suivi 2": "Exempel"}
    for name, text in views.items():
        stored_filters(ctx.portal).save(StoredFilter(ctx.actor, name, name == "Suivi", CaseFilter(text=text)))


def saved_views(ctx):
    return [
        one.name for place in (user_of(ctx, CLERK).id, SHARED) for _id, one in stored_filters(ctx.portal).saved(place)
    ]


def close_account(ctx):
    user = user_of(ctx, INSURED)
    leave_on_closing(ctx, user)
    close_own_user(ctx, user)


def test_terms_and_a_closed_account_leave_nothing_but_a_minute(desks, desk, tmp_path):
    texts = needles(desk)
    act(desk, save_account, INSURED)
    act(desk, save_views, CLERK)
    own, other = sent(desk, INSURED, ZOE), sent(desk, MANAGER, ANNA)
    refuse(desk, INSURED, own)
    act(
        desk,
        lambda ctx: retention_terms(ctx.portal).change(
            {name: term.default for name, term in TERMS.items()}, (REFUSED,), offer_days=0
        ),
    )
    assert files_with(desk, tmp_path, texts) == texts
    # The person closes the account; refused invoices have two years, closed accounts one.
    act(desk, close_account, INSURED)
    night(desk)
    desks.clock.forward(days=731)
    night(desk)
    night(desk)
    assert files_with(desk, tmp_path, texts) == []
    assert act(desk, saved_views) == ["Suivi 2", "Taxi"]
    with write_transaction(desk.db) as portal:
        counts = [dict(minute.counts) for _number, minute in retention(portal).minutes()]
        merged = {kind: sum(count.get(kind, 0) for count in counts) for count in counts for kind in count}
        assert merged["invoice"] == 1 and merged["copy"] == 1 and merged["document"] == 2
        assert merged["issuer"] == merged["account"] == merged["beneficiary"] == 1
        assert verify(audit_log(portal).links()).faults == ()
        assert any(issuer.invoices.get(other) for issuer in portal["issuers"].values())


def test_a_request_erases_all_but_what_a_term_keeps(desks, desk, tmp_path):
    texts = needles(desk)
    act(desk, save_account, INSURED)
    act(desk, save_views, CLERK)
    own = sent(desk, INSURED, ZOE)
    act(desk, lambda ctx: erase_person(ctx, ZOE))
    assert len(act(desk, saved_views)) == 5
    # With the invoice that was sent stay name, number and the account that it was to be paid to.
    assert files_with(desk, tmp_path, texts) == [ZOE, "Zoé", OWN_IBAN]

    def records(ctx):
        (issuer,) = [one for one in ctx.portal["issuers"].values() if one.invoices.get(own)]
        person = beneficiary_of(issuer, ZOE)
        return (
            person.iban,
            person.street,
            person.decisions,
            list(issuer.members),
            issuer.invoices[own].latest.frozen.header.iban,
        )

    assert act(desk, records) == ("", "", (), [], OWN_IBAN)


def test_a_request_of_a_person_without_invoices_leaves_nothing(desk, tmp_path):
    texts = needles(desk)
    act(desk, save_account, INSURED)
    act(desk, save_views, CLERK)
    assert files_with(desk, tmp_path, texts) == texts
    act(desk, lambda ctx: erase_person(ctx, ZOE))
    assert files_with(desk, tmp_path, texts) == []
    assert act(desk, saved_views) == ["Suivi 2", "Taxi"]
    with write_transaction(desk.db) as portal:
        ((_number, minute),) = retention(portal).minutes()
        assert minute.cause == "request" and dict(minute.counts) == {"account": 1, "beneficiary": 1, "issuer": 1}
        assert verify(audit_log(portal).links()).faults == ()
