"""Words of the pages about erasure."""

from guichet.i18n import _
from guichet.office.retention.models import LEFT, REQUEST
from guichet.store.retention_terms import CLOSED, DRAFTS, HANDED_OVER, REFUSED, WITHDRAWN

CAUSES = {
    DRAFTS: _("Brouillon resté sans changement"),
    HANDED_OVER: _("Durée écoulée depuis la transmission"),
    REFUSED: _("Durée écoulée depuis le refus"),
    WITHDRAWN: _("Durée écoulée depuis le retrait"),
    CLOSED: _("Durée écoulée depuis la fermeture du compte"),
    LEFT: _("Plus aucune demande ne s’y rapporte"),
    REQUEST: _("À la demande de la personne"),
}
"""Cause of a minute → why."""
KINDS = {
    "account": _("comptes"),
    "beneficiary": _("fiches de personnes"),
    "copy": _("copies PDF"),
    "details": _("coordonnées de personnes dont une demande est gardée"),
    "document": _("documents"),
    "draft": _("brouillons"),
    "invoice": _("demandes"),
    "issuer": _("dossiers de société ou de personne assurée"),
}
"""Kind of an erased item → in words."""
