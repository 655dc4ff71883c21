"""The page for two people, or two pages of one person, who have changed the same draft: what is kept of each."""

import json
from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Any

from pyramid.httpexceptions import HTTPBadRequest, HTTPSeeOther
from pyramid.renderers import render_to_response
from pyramid.request import Request
from pyramid.response import Response
from pyramid.view import view_config
from translationstring import TranslationString

from guichet import clock
from guichet.declaration import Fields
from guichet.i18n import _
from guichet.invoices import invoice_actions, shown_answers
from guichet.invoices.draft_conflicts import Difference, Shown, Version, differences, merged, titled
from guichet.invoices.evaluation import DETAILS, Evaluation, evaluate_invoice
from guichet.invoices.invoice_form import saved_choices
from guichet.invoices.models import MAX_CSTRUCT, Invoice
from guichet.invoices.moved_on import to_moved_on
from guichet.invoices.states import EDITABLE
from guichet.users.saved_forms import find_saved, remove_saved_form, save_form
from guichet.web.forms import problem_summary
from guichet.web.forms.form import ProblemLink
from guichet.web.transactions import commit_on_error
from guichet.web.typed_forms import show_again

TEMPLATE = "guichet.invoices:templates/conflict.pt"
TYPED, SAVED = "typed", "saved"
"""The two versions, as values of a choice; the first is also the hidden field with the answers of the older page."""
ONE_SIDE = {"here": TYPED, "there": SAVED}
"""The version that counts where one page alone has changed the answer."""
OWN_TODAY = _("Vous avez modifié cette demande sur une autre page à ${time}.")
OWN_EARLIER = _("Vous avez modifié cette demande sur une autre page le ${time}.")
OTHERS_TODAY = _("${name} a modifié cette demande à ${time}.")
OTHERS_EARLIER = _("${name} a modifié cette demande le ${time}.")
NO_LONGER_OFFERED = _("N’est plus proposé")


@dataclass(frozen=True)
class Conflict:
    """What was typed on an older page beside what is saved."""

    typed: Evaluation
    saved: Evaluation
    shown: str
    """What the older page showed when it was opened, as `shown_answers.write` has written it."""

    def differences(self) -> list[Difference]:
        """Header, questions of the form, remark: the order of the page."""
        answers = shown_answers.read(self.shown)
        header = None if answers is None else Version(answers)
        shown = (header, header and header.answer(DETAILS))
        parts = zip(self._parts(), shown, strict=True)
        found = [one for (form, typed, saved), before in parts for one in differences(form, typed, saved, before)]
        return sorted(found, key=lambda one: one.path == "remark")

    def merged(self, chosen: Collection[str]) -> dict[str, Any]:
        """The saved answers with the ``chosen`` typed ones."""
        header, details = (merged(form, typed, saved, chosen) for form, typed, saved in self._parts())
        return {**header, DETAILS: details}

    def _parts(self) -> tuple[tuple[type[Fields], Version, Version], ...]:
        typed, saved = (Version(one.cstruct, irrelevant=one.irrelevant) for one in (self.typed, self.saved))
        form = self.typed.invoice_type.form
        return (self.typed.header_form, typed, saved), (form, typed.answer(DETAILS), saved.answer(DETAILS))


def find_conflict(request: Request, invoice: Invoice, typed: Evaluation, shown: str) -> Conflict:
    """The typed answers and the saved ones; no conflict has no differences. ``shown`` is that of `Conflict`."""
    answers = invoice_actions.current_cstruct(invoice, typed.invoice_type)
    return Conflict(typed, evaluate_invoice(request.desk.plugins, invoice, clock.today(), answers), shown)


def conflict_sentence(request: Request, invoice: Invoice) -> str:
    """Who saved other answers, and when."""
    localize, own = request.localize, invoice.saved_by == request.identity.user_id
    if localize.short_date(invoice.saved) == localize.short_date(clock.now()):
        time = localize.clock(invoice.saved)
        text = OWN_TODAY if own else OTHERS_TODAY
    else:
        time = localize.moment(invoice.saved)
        text = OWN_EARLIER if own else OTHERS_EARLIER
    sentence: str = localize(text % {"name": _author(request, invoice), "time": time})
    return sentence


def conflict_page(
    request: Request, invoice: Invoice, conflict: Conflict, refused: Collection[str | TranslationString] = ()
) -> Response:
    """The choice between what was typed on an older page and what is saved; nothing is lost until it is made.

    ``refused`` says why documents of the older page were not attached.
    """
    response: Response = render_to_response(TEMPLATE, _page(request, invoice, conflict, refused), request)
    # Of a page that a refused POST has led to; 200 when a person comes back to the choice.
    response.status_int = 409 if request.typed_form else 200
    return response


