"""Alerts about the server: room on the disk, changes to stored data that were not made."""

from collections.abc import Iterator

from guichet.desk import Desk
from guichet.i18n import _
from guichet.interfaces import Alert
from guichet.store.disk import disk_of
from guichet.store.evolution import pending

FULL, NEARLY_FULL = 0.95, 0.8
"""Parts of the disk in use from which the page says so."""


def server_alerts(desk: Desk) -> Iterator[Alert]:
    """What the operator has to put right."""
    disk = disk_of(desk.tenant_settings.storage)
    yield from disk_alerts(disk.used if disk else 0)
    steps = pending(desk.db, desk.plugins.evolution_steps())
    if steps:
        yield Alert(
            topic=_("Serveur"),
            title=_("Mise à jour des données pas terminée : ${n}", mapping={"n": len(steps)}),
            advice=_("L’exploitant doit exécuter « guichet evolve » avant que le guichet redémarre."),
        )


def disk_alerts(used: float) -> Iterator[Alert]:
    """What is to be said of a disk of which that part is in use."""
    percent = {"percent": int(used * 100)}
    if used >= FULL:
        yield Alert(
            topic=_("Serveur"),
            title=_("Disque plein à ${percent} %", mapping=percent),
            advice=_("Bientôt plus rien ne s’enregistre. Appelez l’exploitant maintenant."),
            urgency="now",
        )
    elif used >= NEARLY_FULL:
        yield Alert(
            topic=_("Serveur"),
            title=_("Disque rempli à ${percent} %", mapping=percent),
            advice=_("L’exploitant doit prévoir de la place."),
            urgency="calm",
        )
