"""The daemon of ClamAV: commands over its socket, see « clamd(8) ».

Own code of forty lines: of the clients on PyPI, clamav-client is under the GPL 2 only, which the licence of the desk
excludes, and clamd has had no release since 2014.
"""

import socket
from contextlib import suppress
from dataclasses import dataclass
from pathlib import PurePosixPath

TIMEOUT = 20.0
"""Seconds for each answer; a file of 9 MB takes 0.2 (measured with ClamAV 1.4)."""
MAX_ANSWER = 4096
"""Bytes. An answer is one line with the name of what was found."""
THIS_MACHINE = ("localhost", "127.0.0.1", "[::1]")
"""Hosts that it is asked at: the protocol has no encryption, and what is sent are documents about people's health."""


class ClamdError(Exception):
    """The daemon gave no verdict; the text is its answer, which names no file."""


@dataclass(frozen=True)
class Clamd:
    """The daemon at ``address``: the path of its socket, or ``host:port``."""

    address: str

    def is_clean(self, content: bytes, filename: str) -> bool:
        """Whether the daemon knows nothing bad in ``content``. It is not told the name.

        :raises OSError: when the daemon cannot be reached or does not answer in time.
        :raises ClamdError: for any answer that is no verdict, e.g. about a file above ``StreamMaxLength``.
        """
        # One chunk, its length in four bytes before it; a length of zero ends the stream.
        answer = self.ask(b"zINSTREAM\0", len(content).to_bytes(4, "big"), content, bytes(4))
        if answer.endswith(" FOUND"):
            return False
        if answer == "stream: OK":
            return True
        raise ClamdError(answer or "no answer")

    def ask(self, *parts: bytes) -> str:
        """The answer to a command.

        :raises OSError: see `is_clean`.
        """
        with self._connected() as connection:
            # A daemon that has read enough answers and closes: its answer says why, the broken pipe does not.
            with suppress(BrokenPipeError, ConnectionResetError):
                for part in parts:
                    connection.sendall(part)
            answer = b""
            while len(answer) < MAX_ANSWER and (more := connection.recv(MAX_ANSWER)):
                answer += more
        return answer.rstrip(b"\0\n").decode("ascii", "replace")

    def _connected(self) -> socket.socket:
        if PurePosixPath(self.address).is_absolute():
            connection = socket.socket(socket.AF_UNIX)
            connection.settimeout(TIMEOUT)
            try:
                connection.connect(self.address)
            except OSError:
                connection.close()
                raise
            return connection
        host, _colon, port = self.address.rpartition(":")
        return socket.create_connection((host.strip("[]"), int(port)), TIMEOUT)


def parse_address(written: str) -> str:
    """Parser of the setting: an absolute path, or host and port on this machine.

    :raises ValueError: for anything else.
    """
    host, _colon, port = written.rpartition(":")
    is_port = port.isascii() and port.isdecimal() and 0 < int(port[:6]) < 65536
    if PurePosixPath(written).is_absolute():
        return written
    if not (host and is_port):
        raise ValueError("write the path of clamd's socket, e.g. /run/clamav/clamd.ctl, or host:port")
    if host not in THIS_MACHINE:
        raise ValueError(
            f"{host!r} is another machine: documents would be readable on the way; run clamd on this one, or write the "
            "local end of an encrypted tunnel, e.g. localhost:3310"
        )
    return written
