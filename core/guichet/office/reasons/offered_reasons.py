"""Which forms a reason for a correction is offered for: those that declare it, or those that the office has chosen."""

from guichet.desk import Desk
from guichet.office.reasons.models import Reason, Reasons, ReasonText
from guichet.office.reasons.proposed_reasons import declared_reasons


def form_ids_of(desk: Desk, reason: Reason) -> tuple[str, ...]:
    """Ids of the forms that a reason is for; empty for all of them.

    One that was stored before forms could be chosen is for those that declare it in these words.
    """
    if reason.form_ids is not None:
        return reason.form_ids
    return tuple(one.form_id for one in declared_reasons(desk) if one.is_text_of(reason))


def offered_reasons(desk: Desk, reasons: Reasons, form_id: str, language: str) -> list[tuple[str, ReasonText]]:
    """Id and text of each reason that is for a form, by title."""
    return [
        (name, text)
        for name, text in reasons.by_title(language)
        if form_id in (form_ids_of(desk, reasons[name]) or (form_id,))
    ]
