"""What the office's words of a mail have to hold: placeholders that exist, and those that may not be missing."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from translationstring import TranslationString

from guichet.i18n import Localizer, _
from guichet.messages.mail_templates import MailTemplate, Wording, paragraphs_of, placeholders

_BRACES = re.compile(r"\$?\{[^{}\n]*\}?|\}")
"""Whatever looks like a placeholder, well written or not."""


_OPENING = re.compile(r"\$?\{")


class WordingProblem(NamedTuple):
    """Why words cannot be used."""

    part: str
    """``"subject"`` or ``"body"``."""
    message: TranslationString


def problems(template: MailTemplate, wording: Wording, localize: Localizer) -> list[WordingProblem]:
    """All that has to be changed before the words can be used; empty for words that are in order."""
    return [*_of_subject(template, wording.subject), *_of_body(template, wording, localize)]


def written(name: str) -> str:
    """A placeholder as the office types it: ``{reference}``."""
    return f"{{{name}}}"


def as_typed(wording: Wording) -> Wording:
    """The words as the office types them, with plain braces."""
    return Wording(*(text.replace("${", "{") for text in wording))


def from_typed(wording: Wording) -> Wording:
    """The words as they are stored, from what the office has typed; a ``$`` before the brace may be there."""
    return Wording(*(_OPENING.sub("${", text) for text in wording))


def _of_subject(template: MailTemplate, subject: str) -> Iterator[WordingProblem]:
    # Subjects are shown on locked screens: nothing about a person, the reference alone where the mail has one.
    offered = placeholders(template.subject) | ({"reference"} & template.offered)
    for found in _unknown(subject, offered):
        if found.strip("{}") in template.offered:
            text = _("${placeholder} ne va que dans le texte : retirez-le de l’objet")
            yield _problem("subject", text, found)
        else:
            yield _problem("subject", _("Le guichet ne connaît pas ${placeholder} : retirez-le de l’objet"), found)


def _of_body(template: MailTemplate, wording: Wording, localize: Localizer) -> Iterator[WordingProblem]:
    for found in _unknown(wording.body, template.offered):
        text = _("Le guichet ne connaît pas ${placeholder} : choisissez parmi les champs de la liste")
        yield _problem("body", text, found)
    kept = placeholders(wording.subject) | placeholders(wording.body)
    for name in sorted(template.essential - kept):
        yield _problem("body", _("Ajoutez ${placeholder} : cette indication ne peut pas manquer"), written(name))
    paragraphs = paragraphs_of(wording.body)
    for sentence in map(localize, template.essential_sentences):
        if _plain(sentence) not in map(_plain, paragraphs):
            text = _("Gardez ce paragraphe tel quel : « ${sentence} »", mapping={"sentence": sentence})
            yield WordingProblem("body", text)
    yield from _of_left_out(template, paragraphs)


def _of_left_out(template: MailTemplate, paragraphs: tuple[str, ...]) -> Iterator[WordingProblem]:
    """Paragraphs that are left out where a value is missing take nothing along that has to be said."""
    always = [text for text in paragraphs if not placeholders(text) & template.optional]
    for text in paragraphs:
        missing = sorted(placeholders(text) & template.optional)
        if missing and (not always or placeholders(text) & (template.essential - template.optional)):
            message = _("Mettez ${placeholder} dans un paragraphe à part : il est omis quand cette indication manque")
            yield _problem("body", message, written(missing[0]))


def _unknown(text: str, offered: frozenset[str] | set[str]) -> list[str]:
    allowed = {written(name) for name in offered}
    signs = (found.removeprefix("$") for found in _BRACES.findall(text))
    return [found for found in dict.fromkeys(signs) if found not in allowed]


def _problem(part: str, text: TranslationString, placeholder: str) -> WordingProblem:
    return WordingProblem(part, text % {"placeholder": placeholder})


def _plain(text: str) -> str:
    """A text with single plain blanks: a line end or a no-break blank changes nothing for a reader."""
    return " ".join(text.split())
