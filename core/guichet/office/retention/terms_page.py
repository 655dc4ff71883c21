"""« Conservation »: how long the desk stores what, set by the office within the limits of each term."""

from decimal import Decimal
from typing import Any

import colander
from pyramid.httpexceptions import HTTPSeeOther

from guichet.i18n import _
from guichet.office.retention import retention_actions
from guichet.store.models import Portal
from guichet.store.retention_terms import (
    CLOSED,
    DRAFTS,
    HANDED_OVER,
    JOURNAL,
    MAX_OFFER_DAYS,
    MESSAGES,
    REFUSED,
    TERMS,
    UNUSED,
    WITHDRAWN,
    RetentionTerms,
    retention_terms,
)
from guichet.web.form_view import FormView, form_view
from guichet.web.forms.form import Button
from guichet.web.forms.nodes import Checkbox, Quantity
from guichet.web.personal_data import OFFICE_ONLY

PAGE = "retention"
NO_SOURCE = _("La durée n’est pas confirmée par une source : rien n’est effacé tant que l’office ne l’a pas confirmée.")
LABELS = {
    DRAFTS: _("Brouillons, dès le dernier enregistrement"),
    HANDED_OVER: _("Demandes acceptées, dès leur transmission à la Centrale"),
    REFUSED: _("Demandes refusées, dès la décision"),
    WITHDRAWN: _("Demandes retirées, dès le retrait"),
    UNUSED: _("Comptes sans connexion, dès la dernière"),
    CLOSED: _("Comptes fermés, dès la fermeture"),
    JOURNAL: _("Journal de sécurité des comptes"),
    MESSAGES: _("E-mails et SMS envoyés"),
}
CONFIRMATIONS = {
    HANDED_OVER: _("Durée confirmée par l’office pour les demandes acceptées"),
    REFUSED: _("Durée confirmée par l’office pour les demandes refusées"),
    WITHDRAWN: _("Durée confirmée par l’office pour les demandes retirées"),
}
HINTS = {
    DRAFTS: _("L’expéditeur reçoit un e-mail 14 jours avant. 30 jours au moins."),
    HANDED_OVER: NO_SOURCE,
    REFUSED: NO_SOURCE,
    WITHDRAWN: NO_SOURCE,
    UNUSED: _("La personne reçoit un e-mail 60 jours avant que son compte soit fermé. 365 jours au moins."),
    CLOSED: _("Le compte fermé garde son journal, qui doit rester un an (art. 4 OPDo). 365 jours au moins."),
    JOURNAL: _("L’ordonnance sur la protection des données demande un an (art. 4 OPDo). 365 jours au moins."),
    MESSAGES: _("De 7 à 365 jours."),
}
OFFER = "offer"
"""Name of the question about the archive."""
OFFER_LABEL = _("Proposition aux archives, avant d’effacer une demande qui a dépassé sa durée")
OFFER_HINT = _(
    "Ni le devoir de proposer ces copies ni sa durée ne sont confirmés par une source : demandez-les à vos archives. "
    "0 : rien n’est proposé. Sinon, la demande figure dans la liste pour les archives pendant ces jours, puis elle est "
    "effacée, sauf si vous la conservez."
)


@form_view(context=Portal, name=PAGE, permission="retention", personal_data=OFFICE_ONLY, renderer="templates/terms.pt")
class ChangeTerms(FormView):
    """One number of days for each kind of data."""

    title = _("Conservation")
    buttons = (Button("save", _("Enregistrer les durées")),)
    changes_stored = True

    @property
    def record_id(self) -> str:
        """The audit log names each term; the page is about all of them."""
        return PAGE

    @property
    def terms(self) -> RetentionTerms:
        """As they are stored."""
        return retention_terms(self.request.root)

    def schema(self) -> colander.SchemaNode:
        """The days of each term, and a box for a term without a source."""
        nodes = []
        for name, term in TERMS.items():
            nodes.append(
                Quantity(
                    0,
                    Decimal(term.maximum),
                    name=name,
                    title=LABELS[name],
                    description=HINTS[name],
                    unit=_("jours"),
                    validator=_at_least(term.minimum),
                )
            )
            if not term.known:
                nodes.append(Checkbox(name=f"confirmed-{name}", title=CONFIRMATIONS[name]))
        nodes.append(
            Quantity(0, Decimal(MAX_OFFER_DAYS), name=OFFER, title=OFFER_LABEL, description=OFFER_HINT, unit=_("jours"))
        )
        return colander.Schema(children=nodes)

    def initial(self) -> dict[str, Any]:
        """The terms in force."""
        days = {name: Decimal(self.terms.days(name)) for name in TERMS} | {OFFER: Decimal(self.terms.offer_days)}
        return days | {f"confirmed-{name}": self.terms.applies(name) for name, term in TERMS.items() if not term.known}

    def page(self) -> dict[str, Any]:
        """Whether this person may also erase on request."""
        return {"may_erase": self.request.has_permission("erase", self.request.root)}

    def success(self, answers: dict[str, Any]) -> HTTPSeeOther:
        """Stores them."""
        days = {name: int(answers[name]) for name in TERMS}
        confirmed = tuple(name for name in TERMS if answers.get(f"confirmed-{name}"))
        retention_actions.change_terms(self.request.action_context, days, confirmed, int(answers[OFFER]))
        return self.done("retention-saved", self.request.root, PAGE)


def _at_least(minimum: int) -> Any:
    def validate(node: colander.SchemaNode, days: Decimal) -> None:
        if days < minimum:
            raise colander.Invalid(node, _("Indiquez ${n} jours au moins", mapping={"n": minimum}))

    return validate
