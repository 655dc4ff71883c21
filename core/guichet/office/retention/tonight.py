"""What « À traiter » says about erasure: what last night erased, and terms that the office has not confirmed."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta

from guichet.i18n import _
from guichet.interfaces import Alert
from guichet.office.retention.due_invoices import past_term
from guichet.office.retention.models import retention
from guichet.store.archive_offers import OFFERED, archive_offers
from guichet.store.models import Portal
from guichet.store.retention_terms import TERMS, retention_terms

DAY = timedelta(days=1)


def unconfirmed(portal: Portal) -> list[str]:
    """Names of the terms that erase nothing, since the office has not confirmed them."""
    terms = retention_terms(portal)
    return [name for name in TERMS if not terms.applies(name)]


def retention_alerts(portal: Portal, now: datetime) -> Iterator[Alert]:
    """What the last night has erased, and invoices past a term that is not confirmed."""
    counts: Counter[str] = Counter()
    since = None
    for _number, minute in retention(portal).minutes():
        if minute.moment < now - DAY:
            break
        counts.update(dict(minute.counts))
        since = minute.moment
    if counts:
        numbers = {"invoices": counts["invoice"], "drafts": counts["draft"], "all": counts.total()}
        yield Alert(
            topic=_("Conservation"),
            title=_(
                "Effacé depuis hier, demandes : ${invoices}, brouillons : ${drafts}, objets en tout : ${all}",
                mapping=numbers,
            ),
            advice=_("Rien à faire. Les procès-verbaux disent quoi et pourquoi."),
            since=since,
            path="erasure-minutes",
            permission="retention",
            urgency="calm",
        )
    offers = archive_offers(portal)
    number = offers.count(OFFERED)
    if retention_terms(portal).offer_days and number:
        yield Alert(
            topic=_("Conservation"),
            title=_("Demandes proposées aux archives avant d’être effacées : ${n}", mapping={"n": number}),
            advice=_("Transmettez-leur la liste. Conservez les demandes qu’elles veulent, jusqu’à leur remise."),
            since=offers.first,
            path="retention-tonight",
            link=_("Voir la liste"),
            permission="retention",
            urgency="calm",
        )
    if any(past_term(portal, now, unconfirmed(portal))):
        yield Alert(
            topic=_("Conservation"),
            title=_("Des demandes ont dépassé une durée de conservation pas confirmée"),
            advice=_("Un responsable confirme ou corrige la durée ; d’ici là, rien n’est effacé."),
            path="retention",
            permission="retention",
            urgency="calm",
        )
