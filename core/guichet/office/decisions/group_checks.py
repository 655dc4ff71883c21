"""Which cases may be accepted in a group: those where every check is green and no other person is needed."""

from collections.abc import Mapping

from translationstring import TranslationString

from guichet.desk import Desk
from guichet.i18n import _
from guichet.invoices.models import Invoice
from guichet.invoices.revision_findings import findings
from guichet.office.cases.deciding_persons import is_concerned, needs_two
from guichet.office.cases.sent_invoices import awaits_decision, message_waits
from guichet.users.models import User

DECIDED, OTHER_ASSIGNEE, HOUSEHOLD, SECOND, FINDINGS = "decided", "other-assignee", "household", "second", "findings"
MESSAGE, REMARK = "message", "remark"
NO_RIGHT, FAILED = "no-right", "failed"
REASONS: Mapping[str, TranslationString] = {
    FINDINGS: _("Un contrôle demande votre attention : ouvrez le dossier."),
    MESSAGE: _("Un message de l’expéditeur attend une réponse : ouvrez le dossier."),
    REMARK: _("L’expéditeur a laissé une remarque : ouvrez le dossier."),
    SECOND: _("Le montant demande deux personnes : ouvrez le dossier."),
    OTHER_ASSIGNEE: _("Le dossier est attribué à une autre personne."),
    HOUSEHOLD: _("La demande est la vôtre, ou celle d’une personne de votre ménage."),
    DECIDED: _("Le dossier n’attend plus de décision, ou une nouvelle version est arrivée."),
    NO_RIGHT: _("Vous n’aviez plus le droit de décider."),
    FAILED: _("Une erreur s’est produite : ouvrez le dossier. Avertissez l’exploitant du guichet si elle revient."),
}
"""Why a case of a group was not accepted, and what to do."""


def reason_against(desk: Desk, user: User, invoice: Invoice, revision_number: int) -> str:
    """The first of `REASONS` for which the user cannot accept an invoice in a group; empty for none."""
    # In the order of their cost: the findings are compared with other invoices.
    if not awaits_decision(invoice, revision_number):
        return DECIDED
    if invoice.assignee not in ("", user.id):
        return OTHER_ASSIGNEE
    if needs_two(desk.tenant, invoice):
        return SECOND
    if is_concerned(user, invoice):
        return HOUSEHOLD
    if message_waits(invoice):
        return MESSAGE
    # On its page it is read with the answers; a group shows none.
    if invoice.latest.frozen.header.remark:
        return REMARK
    return "" if is_in_order(desk, invoice) else FINDINGS


def is_in_order(desk: Desk, invoice: Invoice) -> bool:
    """Whether every check of an invoice is green, and its sender has written nothing that waits for an answer."""
    if message_waits(invoice):
        return False
    localize = desk.localizer(desk.tenant.languages[0])
    found = findings(invoice, desk.tenant.office_code, localize, desk.plugins.paid_once)
    return all(one.in_order for one in found)
