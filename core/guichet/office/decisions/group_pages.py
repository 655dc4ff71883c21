"""« Accepter plusieurs dossiers »: what would be accepted and what not, then the progress, then the report."""

from typing import Any, NamedTuple

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.request import Request
from pyramid.view import view_config
from translationstring import TranslationString

from guichet.i18n import _
from guichet.invoices.case_index import CaseRow, work_list
from guichet.office.cases.case_groups import WHOLE_LIST, picked, to_list
from guichet.office.cases.case_queue import in_list
from guichet.office.cases.chosen_list import list_around
from guichet.office.cases.work_list import list_gone, review_path
from guichet.office.decisions import group_actions
from guichet.office.decisions.group_checks import REASONS
from guichet.office.decisions.group_models import ACCEPTED, CHECKED, FINISHED, RUNNING, GroupAcceptance
from guichet.store.models import Portal
from guichet.web.form_view import FormView, form_view
from guichet.web.forms.form import Button, Link
from guichet.web.personal_data import NotRecorded, Reads
from guichet.web.post_views import below_root, post_view

TEMPLATE = "templates/group.pt"
GROUP_READ = Reads("desk.group_acceptance_read", "review")
NUMBERS_ONLY = NotRecorded("how many cases are done, without a person")
REFRESH_SECONDS = 5
"""Between two loads of the page while the worker accepts, in a browser without scripts."""
NOT_YOURS = _("Une autre personne de l’office a choisi ces dossiers : elle seule peut les accepter ainsi.")
NOTHING = _("Aucun de ces dossiers ne peut être accepté ainsi.")
TITLES = {
    CHECKED: _("Accepter plusieurs dossiers ?"),
    RUNNING: _("Acceptation en cours"),
    FINISHED: _("Acceptation terminée"),
}


ACCEPT = (_("Accepter ${n} dossier"), _("Accepter ${n} dossiers"))
LEFT_OUT = (_("${n} dossier n’est pas accepté"), _("${n} dossiers ne sont pas acceptés"))
HEADINGS = {
    True: (_("${n} dossier où tout est en ordre"), _("${n} dossiers où tout est en ordre")),
    False: (_("${n} dossier est accepté"), _("${n} dossiers sont acceptés")),
}
"""Whether the group still waits → heading of its cases in order."""


class ShownCase(NamedTuple):
    """One case of the page."""

    reference: str
    path: str
    person: str
    form: str
    amount: str
    total: int
    """In Rappen."""
    reason: TranslationString | None
    """Why it is not accepted."""


@post_view(context=Portal, name="accept-cases", permission="review", page=below_root("work-list"))
def check_cases(request: Request) -> HTTPSeeOther:
    """Checks the ticked cases and leads to the page that says what would be accepted."""
    chosen = list_around(request)
    if request.posted(WHOLE_LIST) and chosen is None:
        return list_gone(request)
    ids = picked(request, chosen)
    if not ids:
        return to_list(request, dict(chosen.query) if chosen else {}, "no-case-picked")
    group = group_actions.check_group(request.action_context, ids)
    return HTTPSeeOther(in_list(request, request.resource_path(group)))


@form_view(
    context=GroupAcceptance, name="", permission="review", renderer="templates/group.pt", personal_data=GROUP_READ
)
class AcceptGroup(FormView):
    """The check page of a group; after the confirmation its progress, and then the report."""

    context: GroupAcceptance

    def before(self) -> None:
        """The way back to the list."""
        chosen = list_around(self.request)
        path = self.request.resource_path(self.request.root, "work-list", query=dict(chosen.query) if chosen else {})
        self.back = Link(_("‹ Liste de travail"), path)

    @property
    def title(self) -> Any:  # type: ignore[override]
        """By the state of the group."""
        return TITLES[self.context.state]

    @property
    def action(self) -> str:
        """With the list that the cases were chosen from."""
        return in_list(self.request, self.request.path)

    @property
    def obstacle(self) -> Any:  # type: ignore[override]
        """Where nothing can be accepted, or another officer has chosen the cases."""
        if self.context.state != CHECKED:
            return None
        if self.context.made_by != self.request.identity.user_id:
            return NOT_YOURS
        return None if next(self.context.waiting, None) else NOTHING

    @property
    def buttons(self) -> Any:  # type: ignore[override]
        """One button, with the number of cases."""
        number = sum(1 for _case in self.context.waiting)
        return (Button("accept", self.request.localize.plural(number, *ACCEPT)),)

    def success(self, answers: dict[str, Any]) -> HTTPSeeOther:
        """Confirms the group."""
        if self.context.state == CHECKED:
            group_actions.confirm_group(self.request.action_context, self.context)
        return HTTPSeeOther(self.action)

    def page(self) -> dict[str, Any]:
        """The cases by what becomes of them."""
        group, request = self.context, self.request
        shown = [(group.outcome(one.invoice_id), self._shown(one.invoice_id)) for one in group.cases]
        cases = [(outcome, one) for outcome, one in shown if one is not None]
        accepted = [one for outcome, one in cases if outcome in ("", ACCEPTED)]
        left_out = [one for outcome, one in cases if outcome not in ("", ACCEPTED)]
        return {
            "density": "dense",
            "group": group,
            "checked": group.state == CHECKED,
            "running": group.state == RUNNING,
            "refresh_seconds": REFRESH_SECONDS if group.state == RUNNING else None,
            "accepted": accepted,
            "accepted_total": request.localize.money(sum(one.total for one in accepted)),
            "accepted_heading": request.localize.plural(len(accepted), *HEADINGS[group.state != FINISHED]),
            "left_out": left_out,
            "left_out_heading": request.localize.plural(len(left_out), *LEFT_OUT),
            "done": done(group),
            "count": len(group.cases),
            "progress_text": progress_text(group, request),
        }

    def _shown(self, invoice_id: str) -> ShownCase | None:
        request = self.request
        row: CaseRow | None = work_list(request.root).row(invoice_id)
        if row is None:
            return None
        form = request.localize(request.desk.plugins.invoice_type_title(row.type_id))
        path, amount = review_path(request, invoice_id, row), request.localize.money(row.total)
        reason = REASONS.get(self.context.outcome(invoice_id))
        return ShownCase(row.reference, path, row.beneficiary, form, amount, row.total, reason)


@view_config(
    context=GroupAcceptance,
    name="progress.json",
    request_method="GET",
    permission="review",
    personal_data=NUMBERS_ONLY,
    renderer="json",
)
def progress(context: GroupAcceptance, request: Request) -> dict[str, Any]:
    """How far the worker is, for the script of the page."""
    return {"making": context.state == RUNNING, "done": done(context), "text": progress_text(context, request)}


def done(group: GroupAcceptance) -> int:
    """The number of cases with an outcome."""
    return len(group.cases) - sum(1 for _case in group.waiting)


def progress_text(group: GroupAcceptance, request: Request) -> str:
    """« 12 sur 500 », as the page and its script show it."""
    text: str = request.localize(_("${done} sur ${total}", mapping={"done": done(group), "total": len(group.cases)}))
    return text
