"""« Nouvelle facture »: choice of form and beneficiary; opens the form."""

from collections.abc import Iterable
from functools import cached_property
from typing import Any

import colander
from pyramid.httpexceptions import HTTPSeeOther

from guichet.declaration import InvoiceType
from guichet.i18n import Localizer, _
from guichet.invoices.beneficiary_choice import FIND, beneficiary_questions, chosen_beneficiary, is_searched
from guichet.invoices.drafts import can_be_copied
from guichet.invoices.first_form import first_form_path
from guichet.invoices.models import Invoice
from guichet.issuers.models import Beneficiary, Company, InsuredPerson, Issuer
from guichet.values import avs
from guichet.web.form_view import FormView, form_view
from guichet.web.forms.base_node import Node
from guichet.web.forms.form import Button
from guichet.web.forms.nodes import Choice

KNOWN = ("type", "for", "copy", "sent")
"""Names in the query of the address, see `NewInvoice`."""
TYPE = _("Type de facture")
START = Button("start", _("Continuer"))


@form_view(context=Issuer, name="new-invoice", permission="file", renderer="templates/new.pt")
class NewInvoice(FormView):
    """The forms this office accepts online, and a company's beneficiaries; opens the form.

    The address may name what is known before: the form (``type``), the beneficiary (``for``), an invoice whose answers
    are copied (``copy``), and the one that was sent just now (``sent``). With form and beneficiary the page is skipped;
    of the two it asks what is not known, so that the next invoice of a company takes one answer.
    """

    context: Issuer
    title = _("Nouvelle facture")

    @property
    def action(self) -> str:
        """The address with what is known."""
        return self._address(KNOWN)

    def before(self) -> HTTPSeeOther | None:
        """The form itself when nothing is left to ask."""
        if self._known_type and self._person and self.request.method == "GET":
            return self._open(self._known_type, self._person.id)
        return None

    def initial(self) -> dict[str, str] | None:
        """The only form."""
        return {"type": self._known_type} if self._known_type and not self._named_type else None

    @property
    def buttons(self) -> tuple[Button, ...]:  # type: ignore[override]  # read only, as the base class uses it
        """« Chercher » where the beneficiary is searched."""
        return (FIND, START) if self._searches else (START,)

    def schema(self) -> colander.SchemaNode:
        """The form; for a company, also the beneficiary, unless the address names one."""
        asked = isinstance(self.context, Company) and self._person is None
        questions = beneficiary_questions(self.request, self.context) if asked else []
        return colander.Schema(children=[*([] if self._named_type else [self._type()]), *questions])

    def before_validation(self) -> Any:
        """« Chercher »: the page again, with the beneficiaries found."""
        return self.show_again(200) if FIND.name in self.request.POST else None

    def success(self, answers: dict[str, Any]) -> HTTPSeeOther:
        """Opens the form, which is stored with its first answer."""
        type_id = self._named_type or answers["type"]
        if self._person:
            return self._open(type_id, self._person.id)
        person_id = chosen_beneficiary(answers) if isinstance(self.context, Company) else self.context.self_id
        return self._open(type_id, person_id)

    def page(self) -> dict[str, Any]:
        """``no_beneficiaries``: a company without beneficiaries has to add one first."""
        issuer = self.context
        no_beneficiaries = isinstance(issuer, Company) and not issuer.beneficiaries.directory.count("all")
        return {
            "issuer": issuer,
            "no_beneficiaries": no_beneficiaries,
            "person": self._person,
            "sent": self._own_invoice("sent"),
            "copy_path": self._copy_path(),
            "masked": avs.masked,
            "type_label": TYPE,
            "named_type": self.request.desk.plugins.invoice_types.get(self._named_type),
            "other_type": self._address([name for name in KNOWN if name != "type"]),
            # Without the form there is nothing to correct: the title must not announce an error either.
            "problems": () if no_beneficiaries else self.form.problems,
        }

    @property
    def _known_type(self) -> str:
        """The form that the address names, or the only one; empty when it has to be chosen."""
        types = self.request.desk.plugins.invoice_types
        return self._named_type or (next(iter(types)) if len(types) == 1 else "")

    @property
    def _named_type(self) -> str:
        """The form that the address names; empty for none, and for one that this office does not offer."""
        named: str = self.request.GET.get("type", "")
        return named if named in self.request.desk.plugins.invoice_types else ""

    def _address(self, names: Iterable[str]) -> str:
        """The address of this page with those of the present query."""
        known = {name: self.request.GET[name] for name in names if name in self.request.GET}
        path: str = self.request.resource_path(self.context, "new-invoice", query=known)
        return path

    @cached_property
    def _person(self) -> Beneficiary | None:
        """The beneficiary that the address names; of an insured person, the person, where the form is named."""
        if isinstance(self.context, InsuredPerson) and "type" in self.request.GET:
            own: Beneficiary = self.context.beneficiaries[self.context.self_id]
            return own
        found: Beneficiary | None = self.context.beneficiaries.get(self.request.GET.get("for", ""))
        return None if found is None or found.removed else found

    def _own_invoice(self, name: str) -> Invoice | None:
        """An invoice of this issuer that was sent, named in the address."""
        found: Invoice | None = self.context.invoices.get(self.request.GET.get(name, ""))
        return found if found is not None and can_be_copied(found) else None

    def _copy_path(self) -> str:
        """The form with the answers of the invoice that was sent just now; empty where they cannot be copied."""
        sent = self._own_invoice("sent")
        if sent is None or sent.type_id != self._named_type or self.context.beneficiaries[sent.beneficiary_id].removed:
            return ""
        return first_form_path(self.request, self.context, sent.type_id, sent.beneficiary_id, sent.id)

    def _open(self, type_id: str, beneficiary_id: str) -> HTTPSeeOther:
        source = self._own_invoice("copy")
        source_id = source.id if source and source.type_id == type_id else ""
        return HTTPSeeOther(first_form_path(self.request, self.context, type_id, beneficiary_id, source_id))

    def _type(self) -> Node:
        localize, plugins = self.request.localize, self.request.desk.plugins
        types = [
            (kind.id, kind.title, _description(kind, localize), "", heading)
            for heading, kinds in plugins.grouped_types(localize.language)
            for kind in kinds
        ]
        return Choice(
            types,
            name="type",
            title=TYPE,
            missing_msg=_("Choisissez le type de facture"),
            default=types[0][0] if len(types) == 1 else colander.drop,
            as_list=False,
        )

    @property
    def _searches(self) -> bool:
        company = isinstance(self.context, Company) and self._person is None
        return company and is_searched(self.context)


def _description(kind: InvoiceType, localize: Localizer) -> str:
    """What a form is for, and its documents: those that are always asked for first."""
    always = [localize(one.label) for one in kind.attachments if one.required]
    others = [localize(one.label) for one in kind.attachments if not one.required]
    sentences = [_("Formulaire ${number}. ${purpose}.", mapping={"number": kind.id, "purpose": kind.purpose})]
    if always:
        sentences.append(_("À joindre : ${documents}.", mapping={"documents": ", ".join(always)}))
    if others:
        sentences.append(_("À joindre selon la situation : ${documents}.", mapping={"documents": ", ".join(others)}))
    return " ".join(map(localize, sentences))
