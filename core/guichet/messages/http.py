"""One request to a provider of text messages, and what its failing says about the message.

Whatever goes wrong before the connection stands leaves the message unsent. Once the request is on its way, only an
answer tells.
"""

import contextlib
import json
import ssl
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import urllib3
from urllib3.connection import HTTPConnection, HTTPSConnection

from guichet.messages.transports import PermanentFailure, RefusedHere, TemporaryFailure, UnknownOutcome

TIMEOUT = urllib3.Timeout(connect=5, read=10)
"""Seconds for the connection and for each answer: two providers, one after the other, end within a minute."""
LONGEST_ANSWER = 64 * 1024
_LONGEST_PAUSE = 24 * 60 * 60
"""Seconds; a provider that asks for more is tried again nonetheless."""


@dataclass(frozen=True, repr=False)  # no repr: a provider may quote the message in its answer
class Answer:
    """What a provider answered."""

    status: int
    location: str
    retry_after: int
    """Seconds; 0 where nothing is said."""
    content: bytes


class Provider:
    """The web address of a provider, to which each request goes over a connection of its own."""

    def __init__(
        self, name: str, url: str, timeout: urllib3.Timeout = TIMEOUT, tls: ssl.SSLContext | None = None
    ) -> None:
        """``name`` begins the reasons of failures; ``tls`` replaces the machine's own list of authorities."""
        self.name = name
        self._url = url.rstrip("/")
        self._pool = urllib3.PoolManager(
            timeout=timeout, cert_reqs="CERT_REQUIRED", ssl_context=tls or ssl.create_default_context()
        )
        self._pool.pool_classes_by_scheme = {"http": _PlainPool, "https": _SecurePool}

    def post(self, path: str, body: Mapping[str, Any], headers: Mapping[str, str] | None = None) -> Answer:
        """Posts ``body`` as JSON. Raises :class:`TemporaryFailure` without a connection, else what nobody knows."""
        all_headers = {
            "Content-Type": "application/json",
            "Accept": "application/json",
            "Connection": "close",  # an old connection may break just as it is used again, and leave us in doubt
            **(headers or {}),
        }
        try:
            response = self._pool.request(
                "POST",
                self._url + path,
                body=json.dumps(body).encode(),
                headers=all_headers,
                retries=False,
                redirect=False,
                preload_content=False,
            )
            with contextlib.closing(response):
                return _answer(response)
        except _NotConnected as problem:
            raise TemporaryFailure(f"{self.name}-{problem.reason}") from None
        except urllib3.exceptions.HTTPError as problem:
            raise UnknownOutcome(f"{self.name}-{_name(problem)}") from None
        finally:
            # Whether the provider closes it is known too late: the next request may be on its way by then.
            self._pool.clear()

    def failure(self, answer: Answer) -> Exception:
        """What an answer means that is not the one a provider gives when it has taken the message."""
        reason, status = f"{self.name}-{answer.status}", answer.status
        if status == 429 or (status >= 500 and status != 504):
            return TemporaryFailure(reason, answer.retry_after)
        if status == 400:
            return PermanentFailure(reason)
        if 300 <= status < 500:
            return RefusedHere(reason)
        # 504 is a time-out as seen by a proxy. Another 2xx than the one agreed upon may have sent the message.
        return UnknownOutcome(reason)


def _answer(response: urllib3.BaseHTTPResponse) -> Answer:
    pause = response.headers.get("Retry-After", "").strip()
    return Answer(
        status=response.status,
        location=response.headers.get("Location", ""),
        retry_after=min(int(pause), _LONGEST_PAUSE) if pause.isascii() and pause.isdigit() and len(pause) < 9 else 0,
        content=_content(response),
    )


def _content(response: urllib3.BaseHTTPResponse) -> bytes:
    """The beginning of an answer; nothing where it breaks off, since its status is known all the same."""
    try:
        return response.read(LONGEST_ANSWER)
    except urllib3.exceptions.HTTPError:
        return b""


class _NotConnected(Exception):
    """Nothing has been sent, since there is no connection."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


@contextlib.contextmanager
def _connecting() -> Iterator[None]:
    try:
        yield
    except (OSError, urllib3.exceptions.HTTPError) as problem:  # also TLS: a handshake that hangs, a certificate
        raise _NotConnected(_name(problem)) from None


class _PlainConnection(HTTPConnection):
    def connect(self) -> None:
        with _connecting():
            super().connect()


class _SecureConnection(HTTPSConnection):
    def connect(self) -> None:
        with _connecting():
            super().connect()


class _PlainPool(urllib3.HTTPConnectionPool):
    ConnectionCls = _PlainConnection


class _SecurePool(urllib3.HTTPSConnectionPool):
    ConnectionCls = _SecureConnection


def _name(problem: Exception) -> str:
    return type(problem).__name__.lower()
