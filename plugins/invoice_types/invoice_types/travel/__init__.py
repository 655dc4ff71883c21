"""Form 318.632.1: travel costs and meals."""

from guichet.invoices.types import InvoiceType
from invoice_types import _
from invoice_types.travel.arithmetic import compute
from invoice_types.travel.checks import check, service_period
from invoice_types.travel.proofs import KINDS, required
from invoice_types.travel.schema import schema
from invoice_types.travel.summary import rows

TRAVEL = InvoiceType(
    id="318.632.1",
    version=1,
    # The German title of the official form is UNCONFIRMED (words in use: Reisekosten, Zehrgeld): the catalogue's
    # wording has to be compared with the German edition before the first desk opens in German.
    title=_("Frais de voyage et nourriture"),
    purpose=_("Remboursement des trajets, des repas et des nuits liés à une mesure de l’AI"),
    schema=schema,
    compute=compute,
    rows=rows,
    service_period=service_period,
    check=check,
    required_attachments=required,
    attachment_kinds=KINDS,
    advice=(
        _("Joignez la quittance du taxi et, sans abonnement, le billet des transports publics."),
        _(
            "Le repas est remboursé dès 5 heures d’absence : CHF 11.50, et CHF 19.00 au-delà de 8 heures. Indiquez les"
            " heures de départ et de retour."
        ),
        _("Base : art. 51 LAI, art. 90 RAI."),
    ),
)
"""Travel costs and meals, LAI art. 51 and RAI art. 90."""
