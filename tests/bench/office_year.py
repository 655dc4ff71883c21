"""Two years of an office's figures: each form, companies and persons, as many counters as a large office has."""

from random import Random

from guichet.action_context import ActionContext
from guichet.clock import local
from guichet.invoices.monthly_figures import close_month, monthly_figures
from guichet.office.reasons.models import CORRECTIONS
from guichet.values.month import Month

MONTHS = 24
MARKED = ("decision", "payee", "documents", "remark", "issue", "details.lines", "details.month")


def fill_figures(ctx: ActionContext) -> None:
    """Adds the figures of the months up to the present one; those that are over are closed, as by the daily task."""
    chance = Random(11)  # noqa: S311  # figures, no secrets
    figures, reasons = monthly_figures(ctx.portal), list(ctx.portal[CORRECTIONS])[:4]
    here = local(ctx.now)
    for back in range(MONTHS):
        month = str(Month(here.year, here.month).later(-back))
        for type_id in ctx.desk.plugins.invoice_types:
            for sender, size in (("company", 40), ("insured", 8)):
                accepted, corrected, refused = (chance.randint(size * n, size * n * 2) for n in (5, 2, 1))
                named = {"received": accepted + corrected, "accepted": accepted, "corrected": corrected}
                for name, number in (*named.items(), ("refused", refused), ("asked", corrected)):
                    figures.add(month, type_id, sender, (name,), number)
                for days in range(18):
                    figures.add(month, type_id, sender, ("days", str(days)), (accepted + corrected) // (days + 2))
                for place in MARKED:
                    for reason in reasons:
                        figures.add(month, type_id, sender, ("mark", place, reason), chance.randint(1, size))
    while close_month(ctx.portal, ctx.now):
        pass
