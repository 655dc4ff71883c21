"""Alerts about mails and text messages: refused, late, not sent."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import islice

from guichet.i18n import _
from guichet.interfaces import Alert
from guichet.messages.enqueue import outbox_of
from guichet.messages.models import Message, Outbox, stamp
from guichet.messages.undelivered import undelivered_count, undelivered_page
from guichet.office.mail_pages.undelivered_mails import NAME as UNDELIVERED
from guichet.store.models import Portal

LATE_AFTER = timedelta(minutes=10)
"""Age of a mail that should have left: the worker sends a mail within seconds."""
LOOKED_BACK = timedelta(hours=24)
"""How long a text message that did not leave is on the page: by then its reader has asked for another one."""
MAX_READ = 500
"""Messages that one look reads of each queue."""


def message_alerts(portal: Portal, now: datetime) -> Iterator[Alert]:
    """What did not reach its reader."""
    outbox = outbox_of(portal)
    yield from _late_mails(outbox, now)
    yield from _given_up(outbox)
    yield from _undelivered(portal)
    yield from _texts(outbox, now)


def _late_mails(outbox: Outbox, now: datetime) -> Iterator[Alert]:
    # By the time at which they are tried next: one that the relay refused for now is due later, so all are looked at.
    keys = islice(outbox.due.keys(min=("mail",), max=("mail", "~")), MAX_READ)
    waiting: list[Message] = [outbox[message_id] for _channel, _moment, message_id in keys]
    late = [message.first_due for message in waiting if message.first_due < now - LATE_AFTER]
    if late:
        yield Alert(
            topic=_("E-mails"),
            title=_("E-mails qui ne partent pas encore : ${n}", mapping={"n": len(late)}),
            advice=_(
                "Le serveur d’e-mails ne les prend pas. Le guichet réessaie pendant trois jours. Avertissez "
                "l’exploitant si cela dure plus d’une heure."
            ),
            since=min(late),
            urgency="now",
        )


def _given_up(outbox: Outbox) -> Iterator[Alert]:
    given_up = outbox.given_up_ids()
    if given_up:
        yield Alert(
            topic=_("E-mails"),
            title=_("E-mails retenus : ${n}", mapping={"n": len(given_up)}),
            advice=_("Le serveur d’e-mails les a refusés. Quand il fonctionne, renvoyez-les depuis la liste."),
            since=outbox[given_up[-1]].ended,
            path=UNDELIVERED,
            link=_("Voir les e-mails"),
            urgency="now",
            permission="office",
        )


def _undelivered(portal: Portal) -> Iterator[Alert]:
    count = undelivered_count(portal)
    if count:
        (_id, latest), *_more = undelivered_page(portal, size=1).rows
        yield Alert(
            topic=_("E-mails"),
            title=_("Adresses que nos e-mails n’atteignent pas : ${n}", mapping={"n": count}),
            advice=_("Appelez les personnes : ce qui leur était annoncé n’est pas arrivé."),
            since=latest.when,
            path=UNDELIVERED,
            link=_("Voir les adresses"),
            permission="office",
        )


def _texts(outbox: Outbox, now: datetime) -> Iterator[Alert]:
    ended = islice(reversed(list(outbox.ended.keys(min=(stamp(now - LOOKED_BACK),)))), MAX_READ)
    messages: list[Message] = [outbox[message_id] for _moment, message_id in ended]
    lost = [one.ended for one in messages if one.channel == "sms" and one.state in ("failed", "dropped") and one.ended]
    if lost:
        yield Alert(
            topic=_("SMS"),
            title=_("SMS qui ne sont pas partis depuis hier : ${n}", mapping={"n": len(lost)}),
            advice=_(
                "Les personnes peuvent se connecter par application ou avec un code de secours. Si le nombre augmente, "
                "avertissez l’exploitant : le crédit du fournisseur est peut-être épuisé."
            ),
            since=min(lost),
            urgency="now",
        )
