"""The forms about a batch: which invoices it takes, why it is cancelled, the code that confirms it."""

from abc import abstractmethod
from collections import Counter
from datetime import timedelta
from typing import Any

import colander
from pyramid.httpexceptions import HTTPSeeOther
from pyramid.request import Request

from guichet.i18n import _
from guichet.invoices.lifecycle import UNDO_TIME
from guichet.office.batches import batch_actions
from guichet.office.batches.batch_actions import (
    MAX_INVOICES,
    BatchChoice,
    BatchMoved,
    NothingToHandOver,
    WrongCode,
    free_invoices,
)
from guichet.office.batches.batch_pages import FREE, NUMBERS_ONLY
from guichet.office.batches.models import LIVE, READY, Batch, Batches
from guichet.web.form_view import FormView, InvalidAnswer, form_view
from guichet.web.forms.form import Button, Link
from guichet.web.forms.nodes import Choice, Day, LongText, Text

ANY = "all"
MAX_REASON = 500
WRONG_CODES = {
    "format": _("Copiez le code tel qu’il figure dans manifest.json, par exemple ${example}"),
    "check-character": _("Comparez le code caractère par caractère : l’un d’eux ne correspond pas"),
    "other": _("Ce n’est pas le code de cette remise. Copiez celui du fichier manifest.json de la remise n° ${number}"),
}
"""Reason of `WrongCode` → what to do."""


