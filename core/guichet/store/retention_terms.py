"""How long a desk stores what: one term for each kind of data, with its limits, as the office has set it.

The defaults are those of the product. A term whose length no source confirms is applied to nothing until the office has
confirmed it, since what is erased cannot be brought back.
"""

from datetime import timedelta
from typing import NamedTuple

from guichet.store.models import Portal, Resource

NAME = "retention_terms"
DRAFTS, HANDED_OVER, REFUSED, WITHDRAWN = "drafts", "handed_over", "refused", "withdrawn"
UNUSED, CLOSED, JOURNAL, MESSAGES = "unused_accounts", "closed_accounts", "journal", "messages"


class Term(NamedTuple):
    """A term in days, with its limits."""

    default: int
    minimum: int
    maximum: int = 5500
    """Fifteen years: ten years of the general limitation (CO art. 127), and what a case takes before."""
    known: bool = True
    """Whether its length follows from a source, or is the office's own choice."""


TERMS = {
    DRAFTS: Term(default=60, minimum=30),
    # UNCONFIRMED: the directives on files (DGD 318.107.10) ask for storage in Switzerland, then for an offer to the
    # archive, then for destruction; the length was not seen. The office's file, not the desk, is the original.
    HANDED_OVER: Term(default=730, minimum=180, known=False),
    REFUSED: Term(default=730, minimum=180, known=False),
    WITHDRAWN: Term(default=730, minimum=180, known=False),
    UNUSED: Term(default=730, minimum=365),
    # OPDo art. 4 al. 5: journals are stored for a year at least; an account has its own journal.
    CLOSED: Term(default=365, minimum=365),
    JOURNAL: Term(default=365, minimum=365),
    MESSAGES: Term(default=30, minimum=7, maximum=365),
}
"""By name, in the order of the page."""
MAX_OFFER_DAYS = 365


class RetentionTerms(Resource):
    """The terms of a desk. The defaults until the office changes them."""

    # Plain tuples: they are replaced as a whole.
    _days: tuple[tuple[str, int], ...] = ()
    _confirmed: tuple[str, ...] = ()
    offer_days = 0
    """Days for which invoices past their term are offered to the archive before they are erased; 0: they are not.

    UNCONFIRMED: the directives on files (DGD 318.107.10) ask for the offer; which archive is competent, whether the
    desk's copies are concerned, and how long it may take was not seen.
    """

    def days(self, name: str) -> int:
        """The length of a term."""
        return dict(self._days).get(name, TERMS[name].default)

    def time(self, name: str) -> timedelta:
        """The length of a term."""
        return timedelta(days=self.days(name))

    def applies(self, name: str) -> bool:
        """Whether data may be erased under this term: its length is known, or the office has confirmed it."""
        return TERMS[name].known or name in self._confirmed

    def change(self, days: dict[str, int], confirmed: tuple[str, ...], offer_days: int) -> None:
        """Sets all terms. Raises ``ValueError`` for one outside its limits, and ``KeyError`` for an unknown one."""
        if not 0 <= offer_days <= MAX_OFFER_DAYS:
            raise ValueError(f"offer: {offer_days} days")
        for name, number in days.items():
            if not TERMS[name].minimum <= number <= TERMS[name].maximum:
                raise ValueError(f"{name}: {number} days")
        self._days, self._confirmed, self.offer_days = tuple(days.items()), confirmed, offer_days


def retention_terms(portal: Portal) -> RetentionTerms:
    """The terms of a desk."""
    found: RetentionTerms = portal[NAME]
    return found
