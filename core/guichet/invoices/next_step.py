"""What happens next with an invoice, in every state, as its sender reads it above the timeline and before sending."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from translationstring import TranslationString

from guichet.clock import local
from guichet.desk import Desk
from guichet.i18n import Localizer, _
from guichet.i18n.day_counts import working_days
from guichet.invoices import office_time
from guichet.invoices.models import Invoice
from guichet.invoices.usual_time import usual_time
from guichet.store.models import Portal, portal_of

CHECKED = _(
    "L’office contrôle votre demande. Il vous écrit par e-mail dès qu’il a décidé, ou s’il manque quelque chose."
)
AGE = _("Elle est à l’office depuis ${days}.")
MARKED = _(
    "Corrigez les points que l’office a signalés, puis renvoyez la demande. Le temps que vous prenez ne compte pas "
    "dans celui de l’office."
)
WHOLE = _("Corrigez votre demande, puis renvoyez-la. Le temps que vous prenez ne compte pas dans celui de l’office.")
UNDOABLE = _("L’office peut encore annuler sa décision jusqu’à ${time}. L’e-mail part ensuite.")
PAYMENT = _("La Centrale de compensation à Genève paie le montant sur le compte indiqué. Vous n’avez rien à faire.")
EXPECTED = _("Le paiement devrait arriver vers le ${day}.")
OVERDUE = _("Le paiement était attendu vers le ${day}. S’il n’est pas arrivé, appelez l’office.")
PAID = _("Cette demande est terminée. Si le montant n’est pas sur le compte, appelez l’office.")
REFUSED = _("Cette demande est terminée. Vous pouvez demander une décision écrite, ou envoyer une nouvelle demande.")
WITHDRAWN = _("Cette demande est terminée : l’office ne la traite pas. Vous pouvez en envoyer une nouvelle.")


def after_sending(portal: Portal, type_id: str, today: date) -> Iterator[TranslationString]:
    """What follows once a draft or a correction is sent."""
    yield CHECKED
    yield from _usual(portal, type_id, today)


def next_step(desk: Desk, invoice: Invoice, now: datetime, localize: Localizer) -> Iterator[TranslationString]:
    """The sentences about an invoice that was sent, the first step first."""
    portal, today = portal_of(invoice), local(now).date()
    if invoice.undo_until is not None and now < invoice.undo_until:
        yield UNDOABLE % {"time": localize.clock(invoice.undo_until)}
    match invoice.state:
        case "submitted":
            yield CHECKED
            yield from _age(desk, invoice, today)
            yield from _usual(portal, invoice.type_id, today)
        case "correction_requested":
            yield MARKED if invoice.correction and invoice.correction.marks else WHOLE
            yield from _usual(portal, invoice.type_id, today)
        case "accepted" | "handed_over":
            yield PAYMENT
            yield from _payment(desk, invoice, today)
        case "paid":
            yield PAID
        case "refused":
            yield REFUSED
        case _:
            yield WITHDRAWN


def _usual(portal: Portal, type_id: str, today: date) -> Iterator[TranslationString]:
    usual = usual_time(portal, type_id, today)
    yield from usual.sentences if usual else ()


def _age(desk: Desk, invoice: Invoice, today: date) -> Iterator[TranslationString]:
    days = office_time.working_days(office_time.stays(invoice.events), today, desk.tenant.holidays)
    if days:
        yield AGE % {"days": working_days(days)}


def _payment(desk: Desk, invoice: Invoice, today: date) -> Iterator[TranslationString]:
    """When the money comes, as the mail about the acceptance says; nothing where the canton states no time."""
    accepted = [event.moment for event in invoice.events if event.transition == "accept"]
    if desk.tenant.payment_days and accepted:
        day = local(accepted[-1]).date() + timedelta(days=desk.tenant.payment_days)
        yield (EXPECTED if today <= day else OVERDUE) % {"day": day}
