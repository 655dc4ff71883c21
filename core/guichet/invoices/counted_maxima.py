"""Maxima of a year, a month or a day, beside the sum of all invoices of the desk, by any sender.

The sender never sees these sums: they tell of other people's invoices.
"""

from collections.abc import Iterator, Sequence
from itertools import groupby

from guichet.declaration.counted import in_unit
from guichet.i18n import Localizer, _
from guichet.invoices.counted_sums import CountedKey, counted_amounts, others
from guichet.invoices.finding import Finding, label_of
from guichet.invoices.frozen import FrozenCounted, FrozenRevision, TextRow
from guichet.invoices.models import Invoice
from guichet.store.models import portal_of

MAXIMUM = "exceeded-maximum"
"""Code of these findings."""
DAY = len("2026-03-14")
MAX_DAYS = 4
"""Days of one maximum that are named; the rows of the form show all of them."""


def maxima(invoice: Invoice, rows: Sequence[TextRow], localize: Localizer) -> Iterator[Finding]:
    """The findings on the latest revision; ``rows`` are its rows in the language of the page."""
    frozen, counted = invoice.latest.frozen, counted_amounts(invoice)
    for one in counted:
        if len(one.period) != DAY:
            keys, text, exceeded = _compared(invoice, frozen, one, localize)
            within, others = exceeded is False, _with(invoice, keys, localize)
            # An amount that is still to be completed is compared with those of other invoices alone.
            if one.amount or keys:
                yield Finding(within, text, label_of(one.path, rows), others, MAXIMUM, one.path, bool(exceeded))
    daily = [one for one in counted if len(one.period) == DAY]
    for (path, *_maximum), days in groupby(daily, key=lambda one: (one.path, one.maximum, one.person, one.item)):
        # Days that no other invoice has are as the sender's checks found them.
        compared = [found for one in days if (found := _compared(invoice, frozen, one, localize))[0]]
        if compared:
            texts = [text for _keys, text, _exceeded in compared[:MAX_DAYS]] + ["…"] * (len(compared) > MAX_DAYS)
            keys = [key for found, _text, _exceeded in compared for key in found]
            # Also within the maximum: the same hours may be invoiced for two persons.
            exceeded = any(one for _keys, _text, one in compared)
            text, label = " · ".join(texts), label_of(path, rows)
            yield Finding(False, text, label, _with(invoice, keys, localize), MAXIMUM, path, exceeded)


def _compared(
    invoice: Invoice, frozen: FrozenRevision, one: FrozenCounted, localize: Localizer
) -> tuple[list[CountedKey], str, bool | None]:
    """The other invoices under a maximum, the sum beside it, and whether the sum exceeds it; None for one not known."""
    found = list(others(invoice, one))
    total = one.amount + sum(amount for _key, amount in found)
    mapping = {"what": frozen.text(one.labels, localize.language), "sum": in_unit(total, one.unit)}
    if one.most is None:
        # The sender has not recorded it with the decision.
        text = _("${what} : ${sum} jusqu’ici. Comparez avec la décision", mapping=mapping)
    else:
        text = _("${what} : ${sum} sur ${most}", mapping={**mapping, "most": in_unit(one.most, one.unit)})
    return [key for key, _amount in found], localize(text), None if one.most is None else total > one.most


def _with(invoice: Invoice, keys: Sequence[CountedKey], localize: Localizer) -> str | None:
    """« avec BE-2026-…, BE-2026-… »; None without another invoice."""
    issuers = portal_of(invoice)["issuers"]
    places = dict.fromkeys((key.issuer_id, key.invoice_id) for key in keys)
    references = sorted(issuers[issuer_id].invoices[invoice_id].reference for issuer_id, invoice_id in places)
    if not references:
        return None
    return localize(_("avec ${references}", mapping={"references": ", ".join(references)}))
