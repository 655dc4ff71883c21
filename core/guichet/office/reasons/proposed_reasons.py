"""Reasons for a correction that the forms of a desk declare and its list does not have: a later version of a form, or a
form that the desk opens later. The office takes them into its list or leaves them; nothing does so by itself.
"""

import hashlib
from collections.abc import Iterator
from typing import NamedTuple

from translationstring import TranslationString

from guichet.declaration import InvoiceType
from guichet.declaration.correction_reasons import CorrectionReason
from guichet.desk import Desk
from guichet.i18n import _
from guichet.interfaces import Alert
from guichet.office.reasons.models import CORRECTIONS, Reason, Reasons, ReasonText
from guichet.store.models import Portal


class ProposedReason(NamedTuple):
    """A reason of a form, in each language of the desk."""

    key: str
    form_id: str
    form_title: TranslationString
    texts: tuple[ReasonText, ...]

    def in_language(self, language: str) -> ReasonText:
        """The text in that language; the desk has it in each of its own."""
        return next(text for text in self.texts if text.language == language)

    def is_text_of(self, reason: Reason) -> bool:
        """Whether a reason of the list still has these texts."""
        return tuple(map(tuple, self.texts)) == reason.texts


def proposed_reasons(desk: Desk, reasons: Reasons) -> Iterator[ProposedReason]:
    """The reasons of the desk's forms that the office has neither taken nor left."""
    for one in declared_reasons(desk):
        if one.key not in reasons.answered and not any(
            one.is_text_of(reason) and (not reason.form_ids or one.form_id in reason.form_ids)
            for reason in reasons.values()
        ):
            yield one


def take(reasons: Reasons, proposed: ProposedReason) -> Reason:
    """Puts a reason of a form into the list, or adds the form to the same reason of another; returns it."""
    reasons.answer(proposed.key)
    same = next((reason for reason in reasons.values() if reason.form_ids and proposed.is_text_of(reason)), None)
    if same is None:
        same = Reason(proposed.texts, (proposed.form_id,))
        reasons.put(same)
    elif proposed.form_id not in same.form_ids:
        same.form_ids = (*same.form_ids, proposed.form_id)
    return same


def reason_alerts(desk: Desk, portal: Portal) -> Iterator[Alert]:
    """Whether there are such reasons; the page of the list names them."""
    found = sum(1 for _one in proposed_reasons(desk, portal[CORRECTIONS]))
    if found:
        yield Alert(
            topic=_("Motifs de correction"),
            title=_("Motifs de correction proposés par les formulaires : ${n}", mapping={"n": found}),
            advice=_("Reprenez dans votre liste ceux qui vous servent, et écartez les autres."),
            path=f"{CORRECTIONS}/",
            link=_("Ouvrir la liste"),
            urgency="calm",
            permission="reasons",
        )


def take_all(desk: Desk, reasons: Reasons) -> None:
    """Puts the reasons of all forms into the list of a new desk."""
    for one in declared_reasons(desk):
        take(reasons, one)


def declared_reasons(desk: Desk) -> Iterator[ProposedReason]:
    """The reasons of the forms that a desk opens; one that several forms declare comes with each of them."""
    localizers = [desk.localizer(language) for language in desk.tenant.languages]
    for form in desk.plugins.invoice_types.values():
        for one in form.correction_reasons:
            texts = (ReasonText(each.language, each(one.title), each(one.text)) for each in localizers)
            yield ProposedReason(_key(form, one), form.id, form.title, tuple(texts))


def _key(form: InvoiceType, reason: CorrectionReason) -> str:
    """Of form and title as declared: another text of the same reason is not proposed again."""
    return hashlib.sha256(f"{form.id} {reason.title}".encode()).hexdigest()[:16]
