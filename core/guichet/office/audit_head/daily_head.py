"""Daily task: sends the head of the audit log outside, so that no one at the desk can change what is before it."""

from datetime import datetime
from functools import partial

from guichet import clock
from guichet.audit.audit_log import audit_log
from guichet.desk import Desk
from guichet.messages.enqueue import send_mail
from guichet.office.audit_head import mails
from guichet.store.jobs import DailyTask
from guichet.store.models import Portal


def daily_tasks(desk: Desk) -> tuple[DailyTask, ...]:
    """The task of one desk; none where the settings name no address."""
    return (DailyTask("audit_head", partial(send_head, desk)),) if desk.tenant_settings.audit_head_to else ()


def send_head(desk: Desk, portal: Portal, now: datetime) -> int:
    """Queues the mail with the present head, once a day in Swiss time; returns 0, since one call does it all."""
    day, log = clock.local(now).date(), audit_log(portal)
    # A worker that starts again runs its daily tasks again, and so does each of several workers.
    if day.isoformat() not in log.sent_heads:
        head = log.head
        log.sent_heads[day.isoformat()] = str(head)
        send_mail(
            portal,
            mails.AUDIT_HEAD,
            {"day": day, "length": head.length, "head": str(head)},
            to=desk.tenant_settings.audit_head_to,
            localize=desk.localizer(desk.tenant.languages[0]),
            desk_url=desk.url(),
            now=now,
        )
    return 0
