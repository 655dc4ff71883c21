"""Pages that change the access of one member of staff; each states the consequences and asks first."""

from abc import abstractmethod
from collections.abc import Sequence
from typing import Any

import colander
from pyramid.httpexceptions import HTTPNotFound, HTTPSeeOther
from pyramid.request import Request

from guichet.i18n import _
from guichet.office.staff.roles import chosen_roles, roles_node
from guichet.store.roles import PERMISSIONS
from guichet.users import staff_users
from guichet.users.invitations import inviter_of, send_invitation
from guichet.users.models import State, User
from guichet.web.form_view import FormView, form_view
from guichet.web.forms.form import Button, Link
from guichet.web.personal_data import OFFICE_ONLY


class AccessView(FormView):
    """A change to the access of ``context``; 404 for signed-in users who may not manage it."""

    context: User
    states: Sequence[State] = ("active", "invited")
    """States of the user in which the change is possible."""

    def before(self) -> None:
        """Raises ``HTTPNotFound`` where there is nothing to change."""
        if self.context.state not in self.states or not staff_users.may_manage(
            self.request.action_context, self.context
        ):
            raise HTTPNotFound()


class QuestionView(AccessView):
    """A change without questions: a title, its consequences and a button."""

    question: str
    """The title; ``${name}`` stands for the person."""
    notice: str
    """Code of the notice on the list that follows."""

    def __init__(self, context: User, request: Request) -> None:
        super().__init__(context, request)
        self.title = self.question % {"name": context.name}
        self.cancel = Link(_("Revenir sans rien changer"), request.resource_path(context))

    def before_validation(self) -> HTTPSeeOther | None:
        """Asks again unless the button was pressed: no other POST ends an access."""
        return None if self.request.posted(self.buttons[0].name) else HTTPSeeOther(self.request.path)

    def success(self, answers: dict[str, Any]) -> HTTPSeeOther:
        """Changes the access, and returns to the list."""
        self.change()
        return self.done(self.notice, self.request.root, "staff")

    @abstractmethod
    def change(self) -> None:
        """Perform the change."""


@form_view(context=User, name="resend-invitation", permission="staff", personal_data=OFFICE_ONLY, reauth=True)
class ResendInvitation(QuestionView):
    """Mails a new link, which replaces the one before."""

    question = _("Renvoyer l’invitation à ${name} ?")
    lead = (_("Un nouveau lien part par e-mail, valable sept jours. Le lien précédent ne fonctionne plus."),)
    buttons = (Button("resend", _("Renvoyer l’invitation")),)
    notice = "invitation-sent"
    states = ("invited",)

    def change(self) -> None:
        """Mails the link."""
        request, user = self.request, self.context
        send_invitation(request.action_context, user, inviter_of(request.desk, request.root, user))


@form_view(context=User, name="withdraw-invitation", permission="staff", personal_data=OFFICE_ONLY, reauth=True)
class WithdrawInvitation(QuestionView):
    """Withdraws an invitation: its link no longer works."""

    question = _("Retirer l’invitation de ${name} ?")
    lead = (_("Le lien de l’invitation ne fonctionne plus, et cette personne ne peut pas se connecter."),)
    buttons = (Button("withdraw", _("Retirer l’invitation")),)
    notice = "invitation-withdrawn"
    states = ("invited",)

    def change(self) -> None:
        """Closes the access, which was never used."""
        # Without a mail: the person has never had an access.
        staff_users.deactivate(self.request.action_context, self.context)


@form_view(context=User, name="sign-out-everywhere", permission="staff", personal_data=OFFICE_ONLY, reauth=True)
class SignOutEverywhere(QuestionView):
    """Ends all sessions of a colleague."""

    question = _("Déconnecter ${name} partout ?")
    lead = (_("Cette personne est déconnectée de tous ses appareils et avertie par e-mail. Elle peut se reconnecter."),)
    buttons = (Button("sign_out", _("Déconnecter partout")),)
    notice = "colleague-signed-out"
    states = ("active",)

    def change(self) -> None:
        """Ends the sessions."""
        staff_users.sign_out_staff_user(self.request.action_context, self.context)


@form_view(context=User, name="deactivate", permission="staff", personal_data=OFFICE_ONLY, reauth=True)
class Deactivate(QuestionView):
    """Closes the access of a colleague who leaves."""

    question = _("Fermer l’accès de ${name} ?")
    lead = (
        _("Cette personne ne peut plus se connecter, dès maintenant, et en est avertie par e-mail."),
        _("Les décisions qu’elle a prises restent, avec son nom."),
    )
    buttons = (Button("deactivate", _("Fermer l’accès")),)
    notice = "colleague-deactivated"
    states = ("active",)

    def change(self) -> None:
        """Closes the access."""
        staff_users.deactivate(self.request.action_context, self.context)


@form_view(context=User, name="roles", permission="administrators", personal_data=OFFICE_ONLY, reauth=True)
class ChangeRoles(AccessView):
    """Gives a colleague other roles."""

    buttons = (Button("save", _("Enregistrer")),)
    changes_stored = True

    def __init__(self, context: User, request: Request) -> None:
        super().__init__(context, request)
        self.title = _("Rôle de ${name}", mapping={"name": context.name})
        self.back = Link(_("‹ ${name}", mapping={"name": context.name}), request.resource_path(context))
        self.lead = (
            _("Cette personne aura ce rôle dès qu’elle aura choisi son mot de passe.")
            if context.state == "invited"
            else _("Le nouveau rôle vaut tout de suite. Cette personne est déconnectée et avertie par e-mail."),
        )

    def schema(self) -> colander.SchemaNode:
        """A checkbox for each role."""
        return colander.Schema(children=[roles_node()])

    def initial(self) -> dict[str, Any]:
        """The roles the person has."""
        return {"roles": {role: role in self.context.roles for role in PERMISSIONS}}

    def success(self, answers: dict[str, Any]) -> HTTPSeeOther:
        """Changes the roles, and returns to the person."""
        staff_users.change_roles(self.request.action_context, self.context, chosen_roles(answers))
        return self.done("roles-changed", self.context)
