"""Mail about a new or changed IBAN of a beneficiary: to all who look after it, the actor included.

A mail about a change they did not make shows them a stolen session or a colleague's mistake (ASVS 5.0, 6.3.7). It names
no person: a claim to the insurance is data about health.
"""

from guichet.action_context import ActionContext
from guichet.i18n import _
from guichet.issuers import mails
from guichet.issuers.members import active_managers
from guichet.issuers.models import Beneficiary, Company, Issuer
from guichet.store.models import find
from guichet.users.models import User

END = 4
"""Characters of an IBAN that a mail shows: enough to recognise it, since mails can be read on the way."""
NONE = _("aucun")


def iban_changed(ctx: ActionContext, beneficiary: Beneficiary, before: str) -> None:
    """Mails the new and the earlier end of the IBAN; no mail when it is the same.

    The first IBAN has a mail of its own: one about a change alarms a person who has just sent their first invoice.
    """
    if beneficiary.iban == before:
        return
    issuer: Issuer = find(beneficiary, Issuer)
    of_company = isinstance(issuer, Company)
    if before:
        template = mails.BENEFICIARY_IBAN_CHANGED if of_company else mails.OWN_IBAN_CHANGED
        ends = {"before": before[-END:], "end": beneficiary.iban[-END:] or NONE}
    else:
        template = mails.BENEFICIARY_IBAN_SAVED if of_company else mails.OWN_IBAN_SAVED
        ends = {"end": beneficiary.iban[-END:]}
    actor = ctx.portal["users"].get(ctx.actor)
    for user in _recipients(ctx, issuer):
        ctx.mail(
            user,
            template,
            issuer=issuer.id,
            beneficiary=beneficiary.id,
            actor=actor.name if actor else issuer.display_name,
            **ends,
        )


def _recipients(ctx: ActionContext, issuer: Issuer) -> list[User]:
    if isinstance(issuer, Company):
        return active_managers(issuer)
    users = (ctx.portal["users"].get(user_id) for user_id in issuer.members)
    return [user for user in users if user is not None and user.state == "active"]
