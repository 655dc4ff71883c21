"""A desk with an outbox, transports that remember, and relays that behave in several ways."""

import ipaddress
import json
import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from ZODB import DB

import guichet.messages
import guichet.store
from guichet import logs
from guichet.i18n import Localizer
from guichet.messages.mail_letterhead import MailLetterhead
from guichet.messages.worker import Delivery
from guichet.store.database import install, open_database
from guichet.store.models import Portal
from guichet.tenants import Contacts
from guichet.testing.ports import reserved_port

from .providerserver import ProviderServer

Logged = Callable[[], list[dict[str, Any]]]
LETTERHEAD = MailLetterhead(
    names={"fr": "Office AI, Berne", "de": "IV-Stelle, Bern"},
    tagline={"fr": "Guichet en ligne", "de": "Online-Schalter"},
    contacts=Contacts(phone="058 219 77 20", address={"fr": ("Rue de l’Exemple 1", "3001 Berne")}),
    colour="#8c1420",
)
NOON = datetime(2026, 11, 14, 12, 0, tzinfo=UTC)


@pytest.fixture
def now() -> datetime:
    return NOON


@pytest.fixture
def portal() -> Portal:
    portal = Portal()
    guichet.store.install(portal)
    guichet.messages.install(portal)
    return portal


@pytest.fixture
def db(portal: Portal, tmp_path: Path) -> Iterator[DB]:
    """A real database on disk, opened as the desk opens it."""
    db = open_database(f"file://{tmp_path}/Data.fs?blobstorage_dir={tmp_path}/blobs", "be")
    install(db, portal)
    yield db
    db.close()


class Recorder:
    """A transport for both channels that keeps what it is given; ``answers`` are raised first, one per call."""

    def __init__(self) -> None:
        self.mails: list[tuple[str, EmailMessage]] = []
        self.texts: list[tuple[str, str, str]] = []
        self.answers: list[BaseException] = []

    def send(self, *args: object) -> str:
        if self.answers:
            raise self.answers.pop(0)
        if len(args) == 2:
            self.mails.append((str(args[1]), args[0]))  # type: ignore[arg-type]
            return "mail-1"
        self.texts.append(args)  # type: ignore[arg-type]
        return "sms-1"


@pytest.fixture
def recorder() -> Recorder:
    return Recorder()


@pytest.fixture
def logged(capsys: pytest.CaptureFixture[str]) -> Iterator[Logged]:
    """What production's log got since the last call."""
    logs.configure(error_texts=False)
    yield lambda: [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    logs.configure(error_texts=True)


@pytest.fixture
def delivery(db: DB, recorder: Recorder) -> Delivery:
    return Delivery(
        db=db,
        mail=recorder,
        sms=recorder,
        code_for=lambda nonce: f"{int.from_bytes(nonce):06}",
        link_secret=lambda nonce: nonce.hex(),
        sender="guichet@ai-be.example",
        letterhead=LETTERHEAD,
        localizer=Localizer,
    )


class Relay:
    """The handler of an SMTP server; ``refusals`` are its first answers at a stage, RCPT TO unless another is named."""

    def __init__(self, refusals: list[str], stage: str = "RCPT") -> None:
        self.refusals = refusals
        self.stage = stage
        self.envelopes: list[Envelope] = []

    def _refusal(self, stage: str) -> str:
        return self.refusals.pop(0) if stage == self.stage and self.refusals else ""

    async def handle_EHLO(
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        session.host_name = hostname
        refusal = self._refusal("EHLO")
        return [refusal] if refusal else responses

    async def handle_HELO(self, server: SMTP, session: Session, envelope: Envelope, hostname: str) -> str:
        session.host_name = hostname
        return self._refusal("EHLO") or "250 relay.example"

    async def handle_MAIL(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        refusal = self._refusal("MAIL")
        if not refusal:
            envelope.mail_from = address
        return refusal or "250 OK"

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if refusal := self._refusal("RCPT"):
            return refusal
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        if refusal := self._refusal("DATA"):
            return refusal
        self.envelopes.append(envelope)
        return "250 taken"


@contextmanager
def relay_at(handler: Relay, **options: Any) -> Iterator[int]:
    with reserved_port() as port:
        controller = Controller(handler, hostname="127.0.0.1", port=port, **options)
        controller.start()
        try:
            yield port
        finally:
            controller.stop()


@pytest.fixture
def relay() -> Iterator[Callable[..., tuple[Relay, int]]]:
    """Starts an SMTP server that refuses as given and returns its handler and port."""
    started = []

    def start(*refusals: str, stage: str = "RCPT", **options: Any) -> tuple[Relay, int]:
        handler = Relay(list(refusals), stage)
        context = relay_at(handler, **options)
        started.append(context)
        return handler, context.__enter__()

    yield start
    for context in started:
        context.__exit__(None, None, None)


@pytest.fixture
def silent_port() -> Iterator[int]:
    """A port that accepts connections and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener.getsockname()[1]


@pytest.fixture
def refusing_port() -> Iterator[int]:
    """A port without a server."""
    with reserved_port() as port:
        yield port


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for 127.0.0.1, signed by itself, with its key in the same file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "relay")])
    built = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(datetime(2020, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2120, 1, 1, tzinfo=UTC))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), False)
        .sign(key, hashes.SHA256())
    )
    file = tmp_path_factory.mktemp("tls") / "relay.pem"
    plain = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    file.write_bytes(key.private_bytes(*plain) + built.public_bytes(serialization.Encoding.PEM))
    return file


def server_tls(certificate: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    return context


@pytest.fixture
def provider_server() -> Iterator[Callable[..., ProviderServer]]:
    """Starts a web server that answers as given, one reply per request."""
    started = []

    def start(*replies: object, tls: ssl.SSLContext | None = None) -> ProviderServer:
        started.append(ProviderServer(list(replies), tls))
        return started[-1]

    yield start
    for server in started:
        server.stop()
