"""The sender's answers to the marks of a correction: posted, compared with those of another page, saved."""

from typing import Any

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.request import Request
from pyramid.response import Response
from translationstring import TranslationString

from guichet.i18n import _
from guichet.invoices import shown_answers
from guichet.invoices.correction_actions import save_replies
from guichet.invoices.corrections import MAX_REPLY
from guichet.invoices.evaluation import Evaluation
from guichet.invoices.models import Invoice
from guichet.invoices.uploads import take_files
from guichet.users.saved_forms import find_saved
from guichet.values import ParseError, free_text
from guichet.web.concurrent_changes import EMPTIED, ON_ANOTHER_PAGE, OTHERS_ANSWER, digests, merge
from guichet.web.forms.controls import clean
from guichet.web.typed_forms import show_again

REPLY = "reply-"
"""Before the number of a mark: the name of its answer among the controls of the form."""
REPLIES = "replies"
"""Where the answers to marks stand among those that a page shows, see `shown_answers`."""
MOST_KEPT = 20 * MAX_REPLY
"""Characters of an answer that is too long, so that its sender can shorten it."""
NOT_SAVED = _(
    "Ce que vous saisissez ici n’est plus enregistré : cliquez sur « Enregistrer et quitter » pour choisir ce que vous "
    "gardez."
)


def answers_shown(invoice: Invoice, evaluation: Evaluation) -> str:
    """What the page shows, for the hidden input of that name."""
    return shown_answers.write({**evaluation.cstruct, REPLIES: replies_of(invoice)})


def posted_replies(request: Request, invoice: Invoice) -> dict[str, str]:
    """The sender's answers among the posted controls, by path of the mark; only of those that were posted."""
    marks = invoice.correction.marks if invoice.correction else ()
    names = {f"{REPLY}{number}": mark.path for number, mark in enumerate(marks, start=1)}
    return {path: _reply(request.posted(name)) for name, path in names.items() if name in request.POST}


def replies_of(invoice: Invoice) -> dict[str, str]:
    """The saved answers by path of the mark, empty ones too."""
    return {mark.path: mark.reply for mark in (invoice.correction.marks if invoice.correction else ())}


def typed_replies(request: Request) -> dict[str, str]:
    """By the name of its control, what was typed and is not saved: since another page had answered the same mark, or
    the session had ended.
    """
    kept = request.typed_form.answers if request.typed_form else dict(find_saved(request) or ())
    return {name: text for name, text in kept.items() if name.startswith(REPLY)}


def keep_replies(request: Request, invoice: Invoice) -> list[tuple[str, TranslationString]]:
    """Saves the posted answers that were changed on this page. Those that another page has changed meanwhile stay as
    that one saved them: the name of each comes back, with its message.
    """
    shown = (shown_answers.read(request.posted(shown_answers.CONTROL)) or {}).get(REPLIES)
    before, stored = shown if isinstance(shown, dict) else {}, replies_of(invoice)
    kept, both = merge(digests(before), stored, posted_replies(request, invoice))
    save_replies(request.action_context, invoice, {path: text for path, text in kept.items() if path not in both})
    return [
        (
            f"{REPLY}{number}",
            (OTHERS_ANSWER if text else EMPTIED) % {"answer": text, "origin": ON_ANOTHER_PAGE},
        )
        for number, (path, text) in enumerate(stored.items(), start=1)
        if path in both
    ]


def _reply(text: str) -> str:
    """The answer as it is stored; one that cannot be taken as it was typed, and cut only far beyond any answer."""
    try:
        return free_text.parse(text, MAX_REPLY)
    except ParseError:
        return clean(text)[:MOST_KEPT].strip()


def unsaved_page(request: Request, invoice: Invoice, unsaved: list[tuple[str, TranslationString]]) -> Any:
    """409 and a sentence for the script, or the redirect to the form, which shows the answers that are not saved with
    their messages; everything else is.
    """
    if "autosave" in request.POST:
        sentence = f"{request.localize(unsaved[0][1])}. {request.localize(NOT_SAVED)}"
        return Response(json_body={"conflict": sentence}, status=409)
    address, refused = request.resource_path(invoice, "edit"), take_files(request, invoice, required=False).refused
    typed = [(name, request.posted(name)) for name, _message in unsaved]
    problems = [*(("file", message) for message in refused), *unsaved]
    return show_again(request, address, problems, status=409, controls=typed) or HTTPSeeOther(address)
