"""The head of the audit log leaves the desk once a day, for a person whom the settings name."""

from dataclasses import replace
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from guichet.app import daily_tasks
from guichet.audit.audit_log import audit_log, signed_heads
from guichet.audit.chain import Head
from guichet.audit.signed_heads import public_key
from guichet.audit.verification import verify
from guichet.store.daily_tasks import DailyJob
from guichet.store.job_reports import job_reports

OFFICER = "officer@canton.example"


@pytest.fixture
def desks(make_desks):
    return make_desks(["be"], settings={"tenant.be.audit_head_to": OFFICER})


def a_day_of_the_worker(desks, later=timedelta(0)):
    desk = desks["be"]
    DailyJob(desk.db, daily_tasks(desk)).run_due(desks.clock.now + later)


def mails(desks):
    return [mail for mail in desks.outbox("be").mails if mail.recipient == OFFICER]


def test_each_day_brings_one_mail_however_often_the_worker_starts(desks):
    for later in (timedelta(0), timedelta(minutes=1), timedelta(days=1), timedelta(days=1, minutes=1)):
        a_day_of_the_worker(desks, later)
    assert len(mails(desks)) == 2


def test_the_head_in_the_mail_proves_the_log_of_that_day(desks, sign_in):
    a_day_of_the_worker(desks)
    (mail,) = mails(desks)
    (written,) = [line for line in mail.text.splitlines() if len(line) > 64 and " " not in line]
    sign_in(desks.browser("be"), "clerk@be.example")
    with desks.looking("be") as ctx:
        log = audit_log(ctx.portal)
        head, links = Head.parse(written), list(log.links())
        assert 0 < head.length < log.head.length
        assert verify(links, [head]).faults == ()
        assert verify(links[: head.length - 1], [head]).faults


@pytest.fixture
def key(tmp_path):
    """A key as openssl makes it, and the file with its public half."""
    made = Ed25519PrivateKey.generate()
    private, public = tmp_path / "audit.pem", tmp_path / "audit.pub"
    private.write_bytes(made.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    public.write_bytes(made.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
    return private, public


def test_the_head_of_the_day_is_signed_in_the_log_and_in_the_mail(make_desks, key):
    private, public = key
    to = {"tenant.be.audit_head_to": OFFICER, "tenant.be.audit_key_file": str(private)}
    desks = make_desks(["be"], settings=to)
    a_day_of_the_worker(desks)
    a_day_of_the_worker(desks, timedelta(days=1))
    with desks.looking("be") as ctx:
        first, second = signed_heads(ctx.portal, "be")
        assert verify(audit_log(ctx.portal).links(), [first.head, second.head]).faults == ()
    known = [public_key(public.read_bytes())]
    assert first.is_by(known) and second.is_by(known)
    assert first.signature in mails(desks)[0].text
    for forged in (replace(first, day="2026-11-13"), replace(first, head=second.head), replace(first, desk="ne")):
        assert forged == first or not forged.is_by(known)
    assert not first.is_by([Ed25519PrivateKey.generate().public_key()])


def test_a_key_that_others_can_read_signs_nothing_and_is_reported(make_desks, key):
    private, _public = key
    private.chmod(0o644)
    desks = make_desks(["be"], settings={"tenant.be.audit_key_file": str(private)})
    a_day_of_the_worker(desks)
    with desks.looking("be") as ctx:
        assert signed_heads(ctx.portal, "be") == []
        assert [name for name, _report in job_reports(ctx.portal).failing()] == ["audit_head"]


def test_without_an_address_nothing_is_sent(make_desks):
    desks = make_desks(["be"])
    a_day_of_the_worker(desks)
    assert not [mail for mail in desks.outbox("be").mails if "audit" in mail.subject]
    with desks.looking("be") as ctx:
        assert not audit_log(ctx.portal).sent_heads