@view_config(context=Invoice, name="draft-conflict", request_method="GET", permission="file")
def resume(context: Invoice, request: Request) -> Any:
    """The choice once more, for a person whose session ended before it was made."""
    controls = dict(find_saved(request) or ())
    if TYPED not in controls or context.state not in EDITABLE:
        return HTTPSeeOther(request.resource_path(context, "edit"))
    shown = controls.get(shown_answers.CONTROL, "")
    return conflict_page(request, context, _posted_conflict(request, context, controls[TYPED], shown))


@view_config(context=Invoice, name="draft-conflict", request_method="POST", permission="file")
def choose(context: Invoice, request: Request) -> Any:
    """Saves the answers that were chosen, and goes on with the form."""
    if context.state not in EDITABLE:
        return to_moved_on(request, context)
    conflict = _posted_conflict(request, context, request.posted(TYPED), request.posted(shown_answers.CONTROL))
    if request.posted("draft_version") != str(context.draft_version):
        save_form(request, request.identity.user)
        commit_on_error(request)
        address = request.resource_path(context, "draft-conflict")
        # What was typed is with the user: it is longer than a cookie.
        return show_again(request, address, status=409, controls=[]) or HTTPSeeOther(address)
    found = conflict.differences()
    chosen = frozenset(one.path for one in found if _chosen(request, one) == TYPED)
    evaluation = evaluate_invoice(request.desk.plugins, context, clock.today(), conflict.merged(chosen))
    try:
        invoice_actions.save_answers(request.action_context, context, evaluation, context.draft_version)
    except invoice_actions.TooMuch:
        raise HTTPBadRequest from None
    remove_saved_form(request.identity.user, request.resource_path(context))
    notice = "draft-merged" if any(one.changed == "both" for one in found) else "draft-saved"
    return HTTPSeeOther(request.resource_path(context, "edit", query={"done": notice}))


def _chosen(request: Request, difference: Difference) -> str:
    """The version that counts: the one kept whole, the only one in which the answer was changed, or the chosen one."""
    return request.posted("all") or ONE_SIDE.get(difference.changed) or request.posted(difference.path)


def _posted_conflict(request: Request, invoice: Invoice, text: str, shown: str) -> Conflict:
    """The answers of the older page, as its hidden fields bring them back, beside the saved ones."""
    answers = shown_answers.parse(text) if len(text) <= MAX_CSTRUCT else None
    if answers is None:
        raise HTTPBadRequest
    typed = evaluate_invoice(request.desk.plugins, invoice, clock.today(), answers)
    return find_conflict(request, invoice, typed, shown)


def _author(request: Request, invoice: Invoice) -> str | TranslationString:
    user = request.root["users"].get(invoice.saved_by)
    return user.name if user else _("Une autre personne")


def _page(
    request: Request, invoice: Invoice, conflict: Conflict, refused: Collection[str | TranslationString]
) -> dict[str, Any]:
    rows: dict[str, list[tuple[Difference, str]]] = {"both": [], "there": [], "here": []}
    for difference in conflict.differences():
        row = _readable(request, difference, conflict)
        rows[row.changed].append((row, titled(row, request.localize)))
    problems = [ProblemLink("#documents", request.localize(message)) for message in refused]
    own = invoice.saved_by == request.identity.user_id
    return {
        "title": _("Cette demande a été modifiée entre-temps"),
        "form_title": conflict.typed.invoice_type.title,
        "invoice": invoice,
        "sentence": conflict_sentence(request, invoice),
        "author": _("votre autre page") if own else _author(request, invoice),
        "own": own,
        "rows": rows["both"],
        "rows_there": rows["there"],
        "rows_here": rows["here"],
        "typed": json.dumps(conflict.typed.cstruct, ensure_ascii=False),
        "shown": conflict.shown,
        "problems": problems,
        "summary": problem_summary(request, problems),
    }


def _readable(request: Request, difference: Difference, conflict: Conflict) -> Difference:
    """An account or decision that is saved goes by its key in the answers, and by its name on the page."""
    choices = saved_choices(conflict.typed).get(difference.path)
    if choices is None:
        return difference
    names = {key: ", ".join(request.localize(part) for part in (label, note) if part) for key, label, note in choices}
    typed, saved = conflict.typed.cstruct, conflict.saved.cstruct
    return replace(
        difference,
        typed=_name(names, _at(typed, difference.path), difference.typed),
        saved=_name(names, _at(saved, difference.path), difference.saved),
    )


def _name(names: dict[str, str], key: str, shown: Shown) -> Shown:
    if not key:
        return shown
    return (names.get(key, NO_LONGER_OFFERED),)


def _at(cstruct: Any, path: str) -> str:
    section, name = path.split(".")
    return str((cstruct.get(section) or {}).get(name) or "")
