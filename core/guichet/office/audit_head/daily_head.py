"""Daily task: signs the head of the audit log, and sends it outside, so that no one at the desk can change what is
before it.
"""

from datetime import datetime
from functools import partial

from guichet import clock
from guichet.audit.audit_log import audit_log
from guichet.audit.signed_heads import private_key, sign
from guichet.desk import Desk
from guichet.messages.enqueue import send_mail
from guichet.office.audit_head import mails
from guichet.settings.secret_files import read_secret
from guichet.store.daily_tasks import DailyTask
from guichet.store.models import Portal

REMEDY = "make it with: openssl genpkey -algorithm ed25519"


def daily_tasks(desk: Desk) -> tuple[DailyTask, ...]:
    """The task of one desk; none where the settings name neither a key nor an address."""
    own = desk.tenant_settings
    return (DailyTask("audit_head", partial(send_head, desk)),) if own.audit_head_to or own.audit_key_file else ()


def send_head(desk: Desk, portal: Portal, now: datetime) -> int:
    """Signs the present head and queues the mail with it, once a day in Swiss time; returns 0: one call does it all.

    Raises ``SettingsError`` or ``ValueError`` when the key cannot be read, which « À traiter » reports.
    """
    day, log = clock.local(now).date(), audit_log(portal)
    # A worker that starts again runs its daily tasks again, and so does each of several workers.
    if day.isoformat() in log.sent_heads:
        return 0
    head, own = log.head, desk.tenant_settings
    signature = None
    if own.audit_key_file:
        key = private_key(read_secret(f"guichet.tenant.{own.tenant_id}.audit_key_file", own.audit_key_file, REMEDY))
        signature = sign(key, own.tenant_id, day.isoformat(), head).signature
        log.signatures[day.isoformat()] = (str(head), signature)
    log.sent_heads[day.isoformat()] = str(head)
    if own.audit_head_to:
        send_mail(
            portal,
            mails.AUDIT_HEAD,
            {"day": day, "length": head.length, "head": str(head), "signature": signature},
            to=own.audit_head_to,
            localize=desk.localizer(desk.tenant.languages[0]),
            desk_url=desk.url(),
            now=now,
        )
    return 0
