"""Which forms a reason for a correction is offered for: those that declare it, or those that the office has chosen."""

from collections.abc import Collection

from guichet.desk import Desk
from guichet.office.reasons.models import Reason, Reasons, ReasonText
from guichet.office.reasons.proposed_reasons import ProposedReason, declared_reasons


def form_ids_of(reason: Reason, declared: Collection[ProposedReason]) -> tuple[str, ...]:
    """Ids of the forms that a reason is for; empty for all of them.

    One that was stored before forms could be chosen is for those that declare it in these words.

    :param declared: those of all forms of the desk, see `declared_reasons`.
    """
    if reason.form_ids is not None:
        return reason.form_ids
    return tuple(one.form_id for one in declared if one.is_text_of(reason))


def offered_reasons(desk: Desk, reasons: Reasons, form_id: str, language: str) -> list[tuple[str, ReasonText]]:
    """Id and text of each reason that is for a form, by title."""
    declared = tuple(declared_reasons(desk))
    return [
        (name, text)
        for name, text in reasons.by_title(language)
        if form_id in (form_ids_of(reasons[name], declared) or (form_id,))
    ]
