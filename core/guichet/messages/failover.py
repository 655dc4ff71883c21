"""Failover between several providers of text messages."""

import math
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from secrets import SystemRandom

import structlog

from guichet.messages.transports import PermanentFailure, ProviderRejected, SmsGateway, TemporaryFailure, UnknownOutcome

log = structlog.get_logger("guichet.messages")

RECOVERY_SECONDS = 600.0
"""Time without a further failure until a gateway has its whole weight again."""
LEFT_BY_A_FAILURE = 0.1
"""Factor of the weight after a failure; small, since a code that a provider may have taken is not sent again."""
MIN_WEIGHT = 1e-6
"""Lower bound of that factor after any number of failures."""

_LOTS = SystemRandom()


@dataclass(frozen=True)
class Member:
    """One gateway among several."""

    name: str
    """For the log."""
    gateway: SmsGateway
    weight: float
    """Messages go to each in proportion to its weight."""


class Failover:
    """Gateway that sends by one of its members, and at once by the next when that one has surely not taken the message.

    A member that fails loses weight, which grows back over :data:`RECOVERY_SECONDS`. The weights are kept in the
    process and not shared: losing them costs one failed attempt per process.
    """

    def __init__(
        self,
        members: Sequence[Member],
        seconds: Callable[[], float] = time.monotonic,
        choose: Callable[[Sequence[Member], Sequence[float]], list[Member]] = _LOTS.choices,
    ) -> None:
        """``seconds`` is a clock that never goes back; ``choose`` draws one member by the weights it is given."""
        self._members = tuple(members)
        self._seconds = seconds
        self._choose = choose
        self._lock = threading.Lock()
        self._health = {member.name: (1.0, seconds()) for member in members}

    def send(self, number: str, text: str, idempotency_key: str) -> str:
        """Sends by the first member that takes the message. After an unknown outcome no other member is tried."""
        failures: list[TemporaryFailure] = []
        for member in self._in_turn():
            try:
                return member.gateway.send(number, text, idempotency_key)
            except TemporaryFailure as failure:
                self._weaken(member, failure.reason)
                failures.append(failure)
            except PermanentFailure:  # about this number or text: every other member would refuse it too
                raise
            except Exception as problem:
                self._weaken(member, problem.reason if isinstance(problem, UnknownOutcome) else type(problem).__name__)
                raise
        raise _verdict(failures) from None

    def weights(self) -> dict[str, float]:
        """The present weight of each member."""
        with self._lock:
            return {member.name: member.weight * self._present_health(member.name) for member in self._members}

    def _in_turn(self) -> Iterator[Member]:
        weights = self.weights()
        left = list(self._members)
        while left:
            (member,) = self._choose(left, [weights[other.name] for other in left])
            left.remove(member)
            yield member

    def _weaken(self, member: Member, reason: str) -> None:
        with self._lock:
            health = self._present_health(member.name) * LEFT_BY_A_FAILURE
            self._health[member.name] = (max(health, MIN_WEIGHT), self._seconds())
        log.warning("sms_gateway_failed", gateway=member.name, reason=reason)

    def _present_health(self, name: str) -> float:
        # Slowly at first: while a gateway hangs, every message that tries it is lost.
        health, since = self._health[name]
        recovered = min(1.0, (self._seconds() - since) / RECOVERY_SECONDS)
        return math.pow(health, 1.0 - recovered)


def _verdict(failures: Sequence[TemporaryFailure]) -> TemporaryFailure:
    """Failure to raise when no member took the message: the one after which it can be tried again the soonest."""
    refused_us = [failure for failure in failures if isinstance(failure, ProviderRejected)]
    return min(refused_us or failures, key=lambda failure: failure.retry_after)
