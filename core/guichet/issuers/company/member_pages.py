"""The forms for the people of a company.

Both ask for password and code unless they were given within ten minutes (``reauth``; ASVS 5.0, 7.5.1).
"""

from typing import Any

import colander
from pyramid.request import Request

from guichet.auth.code_challenges import begin_challenge
from guichet.i18n import _
from guichet.issuers.company import company_actions
from guichet.issuers.company.company_schemas import member_schema
from guichet.issuers.company.company_views import CompanyFormView, requested_member
from guichet.issuers.company.member_invitations import TOO_MANY, within_limit
from guichet.issuers.members import Member, members_of
from guichet.issuers.models import Company
from guichet.profile.profile_actions import same_address
from guichet.web.form_view import InvalidAnswer, form_view

ALREADY_MEMBER = _(
    "${name} fait déjà partie de votre société avec cette adresse. Modifiez son accès ou saisissez une autre adresse"
)
LAST_MANAGER = _(
    "Une société a toujours un gérant. Donnez d’abord le rôle « Gérant » à une autre personne ; dès qu’elle peut se "
    "connecter, recommencez."
)
DONE = {(True, "active"): "member-address-pending", (True, "invited"): "member-invited"}
"""The notice of the next page, by whether the address was changed and the user's state."""


class MemberView(CompanyFormView):
    """A person of a company."""

    def member_with(self, address: str) -> Member | None:
        """The company's person with that address; None when there is none."""
        return next((one for one in members_of(self.context) if same_address(one.user.email, address)), None)

    def require_recipient(self, address: str) -> None:
        """Raises ``InvalidAnswer`` unless a link may be sent there. Only the company's own people are named."""
        twin = self.member_with(address)
        if twin is not None:
            raise InvalidAnswer("email", ALREADY_MEMBER % {"name": twin.user.name})
        if not within_limit(self.context, self.request):
            raise InvalidAnswer("email", TOO_MANY, status=429)


@form_view(context=Company, name="add-member", permission="members", reauth=True)
class AddMember(MemberView):
    """Invites a person. Sent twice, e.g. by a double click, the second time changes nothing."""

    title = _("Ajouter un collaborateur")

    def schema(self) -> colander.SchemaNode:
        """A new person."""
        return member_schema("new")

    def success(self, answers: dict[str, Any]) -> Any:
        """Sends the invitation."""
        twin = self.member_with(answers["email"])
        if twin is None or any(value != answers[name] for name, value in _stored(twin).items()):
            self.require_recipient(answers["email"])
            request = self.request
            company_actions.add_member(request.action_context, self.context, answers, request.localize.language)
        return self.saved("member-invited")


@form_view(context=Company, name="change-member", permission="members", reauth=True)
class ChangeMember(MemberView):
    """Changes a person. The actor's own new phone is proven by a code before it counts."""

    changes_stored = True

    member: Member

    def before(self) -> None:
        """Finds the person whose id ends the address."""
        self.member = requested_member(self.context, self.request)
        self.title = self.member.user.name

    @property
    def record_id(self) -> str:
        """The person's."""
        return self.member.user.id

    def schema(self) -> colander.SchemaNode:
        """The person."""
        return member_schema(who(self.member, self.request))

    def initial(self) -> dict[str, Any]:
        """The person as stored."""
        return _stored(self.member)

    def success(self, answers: dict[str, Any]) -> Any:
        """Stores what was changed."""
        member, request = self.member, self.request
        moves = not same_address(member.user.email, answers["email"])
        if moves:
            self.require_recipient(answers["email"])
        try:
            company_actions.change_member(request.action_context, member, answers)
        except company_actions.LastManager:
            raise InvalidAnswer("role", LAST_MANAGER) from None
        # The own number is not stored yet: the code sent to the new one proves it first.
        if who(member, request) == "own" and member.user.phone != answers["phone"]:
            return begin_challenge(request, "new-phone", self.company_url, answers["phone"])
        return self.saved(DONE.get((moves, member.user.state), "member-saved"))


def who(member: Member, request: Request) -> str:
    """Whose data a page is about, as a key of ``HINTS`` and ``EFFECT``: ``own``, ``invited`` or ``active``."""
    if member.user is request.identity.user:
        return "own"
    return "invited" if member.user.state == "invited" else "active"


def _stored(member: Member) -> dict[str, Any]:
    stored = {name: getattr(member.user, name) for name in ("first_name", "last_name", "email", "phone")}
    return stored | {"role": member.role}
