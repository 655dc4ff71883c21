"""The office's decisions on an invoice: accept, request a correction, refuse."""

from guichet.i18n import _

NOTICES = {
    "invoice-accepted": _("La demande est acceptée. Son expéditeur est averti par e-mail."),
    "correction-requested": _("La correction est demandée. L’expéditeur est averti par e-mail."),
    "invoice-refused": _("La demande est refusée. Son expéditeur est averti par e-mail."),
}
"""By code: shown on the page that follows the decision."""
