"""Reasons for a correction that belong to one form: a new desk begins with them, to an older one they are proposed.

They are offered for invoices of that form only; a reason that several forms declare in the same words, for each of
them. The office edits its list and chooses the forms; what it has changed is never written over.
"""

from typing import NamedTuple

from translationstring import TranslationString


class CorrectionReason(NamedTuple):
    """One reason, in each language of the desk that opens the form."""

    title: TranslationString
    """By which the officer chooses it, at most 60 characters."""
    text: TranslationString
    """What the sender reads: what is wrong, and what to do."""
