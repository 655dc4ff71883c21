"""The life of an invoice: one table says who may do what from where, one function does it.

::

    draft ─► submitted ─► accepted
                 │  ▲
                 │  └── correction_requested   (resubmission is a new revision)
                 ├─► refused
                 └─► withdrawn                 (by the sender, before a decision)
"""

from collections.abc import Mapping
from dataclasses import dataclass

from translationstring import TranslationString

from guichet.action_context import ActionContext
from guichet.i18n import _
from guichet.invoices.models import Invoice


@dataclass(frozen=True)
class State:
    """How a state is called, tinted and explained; the same words on page, mail and PDF."""

    tag: TranslationString
    tint: str
    """Class of the tag: ``""``, ``wait``, ``info``, ``ok`` or ``no``."""
    meaning: TranslationString


STATES: Mapping[str, State] = {
    "draft": State(_("Brouillon"), "", _("Pas encore envoyée.")),
    "submitted": State(_("Envoyée"), "info", _("L’office contrôle votre demande. Vous n’avez rien à faire.")),
    "correction_requested": State(_("À corriger"), "wait", _("L’office a besoin d’une correction.")),
    "accepted": State(_("Acceptée"), "ok", _("Acceptée et transmise pour paiement à la Centrale de compensation.")),
    "refused": State(_("Refusée"), "no", _("L’office a refusé la demande. La raison figure ci-dessous.")),
    "withdrawn": State(_("Retirée"), "", _("Vous avez retiré cette demande.")),
}


@dataclass(frozen=True)
class Transition:
    """One way from a state to another."""

    sources: tuple[str, ...]
    target: str
    permission: str
    """What the actor must be allowed to do to the invoice."""
    told: TranslationString
    """Its line in the timeline."""


TRANSITIONS: Mapping[str, Transition] = {
    "submit": Transition(("draft",), "submitted", "file", _("Demande envoyée.")),
    "resubmit": Transition(("correction_requested",), "submitted", "file", _("Demande corrigée et renvoyée.")),
    "withdraw": Transition(("submitted", "correction_requested"), "withdrawn", "file", _("Demande retirée.")),
    "request_correction": Transition(
        ("submitted",), "correction_requested", "review", _("L’office demande une correction. E-mail envoyé.")
    ),
    "accept": Transition(("submitted",), "accepted", "review", _("Demande acceptée. E-mail envoyé.")),
    "refuse": Transition(("submitted",), "refused", "review", _("Demande refusée. E-mail envoyé.")),
}
EDITABLE = ("draft", "correction_requested")


class WrongState(Exception):
    """The invoice is no longer where this transition starts, e.g. a colleague has decided already."""


def perform(ctx: ActionContext, invoice: Invoice, name: str, words: str = "") -> None:
    """Moves an invoice along the transition ``name`` and writes it into history and audit trail.

    Raises :class:`WrongState`, or :class:`~guichet.action_context.NotAllowed`.
    """
    transition = TRANSITIONS[name]
    ctx.require(transition.permission, invoice)
    if invoice.state not in transition.sources:
        raise WrongState(invoice.state)
    source, invoice.state = invoice.state, transition.target
    invoice.history = (*invoice.history, (ctx.now, ctx.actor, name, words))
    ctx.record(f"invoice.{name}", invoice.id)
    ctx.desk.plugins.invoice_changed(invoice, source, transition.target, ctx.actor)
