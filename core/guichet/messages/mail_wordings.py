"""The office's own words of its mails: stored per template and language, with every earlier version."""

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from BTrees.LOBTree import LOBTree

from guichet.i18n import Localizer
from guichet.messages.mail_templates import MailTemplate, MailText, Wording
from guichet.messages.wording_rules import problems
from guichet.store.models import Folder, Portal, Resource

NAME = "mail_wordings"


class WordingVersion(NamedTuple):
    """One change of the words of a mail in one language."""

    moment: datetime
    user_id: str
    language: str
    wording: Wording | None
    """None for the return to the words of the template."""
    default: Wording
    """The words of the template at that moment."""


class TemplateWordings(Resource):
    """The office's own wording of one template in each language in which it has one, and all earlier ones."""

    def __init__(self) -> None:
        self._own: tuple[tuple[str, str, str, str, str], ...] = ()
        # A tree, so that sending a mail does not load the versions.
        self._versions = LOBTree()

    def own(self, language: str) -> Wording | None:
        """The office's words in a language; None for those of the template."""
        return next((Wording(own[1], own[2]) for own in self._own if own[0] == language), None)

    def compared_with(self, language: str) -> Wording | None:
        """The words of the template as they were when the office last saved its own; None without own words."""
        return next((Wording(own[3], own[4]) for own in self._own if own[0] == language), None)

    def change(self, version: WordingVersion) -> None:
        """Puts a version into use. Only words that differ from those in use are a version to be listed."""
        moment, user_id, language, wording, default = version
        changed = wording != self.own(language)
        others = tuple(own for own in self._own if own[0] != language)
        # Plain tuples: named ones would write their class path into every record.
        self._own = (*others, (language, *wording, *default)) if wording else others
        if changed:
            number = self._versions.maxKey() + 1 if self._versions else 1
            self._versions[number] = (moment, user_id, language, tuple(wording) if wording else None, tuple(default))

    def versions(self) -> list[WordingVersion]:
        """Every version, the oldest first."""
        return [
            WordingVersion(moment, user_id, language, Wording(*wording) if wording else None, Wording(*default))
            for moment, user_id, language, wording, default in self._versions.values()
        ]


class MailWordings(Folder):
    """`TemplateWordings` by name of the template; a template that the office never changed is not there."""


def mail_wordings(portal: Portal) -> MailWordings:
    """The office's words of a desk."""
    found: MailWordings = portal[NAME]
    return found


def own_wording(portal: Portal, template: MailTemplate, language: str) -> Wording | None:
    """The office's words of a mail; None for those of the template."""
    stored: TemplateWordings | None = mail_wordings(portal).get(template.name)
    return stored.own(language) if stored else None


def draw_mail(portal: Portal, template: MailTemplate, localize: Localizer, values: Mapping[str, object]) -> MailText:
    """The mail in one language as the desk sends it: in the office's words, or without any in those of the template.

    Raises ``ValueError`` when ``values`` are not those that the template declares.
    """
    own = own_wording(portal, template, localize.language)
    # A new version of the desk may have other placeholders. A mail in words that are not the office's is better than
    # none; the list of mails says so.
    if own is not None and problems(template, own, localize):
        own = None
    return template.draw(localize, values, own)
