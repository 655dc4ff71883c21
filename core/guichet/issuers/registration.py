"""Pages of « S’inscrire »: the choice of a kind of user, and the form of each kind."""

from functools import cached_property
from typing import Any
from urllib.parse import urlencode

import colander
from pyramid.httpexceptions import HTTPSeeOther
from pyramid.request import Request

from guichet import clock
from guichet.auth.code_sending import send_code
from guichet.auth.registering_browsers import remember_registration
from guichet.auth.sessions import open_session
from guichet.i18n import _
from guichet.issuers import issuer_actions
from guichet.issuers.issuer_schemas import company_schema, insured_schema, representative_schema
from guichet.issuers.refused_company import refused_answers
from guichet.ratelimit import request_limits
from guichet.store.models import Portal
from guichet.users.links import LinkError, find_link
from guichet.users.models import Link
from guichet.web.client_network import client_network
from guichet.web.form_view import FormView, InvalidAnswer, form_view
from guichet.web.forms.form import Button
from guichet.web.forms.nodes import Choice
from guichet.web.view_permissions import PUBLIC

TEMPLATE = "templates/register.pt"
TOO_MANY_FROM_NETWORK = _("Trop d’inscriptions sont parties de cette connexion internet. Réessayez dans une heure")
TOO_MANY_WITH_ADDRESS = _("Cette adresse e-mail a servi à trop d’inscriptions aujourd’hui. Réessayez demain")
KINDS = {
    "company": _("Organisme / entreprise"),
    "insured": _("Personne assurée"),
    "representative": _("Représentant légal"),
}
GLN_ADDRESS = "https://www.refdata.ch/fr/partenaires/inscription/base-de-donnees-des-partenaires-professionnels-gln"
"""Where HCI Solutions gives companies a GLN (Berne's guide for companies, chapter 2). A link only: no page of the desk
loads anything from there."""
SCHEMAS = {"company": company_schema, "insured": insured_schema, "representative": representative_schema}


class RegistrationView(FormView):
    """A page of « S’inscrire »; its form can be shown in another language."""

    title = _("Inscription")
    multilingual = True
    kind = ""
    """A key of `KINDS`; empty on the page that asks for it."""

    @property
    def kinds(self) -> list[str]:
        """The kinds that may register at this desk; insured persons may have a legal representative who registers."""
        kinds = [kind.kind for kind in self.request.desk.plugins.user_kinds]
        return [*kinds, "representative"] if "insured" in kinds else kinds

    @property
    def only_kind(self) -> str:
        """The kind whose form opens without a question; empty where there are several."""
        kinds = self.request.desk.plugins.user_kinds
        return str(kinds[0].kind) if len(kinds) == 1 else ""

    def page(self) -> dict[str, Any]:
        """Values of the template, which differs by kind."""
        return {
            "kind": self.kind,
            "title_detail": KINDS.get(self.kind),
            "direct": bool(self.only_kind),
            "gln_address": GLN_ADDRESS,
        }


@form_view(context=Portal, name="register", permission=PUBLIC, renderer=TEMPLATE)
class ChooseKind(RegistrationView):
    """« Je veux utiliser la plateforme en tant que »; skipped where only one kind may register."""

    buttons = (Button("continue", _("Continuer")),)

    def before(self) -> HTTPSeeOther | None:
        """Redirects to the form where only one kind may register."""
        only = self.only_kind
        return HTTPSeeOther(f"/register-{only}") if only and self.request.method == "GET" else None

    def schema(self) -> colander.SchemaNode:
        """The kinds of this desk."""
        choice = Choice(
            [(kind, KINDS[kind]) for kind in self.kinds],
            name="kind",
            title=_("Je veux utiliser la plateforme en tant que"),
            missing_msg=_("Choisissez qui vous êtes"),
        )
        return colander.Schema(children=[choice])

    def success(self, answers: dict[str, Any]) -> HTTPSeeOther:
        """Leads to the form of the kind chosen."""
        return HTTPSeeOther(f"/register-{answers['kind']}")


@form_view(context=Portal, name="register-company", permission=PUBLIC, renderer=TEMPLATE, serialize=False)
@form_view(context=Portal, name="register-insured", permission=PUBLIC, renderer=TEMPLATE, serialize=False)
@form_view(context=Portal, name="register-representative", permission=PUBLIC, renderer=TEMPLATE, serialize=False)
class Register(RegistrationView):
    """Stores a registration. No page shows whether the address has an account already (ASVS 5.0, 6.3.8)."""

    buttons = (Button("register", _("S’inscrire")),)

    def __init__(self, context: Portal, request: Request) -> None:
        super().__init__(context, request)
        self.kind = request.view_name.removeprefix("register-")

    @property
    def action(self) -> str:
        """The address with the link of a refused registration."""
        path: str = self.request.path
        return f"{path}?{urlencode({'link': self._secret})}" if self._secret else path

    def before(self) -> HTTPSeeOther | None:
        """Only the kinds of this desk."""
        return None if self.kind in self.kinds else HTTPSeeOther("/register")

    def initial(self) -> dict[str, Any] | None:
        """What a refused company had answered, by the link of the mail; the password is not known."""
        return refused_answers(self.request.root, self._link) if self._link else None

    def page(self) -> dict[str, Any]:
        """``link_over``: the link of the mail no longer works, so that the form is empty."""
        return {**super().page(), "link_over": bool(self._secret) and self._link is None}

    def schema(self) -> colander.SchemaNode:
        """The form of the kind."""
        return SCHEMAS[self.kind](self.request.desk.tenant)

    def before_validation(self) -> Any:
        """Counts registrations per network before the password is judged, which takes some 10 ms of one core."""
        network = client_network(self.request)
        if not request_limits.allowed(self.request, request_limits.REGISTRATIONS_PER_NETWORK, network):
            self.form.add_problem("", TOO_MANY_FROM_NETWORK)
            return self.show_again(429)
        return None

    def success(self, answers: dict[str, Any]) -> HTTPSeeOther:
        """A company proves the e-mail address next, any other person the phone before it."""
        request = self.request
        # Counted for every address, with or without an account: the limit must not show which exist.
        address = request_limits.address(answers["email"])
        if not request_limits.allowed(request, request_limits.REGISTRATIONS_PER_ADDRESS, address):
            raise InvalidAnswer("email", TOO_MANY_WITH_ADDRESS, status=429)
        language = request.localize.language
        if self.kind == "company":
            if self._link:
                self._link.used = request.action_context.now
            user = issuer_actions.register_company(request.action_context, answers, language)
            remember_registration(request, user)
            open_session(request, user.id, "email")
            return self.redirect(self.context, "confirm-email", query={"user": user.id})
        insured = self.kind == "insured"
        store = issuer_actions.register_insured if insured else issuer_actions.register_representative
        user = store(request.action_context, answers, language)
        remember_registration(request, user)
        send_code(request, open_session(request, user.id, "phone"), user)
        return HTTPSeeOther("/code")

    @property
    def _secret(self) -> str:
        secret: str = self.request.GET.get("link", "") if self.kind == "company" else ""
        return secret

    @cached_property
    def _link(self) -> Link | None:
        """The link of a refused company; None for one that does not work."""
        try:
            return find_link(self.request.root, "register-again", self._secret, clock.now())
        except LinkError:
            return None
