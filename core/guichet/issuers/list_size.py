"""How many beneficiaries a company may have on its list."""

from decimal import Decimal

from guichet.i18n import _
from guichet.issuers.models import Issuer

MAX_BENEFICIARIES = 50_000
"""More people than have claims in a canton (OWASP ASVS 5.0, 2.4.1). An imported person takes 1.2 kB (measured on
PostgreSQL): without a bound, the imports of one user would be 3.6 GB a day."""
LIST_FULL = _(
    "Une société peut avoir ${most} bénéficiaires au plus. Supprimez d’abord ceux dont vous n’avez plus besoin, ou "
    "appelez l’office.",
    mapping={"most": Decimal(MAX_BENEFICIARIES)},
)


class ListFull(Exception):
    """The company would have more than `MAX_BENEFICIARIES` on its list; nothing was stored."""


def require_room(issuer: Issuer, added: int) -> None:
    """Raises :class:`ListFull` unless so many may be added. Those taken off the list are erased at night."""
    if issuer.beneficiaries.directory.count("all") + added > MAX_BENEFICIARIES:
        raise ListFull
