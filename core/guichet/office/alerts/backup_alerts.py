"""Alerts about what protects the data: backups, the last proved restore, documents that are damaged on the disk."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from guichet.backup.times import BackupTimes
from guichet.backup.times_job import stored_backup_times
from guichet.desk import Desk
from guichet.i18n import _
from guichet.interfaces import Alert
from guichet.store.job_reports import job_reports
from guichet.store.models import Portal

LATE_AFTER = timedelta(hours=26)
"""Age of the last backup from which it is late: one a day is the least, and each takes its time."""
PROVE_AFTER = timedelta(days=35)
"""Age of the last proved restore from which the next one is due: as long as backups are kept."""
LOOKED_BACK = timedelta(days=7)
"""How long a damaged document is on the page after a reader has asked for it."""


def backup_alerts(desk: Desk, portal: Portal, now: datetime) -> Iterator[Alert]:
    """What the operator has to put right.

    Nothing about backups where the settings name no folder, and none before the worker has looked into it: that it does
    not is an alert of its own.
    """
    yield from _damaged(portal, now)
    times = stored_backup_times(portal)
    if desk.settings.backup.folder and times is not None:
        yield from _late(times, now)
        yield from _unproved(times, now)


def _damaged(portal: Portal, now: datetime) -> Iterator[Alert]:
    found = [moment for _blob, moment in job_reports(portal).damaged if moment > now - LOOKED_BACK]
    if found:
        yield Alert(
            topic=_("Documents"),
            title=_("Documents abîmés sur le disque : ${n}", mapping={"n": len(found)}),
            advice=_(
                "Le guichet ne les montre à personne. Avertissez l’exploitant maintenant : il les reprend d’une "
                "sauvegarde."
            ),
            since=min(found),
            urgency="now",
        )


def _late(times: BackupTimes, now: datetime) -> Iterator[Alert]:
    if times.backup is None or times.backup < now - LATE_AFTER:
        yield Alert(
            topic=_("Sauvegardes"),
            title=_("Pas de sauvegarde depuis plus d’un jour"),
            advice=_("Ce qui est enregistré depuis serait perdu avec le serveur. Avertissez l’exploitant maintenant."),
            since=times.backup,
            urgency="now",
        )


def _unproved(times: BackupTimes, now: datetime) -> Iterator[Alert]:
    if times.proved_restore is None or times.proved_restore < now - PROVE_AFTER:
        yield Alert(
            topic=_("Sauvegardes"),
            title=_("La restauration n’a pas été vérifiée depuis plus d’un mois"),
            advice=_(
                "Seule une sauvegarde restaurée et vérifiée compte. Demandez à l’exploitant de le faire cette semaine "
                "(« guichet restore »)."
            ),
            since=times.proved_restore,
        )
