"""Numbers that companies give their own invoices: any text of theirs, compared by its groups of digits and letters."""

import re

from guichet.values.surroundings import INVOICE_LABELS, around_identifier

_AROUND = around_identifier(*INVOICE_LABELS)
_GROUPS = re.compile(r"\d+|[^\W\d_]+")
"""Digits or letters that stand together in a number."""
_THOUSANDS = re.compile(r"(?<![0-9])(?<![0-9] )[1-9][0-9]{0,2}(?: [0-9]{3})+(?!\d)(?! \d)")
"""« 12 345 »; the blank in « 2026 17 » stands for a sign."""
_BLANK_BESIDE_OTHERS = re.compile(r"(?<![0-9]) | (?![0-9])")


def same_form(number: str) -> str:
    """The one form of all spellings of a number: « Facture n° R 2026/007 » is « r-2026-7 ».

    The word before it, case, leading zeros and which sign stands between two groups distinguish no numbers: a blank
    between digits is such a sign, unless it parts thousands, and says nothing elsewhere. Where a sign stands does: 1/23
    and 12/3 are two.
    """
    typed = _THOUSANDS.sub(lambda found: found[0].replace(" ", ""), _AROUND.strip(number).casefold())
    return _grouped(_BLANK_BESIDE_OTHERS.sub("", typed))


def form_without_blanks(number: str) -> str:
    """The form that `same_form` gave until December 2026, when a blank said nothing between digits either."""
    return _grouped(_AROUND.strip(number).casefold().replace(" ", ""))


def _grouped(typed: str) -> str:
    groups = [group.lstrip("0") or "0" for group in _GROUPS.findall(typed)]
    return "-".join(groups) or typed
