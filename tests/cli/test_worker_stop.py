"""A worker that is asked to stop sends the mail that is under way, and leaves the others to the next one."""

import asyncio
import os
import signal
import subprocess
import sys
import threading
from email import message_from_bytes

import pytest
from aiosmtpd.controller import Controller

from guichet import clock
from guichet.app import close, create_desk, open_desks
from guichet.cli.settings_file import settings_file
from guichet.messages.enqueue import outbox_of
from guichet.messages.models import Message
from guichet.store.database import read_transaction, write_transaction
from guichet.testing.ports import reserved_port

WORKER = "from guichet.cli import main; main()"
MAILS = 4
INI = """
[app:main]
use = egg:guichet
guichet.secret_file = {folder}/secret
guichet.tenants = be
guichet.mail.host = 127.0.0.1
guichet.mail.port = {port}
guichet.sms.gateways = swisscom
guichet.sms.originator = Guichet
guichet.sms.swisscom.url = http://127.0.0.1:{port}
guichet.sms.swisscom.client_id_file = {folder}/secret
guichet.tenant.be.hosts = guichet.be.example
guichet.tenant.be.url = https://guichet.be.example
guichet.tenant.be.storage = file://{folder}/be/Data.fs?blobstorage_dir={folder}/be/blobs
guichet.tenant.be.mail_from = guichet@be.example
"""


class SlowRelay:
    """Takes a mail when it is let go."""

    def __init__(self):
        self.taken, self.arrived, self.let_go = [], threading.Event(), threading.Event()

    async def handle_DATA(self, _server, _session, envelope):
        self.arrived.set()
        await asyncio.get_running_loop().run_in_executor(None, self.let_go.wait, 60)
        self.taken.append(message_from_bytes(envelope.content)["Message-ID"])
        return "250 taken"


@pytest.fixture
def relay():
    """The relay, with its ``port``."""
    made = SlowRelay()
    with reserved_port() as made.port:
        controller = Controller(made, hostname="127.0.0.1", port=made.port)
        controller.start()
        yield made
        made.let_go.set()
        controller.stop()


@pytest.fixture
def ini(tmp_path, relay):
    """The settings of an office with a few mails to send."""
    secret = tmp_path / "secret"
    secret.touch(mode=0o600)
    secret.write_text(bytes(range(32)).hex())
    file = tmp_path / "office.ini"
    file.write_text(INI.format(folder=tmp_path, port=relay.port))
    with opened(file) as desk:
        create_desk(desk)
        with write_transaction(desk.db) as portal:
            for number in range(MAILS):
                outbox_of(portal).post(mail_to(f"person{number}@home-aide.example"))
    return file


class opened:
    """The desk of a settings file, until the end of the block."""

    def __init__(self, ini):
        self._ini = ini

    def __enter__(self):
        (self._desk,) = open_desks(settings_file(self._ini, ())())
        return self._desk

    def __exit__(self, *_raised):
        close(self._desk.db)


def mail_to(recipient):
    return Message(
        channel="mail", recipient=recipient, subject="Bonjour", text="Un.", language="fr", created=clock.now()
    )


def states(ini):
    with opened(ini) as desk, read_transaction(desk.db) as portal:
        return sorted((one.state, one.lease_until is None) for one in outbox_of(portal).values())


def test_worker_sends_what_it_has_claimed_and_claims_nothing_more(ini, relay):
    worker = subprocess.Popen([sys.executable, "-c", WORKER, "--ini", str(ini), "worker"], env=dict(os.environ))
    try:
        assert relay.arrived.wait(60)
        worker.send_signal(signal.SIGTERM)
        # It is still in the middle of its mail: the relay answers only now.
        with pytest.raises(subprocess.TimeoutExpired):
            worker.wait(0.5)
        relay.let_go.set()
        assert worker.wait(30) == 0
    finally:
        worker.kill()
        worker.wait()
    assert len(relay.taken) == 1
    assert states(ini) == [("sent", True), *[("waiting", True)] * (MAILS - 1)]
