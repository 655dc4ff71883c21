"""The languages of the framework, and the choice of one for a visitor."""

from collections.abc import Sequence

from webob.acceptparse import create_accept_language_header

LANGUAGES = {"fr": "Français", "de": "Deutsch", "it": "Italiano", "en": "English"}
"""Every language that the framework supports, with its own name for the switch; a tenant offers some of them."""


def negotiate(accept_language_header: str | None, cookie_value: str | None, offered: Sequence[str]) -> str:
    """The language for a visitor who is not signed in: the one chosen, else the browser's (RFC 4647 lookup).

    ``offered`` are the tenant's languages; the first of them when none fits or the header cannot be parsed.
    """
    if cookie_value in offered:
        return str(cookie_value)
    preferences = create_accept_language_header(accept_language_header)
    return str(preferences.lookup(language_tags=list(offered), default=offered[0]))
