"""Numbers that companies give their own invoices: any text of theirs, compared by its groups of digits and letters."""

import re

from guichet.values.surroundings import INVOICE_LABELS, around_identifier

_AROUND = around_identifier(*INVOICE_LABELS)
_GROUPS = re.compile(r"\d+|[^\W\d_]+")
"""Digits or letters that stand together in a number."""


def same_form(number: str) -> str:
    """The one form of all spellings of a number: « Facture n° R 2026/007 » is « r-2026-7 ».

    The word before it, case, blanks, leading zeros and which sign stands between two groups distinguish no numbers.
    Where a sign stands does: 1/23 and 12/3 are two.
    """
    typed = _AROUND.strip(number).casefold().replace(" ", "")
    groups = [group.lstrip("0") or "0" for group in _GROUPS.findall(typed)]
    return "-".join(groups) or typed
