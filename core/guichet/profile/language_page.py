"""Choosing the language of pages, mails and text messages."""

from typing import Any

import colander
from pyramid.httpexceptions import HTTPSeeOther

from guichet.i18n import LANGUAGES, _
from guichet.profile.profile_form_view import ProfileFormView
from guichet.store.models import Portal
from guichet.web.form_view import form_view
from guichet.web.forms.nodes import Choice
from guichet.web.reader_language import choose_language


@form_view(context=Portal, name="account-language", permission="account")
class ChangeLanguage(ProfileFormView):
    """The language of the account, which pages, mails and text messages have."""

    title = _("Modifier la langue")
    lead = (_("Nos pages, nos e-mails et nos SMS sont dans cette langue, sur tous vos appareils."),)

    def schema(self) -> colander.SchemaNode:
        """The languages of the desk."""
        choice = Choice(
            [(language, LANGUAGES[language], "", language) for language in self.request.desk.tenant.languages],
            name="language",
            title=_("Langue"),
            missing_msg=_("Choisissez une langue"),
        )
        return colander.Schema(children=[choice])

    def initial(self) -> dict[str, Any]:
        """The present language."""
        return {"language": self.request.identity.user.language}

    def success(self, answers: dict[str, Any]) -> HTTPSeeOther:
        """Stores the choice."""
        choose_language(self.request, answers["language"])
        return self.saved("language-changed")
