"""A mail as the person will see it, on a page of the office; drawn by ``templates/mail.pt``."""

from collections.abc import Mapping
from typing import NamedTuple

from pyramid.request import Request

from guichet.i18n import LANGUAGES
from guichet.messages.mail import greeting
from guichet.messages.mail_letterhead import Signature
from guichet.messages.mail_templates import MailTemplate, MailText, Wording
from guichet.messages.mail_wordings import draw_mail


class MailPreview(NamedTuple):
    """A mail in one language, with its frame."""

    tag: str
    """Of the language, e.g. ``fr-CH``."""
    language: str
    text: MailText
    greeting: str
    link: str
    """Full URL; empty when the mail has none."""
    signature: Signature

    @property
    def paragraphs(self) -> list[tuple[str, str | None]]:
        """Text and language, where it is not the mail's, of each paragraph."""
        return [(text, tag or None) for text, tag in zip(self.text.paragraphs, self.text.languages, strict=True)]


def preview(
    request: Request,
    template: MailTemplate,
    values: Mapping[str, object],
    language: str,
    name: str,
    wording: Wording | None = None,
) -> MailPreview:
    """The mail to a person of that name with these values; in ``wording``, else in the words that the desk uses."""
    localize = request.desk.localizer(language)
    if wording is None:
        text = draw_mail(request.root, template, localize, values)
    else:
        text = template.draw(localize, values, wording)
    return MailPreview(
        localize.tag,
        LANGUAGES[language],
        text,
        greeting(localize, name),
        request.desk.url(text.path) if text.path else "",
        request.desk.letterhead.signature(localize),
    )
