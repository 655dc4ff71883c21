"""One HTTP request to a provider of text messages, and what its failure says about the message."""

import contextlib
import http.client
import json
import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import urllib3
from urllib3.connection import HTTPConnection, HTTPSConnection

from guichet.messages.transports import ProviderRejected, UnknownOutcome

CONNECT_SECONDS = 5.0
ANSWER_SECONDS = 10.0
"""Time limits; with two providers, one after the other, the worst case ends within a minute."""
MAX_ANSWER = 64 * 1024
"""Bytes of an answer that are read."""
MAX_PAUSE = 24 * 60 * 60
"""Seconds; a longer ``Retry-After`` is cut to this."""


@dataclass(frozen=True, repr=False)  # no repr: a provider may quote the message in its answer
class Answer:
    """Answer of a provider."""

    status: int
    location: str
    retry_after: int
    """Seconds; 0 where nothing is said."""
    content: bytes


class Provider:
    """Web address of a provider.

    Each request has a connection of its own: a connection that is used again may break at that moment, and leaves the
    outcome unknown. urllib3's connection is used without its pool, whose errors do not say whether a handshake timed
    out (nothing was sent) or an answer did.
    """

    def __init__(
        self,
        name: str,
        url: str,
        connect_seconds: float = CONNECT_SECONDS,
        answer_seconds: float = ANSWER_SECONDS,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        """``name`` begins the reasons of failures; ``tls`` replaces the machine's own list of authorities."""
        self.name = name
        self._url = urlsplit(url.rstrip("/"))
        self._connect_seconds = connect_seconds
        self._answer_seconds = answer_seconds
        self._tls = tls or ssl.create_default_context()

    def post(self, path: str, body: Mapping[str, Any], headers: Mapping[str, str] | None = None) -> Answer:
        """Posts ``body`` as JSON and returns the answer, whatever its status; redirects are not followed.

        Raises :class:`ProviderRejected` while nothing has been sent (no connection, TLS failure) and
        :class:`UnknownOutcome` for every error after that.
        """
        all_headers = {
            "Content-Type": "application/json",
            "Accept": "application/json",
            "Connection": "close",
            **(headers or {}),
        }
        with contextlib.closing(self._connection()) as connection:
            try:
                connection.connect()
            except (OSError, urllib3.exceptions.HTTPError) as problem:
                raise ProviderRejected(f"{self.name}-{_name(problem)}") from None
            connection.timeout = self._answer_seconds
            try:
                # preload_content=False: otherwise urllib3 reads an answer of any length.
                connection.request(
                    "POST",
                    self._url.path + path,
                    body=json.dumps(body).encode(),
                    headers=all_headers,
                    preload_content=False,
                )
                return self._answer(connection.getresponse())
            except (OSError, http.client.HTTPException, urllib3.exceptions.HTTPError) as problem:
                raise UnknownOutcome(f"{self.name}-{_name(problem)}") from None

    def failure(self, answer: Answer) -> Exception:
        """The failure that an answer stands for when it does not say that the provider has taken the message."""
        reason, status = f"{self.name}-{answer.status}", answer.status
        # Also 400: it may be about the number, the sender or the account, and a number that was checked before it was
        # stored is the least likely of them.
        if status >= 300 and status != 504:
            return ProviderRejected(reason, answer.retry_after)
        # 504 is a time-out as seen by a proxy. Another 2xx than the one agreed upon may have sent the message.
        return UnknownOutcome(reason)

    def _connection(self) -> HTTPConnection:
        host, port, timeout = self._url.hostname or "", self._url.port, self._connect_seconds
        if self._url.scheme == "https":
            return HTTPSConnection(host, port, timeout=timeout, ssl_context=self._tls, cert_reqs="CERT_REQUIRED")
        return HTTPConnection(host, port, timeout=timeout)

    def _answer(self, response: urllib3.BaseHTTPResponse) -> Answer:
        with contextlib.closing(response):
            return Answer(
                status=response.status,
                location=response.headers.get("Location", ""),
                retry_after=_pause(response.headers.get("Retry-After", "").strip()),
                content=_content(response, time.monotonic() + self._answer_seconds),
            )


def _pause(value: str) -> int:
    # At most eight digits: a Retry-After of thousands of digits is slow to read as a number.
    return min(int(value), MAX_PAUSE) if value.isascii() and value.isdigit() and len(value) < 9 else 0


def _content(response: urllib3.BaseHTTPResponse, deadline: float) -> bytes:
    """The beginning of an answer; nothing where it breaks off or is late, since its status is known all the same."""
    content = b""
    try:
        # read1 returns after each packet: read would wait for the whole answer, one time limit per packet.
        while len(content) < MAX_ANSWER and (part := response.read1(MAX_ANSWER - len(content))):
            if time.monotonic() > deadline:
                return b""
            content += part
    except (OSError, http.client.HTTPException, urllib3.exceptions.HTTPError):
        return b""
    return content


def _name(problem: Exception) -> str:
    return type(problem).__name__.lower()
