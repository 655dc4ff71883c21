"""Lengths of time in days, as values of sentences; ``None``, for a number that a canton does not state, stays ``None``.

The German is the dative, so a sentence puts it behind a preposition: «in etwa 10 Tagen», «innert 10 Arbeitstagen».
"""

from guichet.i18n.domain import _
from guichet.i18n.localizer import Plural


def days(n: int | None) -> Plural | None:
    """« 10 jours »."""
    return None if n is None else Plural(n, _("${n} jour"), _("${n} jours"))


def working_days(n: int | None) -> Plural | None:
    """« 10 jours ouvrables »."""
    return None if n is None else Plural(n, _("${n} jour ouvrable"), _("${n} jours ouvrables"))
