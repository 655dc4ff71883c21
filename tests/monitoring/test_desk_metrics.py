"""The metrics that are read from a desk."""

from datetime import timedelta

import pytest
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.parser import text_string_to_metric_families

from guichet.invoices.pdf_queue import PdfJob
from guichet.messages.enqueue import outbox_of
from guichet.monitoring.desk_metrics import METRICS, DeskCollector
from guichet.monitoring.server import probes_of, registry_of
from guichet.store.database import read_transaction, write_transaction
from guichet.store.job_reports import job_reports
from guichet.testing.people import ANNA, beneficiary_of, issuer_of
from invoice_types.travel.demo import send_travel

MANAGER = "manager@be.example"


@pytest.fixture
def sent_invoice(desks):
    """An invoice that has just been sent."""
    with desks.acting("be", MANAGER) as ctx:
        issuer = issuer_of(ctx, MANAGER)
        return send_travel(ctx, issuer, beneficiary_of(issuer, ANNA), ctx.now.date() - timedelta(days=20)).id


@pytest.fixture
def value(desks):
    """``value(name, label=…)``: what Prometheus would read of the desk of Berne now."""

    def read(name, **labels):
        registry = CollectorRegistry()
        registry.register(DeskCollector(probes_of([desks["be"]]), ()))
        return registry.get_sample_value(name, {"desk": "be", **labels})

    return read


def test_every_metric_is_given_for_a_desk_in_files_or_none(value):
    of_files = {"guichet_disk_used_ratio", "guichet_disk_free_bytes"}
    labels = {"channel": "mail", "job": "PdfJob"}
    for name, (_help, more) in METRICS.items():
        found = value(name, **{label: labels[label] for label in more})
        assert (found is None) == (name in of_files), name


def test_work_of_an_invoice_that_was_sent_is_counted_until_it_is_done(desks, value, sent_invoice):
    assert value("guichet_pdf_queue") == 1
    assert value("guichet_outbox_messages", channel="mail") == len(desks.outbox("be").mails)
    PdfJob(desks["be"]).run_due(desks.clock.now)
    assert value("guichet_pdf_queue") == 0


def test_oldest_message_counts_from_when_it_should_have_left(desks, value, sent_invoice):
    assert value("guichet_outbox_oldest_seconds", channel="mail") < 60
    desks.clock.forward(minutes=20)
    assert value("guichet_outbox_oldest_seconds", channel="mail") >= 1200
    # The relay refuses it for now: it is tried again later, and is as late as before.
    with write_transaction(desks["be"].db) as portal:
        outbox = outbox_of(portal)
        for message_id in outbox.due_ids("mail", desks.clock.now, 9):
            outbox.postpone(outbox[message_id], desks.clock.now + timedelta(hours=1), "smtp-451")
    assert value("guichet_outbox_oldest_seconds", channel="mail") >= 1200


def test_jobs_are_given_by_when_they_were_heard_and_since_when_they_fail(desks, value):
    assert value("guichet_job_heard_timestamp_seconds", job="PdfJob") == 0
    with write_transaction(desks["be"].db) as portal:
        job_reports(portal).note("PdfJob", desks.clock.now, "OSError")
    for name in ("heard", "failing"):
        moment = value(f"guichet_job_{name}_timestamp_seconds", job="PdfJob")
        assert moment == desks.clock.now.timestamp()


def test_packing_is_given_by_when_it_ended_and_how_long_it_took(desks, value):
    assert value("guichet_pack_timestamp_seconds") == value("guichet_pack_seconds") == 0
    with write_transaction(desks["be"].db) as portal:
        job_reports(portal).packed = (desks.clock.now, 2000, 1000, 61.5)
    assert value("guichet_pack_timestamp_seconds") == desks.clock.now.timestamp()
    assert value("guichet_pack_seconds") == 61.5


def test_document_that_was_found_damaged_counts_for_a_week(desks, value):
    with write_transaction(desks["be"].db) as portal:
        job_reports(portal).note_damaged("0x1f", desks.clock.now)
    assert value("guichet_damaged_documents") == 1
    desks.clock.forward(days=8)
    assert value("guichet_damaged_documents") == 0


def test_objects_that_were_read_from_the_storage_are_counted(desks):
    def loaded():
        return registry_of({}).get_sample_value("guichet_objects_loaded_total", {"desk": "be"})

    desks["be"].db.cacheMinimize()
    with read_transaction(desks["be"].db) as portal:
        assert list(portal["users"])
    before = loaded()
    desks["be"].db.cacheMinimize()
    with read_transaction(desks["be"].db) as portal:
        assert list(portal["users"])
    assert loaded() > before


def test_all_metrics_are_read_by_prometheus_s_own_parser(desks):
    text = generate_latest(registry_of(probes_of([desks["be"]]))).decode()
    names = {family.name for family in text_string_to_metric_families(text)}
    assert names >= set(METRICS)
    assert "guichet_requests" in names
