"""`Check`, what the office reads about a check that found nothing."""

from typing import NamedTuple

from translationstring import TranslationString


class Check(NamedTuple):
    """A check that a form, an office or the core makes.

    The review lists it with what is in order when it found nothing at the sending; what it finds is an `Issue` with its
    code and a message of its own.
    """

    code: str
    """As in its issues, e.g. ``"T6"``."""
    title: TranslationString
    """What holds where nothing is found, in a few words, also for an invoice that it does not concern."""
    source: TranslationString | None = None
    """The law or the directive that it rests on, and whether that is confirmed; None where none is known."""
