"""Alerts about the worker: copies not drawn, documents not scanned, tasks left, jobs that fail or are not heard of."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from translationstring import TranslationString

from guichet.documents.scan_queue import SCAN_QUEUE
from guichet.i18n import _
from guichet.interfaces import Alert
from guichet.office.retention.person_erasure import REST
from guichet.store.job_reports import SILENT_AFTER, job_reports
from guichet.store.models import Portal

LATE_AFTER = timedelta(minutes=10)
"""Age of work in a queue that should be done: a copy takes a second, a scan a few, a task less."""
MAX_READ = 200
"""Entries of a queue that one look reads."""
WORK: Mapping[str, TranslationString] = {
    "Delivery": _("Envoi des e-mails et des SMS"),
    "PdfJob": _("Copies PDF"),
    "ScanJob": _("Contrôle antivirus"),
    "BatchJob": _("Remises à la Centrale"),
    "GroupAcceptanceJob": _("Acceptation de plusieurs dossiers"),
    "TaskQueue": _("Réponses par e-mail aux inscriptions et aux mots de passe oubliés, effacements à la demande"),
    "DailyJob": _("Tâches quotidiennes"),
    "BackupTimesJob": _("Lecture du dossier des sauvegardes"),
}
"""Class of each job of the worker → what it does; `tests/office/alerts` compares it with the jobs of a desk."""


def work_alerts(portal: Portal, now: datetime) -> Iterator[Alert]:
    """What the worker has not done."""
    late = now - LATE_AFTER
    yield from _copies(portal, late)
    yield from _scans(portal, late)
    yield from _tasks(portal, late)
    yield from _failing_jobs(portal)
    yield from _silent_jobs(portal, now)


def _copies(portal: Portal, late: datetime) -> Iterator[Alert]:
    sent = [
        portal["issuers"][issuer_id].invoices[invoice_id].revisions[number - 1].sent
        for issuer_id, invoice_id, number in islice(portal["pdf_queue"].waiting, MAX_READ)
    ]
    old = [moment for moment in sent if moment < late]
    if old:
        yield Alert(
            topic=_("Copies PDF"),
            title=_("Copies PDF pas encore faites : ${n}", mapping={"n": len(old)}),
            advice=_(
                "Les demandes sont enregistrées, et chaque copie se fait aussi à l’ouverture. Avertissez l’exploitant."
            ),
            since=min(old),
        )


def _scans(portal: Portal, late: datetime) -> Iterator[Alert]:
    found = (_found(portal, path) for path in islice(portal[SCAN_QUEUE].waiting, MAX_READ))
    old = [document.received for document in found if document is not None and document.received < late]
    if old:
        yield Alert(
            topic=_("Documents"),
            title=_("Documents qui attendent le contrôle antivirus : ${n}", mapping={"n": len(old)}),
            advice=_(
                "Les demandes arrivent, mais ces documents ne s’ouvrent pas encore. Avertissez l’exploitant si cela "
                "dure plus d’une heure."
            ),
            since=min(old),
            urgency="now",
        )


def _found(portal: Portal, path: tuple[str, ...]) -> Any:
    """The document at a path; None once it was removed."""
    place: Any = portal
    try:
        for name in path:
            place = place[name]
    except KeyError:
        return None
    return place


def _tasks(portal: Portal, late: datetime) -> Iterator[Alert]:
    late_tasks = [task for task in islice(portal["tasks"].values(), MAX_READ) if task.created < late]
    erasures = [task.created for task in late_tasks if task.kind == REST.name]
    if erasures:
        yield Alert(
            topic=_("Conservation"),
            title=_("Effacements à la demande qui n’aboutissent pas : ${n}", mapping={"n": len(erasures)}),
            advice=_("Le guichet réessaie de lui-même. Avertissez l’exploitant."),
            since=min(erasures),
            urgency="now",
        )
    old = [task.created for task in late_tasks if task.kind != REST.name]
    if old:
        yield Alert(
            topic=_("Serveur"),
            title=_("Réponses qui ne partent pas : ${n}", mapping={"n": len(old)}),
            advice=_(
                "Des personnes attendent un e-mail du guichet. Après une heure, elles doivent recommencer : avertissez "
                "l’exploitant."
            ),
            since=min(old),
            urgency="now",
        )


def _failing_jobs(portal: Portal) -> Iterator[Alert]:
    for name, report in job_reports(portal).failing():
        yield Alert(
            topic=_("Serveur"),
            title=_("${work} : en erreur (${error})", mapping={"work": _words(name), "error": report.error}),
            advice=_("Le guichet réessaie de lui-même. Donnez le nom de l’erreur et l’heure à l’exploitant."),
            since=report.failing_since,
            urgency="now",
        )


def _silent_jobs(portal: Portal, now: datetime) -> Iterator[Alert]:
    reports = job_reports(portal)
    for name, words in WORK.items():
        report = reports.get(name)
        if report is None or report.heard < now - SILENT_AFTER:
            yield Alert(
                topic=_("Serveur"),
                title=_("${work} : à l’arrêt", mapping={"work": words}),
                advice=_("Ce programme ne répond plus. Rien n’est perdu : demandez à l’exploitant de le redémarrer."),
                since=report.heard if report else None,
                urgency="now",
            )


def _words(name: str) -> TranslationString | str:
    """A job in words; a daily task by its name, which the operator knows."""
    return WORK.get(name) or _("Tâche « ${name} »", mapping={"name": name})
