"""The three pages of a decision: accept, ask for a correction, refuse."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import colander
from deform import ValidationFailure
from pyramid.httpexceptions import HTTPSeeOther
from pyramid.request import Request
from pyramid.view import view_config
from translationstring import TranslationString

from guichet.action_context import ActionContext
from guichet.i18n import _
from guichet.invoices.frozen import TextRow
from guichet.invoices.models import Invoice
from guichet.office import actions
from guichet.office.history import last_event
from guichet.office.review import latest_sent, sender
from guichet.values import iban
from guichet.web.forms import new_form
from guichet.web.forms.form import Button, Form
from guichet.web.forms.nodes import Hidden, LongText

MAX_WORDS = 2000
FORM = "templates/decision.pt"
OVERTAKEN = "guichet.office:templates/overtaken.pt"
DOCUMENTS = "documents"
"""Stands for the documents among the rows that may be marked."""
ISSUER = "issuer"
"""Who sends is no question of the form, so the sender could not mend it there."""
FLAG = "marked"
Decider = Callable[[ActionContext, Invoice, str, list[str], int], None]


@dataclass(frozen=True)
class Decision:
    """One of the three: its words, and what it does."""

    title: TranslationString
    effect: TranslationString
    button: TranslationString
    done: str
    decide: Decider
    words: TranslationString | None = None
    """Label of the text to the sender, where there is one."""
    hint: TranslationString | None = None
    missing: TranslationString | None = None
    flags: bool = False
    """Whether rows may be marked."""


DECISIONS = {
    "accept": Decision(
        _("Accepter la demande ?"),
        _("La demande part pour paiement à la Centrale de compensation, et son expéditeur reçoit un e-mail."),
        _("Accepter la demande"),
        "invoice-accepted",
        lambda ctx, invoice, words, marked, seen: actions.accept(ctx, invoice, seen=seen),
    ),
    "request-correction": Decision(
        _("Demander une correction"),
        _("La demande retourne à son expéditeur avec votre message, par e-mail et au guichet."),
        _("Demander la correction"),
        "correction-requested",
        lambda ctx, invoice, words, marked, seen: actions.request_correction(ctx, invoice, words, marked, seen=seen),
        words=_("Message à l’expéditeur"),
        hint=_("Ce qui doit être corrigé, et où le trouver. Il part par e-mail : pas d’indication sur la santé."),
        missing=_("Saisissez ce qui doit être corrigé"),
        flags=True,
    ),
    "refuse": Decision(
        _("Refuser la demande"),
        _("La demande est close. Son expéditeur reçoit la raison par e-mail et la retrouve au guichet."),
        _("Refuser la demande"),
        "invoice-refused",
        lambda ctx, invoice, words, marked, seen: actions.refuse(ctx, invoice, words, seen=seen),
        words=_("Raison du refus"),
        hint=_("Avec la base légale. Elle part par e-mail : pas d’indication sur la santé."),
        missing=_("Saisissez la raison du refus"),
    ),
}
"""By the name of the page."""


@view_config(context=Invoice, name="accept", request_method="GET", permission="review", renderer=FORM)
@view_config(context=Invoice, name="request-correction", request_method="GET", permission="review", renderer=FORM)
@view_config(context=Invoice, name="refuse", request_method="GET", permission="review", renderer=FORM)
def ask(context: Invoice, request: Request) -> dict[str, Any]:
    """Says what the decision does, and asks for the words that belong to it."""
    seen = _number(request.GET.get("version", str(latest_sent(context).number)))
    if not actions.awaits_decision(context, seen):
        return _overtaken(context, request)
    form = _form(request)
    form.show({"version": str(seen)})
    return _page(context, request, form)


@view_config(context=Invoice, name="accept", request_method="POST", permission="review", renderer=FORM)
@view_config(context=Invoice, name="request-correction", request_method="POST", permission="review", renderer=FORM)
@view_config(context=Invoice, name="refuse", request_method="POST", permission="review", renderer=FORM)
def decide(context: Invoice, request: Request) -> Any:
    """Decides, unless a colleague or the sender was faster."""
    seen, decision = _number(request.posted("version")), DECISIONS[request.view_name]
    latest_sent(context)
    if not actions.awaits_decision(context, seen):
        return _overtaken(context, request)
    form = _form(request)
    try:
        answers = form.validate((name, value) for name, value in request.POST.items() if name != FLAG)
    except ValidationFailure:
        request.response.status_int = 422
        return _page(context, request, form)
    decision.decide(request.action_context, context, answers.get("words", ""), _marked(context, request), seen)
    return HTTPSeeOther(request.resource_path(request.root, "work-list", query={"done": decision.done}))


def _form(request: Request) -> Form:
    decision = DECISIONS[request.view_name]
    nodes = [Hidden(name="version")]
    if decision.words:
        about = {"title": decision.words, "description": decision.hint, "missing_msg": decision.missing}
        nodes.append(LongText(MAX_WORDS, name="words", rows="8", **about))
    schema = colander.Schema(children=nodes)
    return new_form(request, schema, submit=(Button("decide", decision.button),))


def _page(invoice: Invoice, request: Request, form: Form) -> dict[str, Any]:
    decision, frozen = DECISIONS[request.view_name], invoice.latest.frozen
    header = frozen.header
    return {
        "title": decision.title,
        "density": "dense",
        "decision": decision,
        "invoice": invoice,
        "form_title": frozen.title(request.localize.language),
        "sender": sender(invoice, request),
        "header": header,
        "account": iban.show(header.iban) if header.iban else "",
        "form": form,
        "problems": form.problems,
        "parts": [child.name for child in form.schema.children],
        "flag": FLAG,
        "rows": _flaggable(invoice, request) if decision.flags else [],
        "marked": request.POST.getall(FLAG) if request.method == "POST" else [],
    }


def _flaggable(invoice: Invoice, request: Request) -> list[TextRow]:
    """The rows of what was sent that its sender can change, and one for its documents."""
    frozen, localize = invoice.latest.frozen, request.localize
    names = tuple(document.filename for document in frozen.documents)
    documents = TextRow(DOCUMENTS, localize(_("Documents")), names or (localize(_("Aucun document")),))
    return [*(row for row in frozen.rows(localize.language) if row.path != ISSUER), documents]


def _marked(invoice: Invoice, request: Request) -> list[str]:
    """The rows that were ticked, in the order of the page."""
    ticked = {str(path) for path in request.POST.getall(FLAG)}
    return [row.path for row in _flaggable(invoice, request) if row.path in ticked] if ticked else []


def _overtaken(invoice: Invoice, request: Request) -> dict[str, Any]:
    """Says who did what in the meantime; what was typed is shown to be copied, since it was not sent."""
    request.response.status_int = 409
    request.override_renderer = OVERTAKEN
    return {
        "title": _("Cette demande a changé entre-temps"),
        "density": "dense",
        "invoice": invoice,
        "last": last_event(invoice, request),
        "typed": request.posted("words") if request.method == "POST" else "",
    }


def _number(text: str) -> int:
    """The number of a revision; 0, which none has, for anything else."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 9 else 0
