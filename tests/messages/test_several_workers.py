"""Several workers at once, on a real database: each message leaves once."""

import threading
import time
from dataclasses import replace
from datetime import datetime

from transaction.interfaces import TransientError
from ZODB import DB

from guichet import clock
from guichet.messages.worker import Delivery
from guichet.store.database import write_transaction
from guichet.store.jobs import run_forever

from .conftest import Logged, Recorder
from .test_outbox import a_mail, a_text
from .test_worker import MINUTE, state, write


def test_several_workers_send_each_message_once(delivery: Delivery, recorder: Recorder, db: DB, now: datetime) -> None:
    with write_transaction(db) as portal:
        ids = [a_mail(portal, now) for _ in range(25)] + [a_text(portal, now) for _ in range(15)]
    together = threading.Barrier(4)

    def work() -> None:
        together.wait()
        while any(state(db, message_id) == "waiting" for message_id in ids):
            delivery.run_due(now + MINUTE)

    workers = [threading.Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    sent = [mail["Message-ID"][1:17] for _, mail in recorder.mails] + [text[2] for text in recorder.texts]
    assert sorted(sent) == sorted(ids)
    assert {state(db, message_id) for message_id in ids} == {"sent"}


def test_messages_written_while_workers_run_are_all_sent_once(delivery: Delivery, recorder: Recorder, db: DB) -> None:
    stop = threading.Event()
    runner = threading.Thread(target=run_forever, args=([delivery, delivery], stop, 0.01))
    runner.start()
    ids = []
    try:
        for _ in range(20):
            ids.append(_written_stubbornly(db))
        deadline = time.monotonic() + 20
        while len(recorder.mails) < 20 and time.monotonic() < deadline:
            time.sleep(0.02)
    finally:
        stop.set()
        runner.join(10)
    assert not runner.is_alive()
    assert sorted(mail["Message-ID"][1:17] for _, mail in recorder.mails) == sorted(ids)


def _written_stubbornly(db: DB) -> str:
    """As a request does it, which is repeated after a conflict."""
    while True:
        try:
            return write(db, a_mail, clock.now())
        except TransientError:
            continue


def test_a_round_that_fails_does_not_end_the_worker(
    delivery: Delivery, recorder: Recorder, db: DB, logged: Logged
) -> None:
    write(db, a_mail, clock.now())
    stop = threading.Event()

    class Unplugged:
        """A database that is away at first."""

        database_name = "be"
        # Of each failed round a report is to be stored as well.
        failures = 4

        def open(self, **options: object) -> object:
            if self.failures:
                self.failures -= 1
                raise ConnectionError("anna@example.ch")
            stop.set()
            return db.open(**options)

    run_forever([replace(delivery, db=Unplugged())], stop, 0.01)
    assert len(recorder.mails) == 1
    lines = logged()
    assert [line["event"] for line in lines] == ["job_failed", "job_report_not_stored"] * 2 + ["message_sent"]
    assert lines[0]["failed"][0]["error"] == "ConnectionError"
    assert "example" not in repr(lines)
