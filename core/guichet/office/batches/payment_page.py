"""« Noter des paiements »: a list of references is pasted or chosen as a file, shown line by line, then noted whole."""

from decimal import Decimal
from typing import Any

import colander
from pyramid.request import Request

from guichet.i18n import _
from guichet.issuers.beneficiary_import.csv_rows import UnreadableFile
from guichet.office.batches import batch_actions
from guichet.office.batches.models import Batches
from guichet.office.batches.payment_list import MAX_LINES, TOO_LONG, Payment, PaymentList, read_payments, text_of
from guichet.web.form_readers import PostedFile
from guichet.web.form_view import FormView, InvalidAnswer, form_view
from guichet.web.forms.form import Button, Link
from guichet.web.forms.nodes import File, LongText
from guichet.web.personal_data import Reads

LIST, FILE, PAY, DIFFERING = "references", "file", "pay", "differing"
MAX_TEXT = 60_000
"""Characters of a pasted list: `MAX_LINES` lines of 60."""
MAX_FILE = 4 * MAX_TEXT
"""Bytes of a file: the same in characters of four bytes. A longer one is not read."""
MAX_SHOWN = 50
"""Wrong lines that the page names; the others are counted."""


def box_value(payment: Payment) -> str:
    """Value of the box beside a payment of another amount."""
    return f"{payment.reference} {payment.amount}"


@form_view(
    context=Batches,
    name="payments",
    permission="hand_over",
    renderer="templates/payments.pt",
    takes_files=True,
    personal_data=Reads("desk.payments_read", "hand_over"),
)
class NotePayments(FormView):
    """Shows what a list would do; nothing is noted while a line is wrong, nor before the second button.

    A payment of another amount than that of the invoice is noted only where its box is ticked.
    """

    title = _("Noter des paiements")
    buttons = (Button("check", _("Vérifier la liste")),)
    asks_file_again = False
    lead = (
        _("La Centrale de compensation ne répond pas au guichet : ces paiements viennent d’une liste de votre office."),
    )

    def __init__(self, context: Batches, request: Request) -> None:
        super().__init__(context, request)
        path = request.resource_path(context)
        self.back, self.cancel = Link(_("‹ Remises à la Centrale"), path), Link(_("Annuler"), path)

    def schema(self) -> colander.SchemaNode:
        """The list, as text or as a file."""
        pasted = LongText(
            MAX_TEXT,
            name=LIST,
            title=_("Références payées"),
            description=_(
                "Une référence par ligne, avec le montant payé si vous l’avez ; ${most} lignes au plus.",
                mapping={"most": Decimal(MAX_LINES)},
            ),
            missing=None,
            rows="8",
            spellcheck="false",
            autocapitalize="characters",
        )
        return colander.Schema(children=[pasted, File(name=FILE, title=_("Ou un fichier CSV"))])

    def success(self, answers: dict[str, Any]) -> Any:
        """Shows the preview, or notes the payments with the button of the preview."""
        text = self._text(answers)
        # What a file holds is shown as if it had been pasted: a page cannot keep a file, and a line is corrected there.
        self.form.show({**self.form.cstruct, LIST: text})
        found = self._compared(text)
        if found.wrong:
            raise InvalidAnswer(LIST, _("Corrigez les lignes qui ne conviennent pas, puis vérifiez encore une fois"))
        if PAY in self.request.POST:
            return self._note(found)
        return self.show_again(200)

    def _note(self, found: PaymentList) -> Any:
        ticked = set(self.request.POST.getall(DIFFERING))
        # The box names the amount too: of a list that was changed meanwhile another one would be noted.
        looked_at = [one for one in found.differing if box_value(one) in ticked]
        chosen = [*found.fitting, *looked_at]
        if not chosen:
            raise InvalidAnswer(LIST, _("Rien n’est noté : cochez les montants que vous avez contrôlés"))
        amounts = {one.reference: one.amount for one in looked_at if one.amount is not None}
        invoices = [one.invoice(self.request.root) for one in chosen]
        batch_actions.note_paid(self.request.action_context, invoices, amounts)
        return self.done("payments-partly-noted" if found.differing != looked_at else "payments-noted", self.context)

    def show_again(self, status: int, controls: list[tuple[str, str]] | None = None, *, checked: bool = False) -> Any:
        """As the base class; with the rows of a chosen file in the place of what was pasted."""
        return super().show_again(status, controls or [(LIST, self.form.cstruct.get(LIST) or "")], checked=checked)

    def page(self) -> dict[str, Any]:
        """What the list says."""
        text = self.form.cstruct.get(LIST) or ""
        try:
            found = self._compared(text) if text else None
        except InvalidAnswer:
            found = None
        return {
            "payments": found,
            "typed": text,
            "wrong": found.wrong[:MAX_SHOWN] if found else (),
            "pay": (_("Noter ${n} paiement"), _("Noter ${n} paiements")),
            "fitting": found.fitting if found else (),
            "differing": [self._differing(one) for one in found.differing] if found else (),
        }

    def _differing(self, payment: Payment) -> dict[str, str]:
        return {
            "value": box_value(payment),
            "reference": payment.reference,
            "path": self.request.resource_path(payment.invoice(self.request.root), "review"),
            "amount": self.request.localize.money(payment.amount or 0),
            "total": self.request.localize.money(payment.total),
        }

    def _text(self, answers: dict[str, Any]) -> str:
        """The rows of the chosen file, else the pasted list: that may hold the rows of the file before."""
        file = self.request.POST.get(FILE)
        # A browser posts an empty text when no file was chosen.
        if not isinstance(file, PostedFile):
            if answers[LIST]:
                return str(answers[LIST])
            raise InvalidAnswer(LIST, _("Collez la liste des références, ou choisissez un fichier CSV"))
        file.file.seek(0)
        content = file.file.read(MAX_FILE + 1)
        if len(content) > MAX_FILE:
            raise InvalidAnswer(FILE, TOO_LONG)
        try:
            text = text_of(content)
        except UnreadableFile as unreadable:
            raise InvalidAnswer(FILE, unreadable.message) from None
        if len(text) > MAX_TEXT:
            raise InvalidAnswer(FILE, TOO_LONG)
        return text

    def _compared(self, text: str) -> PaymentList:
        try:
            return read_payments(self.request.root, text)
        except UnreadableFile as unreadable:
            raise InvalidAnswer(LIST, unreadable.message) from None
