"""Files that a real daemon of ClamAV is asked about."""

import socket
import threading

import pytest

from clamav_scanner.clamd import Clamd, ClamdError, parse_address

EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"

pytestmark = pytest.mark.clamav


@pytest.fixture(params=["path", "port"])
def clamd(request, daemon):
    return Clamd(getattr(daemon, request.param))


def test_file_without_a_known_signature_is_clean(clamd):
    assert clamd.is_clean(b"%PDF-1.7", "facture.pdf") is True


def test_test_file_of_eicar_is_caught(clamd):
    assert clamd.is_clean(EICAR, "facture.pdf") is False


def test_file_above_the_limit_of_the_daemon_is_not_called_clean(clamd, daemon):
    with pytest.raises((ClamdError, OSError)):
        clamd.is_clean(bytes(daemon.limit * 3), "facture.pdf")


def test_daemon_that_is_away_is_an_error_and_no_verdict(tmp_path):
    for address in (str(tmp_path / "clamd.ctl"), "127.0.0.1:1"):
        with pytest.raises(OSError):
            Clamd(address).is_clean(b"%PDF-1.7", "facture.pdf")


@pytest.mark.parametrize(
    "answer", [b"", b"stream: \0", b"INSTREAM size limit exceeded. ERROR\0", b"stream: OK?\0", b"OK\0"]
)
def test_answer_that_is_no_verdict_is_an_error(answer):
    with socket.create_server(("127.0.0.1", 0)) as server:
        threading.Thread(target=_answer_once, args=(server, answer), daemon=True).start()
        with pytest.raises(ClamdError):
            Clamd(f"127.0.0.1:{server.getsockname()[1]}").is_clean(b"%PDF-1.7", "facture.pdf")


def _answer_once(server, answer):
    connection, _address = server.accept()
    with connection:
        # All that was sent is read, so that closing does not cut the answer off.
        while not connection.recv(65_536).endswith(bytes(4)):
            pass
        connection.sendall(answer)


@pytest.mark.parametrize("written", ["/run/clamav/clamd.ctl", "127.0.0.1:3310", "localhost:3310", "[::1]:3310"])
def test_path_or_port_of_this_machine_is_an_address(written):
    assert parse_address(written) == written


@pytest.mark.parametrize(
    "written", ["clamd.ctl", "localhost", ":3310", "localhost:0", "localhost:99999", "localhost:x"]
)
def test_anything_else_says_what_to_write(written):
    with pytest.raises(ValueError, match="write the path"):
        parse_address(written)


@pytest.mark.parametrize("written", ["clamav:3310", "192.0.2.8:3310", "0.0.0.0:3310", "[2001:db8::8]:3310"])
def test_another_machine_is_refused_since_the_connection_is_not_encrypted(written):
    with pytest.raises(ValueError, match="another machine: documents would be readable on the way"):
        parse_address(written)
