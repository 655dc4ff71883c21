"""Reasons for a correction that belong to one form: a new desk begins with them, and its office edits them."""

from typing import NamedTuple

from translationstring import TranslationString


class CorrectionReason(NamedTuple):
    """One reason, in each language of the desk that opens the form."""

    title: TranslationString
    """By which the officer chooses it, at most 60 characters."""
    text: TranslationString
    """What the sender reads: what is wrong, and what to do."""
