"""« Versions »: who has changed the words of a mail, when, and what differs from before."""

import re
from collections.abc import Iterator
from datetime import datetime
from difflib import SequenceMatcher
from typing import Any, NamedTuple

from pyramid.request import Request
from pyramid.view import view_config

from guichet.i18n import LANGUAGES, _
from guichet.messages.mail_templates import Wording
from guichet.messages.mail_wordings import TemplateWordings, mail_wordings
from guichet.messages.wording_rules import as_typed
from guichet.office.mail_pages.mail_previews import TEMPLATE, template_of
from guichet.store.models import Portal
from guichet.users.models import User
from guichet.web.personal_data import OFFICE_ONLY

_WORDS = re.compile(r"\s+|\{[^}]*\}|\w+|[^\w\s]")
Parts = list[tuple[str, str]]
"""Pieces of a text, each ``"same"``, ``"old"`` or ``"new"``."""


class WordingChange(NamedTuple):
    """The difference between two wordings."""

    language: str
    """Its name."""
    subject: Parts
    body: Parts


class ListedVersion(NamedTuple):
    """A version on its page."""

    moment: datetime
    author: str
    """Empty for an account that is gone."""
    removed: bool
    """Whether it is the return to the words of the template."""
    change: WordingChange


@view_config(
    context=Portal,
    name="mail-template-versions",
    request_method="GET",
    permission="administrators",
    personal_data=OFFICE_ONLY,
    renderer="templates/wording_versions.pt",
)
def wording_versions(request: Request) -> dict[str, Any]:
    """All versions of a mail's words, the latest first."""
    template = template_of(request)
    stored: TemplateWordings | None = mail_wordings(request.root).get(template.name)
    return {
        "title": _("Versions des textes"),
        "density": "dense",
        "back": request.resource_path(request.root, TEMPLATE, template.name),
        "when": template.when,
        "versions": list(reversed(list(_listed(request, stored)))) if stored else [],
    }


def compared(language: str, before: Wording, after: Wording) -> WordingChange:
    """What differs between two wordings, word by word; ``language`` is the name of theirs."""
    before, after = as_typed(before), as_typed(after)
    return WordingChange(language, _parts(before.subject, after.subject), _parts(before.body, after.body))


def _listed(request: Request, stored: TemplateWordings) -> Iterator[ListedVersion]:
    latest: dict[str, Wording] = {}
    for version in stored.versions():
        before = latest.get(version.language, version.default)
        after = latest[version.language] = version.wording or version.default
        author: User | None = request.root["users"].get(version.user_id)
        yield ListedVersion(
            version.moment,
            author.name if author else "",
            version.wording is None,
            compared(LANGUAGES[version.language], before, after),
        )


def _parts(before: str, after: str) -> Parts:
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    parts: Parts = []
    # In a long text, words that are frequent begin no common part: with them, 4000 characters of two signs in turn take
    # nine minutes (measured), and without them a second at most.
    for step, i, j, k, m in SequenceMatcher(None, old, new).get_opcodes():
        if step == "equal":
            parts.append(("same", "".join(old[i:j])))
            continue
        parts += [(kind, text) for kind, text in (("old", "".join(old[i:j])), ("new", "".join(new[k:m]))) if text]
    return parts
