"""« Effacement à la demande »: a person asks the office to erase what the desk stores under their AVS number."""

from functools import cached_property
from typing import Any

import colander
from pyramid.httpexceptions import HTTPSeeOther

from guichet.i18n import _
from guichet.issuers.models import InsuredPerson, Issuer
from guichet.office.retention.models import retention
from guichet.office.retention.person_erasure import PersonRecords, erase_person, records_of
from guichet.store.models import Portal
from guichet.values import ParseError, avs
from guichet.web.form_view import FormView, form_view
from guichet.web.forms.form import Button, Link
from guichet.web.forms.nodes import Avs, Checkbox
from guichet.web.personal_data import Reads

PAGE = "erase-person"
SEEN = "seen"
"""Name of the hidden input with the version of the records that the page shows."""


@form_view(
    context=Portal,
    name=PAGE,
    permission="erase",
    reauth=True,
    personal_data=Reads("person.searched", "erasure"),
    renderer="templates/erase_person.pt",
)
class ErasePerson(FormView):
    """Asks for the number, shows what is stored, and erases what no term keeps."""

    title = _("Effacement à la demande")

    @cached_property
    def records(self) -> PersonRecords | None:
        """What is stored under the number that was typed; None before, and for a number that cannot be read."""
        request = self.request
        typed = request.POST if request.method == "POST" else request.typed_form.answers if request.typed_form else {}
        try:
            return records_of(request.root, avs.parse(typed.get("avs", "")))
        except ParseError:
            return None

    @property
    def shown(self) -> bool:
        """Whether the page shows what is stored, so that its button erases it."""
        return self.records is not None and bool(self.records.entries)

    @property
    def buttons(self) -> tuple[Button, ...]:  # type: ignore[override]
        """To look, then to erase."""
        return (Button("go", _("Effacer")),) if self.shown else (Button("find", _("Chercher")),)

    @property
    def cancel(self) -> Link:  # type: ignore[override]
        """Back to the terms."""
        return Link(_("Revenir sans rien effacer"), self.request.resource_path(self.request.root, "retention"))

    def schema(self) -> colander.SchemaNode:
        """The number; then the box as well."""
        number = Avs(name="avs", title=_("Numéro AVS"))
        box = Checkbox(
            name="verified",
            title=_("L’identité de la personne est vérifiée, et sa demande est dans le dossier"),
            required=True,
            missing_msg=_("Cochez la case si l’identité est vérifiée"),
        )
        return colander.Schema(children=[number, box] if self.shown else [number])

    def before_validation(self) -> Any:
        """The page with what is stored, unless it has shown these very records: none is erased that came since."""
        if self.records is None:
            return None
        if not self.records.entries:
            self.form.add_problem("avs", _("Le guichet ne connaît pas ce numéro"))
            return self.show_again(422)
        return self.show_again(200) if self.request.posted(SEEN) != self.records.version else None

    def success(self, answers: dict[str, Any]) -> HTTPSeeOther:
        """Erases it, or the first part of it."""
        minutes = retention(self.request.root).minutes
        before = next(minutes(), None)
        finished = erase_person(self.request.action_context, answers["avs"])
        notice = "person-erased" if next(minutes(), None) != before else "nothing-to-erase"
        return self.done(notice if finished else "person-is-erased", self.request.root, "erasure-minutes")

    def page(self) -> dict[str, Any]:
        """What is stored under the number."""
        waiting = self.records.waiting(self.request.root) if self.records else 0
        return {"records": self.records, "waiting": waiting, "holder": self._holder, "density": "dense"}

    def _holder(self, issuer: Issuer) -> str:
        """The company, or who signs in for an insured person: the accounts of two parents have the child's name."""
        users = self.request.root["users"]
        people = [users[one] for one in issuer.members if one in users] if isinstance(issuer, InsuredPerson) else []
        return ", ".join(f"{one.name}, {one.email}" for one in people) or issuer.display_name