@form_view(context=Batches, name="new", permission="hand_over", personal_data=NUMBERS_ONLY)
class NewBatch(FormView):
    """Chooses accepted invoices by form and period; the worker then makes the batch."""

    title = _("Préparer une remise")
    buttons = (Button("start", _("Préparer la remise")),)

    def __init__(self, context: Batches, request: Request) -> None:
        super().__init__(context, request)
        path = request.resource_path(context)
        self.back, self.cancel = Link(_("‹ Remises à la Centrale"), path), Link(_("Annuler"), path)
        self._free = Counter(row.type_id for _id, row in free_invoices(request.root, request.action_context.now))
        count, most = self._free.total(), {"most": MAX_INVOICES}
        undo = {"minutes": UNDO_TIME // timedelta(minutes=1)}
        if not count:
            self.obstacle = _("Aucune demande acceptée n’attend d’être transmise.")
        self.lead = (
            request.localize.plural(count, *FREE),
            _("Une remise en contient ${most} au plus, les plus anciennes d’abord.", mapping=most),
            _("Une demande s’y ajoute ${minutes} minutes après la décision, qui ne s’annule alors plus.", mapping=undo),
        )

    def schema(self) -> colander.SchemaNode:
        """Form and period."""
        plugins, localize = self.request.desk.plugins, self.request.localize
        types = [
            (type_id, f"{localize(plugins.invoice_type_title(type_id))} ({type_id})", localize.count(count))
            for type_id, count in sorted(self._free.items())
        ]
        offers = [(ANY, _("Tous les formulaires"), localize.count(self._free.total())), *types]
        return colander.Schema(
            children=[
                Choice(offers, name="type", title=_("Formulaire")),
                Day(name="first", title=_("Envoyées dès le"), missing=None, row="period"),
                Day(name="last", title=_("Envoyées jusqu’au"), missing=None, row="period"),
            ]
        )

    def initial(self) -> dict[str, Any]:
        """Everything."""
        return {"type": ANY, "first": None, "last": None}

    def success(self, answers: dict[str, Any]) -> HTTPSeeOther:
        """Starts the batch and leads to its page."""
        type_id = "" if answers["type"] == ANY else answers["type"]
        choice = BatchChoice(type_id, answers["first"], answers["last"])
        try:
            language = self.request.localize.language
            batch = batch_actions.start_batch(self.request.action_context, choice, language)
        except NothingToHandOver:
            raise InvalidAnswer(
                "type", _("Aucune demande acceptée ne correspond. Choisissez un autre formulaire ou une autre période")
            ) from None
        return self.done("batch-started", batch)


class BatchForm(FormView):
    """A form that ends a batch; leads to its page when it no longer can be."""

    context: Batch
    states: tuple[str, ...]
    """States from which it starts."""

    def __init__(self, context: Batch, request: Request) -> None:
        super().__init__(context, request)
        path = request.resource_path(context)
        self.back = Link(_("‹ Remise n° ${number}", mapping={"number": context.number}), path)
        self.cancel = Link(_("Annuler"), path)

    def before(self) -> HTTPSeeOther | None:
        """The page of the batch, where a colleague was faster."""
        return None if self.context.state in self.states else self.done("batch-moved", self.context)

    def success(self, answers: dict[str, Any]) -> HTTPSeeOther:
        """Performs the action."""
        try:
            code = self.end(answers)
        except BatchMoved:
            code = "batch-moved"
        return self.done(code, self.context)

    @abstractmethod
    def end(self, answers: dict[str, Any]) -> str:
        """Perform the action and return the code of its notice. May raise `BatchMoved`."""


@form_view(context=Batch, name="cancel", permission="hand_over", personal_data=NUMBERS_ONLY)
class CancelBatch(BatchForm):
    """Gives a batch up, with a reason."""

    states = LIVE
    title = _("Annuler la remise ?")
    lead = (
        _("Ses demandes redeviennent libres pour une autre remise, et ses fichiers sont supprimés."),
        _("Ne l’annulez pas si la Centrale de compensation l’a déjà reçue : elle paierait deux fois."),
    )
    buttons = (Button("cancel", _("Annuler la remise")),)

    def __init__(self, context: Batch, request: Request) -> None:
        super().__init__(context, request)
        self.cancel = Link(_("Garder la remise"), request.resource_path(context))

    def schema(self) -> colander.SchemaNode:
        """The reason."""
        reason = LongText(
            MAX_REASON,
            name="reason",
            title=_("Raison"),
            description=_("Elle reste visible sur la page de la remise."),
            missing_msg=_("Saisissez la raison de l’annulation"),
            rows="3",
        )
        return colander.Schema(children=[reason])

    def end(self, answers: dict[str, Any]) -> str:
        """Cancels it."""
        batch_actions.cancel(self.request.action_context, self.context, answers["reason"])
        return "batch-cancelled"


@form_view(context=Batch, name="hand-over", permission="hand_over", personal_data=NUMBERS_ONLY)
class HandOver(BatchForm):
    """« Confirmer la transmission »: the code of the manifest shows that the files themselves were handed over."""

    states = (READY,)
    title = _("Confirmer la transmission")
    lead = (
        _(
            "Le guichet ne sait pas si la Centrale de compensation a reçu les documents. Confirmez-le avec le code qui "
            "figure en tête du fichier manifest.json que vous avez transmis."
        ),
        _("Les demandes deviennent « Transmise à la Centrale ». Cette étape ne s’annule pas."),
    )
    buttons = (Button("confirm", _("Confirmer la transmission")),)

    def schema(self) -> colander.SchemaNode:
        """The code."""
        code = Text(
            40,
            name="manifest_code",
            title=_("Code de manifest.json"),
            missing_msg=_("Saisissez le code de manifest.json"),
            autocomplete="off",
            spellcheck="false",
            autocapitalize="characters",
            width="w-m",
        )
        return colander.Schema(children=[code])

    def end(self, answers: dict[str, Any]) -> str:
        """Hands the invoices over."""
        try:
            batch_actions.hand_over(self.request.action_context, self.context, answers["manifest_code"])
        except WrongCode as wrong:
            example = f"{self.request.desk.tenant.id.upper()}CDC-2026-7K3M-Q2XW"
            texts = {"example": example, "number": self.context.number}
            raise InvalidAnswer("manifest_code", WRONG_CODES[wrong.reason] % texts) from None
        return "batch-handed-over"
