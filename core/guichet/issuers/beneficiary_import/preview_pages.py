"""The preview of an import: what would be added, what is on the list, what to correct; confirmed or given up."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.request import Request
from pyramid.view import view_config

from guichet.i18n import Localizer, _
from guichet.issuers.beneficiary_import import import_actions
from guichet.issuers.beneficiary_import.import_actions import ListChanged
from guichet.issuers.beneficiary_import.list_preview import ComparedList, ListPreview
from guichet.issuers.beneficiary_import.list_reading import Line
from guichet.issuers.issuer_actions import REPRESENTATIVE_PREFIX
from guichet.issuers.list_size import ListFull
from guichet.issuers.models import Beneficiaries, Beneficiary, Issuer
from guichet.store.models import find
from guichet.values import avs, decision_number, iban
from guichet.values.name_folding import same_name
from guichet.web.post_views import post_view

MAX_SHOWN = 100
"""Rows of one part of the page."""
ADD = (_("Ajouter ${n} bénéficiaire"), _("Ajouter ${n} bénéficiaires"))


class NewPerson(NamedTuple):
    """A person that would be added, as the page shows it."""

    row: int
    name: str
    address: str
    avs: str
    birth_date: Any
    more: list[str]
    """Representative, decision and account."""


class ListedPerson(NamedTuple):
    """A row whose person is on the list already."""

    row: int
    name: str
    """In the file."""
    entry: Beneficiary
    is_other_name: bool
    """Whether the entry has another name, which may mean that the number is another person's."""


@view_config(
    context=Beneficiaries,
    name="import-preview",
    request_method="GET",
    permission="beneficiaries",
    renderer="templates/import_preview.pt",
)
def import_preview(context: Beneficiaries, request: Request) -> Any:
    """The comparison of the file with the list as it is at this moment."""
    issuer: Issuer = find(context, Issuer)
    preview = import_actions.preview_of(request.action_context, issuer)
    if preview is None or preview.added is not None:
        return _without_preview(context, request, preview)
    people, localize = import_actions.compared(preview, issuer), request.localize
    start = _start(people, request.GET.get("after", ""))
    shown, left = people.new[start : start + MAX_SHOWN], people.new[start + MAX_SHOWN :]
    return {
        "title": _("Vérifier l’import"),
        "filename": preview.filename,
        "people": people,
        "seen": people.fingerprint(preview.id),
        "add": localize.plural(len(people.new), *ADD),
        "language": localize.language,
        "new": [_new_person(line, localize) for line in shown],
        "next": shown[-1].row if left else None,
        "existing": [_listed_person(line, context[found]) for line, found in people.existing[:MAX_SHOWN]],
        "repeated": people.read.repeated[:MAX_SHOWN],
        "show_avs": avs.show,
    }


@post_view(
    context=Beneficiaries,
    name="import-confirm",
    permission="beneficiaries",
    page=lambda context, request: request.resource_path(context, "import-preview"),
)
def import_confirm(context: Beneficiaries, request: Request) -> HTTPSeeOther:
    """Adds what the preview showed; shows it again where the list has changed since."""
    issuer: Issuer = find(context, Issuer)
    preview = import_actions.preview_of(request.action_context, issuer)
    if preview is None or preview.added is not None:
        return _without_preview(context, request, preview)
    try:
        import_actions.import_people(request.action_context, issuer, preview, request.posted("seen"))
    except ListChanged:
        return _lead(context, request, "import-preview", done="import-changed")
    except ListFull:
        return _lead(context, request, "import-preview", done="list-full")
    return _without_preview(context, request, preview)


@post_view(
    context=Beneficiaries,
    name="import-cancel",
    permission="beneficiaries",
    page=lambda context, request: request.resource_path(context, "import-preview"),
)
def import_cancel(context: Beneficiaries, request: Request) -> HTTPSeeOther:
    """Deletes the preview."""
    import_actions.discard_preview(request.action_context, find(context, Issuer))
    return _lead(context, request, done="import-cancelled")


def _without_preview(context: Beneficiaries, request: Request, preview: ListPreview | None) -> HTTPSeeOther:
    """To the list after an import, also after a second press of the button; else to the choice of the file."""
    if preview is not None:
        return _lead(context, request, done="beneficiaries-imported")
    return _lead(context, request, "import", done="import-gone")


def _lead(context: Beneficiaries, request: Request, *page: str, done: str) -> HTTPSeeOther:
    return HTTPSeeOther(request.resource_path(context, *page, query={"done": done}))


def _start(people: ComparedList, after: str) -> int:
    """Position of the first new person behind the row ``after``; 0 for anything else."""
    row = int(after) if after.isascii() and after.isdigit() and len(after) < 9 else 0
    return sum(line.row <= row for line in people.new)


def _new_person(line: Line, localize: Localizer) -> NewPerson:
    answers: dict[str, Any] = line.answers or {}
    address = f"{answers['street']}, {answers['postcode']} {answers['town']}"
    name = f"{answers['first_name']} {answers['last_name']}"
    return NewPerson(line.row, name, address, avs.show(line.avs), answers["birth_date"], list(_more(answers, localize)))


def _listed_person(line: Line, entry: Beneficiary) -> ListedPerson:
    return ListedPerson(line.row, line.name, entry, not same_name(line.name, entry.name))


def _more(answers: dict[str, Any], localize: Localizer) -> Iterator[str]:
    if answers.get(f"{REPRESENTATIVE_PREFIX}relation"):
        names = (answers[f"{REPRESENTATIVE_PREFIX}{part}"] for part in ("first_name", "last_name"))
        yield localize(_("Représentant légal : ${name}", mapping={"name": " ".join(names)}))
    if answers.get("decision_number"):
        shown = decision_number.show(answers["decision_number"])
        yield localize(_("Décision ${number}", mapping={"number": shown}))
    if answers.get("iban"):
        yield iban.show(answers["iban"])
