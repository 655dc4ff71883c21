"""Hand-over to the Central Compensation Office: batches of accepted invoices, their files, codes and payments.

`batch_actions` chooses, cancels and confirms, `batch_job` makes the files, `batch_index` writes index and manifest,
`batch_zip` sends them, `payment_list` and `paid_amounts` read what has been paid.
"""

from guichet.i18n import _
from guichet.office.batches.models import BATCHES, Batches
from guichet.store.models import Portal

NOTICES = {
    "batch-started": _("La préparation de la remise a commencé. Cette page montre où elle en est."),
    "batch-restarted": _("La préparation reprend."),
    "batch-reduced": _("Ces demandes ne font plus partie de la remise. Elles sont libres pour une autre."),
    "batch-cancelled": _("La remise est annulée. Ses demandes sont libres pour une autre remise."),
    "batch-handed-over": _("La transmission est confirmée. Les expéditeurs la voient dans le suivi de leur demande."),
    "batch-moved": _("Cette remise a changé entre-temps. Voici son état actuel."),
    "payments-noted": _("Les paiements sont notés."),
    "payments-partly-noted": _(
        "Les paiements sont notés, sauf ceux dont le montant diffère et que vous n’avez pas cochés."
    ),
}
"""By code: shown on the page that follows."""


def install(portal: Portal) -> None:
    """Adds the folder of batches to a new desk."""
    portal.add(BATCHES, Batches())
