"""Which languages there are, and which one a visitor gets."""

from collections.abc import Sequence

from webob.acceptparse import create_accept_language_header

LANGUAGES = {"fr": "Français", "de": "Deutsch", "it": "Italiano", "en": "English"}
"""Every language the framework can speak, with its own name for the switch. A tenant offers some of them."""


def negotiate(accept_language_header: str | None, cookie_value: str | None, offered: Sequence[str]) -> str:
    """The language for a visitor who is not signed in: what they chose, else what their browser asks for.

    ``offered`` are the tenant's languages; its first one answers when nothing fits or the header makes no sense.
    """
    if cookie_value in offered:
        return str(cookie_value)
    preferences = create_accept_language_header(accept_language_header)
    return str(preferences.lookup(language_tags=list(offered), default=offered[0]))
