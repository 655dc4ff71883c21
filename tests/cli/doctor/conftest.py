"""Servers that the doctor asks: TLS with a certificate of its own, DNS."""

import datetime
import http.server
import ipaddress
import socket
import ssl
import threading

import dns.message
import dns.resolver
import dns.rrset
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

EXPIRES = datetime.datetime(2120, 1, 1, tzinfo=datetime.UTC)


def certificate_file(folder):
    """A certificate for 127.0.0.1, signed by itself, with its key in the same file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "desk")])
    built = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC))
        .not_valid_after(EXPIRES)
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), False)
        .sign(key, hashes.SHA256())
    )
    plain = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    file = folder / "desk.pem"
    file.write_bytes(key.private_bytes(*plain) + built.public_bytes(serialization.Encoding.PEM))
    return file


@pytest.fixture
def tls_server(tmp_path, monkeypatch):
    """``tls_server(status)``: the port of a server that this machine trusts, unless told otherwise."""
    started = []

    def start(status=200, trusted=True):
        class Answer(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                self.send_response(status)
                self.end_headers()

            def log_message(self, *_given):
                pass

        file = certificate_file(tmp_path)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(file)
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Answer)
        server.socket = context.wrap_socket(server.socket, server_side=True)
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        started.append(server)
        if trusted:
            monkeypatch.setenv("SSL_CERT_FILE", str(file))
        return server.server_address[1]

    yield start
    for server in started:
        server.shutdown()
        server.server_close()


@pytest.fixture
def resolver():
    """``resolver({("be.example", "TXT"): ["…"]})``: asks a server with these records; without, one that is silent."""
    sockets = []

    def make(records=None):
        listening = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        listening.bind(("127.0.0.1", 0))
        sockets.append(listening)
        if records is not None:
            threading.Thread(target=_answer_dns, args=(listening, records), daemon=True).start()
        made = dns.resolver.Resolver(configure=False)
        made.nameservers, made.port = ["127.0.0.1"], listening.getsockname()[1]
        return made

    yield make
    for one in sockets:
        one.close()


def _answer_dns(listening, records):
    while True:
        try:
            packet, asker = listening.recvfrom(4096)
        except OSError:  # closed at the end of the test
            return
        answer = dns.message.make_response(dns.message.from_wire(packet))
        question = answer.question[0]
        kind = dns.rdatatype.to_text(question.rdtype)
        found = records.get((question.name.to_text(omit_final_dot=True), kind), [])
        if found:
            answer.answer.append(dns.rrset.from_text(question.name, 60, "IN", kind, *found))
        listening.sendto(answer.to_wire(), asker)
